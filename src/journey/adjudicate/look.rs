//! What an adjudicator sees: of a case nothing but its pictures until they have answered.

use std::collections::BTreeMap;

use super::{AdjudicateError, Bar, Who, disputed, found, is_over, not_own};
use crate::domain::adjudication::{Between, CaseState};
use crate::domain::building::Building;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, BuildingId, VolunteerId};
use crate::domain::judgement::Verdict;
use crate::domain::task::Task;
use crate::journey::look::pseudonyms;
use crate::journey::remark::{self, SeenRemark};
use crate::store::blind_answers::{self, BlindAnswer};
use crate::store::cases::{self, Case, Reopening};
use crate::store::rulings::{self, Ruling};
use crate::store::screens::cases::{self as screen, Ruled, Waiting};
use crate::store::screens::task::{self, Shown};
use crate::store::screens::votes::{self, Agreement, Vote};
use crate::store::{Db, StoreError, coverage, fits, tasks};

/// A vote with its pseudonym, and how exact the newest fit finds its volunteer, 0 to 1.
#[derive(Debug, Clone)]
pub struct SeenVote {
    /// Whose.
    pub who: String,
    /// The vote.
    pub vote: Vote,
    /// How exact they are found; nothing without a fit.
    pub exactness: Option<f64>,
}

/// What is shown once the adjudicator has answered.
#[derive(Debug, Clone)]
pub struct Revealed {
    /// What they answered.
    pub own: BlindAnswer,
    /// What volunteers agree on.
    pub agreement: Agreement,
    /// Every vote.
    pub votes: Vec<SeenVote>,
    /// What volunteers remarked.
    pub remarks: Vec<SeenRemark>,
    /// Earlier rulings; of this round only once the reader has ruled.
    pub rulings: Vec<Ruling>,
    /// What opened the case again before.
    pub reopenings: Vec<Reopening>,
    /// Why the reader may not rule now.
    pub bar: Option<Bar>,
}

/// How far the reader has come.
#[derive(Debug, Clone)]
pub enum Stage {
    /// They are to answer.
    Blind,
    /// They have answered.
    Revealed(Box<Revealed>),
    /// It is decided, or to be mended first, without their answer.
    Over,
    /// They may not take part.
    Refused(String),
}

/// A case as an adjudicator sees it.
#[derive(Debug, Clone)]
pub struct CaseLook {
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
    /// Where it is.
    pub case: Case,
    /// How far the reader has come.
    pub stage: Stage,
}

/// A page of the queue.
///
/// # Errors
/// When the store fails.
pub fn queue(db: &mut Db, campaign: &Campaign, page: i64) -> Result<Vec<Waiting>, StoreError> {
    screen::queue(db, campaign.id, page)
}

/// The first and the last capture of each case of a page.
///
/// # Errors
/// When the store fails.
pub fn ends(
    db: &mut Db,
    cases: &[Waiting],
) -> Result<BTreeMap<BuildingId, (Shown, Shown)>, StoreError> {
    let buildings: Vec<_> = cases.iter().map(|case| case.building).collect();
    task::ends(db, &buildings)
}

/// One case, as far as this adjudicator may see it.
///
/// # Errors
/// When there is no such building.
pub fn open(
    db: &mut Db,
    who: Who<'_>,
    campaign: &Campaign,
    external_id: &str,
) -> Result<CaseLook, AdjudicateError> {
    let building = found(db, campaign, external_id)?;
    let (task, case) = (tasks::get(db, building.id)?, cases::get(db, building.id)?);
    let series = task::series(db, building.id)?;
    let stage = match not_own(db, who, building.id) {
        Ok(()) => stage(db, who.account, campaign, &building, (task, case))?,
        Err(AdjudicateError::Store(error)) => return Err(error.into()),
        Err(error) => Stage::Refused(error.to_string()),
    };
    Ok(CaseLook { building, series, case, stage })
}

