//! What another rule would have made of the votes so far, counted by a thread of the server a batch
//! at a time, so that nobody waits for it. It speaks of votes on purpose: a ruling outranks them
//! under any rule, so buildings that people ruled on are left out and only counted.

use chrono::{DateTime, Utc};

use super::model;
use crate::domain::campaign::Campaign;
use crate::domain::capture::{Capture, CaptureSeries};
use crate::domain::consensus::RetirementReason::{Confident, Ruled, Withdrawn};
use crate::domain::consensus::window::{Agreed, End};
use crate::domain::consensus::{Consensus, Vote, decide_apart};
use crate::domain::id::{BuildingId, VolunteerId};
use crate::domain::limits::CHANGES_LISTED_MAX;
use crate::domain::policy::{Policy, Stopping};
use crate::domain::rehearsal::{Rehearsal, taken};
use crate::domain::task::{Task, TaskState};
use crate::store::proposals::{self, Change, Proposal};
use crate::store::{Db, Store, StoreError, buildings, captures, coverage, judgements, tasks};

/// Buildings that are read at once.
const BATCH: i64 = 200;

/// Counts a proposal and keeps what came of it: whether it was still there at the end.
///
/// # Errors
/// When the store fails; it is counted from the beginning another time.
pub fn count(
    store: &Store,
    now: DateTime<Utc>,
    campaign: &Campaign,
    proposal: &Proposal,
) -> Result<bool, StoreError> {
    let id = proposal.id;
    let Some(policy) = Policy::read(&proposal.method) else {
        // Words of another version of this program: somebody proposes it anew.
        let campaign = campaign.id;
        return store.write(move |db| proposals::drop(db, campaign)).map(|()| false);
    };
    store.write(move |db| proposals::forget_changes(db, id))?;
    let other = Campaign { policy, ..campaign.clone() };
    let all = store.read(|db| captures::of_campaign(db, campaign.id))?;
    let (mut found, mut after, mut listed) = (Rehearsal::default(), BuildingId(0), 0);
    loop {
        let mut new = Vec::new();
        let last = store.read(|db| {
            let page = buildings::page(db, campaign.id, after, BATCH)?;
            for building in &page {
                let change = one(db, (campaign, &other), &all, building.id, &mut found)?;
                new.extend(change);
            }
            Ok::<_, StoreError>(page.last().map(|building| building.id))
        })?;
        let Some(last) = last else { break };
        after = last;
        new.truncate(usize::try_from(CHANGES_LISTED_MAX - listed).unwrap_or(0));
        listed += u64::try_from(new.len()).unwrap_or(0);
        if !new.is_empty() && !store.write(move |db| proposals::add_changes(db, id, &new))? {
            return Ok(false);
        }
    }
    store.write(move |db| proposals::counted(db, id, &found, now))?;
    Ok(true)
}

/// Counts one building under both rules; what would change of it.
fn one(
    db: &mut Db,
    (campaign, other): (&Campaign, &Campaign),
    captures: &[Capture],
    building: BuildingId,
    found: &mut Rehearsal,
) -> Result<Option<Change>, StoreError> {
    let task = tasks::get(db, building)?;
    if matches!(task.state, TaskState::Retired(Ruled | Withdrawn)) || task.is_held {
        found.ruled += 1;
        return Ok(None);
    }
    let (series, _) = coverage::series(db, building)?;
    let votes = judgements::votes(db, building, &series)?;
    let said = Said { building, series, votes, task };
    // Where the model was sure, the rule in force keeps it so though it is a little less sure.
    let kept = campaign.policy.after(said.task.state == TaskState::Retired(Confident));
    let (now, task_now) = said.under(db, &Campaign { policy: kept, ..campaign.clone() })?;
    let (then, task_then) = said.under(db, other)?;
    found.buildings += 1;
    found.votes += number(said.votes.len());
    found.taken_now += said.taken(db, campaign)?;
    found.taken_then += said.taken(db, other)?;
    let wanted = |task: Task| u64::from(task.wanted.saturating_sub(task.judged));
    found.wanted_now += wanted(task_now);
    found.wanted_then += wanted(task_then);
    found.moves(task_now.state, task_then.state);
    let has_other_window = now.agreed != then.agreed;
    let has_changed = has_other_window || task_now.state != task_then.state;
    found.add(has_other_window, has_changed);
    Ok(has_changed.then(|| Change {
        building,
        external_id: String::new(),
        states: [task_now, task_then].map(|task| words(task.state)),
        windows: [now, then].map(|own| window(own.agreed, &said.series, captures)),
    }))
}

fn number(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

/// What was said about one building.
struct Said {
    building: BuildingId,
    series: CaptureSeries,
    votes: Vec<(VolunteerId, Vote)>,
    task: Task,
}

impl Said {
    fn sure(
        &self,
        db: &mut Db,
        campaign: &Campaign,
        votes: &[(VolunteerId, Vote)],
    ) -> Result<Option<u32>, StoreError> {
        if campaign.policy.stopping == Stopping::Rule {
            return Ok(None);
        }
        let found = model::foreseen(db, campaign, self.building, &self.series, votes)?;
        Ok(found.map(|(_, sure_pm)| sure_pm))
    }

    fn bare(&self) -> Vec<Vote> {
        self.votes.iter().map(|(_, vote)| *vote).collect()
    }

    /// What the votes come to under a campaign's rule, and where the task is then; as settling
    /// does it.
    fn under(&self, db: &mut Db, campaign: &Campaign) -> Result<(Consensus, Task), StoreError> {
        let sure = self.sure(db, campaign, &self.votes)?;
        let found = decide_apart(campaign.policy, &self.bare(), self.series.len(), sure);
        let task = self.task.decided(found.all(), found.decision);
        Ok((found, task))
    }

    fn taken(&self, db: &mut Db, campaign: &Campaign) -> Result<u64, StoreError> {
        let sure =
            |some: usize| self.sure(db, campaign, self.votes.get(..some).unwrap_or_default());
        taken(campaign.policy, &self.bare(), self.series.len(), sure).map(number)
    }
}

/// A task's state in words: `retired, cap reached`.
fn words(state: TaskState) -> String {
    match state.as_strs() {
        (state, Some(reason)) => format!("{state}, {}", reason.replace('_', " ")),
        (state, None) => state.to_owned(),
    }
}

/// A window in words: `2017-02-15 to 2017-03-15`.
fn window(agreed: Agreed, series: &CaptureSeries, captures: &[Capture]) -> String {
    let day = |position: usize| {
        let capture = series.at(position);
        let found = captures.iter().find(|own| Some(own.id) == capture);
        found.map_or_else(|| "a picture".to_owned(), |own| own.taken.date())
    };
    match (agreed.last_standing, agreed.first_destroyed) {
        (End::At(last), End::At(first)) => format!("{} to {}", day(last), day(first)),
        (End::Evidence, End::At(first)) => format!("before {}", day(first)),
        (End::At(last), End::Evidence) => format!("still standing {}", day(last)),
        (End::At(last), End::Dispute) => format!("after {}, end not agreed", day(last)),
        (End::Dispute, End::At(first)) => format!("by {}, beginning not agreed", day(first)),
        _ => "not agreed".to_owned(),
    }
}
