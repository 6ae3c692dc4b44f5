//! A volunteer is given a task for twenty minutes: the least-judged building of the highest
//! priority that they have not seen, or now and then one that measures them.

use chrono::{DateTime, Duration, Utc};
use rand::seq::IndexedRandom as _;
use rand::{Rng, RngExt as _};

use super::licence::{self, LicenceError};
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::dealing::Purpose;
use crate::domain::id::{AssignmentId, BuildingId, VolunteerId};
use crate::domain::limits::{CAPTURES_MIN, HELD_MAX, LEASE_MINUTES, LEASES_SWEPT_MAX};
use crate::store::assignments::{self, Assignment, AssignmentState, Lease};
use crate::store::tasks::{self, Asker, Next};
use crate::store::{Db, StoreError, coverage, golds, judgements, repeats, visits, volunteers};

/// One deal in this many returns leases that ran out.
const SWEEP_ONE_IN: u32 = 16;
/// Hours after which a volunteer may be asked the same again.
const REPEAT_AFTER_HOURS: i64 = 24;

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

/// The tasks that a volunteer works on, oldest first: those they have, and new ones until they have
/// as many as they `want`, at most [`HELD_MAX`]. Fewer, or none, when there are no more for them.
///
/// # Errors
/// When the campaign is not open.
pub fn deal(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    volunteer: VolunteerId,
    campaign: &Campaign,
    want: usize,
) -> Result<Vec<Assignment>, AssignError> {
    require_running(db, now, campaign)?;
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let mut held = assignments::held_by(db, volunteer, campaign.id, now)?;
    while held.len() < want.min(HELD_MAX) {
        let Some(dealt) = deal_free(db, now, rng, volunteer, campaign)? else { break };
        held.push(dealt);
    }
    Ok(held)
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
    let standing = volunteers::standing(db, volunteer, campaign.id)?;
    let asker = asker(volunteer, campaign, standing.together);
    let mut next = tasks::next_for(db, &asker)?;
    if next.is_none() {
        sweep(db, now, rng, campaign)?;
        next = tasks::next_for(db, &asker)?;
    }
    // What measures comes among others, never by itself: that would tell what it is.
    let Some(Next { building, task, was_reopened }) = next else { return Ok(None) };
    let purpose = campaign.dealing.purpose(standing.answered, rng.random_range(0..1000));
    if let Some(measured) = deal_to_measure(db, now, rng, &asker, purpose)? {
        return Ok(Some(measured));
    }
    visit(db, volunteer, campaign, building)?;
    tasks::put(db, building, task.dealt(), rng.random())?;
    let last = if was_reopened { assignments::last_of(db, volunteer, building)? } else { None };
    let round = last.map_or(0, |last| last.round + 1);
    Ok(Some(lease(db, now, &asker, (building, round), Purpose::Task)?))
}

fn asker(volunteer: VolunteerId, campaign: &Campaign, together: Vec<VolunteerId>) -> Asker {
    let share_pm = campaign.dealing.near_pm;
    let near_pm = i64::from(share_pm * campaign.policy.judgements_min);
    Asker { volunteer, campaign: campaign.id, together, near_pm }
}

/// Deals a building that measures the volunteer, if there is one for the purpose: gold that they
/// have not seen, at random, or a building that they judged long ago. On the page, in the address
/// and in the time that they have it is like any other.
fn deal_to_measure(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    asker: &Asker,
    purpose: Purpose,
) -> Result<Option<Assignment>, StoreError> {
    let (volunteer, campaign) = (asker.volunteer, asker.campaign);
    let (found, round) = match purpose {
        Purpose::Task | Purpose::Surplus | Purpose::Practice => return Ok(None),
        Purpose::Gold => {
            let golds = golds::unseen_by(db, volunteer, campaign)?;
            (golds.choose(rng).copied(), 0)
        }
        Purpose::Repeat => {
            let before = now - Duration::hours(REPEAT_AFTER_HOURS);
            let judged = repeats::repeatable(db, volunteer, campaign, before)?;
            let chosen = judged.choose(rng).copied();
            let last = match chosen {
                Some(building) => assignments::last_of(db, volunteer, building)?,
                None => None,
            };
            (chosen, last.map_or(0, |last| last.round) + 1)
        }
    };
    let Some(building) = found else { return Ok(None) };
    if coverage::series(db, building)?.0.len() < CAPTURES_MIN {
        return Ok(None);
    }
    Ok(Some(lease(db, now, asker, (building, round), purpose)?))
}

