//! Lists of buildings: bombs, names that lead out, and files that are too long or cut off.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Campaign, data};
use crate::support::demo_town::painted;

/// A zip of these files, the first of which may be a link.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const EMPTY: &str = "{\"type\":\"FeatureCollection\",\"features\":[]}";

/// A zip of a list that is nearly all blanks.
fn zip_of_blanks(megabytes: usize) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("list.geojson", SimpleFileOptions::default()).unwrap();
    zip.write_all(&EMPTY.as_bytes()[..EMPTY.len() - 2]).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..megabytes {
        zip.write_all(&blanks).unwrap();
    }
    zip.write_all(b"]}").unwrap();
    zip.finish().unwrap().into_inner()
}

fn zip_of_a_link() -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("list.geojson", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// A name of the same length put in place of another: writers of zips refuse to write such.
fn renamed(mut zip: Vec<u8>, from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    for at in 0..zip.len() - from.len() {
        if zip[at..].starts_with(from.as_bytes()) {
            zip[at..at + to.len()].copy_from_slice(to.as_bytes());
        }
    }
    zip
}

fn kml(doctype: &str, name: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?>\n{doctype}<kml><Document><Placemark><name>{name}</name><Point>\
         <coordinates>39,35</coordinates></Point></Placemark></Document></kml>"
    )
    .into_bytes()
}

/// Entities, each of ten of the one before it.
fn billion_laughs() -> Vec<u8> {
    let mut doctype = "<!DOCTYPE kml [<!ENTITY a0 \"ha\">".to_owned();
    for n in 1..10 {
        let ten = format!("&a{};", n - 1).repeat(10);
        write!(doctype, "<!ENTITY a{n} \"{ten}\">").unwrap();
    }
    kml(&(doctype + "]>\n"), "&a9;")
}

#[test]
fn lists_that_mean_harm_are_refused_and_nothing_of_them_is_applied() {
    let campaign = Campaign::with_captures();
    let deep = |open: &str, close: &str| {
        let (open, close) = (open.repeat(200_000), close.repeat(200_000));
        let geometry = "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":";
        format!(
            "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\
             \"properties\":null,{geometry}{open}{close}}}}}]}}"
        )
        .into_bytes()
    };
    let external = "<!DOCTYPE kml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n";
    let list: [(&str, &[u8]); 1] = [("xx-list.geojson", EMPTY.as_bytes())];
    let named = |to: &str| renamed(zipped(&list), "xx-list.geojson", to);
    let leads_out = ["leads out of the zip", "pack it anew"];
    let nest = ["line 1", "brackets nest deeper"];
    let not_closed = [&b"id,lon,lat\n\""[..], &vec![b'x'; 20 << 20]].concat();
    let doctype = ["DOCTYPE", "remove that line"];
    let cases: [(&str, Vec<u8>, &[&str]); 12] = [
        ("blanks", zip_of_blanks(256), &["unpacks to more than", "pack only the list"]),
        ("brackets", deep("[", "]"), &nest),
        ("braces", deep("{\"a\":", "}"), &nest),
        ("laughs", billion_laughs(), &doctype),
        ("external", kml(external, "&x;"), &doctype),
        ("up", named("../list.geojson"), &leads_out),
        ("root", named("//list_.geojson"), &leads_out),
        ("back", named("..\\list.geojson"), &leads_out),
        ("drive", named("c:/list.geojson"), &leads_out),
        ("link", zip_of_a_link(), &["holds a link", "pack the file itself"]),
        ("nested", zipped(&[("a.zip", &zipped(&list))]), &["zip"]),
        ("not closed", not_closed, &["the table is broken", "never closed"]),
    ];
    for (name, bytes, words) in cases {
        let path = campaign.data.join("list");
        fs::write(&path, bytes).unwrap();
        campaign.import("buildings", &path, &[]).is_refused(name, words);
    }
    assert_eq!(campaign.size(), (3, 0));
    let left = fs::read_dir(&campaign.data).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("tmp")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn half_a_gigabyte_is_refused_and_a_long_list_takes_hardly_more_memory_than_a_short_one() {
    let campaign = Campaign::with_captures();
    let path = campaign.data.join("list.geojson");
    let mut file = File::create(&path).unwrap();
    file.write_all(EMPTY.as_bytes()).unwrap();
    file.set_len(500 << 20).unwrap();
    let ran = campaign.import("buildings", &path, &[]);
    ran.is_refused("500 MB", &["524288000 bytes", "more than the 209715200", "split it"]);

    let town: serde_json::Value =
        serde_json::from_slice(&fs::read(&painted().2.buildings).unwrap()).unwrap();
    let mut one = town["features"][0].clone();
    let peak_of = |count: usize, one: &mut serde_json::Value| {
        let mut text = EMPTY.trim_end_matches("]}").to_owned();
        for n in 0..count {
            one["id"] = format!("N-{n}").into();
            one["properties"] = serde_json::json!({ "note": "x".repeat(2_600) });
            text.push_str(if n == 0 { "" } else { "," });
            text.push_str(&one.to_string());
        }
        fs::write(&path, text + "]}").unwrap();
        let ran = campaign.import("buildings", &path, &["--dry-run"]);
        assert_eq!(ran.code, Some(0), "{}", ran.said);
        ran.is_calm("a long list");
        ran.peak_kb
    };
    // The peak of a run is looked at while it lasts, and a short one may end between two looks.
    let short = (0..3).map(|_| peak_of(10, &mut one)).max().unwrap();
    let long = peak_of(4_000, &mut one);
    let bytes = fs::metadata(&path).unwrap().len();
    aftermath::cli::tell(&format!("{short} kB for 10 buildings, {long} kB for {bytes} bytes"));
    assert!(long < short + 8_000, "{short} kB, {long} kB");
}

#[test]
fn uploads_that_were_cut_off_are_refused() {
    let Some(folder) = data("vector_formats") else { return };
    let campaign = Campaign::with_captures();
    let read = |name: &str| fs::read(folder.join(name)).unwrap();
    let parts = ["shp", "dbf", "prj"].map(|end| {
        let name = format!("joplin_polys.{end}");
        let bytes = read(&name);
        (name, bytes)
    });
    let packed = |shp: usize| {
        let parts = parts.each_ref().map(|(name, bytes)| {
            let end = if name.ends_with("shp") { bytes.len() / shp } else { bytes.len() };
            (name.as_str(), &bytes[..end])
        });
        zipped(&parts)
    };
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    let text = read("joplin_polys.kml");
    let cases: [(&str, Vec<u8>, &[&str]); 8] = [
        ("zip cut off", half(packed(1)), &["the zip cannot be read", "fetch it again"]),
        ("shp cut off", packed(2), &["Shapefile"]),
        ("shp alone", parts[0].1.clone(), &["one of its parts alone", ".dbf"]),
        ("gpkg", half(read("joplin_polys.gpkg")), &["GeoPackage"]),
        ("fgb", half(read("joplin_polys.fgb")), &["FlatGeobuf is broken"]),
        ("kml", half(text.clone()), &["KML is broken"]),
        ("kmz", half(zipped(&[("doc.kml", &text)])), &["the zip cannot be read"]),
        ("geojson", half(read("joplin_polys.geojson")), &["line ", "column "]),
    ];
    for (name, bytes, words) in cases {
        let path = campaign.data.join("list");
        fs::write(&path, bytes).unwrap();
        campaign.import("buildings", &path, &[]).is_refused(name, words);
    }
    assert_eq!(campaign.size(), (3, 0));
}
