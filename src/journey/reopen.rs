//! New captures are shown, and exactly the buildings that they could narrow are asked about again.
//! What was decided about those stays as a version; their earlier judgements stay and are not
//! counted, because they were given without the new captures.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rand::Rng;

use super::log::By;
use super::settle::{self, Occasion};
use crate::domain::act::ActKind;
use crate::domain::area::Area;
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::RetirementReason;
use crate::domain::consensus::window::End;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::limits::REASON_CHARS_MAX;
use crate::domain::reopening::Bounds;
use crate::domain::task::{Task, TaskState};
use crate::exchange::area::{self, AreaTextError};
pub use crate::store::captures::Held;
use crate::store::screens::export;
use crate::store::screens::turn::Turn;
use crate::store::{
    Db, StoreError, assignments, buildings, campaigns, captures, coverage, fits, judgements, tasks,
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
    /// A selection that holds nothing.
    #[error("no chosen capture waits to be shown; choose at least one")]
    Unchosen,
    /// No area.
    #[error(transparent)]
    Area(#[from] AreaTextError),
    /// No reason, or one that is too long.
    #[error("say why, in at most {REASON_CHARS_MAX} characters")]
    Reason,
    /// Chips are missing.
    #[error("{0} chips of the new captures are not cut yet; run `aftermath chips build` first")]
    Uncut(u64),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A building that new captures could narrow.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowable {
    /// Which.
    pub building: BuildingId,
    /// The coordinator's own id.
    pub external_id: String,
    /// Where its task is.
    pub state: TaskState,
    /// The new captures inside its window, by their own ids.
    pub by: Vec<String>,
    /// Its window now.
    pub bounds: Bounds,
    /// Days between its ends, now and as they are to be expected; nothing where one is open.
    pub days: Option<(f64, f64)>,
}

/// What of it is wanted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Chosen {
    /// The captures to be shown; all that wait where none is named. The others go on waiting.
    pub captures: Vec<CaptureId>,
    /// Only buildings that stand in this area.
    pub area: Option<Area>,
    /// Only buildings that are settled or contested, not those that wait for answers anyway.
    pub only_decided: bool,
}

impl Chosen {
    /// What was chosen on a page: at least one capture, and an area in words, empty for everywhere.
    ///
    /// # Errors
    /// When no capture is named, or the words are no area.
    pub fn read(
        captures: Vec<CaptureId>,
        area: &str,
        only_decided: bool,
    ) -> Result<Self, ReopenError> {
        if captures.is_empty() {
            return Err(ReopenError::Unchosen);
        }
        let area = if area.is_empty() { None } else { Some(area::read(area)?) };
        Ok(Self { captures, area, only_decided })
    }
}

/// What showing the new captures would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The captures that wait.
    pub held: Vec<Held>,
    /// The buildings that would be asked about again.
    pub narrowable: Vec<Narrowable>,
    /// Buildings that they could narrow and that were not chosen: they are not shown the captures,
    /// and keep what was decided.
    pub left: Vec<BuildingId>,
}

/// The captures that wait to be shown.
///
/// # Errors
/// When the store fails.
pub fn waiting(db: &mut Db, campaign: &Campaign) -> Result<Vec<Held>, StoreError> {
    captures::held(db, campaign.id)
}

/// Says what showing the new captures would do; changes nothing.
///
/// # Errors
/// When no capture waits.
pub fn plan(db: &mut Db, campaign: &Campaign, chosen: &Chosen) -> Result<Plan, ReopenError> {
    let mut held = captures::held(db, campaign.id)?;
    if held.is_empty() {
        return Err(ReopenError::Nothing);
    }
    held.retain(|one| chosen.captures.is_empty() || chosen.captures.contains(&one.id));
    if held.is_empty() {
        return Err(ReopenError::Unchosen);
    }
    let inside = match &chosen.area {
        None => None,
        Some(area) => {
            let found = buildings::between(db, campaign.id, area.bounds())?.into_iter();
            let found = found.filter(|(_, lon, lat)| area.holds(*lon, *lat));
            Some(found.map(|(id, ..)| id).collect::<BTreeSet<BuildingId>>())
        }
    };
    let all = captures::of_campaign(db, campaign.id)?;
    let series = CaptureSeries::new(all.iter().map(|capture| capture.id).collect());
    let taken = |end: End| end.position().and_then(|at| all.get(at)).map(|found| found.taken.at);
    let ids: Vec<CaptureId> = held.iter().map(|held| held.id).collect();
    let (mut narrowable, mut left, mut after) = (Vec::new(), Vec::new(), BuildingId(0));
    loop {
        let page = export::buildings(db, campaign.id, &Turn::after(after.0), &series)?;
        let Some(last) = page.last().map(|found| found.id) else { break };
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
            let narrowing: Vec<&Held> = held.iter().filter(narrows).collect();
            if narrowing.is_empty() {
                continue;
            }
            let is_outside = inside.as_ref().is_some_and(|all| !all.contains(&found.id));
            if is_outside || (chosen.only_decided && found.state == TaskState::Open) {
                left.push(found.id);
                continue;
            }
            let times: Vec<DateTime<Utc>> = narrowing.iter().map(|held| held.taken_at).collect();
            narrowable.push(Narrowable {
                building: found.id,
                external_id: found.external_id,
                state: found.state,
                by: narrowing.iter().map(|held| held.external_id.clone()).collect(),
                bounds,
                days: bounds.days(&times),
            });
        }
    }
    Ok(Plan { held, narrowable, left })
}

/// Shows the new captures and opens the buildings that they could narrow.
///
/// # Errors
/// When the campaign is open, no capture waits, or its chips are not cut.
pub fn reopen(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    (chosen, reason): (&Chosen, &str),
) -> Result<Plan, ReopenError> {
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(ReopenError::Reason);
    }
    if campaigns::get(db, campaign.id)?.phase == Phase::Open {
        return Err(ReopenError::IsOpen);
    }
    let plan = plan(db, campaign, chosen)?;
    let ids: Vec<CaptureId> = plan.held.iter().map(|held| held.id).collect();
    match coverage::uncut_of(db, &ids)? {
        0 => {}
        missing => return Err(ReopenError::Uncut(missing)),
    }
    coverage::withhold(db, &plan.left, &ids)?;
    for held in &plan.held {
        captures::let_go(db, held)?;
    }
    let names: Vec<&str> = plan.held.iter().map(|held| held.external_id.as_str()).collect();
    let names = names.join(", ");
    for narrowable in &plan.narrowable {
        begin_anew(db, by.now, rng, campaign, (narrowable.building, &names))?;
    }
    let what = format!("{} buildings by {names}", plan.narrowable.len());
    by.did(db, ActKind::Reopened, Some(campaign.id), what, reason)?;
    Ok(plan)
}

/// Opens one building again, now that no answer about it is under way.
fn begin_anew(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    (building, names): (BuildingId, &str),
) -> Result<(), StoreError> {
    let task = tasks::locked(db, building)?;
    let (judgement, assignment) = (judgements::newest(db)?, assignments::newest(db)?);
    fits::forget(db, building)?;
    assignments::end_all_of(db, campaign.id, building)?;
    tasks::begin_anew(db, building, judgement, assignment)?;
    let (series, _) = coverage::series(db, building)?;
    let subject = (building, Task { leased: 0, asked: 0, is_held: false, ..task });
    settle::settle(db, now, rng, campaign, subject, (&series, Occasion::Captures(names)))?;
    Ok(())
}
