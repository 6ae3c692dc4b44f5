//! Tests of building lists as people send them: right, strange and broken.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::domain::limits::FOOTPRINT_VERTICES_MAX;

fn try_text(text: &str) -> Result<Report<BuildingDraft>, BuildingListError> {
    try_with(text.as_bytes(), &Options::default())
}

fn try_with(bytes: &[u8], options: &Options) -> Result<Report<BuildingDraft>, BuildingListError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    std::fs::write(&path, bytes).unwrap();
    read(&path, options)
}

fn errors(text: &str) -> Vec<String> {
    try_text(text).unwrap().errors.iter().map(ToString::to_string).collect()
}

fn refused(text: &str) -> String {
    try_text(text).unwrap_err().to_string()
}

fn ids(report: &Report<BuildingDraft>) -> Vec<&str> {
    assert!(report.is_clean(), "{:?}", report.errors);
    report.items.iter().map(|item| item.external_id.as_str()).collect()
}

fn collection(features: &str) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}")
}

fn feature(members: &str) -> String {
    collection(&format!("{{\"type\":\"Feature\",{members}}}"))
}

const RING: &str = "[[39,35.9],[39.0002,35.9],[39.0002,35.9001],[39,35.9]]";
const POINT: &str = "\"geometry\":{\"type\":\"Point\",\"coordinates\":[39,35.9]}";

fn data(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery").join(path)
}

fn read_data(path: &str) -> Result<Report<BuildingDraft>, BuildingListError> {
    assert!(data(path).is_file(), "the test data {path} is missing");
    read(&data(path), &Options::default())
}

#[test]
fn an_id_is_looked_for_in_the_documented_order() {
    let with = |members: &str| {
        let text = feature(&format!("{members},{POINT}"));
        ids(&try_text(&text).unwrap())[0].to_owned()
    };
    assert_eq!(with("\"id\":12,\"properties\":{\"id\":\"p\"}"), "12");
    assert_eq!(with("\"properties\":{\"osm_id\":\"5\",\"ID\":\"p\",\"n\":[1]}"), "p");
    assert_eq!(with("\"properties\":{\"id\":null,\"@id\":\"way/5\"}"), "way/5");
    assert!(with("\"properties\":null").starts_with("g-"));
    assert!(with("\"properties\":{\"fid\":1}").starts_with("g-"));
}

#[test]
fn a_named_id_field_goes_before_all_others_and_must_be_there() {
    let options = Options { id_field: Some("ref".into()) };
    let text = feature(&format!("\"id\":1,\"properties\":{{\"ref\":\"R\"}},{POINT}"));
    assert_eq!(ids(&try_with(text.as_bytes(), &options).unwrap()), ["R"]);
    let text = feature(&format!("\"id\":1,\"properties\":{{}},{POINT}"));
    let report = try_with(text.as_bytes(), &options).unwrap();
    assert!(report.errors[0].to_string().starts_with("feature 1, column ref"));
    let report = try_with(b"ref,id,lon,lat\nR,1,39,35.9\n", &options).unwrap();
    assert_eq!(ids(&report), ["R"]);
    let error = try_with(b"id,lon,lat\n1,39,35.9\n", &options).unwrap_err();
    assert!(error.to_string().contains("no column \"ref\""));
}

#[test]
fn an_id_made_from_the_outline_stays_when_the_list_is_sorted_anew() {
    let a = format!("{{\"type\":\"Feature\",{POINT}}}");
    let b = a.replace("35.9", "35.8");
    let one = try_text(&collection(&format!("{a},{b}"))).unwrap();
    let other = try_text(&collection(&format!("{b},{a}"))).unwrap();
    assert_eq!(ids(&one)[0], ids(&other)[1]);
    assert_ne!(ids(&one)[0], ids(&one)[1]);
    assert_eq!(ids(&one)[0].len(), 14);
}

