//! What a volunteer works on: the tasks that they hold, as their screens show them.

use chrono::{DateTime, Utc};

use super::look::{self, LookError};
use super::{assign, text};
use crate::domain::building::Building;
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::capture::CaptureSeries;
use crate::domain::id::{AssignmentId, BuildingId};
use crate::store::assignments;
pub use crate::store::assignments::Assignment;
use crate::store::screens::task::{self, Shown};
use crate::store::{Db, StoreError, buildings, chips};

/// How a reader wants a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// The language of the campaign's words, as a tag.
    pub lang: &'static str,
    /// Whether few bytes are wanted.
    pub is_low: bool,
}

/// What the volunteer's screen needs.
#[derive(Debug, Clone)]
pub struct TaskLook {
    /// The campaign, its title in the reader's language.
    pub campaign: Campaign,
    /// What was dealt.
    pub assignment: Assignment,
    /// The building.
    pub building: Building,
    /// Its captures, oldest first; the chips are those of few bytes where these are wanted.
    pub series: Vec<Shown>,
    /// Whether the chips are those of few bytes.
    pub is_low: bool,
    /// The size of all its chips in bytes, where all are cut.
    pub bytes: Option<u64>,
    /// Buildings that this volunteer has answered.
    pub answered: u32,
}

/// The screen of an assignment.
///
/// # Errors
/// When the store fails.
pub fn task(
    db: &mut Db,
    mut campaign: Campaign,
    assignment: Assignment,
    answered: u32,
    wish: Wish,
) -> Result<TaskLook, StoreError> {
    let Wish { lang, is_low } = wish;
    campaign.title = text::title(db, &campaign, lang)?;
    let mut series = task::series(db, assignment.building)?;
    if is_low {
        let captures = CaptureSeries::new(series.iter().map(|shown| shown.capture.id).collect());
        let low = low_chips(db, assignment.building, &captures)?;
        for (shown, chip) in series.iter_mut().zip(low) {
            shown.chip = chip;
        }
    }
    let hashes: Option<Vec<&str>> = series.iter().map(|shown| shown.chip.as_deref()).collect();
    let bytes = match hashes {
        Some(hashes) => chips::bytes(db, assignment.building, &hashes)?,
        None => None,
    };
    let building = buildings::get(db, assignment.building)?;
    Ok(TaskLook { campaign, assignment, building, series, is_low, bytes, answered })
}

/// The chips of few bytes of a building, in the order of its captures; nothing where there is none
/// of the capture as it lies now.
///
/// # Errors
/// When the store fails.
pub fn low_chips(
    db: &mut Db,
    building: BuildingId,
    series: &CaptureSeries,
) -> Result<Vec<Option<String>>, StoreError> {
    let mut chips = vec![None; series.len()];
    for low in chips::low(db, building)? {
        if low.shift_m == low.recipe.shift_m
            && let Some(place) = series.position(low.capture).and_then(|at| chips.get_mut(at))
        {
            *place = Some(low.sha256);
        }
    }
    Ok(chips)
}

/// What there is for a volunteer to work on.
#[derive(Debug, Clone)]
pub enum OpenTask {
    /// The task that they have.
    Open(Box<TaskLook>),
    /// None, but one may be dealt.
    MayBeDealt,
    /// None, and none can be dealt.
    NothingLeft,
}

/// What there is for a volunteer to work on: of the tasks that they hold the one that they `asked`
/// for, or the oldest.
///
/// # Errors
/// When there is no campaign to see, or no consent.
pub fn open_task(
    db: &mut Db,
    now: DateTime<Utc>,
    (slug, token_hash): (&str, &str),
    asked: Option<AssignmentId>,
    wish: Wish,
) -> Result<OpenTask, LookError> {
    let (campaign, who) = look::enrolled(db, slug, token_hash)?;
    if campaign.phase != Phase::Open || look::has_expired_source(db, now, &campaign)? {
        return Ok(OpenTask::MayBeDealt); // The leg that deals says why it does not.
    }
    let held = assignments::held_by(db, who.volunteer, campaign.id, now)?;
    let is_asked = |held: &&Assignment| Some(held.id) == asked;
    if let Some(chosen) = held.iter().find(is_asked).or(held.first()) {
        let look = task(db, campaign, chosen.clone(), who.answered, wish)?;
        return Ok(OpenTask::Open(Box::new(look)));
    }
    if assign::may_deal(db, now, who.volunteer, &campaign)? {
        return Ok(OpenTask::MayBeDealt);
    }
    Ok(OpenTask::NothingLeft)
}
