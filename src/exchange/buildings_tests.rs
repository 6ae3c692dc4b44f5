//! Tests of building lists as people send them: right, strange and broken.

use super::shared_tests::*;
use super::*;
use crate::domain::limits::FOOTPRINT_VERTICES_MAX;

const RING: &str = "[[39,35.9],[39.0002,35.9],[39.0002,35.9001],[39,35.9]]";
const POINT: &str = "\"geometry\":{\"type\":\"Point\",\"coordinates\":[39,35.9]}";

#[test]
fn an_id_is_looked_for_in_the_documented_order() {
    let with = |members: &str| {
        let text = feature(&format!("{members},{POINT}"));
        try_text(&text).unwrap().ids()[0].to_owned()
    };
    assert_eq!(with("\"id\":12,\"properties\":{\"id\":\"p\"}"), "12");
    assert_eq!(with("\"properties\":{\"osm_id\":\"5\",\"ID\":\"p\",\"n\":[1]}"), "p");
    assert_eq!(with("\"properties\":{\"id\":null,\"@id\":\"way/5\"}"), "way/5");
    assert!(with("\"properties\":null").starts_with("g-"));
    assert!(with("\"properties\":{\"fid\":1}").starts_with("g-"));
}

#[test]
fn a_named_id_field_goes_before_all_others_and_must_be_there() {
    let options = Options { id_field: Some("ref".into()), ..Options::default() };
    let text = feature(&format!("\"id\":1,\"properties\":{{\"ref\":\"R\"}},{POINT}"));
    assert_eq!(try_with(text.as_bytes(), &options).unwrap().ids(), ["R"]);
    let text = feature(&format!("\"id\":1,\"properties\":{{}},{POINT}"));
    let report = try_with(text.as_bytes(), &options).unwrap();
    assert!(report.errors()[0].starts_with("feature 1, column ref"));
    let report = try_with(b"ref,id,lon,lat\nR,1,39,35.9\n", &options).unwrap();
    assert_eq!(report.ids(), ["R"]);
    let error = try_with(b"id,lon,lat\n1,39,35.9\n", &options).unwrap_err();
    assert!(error.to_string().contains("no column \"ref\""));
}

#[test]
fn an_id_made_from_the_outline_stays_when_the_list_is_sorted_anew() {
    let a = format!("{{\"type\":\"Feature\",{POINT}}}");
    let b = a.replace("35.9", "35.8");
    let one = try_text(&collection(&format!("{a},{b}"))).unwrap();
    let other = try_text(&collection(&format!("{b},{a}"))).unwrap();
    assert_eq!(one.ids()[0], other.ids()[1]);
    assert_ne!(one.ids()[0], one.ids()[1]);
    assert_eq!(one.ids()[0].len(), 14);
}

#[test]
fn a_second_building_with_the_same_id_is_refused_and_one_with_the_same_outline_is_numbered() {
    let a = format!("{{\"type\":\"Feature\",\"id\":\"A\",{POINT}}}");
    let text = collection(&format!("{a},{a}"));
    assert_eq!(
        errors(&text),
        ["feature 2 (\"A\"): the id \"A\" is already that of feature 1; ids must differ"]
    );
    let b = format!("{{\"type\":\"Feature\",{POINT}}}");
    let report = try_text(&collection(&format!("{b},{b}"))).unwrap();
    assert_eq!(report.items.len(), 2);
    assert_eq!(report.items[1].external_id, format!("{}-2", report.items[0].external_id));
    assert!(report.notes().contains("at feature 2, the same as feature 1"), "{}", report.notes());
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
    assert!(report.summary.notes[0].contains("largest"), "{:?}", report.summary.notes);
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
    assert!(polygon(&format!("[[{}]]", "[1],".repeat(70_000) + "[1]")).contains("two numbers"));
    let text = collection(&format!("{{\"type\":\"Building\",{POINT}}}"));
    assert!(errors(&text)[0].contains("no Feature"));
}

#[test]
fn a_fault_does_not_stop_the_features_after_it() {
    let good = format!("{{\"type\":\"Feature\",\"id\":1,{POINT}}}");
    let report =
        try_text(&collection(&format!("{{\"type\":\"Feature\",\"geometry\":null}},{good}")));
    let report = report.unwrap();
    assert_eq!((report.items.len(), report.summary.error_count), (1, 1));
    assert_eq!(report.items[0].place, Spot::Feature(2));
}

