//! A volunteer says something about a task: staff read it, and others only after they have judged.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::look;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AssignmentId, BuildingId, CaptureId, VolunteerId};
use crate::domain::limits::{REMARK_CHARS_MAX, REMARKS_OF_ONE_MAX};
pub use crate::domain::remark::RemarkKind;
use crate::store::remarks::{self, Remark};
use crate::store::{Db, StoreError, assignments, coverage, judgements};

/// What is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRemark {
    /// About which task.
    pub assignment: AssignmentId,
    /// Made by the client once for this remark, so that sending it again is recognised.
    pub client_key: Uuid,
    /// Why.
    pub kind: RemarkKind,
    /// In words; may be empty but with [`RemarkKind::Other`].
    pub text: String,
    /// About which picture, if about one.
    pub capture: Option<CaptureId>,
}

/// Why a remark is not kept.
#[derive(Debug, thiserror::Error)]
pub enum RemarkError {
    /// No such task, or its pictures do not include the one named.
    #[error("this task does not exist; open your current task and write there")]
    UnknownTask,
    /// Somebody else's task.
    #[error("this task was given to somebody else; open your own and write there")]
    NotYours,
    /// Too many words.
    #[error(
        "a remark may have at most {REMARK_CHARS_MAX} characters; shorten it and send it again"
    )]
    TooLong,
    /// No words.
    #[error("say in a few words what you noticed, and send it again")]
    Empty,
    /// Too many about one building.
    #[error("you have made {REMARKS_OF_ONE_MAX} remarks about this building; that is the most")]
    TooMany,
    /// The key was used for another remark.
    #[error("another remark was sent under the same key; open your current task and write there")]
    KeyReused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A remark as another volunteer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRemark {
    /// Whose, by pseudonym.
    pub who: String,
    /// Whether it is the reader's own.
    pub is_mine: bool,
    /// Why.
    pub kind: RemarkKind,
    /// In words.
    pub text: String,
    /// About which picture, if about one.
    pub capture: Option<CaptureId>,
    /// On which day.
    pub day: NaiveDate,
}

/// Keeps a remark; whether it was kept before.
///
/// # Errors
/// Why it is not kept.
pub fn raise(
    db: &mut Db,
    now: DateTime<Utc>,
    volunteer: VolunteerId,
    campaign: &Campaign,
    new: &NewRemark,
) -> Result<bool, RemarkError> {
    let text = new.text.trim();
    if text.chars().count() > REMARK_CHARS_MAX {
        return Err(RemarkError::TooLong);
    }
    if new.kind == RemarkKind::Other && text.is_empty() {
        return Err(RemarkError::Empty);
    }
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let found = assignments::get(db, new.assignment)?.filter(|a| a.campaign == campaign.id);
    let building = match found.ok_or(RemarkError::UnknownTask)? {
        theirs if theirs.volunteer != volunteer => return Err(RemarkError::NotYours),
        own => own.building,
    };
    if let Some(capture) = new.capture
        && coverage::series(db, building)?.0.position(capture).is_none()
    {
        return Err(RemarkError::UnknownTask);
    }
    let remark = Remark {
        assignment: new.assignment,
        volunteer,
        campaign: campaign.id,
        building,
        capture: new.capture,
        kind: new.kind,
        text: text.to_owned(),
        raised_at: now,
    };
    let key = new.client_key.to_string();
    if let Some(kept) = remarks::by_client_key(db, &key)? {
        let is_same = Remark { raised_at: now, ..kept } == remark;
        return if is_same { Ok(true) } else { Err(RemarkError::KeyReused) };
    }
    if remarks::count_about(db, volunteer, building)? >= REMARKS_OF_ONE_MAX {
        return Err(RemarkError::TooMany);
    }
    remarks::add(db, &key, &remark)?;
    Ok(false)
}

/// What was said about a building, oldest first: nothing until this volunteer has judged it.
///
/// # Errors
/// When the store fails.
pub fn seen(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Vec<SeenRemark>, StoreError> {
    if judgements::standing_about(db, volunteer, building)?.is_none() {
        return Ok(Vec::new());
    }
    let all = shown(db, campaign, building, Some(volunteer))?;
    // What is sensitive is for staff alone.
    let is_for_all = |one: &SeenRemark| one.is_mine || one.kind != RemarkKind::Sensitive;
    Ok(all.into_iter().filter(is_for_all).collect())
}

/// What was said about a building, oldest first, for staff.
///
/// # Errors
/// When the store fails.
pub fn of_building(
    db: &mut Db,
    campaign: &Campaign,
    building: BuildingId,
) -> Result<Vec<SeenRemark>, StoreError> {
    shown(db, campaign, building, None)
}

fn shown(
    db: &mut Db,
    campaign: &Campaign,
    building: BuildingId,
    reader: Option<VolunteerId>,
) -> Result<Vec<SeenRemark>, StoreError> {
    let pseudonyms = look::pseudonyms(db, campaign)?;
    let all = remarks::about(db, building)?.into_iter();
    let own = all.filter(|remark| remark.campaign == campaign.id);
    Ok(own
        .map(|remark| SeenRemark {
            who: pseudonyms.of(remark.volunteer),
            is_mine: Some(remark.volunteer) == reader,
            kind: remark.kind,
            text: remark.text,
            capture: remark.capture,
            day: remark.raised_at.date_naive(),
        })
        .collect())
}
