"""For bench/aleppo: makes the files of a campaign of HRW's sites in Aleppo, and holds what came of it beside HRW's windows."""

import collections
import csv
import datetime
import pathlib
import random
import statistics
import struct
import sys
import zlib

OPEN = "2001-01-01"  # HRW's file says so where a site was destroyed before its first image
GOLDS = 150


def day(text):
    """HRW writes 6/4/15."""
    month, day_of_month, year = map(int, text.split("/"))
    return datetime.date(2000 + year, month, day_of_month).isoformat()


def sites(path):
    """Every site with both dates: id, place, (after, before), damage, confidence. An empty after is open."""
    with open(path, encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file):
            try:
                after, before = day(row["DatePeriodStart"]), day(row["DatePeriodEnd"])
            except ValueError:
                print(f"site {row['OBJECTID']} has no dates and is left out")
                continue
            place = (float(row["Long"]), float(row["Lat"]))
            window = ("" if after == OPEN else after, before)
            yield row["OBJECTID"], place, window, row["DamageID1"], row["ConfidenceID"]


def picture(path, place, tone):
    """A grey GeoTIFF in WGS 84 of 24 metres a pixel that covers the sites: there is nothing to see on it."""
    west, south, east, north = place
    step = 0.00025
    width, height = int((east - west) / step) + 1, int((north - south) / step) + 1
    noise = random.Random(tone)
    rows = b"".join(bytes(noise.choices(range(tone, tone + 60), k=width)) for _ in range(height))
    pixels = zlib.compress(rows)
    scale, tie = struct.pack("<3d", step, step, 0), struct.pack("<6d", 0, 0, 0, west, north, 0)
    keys = struct.pack("<16H", 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)
    head = 8 + 2 + 13 * 12 + 4
    places = [head, head + len(scale), head + len(scale) + len(tie)]
    data = places[2] + len(keys)
    tags = [
        (256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, data),
        (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, len(pixels)), (284, 3, 1, 1),
        (33550, 12, 3, places[0]), (33922, 12, 6, places[1]), (34735, 3, 16, places[2]),
    ]
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    file = b"II" + struct.pack("<HIH", 42, 8, len(tags)) + entries + struct.pack("<I", 0)
    path.write_bytes(file + scale + tie + keys + pixels)


def write(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *rows])


def prepare(source, folder):
    all_sites = list(sites(source))
    dates = sorted({date for *_, window, _, _ in all_sites for date in window if date})
    lons, lats = zip(*(place for _, place, *_ in all_sites))
    around = (min(lons) - 0.005, min(lats) - 0.005, max(lons) + 0.005, max(lats) + 0.005)
    for number, date in enumerate(dates):
        picture(folder / f"{date}.tif", around, 80 + number)
    named = [(date, f"{date}.tif", date, "made up", "none: made up") for date in dates]
    write(folder / "captures.csv", ["capture_id", "file", "captured_at", "provider", "licence"], named)
    rows = [(own, *place, *window, *rest) for own, place, window, *rest in all_sites]
    write(folder / "buildings.csv", ["id", "lon", "lat", "after", "before", "damage", "confidence"], rows)
    known = [(own, *window) for own, _, window, _, _ in all_sites]
    write(folder / "windows.csv", ["id", "after", "before"], known)
    sure = [(own, *window) for own, _, window, _, confidence in all_sites if confidence == "Very High"]
    gold = random.Random(1).sample(sure, min(GOLDS, len(sure)))
    head = ["external_id", "last_intact_image_id", "first_destroyed_image_id", "explanation"]
    write(folder / "gold.csv", head, [(*row, "HRW") for row in gold])
    windows = {window for _, _, window, _, _ in all_sites}
    print(f"{len(all_sites)} sites, {len(dates)} dates, {len(windows)} windows")


def relation(ours, theirs):
    """How our window lies to HRW's; an open beginning is before everything, an open end after everything."""
    (a, b), (c, d) = [(low or "0", high or "9") for low, high in (ours, theirs)]
    if (a, b) == (c, d):
        return "equal"
    if c <= a and b <= d:
        return "narrower"
    if a <= c and d <= b:
        return "wider"
    return "overlaps" if max(a, c) < min(b, d) else "disjoint"


def wide(window, dates):
    """How many of the set's image dates HRW's window spans: more than one where images did not show the site."""
    if not window[0]:
        return "HRW: before the first image"
    spans = dates.index(window[1]) - dates.index(window[0])
    return "HRW: next image" if spans == 1 else f"HRW: {'2 or 3' if spans < 4 else '4 or more'} images later"


def days(after, before):
    return (datetime.date.fromisoformat(before) - datetime.date.fromisoformat(after)).days


ORDER = ["equal", "narrower", "wider", "overlaps", "disjoint", "no window"]


def compare(folder, package):
    known = {row["id"]: row for row in csv.DictReader(open(folder / "buildings.csv", encoding="utf-8"))}
    with open(package / "buildings.csv", encoding="utf-8") as file:
        published = {row["external_id"]: row for row in csv.DictReader(file)}
    dates = sorted({date for row in known.values() for date in (row["after"], row["before"]) if date})
    rows, found = [], collections.defaultdict(collections.Counter)
    for own, site in known.items():
        row, theirs = published.get(own), (site["after"], site["before"])
        if row is None:
            print(f"site {own} was not imported")
            continue
        ours = (row["last_intact_date"], row["first_destroyed_date"])
        says = relation(ours, theirs) if any(ours) else "no window"
        for part in ("all", wide(theirs, dates), f"HRW: {site['confidence']}", f"published: {row['status']}"):
            found[part][says] += 1
        if says != "equal":
            rows.append((own, says, row["status"], *ours, *theirs, site["confidence"], row["n_judgements"]))
    head = ["id", "relation", "status", "our_after", "our_before", "hrw_after", "hrw_before", "hrw_confidence", "answers"]
    write(folder / "disagreement.csv", head, rows)
    print("| Sites | " + " | ".join(ORDER) + " | n | holds HRW's |")
    print("|---|" + "---|" * (len(ORDER) + 2))
    for part, counts in sorted(found.items()):
        of = sum(counts.values())
        holding = counts["equal"] + counts["wider"]
        cells = " | ".join(str(counts[word]) for word in ORDER)
        print(f"| {part} | {cells} | {of} | {holding / of:.3f} |")
    closed = [row for row in published.values() if row["last_intact_date"] and row["first_destroyed_date"]]
    ours = [days(row["last_intact_date"], row["first_destroyed_date"]) for row in closed]
    theirs = [days(row["after"], row["before"]) for row in known.values() if row["after"]]
    print(f"\nmedian of windows with two ends: ours {statistics.median(ours)} days, HRW's {statistics.median(theirs)}")
    print(f"answers a site: {sum(int(row['n_judgements']) for row in published.values()) / len(published):.2f}")
    dated = len(known) - found["all"]["no window"]
    print(f"with a window: {dated} of {len(known)}; {len(rows)} sites differ, each in {folder / 'disagreement.csv'}")


if __name__ == "__main__":
    step, *paths = sys.argv[1:]
    {"prepare": prepare, "compare": compare}[step](*map(pathlib.Path, paths))
