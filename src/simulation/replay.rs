//! What would have been: policies tried on the judgements that a real campaign was given. A policy
//! can only stop earlier than the campaign did; where it would have asked for more, that is said.

use rand::seq::SliceRandom as _;

use super::chance::real;
use super::progress::{Given, Progress, Sizes};
use super::score::classes_of;
use super::stopping::{Step, Stopping};
use super::table::{Cell, Table};
use super::world::stream;
use crate::domain::consensus::decide;
use crate::domain::policy::Policy;

use crate::domain::judgement::Verdict;

/// One judgement of a campaign's log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logged {
    /// The building, by number.
    pub building: usize,
    /// The judgement.
    pub given: Given,
}

/// A campaign as it was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Captures of each building; its length is the number of buildings.
    pub captures: Vec<usize>,
    /// How many volunteers there are; their numbers are below it.
    pub volunteers: usize,
    /// Standing judgements in order of arrival, one a volunteer and building.
    pub judgements: Vec<Logged>,
    /// The true class of each building where it is known: how many captures show it standing.
    pub truth: Vec<Option<usize>>,
    /// The rule of the published windows.
    pub published: Policy,
}

/// What one policy would have done in one order of arrival.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// The policy.
    pub policy: Stopping,
    /// None is the real order, else the seed of a random one.
    pub order: Option<u64>,
    /// Judgements there are.
    pub all: usize,
    /// Judgements the policy would have taken.
    pub used: usize,
    /// Buildings that it would have stopped at, satisfied.
    pub stopped: usize,
    /// Buildings for which it would have asked for more than there is.
    pub wanting: usize,
    /// Buildings whose published window would be another than by all judgements, in order.
    pub changed: Vec<usize>,
    /// Those of them whose window would have no interval in common with it.
    pub contradicted: Vec<usize>,
    /// Intervals that the windows leave possible, summed over buildings with a judgement.
    pub width: usize,
    /// Buildings with a judgement.
    pub judged: usize,
    /// Of those, how many have a known truth.
    pub known: usize,
    /// And how often the window holds it.
    pub held: usize,
    /// How often the window by all judgements holds it.
    pub held_by_all: usize,
}

/// Plays a campaign's judgements to every policy, in the real order and in `orders` random ones.
#[must_use]
pub fn replay(log: &Log, policies: &[Stopping], orders: u64) -> Vec<Replayed> {
    let full = by_building(log);
    let mut found = Vec::new();
    for policy in policies {
        found.push(once(log, &full, *policy, None));
        found.extend((0..orders).map(|order| once(log, &full, *policy, Some(order))));
    }
    found
}

/// A table: for each policy the real order, and the mean of the random ones.
#[must_use]
pub fn table(found: &[Replayed]) -> Table {
    let columns = [
        "policy",
        "order",
        "judgements",
        "saved",
        "stopped",
        "wanting",
        "changed",
        "contradicted",
        "width",
        "known",
        "held",
        "held_by_all",
    ];
    let mut table = Table::new("What each policy would have done with these judgements", &columns);
    let mut rest = found;
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|one| one.policy == first.policy).count();
        let (own, others) = rest.split_at(same);
        rest = others;
        let (real_order, random): (Vec<&Replayed>, Vec<&Replayed>) =
            own.iter().partition(|one| one.order.is_none());
        table.rows.push(row("real", &real_order));
        if !random.is_empty() {
            table.rows.push(row("random", &random));
        }
    }
    table
}

fn row(order: &str, runs: &[&Replayed]) -> Vec<Cell> {
    let sum = |of: &dyn Fn(&Replayed) -> usize| real(runs.iter().map(|one| of(one)).sum());
    let share = |part: &dyn Fn(&Replayed) -> usize, whole: &dyn Fn(&Replayed) -> usize| {
        let whole = sum(whole);
        if whole > 0.0 { Cell::Number(sum(part) / whole, 3) } else { Cell::Empty }
    };
    let judged = |one: &Replayed| one.judged;
    vec![
        runs.first().map_or(Cell::Empty, |one| Cell::Word(one.policy.to_string())),
        order.into(),
        share(&|one| one.used, &judged),
        share(&|one| one.all - one.used, &|one| one.all),
        share(&|one| one.stopped, &judged),
        share(&|one| one.wanting, &judged),
        share(&|one| one.changed.len(), &judged),
        share(&|one| one.contradicted.len(), &judged),
        share(&|one| one.width, &judged),
        runs.first().map_or(Cell::Empty, |one| one.known.into()),
        share(&|one| one.held, &|one| one.known),
        share(&|one| one.held_by_all, &|one| one.known),
    ]
}

/// The verdicts of each building in order of arrival.
fn by_building(log: &Log) -> Vec<Vec<Verdict>> {
    let mut all = vec![Vec::new(); log.captures.len()];
    for judgement in &log.judgements {
        if let Some(own) = all.get_mut(judgement.building) {
            own.push(judgement.given.verdict);
        }
    }
    all
}

