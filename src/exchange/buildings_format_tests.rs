//! What each format other than `GeoJSON` and tables refuses, and what it makes of the odd things
//! that programs write.

use std::path::Path;

use super::shared_tests::*;
use super::*;

fn kml(inside: &str) -> String {
    format!("<?xml version=\"1.0\"?><kml><Document>{inside}</Document></kml>")
}

fn placemark(inside: &str) -> String {
    kml(&format!("<Placemark>{inside}</Placemark>"))
}

const AT: &str = "<Point><coordinates> 39,35.9,12 </coordinates></Point>";
const RING: &str = "<LinearRing><coordinates>39,35.9 39.0002,35.9 39.0002,35.9001 39,35.9\
                    </coordinates></LinearRing>";

#[test]
fn a_document_type_is_refused_whatever_it_declares() {
    for kind in [
        "<!DOCTYPE kml>",
        "<!DOCTYPE kml SYSTEM \"file:///etc/passwd\">",
        "<!DOCTYPE kml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
        "<!DOCTYPE kml [<!ENTITY % x SYSTEM \"http://127.0.0.1/x\">%x;]>",
        "<!DOCTYPE kml [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>",
    ] {
        let error = refused(&format!("<?xml version=\"1.0\"?>{kind}{}", kml("&x;")));
        assert!(error.contains("DOCTYPE") && error.starts_with("the KML is broken"), "{error}");
    }
    assert!(refused(&placemark("<name>&x;</name>")).contains("&x; stands for nothing"));
}

#[test]
fn the_words_and_the_shape_of_a_placemark_are_put_together() {
    let text = placemark(&format!(
        "<name>A &amp; B</name><description><![CDATA[<b>x</b>]]></description><ExtendedData>\
         <Data name=\"use\"><value>mill</value></Data><SchemaData><SimpleData name=\"floors\">2\
         </SimpleData></SchemaData></ExtendedData><MultiGeometry>{AT}<Polygon><outerBoundaryIs>\
         {RING}</outerBoundaryIs><innerBoundaryIs>{RING}</innerBoundaryIs></Polygon>\
         </MultiGeometry>"
    ));
    let all = try_text(&text).unwrap();
    assert_eq!(all.items[0].name.as_deref(), Some("A & B"));
    let words = [("description", "<b>x</b>"), ("use", "mill"), ("floors", "2")];
    assert_eq!(all.items[0].attributes, words.map(|(a, b)| (a.to_owned(), b.to_owned())));
    assert_eq!(all.items[0].footprint.corners().len(), 3);
    assert_eq!(all.summary.format, "KML");
}

#[test]
fn placemarks_that_are_no_buildings_are_faults_of_their_rows() {
    let fault = |inside: &str| errors(&placemark(inside)).join(";");
    assert!(fault("<name>x</name>").contains("no geometry"));
    let line = "<LineString><coordinates>1,1 2,2</coordinates></LineString>";
    assert!(fault(line).contains("a LineString is no building"));
    assert!(fault("<Point><coordinates>39; 35</coordinates></Point>").contains("\"39;\""));
    assert!(fault("<Point><coordinates>35,139</coordinates></Point>").contains("swapped"));
    let many = "1,1 ".repeat(40_000);
    let ring = format!("<Polygon><coordinates>{many}</coordinates></Polygon>");
    assert!(fault(&ring).contains("more than 10000 corners"));
}

#[test]
fn xml_that_is_no_kml_or_is_broken_is_refused() {
    assert!(refused("<html><body/></html>").contains("this is <html>"));
    assert!(refused("<kml><Document>").contains("in the middle"));
    assert!(refused("<kml></Document>").contains("KML is broken"));
    let deep = format!("<kml>{}", "<Folder>".repeat(100_000));
    assert!(refused(&deep).contains("nest deeper"));
    let endless = format!("<kml><Placemark><name>{}", "x".repeat(17 << 20));
    assert!(refused(&endless).contains("longer than"));
    let link = format!(
        "<NetworkLink><href>http://x/y.kml</href></NetworkLink><Placemark>{AT}\
                        </Placemark>"
    );
    let all = try_text(&kml(&link)).unwrap();
    assert!(all.notes().contains("not followed") && all.items.len() == 1, "{}", all.notes());
}

#[test]
fn a_quote_that_never_closes_does_not_fill_the_memory() {
    let text = format!("id,lon,lat\nA,1,1\nB,\"{}", "2,2\n".repeat(5 << 20));
    assert!(refused(&text).contains("never closed"));
}

#[test]
fn a_file_of_half_a_gigabyte_is_refused_unread() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.geojson");
    std::fs::File::create(&path).unwrap().set_len(500 << 20).unwrap();
    let error = read_file(&path, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("more than the 209715200"), "{error}");
}

