//! A volunteer passes a task on, or asks not to be asked about a place that they know.

use chrono::{DateTime, Utc};
use rand::Rng;

use super::assign;
use crate::domain::campaign::Campaign;
use crate::domain::dealing;
use crate::domain::id::{AssignmentId, VolunteerId};
use crate::store::assignments::{self, AssignmentState, Lease};
use crate::store::{Db, StoreError, avoided as store_avoided, tasks};

/// Why a task cannot be passed on.
#[derive(Debug, thiserror::Error)]
pub enum SkipError {
    /// No such task.
    #[error("this task does not exist; open your current task and go on there")]
    UnknownTask,
    /// Somebody else's task.
    #[error("this task was given to somebody else; open your own and go on there")]
    NotYours,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Passes a task on to others; with `near`, the volunteer is not asked about its neighbourhood and
/// the eight around it any more. A task that is answered or ran out stays as it is.
///
/// # Errors
/// When there is no such task of theirs.
pub fn skip(
    db: &mut Db,
    _now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    assignment: AssignmentId,
    near: bool,
) -> Result<(), SkipError> {
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let found = assignments::get(db, assignment)?.filter(|a| a.campaign == campaign.id);
    let own = found.ok_or(SkipError::UnknownTask)?;
    if own.volunteer != volunteer {
        return Err(SkipError::NotYours);
    }
    let mut leases = Vec::new();
    if own.state == AssignmentState::Open {
        leases.push(Lease::from(&own));
    }
    if near {
        let cell = tasks::cell_of(db, own.building)?;
        store_avoided::add(db, volunteer, campaign.id, cell, &dealing::around(cell))?;
        // What was dealt ahead in the same place goes back, too.
        let there = store_avoided::held_there(db, volunteer, campaign.id)?;
        leases.extend(there.into_iter().filter(|lease| lease.id != own.id));
    }
    release_all(db, rng, leases)?;
    Ok(())
}

/// Gives seats back in order of building, so that no two writers wait for each other.
pub(super) fn release_all(
    db: &mut Db,
    rng: &mut impl Rng,
    mut leases: Vec<Lease>,
) -> Result<(), StoreError> {
    leases.sort_unstable_by_key(|lease| (lease.building, lease.id));
    leases.into_iter().try_for_each(|lease| assign::release(db, rng, lease))
}

/// How many places a volunteer asked not to be asked about.
///
/// # Errors
/// When the store fails.
pub fn avoided(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: &Campaign,
) -> Result<u32, StoreError> {
    let places = store_avoided::count(db, volunteer, campaign.id)?;
    Ok(u32::try_from(places).unwrap_or(u32::MAX))
}

/// Asks a volunteer about every place again.
///
/// # Errors
/// When the store fails.
pub fn forget(db: &mut Db, volunteer: VolunteerId, campaign: &Campaign) -> Result<(), StoreError> {
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    store_avoided::clear(db, volunteer, campaign.id)
}
