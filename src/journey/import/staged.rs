//! An import in steps, for the browser: a file is staged, checked, looked at by a person, and then
//! applied, or thrown away.

use std::path::Path;

use chrono::{DateTime, Utc};
use rand::Rng;
use serde::{Deserialize, Serialize};

use super::{BuildingManner, CaptureManner, ImportError, Manner, Outcome, written};
use crate::domain::campaign::Campaign;
use crate::domain::id::ImportId;
use crate::domain::reading::Reading;
use crate::exchange::buildings::{Fields, Options};
use crate::exchange::days::DayOrder;
use crate::imagery::file_sha256;
use crate::store::imports::{Import, ImportKind, ImportState, NewImport};
use crate::store::{Db, Store, StoreError, imports};

/// What a person states about an import.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Stated {
    /// About images: system, bands, stretch.
    pub reading: Reading,
    /// The property or column with the building's own id.
    pub id_field: Option<String>,
    /// The property or column with its name.
    pub name_field: Option<String>,
    /// The column of longitudes.
    pub lon_field: Option<String>,
    /// The column of latitudes.
    pub lat_field: Option<String>,
    /// EPSG number of the list's coordinates.
    pub epsg: Option<u32>,
    /// The layer, where a file has several.
    pub layer: Option<String>,
    /// Whether dates such as 3/4/2017 begin with the day.
    pub is_day_first: bool,
    /// Captures that must show a whole building; two where nothing is said.
    pub captures_min: Option<u16>,
    /// Apply the good rows although others are bad.
    pub skips_bad_rows: bool,
}

/// A file that is here and waits.
#[derive(Debug, Clone)]
pub struct Staged {
    /// What it brings in.
    pub kind: ImportKind,
    /// What its owner called it.
    pub name: String,
    /// Where it is.
    pub path: String,
    /// What is stated about it.
    pub stated: Stated,
    /// Who brought it.
    pub account: String,
}

