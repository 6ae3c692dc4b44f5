//! A disk that is full.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use aftermath::imagery::ContentHash;

use super::{Campaign, Ran};
use crate::support::TestDatabase;
use crate::support::demo_town::painted;

/// A small disk of its own.
struct Disk {
    folder: tempfile::TempDir,
    kilobytes: u32,
}

impl Disk {
    /// Only for those who may mount.
    fn new(kilobytes: u32) -> Option<Self> {
        let disk = Self { folder: tempfile::tempdir().unwrap(), kilobytes };
        let words = ["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "tmpfs"];
        let mounted = Command::new("mount").args(words).arg(disk.folder.path()).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(disk);
        }
        aftermath::cli::tell("skipped: a small disk to fill cannot be mounted by this user");
        None
    }

    fn grow(&mut self, kilobytes: u32) {
        self.kilobytes += kilobytes;
        let size = format!("remount,size={}k", self.kilobytes);
        let grown = Command::new("mount").args(["-o", &size]).arg(self.folder.path()).status();
        assert!(grown.unwrap().success());
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(self.folder.path()).status());
    }
}

/// The names of all chips; each is whole and no half one lies beside it.
fn chips(data: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut open = vec![data.join("chips")];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let hash = ContentHash::of(&fs::read(&path).unwrap()).to_string();
            assert_eq!(name.split_once('.'), Some((hash.as_str(), "webp")), "{}", path.display());
            names.insert(name);
        }
    }
    names
}

#[test]
fn a_disk_that_fills_up_half_way_is_said_and_ends_with_the_same_chips_once_there_is_room() {
    let (_, _, files) = painted();
    let whole = Campaign::with_captures();
    assert_eq!(whole.import("buildings", &files.buildings, &[]).code, Some(0));
    assert_eq!(whole.build().code, Some(0));
    let wanted = chips(&whole.data);

    let mut database = TestDatabase::new();
    // Without the database on it, only chips fill it.
    let Some(mut disk) = Disk::new(if database.is_postgres() { 64 } else { 320 }) else { return };
    let data = disk.folder.path().to_owned();
    if !database.is_postgres() {
        database.setting = data.join("aftermath.db").to_string_lossy().into_owned();
    }
    let campaign = Campaign { database, data };
    let mut failed = [0; 4];
    let steps: [&dyn Fn() -> Ran; 4] = [
        &|| campaign.make(),
        &|| campaign.import("captures", &files.manifest, &[]),
        &|| campaign.import("buildings", &files.buildings, &[]),
        &|| campaign.build(),
    ];
    for (step, failures) in steps.iter().zip(&mut failed) {
        loop {
            let ran = step();
            ran.is_calm("a full disk");
            assert!(chips(&campaign.data).is_subset(&wanted));
            if ran.code == Some(0) {
                break;
            }
            *failures += 1;
            assert!(ran.said.contains("make room"), "{}", ran.said);
            assert!(disk.kilobytes < 8_000, "it never fits: {}", ran.said);
            disk.grow(96);
        }
    }
    aftermath::cli::tell(&format!("failed for want of room before each step: {failed:?}"));
    assert!(failed[3] > 0, "there was room for the chips from the start");
    assert_eq!(chips(&campaign.data), wanted);
    assert_eq!(campaign.size(), whole.size());
}
