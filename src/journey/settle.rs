//! Consensus is computed; buildings retire, are asked about again, or escalate.

use std::fmt;

use chrono::{DateTime, Utc};
use rand::{Rng, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::model;
use crate::domain::adjudication::disagreement;
use crate::domain::campaign::Campaign;
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::RetirementReason::Confident;
use crate::domain::consensus::{Consensus, Vote, decide_apart};
use crate::domain::id::BuildingId;
use crate::domain::policy::Stopping;
use crate::domain::task::{Task, TaskState};
use crate::store::consensus::Ended;
use crate::store::{Db, Store, StoreError, buildings, consensus, coverage, judgements, tasks};

/// Buildings that are settled in one transaction, so that volunteers wait for none of it.
const BATCH: i64 = 200;

/// What makes it necessary to decide a building anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion<'a> {
    /// Another judgement arrived.
    Judgement,
    /// One was taken back.
    TakenBack,
    /// A volunteer is about to change theirs.
    Changed,
    /// A volunteer left and took theirs back.
    Erased,
    /// A volunteer was set aside.
    SetAside,
    /// A volunteer was restored.
    Restored,
    /// Devices were taken for one person's.
    Merged,
    /// They were taken apart again.
    Parted,
    /// These captures were added.
    Captures(&'a str),
    /// The model was fitted anew.
    Fit,
    /// The rules were changed.
    Rules,
    /// A place wants another number of judgements.
    Place,
    /// Somebody asked for it.
    Asked,
}

impl fmt::Display for Occasion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Judgement => "another judgement arrived",
            Self::TakenBack => "a judgement was taken back",
            Self::Changed => "a volunteer changed their judgement",
            Self::Erased => "a volunteer left and took their judgement back",
            Self::SetAside => "a volunteer was set aside",
            Self::Restored => "a volunteer was restored",
            Self::Merged => "two devices were taken for one person's",
            Self::Parted => "two devices were taken apart again",
            Self::Captures(names) => return write!(f, "new captures: {names}"),
            Self::Fit => "the model was fitted anew",
            Self::Rules => "the rules were changed",
            Self::Place => "a place wants another number of judgements",
            Self::Asked => "it was decided anew",
        })
    }
}

/// What one building came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What the judgements agree on.
    pub consensus: Consensus,
    /// Where the task now is.
    pub task: Task,
    /// Whether anything stored changed.
    pub has_changed: bool,
}

/// Recomputes one building from its standing judgements, inside the caller's transaction. `task`
/// is its locked task as the caller leaves it; `occasion` is noted where a verdict ends.
///
/// # Errors
/// When the store fails.
pub fn settle(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    (building, task): (BuildingId, Task),
    (series, occasion): (&CaptureSeries, Occasion<'_>),
) -> Result<Settled, StoreError> {
    let votes = judgements::votes(db, building, series)?;
    let sure_pm = match campaign.policy.stopping {
        Stopping::Rule => None,
        _ => model::sure_of(db, now, campaign, building, series, &votes)?,
    };
    let votes: Vec<Vote> = votes.into_iter().map(|(_, vote)| vote).collect();
    // Nothing new was said: what is only a little less sure is not opened again.
    let was_confident = task.state == TaskState::Retired(Confident);
    let policy =
        campaign.policy.after(was_confident && matches!(occasion, Occasion::Fit | Occasion::Asked));
    let consensus = decide_apart(policy, &votes, series.len(), sure_pm);
    let decided = task.decided(consensus.all(), consensus.decision);
    tasks::put(db, building, decided, rng.random())?;
    if decided.state == TaskState::Escalated {
        tasks::contest(db, building, disagreement(&consensus))?;
    }
    let method = campaign.policy.method();
    // What was decided and is so no longer is kept beside what takes its place.
    let why = occasion.to_string();
    let ended = (task.state != TaskState::Open).then_some(Ended { state: task.state, why: &why });
    let is_new = consensus::put(db, building, &consensus, (series, &method), ended, now)?;
    Ok(Settled { consensus, task: decided, has_changed: is_new || decided != task })
}

/// What settling a whole campaign found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Buildings recomputed.
    pub buildings: u64,
    /// Buildings whose stored consensus or task changed.
    pub changed: u64,
}

/// Recomputes every building of a campaign from its judgements alone.
///
/// # Errors
/// When the store fails; batches before the failure stay.
pub fn settle_all(
    store: &Store,
    now: DateTime<Utc>,
    seed: u64,
    campaign: &Campaign,
    occasion: Occasion<'static>,
    mut progress: impl FnMut(u64),
) -> Result<Tally, StoreError> {
    let mut tally = Tally::default();
    let mut after = BuildingId(0);
    loop {
        let campaign = campaign.clone();
        let batch =
            store.write(move |db| settle_batch(db, now, seed, (&campaign, occasion), after))?;
        let Some((last, part)) = batch else { return Ok(tally) };
        after = last;
        tally.buildings += part.buildings;
        tally.changed += part.changed;
        progress(tally.buildings);
    }
}

fn settle_batch(
    db: &mut Db,
    now: DateTime<Utc>,
    seed: u64,
    (campaign, occasion): (&Campaign, Occasion<'_>),
    after: BuildingId,
) -> Result<Option<(BuildingId, Tally)>, StoreError> {
    let page = buildings::page(db, campaign.id, after, BATCH)?;
    let Some(last) = page.last().map(|building| building.id) else { return Ok(None) };
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ last.0.unsigned_abs());
    let mut tally = Tally::default();
    for building in page {
        let task = tasks::locked(db, building.id)?;
        let (series, _) = coverage::series(db, building.id)?;
        let settled =
            settle(db, now, &mut rng, campaign, (building.id, task), (&series, occasion))?;
        tally.buildings += 1;
        tally.changed += u64::from(settled.has_changed);
    }
    Ok(Some((last, tally)))
}