/// Why a staged import cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// It is at another step.
    #[error("this import is not waiting for that: it is {0}; look at it again")]
    Elsewhere(&'static str),
    /// It cannot be read or applied.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Stages a file.
///
/// # Errors
/// When the store fails.
pub fn stage(
    store: &Store,
    now: DateTime<Utc>,
    campaign: &Campaign,
    staged: &Staged,
) -> Result<ImportId, StageError> {
    let path = Path::new(&staged.path);
    let sha256 = if path.is_file() {
        file_sha256(path).map_err(ImportError::Spool)?.to_string()
    } else {
        String::new()
    };
    let options = serde_json::to_string(&staged.stated).map_err(std::io::Error::from);
    let new = NewImport {
        kind: staged.kind,
        name: staged.name.clone(),
        path: staged.path.clone(),
        sha256,
        options: options.map_err(ImportError::Spool)?,
        state: ImportState::Staged,
        report: String::new(),
        account: staged.account.clone(),
    };
    let campaign = campaign.id;
    Ok(store.write(move |db| imports::add(db, campaign, &new, now))?)
}

/// Reads a staged file whole, changes nothing, and keeps what was found for a person to look at.
///
/// # Errors
/// When it is not staged. That it cannot be read is kept with it.
pub fn check(
    store: &Store,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    import: &Import,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(), StageError> {
    go(store, now, import, (import.what.state, ImportState::Checking), None)?;
    let found = run(store, now, rng, campaign, import, true, progress);
    let (state, report) = ended(found, ImportState::Checked)?;
    go(store, now, import, (ImportState::Checking, state), Some(report))
}

/// Applies an import that a person has looked at: read again, whole, or not at all.
///
/// # Errors
/// When it was not checked. That it cannot be applied is kept with it.
pub fn apply(
    store: &Store,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    import: &Import,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<bool, StageError> {
    go(store, now, import, (ImportState::Checked, ImportState::Applying), None)?;
    let found = run(store, now, rng, campaign, import, false, progress);
    if found.as_ref().is_ok_and(|outcome| outcome.is_applied && outcome.is_recorded) {
        return Ok(true); // Recorded in the transaction that applied it.
    }
    let (state, report) = ended(found, ImportState::Refused)?;
    go(store, now, import, (ImportState::Applying, state), Some(report))?;
    Ok(false)
}

/// States other things about a checked import, before it is checked again; as they are kept.
///
/// # Errors
/// When it is not checked.
pub fn restate(
    store: &Store,
    now: DateTime<Utc>,
    import: &Import,
    stated: &Stated,
) -> Result<String, StageError> {
    let options = serde_json::to_string(stated).map_err(std::io::Error::from);
    let options = options.map_err(ImportError::Spool)?;
    let (id, kept) = (import.id, options.clone());
    let done = store.write(move |db| imports::restate(db, id, &kept, now))?;
    if done { Ok(options) } else { Err(StageError::Elsewhere(import.what.state.as_str())) }
}

/// Ends an import whose work stopped half way, and keeps the reason; one that ended already stays
/// as it is.
///
/// # Errors
/// When the store fails.
pub fn give_up(
    store: &Store,
    now: DateTime<Utc>,
    import: &Import,
    reason: &str,
) -> Result<(), StageError> {
    let outcome = Outcome { refusal: Some(reason.to_owned()), ..Outcome::default() };
    let (id, report) = (import.id, written(&outcome)?);
    Ok(store.write(move |db| {
        [ImportState::Staged, ImportState::Checking, ImportState::Applying]
            .into_iter()
            .try_for_each(|from| {
                let change = (from, ImportState::Refused);
                imports::move_on(db, id, change, Some(&report), now).map(drop)
            })
    })?)
}

/// Throws a staged import away; its file is the caller's to remove.
///
/// # Errors
/// When it is being worked on, or was applied.
pub fn discard(store: &Store, now: DateTime<Utc>, import: &Import) -> Result<(), StageError> {
    match import.what.state {
        state @ (ImportState::Staged | ImportState::Checked) => {
            go(store, now, import, (state, ImportState::Refused), None)
        }
        state => Err(StageError::Elsewhere(state.as_str())),
    }
}

fn go(
    store: &Store,
    now: DateTime<Utc>,
    import: &Import,
    change: (ImportState, ImportState),
    report: Option<String>,
) -> Result<(), StageError> {
    let id = import.id;
    let moved = store.write(move |db| imports::move_on(db, id, change, report.as_deref(), now))?;
    if moved { Ok(()) } else { Err(StageError::Elsewhere("somewhere else")) }
}

/// The state that an import ends in, and what is kept with it.
fn ended(
    found: Result<Outcome, ImportError>,
    well: ImportState,
) -> Result<(ImportState, String), StageError> {
    match found {
        Ok(outcome) => Ok((well, written(&outcome)?)),
        Err(ImportError::Store(error)) => Err(error.into()),
        Err(error) => {
            let outcome = Outcome { refusal: Some(error.to_string()), ..Outcome::default() };
            Ok((ImportState::Refused, written(&outcome)?))
        }
    }
}

fn run(
    store: &Store,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    import: &Import,
    is_dry_run: bool,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome, ImportError> {
    let stated: Stated =
        serde_json::from_str(&import.what.options).map_err(std::io::Error::from)?;
    let manner = Manner {
        is_dry_run,
        skips_bad_rows: stated.skips_bad_rows,
        account: import.what.account.clone(),
        staged: Some(import.id),
    };
    let path = Path::new(&import.what.path);
    match import.what.kind {
        ImportKind::Captures => {
            let how = CaptureManner { stated: stated.reading, manner };
            super::captures(store, now, campaign, path, &how, progress)
        }
        ImportKind::Buildings => {
            let options = Options {
                id_field: stated.id_field,
                fields: Fields {
                    name: stated.name_field,
                    lon: stated.lon_field,
                    lat: stated.lat_field,
                    ..Fields::default()
                },
                epsg: stated.epsg,
                layer: stated.layer,
                days: if stated.is_day_first { DayOrder::DayFirst } else { DayOrder::MonthFirst },
                scratch: None,
            };
            let captures_min = usize::from(stated.captures_min.unwrap_or(2));
            let how = BuildingManner { options, captures_min, manner };
            super::buildings(store, now, rng, campaign, path, &how)
        }
    }
}

/// Ends every import that a server left half done when it stopped; nothing of them was applied.
/// How many there were.
///
/// # Errors
/// When the store fails.
pub fn end_interrupted(db: &mut Db, now: DateTime<Utc>) -> Result<usize, ImportError> {
    let refusal = "the server stopped while it was read; send it again".to_owned();
    let outcome = Outcome { refusal: Some(refusal), ..Outcome::default() };
    Ok(imports::end_interrupted(db, &written(&outcome)?, now)?)
}
