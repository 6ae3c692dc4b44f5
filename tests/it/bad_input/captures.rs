//! Lists of captures that name files outside their folder, or a broken one.

use std::fs;
use std::os::unix::fs::symlink;

use super::Campaign;
use super::images::tiff;
use crate::support::demo_town::copied;

#[test]
fn a_manifest_names_no_file_outside_its_folder() {
    let campaign = Campaign::new();
    let (folder, manifest, _) = copied();
    let picture = fs::read_dir(folder.path().join("captures")).unwrap().next().unwrap();
    let picture = picture.unwrap().path();
    let elsewhere = tempfile::tempdir().unwrap();
    let secret = elsewhere.path().join("secret.tif");
    fs::copy(&picture, &secret).unwrap();
    symlink(&secret, folder.path().join("link.tif")).unwrap();
    symlink(elsewhere.path(), folder.path().join("linked")).unwrap();
    let up = format!("../{}", elsewhere.path().file_name().unwrap().to_string_lossy());
    let names = [
        format!("{up}/secret.tif"),
        format!("captures/../{up}/secret.tif"),
        secret.to_string_lossy().into_owned(),
        "/etc/passwd".to_owned(),
        "..\\secret.tif".to_owned(),
        format!("file://{}", secret.display()),
        "link.tif".to_owned(),
        "linked/secret.tif".to_owned(),
    ];
    for name in names {
        let list = format!("capture_id,file,captured_at\na,{name},2015-06-01\n");
        fs::write(&manifest, list).unwrap();
        let ran = campaign.import("captures", &manifest, &[]);
        ran.is_refused(&name, &["line 2", "column file", "nothing was imported"]);
    }
    assert_eq!(campaign.size(), (0, 0));
}

#[test]
fn the_other_captures_come_in_although_the_file_of_one_is_broken() {
    let (folder, manifest, _) = copied();
    let entries = fs::read_dir(folder.path().join("captures")).unwrap();
    let mut pictures: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    pictures.sort();
    fs::write(&pictures[0], tiff(&[(256, u32::MAX)], 0)).unwrap();
    let campaign = Campaign::new();
    let broken = pictures[0].file_name().unwrap().to_string_lossy().into_owned();
    let words = [broken.as_str(), "column file", "nothing was imported", "--skip-bad-rows"];
    campaign.import("captures", &manifest, &[]).is_refused("whole", &words);
    assert_eq!(campaign.size(), (0, 0));
    let ran = campaign.import("captures", &manifest, &["--skip-bad-rows"]);
    ran.is_calm("in part");
    assert_eq!((ran.code, campaign.size()), (Some(3), (2, 0)), "{}", ran.said);
    assert!(ran.said.contains(&broken), "{}", ran.said);
}
