//! An adjudicator answers a contested case blind, sees what volunteers said, and rules with a
//! reason. A ruling outranks votes until somebody disputes it; then somebody else decides.

use chrono::{DateTime, Utc};
use rand::{Rng, RngExt as _};

use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::adjudication::{self, Bar, Bound, CaseState, Kind, Made, Outcome};
use crate::domain::answer::{Answer, RawAnswer};
use crate::domain::building::Building;
use crate::domain::campaign::Campaign;
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::RetirementReason::{Ruled, Withdrawn};
use crate::domain::id::{AccountId, BuildingId, CaptureId, RulingId};
use crate::domain::judgement::{Verdict, Window};
use crate::domain::limits::REASON_CHARS_MAX;
use crate::domain::task::{Task, TaskState};
pub use crate::store::blind_answers::BlindAnswer;
pub use crate::store::cases::Reopening;
use crate::store::cases::{self, Case};
use crate::store::consensus::Ended;
use crate::store::rulings;
pub use crate::store::rulings::Ruling;
use crate::store::screens::votes;
use crate::store::{
    Db, StoreError, blind_answers, buildings, campaigns, consensus, coverage, tasks,
};

mod error;
mod look;

pub use error::AdjudicateError;
pub use look::{
    CaseLook, Revealed, RulingLook, SeenVote, Stage, between, ends, open, queue, ruled, ruling,
};

/// Who adjudicates.
#[derive(Debug, Clone, Copy)]
pub struct Who<'a> {
    /// The account.
    pub account: AccountId,
    /// Its name, and when.
    pub by: By<'a>,
    /// The hash of the volunteer's token that the same browser holds, if any.
    pub volunteer: Option<&'a str>,
}

/// A ruling as the form has it.
#[derive(Debug, Clone, Default)]
pub struct RawRuling {
    /// How.
    pub kind: String,
    /// The window, or why it cannot be dated.
    pub answer: RawAnswer,
    /// How many more are asked.
    pub more: String,
    /// Why.
    pub reason: String,
}

/// Sets how many people a ruling takes.
///
/// # Errors
/// When it is neither one nor two.
pub fn set_people(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    needed: u32,
) -> Result<(), AdjudicateError> {
    if !(1..=2).contains(&needed) {
        return Err(AdjudicateError::People);
    }
    campaigns::set_rulings_by(db, campaign.id, needed)?;
    by.did(db, ActKind::RulesSet, Some(campaign.id), format!("rulings by {needed}"), "")?;
    Ok(())
}

/// Notes that somebody of the staff is shown the votes about a building: they do not answer blind
/// about it any more.
///
/// # Errors
/// When the store fails.
pub fn note_seen(
    db: &mut Db,
    account: AccountId,
    building: BuildingId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    cases::note_seen(db, account, building, now)
}

pub(super) fn found(
    db: &mut Db,
    campaign: &Campaign,
    external_id: &str,
) -> Result<Building, AdjudicateError> {
    let found = buildings::by_external_id(db, campaign.id, external_id)?;
    found.ok_or(AdjudicateError::NotFound)
}

pub(super) fn reason(text: &str) -> Result<&str, AdjudicateError> {
    let text = text.trim();
    let fits = (1..=REASON_CHARS_MAX).contains(&text.chars().count());
    fits.then_some(text).ok_or(AdjudicateError::Reason)
}

/// Refuses whoever judged the building as a volunteer.
pub(super) fn not_own(
    db: &mut Db,
    who: Who<'_>,
    building: BuildingId,
) -> Result<(), AdjudicateError> {
    match who.volunteer {
        Some(hash) if cases::was_judged_by(db, hash, building)? => Err(AdjudicateError::OwnVotes),
        _ => Ok(()),
    }
}

/// Whether people have the last word on a task already.
const fn is_over(task: Task) -> bool {
    matches!(task.state, TaskState::Retired(Ruled | Withdrawn))
}

