//! Staff deal with what volunteers remarked: each is resolved with a note, and may be opened again.
//! An open one holds its building among the contested cases.

use chrono::{DateTime, Utc};

use super::log::By;
use super::look;
use crate::domain::act::ActKind;
use crate::domain::building::Building;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, RemarkId};
use crate::domain::limits::{REASON_CHARS_MAX, REMARKS_PAGE};
use crate::domain::remark::RemarkKind;
pub use crate::store::screens::flags::{Flag, FlagAnswer, Wanted};
use crate::store::screens::task::Shown;
use crate::store::{Db, StoreError, buildings, cases, remarks, screens};

/// Why a remark cannot be resolved or opened again.
#[derive(Debug, thiserror::Error)]
pub enum FlagError {
    /// No such remark.
    #[error("there is no such remark in this campaign")]
    NotFound,
    /// Somebody was first.
    #[error("somebody has resolved this remark, or opened it again, meanwhile")]
    Meanwhile,
    /// No note, or too long a one.
    #[error("say in a note of at most {REASON_CHARS_MAX} characters what was done, or why not")]
    Note,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A page of remarks, newest first; one more than a page holds where there is another.
///
/// # Errors
/// When the store fails.
pub fn list(db: &mut Db, campaign: &Campaign, wanted: Wanted) -> Result<Vec<Flag>, StoreError> {
    screens::flags::list(db, campaign.id, wanted, REMARKS_PAGE + 1)
}

/// A remark with its building.
#[derive(Debug, Clone)]
pub struct FlagLook {
    /// The remark.
    pub flag: Flag,
    /// Whose, by pseudonym.
    pub who: String,
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
}

/// One remark. Who reads it does not answer blind about the building later, if `reader` might.
///
/// # Errors
/// When there is none.
pub fn one(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    id: RemarkId,
    reader: Option<AccountId>,
) -> Result<FlagLook, FlagError> {
    let flag = screens::flags::one(db, campaign.id, id)?.ok_or(FlagError::NotFound)?;
    let building = buildings::by_external_id(db, campaign.id, &flag.building)?;
    let building = building.ok_or(FlagError::NotFound)?;
    if let Some(reader) = reader {
        cases::note_seen(db, reader, building.id, now)?;
    }
    let series = screens::task::series(db, building.id)?;
    let who = look::pseudonyms(db, campaign)?.of(flag.volunteer);
    Ok(FlagLook { flag, who, building, series })
}

/// How many remarks of each kind are open; a kind without one is left out.
///
/// # Errors
/// When the store fails.
pub fn open(db: &mut Db, campaign: &Campaign) -> Result<Vec<(RemarkKind, i64)>, StoreError> {
    screens::flags::open(db, campaign.id)
}

/// Resolves a remark, or opens it again.
///
/// # Errors
/// When there is none, it is so already, or no note says why.
pub fn set_open(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    id: RemarkId,
    (is_open, note): (bool, &str),
) -> Result<(), FlagError> {
    let note = note.trim();
    if !(1..=REASON_CHARS_MAX).contains(&note.chars().count()) {
        return Err(FlagError::Note);
    }
    let (_, building) = remarks::state(db, campaign.id, id)?.ok_or(FlagError::NotFound)?;
    if !remarks::set_open(db, id, is_open, (note, by.name), by.now)? {
        return Err(FlagError::Meanwhile);
    }
    let kind = if is_open { ActKind::RemarkReopened } else { ActKind::RemarkResolved };
    Ok(by.did(db, kind, Some(campaign.id), format!("remark {id} on {building}"), note)?)
}