#[test]
fn files_that_are_cut_off_are_refused_in_every_format() {
    for (name, word) in [
        ("joplin_polys.fgb", "fetch it again"),
        ("joplin_polys.kml", "in the middle"),
        ("joplin_polys.geojson", "in the middle"),
        ("boulder_buildings.zip", "cannot be read"),
        ("joplin_polys.gpkg", "GeoPackage is broken"),
    ] {
        let mut whole = std::fs::read(data(&format!("vector_formats/{name}"))).unwrap();
        whole.truncate(whole.len() * 2 / 3);
        let error = try_with(&whole, &Options::default()).unwrap_err().to_string();
        assert!(error.contains(word), "{name}: {error}");
    }
    let mut parts = zip_of_parts("vector_formats/joplin_polys");
    parts.truncate(parts.len() - 30);
    assert!(try_with(&parts, &Options::default()).is_err());
    let shp = std::fs::read(data("vector_formats/joplin_polys.shp")).unwrap();
    let cut = zip_of(&[("a.shp", shp[..5_000].to_vec())]);
    let error = try_with(&cut, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("the Shapefile is broken: it is cut off"), "{error}");
}

/// A database with the tables that a `GeoPackage` must have, and what `sql` adds.
fn geopackage(path: &Path, sql: &str) {
    let database = rusqlite::Connection::open(path).unwrap();
    database
        .execute_batch(&format!(
            "CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER, organization TEXT, \
             organization_coordsys_id INTEGER, definition TEXT);
             INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, '');
             CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT);
             CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, \
             geometry_type_name TEXT, srs_id INTEGER);
             {sql}"
        ))
        .unwrap();
}

/// A point in `GeoPackage`'s binary, at 39 35.9.
const POINT_39_35_9: &str = "47500001E6100000010100000000000000008043403333333333F34140";

fn layer(name: &str, kind: &str) -> String {
    let quoted = name.replace('"', "\"\"");
    format!(
        "CREATE TABLE \"{quoted}\" (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT, x REAL);
         INSERT INTO gpkg_contents VALUES ('{name}', 'features');
         INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', '{kind}', 4326);
         INSERT INTO \"{quoted}\" VALUES (1, x'{POINT_39_35_9}', 'Mill', 1.5), \
         (2, NULL, 'x', NULL), (3, 'text', 'y', NULL);"
    )
}

fn of_geopackage(sql: &str, name: Option<&str>) -> Result<All, BuildingListError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a list?#%.gpkg");
    geopackage(&path, sql);
    let options = Options { layer: name.map(str::to_owned), ..Options::default() };
    let all = read_file(&path, &options);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "a journal was left");
    all
}

#[test]
fn the_layer_of_a_geopackage_is_the_one_that_can_be_meant_or_is_named() {
    let two = format!("{}{}", layer("roads", "LINESTRING"), layer("houses; \"", "MULTIPOLYGON"));
    let all = of_geopackage(&two, None).unwrap();
    assert_eq!(all.summary.layer.as_deref(), Some("houses; \""));
    assert_eq!(all.items[0].name.as_deref(), Some("Mill"));
    assert_eq!(all.items[0].attributes, [("x".to_owned(), "1.5".to_owned())]);
    let centre = all.items[0].footprint.centre();
    assert!((centre.lon() - 39.0).abs() + (centre.lat() - 35.9).abs() < 1e-9, "{centre:?}");
    assert_eq!(all.summary.error_count, 2);
    let same = format!("{}{}", layer("a", "POINT"), layer("b", "POINT"));
    let error = of_geopackage(&same, None).unwrap_err().to_string();
    assert!(error.contains("several lists: a, b"), "{error}");
    assert!(of_geopackage(&same, Some("B")).is_ok());
    let error = of_geopackage(&same, Some("c")).unwrap_err().to_string();
    assert!(error.contains("named \"c\"; it holds: a, b"), "{error}");
}

#[test]
fn views_that_run_for_ever_and_databases_that_are_none_are_refused() {
    let endless =
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) \
                   SELECT i AS geom FROM n;
                   INSERT INTO gpkg_contents VALUES ('v', 'features');
                   INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 'POINT', 4326);";
    assert!(of_geopackage(endless, None).unwrap_err().to_string().contains("no list"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let database = rusqlite::Connection::open(&path).unwrap();
    database.execute_batch("CREATE TABLE x (y);").unwrap();
    drop(database);
    let error = read_file(&path, &Options::default()).unwrap_err().to_string();
    assert!(error.contains("GeoPackage is broken: no such table"), "{error}");
}
