//! The list of captures: what is accepted, which files a capture may name, and what makes a
//! capture wrong. The forms it is written in (a table, a JSON list, STAC items) are below.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, Utc};

use super::json::reason;
use super::rows::{Report, RowError, Spot, label};
use super::sniff::{Content, OpenError, open};
use crate::domain::capture::{CaptureFacts, CapturedAt};
use crate::domain::limits::{CAPTURES_MAX, MANIFEST_BYTES_MAX};

mod list;
mod stac;
mod table;

/// A capture as a manifest describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaptureDraft {
    /// The coordinator's own id, unique in the manifest.
    pub external_id: String,
    /// When it was taken.
    pub taken: CapturedAt,
    /// Its image files, in the order of the manifest; they exist, inside the manifest's folder.
    pub files: Vec<PathBuf>,
    /// What else is known.
    pub facts: CaptureFacts,
    /// Where in the manifest it stands (first), for messages about its files.
    pub place: Spot,
}

/// Why a whole manifest cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file cannot be opened or is of a foreign kind.
    #[error("{0}; a manifest is CSV, JSON with \"captures\", or a STAC item")]
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
    #[error("this is {0}; a manifest is CSV, JSON with \"captures\", or a STAC item")]
    NotAManifest(String),
    /// The header of a table is wrong.
    #[error("{0}")]
    Columns(String),
    /// The table cannot be read on.
    #[error("the table is broken: {0}")]
    Table(#[from] csv::Error),
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

/// Reads a manifest; the form is told by the content. `now` bounds the dates from above.
///
/// # Errors
/// When the manifest as a whole cannot be read. Faults of single captures are in the report.
pub fn read(path: &Path, now: DateTime<Utc>) -> Result<Report<CaptureDraft>, ManifestError> {
    let (mut source, content) = open(path, MANIFEST_BYTES_MAX)?;
    let mut bytes = Vec::new();
    let failed = |source| OpenError::Read { path: path.to_owned(), source };
    source.read_to_end(&mut bytes).map_err(failed)?;
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => Path::new("."),
    };
    let mut intake = Intake {
        folder,
        real_folder: folder.canonicalize().map_err(failed)?,
        now,
        count: 0,
        ids: HashMap::new(),
        files: HashMap::new(),
        report: Report::new(),
    };
    match content {
        Content::Json => list::read(&bytes, &mut intake)?,
        Content::Table(separator) => table::read(&bytes, separator, &mut intake)?,
    }
    if intake.count == 0 && intake.report.is_clean() {
        return Err(ManifestError::NoCaptures);
    }
    Ok(intake.report)
}

/// A capture as one form wrote it, not yet checked.
#[derive(Debug)]
struct Written {
    id: String,
    /// The words for its time, or why there are none.
    captured_at: Result<String, RowError>,
    /// Each with the place that names it.
    files: Vec<(Spot, String)>,
    facts: CaptureFacts,
    /// What is already known to be wrong with it.
    faults: Vec<RowError>,
}

/// Collects the captures of one manifest and checks them.
struct Intake<'f> {
    folder: &'f Path,
    real_folder: PathBuf,
    now: DateTime<Utc>,
    count: usize,
    ids: HashMap<String, Spot>,
    files: HashMap<PathBuf, (String, Spot)>,
    report: Report<CaptureDraft>,
}

