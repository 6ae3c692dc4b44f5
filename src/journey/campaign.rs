//! A campaign is made, opened to volunteers, and closed.

use chrono::{DateTime, Utc};
use rand::{CryptoRng, Rng, RngExt as _};

use super::licence::{self, LicenceError};
use crate::access::token::random_hex;
use crate::domain::campaign::{Campaign, Phase, Slug};
use crate::domain::consensus::RetirementReason;
use crate::domain::dealing::Dealing;
use crate::domain::id::{BuildingId, CampaignId};
use crate::domain::limits::CAPTURES_MIN;
use crate::domain::policy::Policy;
use crate::domain::task::{Task, TaskState};
use crate::store::campaigns::NewCampaign;
use crate::store::{Db, StoreError, buildings, campaigns, coverage, tasks, visits};

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
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    outline: &Outline,
) -> Result<Campaign, CampaignError> {
    if !CHIP_PX.contains(&outline.chip_px) {
        return Err(CampaignError::ChipPx(outline.chip_px));
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
    let id = campaigns::add(db, &new, now)?;
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
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
) -> Result<(u64, u64), CampaignError> {
    licence::may_go_live(db, now, campaign)?;
    let (mut ready, mut withdrawn, mut after) = (0, 0, BuildingId(0));
    loop {
        let page = buildings::page(db, campaign.id, after, 1_000)?;
        let Some(last) = page.last().map(|building| building.id) else { break };
        for building in page {
            if coverage::series(db, building.id)?.0.len() >= CAPTURES_MIN {
                ready += 1;
                if tasks::get(db, building.id)?.state == WITHDRAWN {
                    // Its chips were cut since: nobody has judged it, so it starts afresh.
                    let fresh = Task::fresh(campaign.policy.judgements_min);
                    tasks::put(db, building.id, fresh, rng.random())?;
                }
                continue;
            }
            let task = tasks::locked(db, building.id)?;
            let gone = Task { state: WITHDRAWN, wanted: task.judged, ..task };
            tasks::put(db, building.id, gone, rng.random())?;
            withdrawn += 1;
        }
        after = last;
    }
    if ready == 0 {
        return Err(CampaignError::NothingToJudge);
    }
    visits::recount(db, campaign.id)?;
    campaigns::set_phase(db, campaign.id, Phase::Open)?;
    Ok((ready, withdrawn))
}

/// Closes a campaign: no more answers are taken; nothing is deleted.
///
/// # Errors
/// When the store fails.
pub fn close(db: &mut Db, campaign: &Campaign) -> Result<(), CampaignError> {
    Ok(campaigns::set_phase(db, campaign.id, Phase::Closed)?)
}
