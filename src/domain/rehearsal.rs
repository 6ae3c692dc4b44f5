//! What another rule would have done with the votes so far, counted.

use serde::{Deserialize, Serialize};

use super::consensus::{Decision, Vote, decide_apart};
use super::policy::Policy;
use super::task::TaskState;

/// A campaign's votes under another rule. Rulings are not looked at: they outrank votes under any.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// Buildings that votes settle, whatever they come to.
    pub buildings: u64,
    /// Buildings that people ruled on or took out: no rule changes them.
    pub ruled: u64,
    /// Votes there are.
    pub votes: u64,
    /// Votes that the rule in force would have taken, in the order in which they came.
    pub taken_now: u64,
    /// Votes that the other rule would have taken.
    pub taken_then: u64,
    /// Votes that are wanted still, by the rule in force.
    pub wanted_now: u64,
    /// Votes that would be wanted still.
    pub wanted_then: u64,
    /// Buildings with another window.
    pub windows: u64,
    /// Buildings that would be asked about again.
    pub reopened: u64,
    /// Buildings that are asked about now, and would be no more.
    pub settled: u64,
    /// Buildings that would be put before people, and are not.
    pub contested: u64,
    /// Buildings of which anything would change.
    pub changed: u64,
}

impl Rehearsal {
    /// Counts a building by where its task is under either rule.
    pub fn moves(&mut self, now: TaskState, then: TaskState) {
        use TaskState::{Escalated, Open, Retired};
        match (now, then) {
            (Open, Retired(_)) => self.settled += 1,
            (Retired(_) | Escalated, Open) => self.reopened += 1,
            (Open | Retired(_), Escalated) => self.contested += 1,
            _ => {}
        }
    }

    /// Counts one more change.
    pub fn add(&mut self, has_other_window: bool, has_changed: bool) {
        self.windows += u64::from(has_other_window);
        self.changed += u64::from(has_changed);
    }

    /// Votes fewer than the rule in force would have taken, in hundredths of those; below nothing
    /// where it is more.
    #[must_use]
    pub fn saved_pct(&self) -> Option<i64> {
        let [now, then] = [self.taken_now, self.taken_then].map(|n| i64::try_from(n).ok());
        let (now, then) = now.zip(then)?;
        (now > 0).then(|| (now - then) * 100 / now)
    }
}

/// How many of a building's votes a policy would have taken, had they come one by one in this
/// order: up to the first that leaves nothing to ask. `sure` is how sure the model is after some.
///
/// # Errors
/// Those of `sure`.
pub fn taken<E>(
    policy: Policy,
    votes: &[Vote],
    captures: usize,
    mut sure: impl FnMut(usize) -> Result<Option<u32>, E>,
) -> Result<usize, E> {
    for some in 1..votes.len() {
        let part = votes.get(..some).unwrap_or(votes);
        let found = decide_apart(policy, part, captures, sure(some)?);
        if !matches!(found.decision, Decision::AskAgain { .. }) {
            return Ok(some);
        }
    }
    Ok(votes.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consensus::RetirementReason::Agreed;
    use crate::domain::judgement::{Verdict, Window};

    fn votes(firsts: &[usize]) -> Vec<Vote> {
        let seen = |first: &usize| Window::new(first.checked_sub(1), Some(*first), 6).unwrap();
        firsts.iter().map(|own| Vote { verdict: Verdict::Seen(seen(own)), cohort: None }).collect()
    }

    #[test]
    fn a_rule_takes_votes_until_nothing_is_left_to_ask() {
        let of = |policy: Policy, firsts: &[usize]| {
            taken(policy, &votes(firsts), 6, |_| Ok::<_, ()>(None)).unwrap()
        };
        let policy = Policy::default();
        assert_eq!(of(policy, &[2, 2, 2, 2, 2]), 3);
        assert_eq!(of(policy, &[2, 4, 2, 4, 2]), 5);
        assert_eq!(of(Policy { judgements_min: 4, ..policy }, &[2, 2, 2, 2, 2]), 4);
        assert_eq!(of(policy, &[]), 0);
    }

    #[test]
    fn what_opens_and_what_is_settled_is_told_apart() {
        let mut found = Rehearsal { taken_now: 10, taken_then: 8, ..Rehearsal::default() };
        found.moves(TaskState::Open, TaskState::Retired(Agreed));
        found.moves(TaskState::Retired(Agreed), TaskState::Open);
        found.moves(TaskState::Escalated, TaskState::Open);
        found.moves(TaskState::Open, TaskState::Escalated);
        found.moves(TaskState::Open, TaskState::Open);
        assert_eq!((found.settled, found.reopened, found.contested), (1, 2, 1));
        assert_eq!(found.saved_pct(), Some(20));
    }
}
