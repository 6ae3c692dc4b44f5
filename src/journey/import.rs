//! Captures and buildings come in: checked whole first, then applied whole or not at all. The
//! same import twice changes nothing.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rand::{Rng, RngExt as _};
use sha2::{Digest as _, Sha256};

use crate::access::token::hex;
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::consensus::decide;
use crate::domain::id::{CampaignId, CaptureId};
use crate::domain::place::{Footprint, LonLat};
use crate::domain::task::Task;
use crate::exchange::buildings::{BuildingDraft, BuildingListError, Options};
use crate::exchange::manifest::{CaptureDraft, ManifestError};
use crate::exchange::rows::{Report, RowError};
use crate::exchange::{buildings as building_list, manifest};
use crate::imagery::{Raster, RasterError, file_sha256};
use crate::store::buildings::NewBuilding;
use crate::store::captures::NewCapture;
use crate::store::{Db, Store, StoreError, buildings, campaigns, captures, judgements};

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
        "the campaign is open, and what is imported now would be dealt before its chips are \
             cut; close it first (aftermath campaign close), import, and open it again"
    )]
    IsOpen,
    /// New captures would change what earlier volunteers did not see.
    #[error(
        "the campaign has judgements already, and new captures would change the question \
             that was answered; make a new campaign for them"
    )]
    HasJudgements,
    /// A source file is gone or unreadable.
    #[error("{path}: {error}; put the file back where it was when its capture was imported")]
    Source {
        /// Which.
        path: String,
        /// Why.
        error: RasterError,
    },
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
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// Rows read without fault.
    pub read: usize,
    /// Rows that are new.
    pub added: usize,
    /// Rows that are there already, the same.
    pub unchanged: usize,
    /// Buildings that too few captures show; not imported, and no fault of the row.
    pub outside: Vec<String>,
    /// What is wrong, row by row, up to a limit.
    pub errors: Vec<RowError>,
    /// How many rows are wrong.
    pub error_count: u64,
    /// Readings that are no faults but worth knowing.
    pub notes: Vec<String>,
    /// Whether anything was applied.
    pub is_applied: bool,
}

impl Outcome {
    fn of<T>(report: &Report<T>) -> Self {
        Self { read: report.items.len(), notes: report.notes.clone(), ..Self::default() }
    }

    /// Whether the good rows may be applied.
    fn goes_on(&self, manner: &Manner) -> bool {
        !manner.is_dry_run && (self.error_count == 0 || manner.skips_bad_rows)
    }
}