#[test]
fn a_second_building_with_the_same_id_or_outline_is_refused() {
    let a = format!("{{\"type\":\"Feature\",\"id\":\"A\",{POINT}}}");
    let text = collection(&format!("{a},{a}"));
    assert_eq!(
        errors(&text),
        ["feature 2 (\"A\"): the id \"A\" is already that of feature 1; ids must differ"]
    );
    let b = format!("{{\"type\":\"Feature\",{POINT}}}");
    let report = try_text(&collection(&format!("{b},{b}"))).unwrap();
    assert_eq!(report.items.len(), 1);
    assert!(report.errors[0].to_string().contains("same outline as feature 1"));
}

#[test]
fn the_outer_ring_and_the_largest_part_are_used() {
    let hole = "[[39.00005,35.90002],[39.0001,35.90002],[39.0001,35.90004]]";
    let text =
        feature(&format!("\"geometry\":{{\"coordinates\":[{RING},{hole}],\"type\":\"Polygon\"}}"));
    assert_eq!(try_text(&text).unwrap().items[0].footprint.corners().len(), 3);
    let small = "[[[0,0,5],[0.0001,0,5],[0.0001,0.00001,5],[0,0.00001,5],[0,0,5]]]";
    let text = feature(&format!(
        "\"geometry\":{{\"type\":\"MultiPolygon\",\"coordinates\":[{small},[{RING}]]}}"
    ));
    let report = try_text(&text).unwrap();
    assert_eq!(report.items[0].footprint.corners().len(), 3);
    assert!(report.notes[0].contains("largest"), "{:?}", report.notes);
}

#[test]
fn features_that_are_no_buildings_are_faults_of_their_rows() {
    let geometry = |text: &str| errors(&feature(&format!("\"geometry\":{text}"))).join(";");
    assert!(geometry("null").contains("no geometry"));
    assert!(geometry("{\"type\":\"LineString\",\"coordinates\":[]}").contains("a LineString is"));
    let point = |at: &str| geometry(&format!("{{\"type\":\"Point\",\"coordinates\":{at}}}"));
    assert!(point("[35.9,139]").contains("swapped"));
    assert!(point("[368000,4104000]").contains("metres"));
    assert!(point("[1]").contains("two numbers"));
    assert!(point("[\"1\",\"2\"]").contains("two numbers"));
    assert!(point("null").contains("not nested"));
    let polygon = |at: &str| geometry(&format!("{{\"type\":\"Polygon\",\"coordinates\":{at}}}"));
    assert!(polygon("[]").contains("fewer than three"));
    assert!(polygon("[[[0,0],[1,1],[0,0]]]").contains("fewer than three"));
    assert!(polygon("[[[0,0],[1,0],[1,1]]]").contains("1 km"));
    assert!(polygon(RING).contains("not nested"));
    let corners = vec!["[39,35.9]"; FOOTPRINT_VERTICES_MAX + 1].join(",");
    assert!(polygon(&format!("[[{corners}]]")).contains("more than 10000"));
    assert!(polygon(&format!("[[{}]]", "[1],".repeat(70_000) + "[1]")).contains("more than"));
    let text = collection(&format!("{{\"type\":\"Building\",{POINT}}}"));
    assert!(errors(&text)[0].contains("no Feature"));
}

#[test]
fn a_fault_does_not_stop_the_features_after_it() {
    let good = format!("{{\"type\":\"Feature\",\"id\":1,{POINT}}}");
    let report =
        try_text(&collection(&format!("{{\"type\":\"Feature\",\"geometry\":null}},{good}")));
    let report = report.unwrap();
    assert_eq!((report.items.len(), report.error_count), (1, 1));
    assert_eq!(report.items[0].place, Spot::Feature(2));
}

#[test]
fn broken_json_names_the_line() {
    assert!(refused("{\"type\":\"FeatureCollection\",\n\"features\":[{]}").starts_with("line 2, "));
    assert!(refused("{\"type\":\"FeatureCollection\",\"features\":[").contains("in the middle"));
    let nan = feature("\"geometry\":{\"type\":\"Point\",\"coordinates\":[NaN,1]}");
    assert!(refused(&nan).starts_with("line 1, column"));
    let huge = feature("\"geometry\":{\"type\":\"Point\",\"coordinates\":[1e400,1]}");
    assert!(refused(&huge).contains("out of range"));
    let deep = format!(
        "{{\"type\":\"Feature\",\"geometry\":{{\"type\":\"Point\",\"coordinates\":{}",
        "[".repeat(200_000)
    );
    assert!(refused(&deep).contains("recursion"));
    assert!(refused(&(feature(POINT) + "]")).contains("trailing"));
    assert!(refused("[1,2]").contains("expected a GeoJSON"));
}

