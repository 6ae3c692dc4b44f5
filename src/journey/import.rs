//! Captures and buildings come in: checked whole first, then applied whole or not at all. The
//! same import twice changes nothing, and one that nobody has judged can be taken back.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::campaign::Phase;
use crate::domain::id::{CampaignId, ImportId};
use crate::domain::limits::ROW_ERRORS_MAX;
use crate::domain::reading::Reading;
use crate::exchange::buildings::BuildingListError;
use crate::exchange::columns::FaultRow;
use crate::exchange::export::{ExportError, csv_of};
use crate::exchange::manifest::ManifestError;
use crate::imagery::{Raster, RasterError, file_sha256};
use crate::store::imports::{ImportKind, ImportState, NewImport};
use crate::store::{Db, StoreError, campaigns, imports};

mod buildings;
mod captures;
mod coverage;
mod print;
mod spool;
mod staged;
mod tiles;
mod undo;
pub mod xbd;

pub use crate::exchange::rows::RowError;
pub use buildings::{BuildingManner, buildings};
pub use captures::{CaptureManner, captures};
pub use staged::{
    StageError, Staged, Stated, apply, check, discard, end_interrupted, give_up, restate, stage,
};
pub use undo::{UndoError, undo};

/// Ids of buildings listed in an outcome; the rest is counted.
const LISTED_MAX: usize = 1_000;

/// Why an import cannot even begin, or was refused as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The list of captures.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The list of buildings.
    #[error(transparent)]
    BuildingList(#[from] BuildingListError),
    /// Buildings before captures.
    #[error(
        "the campaign has no captures yet; import captures first, so that each building can \
             be checked against them"
    )]
    NoCaptures,
    /// A building without chips must never be dealt.
    #[error(
        "the campaign is open or paused, and what is imported now would be dealt before its chips \
             are cut; close it first (on the page New captures, or by aftermath campaign close), \
             import, and open it again"
    )]
    IsOpen,
    /// A source file is gone or unreadable.
    #[error("{path}: {error}; put the file back where it was when its capture was imported")]
    Source {
        /// Which.
        path: String,
        /// Why.
        error: RasterError,
    },
    /// The rows that are on their way could not be kept.
    #[error("rows could not be kept for a moment: {0}; check the space on the disk")]
    Spool(#[from] std::io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How an import is made.
#[derive(Debug, Clone, Default)]
pub struct Manner {
    /// Check everything, apply nothing.
    pub is_dry_run: bool,
    /// Apply the good rows although others are bad.
    pub skips_bad_rows: bool,
    /// Who does it: the name of an account, or `command line`.
    pub account: String,
    /// The import as it was staged, if it was.
    pub staged: Option<ImportId>,
}

/// A list of ids that may be long: the first of them, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ids {
    /// The first 1,000.
    pub listed: Vec<String>,
    /// How many there are.
    pub count: u64,
}

impl Ids {
    fn push(&mut self, id: impl Into<String>) {
        self.count += 1;
        if self.listed.len() < LISTED_MAX {
            self.listed.push(id.into());
        }
    }
}

/// What a building in a list turned out to be, for the map of a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dot {
    /// It would be added.
    Added,
    /// It is there already, with another outline or name.
    Changed,
    /// It is there already, the same.
    Unchanged,
    /// Too few captures show it.
    Outside,
}