/// Imports the captures of a manifest or STAC item. `progress` is told (files done, files).
///
/// # Errors
/// When the manifest cannot be read, or the campaign has judgements already.
pub fn captures(
    store: &Store,
    now: DateTime<Utc>,
    campaign: &Campaign,
    path: &Path,
    manner: &Manner,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome, ImportError> {
    let mut report = manifest::read(path, now)?;
    let drafts = std::mem::take(&mut report.items);
    let all = drafts.iter().map(|draft| draft.files.len()).sum();
    let mut done = 0;
    let mut new: Vec<NewCapture> = Vec::new();
    for draft in drafts {
        match inspect(&draft) {
            Ok(capture) => new.push(capture),
            Err(error) => report.fail(error),
        }
        done += draft.files.len();
        progress(done, all);
    }
    let known: HashMap<String, String> =
        store.read(|db| captures::fingerprints(db, campaign.id))?.into_iter().collect();
    let mut outcome = Outcome { read: new.len(), ..Outcome::of(&report) };
    new.retain(|capture| match known.get(&capture.external_id) {
        None => true,
        Some(same) if *same == capture.fingerprint => {
            outcome.unchanged += 1;
            false
        }
        Some(_) => {
            let reason = "this capture is imported already, with other files or metadata; give \
                 the new one another id";
            report.fail(
                RowError::new(crate::exchange::rows::Spot::File, reason).of(&capture.external_id),
            );
            false
        }
    });
    outcome.added = new.len();
    (outcome.errors, outcome.error_count) = (report.errors, report.error_count);
    if !new.is_empty() && store.read(|db| judgements::any(db, campaign.id))? {
        return Err(ImportError::HasJudgements);
    }
    if outcome.goes_on(manner) {
        let id = campaign.id;
        store.write(move |db| {
            if !new.is_empty() {
                not_open(db, id)?;
            }
            new.iter().try_for_each(|capture| captures::add(db, id, capture, now).map(drop))?;
            Ok::<(), ImportError>(())
        })?;
        outcome.is_applied = true;
    }
    Ok(outcome)
}

/// Opens every file of a capture, so that what cannot be read is refused now.
fn inspect(draft: &CaptureDraft) -> Result<NewCapture, RowError> {
    let fail = |path: &PathBuf, reason: &dyn std::fmt::Display| {
        RowError::new(draft.place, format!("{}: {reason}", path.display()))
            .in_column("file")
            .of(&draft.external_id)
    };
    let mut files = Vec::new();
    for path in &draft.files {
        Raster::open(path).map_err(|error| fail(path, &error))?;
        let sha256 = file_sha256(path).map_err(|error| fail(path, &error))?;
        let absolute = std::path::absolute(path).map_err(|error| fail(path, &error))?;
        files.push((absolute.to_string_lossy().into_owned(), sha256.to_string()));
    }
    let mut print = Sha256::new();
    let facts = serde_json::to_vec(&draft.facts).unwrap_or_default();
    let taken = format!("{}|{}|", draft.taken.at.to_rfc3339(), draft.taken.precision.as_str());
    print.update(taken.as_bytes());
    print.update(&facts);
    for (_, sha256) in &files {
        print.update(sha256.as_bytes());
    }
    Ok(NewCapture {
        external_id: draft.external_id.clone(),
        taken: draft.taken,
        facts: draft.facts.clone(),
        files,
        fingerprint: hex(&print.finalize()),
    })
}

/// The open files of each capture: what says whether a building is shown.
pub(super) struct Coverage(Vec<(CaptureId, Vec<Raster>)>);

impl Coverage {
    pub(super) fn open(db: &mut Db, campaign: &Campaign) -> Result<Self, ImportError> {
        let mut all = Vec::new();
        for capture in captures::of_campaign(db, campaign.id)? {
            all.push((capture.id, open_files(&captures::files(db, capture.id)?)?));
        }
        Ok(Self(all))
    }

    fn count(&self, footprint: &Footprint) -> usize {
        self.0.iter().filter(|(_, rasters)| shows(rasters, footprint)).count()
    }

    fn shows_point(&self, point: LonLat) -> bool {
        self.0.iter().flat_map(|(_, rasters)| rasters).any(|raster| raster.shows(point))
    }
}

/// Whether every corner of a footprint lies in some file of a capture.
pub(super) fn shows(rasters: &[Raster], footprint: &Footprint) -> bool {
    let is_shown = |corner: &LonLat| rasters.iter().any(|raster| raster.shows(*corner));
    footprint.corners().iter().all(is_shown)
}

/// Opens a capture's files.
pub(super) fn open_files(files: &[(String, String)]) -> Result<Vec<Raster>, ImportError> {
    let open = |(path, _): &(String, String)| {
        Raster::open(Path::new(path))
            .map_err(|error| ImportError::Source { path: path.clone(), error })
    };
    files.iter().map(open).collect()
}

/// How a list of buildings is read.
#[derive(Debug, Clone)]
pub struct BuildingManner {
    /// The property or column that holds the building's own id.
    pub id_field: Option<String>,
    /// Captures that must show the whole footprint; two are the least that can date anything.
    pub captures_min: usize,
    /// Dry run, bad rows.
    pub manner: Manner,
}

/// Imports a list of buildings; chips are cut by [`super::cut`].
///
/// # Errors
/// When the list cannot be read, or there are no captures yet.
pub fn buildings(
    store: &Store,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    path: &Path,
    how: &BuildingManner,
) -> Result<Outcome, ImportError> {
    let coverage = store.read(|db| Coverage::open(db, campaign))?;
    if coverage.0.is_empty() {
        return Err(ImportError::NoCaptures);
    }
    let options = Options { id_field: how.id_field.clone() };
    let mut report = building_list::read(path, &options)?;
    let drafts = std::mem::take(&mut report.items);
    let mut outcome = Outcome { read: drafts.len(), ..Outcome::of(&report) };
    let mut new: Vec<(NewBuilding, usize)> = Vec::new();
    store.read(|db| {
        for draft in drafts {
            match place(db, campaign, &coverage, how.captures_min, &draft)? {
                Placed::New { captures } => {
                    let building = NewBuilding {
                        external_id: draft.external_id,
                        name: draft.name,
                        footprint: draft.footprint,
                        shuffle: rng.random(),
                    };
                    new.push((building, captures));
                }
                Placed::Same => outcome.unchanged += 1,
                Placed::Outside => outcome.outside.push(draft.external_id),
                Placed::Wrong(reason) => {
                    report.fail(RowError::new(draft.place, reason).of(&draft.external_id));
                }
            }
        }
        Ok::<(), StoreError>(())
    })?;
    outcome.added = new.len();
    (outcome.errors, outcome.error_count) = (report.errors, report.error_count);
    if outcome.goes_on(&how.manner) {
        let campaign = campaign.clone();
        store.write(move |db| {
            if !new.is_empty() {
                not_open(db, campaign.id)?;
            }
            Ok::<(), ImportError>(add_all(db, now, &campaign, &new)?)
        })?;
        outcome.is_applied = true;
    }
    Ok(outcome)
}

fn not_open(db: &mut Db, campaign: CampaignId) -> Result<(), ImportError> {
    match campaigns::get(db, campaign)?.phase {
        Phase::Open => Err(ImportError::IsOpen),
        Phase::Draft | Phase::Closed => Ok(()),
    }
}

fn add_all(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    new: &[(NewBuilding, usize)],
) -> Result<(), StoreError> {
    let task = Task::fresh(campaign.policy.judgements_min);
    let method = campaign.policy.method_id();
    for (building, captures) in new {
        let empty = decide(campaign.policy, &[], *captures);
        buildings::add(db, campaign.id, building, (task, &empty, &method), now)?;
    }
    Ok(())
}

/// Where a row stands against what is there.
enum Placed {
    New { captures: usize },
    Same,
    Outside,
    Wrong(String),
}

fn place(
    db: &mut Db,
    campaign: &Campaign,
    coverage: &Coverage,
    captures_min: usize,
    draft: &BuildingDraft,
) -> Result<Placed, StoreError> {
    if let Some(known) = buildings::by_external_id(db, campaign.id, &draft.external_id)? {
        let reason = "this id is imported already, with another outline; give the changed \
             building another id";
        let is_same = known.footprint == draft.footprint && known.name == draft.name;
        return Ok(if is_same { Placed::Same } else { Placed::Wrong(reason.to_owned()) });
    }
    let captures = coverage.count(&draft.footprint);
    if captures >= captures_min {
        return Ok(Placed::New { captures });
    }
    let centre = draft.footprint.centre();
    let is_swapped = !coverage.shows_point(centre)
        && centre.swapped().is_some_and(|swapped| coverage.shows_point(swapped));
    if is_swapped {
        let reason = "longitude and latitude look swapped: the place lies outside every capture, \
             and inside once they are exchanged; exchange the two columns or coordinates";
        return Ok(Placed::Wrong(reason.to_owned()));
    }
    Ok(Placed::Outside)
}