#[test]
fn other_json_and_other_coordinate_systems_are_refused_with_the_mend() {
    assert!(refused("{\"a\":1}").contains("without a \"type\""));
    assert!(refused("{\"type\":\"Topology\",\"objects\":{}}").contains("\"Topology\""));
    assert!(refused("{\"type\":\"Point\",\"coordinates\":[1,2]}").contains("\"Point\""));
    let stac = format!("{{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",{POINT}}}");
    assert!(refused(&stac).contains("STAC"));
    let crs = |name: &str| {
        format!(
            "{{\"type\":\"FeatureCollection\",\"crs\":{{\"type\":\"name\",\"properties\":\
             {{\"name\":\"{name}\"}}}},\"features\":[{{\"type\":\"Feature\",{POINT}}}]}}"
        )
    };
    assert!(refused(&crs("urn:ogc:def:crs:EPSG::32637")).contains("ogr2ogr -f GeoJSON"));
    assert!(try_text(&crs("urn:ogc:def:crs:OGC:1.3:CRS84")).unwrap().is_clean());
    assert!(try_text(&crs("EPSG:4326")).unwrap().is_clean());
    let link = crs("x").replace("\"name\":\"x\"", "\"href\":\"x\"");
    assert!(refused(&link).contains("links to"));
}

#[test]
fn a_single_feature_a_bom_and_one_feature_after_another_are_read() {
    let single = format!("{{\"type\":\"Feature\",\"id\":1,{POINT}}}");
    assert_eq!(ids(&try_text(&format!("\u{feff}{single}")).unwrap()), ["1"]);
    let lines = format!("{single}\n{}\n", single.replace(":1,", ":2,"));
    assert_eq!(ids(&try_text(&lines).unwrap()), ["1", "2"]);
}

#[test]
fn tables_are_read_whatever_separates_their_cells() {
    let comma = try_text("id,name,lon,lat\r\nA,Mill,39,35.9\r\n").unwrap();
    assert_eq!(comma.items[0].name.as_deref(), Some("Mill"));
    assert_eq!(comma.items[0].place, Spot::Line(2));
    let semicolon = try_text("\u{feff}Id;Latitude;Longitude\nA;35,9;39,5\n").unwrap();
    assert_eq!(ids(&semicolon), ["A"]);
    assert!((semicolon.items[0].footprint.centre().lon() - 39.5).abs() < 1e-9);
    assert!(semicolon.notes[0].contains("decimal"));
    let tab = try_text("building_id\ty\tx\nA\t35.9\t39\n").unwrap();
    assert_eq!(ids(&tab), ["A"]);
    let wkt = try_text("id,geometry\nA,\"POLYGON((39 35.9,39.0002 35.9,39.0002 35.9001))\"\n");
    assert_eq!(ids(&wkt.unwrap()), ["A"]);
}

#[test]
fn faults_of_table_rows_name_line_and_column() {
    let text = "id,lon,lat\nA,39\nB,x,35.9\nC,36,139\nD,39,\nE,39,35.9\nE,39,35.8\n,1,2\n";
    let found = errors(text);
    assert!(found[0].starts_with("line 2: it has 2 cells, the header 3"), "{}", found[0]);
    assert!(found[1].starts_with("line 3, column lon: \"x\" is no number"), "{}", found[1]);
    assert!(found[2].starts_with("line 4: 36 139: the latitude is outside"), "{}", found[2]);
    assert!(found[3].starts_with("line 5, column lat: it is empty"), "{}", found[3]);
    assert!(found[4].contains("\"E\" is already that of line 6"), "{}", found[4]);
    assert_eq!(found.len(), 5);
    assert!(errors("id,lon,lat\nA,\"39,5\",35.9\n")[0].contains("no number"));
    assert!(errors("id,lon,lat\nA,NaN,35.9\n")[0].contains("not a number"));
    assert!(errors("id,lon,lat\n\"A\nB\",39,35.9\n")[0].contains("control"));
    assert!(errors("id,wkt\nA,LINESTRING(0 0)\n")[0].starts_with("line 2, column wkt"));
}

