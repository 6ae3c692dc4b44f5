//! Tests of folders of pictures without a list.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeZone as _, Utc};

use super::{draft_manifest, offer};
use crate::exchange::manifest::{ManifestError, read};

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 0, 0, 0).unwrap()
}

fn shared(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery").join(name)
}

#[test]
fn the_dates_of_a_real_folder_are_offered_and_none_is_taken() {
    let list = read(&shared("naip_3dates"), now()).unwrap();
    assert_eq!((list.captures.items.len(), list.captures.error_count), (0, 1));
    let fault = list.captures.errors[0].to_string();
    assert!(fault.contains("in the folder: 3, but no list"), "{fault}");
    assert!(fault.contains("names of 3") && fault.contains("import offer FOLDER"), "{fault}");
    let dates: Vec<String> = list.offered.iter().map(|one| one.date.unwrap().date()).collect();
    assert_eq!(dates, ["2009-08-18", "2012-07-31", "2020-08-31"]);
    assert!(list.offered[0].how.contains("8 digits 20090818"), "{:?}", list.offered[0]);
}

#[test]
fn a_draft_is_a_manifest_that_can_be_imported() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a, b")).unwrap();
    for name in ["x_20170621T083100Z.tif", "a, b/31OCT13.tif"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    let draft = draft_manifest(&offer(folder.path(), now()).unwrap());
    fs::write(folder.path().join("manifest.csv"), &draft).unwrap();
    let list = read(folder.path(), now()).unwrap();
    assert!(list.captures.is_clean(), "{:?}\n{draft}", list.captures.errors);
    let [first, second] = list.captures.items.as_slice() else { panic!("{draft}") };
    assert_eq!(
        (first.external_id.as_str(), first.taken.date().as_str()),
        ("a, b 31OCT13", "2013-10-31")
    );
    assert_eq!(second.taken.at.to_rfc3339(), "2017-06-21T08:31:00+00:00");
    assert!(second.facts.note.as_deref().unwrap().starts_with("date taken from the file's name, "));
}

#[test]
fn pictures_without_a_date_keep_a_draft_from_being_imported() {
    let offered = offer(&shared("levir_pairs"), now()).unwrap();
    assert_eq!(offered.len(), 33);
    assert!(offered.iter().all(|one| one.date.is_none() && one.how == "no date in its name"));
    assert!(draft_manifest(&offered).contains("A test_102_0512_0000,A/test_102_0512_0000.png,,"));
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.tif"), "").unwrap();
    let draft = draft_manifest(&offer(folder.path(), now()).unwrap());
    fs::write(folder.path().join("manifest.csv"), draft).unwrap();
    let list = read(folder.path(), now()).unwrap();
    assert!(list.captures.errors[0].to_string().contains("has no date"));
}

#[test]
fn what_is_no_picture_by_its_content_offers_nothing() {
    let list = read(&shared("hatay_planet_pairs"), now()).unwrap();
    let pointer = list.offered.iter().find(|one| one.file.ends_with("lfs_pointer_not_a_tiff.tif"));
    assert_eq!(pointer.unwrap().how, "it is no picture by its content");
    let fault = list.captures.errors[0].to_string();
    assert!(fault.contains("if \"Ekinci_Mahallesi_detections.json\" or"), "{fault}");
    assert!(fault.contains("\"files_info.csv\" is the list, name it"), "{fault}");
}

#[test]
fn two_lists_or_nothing_at_all_in_a_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = || read(folder.path(), now()).unwrap_err();
    assert!(refused().to_string().contains("no list of captures (captures.csv, "));
    fs::write(folder.path().join("catalog.json"), "{}").unwrap();
    fs::write(folder.path().join("manifest.csv"), "").unwrap();
    assert!(matches!(refused(), ManifestError::Folder(_)));
    assert!(refused().to_string().contains("manifest.csv and catalog.json; name the one"));
    fs::remove_file(folder.path().join("catalog.json")).unwrap();
    assert_eq!(
        refused().to_string(),
        "manifest.csv: the file is empty; a manifest is CSV, JSON \
                                       with \"captures\", STAC, or a folder with one of them"
    );
}

#[cfg(unix)]
#[test]
fn folders_behind_links_are_not_looked_into() {
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("x_20170621.tif"), "").unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("inner")).unwrap();
    std::os::unix::fs::symlink(folder.path(), folder.path().join("loop")).unwrap();
    fs::write(folder.path().join("y_20170621.tif"), "").unwrap();
    let file = outside.path().join("x_20170621.tif");
    std::os::unix::fs::symlink(file, folder.path().join("z_20170621.tif")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("captures.csv")).unwrap();
    assert_eq!(offer(folder.path(), now()).unwrap().len(), 1);
    let list = read(folder.path(), now()).unwrap();
    assert!(!list.captures.errors[0].to_string().contains("root"), "{:?}", list.captures.errors);
    let mut deep = folder.path().to_owned();
    for _ in 0..18 {
        deep.push("d");
    }
    fs::create_dir_all(deep).unwrap();
    assert!(offer(folder.path(), now()).unwrap_err().to_string().contains("folders within"));
}
