//! Pictures without a list: what their names say of when they were taken, and a draft of the
//! manifest that a coordinator may check, fill in and import. Nothing of it is taken silently.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};

use super::folder::Tree;
use super::{ManifestError, file_dates, tiles};
use crate::domain::capture::{CapturedAt, Precision};

/// Endings of pictures that may be captures.
const PICTURES: [&str; 8] = ["tif", "tiff", "png", "jpg", "jpeg", "webp", "jp2", "vrt"];

/// What the name of a picture says of its date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedDate {
    /// The picture's path, counted from the folder.
    pub file: PathBuf,
    /// When it was taken, by its name.
    pub date: Option<CapturedAt>,
    /// How the name was read, or why it was not.
    pub how: String,
}

/// The dates that the names of a folder's pictures offer, in order of their paths.
///
/// # Errors
/// When the folder cannot be read, or holds too many files.
pub fn offer(folder: &Path, now: DateTime<Utc>) -> Result<Vec<OfferedDate>, ManifestError> {
    Ok(of_tree(folder, &Tree::of(folder)?, now))
}

/// The same, of a folder that was looked through already.
pub(super) fn of_tree(folder: &Path, tree: &Tree, now: DateTime<Utc>) -> Vec<OfferedDate> {
    let is_picture = |path: &&PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        PICTURES.contains(&ending.as_str())
    };
    let one = |path: &PathBuf| {
        let found = if is_foreign(&folder.join(path)) {
            Err("it is no picture by its content".to_owned())
        } else {
            file_dates::of_path(path, now)
        };
        match found {
            Ok((date, how)) => OfferedDate { file: path.clone(), date: Some(date), how },
            Err(how) => OfferedDate { file: path.clone(), date: None, how },
        }
    };
    tree.files.iter().filter(is_picture).map(one).collect()
}

/// Whether a file surely is no picture.
fn is_foreign(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(32).read_to_end(&mut head));
    let is_known = tiles::is_picture(&head)
        || [&b"II*\0"[..], b"II+\0", b"MM\0*", b"MM\0+", b"<VRT", b"\0\0\0\x0cjP", b"\xff\x4f"]
            .iter()
            .any(|start| head.starts_with(start));
    read.is_err() || !(is_known || head.is_empty())
}

/// A manifest as CSV with a row for each picture. Where no date is offered the cell is empty, so
/// that it cannot be imported before somebody has filled it in; `note` says how a date was read.
#[must_use]
pub fn draft_manifest(offered: &[OfferedDate]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "capture_id",
        "file",
        "captured_at",
        "provider",
        "source",
        "licence",
        "attribution",
        "note",
    ];
    let mut is_written = writer.write_record(header).is_ok();
    for one in offered {
        let file = one.file.to_string_lossy().replace('\\', "/");
        let id = one.file.with_extension("").to_string_lossy().replace(['/', '\\'], " ");
        let date = one.date.map(spelt).unwrap_or_default();
        let note = match one.date {
            Some(_) => format!("date taken from the file's name, {}", one.how),
            None => String::new(),
        };
        let row = [id.as_str(), &file, &date, "", "", "", "", &note];
        is_written = is_written && writer.write_record(row).is_ok();
    }
    let bytes = if is_written { writer.into_inner().unwrap_or_default() } else { Vec::new() };
    String::from_utf8(bytes).unwrap_or_default()
}

fn spelt(taken: CapturedAt) -> String {
    match taken.precision {
        Precision::Instant => taken.at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        Precision::Day | Precision::Month => taken.date(),
    }
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
