//! A folder of chips that somebody else has cut: `captures.csv` says when, `tiles.csv` which chip
//! shows which building. Nothing in it needs a georeference.

use std::collections::HashSet;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::intake::Intake;
use super::paths::is_within;
use super::{CaptureList, ManifestError, table, tiles, whole};
use crate::exchange::sniff::Content;

/// The table of captures.
pub(super) const CAPTURES: &str = "captures.csv";
/// The table of chips.
pub(super) const TILES: &str = "tiles.csv";

/// Whether a file is the table of captures of such a folder.
pub(super) fn is_one(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == CAPTURES)
        && path.parent().is_some_and(|folder| is_within(folder, Path::new(TILES)))
}

/// Reads the two tables of a folder.
pub(super) fn read(folder: &Path, now: DateTime<Utc>) -> Result<CaptureList, ManifestError> {
    let of = |file: &'static str| move |error: ManifestError| error.in_file(Path::new(file));
    let mut intake = Intake::new(folder, now)?;
    intake.needs_files = false;
    let (bytes, content) = whole(&folder.join(CAPTURES)).map_err(of(CAPTURES))?;
    let Content::Table(separator) = content else {
        return Err(of(CAPTURES)(ManifestError::NotAManifest("JSON in a .csv file".to_owned())));
    };
    table::read(&bytes, separator, &mut intake).map_err(of(CAPTURES))?;
    if intake.count() == 0 && intake.report.is_clean() {
        return Err(of(CAPTURES)(ManifestError::NoCaptures));
    }
    let tiles = tiles::read(&folder.join(TILES), &mut intake).map_err(of(TILES))?;
    let mut list = CaptureList { captures: intake.finish(), tiles, ..CaptureList::default() };
    let shown: HashSet<&str> = list.tiles.iter().map(|tile| tile.capture_id.as_str()).collect();
    for draft in &list.captures.items {
        if list.captures.is_clean() && !shown.contains(draft.external_id.as_str()) {
            let note = format!("the capture \"{}\" has no chip in {TILES}", draft.external_id);
            list.captures.notes.push(note);
        }
    }
    Ok(list)
}

#[cfg(test)]
#[path = "ready_cut_tests.rs"]
mod tests;
