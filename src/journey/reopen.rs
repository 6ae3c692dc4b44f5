//! New captures are shown, and exactly the buildings that they could narrow are asked about again.
//! What was decided about those stays as a version; their earlier judgements stay and are not
//! counted, because they were given without the new captures.

use chrono::{DateTime, Utc};
use rand::Rng;

use super::settle::{self, Occasion};
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::RetirementReason;
use crate::domain::consensus::window::End;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::reopening::Bounds;
use crate::domain::task::{Task, TaskState};
pub use crate::store::captures::Held;
use crate::store::screens::export;
use crate::store::{
    Db, StoreError, assignments, campaigns, captures, coverage, fits, judgements, tasks,
};

/// Why buildings cannot be opened again.
#[derive(Debug, thiserror::Error)]
pub enum ReopenError {
    /// Volunteers are at work.
    #[error("volunteers work on this campaign; close it before new captures are shown")]
    IsOpen,
    /// No capture waits.
    #[error("no new capture waits to be shown; import one first")]
    Nothing,
    /// Chips are missing.
    #[error("{0} chips of the new captures are not cut yet; run `aftermath chips build` first")]
    Uncut(u64),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A building that new captures could narrow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narrowable {
    /// Which.
    pub building: BuildingId,
    /// The coordinator's own id.
    pub external_id: String,
    /// Where its task is.
    pub state: TaskState,
    /// The new captures inside its window, by their own ids.
    pub by: Vec<String>,
}

/// What showing the new captures would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The captures that wait.
    pub held: Vec<Held>,
    /// The buildings that would be asked about again.
    pub narrowable: Vec<Narrowable>,
}

/// Says what showing the new captures would do; changes nothing.
///
/// # Errors
/// When no capture waits.
pub fn plan(db: &mut Db, campaign: &Campaign) -> Result<Plan, ReopenError> {
    let held = captures::held(db, campaign.id)?;
    if held.is_empty() {
        return Err(ReopenError::Nothing);
    }
    let all = captures::of_campaign(db, campaign.id)?;
    let series = CaptureSeries::new(all.iter().map(|capture| capture.id).collect());
    let taken = |end: End| end.position().and_then(|at| all.get(at)).map(|found| found.taken.at);
    let (mut narrowable, mut after) = (Vec::new(), BuildingId(0));
    loop {
        let page = export::buildings(db, campaign.id, after, &series)?;
        let Some(last) = page.last().map(|found| found.id) else { break };
        let ids: Vec<CaptureId> = held.iter().map(|held| held.id).collect();
        let covers = coverage::pairs(db, &ids, (after, last))?;
        after = last;
        for found in page {
            use RetirementReason::{Ruled, Withdrawn};
            if matches!(found.state, TaskState::Retired(Ruled | Withdrawn)) {
                continue;
            }
            let bounds = Bounds {
                last_standing: taken(found.last_standing),
                first_destroyed: taken(found.first_destroyed),
            };
            let narrows = |held: &&Held| {
                held.may_be_shown
                    && covers.contains(&(found.id, held.id))
                    && bounds.could_be_narrowed_by(held.taken_at)
            };
            let by: Vec<String> =
                held.iter().filter(narrows).map(|held| held.external_id.clone()).collect();
            if !by.is_empty() {
                let (building, state) = (found.id, found.state);
                let external_id = found.external_id;
                narrowable.push(Narrowable { building, external_id, state, by });
            }
        }
    }
    Ok(Plan { held, narrowable })
}

/// Shows the new captures and opens the buildings that they could narrow.
///
/// # Errors
/// When the campaign is open, no capture waits, or its chips are not cut.
pub fn reopen(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
) -> Result<Plan, ReopenError> {
    if campaigns::get(db, campaign.id)?.phase == Phase::Open {
        return Err(ReopenError::IsOpen);
    }
    let plan = plan(db, campaign)?;
    let ids: Vec<CaptureId> = plan.held.iter().map(|held| held.id).collect();
    match coverage::uncut_of(db, &ids)? {
        0 => {}
        missing => return Err(ReopenError::Uncut(missing)),
    }
    for held in &plan.held {
        captures::let_go(db, held)?;
    }
    let names: Vec<&str> = plan.held.iter().map(|held| held.external_id.as_str()).collect();
    let names = names.join(", ");
    for narrowable in &plan.narrowable {
        let building = narrowable.building;
        let task = tasks::locked(db, building)?;
        // Now that no answer about it is under way.
        let (judgement, assignment) = (judgements::newest(db)?, assignments::newest(db)?);
        fits::forget(db, building)?;
        assignments::end_all_of(db, campaign.id, building)?;
        tasks::begin_anew(db, building, judgement, assignment)?;
        let (series, _) = coverage::series(db, building)?;
        let subject = (building, Task { leased: 0, asked: 0, is_held: false, ..task });
        settle::settle(db, now, rng, campaign, subject, (&series, Occasion::Captures(&names)))?;
    }
    Ok(plan)
}
