#!/usr/bin/env python3
"""Recomputes every published window of an export by counting (METHOD.md): recompute.py FOLDER"""
import csv, pathlib, re, sys
from collections import defaultdict


def table(name):
    with open(pathlib.Path(sys.argv[1], name), encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


images = sorted(table("images.csv"), key=lambda image: image["captured_at"])
names = [image["image_id"] for image in images]
when = {name: k for k, name in enumerate(names)}
answers = defaultdict(list)
for given in (row for row in table("judgements.csv") if row["counted"] == "true"):
    ends = given["last_intact_image_id"], given["first_destroyed_image_id"]
    answers[given["building_id"]].append(ends)


def window(row):  # the latest capture that enough call standing, the earliest they call destroyed
    num, den = map(int, re.search(r"q=(\d+)/(\d+)", row["method"]).groups())
    enough = lambda count: count * den >= num * len(answers[row["building_id"]])
    standing = [when[last] for last, _ in answers[row["building_id"]] if last]
    destroyed = [when[first] for _, first in answers[row["building_id"]] if first]
    last = [k for k in standing if enough(sum(s >= k for s in standing))]
    first = [k for k in destroyed if enough(sum(d <= k for d in destroyed))]
    last, first = names[max(last)] if last else "", names[min(first)] if first else ""
    before = "evidence" if first and first == row["first_image_id"] else "dispute"
    after = "evidence" if last and last == row["last_image_id"] else "dispute"
    return last, "" if last else before, first, "" if first else after


wanted = "last_intact_image_id last_intact_open first_destroyed_image_id first_destroyed_open"
published = [row for row in table("buildings.csv") if row["retirement_reason"] != "ruled"
             and row["status"] not in ("open", "undatable", "withdrawn")]
for row in published:
    if (there := tuple(row[name] for name in wanted.split())) != (found := window(row)):
        sys.exit(f"building {row['external_id']}: published {there}, but the judgements give {found}")
ruled = [row for row in table("buildings.csv") if row["retirement_reason"] == "ruled"]
file = pathlib.Path(sys.argv[1], "rulings.csv")
rulings = {row["building_id"]: row for row in table(file.name) if row["in_force"] == "true"} if file.exists() else {}
if missed := set(rulings) - {row["building_id"] for row in ruled}:
    sys.exit(f"buildings {sorted(missed)[:5]}: a ruling is in force, and the row does not follow it")
for row in ruled:  # a ruling outranks the count: the row must follow it
    ruling = rulings.get(row["building_id"], defaultdict(str))
    there, found = ([each[name] for name in wanted.split()] for each in (row, ruling))
    if row["decided_by"] != "adjudicator" or row["ruling_kind"] != ruling["kind"] or there != found:
        sys.exit(f"building {row['external_id']}: published {there}, but its ruling says {found}")
print(f"{len(ruled)} rulings are followed")
print(f"{len(published)} published windows follow from their judgements")
