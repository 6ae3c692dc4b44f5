//! A campaign is set up: made by somebody who then runs it, put into words, given its rules, and
//! opened when nothing is in the way. Every step is kept as it is done, and can be done again.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rand::{CryptoRng, Rng};

use super::campaign::{self, CampaignError, Outline};
use super::estimate;
use super::licence::{self, LicenceError};
use super::log::By;
use super::team::{self, TeamError};
use crate::domain::act::ActKind;
use crate::domain::building::Building;
use crate::domain::campaign::{Campaign, Feedback, Phase};
use crate::domain::dealing::Dealing;
use crate::domain::id::CampaignId;
use crate::domain::limits::{CAPTURES_MIN, NAME_CHARS_MAX};
use crate::domain::policy::Policy;
use crate::domain::role::Role;
use crate::domain::setup::{CARES, Facts, State};
use crate::store::screens::task::{self, Shown};
pub use crate::store::setups::{Setup, Tick};
use crate::store::{Db, StoreError, buildings, campaigns, memberships, setups, tasks, texts};

/// Buildings of the queue that are looked at for the rehearsal.
const LOOKED_AT: i64 = 200;
/// Tasks of the rehearsal.
pub const REHEARSED: usize = 3;

/// Why a campaign cannot be set up so.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// Its rules have decided something, or may have.
    #[error(
        "the campaign is {}, and its rules decide: change them on its page of rules, which first \
         shows what they would change", .0.as_str()
    )]
    IsNoDraft(Phase),
    /// Things are in the way.
    #[error("before it can open: {}", .0.join("; "))]
    Blocked(Vec<String>),
    /// No such line of care.
    #[error("there is no such line on the list")]
    NoCare,
    /// The place or the period.
    #[error("the place and the period have at most {NAME_CHARS_MAX} characters each")]
    TooLong,
    /// The campaign.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
    /// Its team.
    #[error(transparent)]
    Team(#[from] TeamError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whether somebody may make a campaign: who runs one already, and administrators.
///
/// # Errors
/// When the store fails.
pub fn may_found(db: &mut Db, account: &super::account::Account) -> Result<bool, StoreError> {
    let runs = |(_, role): &(String, Role)| *role == Role::Coordinator;
    Ok(account.is_admin || memberships::of_account(db, account.id)?.iter().any(runs))
}

/// Makes a campaign as a draft, which whoever makes it coordinates.
///
/// # Errors
/// When it cannot be made.
pub fn found(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl CryptoRng,
    outline: &Outline,
    (place, period): (&str, &str),
) -> Result<Campaign, SetupError> {
    let made = campaign::create(db, by, rng, outline)?;
    team::grant(db, by, &made, by.name, Role::Coordinator)?;
    set_place(db, made.id, place, period)?;
    Ok(made)
}

/// Where a campaign is, which months it is about, whether it is a pilot or in the archive.
///
/// # Errors
/// When the store fails.
pub fn of(db: &mut Db, campaign: &Campaign) -> Result<Setup, StoreError> {
    setups::of(db, campaign.id)
}

/// The campaigns in the archive.
///
/// # Errors
/// When the store fails.
pub fn archived(db: &mut Db) -> Result<BTreeSet<CampaignId>, StoreError> {
    setups::archived(db)
}

/// Says where a campaign is, and which months it is about.
///
/// # Errors
/// When that is too long.
pub fn set_place(
    db: &mut Db,
    campaign: CampaignId,
    place: &str,
    period: &str,
) -> Result<(), SetupError> {
    if [place, period].iter().any(|text| text.chars().count() > NAME_CHARS_MAX) {
        return Err(SetupError::TooLong);
    }
    let (place, period) = (place.to_owned(), period.to_owned());
    let setup = setups::of(db, campaign)?;
    Ok(setups::put(db, campaign, &Setup { place, period, ..setup })?)
}

/// Says by when all is to be settled, or that no day is wished.
///
/// # Errors
/// When the store fails.
pub fn set_plan(
    db: &mut Db,
    by: By<'_>,
    campaign: CampaignId,
    finish_by: Option<NaiveDate>,
) -> Result<(), StoreError> {
    let setup = setups::of(db, campaign)?;
    if setup.finish_by == finish_by {
        return Ok(());
    }
    setups::put(db, campaign, &Setup { finish_by, ..setup })?;
    let day = finish_by.map_or("no day".to_owned(), |day| day.to_string());
    by.did(db, ActKind::PlanSet, Some(campaign), day, "")
}

/// What the list of a campaign is made of.
///
/// # Errors
/// When the store fails.
pub fn facts(db: &mut Db, by: By<'_>, campaign: &Campaign) -> Result<Facts, StoreError> {
    let (captures, buildings) = super::look::size(db, campaign)?;
    let bar = match licence::may_go_live(db, by.now, campaign) {
        Ok(()) => None,
        Err(LicenceError::Store(error)) => return Err(error),
        Err(error) => Some(error.to_string()),
    };
    let (practices, golds) = super::gold::sizes(db, campaign)?;
    let ticks = setups::ticks(db, campaign.id)?;
    let chips = estimate::coverage_counted(db, campaign, captures * buildings)?;
    Ok(Facts {
        has_about: !campaign.about.trim().is_empty(),
        has_note: !campaign.content_note.trim().is_empty(),
        has_help: !campaign.help.trim().is_empty(),
        languages: texts::languages(db, campaign.id, "title")?,
        captures,
        bar,
        buildings,
        uncut: chips.map_or(0, |(_, uncut)| uncut),
        judgements: (campaign.policy.judgements_min, campaign.policy.judgements_max),
        golds,
        practices,
        cares: ticks.into_iter().map(|tick| tick.name).collect(),
    })
}

/// What was made sure of, by whom and when.
///
/// # Errors
/// When the store fails.
pub fn ticks(db: &mut Db, campaign: &Campaign) -> Result<Vec<Tick>, StoreError> {
    setups::ticks(db, campaign.id)
}

/// Says what somebody has made sure of: all that is named, and nothing else any more. What was
/// ticked before stays in the name of who ticked it.
///
/// # Errors
/// When one is not on the list.
pub fn take_care(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    named: &[String],
) -> Result<(), SetupError> {
    if named.iter().any(|name| !CARES.iter().any(|care| care.name == name)) {
        return Err(SetupError::NoCare);
    }
    let before = setups::ticks(db, campaign.id)?;
    for care in CARES {
        let was = before.iter().any(|tick| tick.name == care.name);
        let kind = match (was, named.iter().any(|name| name == care.name)) {
            (false, true) => {
                let tick = Tick { name: care.name.to_owned(), by: by.name.to_owned(), at: by.now };
                setups::tick(db, campaign.id, &tick)?;
                ActKind::CareTaken
            }
            (true, false) => {
                setups::untick(db, campaign.id, care.name)?;
                ActKind::CareTakenBack
            }
            _ => continue,
        };
        by.did(db, kind, Some(campaign.id), care.words, "")?;
    }
    Ok(())
}

/// Sets the rules of a draft, and when its volunteers are told how they did.
///
/// # Errors
/// When it is no draft.
pub fn set_rules(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (policy, dealing): (Policy, Dealing),
    feedback: Feedback,
) -> Result<(), SetupError> {
    if campaign.phase != Phase::Draft {
        return Err(SetupError::IsNoDraft(campaign.phase));
    }
    campaigns::set_rules(db, campaign.id, policy, dealing)?;
    campaigns::set_feedback(db, campaign.id, feedback)?;
    tasks::want(db, campaign.id, policy.judgements_min)?;
    Ok(by.did(db, ActKind::RulesSet, Some(campaign.id), policy.method(), "")?)
}

/// Opens a campaign when nothing is in the way: for a random sample of so many buildings, or for
/// all. (To be judged, withdrawn.)
///
/// # Errors
/// What is in the way.
pub fn open(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    pilot_of: Option<u32>,
) -> Result<(u64, u64), SetupError> {
    let lines = facts(db, by, campaign)?.lines().into_iter();
    let blocking = lines.filter(|line| line.state == State::Blocking);
    let blocking: Vec<String> = blocking.map(|line| line.words).collect();
    if !blocking.is_empty() {
        return Err(SetupError::Blocked(blocking));
    }
    Ok(match pilot_of {
        Some(wanted) => campaign::pilot(db, by, rng, campaign, wanted)?,
        None => campaign::open(db, by, rng, campaign)?,
    })
}

/// A building as whoever sets a campaign up tries it.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
    /// How many there are to try.
    pub of: usize,
}

/// The `n`th, from 1, of the first few buildings of the queue that can be dated: what is tried
/// before anybody else is asked. Nothing is written; none where there are not so many.
///
/// # Errors
/// When the store fails.
pub fn rehearse(
    db: &mut Db,
    campaign: &Campaign,
    n: usize,
) -> Result<Option<Rehearsal>, StoreError> {
    let mut found = Vec::new();
    for building in tasks::upcoming(db, campaign.id, LOOKED_AT)? {
        let series = task::series(db, building)?;
        if series.len() >= CAPTURES_MIN {
            found.push((building, series));
        }
        if found.len() == REHEARSED {
            break;
        }
    }
    let of = found.len();
    match n.checked_sub(1).and_then(|at| found.into_iter().nth(at)) {
        Some((building, series)) => {
            Ok(Some(Rehearsal { building: buildings::get(db, building)?, series, of }))
        }
        None => Ok(None),
    }
}
