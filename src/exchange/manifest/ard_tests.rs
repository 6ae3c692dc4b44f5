//! Tests of the real lists of Maxar's tiles, with stand-ins for their pictures.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone as _, Utc};

use crate::exchange::manifest::{CaptureList, read};
use crate::exchange::rows::RowError;

fn shared(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery/maxar_open_meta").join(name)
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
}

const TABLE: &str = "Kahramanmaras-turkey-earthquake-23.tsv";
const LIST: &str = "10300100D6740900.geojson";

/// Reads a copy of a list, after making a stand-in for every picture on a line of it.
fn with_pictures(name: &str, folder: &Path, is_wanted: impl Fn(&str) -> bool) -> CaptureList {
    let text = fs::read_to_string(shared(name)).unwrap();
    for line in text.lines().filter(|line| is_wanted(line)) {
        let Some((_, rest)) = line.split_once("/ard/") else { continue };
        let (tile, _) = rest.split_once("-visual.tif").unwrap();
        let path = folder.join(format!("ard/{tile}-visual.tif"));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    fs::write(folder.join(name), text).unwrap();
    read(&folder.join(name), now()).unwrap()
}

#[test]
fn the_tiles_of_one_catalogue_id_are_one_capture_of_several_files() {
    let folder = tempfile::tempdir().unwrap();
    let report = with_pictures(LIST, folder.path(), |_| true).captures;
    assert!(report.is_clean(), "{:?}", report.errors);
    assert_eq!(report.items.len(), 1);
    let draft = &report.items[0];
    assert_eq!((draft.external_id.as_str(), draft.files.len()), ("10300100D6740900", 14));
    assert_eq!(draft.taken.at.to_rfc3339(), "2022-07-20T08:39:24+00:00");
    let facts = &draft.facts;
    assert_eq!(facts.taken_to.unwrap().to_rfc3339(), "2022-07-20T08:39:25+00:00");
    assert!((26.0..26.4).contains(&facts.off_nadir_deg.unwrap()), "{facts:?}");
    assert!(facts.note.as_deref().unwrap().contains("off_nadir_deg is the mean of "), "{facts:?}");
    assert_eq!(facts.sensor.as_deref(), Some("WV02"));
    assert_eq!(facts.crs.as_deref(), Some("EPSG:32637"));
    assert!(facts.data_mask.as_deref().unwrap().contains("data-mask.gpkg; "));
    assert!(report.notes.iter().any(|note| note.starts_with("14 tiles are 1 captures")));
}

#[test]
fn every_tile_whose_picture_is_missing_is_a_fault_of_its_row() {
    let report = read(&shared(LIST), now()).unwrap().captures;
    assert_eq!(report.error_count, 14);
    let first = report.errors[0].to_string();
    assert!(first.starts_with("feature 1 (\"10300100D6740900\"), column file: it is on the net"));
    assert!(
        first.contains("as \"031133102021/2022-07-20/10300100D6740900-visual.tif\""),
        "{first}"
    );
}

#[test]
fn the_real_table_of_an_event_is_read_whole() {
    let report = read(&shared(TABLE), now()).unwrap().captures;
    assert_eq!((report.items.len(), report.error_count), (0, 2115));
    let folder = tempfile::tempdir().unwrap();
    let report = with_pictures(TABLE, folder.path(), |_| true).captures;
    assert!(report.is_clean(), "{:?}", report.errors);
    assert_eq!(report.items.len(), 76);
    assert_eq!(report.items.iter().map(|draft| draft.files.len()).sum::<usize>(), 2115);
    let of_day = |day: &str| report.items.iter().filter(|one| one.taken.date() == day).count();
    assert_eq!((of_day("2021-09-27"), of_day("2021-02-28")), (3, 1));
}

#[test]
fn one_missing_tile_keeps_its_whole_capture_out() {
    let folder = tempfile::tempdir().unwrap();
    let missing = "120020230322/2021-02-28/1040010067C49900-visual";
    let is_first = |line: &str| line.contains("/2021-02-28/") && !line.contains(missing);
    let report = with_pictures(TABLE, folder.path(), is_first).captures;
    assert!(report.items.is_empty());
    let of_day = |fault: &&RowError| fault.reason.contains("/2021-02-28/");
    assert_eq!(report.errors.iter().filter(of_day).count(), 1);
    let fault = report.errors[0].to_string();
    assert!(fault.starts_with("line 2, column file") && fault.contains(missing), "{fault}");
}
