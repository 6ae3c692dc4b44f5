"""tables.py FOLDER: every exported table is the same in every format, with its types."""

import csv
import json
import os
import sys
from datetime import date, datetime, timezone

import geopandas
import openpyxl
import pandas
import pyarrow.parquet
import pyogrio

folder = sys.argv[1]
TABLES = ["buildings", "judgements", "images", "exhibits", "references", "rulings", "incidents", "links"]
DATES = {"last_intact_date", "first_destroyed_date", "after", "before", "from", "to", "window_from", "window_to"}
INSTANTS = {"decided_at", "started_at", "submitted_at", "captured_at", "ruled_at"}


def path(name):
    return os.path.join(folder, name)


def rows_of(name, mark=""):
    with open(path(name), encoding="utf-8", newline="") as file:
        assert file.read(len(mark)) == mark
        return list(csv.DictReader(file))


def as_csv(name, value):
    """A typed value as the CSV file writes it, without the guard."""
    if value is None or (isinstance(value, float) and pandas.isna(value)) or value is pandas.NaT or value is pandas.NA:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if name in INSTANTS and isinstance(value, datetime):
        value = value if value.tzinfo else value.replace(tzinfo=timezone.utc)
        # A workbook's day is a number with a fraction: to the millisecond.
        micros = round(value.timestamp() * 1000)
        at = datetime.fromtimestamp(micros / 1000, timezone.utc)
        return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{micros % 1000:03d}Z"
    if isinstance(value, (datetime, date)):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def same(what, name, plain, other):
    assert len(plain) == len(other), (what, name, len(plain), len(other))
    for number, (left, right) in enumerate(zip(plain, other)):
        for column, text in left.items():
            value = as_csv(column, right[column])
            text = text[1:] if text.startswith("'") and not value.startswith("'") else text
            if column in DATES and len(text) == 7:
                text, value = text + "-01", value if len(value) == 10 else value + "-01"
            assert text == value, (what, name, number, column, text, value)


def typed(frame):
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def parquet(name):
    table = pyarrow.parquet.read_table(path(f"{name}.parquet"))
    for field in table.schema:
        if field.name in DATES:
            assert str(field.type) == "date32[day]", field
        if field.name in INSTANTS:
            assert str(field.type) == "timestamp[ms, tz=UTC]", field
    return table.to_pylist()


def sheet(book, name):
    cells = book[name].iter_rows()
    head = [cell.value for cell in next(cells)]
    rows = []
    for row in cells:
        assert all(cell.data_type != "f" for cell in row), "a formula"
        rows.append(dict(zip(head, (cell.value for cell in row))))
    for row in rows:
        for column in DATES | INSTANTS:
            assert row.get(column) is None or isinstance(row[column], datetime), (name, column)
    return rows


def package(file, name):
    about = pyogrio.read_info(path(file), layer=name)
    types = dict(zip(about["fields"], (str(kind) for kind in about["dtypes"])))
    for column, kind in types.items():
        if column in DATES:
            assert kind == "datetime64[D]", (column, kind)
        if column in INSTANTS:
            assert kind.startswith("datetime64[ms"), (column, kind)
    frame = pyogrio.read_dataframe(path(file), layer=name, use_arrow=True)
    return about, typed(pandas.DataFrame(frame.drop(columns="geometry", errors="ignore")))


whole = openpyxl.load_workbook(path("campaign.xlsx"))
for name in TABLES:
    plain = rows_of(f"{name}.csv")
    same("excel.csv", name, plain, rows_of(f"{name}.excel.csv", "\ufeff"))
    with open(path(f"{name}.ndjson"), encoding="utf-8") as file:
        same("ndjson", name, plain, [json.loads(line) for line in file])
    same("parquet", name, plain, parquet(name))
    same("xlsx", name, plain, sheet(openpyxl.load_workbook(path(f"{name}.xlsx")), name))
    same("campaign.xlsx", name, plain, sheet(whole, name))
    same("campaign.gpkg", name, plain, package("campaign.gpkg", name)[1])
    assert len(pandas.read_csv(path(f"{name}.csv"))) == len(plain)
    print(f"{name}: {len(plain)} rows, the same in 7 files")

plain = rows_of("buildings.csv")
about, rows = package("buildings.gpkg", "buildings")
assert about["crs"] == "EPSG:4326" and about["features"] == len(plain), about
same("gpkg", "buildings", plain, rows)
with open(path("buildings.geojson"), encoding="utf-8") as file:
    same("geojson", "buildings", plain, [feature["properties"] for feature in json.load(file)["features"]])
frames = {"geojson": geopandas.read_file(path("buildings.geojson"))}
frames["gpkg"] = geopandas.read_file(path("buildings.gpkg"), layer="buildings")
frames["parquet"] = geopandas.read_parquet(path("buildings.parquet"))
for end, frame in frames.items():
    assert frame.crs is not None and frame.crs.is_geographic, (end, frame.crs)
    assert frame.geometry.is_valid.all(), end
    assert frame.geometry.to_wkb().equals(frames["geojson"].geometry.to_wkb()), end
box = frames["gpkg"].total_bounds
middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
part = pyogrio.read_dataframe(path("buildings.gpkg"), layer="buildings", bbox=(box[0], box[1], *middle))
assert 0 < len(part) < len(plain), "the index finds a part"
styles = pyogrio.read_dataframe(path("buildings.gpkg"), layer="layer_styles")
assert "categorizedSymbol" in styles["styleQML"][0]
print(f"outlines: {len(plain)} equal in GeoJSON, GeoPackage and GeoParquet; {len(part)} of them in a quarter by the index")

points, text = geopandas.read_file(path("unosat.gpkg")), rows_of("unosat.csv")
assert len(points) == len(text) == len(plain)
classes = {row[column] for row in text for column in row if column.startswith("Main_Damage")}
assert classes <= {"", "1", "6"}, classes
print(f"unosat: {len(points)} points, classes {sorted(classes)}")