#[test]
fn a_row_that_is_not_utf8_is_a_fault_of_that_row() {
    let report = try_with(b"id,lon,lat\nA\xe9,1,2\nB,1,2\n", &Options::default()).unwrap();
    assert_eq!((report.items.len(), report.error_count), (1, 1));
    assert!(report.errors[0].to_string().starts_with("line 2: it is not UTF-8"));
}

#[test]
fn a_table_without_a_place_shows_its_columns() {
    let error = refused("id,street\n1,Main\n");
    assert!(error.contains("lon and lat") && error.ends_with("id, street"), "{error}");
}

#[test]
fn foreign_files_are_named() {
    let zip = try_with(b"PK\x03\x04rest", &Options::default()).unwrap_err().to_string();
    assert!(zip.contains("a zip file") && zip.contains("GeoJSON, or CSV"));
    assert!(refused("version https://git-lfs.github.com/spec/v1\noid").contains("git lfs pull"));
    assert!(refused("<kml/>").contains("XML, KML"));
    assert!(refused("").contains("empty"));
}

#[test]
fn the_footprints_of_joplin_are_read_with_stable_ids() {
    let report = read_data("joplin_pair/labels/joplin.geojson").unwrap();
    assert_eq!(report.items.len(), 2_823, "{:?}", report.errors.first());
    assert!(report.is_clean());
    assert_eq!(report.items[0].external_id, own_id(&report.items[0].footprint));
    let again = read_data("joplin_pair/labels/joplin.geojson").unwrap();
    assert_eq!(ids(&report), ids(&again));
}

#[test]
fn the_same_points_come_out_of_geojson_and_out_of_both_tables() {
    let geojson = read_data("vector_formats/aleppo_points.geojson").unwrap();
    for table in ["aleppo_points_lonlat.csv", "aleppo_points_semicolon_decimalcomma.csv"] {
        let report = read_data(&format!("vector_formats/{table}")).unwrap();
        let all = |drafts: &[BuildingDraft]| {
            drafts.iter().take(100).map(|d| d.external_id.clone()).collect::<Vec<_>>()
        };
        assert_eq!((report.items.len(), report.error_count), (300, 0));
        assert_eq!(all(&report.items), all(&geojson.items), "{table}");
    }
}

#[test]
fn formats_not_read_yet_are_refused_by_name() {
    let files = [
        ("joplin_polys.fgb", "FlatGeobuf"),
        ("joplin_polys.gpkg", "GeoPackage"),
        ("joplin_polys.kml", "KML"),
        ("joplin_polys.shp", "Shapefile"),
        ("joplin_polys.dbf", "binary"),
        ("boulder_buildings.zip", "zip"),
    ];
    for (file, word) in files {
        let error = read_data(&format!("vector_formats/{file}")).unwrap_err().to_string();
        assert!(error.contains(word) && error.contains("GeoJSON"), "{file}: {error}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        cut in 0_usize..400,
        at in 0_usize..400,
        bytes in proptest::collection::vec(any::<u8>(), 0..4),
    ) {
        let geojson = feature(&format!(
            "\"geometry\":{{\"type\":\"MultiPolygon\",\"coordinates\":[[{RING}]]}}"
        ));
        let table = "id,name,lon,lat,wkt\nA,b,39,35.9,\nB,c,,,\"POLYGON((0 0,0 1,1 1))\"\n";
        for text in [geojson.as_str(), table] {
            let mut text = text.as_bytes().to_vec();
            text.truncate(cut);
            let at = at.min(text.len());
            text.splice(at..at, bytes.iter().copied());
            let _ = try_with(&text, &Options::default());
        }
    }
}