fn once(log: &Log, full: &[Vec<Verdict>], policy: Stopping, order: Option<u64>) -> Replayed {
    let mut judgements = log.judgements.clone();
    if let Some(seed) = order {
        judgements.shuffle(&mut stream(seed, 8));
    }
    let sizes = Sizes {
        buildings: log.captures.len(),
        volunteers: log.volunteers,
        captures: log.captures.iter().copied().max().unwrap_or(0),
    };
    let mut progress =
        Progress::new(policy, sizes, sizes.buildings * 5 / 12).with_captures(log.captures.clone());
    for judgement in judgements {
        if progress.is_open(judgement.building) {
            progress.take(judgement.building, judgement.given);
        }
    }
    compared(log, full, &progress, order)
}

/// Holds the windows of a replay against those of all judgements.
fn compared(log: &Log, full: &[Vec<Verdict>], progress: &Progress, order: Option<u64>) -> Replayed {
    let mut found = Replayed {
        policy: progress.stopping,
        order,
        all: full.iter().map(Vec::len).sum(),
        used: progress.given.iter().map(Vec::len).sum(),
        stopped: 0,
        wanting: 0,
        changed: Vec::new(),
        contradicted: Vec::new(),
        width: 0,
        judged: 0,
        known: 0,
        held: 0,
        held_by_all: 0,
    };
    for (building, (all, given)) in full.iter().zip(&progress.given).enumerate() {
        if all.is_empty() {
            continue;
        }
        let captures = progress.captures_of(building);
        let verdicts: Vec<Verdict> = given.iter().map(|judgement| judgement.verdict).collect();
        let after = decide(log.published, &verdicts, captures).agreed;
        let before = decide(log.published, all, captures).agreed;
        let (after_low, after_high) = classes_of(after, captures);
        let (before_low, before_high) = classes_of(before, captures);
        found.judged += 1;
        found.width += after_high - after_low + 1;
        if before != after {
            found.changed.push(building);
        }
        if after_high < before_low || before_high < after_low {
            found.contradicted.push(building);
        }
        match progress.steps.get(building) {
            Some(Step::Stop) => found.stopped += 1,
            Some(Step::Ask) => found.wanting += 1,
            Some(Step::Escalate) | None => {}
        }
        if let Some(truth) = log.truth.get(building).copied().flatten() {
            found.known += 1;
            found.held += usize::from((after_low..=after_high).contains(&truth));
            found.held_by_all += usize::from((before_low..=before_high).contains(&truth));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::judgement::Window;

    fn logged(building: usize, volunteer: u32, y: usize) -> Logged {
        let window = Window::new(y.checked_sub(1), (y < 5).then_some(y), 5).unwrap();
        Logged { building, given: Given { volunteer, verdict: Verdict::Seen(window) } }
    }

    /// Two buildings over five captures, five judgements each; the second is disputed late.
    fn log() -> Log {
        let judgements = vec![
            logged(0, 0, 2),
            logged(1, 0, 3),
            logged(0, 1, 2),
            logged(1, 1, 3),
            logged(0, 2, 2),
            logged(1, 2, 3),
            logged(0, 3, 2),
            logged(1, 3, 1),
            logged(0, 4, 2),
            logged(1, 4, 1),
        ];
        Log {
            captures: vec![5, 5, 5],
            volunteers: 5,
            judgements,
            truth: vec![Some(2), Some(1), None],
            published: Policy::default(),
        }
    }

    #[test]
    fn a_policy_that_stops_early_saves_and_says_what_it_changes() {
        let found = replay(&log(), &["rule:4/5:3:9".parse().unwrap()], 0);
        let [one] = found.as_slice() else { panic!("one policy, one order") };
        assert_eq!((one.all, one.used, one.judged), (10, 6, 2));
        assert_eq!((one.stopped, one.wanting), (2, 0));
        assert_eq!(one.changed, [1], "the late dissent would not have been heard");
        assert!(one.contradicted.is_empty(), "the wide window holds the narrow one");
        assert_eq!((one.known, one.held, one.held_by_all), (2, 1, 2));
    }

    #[test]
    fn a_policy_that_wants_more_takes_all_and_says_so() {
        let found = replay(&log(), &["fixed:7".parse().unwrap()], 3);
        assert_eq!(found.len(), 4);
        for one in &found {
            assert_eq!((one.used, one.stopped, one.wanting), (10, 0, 2));
            assert!(one.changed.is_empty());
        }
    }

    #[test]
    fn random_orders_are_the_same_for_the_same_seed() {
        let policies = ["agree:3".parse().unwrap(), "posterior:0.9:2".parse().unwrap()];
        let found = replay(&log(), &policies, 4);
        assert_eq!(found, replay(&log(), &policies, 4));
        let shown = table(&found).to_string();
        assert_eq!(shown.lines().count(), 2 + 4, "{shown}");
    }

    #[test]
    fn buildings_may_have_series_of_different_lengths() {
        let mut log = log();
        log.captures = vec![5, 6, 2];
        let found = replay(&log, &["posterior:0.8:2".parse().unwrap()], 1);
        assert!(found.iter().all(|one| one.judged == 2 && one.used <= 10));
    }
}