fn stage(
    db: &mut Db,
    account: AccountId,
    campaign: &Campaign,
    building: &Building,
    (task, case): (Task, Case),
) -> Result<Stage, StoreError> {
    let Some(own) = blind_answers::of(db, (building.id, case.round), account)? else {
        let is_over = is_over(task) || !case.state.is_open();
        return Ok(if is_over { Stage::Over } else { Stage::Blind });
    };
    let pseudonyms = pseudonyms(db, campaign)?;
    let votes = votes::votes(db, building.id)?;
    let people: Vec<VolunteerId> = votes.iter().map(|vote| vote.volunteer).collect();
    let skills = fits::skills_of(db, campaign.id, &people)?;
    let votes = votes.into_iter().map(|vote| SeenVote {
        who: pseudonyms.of(vote.volunteer),
        exactness: skills.get(&vote.volunteer).map(|skill| skill.exactness),
        vote,
    });
    let votes = votes.collect();
    let all = rulings::about(db, campaign.id, building.id)?;
    let has_ruled =
        all.iter().any(|ruling| ruling.round == case.round && ruling.account == account);
    let bar = match () {
        () if is_over(task) || !case.state.is_open() => Some(Bar::Closed),
        () if disputed(db, building.id, &all)?.contains(&account) => Some(Bar::Disputed),
        () if has_ruled => Some(Bar::Twice),
        () if case.state != CaseState::Open && !own.is_blind => Some(Bar::NotBlind),
        () => None,
    };
    // Who is to rule without knowing of the others does not see what they ruled.
    let is_known =
        |ruling: &Ruling| ruling.round < case.round || has_ruled || !case.state.is_open();
    Ok(Stage::Revealed(Box::new(Revealed {
        own,
        agreement: votes::agreement(db, building.id)?,
        votes,
        remarks: remark::of_building(db, campaign, building.id)?,
        rulings: all.into_iter().filter(is_known).collect(),
        reopenings: cases::reopenings(db, &[building.id])?,
        bar,
    })))
}

/// The newest rulings in force, and those that wait for something to be mended.
///
/// # Errors
/// When the store fails.
pub fn ruled(db: &mut Db, campaign: &Campaign) -> Result<[Vec<Ruled>; 2], StoreError> {
    let closed = screen::ruled(db, campaign.id, CaseState::Closed)?;
    Ok([closed, screen::ruled(db, campaign.id, CaseState::Mending)?])
}

/// What was ruled on a building.
#[derive(Debug, Clone)]
pub struct RulingLook {
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
    /// Where its case is.
    pub case: Case,
    /// Every ruling, in order.
    pub rulings: Vec<Ruling>,
    /// What opened it again.
    pub reopenings: Vec<Reopening>,
}

/// What was ruled on a building; nothing while somebody is to rule without knowing of it. Who sees
/// a ruling does not answer blind any more.
///
/// # Errors
/// When there is no such building, or nothing to be seen of it.
pub fn ruling(
    db: &mut Db,
    who: Who<'_>,
    campaign: &Campaign,
    external_id: &str,
) -> Result<RulingLook, AdjudicateError> {
    let building = found(db, campaign, external_id)?;
    let case = cases::get(db, building.id)?;
    let rulings = rulings::about(db, campaign.id, building.id)?;
    if case.state.is_open() || rulings.is_empty() {
        return Err(AdjudicateError::NotFound);
    }
    cases::note_seen(db, who.account, building.id, who.by.now)?;
    Ok(RulingLook {
        series: task::series(db, building.id)?,
        reopenings: cases::reopenings(db, &[building.id])?,
        building,
        case,
        rulings,
    })
}

/// How far adjudicators agree who answered blind.
///
/// # Errors
/// When the store fails.
pub fn between(db: &mut Db, campaign: &Campaign) -> Result<Between, StoreError> {
    let mut between = Between::default();
    for (building, answers) in blind_answers::of_campaign(db, campaign.id)? {
        if answers.len() < 2 {
            continue;
        }
        let (series, _) = coverage::series(db, building)?;
        // An answer about a capture that is shown no more is not compared.
        let verdicts: Vec<Verdict> =
            answers.iter().filter_map(|answer| answer.verdict(&series).ok()).collect();
        between.add(&verdicts);
    }
    Ok(between)
}
