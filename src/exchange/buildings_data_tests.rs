//! Every list of the test data is read as GDAL reads it: the counts are pyogrio's and geopandas'
//! (features; corners of the largest outer ring of each, without the closing one and without
//! those that repeat the one before, which shapely tells).

use std::collections::BTreeSet;

use super::shared_tests::*;
use super::*;

fn corners(all: &All) -> usize {
    all.items.iter().map(|item| item.footprint.corners().len()).sum()
}

fn count(all: &All) -> (usize, usize, u64) {
    (all.items.len(), corners(all), all.summary.error_count)
}

fn vectors(name: &str) -> All {
    read_data(&format!("vector_formats/{name}")).unwrap()
}

fn zipped(stem: &str) -> All {
    try_with(&zip_of_parts(stem), &Options::default()).unwrap()
}

fn places(all: &All) -> BTreeSet<String> {
    assert_eq!(all.summary.error_count, 0, "{:?}", all.summary.errors.first());
    all.items.iter().map(|item| item.external_id.clone()).collect()
}

/// Asserts that two lists hold the same places in the same order, to a centimetre.
fn assert_same_places(one: &All, other: &All, name: &str) {
    assert_eq!(one.items.len(), other.items.len(), "{name}");
    for (a, b) in one.items.iter().zip(&other.items) {
        let (east, north) = a.footprint.centre().metres_to(b.footprint.centre());
        assert!(east.hypot(north) < 0.01, "{name}: {} is {east} {north} m off", a.external_id);
    }
}

#[test]
fn the_same_polygons_come_out_of_every_format() {
    let geojson = vectors("joplin_polys.geojson");
    assert_eq!(count(&geojson), (500, 3_165, 0));
    for (name, format) in [
        ("joplin_polys.gpkg", "GeoPackage"),
        ("joplin_polys.fgb", "FlatGeobuf"),
        ("joplin_polys.kml", "KML"),
    ] {
        let other = vectors(name);
        assert_eq!(count(&other), (500, 3_165, 0), "{name}");
        assert_eq!(other.summary.format, format);
        assert_eq!(places(&other), places(&geojson), "{name}");
        let words = |all: &All| all.items[7].attributes.clone();
        assert!(words(&other).contains(&("release".to_owned(), "2".to_owned())), "{name}");
    }
    let shapes = zipped("vector_formats/joplin_polys");
    assert_eq!(count(&shapes), (500, 3_165, 0));
    assert_eq!(places(&shapes), places(&geojson));
    assert_eq!(shapes.summary.format, "Shapefile");
    assert_eq!(shapes.summary.layer.as_deref(), Some("joplin_polys"));
}

#[test]
fn the_same_points_come_out_of_every_format() {
    let geojson = vectors("aleppo_points.geojson");
    assert_eq!(count(&geojson), (1_200, 1_200, 0));
    for name in ["aleppo_points.gpkg", "aleppo_points.fgb", "aleppo_points.kml"] {
        let other = vectors(name);
        assert_eq!(count(&other), (1_200, 1_200, 0), "{name}");
        match name {
            // FlatGeobuf sorts by place.
            "aleppo_points.fgb" => assert_eq!(places(&other), places(&geojson)),
            _ => assert_same_places(&other, &geojson, name),
        }
        assert_eq!(other.summary.references, geojson.summary.references, "{name}");
    }
    assert_eq!(places(&zipped("vector_formats/aleppo_points")), places(&geojson));
    let first = All { items: geojson.items[..300].to_vec(), summary: Summary::default() };
    for table in ["aleppo_points_lonlat.csv", "aleppo_points_semicolon_decimalcomma.csv"] {
        let all = vectors(table);
        assert_eq!(count(&all), (300, 300, 0), "{table}");
        assert_same_places(&all, &first, table);
    }
    assert!(vectors("aleppo_points_semicolon_decimalcomma.csv").notes().contains("decimal"));
}

#[test]
fn a_map_projection_is_turned_into_the_same_degrees() {
    let degrees = vectors("joplin_polys.geojson");
    for utm in [vectors("joplin_polys_utm15.gpkg"), zipped("vector_formats/joplin_polys_utm15")] {
        assert_eq!(count(&utm), (300, 1_851, 0));
        assert!(utm.items.iter().all(|i| i.crs_original.as_deref() == Some("EPSG:32615")));
        assert!(utm.notes().contains("EPSG:32615"), "{}", utm.notes());
        let first = All { items: degrees.items[..300].to_vec(), summary: Summary::default() };
        assert_same_places(&utm, &first, "utm");
    }
}

