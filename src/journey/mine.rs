//! What a volunteer may know about themselves, change, take with them, and have forgotten.

mod erase;
mod everything;
mod figures;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

pub use self::erase::{Erased, erase};
pub use self::everything::{Everything, everything};
pub use self::figures::{Mine, figures};
use super::assign::{self, AssignError};
use super::settle::{self, Occasion};
use crate::domain::building::Building;
use crate::domain::campaign::{Campaign, Feedback, Phase};
use crate::domain::capture::CaptureSeries;
use crate::domain::dealing::Purpose;
use crate::domain::finding::Status;
use crate::domain::id::{BuildingId, CaptureId, JudgementId, VolunteerId};
use crate::domain::limits::OWN_ANSWERS_MAX;
use crate::domain::task::TaskState;
use crate::store::assignments::{self, Assignment};
use crate::store::screens::mine::{self, Known, Own};
use crate::store::screens::task::{self, Shown};
use crate::store::{Db, StoreError, buildings, captures, coverage, judgements, tasks, volunteers};

/// Whether an answer of the history stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineState {
    /// It does.
    Standing,
    /// It was replaced: `taken_back`, `changed`, `erased`.
    Superseded(String),
}

/// The days of a window: (last standing, first destroyed).
pub type Days = (Option<NaiveDate>, Option<NaiveDate>);

/// One answer of the history. What was dealt to measure looks like any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Ours.
    pub judgement: JudgementId,
    /// About which building.
    pub building: BuildingId,
    /// When it came.
    pub submitted_at: DateTime<Utc>,
    /// `destroyed`, `already_destroyed`, `still_standing` or `cannot_tell`.
    pub verdict: String,
    /// The day of the last picture that shows it standing.
    pub last_standing: Option<NaiveDate>,
    /// The day of the first picture that shows it destroyed.
    pub first_destroyed: Option<NaiveDate>,
    /// Whether it stands.
    pub state: LineState,
    /// The days that people agreed on, once they did.
    pub settled: Option<Days>,
    /// Whether it may be changed.
    pub may_change: bool,
}