#[test]
fn broken_json_names_the_line() {
    assert!(refused("{\"type\":\"FeatureCollection\",\n\"features\":[{]}").starts_with("line 2, "));
    assert!(refused("{\"type\":\"FeatureCollection\",\"features\":[").contains("in the middle"));
    let nan = feature("\"geometry\":{\"type\":\"Point\",\"coordinates\":[NaN,1]}");
    assert!(errors(&nan)[0].starts_with("feature 1: line 1, column"), "{:?}", errors(&nan));
    let huge = feature("\"geometry\":{\"type\":\"Point\",\"coordinates\":[1e400,1]}");
    assert!(errors(&huge)[0].contains("out of range"), "{:?}", errors(&huge));
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
    let moon = refused(&crs("urn:x:moon"));
    assert!(moon.contains("ogr2ogr -f GeoJSON") && moon.contains("state the EPSG"), "{moon}");
    assert!(try_text(&crs("urn:ogc:def:crs:OGC:1.3:CRS84")).unwrap().summary.is_clean());
    assert!(try_text(&crs("EPSG:4326")).unwrap().summary.is_clean());
    let link = crs("x").replace("\"name\":\"x\"", "\"href\":\"x\"");
    assert!(refused(&link).contains("links to"));
}

#[test]
fn a_single_feature_a_bom_and_one_feature_after_another_are_read() {
    let single = format!("{{\"type\":\"Feature\",\"id\":1,{POINT}}}");
    assert_eq!(try_text(&format!("\u{feff}{single}")).unwrap().ids(), ["1"]);
    let lines = format!("{single}\n{}\n", single.replace(":1,", ":2,"));
    assert_eq!(try_text(&lines).unwrap().ids(), ["1", "2"]);
}

#[test]
fn tables_are_read_whatever_separates_their_cells() {
    let comma = try_text("id,name,lon,lat\r\nA,Mill,39,35.9\r\n").unwrap();
    assert_eq!(comma.items[0].name.as_deref(), Some("Mill"));
    assert_eq!(comma.items[0].place, Spot::Line(2));
    let semicolon = try_text("\u{feff}Id;Latitude;Longitude\nA;35,9;39,5\n").unwrap();
    assert_eq!(semicolon.ids(), ["A"]);
    assert!((semicolon.items[0].footprint.centre().lon() - 39.5).abs() < 1e-9);
    assert!(semicolon.summary.notes[0].contains("decimal"));
    let tab = try_text("building_id\ty\tx\nA\t35.9\t39\n").unwrap();
    assert_eq!(tab.ids(), ["A"]);
    let wkt = try_text("id,geometry\nA,\"POLYGON((39 35.9,39.0002 35.9,39.0002 35.9001))\"\n");
    assert_eq!(wkt.unwrap().ids(), ["A"]);
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
    assert_eq!((report.items.len(), report.summary.error_count), (1, 1));
    assert!(report.errors()[0].starts_with("line 2: it is not UTF-8"));
}

#[test]
fn a_table_without_a_place_shows_its_columns() {
    let error = refused("id,street\n1,Main\n");
    assert!(error.contains("lon and lat") && error.ends_with("id, street"), "{error}");
}

/// A point near Raqqa in UTM zone 37; PROJ, through rasterio's warp.transform, gives 39.01 35.95.
const UTM_POINT: &str = "{\"type\":\"Feature\",\"id\":1,\"geometry\":{\"type\":\"Point\",\
                         \"coordinates\":[500901.845,3978402.792]}}";
const UTM_CRS: &str =
    "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::32637\"}}";

fn is_near_raqqa(all: &All) -> bool {
    let centre = all.items[0].footprint.centre();
    (centre.lon() - 39.01).abs() < 1e-7 && (centre.lat() - 35.95).abs() < 1e-7
}

#[test]
fn the_old_crs_member_is_obeyed_where_it_is_known() {
    let text = format!("{{\"type\":\"FeatureCollection\",{UTM_CRS},\"features\":[{UTM_POINT}]}}");
    let all = try_text(&text).unwrap();
    assert!(is_near_raqqa(&all), "{:?}", all.items);
    assert_eq!(all.items[0].crs_original.as_deref(), Some("EPSG:32637"));
    assert!(all.notes().contains("EPSG:32637"), "{}", all.notes());
    let late = format!("{{\"type\":\"FeatureCollection\",\"features\":[{UTM_POINT}],{UTM_CRS}}}");
    assert!(errors(&late.replace(UTM_CRS, "\"x\":1"))[0].contains("state the EPSG number"));
    assert!(refused(&late).contains("only after its features"));
}

