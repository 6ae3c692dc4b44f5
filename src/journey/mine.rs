//! What a volunteer may know about themselves, change, take with them, and have forgotten.

mod erase;
mod everything;
mod figures;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

pub use self::erase::{Erased, erase};
pub use self::everything::{Everything, everything};
pub use self::figures::{Mine, figures, work};
use super::assign::{self, AssignError};
use super::judge;
use super::published::deciding;
use super::settle::{self, Occasion};
use crate::domain::adjudication::{Bound, Outcome};
use crate::domain::building::Building;
use crate::domain::campaign::{Campaign, Feedback, Phase};
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::RetirementReason::Ruled;
use crate::domain::dealing::Purpose;
use crate::domain::finding::Status;
use crate::domain::id::{BuildingId, CaptureId, JudgementId, VolunteerId};
use crate::domain::limits::OWN_ANSWERS_MAX;
use crate::domain::task::TaskState;
use crate::store::assignments::{self, Assignment};
use crate::store::screens::mine::{self, Known, Own};
use crate::store::screens::task::{self, Shown};
use crate::store::{
    Db, StoreError, buildings, captures, coverage, judgements, shown, tasks, volunteers,
};

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
    /// These pictures: of one day there may be several.
    pub ends: (Option<CaptureId>, Option<CaptureId>),
    /// Whether it is so new that nothing is said yet of what came of it.
    pub is_fresh: bool,
    /// Whether it stands.
    pub state: LineState,
    /// The days that people agreed on, once they did and the answer can no longer be taken back.
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
    /// Decided meanwhile, or asked about no more.
    #[error("this answer can no longer be changed: its building is decided")]
    Settled,
    /// They were shown what others said.
    #[error("this answer can no longer be changed: you were shown what others said")]
    Shown,
    /// Replaced before.
    #[error("this answer was replaced; it is kept, and can no longer be changed")]
    Replaced,
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
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    before: Option<JudgementId>,
    most: i64,
) -> Result<Vec<Line>, StoreError> {
    let found = answers(db, campaign, volunteer, before, most.clamp(0, OWN_ANSWERS_MAX))?;
    let moment = Moment::read(db, now, campaign, volunteer, &found)?;
    Ok(found.iter().map(|own| moment.line(own)).collect())
}

/// One answer of a volunteer, with its building and pictures.
///
/// # Errors
/// When the store fails.
pub fn one(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    judgement: JudgementId,
) -> Result<Option<(Line, Building, Vec<Shown>)>, StoreError> {
    let Some(own) = own(db, campaign, volunteer, judgement)? else { return Ok(None) };
    let moment = Moment::read(db, now, campaign, volunteer, std::slice::from_ref(&own))?;
    let line = moment.line(&own);
    let building = buildings::get(db, own.building)?;
    Ok(Some((line, building, task::series(db, own.building)?)))
}

/// Which building an answer of a volunteer is about; none where it is not theirs.
///
/// # Errors
/// When the store fails.
pub fn building_of(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    judgement: JudgementId,
) -> Result<Option<BuildingId>, StoreError> {
    Ok(own(db, campaign, volunteer, judgement)?.map(|own| own.building))
}

/// Replaces an answer while its building is not settled and the volunteer was not shown what others
/// said: it is superseded, never deleted, and the building is dealt to the volunteer again.
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
    Moment::read(db, now, campaign, volunteer, std::slice::from_ref(&found))?.may_change(&found)?;
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

/// A volunteer's answers, newest first, with what is published about their buildings: the ruling
/// in force in place of what the votes agree on.
fn answers(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    before: Option<JudgementId>,
    most: i64,
) -> Result<Vec<Own>, StoreError> {
    let mut found = mine::answers(db, volunteer, campaign.id, before, most)?;
    let is_ruled = |own: &&Own| own.state == TaskState::Retired(Ruled);
    let ruled: BTreeSet<BuildingId> =
        found.iter().filter(is_ruled).map(|own| own.building).collect();
    let ruled: Vec<BuildingId> = ruled.into_iter().collect();
    let rulings = deciding(db, campaign, &ruled)?;
    for own in found.iter_mut().filter(|own| own.state == TaskState::Retired(Ruled)) {
        own.agreed = match rulings.get(&own.building) {
            Some(Outcome::Window(last, first)) => (known(*last), known(*first)),
            // It cannot be dated, so no date is shown.
            _ => (Known::Dispute, Known::Dispute),
        };
    }
    Ok(found)
}

const fn known(bound: Bound) -> Known {
    match bound {
        Bound::At(capture) => Known::At(capture),
        Bound::Evidence => Known::Open,
        Bound::Dispute => Known::Dispute,
    }
}

fn own(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
    judgement: JudgementId,
) -> Result<Option<Own>, StoreError> {
    let after = JudgementId(judgement.0.saturating_add(1));
    let found = answers(db, campaign, volunteer, Some(after), 1)?;
    Ok(found.into_iter().find(|own| own.id == judgement))
}