/// Keeps what an adjudicator answers before they see votes. A second answer in the same round
/// changes nothing.
///
/// # Errors
/// When it is no answer, or they may not adjudicate here.
pub fn answer(
    db: &mut Db,
    who: Who<'_>,
    campaign: &Campaign,
    external_id: &str,
    raw: &RawAnswer,
) -> Result<(), AdjudicateError> {
    let building = found(db, campaign, external_id)?.id;
    let task = tasks::locked(db, building)?;
    let case = cases::get(db, building)?;
    if is_over(task) || !case.state.is_open() {
        return Err(Bar::Closed.into());
    }
    if !buildings::was_dealt(db, building)? {
        return Err(AdjudicateError::NotAsked);
    }
    not_own(db, who, building)?;
    if blind_answers::of(db, (building, case.round), who.account)?.is_some() {
        return Ok(());
    }
    let (series, _) = coverage::series(db, building)?;
    let answer = Answer::parse(raw, &series)?;
    let window = answer.verdict.window();
    let capture = |position: Option<usize>| position.and_then(|at| series.at(at));
    let new = BlindAnswer {
        account: who.account,
        building,
        round: case.round,
        last_standing: capture(window.and_then(Window::last_standing)),
        first_destroyed: capture(window.and_then(Window::first_destroyed)),
        doubt: match answer.verdict {
            Verdict::CannotTell(doubt) => Some(doubt),
            Verdict::Seen(_) => None,
        },
        sureness: answer.sureness,
        is_blind: !cases::has_seen(db, who.account, building)?,
    };
    blind_answers::add(db, campaign.id, &new, who.by.now)?;
    // From now on they are shown the votes.
    Ok(cases::note_seen(db, who.account, building, who.by.now)?)
}

/// Rules on a case.
///
/// # Errors
/// When the ruling is none, or they may not rule here.
pub fn rule(
    db: &mut Db,
    rng: &mut impl Rng,
    who: Who<'_>,
    campaign: &Campaign,
    (external_id, raw): (&str, &RawRuling),
) -> Result<CaseState, AdjudicateError> {
    let building = found(db, campaign, external_id)?.id;
    let task = tasks::locked(db, building)?;
    let case = cases::get(db, building)?;
    if is_over(task) {
        return Err(Bar::Closed.into());
    }
    not_own(db, who, building)?;
    let own = blind_answers::of(db, (building, case.round), who.account)?;
    let own = own.ok_or(AdjudicateError::Unanswered)?;
    let why = reason(&raw.reason)?;
    let kind = Kind::parse(&raw.kind).ok_or(AdjudicateError::NoKind)?;
    let outcome = outcome(db, building, kind, raw)?;
    let earlier = rulings::about(db, campaign.id, building)?;
    let in_round = earlier.iter().filter(|ruling| ruling.round == case.round);
    let so_far: Vec<Made> =
        in_round.map(|one| Made { account: one.account, outcome: one.outcome }).collect();
    let disputed = disputed(db, building, &earlier)?;
    let new = Made { account: who.account, outcome };
    let after = adjudication::rule(
        (case.state, campaign.rulings_by),
        &so_far,
        &disputed,
        new,
        own.is_blind,
    )?;
    let decides = adjudication::is_decision(after);
    let ruling = Ruling {
        id: RulingId(0),
        building,
        account: who.account,
        name: String::new(),
        round: case.round,
        kind,
        outcome,
        reason: why.to_owned(),
        is_blind: own.is_blind,
        decides,
        ruled_at: who.by.now,
    };
    rulings::add(db, campaign.id, &ruling)?;
    if decides {
        decide(db, rng, who.by.now, campaign, (building, task, case), outcome)?;
    } else {
        cases::put(db, campaign.id, building, Case { state: after, ..case }, who.by.now)?;
    }
    let act = match outcome {
        Outcome::Ask(_) => ActKind::AskedForMore,
        Outcome::Mend => ActKind::SentToMend,
        Outcome::Window(..) | Outcome::Undatable(_) => ActKind::Ruled,
    };
    who.by.did(db, act, Some(campaign.id), external_id, why)?;
    Ok(after)
}

/// Those whose ruling on a building was disputed.
fn disputed(
    db: &mut Db,
    building: BuildingId,
    rulings: &[Ruling],
) -> Result<Vec<AccountId>, StoreError> {
    let ended = cases::reopenings(db, &[building])?;
    let is_disputed =
        |ruling: &&Ruling| ended.iter().any(|one| one.is_dispute && one.round == ruling.round);
    Ok(rulings.iter().filter(is_disputed).map(|ruling| ruling.account).collect())
}

/// What the form says, against the captures and what volunteers agree on.
fn outcome(
    db: &mut Db,
    building: BuildingId,
    kind: Kind,
    raw: &RawRuling,
) -> Result<Outcome, AdjudicateError> {
    let seen = |db: &mut Db, verdict: &str| {
        let (series, _) = coverage::series(db, building)?;
        let raw = RawAnswer { verdict: verdict.into(), ..raw.answer.clone() };
        let answer = Answer::parse(&raw, &series)?;
        Ok::<_, AdjudicateError>(Outcome::of(answer.verdict, &captures(&series)))
    };
    match kind {
        Kind::Window => seen(db, "window"),
        Kind::Undatable => seen(db, "cannot_tell"),
        Kind::Mend => Ok(Outcome::Mend),
        Kind::Ask => raw.more.parse().ok().and_then(Outcome::ask).ok_or(AdjudicateError::More),
        Kind::Accept => {
            let agreement = votes::agreement(db, building)?;
            let end = |word: &str, capture: Option<CaptureId>| match (word, capture) {
                (_, Some(capture)) => Bound::At(capture),
                ("evidence", None) => Bound::Evidence,
                _ => Bound::Dispute,
            };
            let last = end(&agreement.last_standing, agreement.last_standing_capture);
            let first = end(&agreement.first_destroyed, agreement.first_destroyed_capture);
            match (last, first) {
                (Bound::Dispute, Bound::Dispute) => Err(AdjudicateError::NoAgreement),
                (last, first) => Ok(Outcome::Window(last, first)),
            }
        }
    }
}