#[test]
fn a_stated_system_goes_before_what_the_file_says() {
    let options = Options { epsg: Some(32_637), ..Options::default() };
    let all = try_with(collection(UTM_POINT).as_bytes(), &options).unwrap();
    assert!(is_near_raqqa(&all), "{:?}", all.items);
    let table = b"id,x,y\nA,500901.845,3978402.792\n";
    assert!(is_near_raqqa(&try_with(table, &options).unwrap()));
    let wkt = b"id,wkt\nA,SRID=32637;POINT(500901.845 3978402.792)\n";
    assert!(is_near_raqqa(&try_with(wkt, &options).unwrap()));
    assert!(errors("id,wkt\nA,SRID=32637;POINT(1 2)\n")[0].contains("state EPSG 32637"));
    let unknown = Options { epsg: Some(1), ..Options::default() };
    assert!(try_with(table, &unknown).unwrap_err().to_string().contains("EPSG:1 "));
}

#[test]
fn what_stands_beside_is_kept_within_its_bound() {
    let long = "x".repeat(ATTRIBUTE_BYTES_MAX);
    let text = feature(&format!(
        "\"properties\":{{\"id\":1,\"use\":\"school\",\"long\":\"{long}\",\"floors\":3}},{POINT}"
    ));
    let all = try_text(&text).unwrap();
    let kept = [("use", "school"), ("floors", "3")].map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(all.items[0].attributes, kept);
    assert!(all.notes().contains("more words"), "{}", all.notes());
    assert_eq!(all.summary.columns, ["id", "use", "long", "floors"]);
}

#[test]
fn a_ring_that_crosses_itself_is_a_fault_that_says_where() {
    let tie = "[[39,35.9],[39.0002,35.9002],[39.0002,35.9],[39,35.9002],[39,35.9]]";
    let text = feature(&format!(
        "\"id\":\"T\",\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{tie}]}}"
    ));
    let found = errors(&text);
    assert!(found[0].starts_with("feature 1 (\"T\"): the outline crosses itself near 39.000100"));
    assert!(found[0].contains("35.900100"), "{}", found[0]);
}

#[test]
fn a_sink_may_stop_the_reading_or_fail_it() {
    let text = "id,lon,lat\nA,1,1\nB,2,2\nC,3,3\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    std::fs::write(&path, text).unwrap();
    let mut left = 2;
    let summary = read(&path, &Options::default(), &mut |_| {
        left -= 1;
        if left < 0 { Err(SinkError::Enough) } else { Ok(()) }
    });
    let summary = summary.unwrap();
    assert!(summary.is_cut_short && summary.kept == 2, "{summary:?}");
    let full = read(&path, &Options::default(), &mut |_| Err(SinkError::Failed("full".into())));
    assert!(full.unwrap_err().to_string().contains("cannot be kept: full"));
}

#[test]
fn degrees_minutes_and_seconds_and_columns_that_are_stated() {
    let text = "ref,North,East\nA,\"36°12'10.5\"\"N\",37°9'34.4\"E\nB,36 12 10N,91 99 0E\n";
    let fields = Fields {
        lon: Some("East".into()),
        lat: Some("north".into()),
        name: Some("ref".into()),
        ..Fields::default()
    };
    let options = Options { fields, ..Options::default() };
    let all = try_with(text.as_bytes(), &options).unwrap();
    let centre = all.items[0].footprint.centre();
    assert!((centre.lat() - 36.202_917).abs() < 1e-6 && (centre.lon() - 37.159_556).abs() < 1e-6);
    assert_eq!(all.items[0].name.as_deref(), Some("A"));
    assert!(all.errors()[0].contains("line 3, column East"), "{:?}", all.errors());
    assert!(all.errors()[0].contains("60 or more"), "{:?}", all.errors());
    let absent = Options {
        fields: Fields { lon: Some("Ost".into()), ..Fields::default() },
        ..Options::default()
    };
    let error = try_with(text.as_bytes(), &absent).unwrap_err().to_string();
    assert!(error.contains("no column \"Ost\" to take the longitude from"), "{error}");
}

#[test]
fn a_table_whose_lines_end_in_carriage_returns_alone_is_read() {
    let all = try_text("id,lat,lon\rA,35.9,39\rB,35.8,x\r").unwrap();
    assert_eq!((all.items.len(), all.summary.error_count), (1, 1));
    assert!(all.errors()[0].starts_with("line 3"), "{:?}", all.errors());
}