/// Why an answer cannot be changed. It stays as it was.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// No such answer of theirs.
    #[error("there is no such answer of yours; your answers are on your own page")]
    Unknown,
    /// Decided meanwhile, or replaced before.
    #[error("this answer can no longer be changed: its building is decided, or it was replaced")]
    Settled,
    /// The campaign deals nothing at present.
    #[error(transparent)]
    Assign(#[from] AssignError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A volunteer's answers, newest first, from before a judgement on.
///
/// # Errors
/// When the store fails.
pub fn history(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    before: Option<JudgementId>,
    most: i64,
) -> Result<Vec<Line>, StoreError> {
    let found = mine::answers(db, volunteer, campaign.id, before, most.clamp(0, OWN_ANSWERS_MAX))?;
    let calendar = Calendar::read(db, campaign)?;
    Ok(found.iter().map(|own| line(campaign, &calendar, own)).collect())
}

/// One answer of a volunteer, with its building and pictures.
///
/// # Errors
/// When the store fails.
pub fn one(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    judgement: JudgementId,
) -> Result<Option<(Line, Building, Vec<Shown>)>, StoreError> {
    let Some(own) = own(db, campaign, volunteer, judgement)? else { return Ok(None) };
    let line = line(campaign, &Calendar::read(db, campaign)?, &own);
    let building = buildings::get(db, own.building)?;
    Ok(Some((line, building, task::series(db, own.building)?)))
}

/// Replaces an answer while its building is not settled: it is superseded, never deleted, and the
/// building is dealt to the volunteer again.
///
/// # Errors
/// When it cannot be changed; it then stays.
pub fn change(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl rand::Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    judgement: JudgementId,
) -> Result<Assignment, ChangeError> {
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let found = own(db, campaign, volunteer, judgement)?.ok_or(ChangeError::Unknown)?;
    assign::lock_with_held(db, now, volunteer, campaign, found.building)?;
    // Again, now that nobody else can settle it meanwhile.
    let found = own(db, campaign, volunteer, judgement)?.ok_or(ChangeError::Unknown)?;
    if !may_change(campaign, &found) {
        return Err(ChangeError::Settled);
    }
    judgements::supersede(db, judgement, "changed", now)?;
    volunteers::count_answers(db, volunteer, campaign.id, -1)?;
    if found.purpose == Purpose::Task {
        let (series, _) = coverage::series(db, found.building)?;
        let subject = (found.building, tasks::get(db, found.building)?);
        settle::settle(db, now, rng, campaign, subject, (&series, Occasion::Changed))?;
    }
    let dealt = assign::deal_again(db, now, rng, volunteer, campaign, found.building)?;
    dealt.ok_or(ChangeError::Settled)
}

fn own(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    judgement: JudgementId,
) -> Result<Option<Own>, StoreError> {
    let after = JudgementId(judgement.0.saturating_add(1));
    let found = mine::answers(db, volunteer, campaign.id, Some(after), 1)?;
    Ok(found.into_iter().find(|own| own.id == judgement))
}

/// Whether an answer may be replaced: it stands, and its building is still asked about. What was
/// dealt to measure never tells by this that it was, unless the volunteer was told anyway.
fn may_change(campaign: &Campaign, own: &Own) -> bool {
    let is_asked = match own.purpose {
        Purpose::Task => own.state == TaskState::Open,
        Purpose::Gold => campaign.feedback != Feedback::Always,
        Purpose::Repeat => true,
        Purpose::Surplus | Purpose::Practice => false,
    };
    let stands = own.superseded.is_none() && !own.is_earlier && !own.was_dealt_since;
    campaign.phase == Phase::Open && is_asked && stands
}

/// When each capture of a campaign was taken.
struct Calendar {
    series: CaptureSeries,
    days: BTreeMap<CaptureId, NaiveDate>,
}

impl Calendar {
    fn read(db: &mut Db, campaign: &Campaign) -> Result<Self, StoreError> {
        let all = captures::of_campaign(db, campaign.id)?;
        Ok(Self {
            days: all.iter().map(|one| (one.id, one.taken.at.date_naive())).collect(),
            series: CaptureSeries::new(all.into_iter().map(|capture| capture.id).collect()),
        })
    }

    fn day(&self, capture: Option<CaptureId>) -> Option<NaiveDate> {
        self.days.get(&capture?).copied()
    }

    /// What is published about the building of an answer.
    fn status(&self, own: &Own) -> Status {
        let agreed = own.agreed_in(&self.series);
        Status::of(own.state, agreed.last_standing, agreed.first_destroyed)
    }

    /// The days that people agreed on, where an answer had a say in it and they did.
    fn settled(&self, own: &Own) -> Option<Days> {
        use Status::{Dated, DestroyedBeforeFirstImage, NotDestroyed};
        let is_settled =
            matches!(self.status(own), Dated | DestroyedBeforeFirstImage | NotDestroyed);
        let day = |end: Known| match end {
            Known::At(capture) => self.day(Some(capture)),
            Known::Open | Known::Dispute => None,
        };
        let is_settled = is_settled && own.purpose == Purpose::Task && !own.is_earlier;
        is_settled.then(|| (day(own.agreed.0), day(own.agreed.1)))
    }
}

fn line(campaign: &Campaign, calendar: &Calendar, own: &Own) -> Line {
    Line {
        judgement: own.id,
        building: own.building,
        submitted_at: own.submitted_at,
        verdict: own.verdict.clone(),
        last_standing: calendar.day(own.last_standing),
        first_destroyed: calendar.day(own.first_destroyed),
        state: own.superseded.clone().map_or(LineState::Standing, LineState::Superseded),
        settled: calendar.settled(own),
        may_change: may_change(campaign, own),
    }
}