/// An image file of a capture, as it was understood: for a person to check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImageLine {
    /// The capture.
    pub capture: String,
    /// When it was taken, in words.
    pub date: String,
    /// Where the file is.
    pub path: String,
    /// Pixels across and down, bands and their type.
    pub shape: String,
    /// The bands shown.
    pub bands: String,
    /// The coordinate system.
    pub epsg: u32,
    /// Whether that is one that imagery usually comes in; otherwise it may lie metres off.
    pub is_usual_crs: bool,
    /// The values that are spread from black to white; empty where they are shown as they are.
    pub stretch: String,
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Outcome {
    /// Rows read without fault.
    pub read: usize,
    /// Rows that are new.
    pub added: usize,
    /// Buildings that are there with another outline or name, and that nobody was dealt yet: they
    /// are changed.
    pub changed: usize,
    /// Rows that are there already, the same.
    pub unchanged: usize,
    /// Buildings that too few captures show; not imported, and no fault of the row.
    pub outside: Ids,
    /// Buildings of the campaign that the list does not have; they stay.
    pub missing: Ids,
    /// Buildings that lie less than two metres from another of the list: perhaps the same twice.
    pub near: Ids,
    /// Rows with dates of damage, which become reference windows.
    pub references: usize,
    /// What is wrong, row by row, up to a limit.
    pub errors: Vec<RowError>,
    /// How many rows are wrong.
    pub error_count: u64,
    /// Readings that are no faults but worth knowing.
    pub notes: Vec<String>,
    /// The image files of the captures, up to a limit.
    pub images: Vec<ImageLine>,
    /// (longitude, latitude, what) of some of the buildings, for a map.
    pub dots: Vec<(f64, f64, Dot)>,
    /// Whether anything was applied.
    pub is_applied: bool,
    /// Whether it was recorded as an import: not when there was nothing new in it.
    #[serde(skip)]
    pub is_recorded: bool,
    /// Why the list as a whole could not be read.
    pub refusal: Option<String>,
}

impl Outcome {
    /// Whether the good rows may be applied.
    fn goes_on(&self, manner: &Manner) -> bool {
        !manner.is_dry_run && (self.error_count == 0 || manner.skips_bad_rows)
    }

    fn fail(&mut self, error: RowError) {
        self.take_faults(vec![error], 1);
    }

    /// Counts faults, of which some may not be listed, and lists them while there is room.
    fn take_faults(&mut self, listed: Vec<RowError>, count: u64) {
        self.error_count += count;
        let room = ROW_ERRORS_MAX.saturating_sub(self.errors.len());
        self.errors.extend(listed.into_iter().take(room));
    }
}

fn not_open(db: &mut Db, campaign: CampaignId) -> Result<(), ImportError> {
    match campaigns::get(db, campaign)?.phase {
        Phase::Open | Phase::Paused => Err(ImportError::IsOpen),
        Phase::Draft | Phase::Closed => Ok(()),
    }
}

/// What is recorded of an import that is applied.
fn applied(
    kind: ImportKind,
    path: &Path,
    manner: &Manner,
    outcome: &Outcome,
) -> Result<NewImport, ImportError> {
    Ok(NewImport {
        kind,
        name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
        path: path.to_string_lossy().into_owned(),
        // A folder has none.
        sha256: file_sha256(path).map(|hash| hash.to_string()).unwrap_or_default(),
        options: String::new(),
        state: ImportState::Applied,
        report: written(outcome)?,
        account: manner.account.clone(),
    })
}

/// Records an import as applied, in the transaction that applies it: a new one, or one that was
/// staged and is being applied now, of which whoever confirmed it stands in the log already.
fn recorded(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: CampaignId,
    new: &NewImport,
    staged: Option<ImportId>,
) -> Result<ImportId, StoreError> {
    let Some(id) = staged else {
        let by = By { name: &new.account, now };
        by.did(db, ActKind::Imported, Some(campaign), new.name.as_str(), "")?;
        return imports::add(db, campaign, new, now);
    };
    let change = (ImportState::Applying, ImportState::Applied);
    // Somebody else ended it meanwhile: nothing of this is kept.
    let is_moved = imports::move_on(db, id, change, Some(&new.report), now)?;
    if is_moved { Ok(id) } else { Err(StoreError::Lost) }
}

/// Opens a capture's files.
pub(super) fn open_files(
    files: &[(String, String)],
    reading: &Reading,
) -> Result<Vec<Raster>, ImportError> {
    let open = |(path, _): &(String, String)| {
        Raster::open(Path::new(path), reading)
            .map_err(|error| ImportError::Source { path: path.clone(), error })
    };
    files.iter().map(open).collect()
}

/// What an import found, as it is kept with it.
fn written(outcome: &Outcome) -> Result<String, ImportError> {
    Ok(serde_json::to_string(outcome).map_err(std::io::Error::from)?)
}

/// The faults of an import as a table: place, id, column, reason.
///
/// # Errors
/// When it cannot be written.
pub fn errors_table(outcome: &Outcome) -> Result<Vec<u8>, ExportError> {
    csv_of(outcome.errors.iter().map(|error| FaultRow {
        place: error.place.to_string(),
        id: error.id.clone(),
        column: error.column.clone(),
        reason: error.reason.clone(),
    }))
}
