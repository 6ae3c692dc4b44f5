//! What a pilot tells: from the answers of a few buildings, how many judgements the rest will want.
//! It proposes, with its reasons; a coordinator decides.

use super::figures::quality;
use super::record::Record;
use super::whatif::what_if;
use crate::domain::campaign::Campaign;
use crate::domain::policy::Policy;
use crate::simulation::replay::Replayed;
use crate::simulation::stopping::Stopping;
use crate::store::{Store, StoreError};

/// Judged buildings below which nothing is proposed.
pub const BUILDINGS_MIN: usize = 20;
/// Of the judged buildings, the share whose window may be another than by all answers.
const CHANGED_MAX: f64 = 0.05;
/// Of the judged buildings, the share that may end without agreement before more are asked for.
const WANTING_MAX: f64 = 0.20;
/// Random orders of arrival beside the real one.
const ORDERS: u64 = 10;
/// Least judgements that are tried.
const MINS: [u32; 5] = [2, 3, 4, 5, 7];

/// What other least numbers of judgements would have done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// The rules.
    pub policy: Policy,
    /// Judgements of a building, in the mean.
    pub each: f64,
    /// Of the judged buildings, the share whose window would be another than by all answers.
    pub changed: f64,
    /// Of the judged buildings, the share for which more would have been asked than was given.
    pub wanting: f64,
}

/// What is proposed, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// Buildings with an answer.
    pub judged: usize,
    /// Answers that count.
    pub answers: usize,
    /// Median seconds of an answer.
    pub seconds: Option<i64>,
    /// Krippendorff's alpha of answers of one interval, as ranks.
    pub alpha: Option<f64>,
    /// What was tried, fewest judgements first.
    pub trials: Vec<Trial>,
    /// The least number of judgements that is proposed; none while there are too few answers.
    pub judgements_min: Option<u32>,
    /// Why, a sentence each.
    pub reasons: Vec<String>,
}

/// What a campaign's answers say so far, read in one moment.
///
/// # Errors
/// When the store fails.
pub fn advice(store: &Store, campaign: &Campaign) -> Result<Advice, StoreError> {
    let record = store.snapshot(|db| Record::read(db, campaign))?;
    Ok(advise(&record, campaign))
}

/// What the answers so far say about a campaign's rules.
#[must_use]
pub fn advise(record: &Record, campaign: &Campaign) -> Advice {
    let own = campaign.policy;
    let tried = MINS.into_iter().filter(|min| *min <= own.judgements_max);
    let policies: Vec<Policy> =
        tried.map(|judgements_min| Policy { judgements_min, ..own }).collect();
    let stops: Vec<Stopping> = policies.iter().map(|policy| Stopping::Curtailed(*policy)).collect();
    let found = what_if(record, campaign, &stops, ORDERS);
    let runs = usize::try_from(ORDERS).unwrap_or(0) + 1;
    let trials: Vec<Trial> = policies
        .into_iter()
        .zip(found.replayed.chunks(runs))
        .map(|(policy, runs)| trial(policy, runs))
        .collect();
    let said = || record.buildings.iter().flat_map(|building| &building.said);
    let mut seconds: Vec<i64> =
        said().map(|said| (said.submitted_at - said.dealt_at).num_seconds()).collect();
    seconds.sort_unstable();
    let judged = record.buildings.iter();
    let judged = judged.filter(|one| one.said.iter().any(|said| said.is_in_force)).count();
    let (judgements_min, reasons) = propose(own, judged, &trials);
    Advice {
        judged,
        answers: said().filter(|said| said.is_in_force).count(),
        seconds: seconds.get(seconds.len() / 2).copied(),
        alpha: quality(record).answers.alpha_ordinal,
        trials,
        judgements_min,
        reasons,
    }
}

fn trial(policy: Policy, runs: &[Replayed]) -> Trial {
    let sum = |of: &dyn Fn(&Replayed) -> usize| real(runs.iter().map(of).sum());
    let judged = sum(&|run| run.judged).max(1.0);
    Trial {
        policy,
        each: sum(&|run| run.used) / judged,
        changed: sum(&|run| run.changed.len()) / judged,
        wanting: sum(&|run| run.wanting) / judged,
    }
}

/// The fewest judgements that change next to nothing, and why.
fn propose(own: Policy, judged: usize, trials: &[Trial]) -> (Option<u32>, Vec<String>) {
    if judged < BUILDINGS_MIN {
        let reason = format!(
            "{judged} buildings have an answer; from {BUILDINGS_MIN} on a number is proposed"
        );
        return (None, vec![reason]);
    }
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let mut reasons = Vec::new();
    let enough = trials.iter().find(|trial| trial.changed <= CHANGED_MAX);
    let chosen = enough.map_or(own.judgements_min, |trial| trial.policy.judgements_min);
    match enough {
        Some(trial) => reasons.push(format!(
            "with at least {chosen} judgements, {} of the buildings would have another window than \
             by all answers given; up to {} is taken as next to nothing",
            percent(trial.changed),
            percent(CHANGED_MAX),
        )),
        None => reasons.push(format!(
            "no smaller number leaves {} of the windows as they are, so the present one stays",
            percent(1.0 - CHANGED_MAX),
        )),
    }
    let before = trials.iter().rev().find(|trial| trial.policy.judgements_min < chosen);
    if let Some(trial) = before {
        let (min, changed) = (trial.policy.judgements_min, percent(trial.changed));
        reasons.push(format!("with at least {min} it would be {changed}"));
    }
    let present = trials.iter().find(|trial| trial.policy.judgements_min == own.judgements_min);
    if let Some(trial) = present.filter(|trial| trial.wanting > WANTING_MAX) {
        reasons.push(format!(
            "{} of the buildings still want more answers than were given: let the pilot go on, or \
             allow more than {} judgements",
            percent(trial.wanting),
            own.judgements_max,
        ));
    }
    (Some(chosen), reasons)
}

#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts far below 2^52")]
const fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(judgements_min: u32, changed: f64, wanting: f64) -> Trial {
        let policy = Policy { judgements_min, ..Policy::default() };
        Trial { policy, each: f64::from(judgements_min), changed, wanting }
    }

    #[test]
    fn the_fewest_judgements_that_change_next_to_nothing_are_proposed() {
        let trials = [trial(2, 0.2, 0.0), trial(3, 0.04, 0.0), trial(4, 0.0, 0.0)];
        let (min, reasons) = propose(Policy::default(), 100, &trials);
        assert_eq!(min, Some(3));
        assert!(reasons[0].contains("4 %") && reasons[1].contains("20 %"), "{reasons:?}");
    }

    #[test]
    fn nothing_is_proposed_from_a_handful_of_buildings() {
        assert_eq!(propose(Policy::default(), BUILDINGS_MIN - 1, &[trial(2, 0.0, 0.0)]).0, None);
    }

    #[test]
    fn where_every_number_changes_much_the_present_one_stays_and_the_lack_is_said() {
        let trials = [trial(2, 0.3, 0.5), trial(3, 0.2, 0.5)];
        let (min, reasons) = propose(Policy::default(), 100, &trials);
        assert_eq!(min, Some(Policy::default().judgements_min));
        assert!(reasons.iter().any(|reason| reason.contains("50 %")), "{reasons:?}");
    }
}
