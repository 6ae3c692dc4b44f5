//! A campaign is made, opened to volunteers, paused, and closed.

use std::collections::BTreeSet;

use rand::seq::IndexedRandom as _;
use rand::{CryptoRng, Rng, RngExt as _};

use super::licence::{self, LicenceError};
use super::log::By;
use crate::access::token::random_hex;
use crate::domain::act::ActKind;
use crate::domain::campaign::{Campaign, Phase, Slug};
use crate::domain::consensus::RetirementReason;
use crate::domain::dealing::Dealing;
use crate::domain::id::{BuildingId, CampaignId};
use crate::domain::limits::CAPTURES_MIN;
use crate::domain::policy::Policy;
use crate::domain::task::{Task, TaskState};
use crate::store::campaigns::NewCampaign;
use crate::store::setups::{self, Setup};
use crate::store::{Db, StoreError, buildings, campaigns, coverage, golds, tasks, visits};

/// Pixels across that a chip may have.
pub const CHIP_PX: [u32; 3] = [256, 384, 512];

/// The state of a building that cannot be dated for want of chips.
const WITHDRAWN: TaskState = TaskState::Retired(RetirementReason::Withdrawn);

/// Why a campaign cannot be made or opened.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// The slug is taken.
    #[error("there is a campaign \"{0}\" already; choose another short name")]
    Taken(Slug),
    /// No size that chips may have.
    #[error("chips may be 256, 384 or 512 pixels across, not {0}")]
    ChipPx(u32),
    /// A word that is the address of a page.
    #[error("\"{0}\" cannot be a short name; choose another one")]
    Reserved(Slug),
    /// It is not in a phase from which this may be done.
    #[error("the campaign is {}; this cannot be done now", .0.as_str())]
    Phase(Phase),
    /// Too few or too many buildings for a pilot.
    #[error("a pilot asks about 1 to {0} buildings here; open the campaign for all instead")]
    Pilot(usize),
    /// Nothing to judge.
    #[error("no building has chips of two captures yet; import captures and buildings first")]
    NothingToJudge,
    /// A source may not go live.
    #[error(transparent)]
    Licence(#[from] LicenceError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is said of a new campaign.
#[derive(Debug, Clone)]
pub struct Outline {
    /// Its name in addresses.
    pub slug: Slug,
    /// Its name for people.
    pub title: String,
    /// What it is about.
    pub about: String,
    /// What a volunteer should know before they look.
    pub content_note: String,
    /// How its buildings are settled.
    pub policy: Policy,
    /// How its tasks are dealt.
    pub dealing: Dealing,
    /// Pixels across its chips.
    pub chip_px: u32,
}

/// Makes a campaign, as a draft.
///
/// # Errors
/// When its slug is taken or its chips have no size that chips may have.
pub fn create(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl CryptoRng,
    outline: &Outline,
) -> Result<Campaign, CampaignError> {
    if !CHIP_PX.contains(&outline.chip_px) {
        return Err(CampaignError::ChipPx(outline.chip_px));
    }
    // `/desk/new` is a page.
    if outline.slug.as_str() == "new" {
        return Err(CampaignError::Reserved(outline.slug.clone()));
    }
    if campaigns::by_slug(db, outline.slug.as_str())?.is_some() {
        return Err(CampaignError::Taken(outline.slug.clone()));
    }
    let outline = outline.clone();
    let new = NewCampaign {
        slug: outline.slug,
        title: outline.title,
        about: outline.about,
        content_note: outline.content_note,
        policy: outline.policy,
        dealing: outline.dealing,
        chip_px: outline.chip_px,
        export_key: random_hex(rng),
    };
    let id = campaigns::add(db, &new, by.now)?;
    by.did(db, ActKind::CampaignMade, Some(id), new.slug.as_str(), "")?;
    Ok(campaigns::get(db, id)?)
}

/// Sets how a campaign's buildings are settled and its tasks dealt. What is decided stays so until
/// the campaign is settled anew.
///
/// # Errors
/// When the store fails.
pub fn set_rules(
    db: &mut Db,
    id: CampaignId,
    policy: Policy,
    dealing: Dealing,
) -> Result<(), CampaignError> {
    Ok(campaigns::set_rules(db, id, policy, dealing)?)
}

/// Opens a campaign to volunteers. Buildings with chips of fewer than two captures are
/// withdrawn until a later opening finds them, and counted: (to be judged, withdrawn).
///
/// # Errors
/// When no building can be judged, or a source of its pictures may not go live.
pub fn open(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
) -> Result<(u64, u64), CampaignError> {
    open_some(db, by, rng, campaign, None)
}

/// Opens a draft for a random sample of so many buildings, and for all of known answer. The others
/// are withdrawn until it is opened for all.
///
/// # Errors
/// When the sample is none, or the campaign cannot be opened.
pub fn pilot(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    wanted: u32,
) -> Result<(u64, u64), CampaignError> {
    if campaign.phase != Phase::Draft {
        return Err(CampaignError::Phase(campaign.phase));
    }
    open_some(db, by, rng, campaign, Some(wanted))
}

fn open_some(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    pilot_of: Option<u32>,
) -> Result<(u64, u64), CampaignError> {
    licence::may_go_live(db, by.now, campaign)?;
    let (ready, lacking) = sorted(db, campaign)?;
    if ready.is_empty() {
        return Err(CampaignError::NothingToJudge);
    }
    for building in &lacking {
        let task = tasks::locked(db, *building)?;
        let gone = Task { state: WITHDRAWN, wanted: task.judged, ..task };
        tasks::put(db, *building, gone, rng.random())?;
    }
    let asked = match pilot_of {
        Some(wanted) => sample(db, rng, campaign, &ready, wanted)?,
        None => ready.clone(),
    };
    // Those withdrawn before that have chips by now were judged by nobody: they start afresh.
    tasks::ask_afresh(db, &asked, campaign.policy.judgements_min)?;
    let kept: BTreeSet<BuildingId> = asked.iter().copied().collect();
    let left: Vec<BuildingId> = ready.into_iter().filter(|id| !kept.contains(id)).collect();
    tasks::withdraw(db, &left)?;
    visits::recount(db, campaign.id)?;
    campaigns::set_phase(db, campaign.id, Phase::Open)?;
    let count = |all: &[BuildingId]| u64::try_from(all.len()).unwrap_or(u64::MAX);
    let (open, withdrawn) = (count(&asked), count(&left) + count(&lacking));
    let setup = setups::of(db, campaign.id)?;
    if setup.pilot_of != pilot_of {
        setups::put(db, campaign.id, &Setup { pilot_of, ..setup })?;
    }
    let subject = match pilot_of {
        Some(_) => format!("pilot of {open} buildings"),
        None => format!("{open} buildings, {withdrawn} withdrawn"),
    };
    by.did(db, ActKind::CampaignOpened, Some(campaign.id), subject, "")?;
    Ok((open, withdrawn))
}

/// A campaign's buildings: those with chips of enough captures, and those without.
fn sorted(
    db: &mut Db,
    campaign: &Campaign,
) -> Result<(Vec<BuildingId>, Vec<BuildingId>), StoreError> {
    let (mut ready, mut lacking, mut after) = (Vec::new(), Vec::new(), BuildingId(0));
    loop {
        let page = buildings::ids(db, campaign.id, after, 5_000)?;
        let Some(last) = page.last().copied() else { break };
        let covered = coverage::covered(db, (after, last), CAPTURES_MIN)?;
        let (some, others): (Vec<_>, Vec<_>) =
            page.into_iter().partition(|building| covered.contains(building));
        ready.extend(some);
        lacking.extend(others);
        after = last;
    }
    Ok((ready, lacking))
}

/// Some of the buildings at random, and all whose answer is known: volunteers practise on these
/// and are measured by them.
fn sample(
    db: &mut Db,
    rng: &mut impl Rng,
    campaign: &Campaign,
    ready: &[BuildingId],
    wanted: u32,
) -> Result<Vec<BuildingId>, CampaignError> {
    let golds = golds::of_campaign(db, campaign.id)?;
    let golds: BTreeSet<BuildingId> = golds.iter().map(|gold| gold.building).collect();
    let (known, others): (Vec<BuildingId>, Vec<BuildingId>) =
        ready.iter().copied().partition(|building| golds.contains(building));
    let size = usize::try_from(wanted).unwrap_or(usize::MAX);
    if !(1..=others.len()).contains(&size) {
        return Err(CampaignError::Pilot(others.len()));
    }
    Ok(others.sample(rng, size).copied().chain(known).collect())
}

/// Takes no more answers for a while.
///
/// # Errors
/// When the campaign is not open.
pub fn pause(db: &mut Db, by: By<'_>, campaign: &Campaign) -> Result<(), CampaignError> {
    if campaign.phase != Phase::Open {
        return Err(CampaignError::Phase(campaign.phase));
    }
    campaigns::set_phase(db, campaign.id, Phase::Paused)?;
    Ok(by.did(db, ActKind::CampaignPaused, Some(campaign.id), campaign.slug.as_str(), "")?)
}

/// Goes on after a pause, where it was.
///
/// # Errors
/// When the campaign is not paused, or its pictures may not go live.
pub fn resume(db: &mut Db, by: By<'_>, campaign: &Campaign) -> Result<(), CampaignError> {
    if campaign.phase != Phase::Paused {
        return Err(CampaignError::Phase(campaign.phase));
    }
    licence::may_go_live(db, by.now, campaign)?;
    campaigns::set_phase(db, campaign.id, Phase::Open)?;
    Ok(by.did(db, ActKind::CampaignResumed, Some(campaign.id), campaign.slug.as_str(), "")?)
}

/// Closes a campaign: no more answers are taken; nothing is deleted.
///
/// # Errors
/// When the store fails.
pub fn close(db: &mut Db, by: By<'_>, campaign: &Campaign) -> Result<(), CampaignError> {
    campaigns::set_phase(db, campaign.id, Phase::Closed)?;
    Ok(by.did(db, ActKind::CampaignClosed, Some(campaign.id), campaign.slug.as_str(), "")?)
}

/// Puts a campaign that takes no answers out of the way, or brings it back. Nothing is deleted.
///
/// # Errors
/// When the campaign is open or paused.
pub fn set_archived(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    is_archived: bool,
) -> Result<(), CampaignError> {
    if matches!(campaign.phase, Phase::Open | Phase::Paused) {
        return Err(CampaignError::Phase(campaign.phase));
    }
    let setup = setups::of(db, campaign.id)?;
    let archived_at = is_archived.then_some(by.now);
    setups::put(db, campaign.id, &Setup { archived_at, ..setup })?;
    let kind = if is_archived { ActKind::CampaignArchived } else { ActKind::CampaignUnarchived };
    Ok(by.did(db, kind, Some(campaign.id), campaign.slug.as_str(), "")?)
}