/// When each capture of a campaign was taken.
struct Calendar {
    series: CaptureSeries,
    times: BTreeMap<CaptureId, DateTime<Utc>>,
}

impl Calendar {
    fn read(db: &mut Db, campaign: &Campaign) -> Result<Self, StoreError> {
        let all = captures::of_campaign(db, campaign.id)?;
        Ok(Self {
            times: all.iter().map(|one| (one.id, one.taken.at)).collect(),
            series: CaptureSeries::new(all.into_iter().map(|capture| capture.id).collect()),
        })
    }

    fn time(&self, capture: Option<CaptureId>) -> Option<DateTime<Utc>> {
        self.times.get(&capture?).copied()
    }

    fn day(&self, capture: Option<CaptureId>) -> Option<NaiveDate> {
        Some(self.time(capture)?.date_naive())
    }
}

/// What stands around the answers of a volunteer, at one moment. Nothing here looks at what an
/// answer was dealt for but what the volunteer was told of: one rule for all, so that no answer
/// shows by itself that it was to measure them.
struct Moment<'a> {
    now: DateTime<Utc>,
    campaign: &'a Campaign,
    calendar: Calendar,
    /// When they were shown what others said, by building.
    shown: BTreeMap<BuildingId, DateTime<Utc>>,
    /// When a verdict about the building ended last: until then it could be seen.
    ended: BTreeMap<BuildingId, DateTime<Utc>>,
}

impl<'a> Moment<'a> {
    fn read(
        db: &mut Db,
        now: DateTime<Utc>,
        campaign: &'a Campaign,
        volunteer: VolunteerId,
        answers: &[Own],
    ) -> Result<Self, StoreError> {
        let calendar = Calendar::read(db, campaign)?;
        let buildings = answers.iter().map(|own| own.building).collect();
        let (shown, ended) = (shown::to(db, volunteer)?, mine::ended(db, &buildings)?);
        Ok(Self { now, campaign, calendar, shown, ended })
    }

    /// What is published about the building of an answer.
    fn status(&self, own: &Own) -> Status {
        let agreed = own.agreed_in(&self.calendar.series);
        Status::of(own.state, agreed.last_standing, agreed.first_destroyed)
    }

    /// Whether an answer could still be taken back, if it is the newest.
    fn is_fresh(&self, own: &Own) -> bool {
        judge::may_be_taken_back(own.submitted_at, self.now)
    }

    /// The days that people agreed on, where they did, on the captures that the answer is about;
    /// nothing while it can be taken back, since its author would know what to say instead.
    fn settled(&self, own: &Own) -> Option<Days> {
        use Status::{Dated, DestroyedBeforeFirstImage, NotDestroyed};
        if self.is_fresh(own) || own.is_earlier {
            return None;
        }
        let day = |end: Known| match end {
            Known::At(capture) => self.calendar.day(Some(capture)),
            Known::Open | Known::Dispute => None,
        };
        let is_settled =
            matches!(self.status(own), Dated | DestroyedBeforeFirstImage | NotDestroyed);
        is_settled.then(|| (day(own.agreed.0), day(own.agreed.1)))
    }

    /// Whether an answer may be replaced: it stands, its building is still asked about, and its
    /// author was shown nothing of others since. In the minutes in which the newest answer can be
    /// taken back any can be changed, so that nothing shows at once whether its building was
    /// settled before.
    fn may_change(&self, own: &Own) -> Result<(), ChangeError> {
        if self.campaign.phase != Phase::Open {
            return Err(AssignError::NotOpen.into());
        }
        if own.superseded.is_some() || own.was_dealt_since {
            return Err(ChangeError::Replaced);
        }
        let is_told = match own.purpose {
            Purpose::Task | Purpose::Repeat => false,
            Purpose::Gold => self.campaign.feedback == Feedback::Always,
            Purpose::Surplus | Purpose::Practice => true,
        };
        if is_told || own.is_earlier {
            return Err(ChangeError::Settled);
        }
        if self.shown.get(&own.building).is_some_and(|at| *at > own.submitted_at) {
            return Err(ChangeError::Shown);
        }
        let was_settled = || {
            let ended = self.ended.get(&own.building);
            ended.is_some_and(|at| !judge::may_be_taken_back(own.submitted_at, *at))
        };
        if !self.is_fresh(own) && (own.state != TaskState::Open || was_settled()) {
            return Err(ChangeError::Settled);
        }
        Ok(())
    }

    fn line(&self, own: &Own) -> Line {
        Line {
            judgement: own.id,
            building: own.building,
            submitted_at: own.submitted_at,
            verdict: own.verdict.clone(),
            last_standing: self.calendar.day(own.last_standing),
            first_destroyed: self.calendar.day(own.first_destroyed),
            ends: (own.last_standing, own.first_destroyed),
            is_fresh: self.is_fresh(own),
            state: own.superseded.clone().map_or(LineState::Standing, LineState::Superseded),
            settled: self.settled(own),
            may_change: self.may_change(own).is_ok(),
        }
    }
}
