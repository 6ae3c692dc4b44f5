//! Whatever the bytes of a manifest are, it is read or refused: never a panic, never a file
//! outside its folder.

use std::fs;
use std::path::Path;

use chrono::{TimeZone as _, Utc};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use tempfile::TempDir;

use super::intake::Intake;
use super::{catalog, list, table};
use crate::exchange::manifest::{CaptureDraft, ManifestError};
use crate::exchange::rows::Report;

const CASES: u32 = 10_000;

fn desk() -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("a.tif"), "").unwrap();
    desk
}

fn taken(
    folder: &Path,
    read: impl FnOnce(&mut Intake<'_>) -> Result<(), ManifestError>,
) -> Option<Report<CaptureDraft>> {
    let now = Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap();
    let mut intake = Intake::new(folder, now).unwrap();
    read(&mut intake).ok()?;
    Some(intake.finish())
}

/// What every capture that was read must hold to.
fn holds(folder: &Path, report: &Report<CaptureDraft>) {
    for draft in &report.items {
        assert!(draft.files.iter().all(|file| file.starts_with(folder) && file.is_file()));
        assert!(!draft.files.is_empty() && !draft.external_id.is_empty());
        let json = serde_json::to_string(&draft.facts).unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&json).unwrap()["gsd_m"].as_f64(),
            draft.facts.gsd_m
        );
    }
}

/// Pieces of which lists are made, so that chance gets past the first check.
const PIECES: [&str; 44] = [
    "capture_id",
    "file",
    "captured_at",
    "gsd_m",
    "bands",
    "stretch",
    "bbox",
    "source",
    "licence",
    "visible_to",
    "expires_on",
    "taken_from",
    "shift_east_m",
    "catalog_id",
    "quadkey",
    "visual",
    "datetime",
    "pre_date",
    "post_date",
    "s1",
    "s2",
    "a.tif",
    "../a.tif",
    "https://x.org/a.tif",
    "2017-06-21",
    "2017-06-21T08:31:00Z",
    "0.5",
    "1e999",
    "3 2 1",
    "\"",
    ",",
    ";",
    "\t",
    "\n",
    "\n",
    ",",
    "é",
    " ",
    "\0",
    "\u{feff}",
    ",",
    "\n",
    "s1,a.tif,2017-06-21,0.5,3 2 1\n",
    "s2,a.tif,2017,,\n",
];

/// JSON with the members that matter, and any values.
fn json(depth: u32) -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i32>().prop_map(serde_json::Value::from),
        any::<f64>().prop_map(serde_json::Value::from),
        proptest::sample::select(vec![
            "Feature",
            "FeatureCollection",
            "Catalog",
            "1.0.0",
            "s1",
            "a.tif",
            "../../a.tif",
            "2017-06-21T08:31:00Z",
            "2017-06-21",
            "visual",
            "item",
            "https://x.org/a.tif",
        ])
        .prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(depth, 24, 4, |inner| {
        let key = proptest::sample::select(vec![
            "type",
            "stac_version",
            "id",
            "properties",
            "assets",
            "href",
            "datetime",
            "features",
            "captures",
            "capture_id",
            "captured_at",
            "file",
            "files",
            "bands",
            "sources",
            "name",
            "metadata",
            "lng_lat",
            "links",
            "rel",
            "catalog_id",
            "quadkey",
            "visual",
            "img_name",
            "start_datetime",
            "end_datetime",
            "bbox",
            "capture_date",
            "providers",
            "roles",
        ]);
        prop_oneof![
            2 => proptest::collection::vec((key.prop_map(str::to_owned), inner.clone()), 0..6)
                .prop_map(|all| serde_json::Value::Object(all.into_iter().collect())),
            1 => proptest::collection::vec(inner, 0..4).prop_map(serde_json::Value::Array),
        ]
    })
}

/// Runs 10,000 cases of a strategy, in one folder.
fn for_any<S: Strategy>(strategy: &S, check: impl Fn(&Path, S::Value)) {
    let desk = desk();
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..Default::default() };
    let run = TestRunner::new(config).run(strategy, |value| {
        check(desk.path(), value);
        Ok(())
    });
    if let Err(error) = run {
        panic!("{error}");
    }
}

#[test]
fn any_table_is_read_or_refused() {
    let pieces = proptest::collection::vec(0..PIECES.len(), 0..40);
    for_any(&(pieces, any::<bool>()), |desk, (pieces, has_head)| {
        let head = if has_head { "capture_id,file,captured_at,gsd_m,bands\n" } else { "" };
        let text = pieces.iter().fold(head.to_owned(), |text, at| text + PIECES[*at]);
        if let Some(report) = taken(desk, |intake| table::read(text.as_bytes(), b',', intake)) {
            holds(desk, &report);
        }
    });
}

#[test]
fn any_json_is_read_or_refused() {
    for_any(&(json(5), any::<prop::sample::Index>()), |desk, (value, cut)| {
        let text = value.to_string();
        let cut = text.as_bytes().get(..cut.index(text.len())).unwrap();
        for bytes in [text.as_bytes(), cut] {
            let _ = catalog::is_one(bytes);
            let read = |intake: &mut Intake<'_>| list::read(bytes, Path::new("m.json"), intake);
            if let Some(report) = taken(desk, read) {
                holds(desk, &report);
            }
        }
    });
}

#[test]
fn any_bytes_are_read_or_refused() {
    for_any(&proptest::collection::vec(any::<u8>(), 0..200), |desk, bytes| {
        let _ = taken(desk, |intake| table::read(&bytes, b',', intake));
        let _ = taken(desk, |intake| list::read(&bytes, Path::new("m.json"), intake));
    });
}

#[test]
fn deep_json_is_refused_and_not_followed_down() {
    let desk = desk();
    for (before, open, close, after) in [
        ("{\"captures\":[", "[", "]", "]}"),
        ("{\"captures\":[{\"bands\":", "[", "]", "}]}"),
        ("{\"stac_version\":\"1.0.0\",\"links\":", "{\"links\":", "}", "}"),
        ("", "{\"captures\":", "}", ""),
    ] {
        let text = format!("{before}{}1{}{after}", open.repeat(100_000), close.repeat(100_000));
        let bytes = text.as_bytes();
        let read = |intake: &mut Intake<'_>| list::read(bytes, Path::new("m.json"), intake);
        assert!(taken(desk.path(), read).is_none());
        let _ = catalog::is_one(bytes);
    }
}
