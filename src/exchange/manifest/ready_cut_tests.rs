//! Tests of folders of ready-cut chips: made ones, real pictures, and the table of pairs that
//! real folders come with.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone as _, Utc};
use tempfile::TempDir;

use crate::domain::place::LonLat;
use crate::exchange::manifest::{CaptureList, ManifestError, read};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0rest";
const WEBP: &[u8] = b"RIFF\0\0\0\0WEBPrest";

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
}

fn shared(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery").join(name)
}

fn folder(captures: &str, tiles: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    fs::create_dir(folder.path().join("t")).unwrap();
    put("captures.csv", captures.as_bytes());
    put("tiles.csv", tiles.as_bytes());
    put("t/a.png", PNG);
    put("t/b.jpg", JPEG);
    put("t/c.webp", WEBP);
    put("t/d.tif", b"II*\0");
    put("t/e.png", b"version https://git-lfs.github.com/spec/v1");
    folder
}

const CAPTURES: &str =
    "capture_id,captured_at,source,licence\nc1,2017-06-21,S,CC0\nc2,2017-07,S,\n";
const HEAD: &str = "building_id,capture_id,file,sha256,gsd,shift_east_m,shift_north_m,lon,lat\n";

fn list(rows: &str) -> CaptureList {
    read(folder(CAPTURES, &format!("{HEAD}{rows}")).path(), now()).unwrap()
}

fn faults(rows: &str) -> Vec<String> {
    list(rows).captures.errors.iter().map(ToString::to_string).collect()
}

#[test]
fn two_tables_and_pictures_are_captures_without_files_and_tiles() {
    let png = "ea82cc1f02f35bb0c90b6ae01c9ad2cb60ee4ed2cc38eb0a2fae08e2cd5e3f19";
    let rows = "b1,c1,t/a.png,,0.5,1.5,,36.1,36.2\nb1,c2,t/b.jpg,,,,,,\nb2,c2,t/c.webp,,,,,,\n";
    let list = list(rows);
    assert!(list.captures.is_clean(), "{:?}", list.captures.errors);
    assert_eq!(list.captures.items.len(), 2);
    assert!(list.captures.items.iter().all(|draft| draft.files.is_empty()));
    assert_eq!(list.captures.items[1].source.terms.licence.as_deref(), Some("CC0"));
    let first = &list.tiles[0];
    assert_eq!((first.building_id.as_str(), first.capture_id.as_str()), ("b1", "c1"));
    assert_eq!((first.gsd_m, first.shift_m), (Some(0.5), Some((1.5, 0.0))));
    assert_eq!(first.place, LonLat::new(36.1, 36.2).ok());
    assert_eq!((list.tiles[1].shift_m, list.tiles[1].place), (None, None));
    assert!(faults(&format!("b1,c1,t/a.png,{png},,,,,\n"))[0].contains("fetch it again"));
}

#[test]
fn a_stated_hash_must_be_that_of_the_file() {
    let fault = &faults(&format!("b1,c1,t/a.png,{},,,,,\n", "0".repeat(64)))[0];
    assert!(fault.starts_with("line 2, column sha256: in tiles.csv: \"t/a.png\" has"), "{fault}");
    let found: String = fault.split("SHA-256 ").nth(1).unwrap().chars().take(64).collect();
    let found = found.to_uppercase();
    let list = list(&format!("b1,c1,t/a.png,{found},,,,,\n"));
    assert_eq!(list.tiles[0].sha256, Some(found.to_lowercase()));
    assert!(faults("b1,c1,t/a.png,abc,,,,,\n")[0].contains("no SHA-256"));
}

#[test]
fn rows_that_cannot_be_are_faults_of_their_own() {
    let fault = |row: &str| faults(&format!("{row}\n")).join(" | ");
    assert!(fault(",c1,t/a.png,,,,,,").contains("column building_id: in tiles.csv: it is empty"));
    assert!(fault("b,c9,t/a.png,,,,,,").contains("no capture \"c9\"; add it there"));
    assert!(fault("b,c1,,,,,,,").contains("names no file"));
    assert!(fault("b,c1,t/none.png,,,,,,").contains("there is no file"));
    assert!(fault("b,c1,../a.png,,,,,,").contains("leads out"));
    assert!(fault("b,c1,t,,,,,,").contains("is a folder"));
    assert!(fault("b,c1,t/d.tif,,,,,,").contains("a TIFF image; a ready-cut chip is PNG"));
    assert!(fault("b,c1,t/e.png,,,,,,").contains("git lfs pull"));
    assert!(fault("b,c1,t/a.png,,0,,,,").contains("column gsd_m"));
    assert!(fault("b,c1,t/a.png,,,9999,,,").contains("further than"));
    assert!(fault("b,c1,t/a.png,,,,,36,").contains("give both or none"));
    assert!(fault("b,c1,t/a.png,,,,,36,96").contains("swapped"));
    assert!(fault("b,c1").contains("it has 2 cells, the header 9"));
}

