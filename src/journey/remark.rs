//! A volunteer says something about a task: staff read it, and others only once their own answer is
//! final.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::{judge, look};
use crate::domain::campaign::Campaign;
use crate::domain::id::{AssignmentId, BuildingId, CaptureId, VolunteerId};
use crate::domain::limits::{REMARK_CHARS_MAX, REMARKS_OF_ONE_MAX};
pub use crate::domain::remark::RemarkKind;
use crate::store::assignments::AssignmentState;
use crate::store::remarks::{self, Remark};
use crate::store::screens::flags::{self, FlagAnswer};
use crate::store::{Db, StoreError, assignments, coverage, judgements, shown as store_shown};

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
    /// What staff did about it last; nothing while it is open, or for volunteers.
    pub done: Option<FlagAnswer>,
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

/// Whether a volunteer is shown what others said about a building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// No: they have no answer about it that stands.
    NoAnswer,
    /// Not yet: their answer can be taken back, or they have the building before them once more.
    Later,
    /// Once they ask for it, and their answer is final from then on.
    Offered,
    /// They are.
    Shown,
}

/// What a volunteer sees of what was said about a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// Whether others' remarks are among it.
    pub others: Others,
    /// The remarks, oldest first.
    pub remarks: Vec<SeenRemark>,
}

/// What a volunteer sees of what was said about a building: their own remarks, and those of others
/// once their own answer is final.
///
/// # Errors
/// When the store fails.
pub fn seen(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Talk, StoreError> {
    let others = others(db, now, volunteer, building)?;
    let mut remarks = shown(db, campaign, building, Some(volunteer))?;
    // What is sensitive is for staff alone.
    remarks.retain(|one| {
        one.is_mine || (others == Others::Shown && one.kind != RemarkKind::Sensitive)
    });
    Ok(Talk { others, remarks })
}

/// Shows a volunteer what others said about a building from now on, which makes their own answer
/// final. Changes nothing where that is not offered.
///
/// # Errors
/// When the store fails.
pub fn show_others(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<(), StoreError> {
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    if others(db, now, volunteer, building)? == Others::Offered {
        store_shown::put(db, volunteer, building, now)?;
    }
    Ok(())
}

fn others(
    db: &mut Db,
    now: DateTime<Utc>,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Others, StoreError> {
    let newest = judgements::newest_about(db, volunteer, building)?;
    let is_standing = judgements::standing_about(db, volunteer, building)?.is_some();
    let Some(newest) = newest.filter(|_| is_standing) else { return Ok(Others::NoAnswer) };
    if store_shown::about(db, volunteer, building)?.is_some_and(|at| at > newest) {
        return Ok(Others::Shown);
    }
    let last = assignments::last_of(db, volunteer, building)?;
    let is_held =
        last.is_some_and(|last| last.state == AssignmentState::Open && last.expires_at >= now);
    let is_later = is_held || judge::may_be_taken_back(newest, now);
    Ok(if is_later { Others::Later } else { Others::Offered })
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
    let own: Vec<_> = all.filter(|(.., remark)| remark.campaign == campaign.id).collect();
    let closed = own.iter().filter(|(_, is_open, _)| !is_open && reader.is_none());
    let closed: Vec<i64> = closed.map(|(id, ..)| id.0).collect();
    let mut answers = flags::answers(db, &closed)?;
    Ok(own
        .into_iter()
        .map(|(id, _, remark)| SeenRemark {
            done: answers.remove(&id.0).and_then(|mut all| all.pop()),
            who: pseudonyms.of(remark.volunteer),
            is_mine: Some(remark.volunteer) == reader,
            kind: remark.kind,
            text: remark.text,
            capture: remark.capture,
            day: remark.raised_at.date_naive(),
        })
        .collect())
}