/// Counts a building among those of its neighbourhood that a volunteer was dealt.
fn visit(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: &Campaign,
    building: BuildingId,
) -> Result<(), StoreError> {
    let cell = tasks::cell_of(db, building)?;
    if !visits::count(db, volunteer, campaign.id, cell)? {
        let near = tasks::count_in_cell(db, campaign.id, cell)?;
        visits::begin(db, volunteer, campaign.id, cell, near)?;
    }
    Ok(())
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
    if assignments::any_expired(db, campaign.id, now)? {
        return Ok(true);
    }
    let together = volunteers::standing(db, volunteer, campaign.id)?.together;
    let asker = asker(volunteer, campaign, together);
    tasks::any_for(db, &asker)
}

/// Gives a volunteer one certain building again, after they took their answer back; `None` when
/// others have settled it meanwhile. Who holds too many gives the newest one back.
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
    let held = lock_with_held(db, now, volunteer, campaign, building)?;
    let last = assignments::last_of(db, volunteer, building)?;
    let purpose = last.as_ref().map_or(Purpose::Task, |last| last.purpose);
    if purpose == Purpose::Practice {
        return Ok(None); // They know its answer since.
    }
    // Of a repeat the first answer stands, and is no reason not to be asked.
    let may_repeat = purpose == Purpose::Repeat;
    if !may_repeat && judgements::standing_about(db, volunteer, building)?.is_some() {
        return Ok(None);
    }
    if let Some(same) = held.iter().find(|held| held.building == building) {
        return Ok(Some(same.clone()));
    }
    if let Some(newest) = held.get(HELD_MAX - 1) {
        release(db, rng, Lease::from(newest))?;
    }
    sweep(db, now, rng, campaign)?;
    let asker = asker(volunteer, campaign, vec![volunteer]);
    let round = last.map_or(0, |last| last.round + 1);
    if purpose == Purpose::Task {
        let task = tasks::get(db, building)?;
        if !task.is_dealable() {
            return Ok(None);
        }
        tasks::put(db, building, task.dealt(), rng.random())?;
    }
    Ok(Some(lease(db, now, &asker, (building, round), purpose)?))
}

/// The newest task about a building that a volunteer was dealt.
///
/// # Errors
/// When the store fails.
pub fn assignment_about(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Option<AssignmentId>, StoreError> {
    Ok(assignments::last_of(db, volunteer, building)?.map(|assignment| assignment.id))
}

/// Locks all that giving a certain building again can wait for: the volunteer, then this task and
/// those that they hold, in order of id, so that no two writers wait for each other. Gives what
/// they hold.
pub(super) fn lock_with_held(
    db: &mut Db,
    now: DateTime<Utc>,
    volunteer: VolunteerId,
    campaign: &Campaign,
    building: BuildingId,
) -> Result<Vec<Assignment>, StoreError> {
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    let held = assignments::held_by(db, volunteer, campaign.id, now)?;
    let mut buildings: Vec<BuildingId> = held.iter().map(|held| held.building).collect();
    buildings.push(building);
    buildings.sort_unstable();
    buildings.dedup();
    for building in buildings {
        tasks::locked(db, building)?;
    }
    Ok(held)
}

fn lease(
    db: &mut Db,
    now: DateTime<Utc>,
    asker: &Asker,
    (building, round): (BuildingId, i32),
    purpose: Purpose,
) -> Result<Assignment, StoreError> {
    let mut dealt = Assignment {
        id: AssignmentId(0),
        volunteer: asker.volunteer,
        campaign: asker.campaign,
        building,
        round,
        state: AssignmentState::Open,
        dealt_at: now,
        expires_at: now + Duration::minutes(LEASE_MINUTES),
        purpose,
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
    for lease in assignments::expired(db, campaign.id, now, LEASES_SWEPT_MAX)? {
        release(db, rng, lease)?;
    }
    Ok(())
}

/// Ends an assignment that was not answered, and gives its seat back.
pub(super) fn release(db: &mut Db, rng: &mut impl Rng, lease: Lease) -> Result<(), StoreError> {
    release_to(db, lease, rng.random())
}

/// As [`release`], to a certain place among its equals. The task is locked first, so that a seat is
/// given back once, whoever else wants to return it at this moment.
pub(super) fn release_to(db: &mut Db, lease: Lease, shuffle: i64) -> Result<(), StoreError> {
    let task = tasks::locked(db, lease.building)?;
    if assignments::expire(db, lease.id)? && lease.holds_a_seat {
        tasks::put(db, lease.building, task.released(), shuffle)?;
    }
    Ok(())
}