fn captures(series: &CaptureSeries) -> Vec<CaptureId> {
    (0..series.len()).filter_map(|at| series.at(at)).collect()
}

/// Makes a decided ruling hold.
fn decide(
    db: &mut Db,
    rng: &mut impl Rng,
    now: DateTime<Utc>,
    campaign: &Campaign,
    (building, task, case): (BuildingId, Task, Case),
    outcome: Outcome,
) -> Result<(), StoreError> {
    let judged = task.judged;
    let (case, task, why) = match outcome {
        Outcome::Mend => {
            let case = Case { state: CaseState::Mending, ..case };
            return cases::put(db, campaign.id, building, case, now);
        }
        Outcome::Ask(more) => {
            let (state, wanted) = (TaskState::Open, judged + more);
            let case = Case { state: CaseState::Open, round: case.round + 1 };
            let asked = Task { state, wanted, asked: wanted, is_held: false, ..task };
            (case, (task.state, asked), "a ruling asked for more judgements")
        }
        Outcome::Window(..) | Outcome::Undatable(_) => {
            let case = Case { state: CaseState::Closed, ..case };
            let state = TaskState::Retired(Ruled);
            let over = Task { state, wanted: judged, asked: 0, is_held: false, ..task };
            (case, (task.state, over), "it was ruled upon")
        }
    };
    cases::put(db, campaign.id, building, case, now)?;
    turn(db, rng, now, building, task, why)
}

/// Leaves a task as people decided; what was decided before stays as a version of the past.
fn turn(
    db: &mut Db,
    rng: &mut impl Rng,
    now: DateTime<Utc>,
    building: BuildingId,
    (before, task): (TaskState, Task),
    why: &str,
) -> Result<(), StoreError> {
    let ended = (before != TaskState::Open).then_some(Ended { state: before, why });
    consensus::turn(db, building, ended, now)?;
    tasks::put_ruled(db, building, task, rng.random())
}

/// Disputes the ruling in force: it holds no longer, and somebody else decides.
///
/// # Errors
/// When there is none, or no reason.
pub fn dispute(
    db: &mut Db,
    rng: &mut impl Rng,
    who: Who<'_>,
    campaign: &Campaign,
    (external_id, why): (&str, &str),
) -> Result<(), AdjudicateError> {
    let building = found(db, campaign, external_id)?.id;
    let task = tasks::locked(db, building)?;
    let case = cases::get(db, building)?;
    if case.state != CaseState::Closed || task.state != TaskState::Retired(Ruled) {
        return Err(AdjudicateError::NothingRuled);
    }
    let why = reason(why)?;
    let (now, round) = (who.by.now, case.round);
    cases::reopen(db, (building, round), who.account, (true, why), now)?;
    let case = Case { state: CaseState::Open, round: round + 1 };
    cases::put(db, campaign.id, building, case, now)?;
    let held = Task { state: TaskState::Escalated, is_held: true, ..task };
    turn(db, rng, now, building, (task.state, held), "its ruling was disputed")?;
    // First in the queue, whatever votes say.
    tasks::contest(db, building, 1000)?;
    who.by.did(db, ActKind::RulingDisputed, Some(campaign.id), external_id, why)?;
    Ok(())
}

/// Says that what a ruling sent to be mended is mended: the case is open again.
///
/// # Errors
/// When nothing is to be mended, or it is not said what was done.
pub fn mended(
    db: &mut Db,
    who: Who<'_>,
    campaign: &Campaign,
    (external_id, what): (&str, &str),
) -> Result<(), AdjudicateError> {
    let building = found(db, campaign, external_id)?.id;
    tasks::locked(db, building)?;
    let case = cases::get(db, building)?;
    if case.state != CaseState::Mending {
        return Err(AdjudicateError::NothingToMend);
    }
    let what = reason(what)?;
    cases::reopen(db, (building, case.round), who.account, (false, what), who.by.now)?;
    let case = Case { state: CaseState::Open, round: case.round + 1 };
    cases::put(db, campaign.id, building, case, who.by.now)?;
    who.by.did(db, ActKind::Mended, Some(campaign.id), external_id, what)?;
    Ok(())
}
