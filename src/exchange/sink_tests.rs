//! Tests of the formats as a reader gets them.

use chrono::{TimeZone as _, Utc};
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use rusqlite::Connection;

use super::*;
use crate::domain::capture::CapturedAt;
use crate::domain::id::BuildingId;
use crate::domain::place::LonLat;
use crate::exchange::columns::{Class, ReferenceRow, Sensed, TotalsRow, UnosatRow};
use crate::exchange::export::file_of;

fn reference(said: &str) -> ReferenceRow {
    ReferenceRow {
        building_id: BuildingId(7),
        after: chrono::NaiveDate::from_ymd_opt(2017, 6, 21),
        before: None,
        damage: "destroyed".into(),
        confidence: None,
        said: said.into(),
    }
}

fn text(format: Format, said: &str) -> String {
    String::from_utf8(file_of(format, [reference(said)]).unwrap()).unwrap()
}

fn at(lon: f64, lat: f64) -> LonLat {
    LonLat::new(lon, lat).unwrap()
}

fn unosat() -> UnosatRow {
    let taken = |text| CapturedAt::parse(text, Utc.timestamp_opt(2_000_000_000, 0).unwrap());
    let sensed = |text, class| Some(Sensed { taken: taken(text).unwrap(), class });
    UnosatRow {
        event: "raqqa".into(),
        site: "B-7".into(),
        place: at(39.0, 35.9),
        sensed: vec![
            sensed("2017-06-21", Some(Class::NotVisibly)),
            None,
            sensed("2017-07", None),
            sensed("2017-08-02", Some(Class::Destroyed)),
        ],
    }
}

fn file(format: Format, rows: &[UnosatRow]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut sink = format.sink(Box::new(&mut bytes)).unwrap();
    sink.begin(&UnosatRow::head(4)).unwrap();
    for row in rows {
        row.write(&mut *sink).unwrap();
    }
    sink.finish().unwrap();
    drop(sink);
    bytes
}

#[test]
fn excel_gets_a_mark_its_own_line_ends_and_no_formula() {
    let written = text(Format::ExcelCsv, "=1+1, \"x\"");
    assert!(written.starts_with("\u{feff}building_id,after,"));
    assert!(written.ends_with("\r\n7,2017-06-21,,destroyed,,\"'=1+1, \"\"x\"\"\"\r\n"));
    assert!(!text(Format::Csv, "a\nb").contains('\r'));
}

#[test]
fn a_line_of_json_has_the_columns_in_order_and_typed() {
    let written = text(Format::Ndjson, "=1+1");
    let wanted = "{\"building_id\":7,\"after\":\"2017-06-21\",\"before\":null,\
                  \"damage\":\"destroyed\",\"confidence\":null,\"said\":\"=1+1\"}\n";
    assert_eq!(written, wanted);
}

#[test]
fn a_geopackage_has_dates_a_box_and_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gpkg");
    let bytes = file(Format::GeoPackage, &[unosat()]);
    assert_eq!(bytes, file(Format::GeoPackage, &[unosat()]), "the same rows, the same bytes");
    std::fs::write(&path, bytes).unwrap();
    let database = Connection::open(&path).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(one("PRAGMA integrity_check"), "ok");
    assert_eq!(
        one("SELECT type FROM pragma_table_info('unosat') WHERE name = 'SensorDate_3'"),
        "DATE"
    );
    assert_eq!(one("SELECT SensorDate_3 FROM unosat"), "2017-07-01", "of a month, its first day");
    assert_eq!(one("SELECT min_x || ' ' || max_y FROM gpkg_contents"), "39.0 35.9");
    assert_eq!(one("SELECT count(*) || '' FROM rtree_unosat_geom WHERE minx < 39.1"), "1");
    assert_eq!(one("SELECT hex(substr(geom, 1, 8)) FROM unosat"), "47500001E6100000");
    assert_eq!(one("SELECT last_change FROM gpkg_contents"), "2017-08-02T00:00:00.000Z");
}

#[test]
fn a_parquet_file_says_where_its_rows_stand() {
    let bytes = file(Format::Parquet, &[unosat(), UnosatRow { place: at(38.0, 36.0), ..unosat() }]);
    let mut written = tempfile::tempfile().unwrap();
    written.write_all(&bytes).unwrap();
    let reader = SerializedFileReader::new(written).unwrap();
    let about = reader.metadata().file_metadata();
    assert_eq!(about.num_rows(), 2);
    let geo = about.key_value_metadata().unwrap().iter().find(|entry| entry.key == "geo").unwrap();
    let geo: serde_json::Value = serde_json::from_str(geo.value.as_ref().unwrap()).unwrap();
    let column = &geo["columns"]["geometry"];
    assert_eq!(column["bbox"], serde_json::json!([38.0, 35.9, 39.0, 36.0]));
    assert_eq!(column["geometry_types"], serde_json::json!(["Point"]));
    assert!(column.get("crs").is_none(), "absent means OGC:CRS84");
}

#[test]
fn a_sheet_that_is_full_is_refused_with_another_way() {
    let mut sink = Format::Xlsx.sink(Box::new(std::io::sink())).unwrap();
    let kind = Kind::Integer;
    let columns = vec![Heading { name: "n".into(), kind }];
    sink.begin(&Head { table: "judgements", columns, is_placed: false }).unwrap();
    for _ in 0..1_048_575 {
        sink.row(&[Cell::Empty], None).unwrap();
    }
    let error = sink.row(&[Cell::Empty], None).unwrap_err().to_string();
    assert!(error.contains("judgements has more rows") && error.contains("CSV"), "{error}");
}

#[test]
fn no_class_says_undamaged() {
    let written = String::from_utf8(file(Format::Csv, &[unosat()])).unwrap();
    let row = written.lines().nth(1).unwrap();
    assert!(row.starts_with("raqqa,B-7,35.9,39,2017-06-21,6,,,2017-07,,2017-08-02,1,"), "{row}");
    assert!(row.contains("not visibly destroyed, which does not say undamaged"));
}

#[test]
fn answers_are_counted_and_their_agreement_is_of_pairs() {
    let ring = vec![at(39.0, 35.9), at(39.0001, 35.9), at(39.0001, 35.9001)];
    let footprint = Footprint::ring(ring).unwrap();
    let row = TotalsRow { idx: 0, building_id: BuildingId(7), counts: [1, 3, 0], footprint };
    let written = String::from_utf8(file_of(Format::Csv, [row]).unwrap()).unwrap();
    let wanted = "0,7,1,3,0,0,4,0.25,0.75,0,0,0.5,\
                  \"POLYGON ((39 35.9, 39.0001 35.9, 39.0001 35.9001, 39 35.9))\"";
    assert_eq!(written.lines().nth(1).unwrap(), wanted);
}

#[test]
fn several_files_come_of_one_reading() {
    let (mut csv, mut json) = (Vec::new(), Vec::new());
    let mut sinks = [
        Format::Csv.sink(Box::new(&mut csv)).unwrap(),
        Format::Ndjson.sink(Box::new(&mut json)).unwrap(),
    ];
    let mut fan = Fan::of(sinks.iter_mut().map(|sink| &mut **sink).collect());
    Rows::begin(&mut fan).unwrap().row(&reference("x")).unwrap();
    fan.finish().unwrap();
    drop(sinks);
    assert_eq!(csv, file_of(Format::Csv, [reference("x")]).unwrap());
    assert_eq!(json, file_of(Format::Ndjson, [reference("x")]).unwrap());
}
