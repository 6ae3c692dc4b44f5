//! A volunteer is given a task: the least-judged building they have not seen, for twenty minutes.

use chrono::{DateTime, Duration, Utc};
use rand::{Rng, RngExt as _};

use super::licence::{self, LicenceError};
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::id::{AssignmentId, BuildingId, VolunteerId};
use crate::domain::limits::{LEASE_MINUTES, LEASES_SWEPT_MAX};
use crate::domain::task::Task;
use crate::store::assignments::{self, Assignment, AssignmentState};
use crate::store::{Db, StoreError, judgements, tasks};

/// One deal in this many returns leases that ran out.
const SWEEP_ONE_IN: u32 = 16;

/// Why no task can be given.
#[derive(Debug, thiserror::Error)]
pub enum AssignError {
    /// The campaign takes no answers.
    #[error("this campaign takes no answers at present")]
    NotOpen,
    /// The pictures may no longer be shown.
    #[error(transparent)]
    Licence(LicenceError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The task that a volunteer works on: the one they have, or a new one; `None` when there is
/// none left for them.
///
/// # Errors
/// When the campaign is not open.
pub fn deal(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
) -> Result<Option<Assignment>, AssignError> {
    require_running(db, now, campaign)?;
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    match assignments::open_of(db, volunteer, campaign.id, now)? {
        Some(open) => Ok(Some(open)),
        None => deal_free(db, now, rng, volunteer, campaign),
    }
}

/// Deals a new task to a volunteer who is known to have none, such as right after an answer.
///
/// # Errors
/// When the campaign is not open.
pub fn deal_next(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
) -> Result<Option<Assignment>, AssignError> {
    require_running(db, now, campaign)?;
    deal_free(db, now, rng, volunteer, campaign)
}

/// A campaign deals while it is open and its pictures may be shown.
fn require_running(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
) -> Result<(), AssignError> {
    if campaign.phase != Phase::Open {
        return Err(AssignError::NotOpen);
    }
    licence::hold(db, now, campaign).map_err(|error| match error {
        LicenceError::Store(error) => AssignError::Store(error),
        error => AssignError::Licence(error),
    })
}

fn deal_free(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
) -> Result<Option<Assignment>, AssignError> {
    // Leases that ran out are returned now and then, and always before there would be nothing.
    if rng.random_ratio(1, SWEEP_ONE_IN) {
        sweep(db, now, rng, campaign)?;
    }
    let mut next = tasks::next_for(db, volunteer, campaign.id)?;
    if next.is_none() {
        sweep(db, now, rng, campaign)?;
        next = tasks::next_for(db, volunteer, campaign.id)?;
    }
    match next {
        None => Ok(None),
        Some(found) => Ok(Some(lease(db, now, rng, volunteer, campaign, (found, 0))?)),
    }
}

/// Whether [`deal`] could find anything for a volunteer who has no task: a look without a write, so
/// that those for whom nothing is left keep nobody waiting.
///
/// # Errors
/// When the store fails.
pub fn may_deal(
    db: &mut Db,
    now: DateTime<Utc>,
    volunteer: VolunteerId,
    campaign: &Campaign,
) -> Result<bool, StoreError> {
    Ok(assignments::any_expired(db, campaign.id, now)?
        || tasks::any_for(db, volunteer, campaign.id)?)
}

/// Gives a volunteer one certain building again, after they took their answer back or their time
/// ran out; `None` when others have settled it meanwhile.
///
/// # Errors
/// When the campaign is not open.
pub fn deal_again(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    building: BuildingId,
) -> Result<Option<Assignment>, AssignError> {
    require_running(db, now, campaign)?;
    lock_with_open(db, now, volunteer, campaign, building)?;
    if judgements::standing_about(db, volunteer, building)?.is_some() {
        return Ok(None);
    }
    if let Some(open) = assignments::open_of(db, volunteer, campaign.id, now)? {
        if open.building == building {
            return Ok(Some(open));
        }
        release(db, rng, open.id, open.building)?;
    }
    sweep(db, now, rng, campaign)?;
    let task = tasks::get(db, building)?;
    if !task.is_dealable() {
        return Ok(None);
    }
    let round = assignments::last_round(db, volunteer, building)?.map_or(0, |last| last + 1);
    Ok(Some(lease(db, now, rng, volunteer, campaign, ((building, task), round))?))
}

/// Locks all that giving a certain building again can wait for: the volunteer, then this task and
/// the one that they have open, in order of id, so that no two writers wait for each other.
pub(super) fn lock_with_open(
    db: &mut Db,
    now: DateTime<Utc>,
    volunteer: VolunteerId,
    campaign: &Campaign,
    building: BuildingId,
) -> Result<(), StoreError> {
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let open = assignments::open_of(db, volunteer, campaign.id, now)?;
    let mut buildings: Vec<BuildingId> = open.map(|open| open.building).into_iter().collect();
    buildings.push(building);
    buildings.sort_unstable();
    buildings.dedup();
    buildings.into_iter().try_for_each(|building| tasks::locked(db, building).map(drop))
}

fn lease(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    ((building, task), round): ((BuildingId, Task), i32),
) -> Result<Assignment, StoreError> {
    tasks::put(db, building, task.dealt(), rng.random())?;
    let mut dealt = Assignment {
        id: AssignmentId(0),
        volunteer,
        campaign: campaign.id,
        building,
        round,
        state: AssignmentState::Open,
        dealt_at: now,
        expires_at: now + Duration::minutes(LEASE_MINUTES),
    };
    dealt.id = assignments::add(db, &dealt)?;
    Ok(dealt)
}

/// Returns to the queue some of the leases that ran out.
fn sweep(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
) -> Result<(), StoreError> {
    for (id, building) in assignments::expired(db, campaign.id, now, LEASES_SWEPT_MAX)? {
        release(db, rng, id, building)?;
    }
    Ok(())
}

fn release(
    db: &mut Db,
    rng: &mut impl Rng,
    id: AssignmentId,
    building: BuildingId,
) -> Result<(), StoreError> {
    assignments::end(db, id, AssignmentState::Expired)?;
    let task = tasks::locked(db, building)?.released();
    tasks::put(db, building, task, rng.random())
}