#[test]
fn a_building_has_one_chip_of_a_capture_one_place_and_a_picture_one_date() {
    let found = faults(
        "b,c1,t/a.png,,,,,36,35\nb,c1,t/b.jpg,,,,,,\nb,c2,t/c.webp,,,,,36,35.1\n\
         d,c2,t/a.png,,,,,,\n",
    );
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found[0].contains("line 3") && found[0].contains("on line 2 already"), "{found:?}");
    assert!(found[1].contains("line 2 has 36 35; a building has one place"), "{found:?}");
    assert!(found[2].contains("on line 2 for capture \"c1\"; one picture has one date"));
    let shared = list("b,c1,t/a.png,,,,,,\nd,c1,t/a.png,,,,,,\n");
    assert_eq!((shared.tiles.len(), shared.captures.error_count), (2, 0));
    assert!(shared.captures.notes.iter().any(|note| note.contains("1 rows of tiles.csv")));
    assert!(shared.captures.notes.iter().any(|note| note.contains("\"c2\" has no chip")));
}

#[test]
fn the_tables_of_a_folder_must_fit_together() {
    let refused = |captures: &str, tiles: &str| {
        read(folder(captures, tiles).path(), now()).unwrap_err().to_string()
    };
    let with_file = "capture_id,file,captured_at\nc1,t/a.png,2017-06-21\n";
    assert!(refused(with_file, HEAD).contains("captures.csv: captures of ready-cut chips have no"));
    assert!(refused(CAPTURES, "building_id,file\n").contains("tiles.csv: the column capture_id"));
    assert!(refused(CAPTURES, "building_id,what\n").contains("\"what\" is not known"));
    assert!(refused("capture_id,captured_at\n", HEAD).contains("names no capture"));
    let undated = folder("capture_id,captured_at\nc1,\n", &format!("{HEAD}b,c1,t/a.png,,,,,,\n"));
    let list = read(&undated.path().join("captures.csv"), now()).unwrap();
    assert_eq!((list.captures.error_count, list.tiles.len()), (1, 1));
    fs::remove_file(undated.path().join("captures.csv")).unwrap();
    let error = read(undated.path(), now()).unwrap_err().to_string();
    assert!(error.contains("no captures.csv"), "{error}");
}

#[test]
fn real_pairs_become_tiles_once_somebody_says_when_they_were_taken() {
    for (set, pictures) in [
        ("levir_pairs", ["A/test_2_0000_0000.png", "B/test_2_0000_0000.png"]),
        ("hatay_planet_pairs", ["Turkoglu_1_pre.jpg", "Turkoglu_1_post.jpg"]),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let captures = "capture_id,captured_at\nA,2018-07-08\nB,2023-02-09\n";
        fs::write(folder.path().join("captures.csv"), captures).unwrap();
        let [before, after] = pictures;
        let tiles = format!("building_id,capture_id,file\n1,A,{before}\n1,B,{after}\n");
        fs::write(folder.path().join("tiles.csv"), tiles).unwrap();
        for picture in pictures {
            let to = folder.path().join(picture);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(shared(set).join(picture), to).unwrap();
        }
        let list = read(folder.path(), now()).unwrap();
        assert!(list.captures.is_clean(), "{:?}", list.captures.errors);
        assert_eq!(list.tiles.len(), 2);
    }
}

#[test]
fn a_table_of_pairs_is_answered_with_the_two_tables_to_make_of_it() {
    let error = read(&shared("hatay_planet_pairs/files_info.csv"), now()).unwrap_err();
    assert!(matches!(error, ManifestError::Columns(_)));
    let text = error.to_string();
    assert!(text.contains("\"20220817,2022-08-17\" and \"20230212,2023-02-12\""), "{text}");
    assert!(text.contains("\"Adiyaman Merkez_6,20220817,Adiyaman/Merkez_6/detail_6_pre"), "{text}");
    assert!(text.contains("px_logo_wm_pre.jpg\""), "{text}");
}
