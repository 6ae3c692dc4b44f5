//! The list of captures: what is accepted, and what comes of it. What makes a capture wrong is in
//! `intake`; the forms it is written in (a table, a JSON list, STAC, Maxar's tiles, xBD labels,
//! folders of them or of ready-cut chips) each have a file of their own.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::json::reason;
use super::rows::{Report, Spot};
use super::sniff::{Content, OpenError, open};
use crate::domain::capture::{CaptureFacts, CapturedAt};
use crate::domain::limits::{CAPTURES_MAX, MANIFEST_BYTES_MAX};
use crate::domain::reading::Reading;
use intake::Intake;

mod ard;
mod catalog;
mod cells;
mod columns;
mod entry;
mod file_dates;
mod folder;
mod intake;
mod list;
mod offer;
mod pairs;
mod passes;
mod paths;
mod ready_cut;
mod stac;
mod table;
mod terms;
mod tiles;
pub mod xbd;

pub use columns::{COLUMNS, Column};
pub use offer::{OfferedDate, draft_manifest, offer};
pub use terms::SourceDraft;
pub use tiles::TileDraft;

/// Files that the captures of one list may have, all together: one row each. An event of several
/// months has a few thousand.
const FILES_MAX: usize = 100_000;

/// A capture as a manifest describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureDraft {
    /// The coordinator's own id, unique in the manifest.
    pub external_id: String,
    /// When it was taken.
    pub taken: CapturedAt,
    /// Its image files, in the order of the manifest; they exist, inside the manifest's folder.
    /// None where its chips are ready cut.
    pub files: Vec<PathBuf>,
    /// What else is known.
    pub facts: CaptureFacts,
    /// Where it comes from, and under which terms.
    pub source: SourceDraft,
    /// What is stated about how its files are read.
    pub reading: Reading,
    /// Metres (east, north) by which it is moved to lie on the others.
    pub shift_m: (f64, f64),
    /// Where in the manifest it stands (first), for messages about its files.
    pub place: Spot,
}

/// What a manifest or a folder holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CaptureList {
    /// The captures, and everything that is wrong with any row of any of the list's files.
    pub captures: Report<CaptureDraft>,
    /// Ready-cut chips, where the list is a folder of them; each is of one of `captures`.
    pub tiles: Vec<TileDraft>,
    /// Where a folder has pictures but no list of them: what their names say. `captures` then
    /// has a fault that says so, and nothing of this is taken.
    pub offered: Vec<OfferedDate>,
}

/// Why a whole manifest cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file cannot be opened or is of a foreign kind.
    #[error("{0}; a manifest is CSV, JSON with \"captures\", STAC, or a folder with one of them")]
    Open(#[from] OpenError),
    /// The JSON is broken or has a member that is not known.
    #[error("line {line}, column {column}: {reason}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Byte in the line, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// JSON, but no manifest.
    #[error("this is {0}; a manifest is CSV, JSON with \"captures\", or STAC")]
    NotAManifest(String),
    /// The header of a table is wrong.
    #[error("{0}")]
    Columns(String),
    /// The table cannot be read on.
    #[error("the table is broken: {0}")]
    Table(#[from] csv::Error),
    /// A folder that holds no list, or more than one.
    #[error("{0}")]
    Folder(String),
    /// One of several files cannot be read.
    #[error("{file}: {error}")]
    In {
        /// Which, counted from the folder.
        file: String,
        /// Why.
        error: Box<Self>,
    },
    /// More captures than one campaign may have.
    #[error("the manifest has more than {CAPTURES_MAX} captures; leave out those that add least")]
    TooMany,
    /// Nothing to import.
    #[error("the manifest names no capture")]
    NoCaptures,
}

impl From<serde_json::Error> for ManifestError {
    fn from(error: serde_json::Error) -> Self {
        Self::Json { line: error.line(), column: error.column(), reason: reason(&error) }
    }
}

impl ManifestError {
    /// The same, of one of several files.
    fn in_file(self, file: &Path) -> Self {
        Self::In { file: file.to_string_lossy().into_owned(), error: Box::new(self) }
    }
}

/// Reads a manifest, or a folder with one; the form is told by the content. `now` bounds the
/// dates from above. Nothing is fetched from the net, and nothing outside the folder is read.
///
/// # Errors
/// When the manifest as a whole cannot be read. Faults of single captures are in the report.
pub fn read(path: &Path, now: DateTime<Utc>) -> Result<CaptureList, ManifestError> {
    if path.is_dir() {
        return folder::read(path, now);
    }
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => Path::new("."),
    };
    if ready_cut::is_one(path) {
        return ready_cut::read(folder, now);
    }
    let (bytes, content) = whole(path)?;
    let mut intake = Intake::new(folder, now)?;
    match content {
        Content::Json if catalog::is_one(&bytes) => {
            let name = path.file_name().map(PathBuf::from).unwrap_or_default();
            catalog::read(&name, &mut intake)?;
        }
        Content::Json => list::read(&bytes, path, &mut intake)?,
        Content::Table(separator) => table::read(&bytes, separator, &mut intake)?,
    }
    finish(intake)
}

/// The bytes of a file of the size of a manifest, and what they are.
fn whole(path: &Path) -> Result<(Vec<u8>, Content), ManifestError> {
    let (mut source, content) = open(path, MANIFEST_BYTES_MAX)?;
    let mut bytes = Vec::new();
    let failed = |source| OpenError::Read { path: path.to_owned(), source };
    source.read_to_end(&mut bytes).map_err(failed)?;
    Ok((bytes, content))
}

fn finish(intake: Intake<'_>) -> Result<CaptureList, ManifestError> {
    if intake.count() == 0 && intake.report.is_clean() {
        return Err(ManifestError::NoCaptures);
    }
    Ok(CaptureList { captures: intake.finish(), ..CaptureList::default() })
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "manifest/any_bytes_tests.rs"]
mod any_bytes_tests;