impl Intake<'_> {
    /// Takes one capture, right or wrong; only too many are an error of the manifest.
    fn take(&mut self, place: Spot, written: Written) -> Result<(), ManifestError> {
        self.count += 1;
        if self.count > CAPTURES_MAX {
            return Err(ManifestError::TooMany);
        }
        let Written { id, captured_at, files, facts, mut faults } = written;
        let external_id = self.id(place, &id, &mut faults);
        let dated = |text: String| {
            CapturedAt::parse(&text, self.now)
                .map_err(|error| RowError::new(place, error).in_column("captured_at"))
        };
        let taken = captured_at.and_then(dated).map_err(|fault| faults.push(fault)).ok();
        faults.extend(out_of_range(place, &facts));
        if files.is_empty() && faults.iter().all(|fault| fault.column.as_deref() != Some("file")) {
            faults.push(RowError::new(place, "it names no file").in_column("file"));
        }
        let mut found = Vec::with_capacity(files.len());
        for (spot, text) in files {
            match self.file(spot, &id, &text) {
                Ok(path) => found.push(path),
                Err(reason) => faults.push(RowError::new(spot, reason).in_column("file")),
            }
        }
        match (external_id, taken) {
            (Some(external_id), Some(taken)) if faults.is_empty() => {
                let draft = CaptureDraft { external_id, taken, files: found, facts, place };
                self.report.items.push(draft);
            }
            _ => faults.into_iter().for_each(|fault| self.report.fail(fault.of(&id))),
        }
        Ok(())
    }

    fn id(&mut self, place: Spot, id: &str, faults: &mut Vec<RowError>) -> Option<String> {
        let wrong = |reason: String| RowError::new(place, reason).in_column("capture_id");
        let id = match label(id) {
            Ok(id) => id,
            Err(error) => {
                faults.push(wrong(error.to_string()));
                return None;
            }
        };
        match self.ids.entry(id.clone()) {
            Entry::Occupied(first) => {
                faults.push(wrong(format!("it is already the id of {}", first.get())));
                None
            }
            Entry::Vacant(free) => {
                free.insert(place);
                Some(id)
            }
        }
    }

    /// The image a manifest names: relative, inside its folder, there, and named once only.
    fn file(&mut self, place: Spot, id: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.folder.join(inside(text)?);
        let Ok(real) = path.canonicalize() else {
            return Err(format!(
                "there is no file \"{text}\"; paths count from the manifest's own folder"
            ));
        };
        if !real.starts_with(&self.real_folder) {
            return Err(format!(
                "\"{text}\" is a link that leads out of the manifest's folder; \
                 put the file itself there"
            ));
        }
        if !real.is_file() {
            return Err(format!("\"{text}\" is a folder; name each file in a row of its own"));
        }
        match self.files.entry(real) {
            Entry::Occupied(first) => {
                let (other, spot) = first.get();
                Err(format!(
                    "\"{text}\" is already named on {spot} for capture \"{other}\"; \
                     one picture has one date"
                ))
            }
            Entry::Vacant(free) => {
                free.insert((id.to_owned(), place));
                Ok(path)
            }
        }
    }
}

/// A path without `.` in it, if it can only lead into the folder it is joined to.
fn inside(text: &str) -> Result<PathBuf, String> {
    let text = text.trim();
    if text.contains("://") {
        return Err(format!(
            "\"{text}\" is on the net; download it beside the manifest and name the copy"
        ));
    }
    if text.contains('\\') {
        return Err(format!("\"{text}\" has backslashes; write the path with /"));
    }
    if text.contains('\0') {
        return Err("the path holds a NUL byte; remove it".to_owned());
    }
    let mut path = PathBuf::new();
    for part in Path::new(text).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => path.push(name),
            _ => {
                return Err(format!(
                    "\"{text}\" leads out of the manifest's folder; put the file into it and \
                     name it by a relative path without .."
                ));
            }
        }
    }
    if path.as_os_str().is_empty() { Err("it names no file".to_owned()) } else { Ok(path) }
}

/// Facts that cannot be.
fn out_of_range(place: Spot, facts: &CaptureFacts) -> Vec<RowError> {
    let bounds = [
        ("gsd_m", facts.gsd_m, 0.01, 1000.0, "metres of one pixel"),
        ("off_nadir_deg", facts.off_nadir_deg, 0.0, 90.0, "degrees from straight down"),
        ("sun_elevation_deg", facts.sun_elevation_deg, -90.0, 90.0, "degrees over the horizon"),
        ("cloud_pct", facts.cloud_pct, 0.0, 100.0, "percent"),
    ];
    let faulty = |(column, value, least, most, unit)| {
        let value: f64 = Option::filter(value, |value| !(least..=most).contains(value))?;
        let reason = format!(
            "{value} is outside {least} to {most} {unit}; leave it empty where it is not known"
        );
        Some(RowError::new(place, reason).in_column(column))
    };
    bounds.into_iter().filter_map(faulty).collect()
}

#[cfg(test)]
#[path = "manifest_tests.rs"]
mod tests;