#[test]
fn cyrillic_words_survive_an_old_code_page() {
    let modern = vectors("mariupol_cyrillic.gpkg");
    let old = zipped("vector_formats/mariupol_cyrillic_cp1251");
    assert_eq!((count(&modern), count(&old)), ((470, 470, 0), (470, 470, 0)));
    for all in [&modern, &old] {
        let street = ("ru".to_owned(), "улица К.Либкнехта, 104".to_owned());
        assert!(all.items[0].attributes.contains(&street), "{:?}", all.items[0].attributes);
        assert!(all.notes().contains("6 outlines come again"), "{}", all.notes());
    }
    assert!(old.notes().contains("windows-1251"), "{}", old.notes());
}

#[test]
fn a_zipped_shapefile_with_the_leavings_of_a_mac_is_read_whole() {
    let all = vectors("boulder_buildings.zip");
    assert_eq!(count(&all), (13_491, 128_160, 0));
    assert!(all.notes().contains("78 outlines have several parts"), "{}", all.notes());
    assert_eq!(all.summary.columns, ["year_built"]);
}

#[test]
fn the_labels_of_joplin_are_read_in_their_three_formats() {
    let all = read_data("joplin_pair/labels/joplin.geojson").unwrap();
    assert_eq!(count(&all), (2_823, 17_601, 0));
    let again = read_data("joplin_pair/labels/joplin.geojson").unwrap();
    assert_eq!(all.ids(), again.ids());
    let layer = read_data("joplin_pair/labels/bldg_polys.gpkg").unwrap();
    assert_eq!(count(&layer), (77, 464, 0));
    assert_eq!(layer.summary.layer.as_deref(), Some("Missouri_clip"));
    let damage = zipped("joplin_pair/labels/damage");
    assert_eq!(count(&damage), (640, 32_408, 0));
    assert_eq!(damage.items[0].crs_original.as_deref(), Some("EPSG:32615"));
    // One of the three is over a kilometre across.
    assert_eq!(count(&zipped("joplin_pair/labels/intersect_polys")), (2, 8, 1));
}

#[test]
fn bounds_are_those_of_gdal() {
    let (west, south, east, north) =
        read_data("joplin_pair/labels/joplin.geojson").unwrap().summary.bounds.unwrap();
    let expected = JOPLIN_BOUNDS;
    for (own, theirs) in [west, south, east, north].into_iter().zip(expected) {
        assert!((own - theirs).abs() < 1e-9, "{own} {theirs}");
    }
}

/// `geopandas.read_file("joplin.geojson").total_bounds`.
const JOPLIN_BOUNDS: [f64; 4] = [-94.504_534, 37.057_089, -94.475_636, 37.080_454];

#[test]
fn points_without_ids_or_words_are_read_from_either_file() {
    let geojson = vectors("building_centroids.geojson");
    assert_eq!(count(&geojson), (102, 102, 0));
    assert_same_places(&vectors("building_centroids.csv"), &geojson, "csv");
}

#[test]
fn a_quarter_of_a_town_is_no_building() {
    // 66 of the 133 neighbourhoods of Aleppo are over a kilometre across; of the others three
    // have an Id that another has already (pandas' duplicated).
    let all = read_data("aleppo_dated/Neighborhoods.geojson").unwrap();
    assert_eq!(count(&all), (64, 3_036, 69));
    let with = |word: &str| all.errors().iter().filter(|error| error.contains(word)).count();
    assert_eq!((with("1 km across"), with("ids must differ")), (66, 3));
    assert_eq!(all.items[0].name.as_deref(), Some("Aleppo Citadel"));
}

#[test]
fn degrees_minutes_and_seconds_are_the_place_that_the_geometry_says() {
    let path = data("aleppo_dated/Cultural.geojson");
    let all = read_file(&path, &Options::default()).unwrap();
    assert_eq!(count(&all), (210, 210, 0));
    let mut table = "name;DMS_LAT;DMS_LONG\n".to_owned();
    for item in &all.items {
        let word = |name: &str| &item.attributes.iter().find(|(own, _)| own == name).unwrap().1;
        table.extend([";", word("DMS_LAT"), ";", word("DMS_LONG"), "\n"]);
    }
    let dms = try_text(&table).unwrap();
    assert_eq!(count(&dms), (210, 210, 0), "{:?}", dms.errors());
    for (drawn, written) in all.items.iter().zip(&dms.items) {
        let (east, north) = drawn.footprint.centre().metres_to(written.footprint.centre());
        assert!(east.hypot(north) < 1.0, "{east} {north} {:?}", drawn.attributes);
    }
}

#[test]
fn a_part_of_a_shapefile_alone_is_refused_with_the_mend() {
    let error = read_data("vector_formats/joplin_polys.shp").unwrap_err().to_string();
    assert!(error.contains("zip the .shp"), "{error}");
    let error = read_data("vector_formats/joplin_polys.dbf").unwrap_err().to_string();
    assert!(error.contains("binary") && error.contains("zipped Shapefile"), "{error}");
}
