"""panoptes.py REDUCED AGGREGATED: what panoptes_aggregation counts of our classifications are our own counts."""

import csv
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    reduced = list(csv.DictReader(file))
with open(sys.argv[2], encoding="utf-8") as file:
    ours = {row["task_id"]: row for row in csv.DictReader(file)}


def count(row, *words):
    found = (value for name, value in row.items() if name.startswith("data.") and any(word in name for word in words))
    return sum(int(float(value)) for value in found if value)


for row in reduced:
    own = ours[row["subject_id"]]
    assert count(row, "not-visibly") == int(own["0_count"]), row
    assert count(row, "destroyed-between", "destroyed-already") == int(own["1_count"]), row
    assert count(row, "cannot-tell") == int(own["2_count"]), row
judged = sum(int(row["total_count"]) > 0 for row in ours.values())
assert len(reduced) == judged, (len(reduced), judged)
print(f"panoptes_aggregation: {len(reduced)} subjects extracted and reduced, every count ours")
