//! Tasks: the question about one building, and whether it may be dealt to another volunteer.

use super::consensus::{Decision, RetirementReason};

/// Where a task is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    /// More judgements are wanted.
    Open,
    /// No more are asked, and why.
    Retired(RetirementReason),
    /// Put before people.
    Escalated,
}

impl TaskState {
    /// The words used in the database: state, and reason where there is one.
    #[must_use]
    pub const fn as_strs(self) -> (&'static str, Option<&'static str>) {
        match self {
            Self::Open => ("open", None),
            Self::Retired(reason) => ("retired", Some(reason.as_str())),
            Self::Escalated => ("escalated", None),
        }
    }

    /// The value of words written by [`Self::as_strs`].
    #[must_use]
    pub fn parse(state: &str, reason: Option<&str>) -> Option<Self> {
        match (state, reason) {
            ("open", None) => Some(Self::Open),
            ("escalated", None) => Some(Self::Escalated),
            ("retired", Some(reason)) => RetirementReason::parse(reason).map(Self::Retired),
            _ => None,
        }
    }
}

/// How far a task has come: enough to say whether it may be dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Task {
    /// Where it is.
    pub state: TaskState,
    /// Judgements that stand.
    pub judged: u32,
    /// Leases that are out.
    pub leased: u32,
    /// Judgements wanted in all, as far as is known now.
    pub wanted: u32,
    /// Judgements in all that people asked for: votes settle nothing before.
    pub asked: u32,
    /// Whether a disputed ruling keeps it before people, whatever votes say.
    pub is_held: bool,
    /// Judgements that its places want at least: votes retire it not before.
    pub least: u32,
}

impl Task {
    /// A task that nobody has judged, under a policy that wants `judgements_min`.
    #[must_use]
    pub const fn fresh(judgements_min: u32) -> Self {
        let (state, wanted) = (TaskState::Open, judgements_min);
        Self { state, judged: 0, leased: 0, wanted, asked: 0, is_held: false, least: 0 }
    }

    /// Judgements that stand or are under way: who is asked next is the least of these.
    #[must_use]
    pub const fn load(self) -> u32 {
        self.judged + self.leased
    }

    /// Whether one more volunteer may be asked without collecting more than is wanted.
    #[must_use]
    pub fn is_dealable(self) -> bool {
        self.state == TaskState::Open && self.load() < self.wanted
    }

    /// The task with one lease more.
    #[must_use]
    pub const fn dealt(self) -> Self {
        Self { leased: self.leased + 1, ..self }
    }

    /// The task with one lease fewer, because it ran out or was used.
    #[must_use]
    pub const fn released(self) -> Self {
        Self { leased: self.leased.saturating_sub(1), ..self }
    }

    /// The task after its `judged` standing judgements were decided upon. What people decided
    /// (a ruling, a withdrawal) outranks votes.
    #[must_use]
    pub const fn decided(self, judged: u32, decision: Decision) -> Self {
        use RetirementReason::{Ruled, Withdrawn};
        // What lies before people is not taken from them by a place.
        let floor = match self.state {
            TaskState::Escalated => self.asked,
            _ if self.least > self.asked => self.least,
            _ => self.asked,
        };
        let (state, wanted) = match (self.state, decision) {
            (TaskState::Retired(Ruled | Withdrawn), _) => (self.state, judged),
            (TaskState::Escalated, _) if self.is_held => (self.state, judged),
            _ if floor > judged => (TaskState::Open, floor),
            (_, Decision::AskAgain { more }) => (TaskState::Open, judged + more),
            (_, Decision::Retire(reason)) => (TaskState::Retired(reason), judged),
            (_, Decision::Escalate) => (TaskState::Escalated, judged),
        };
        Self { state, judged, wanted, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_leases_go_out_than_judgements_are_wanted() {
        let mut task = Task::fresh(3);
        for _ in 0..3 {
            assert!(task.is_dealable());
            task = task.dealt();
        }
        assert!(!task.is_dealable());
        assert!(task.released().is_dealable());
    }

    #[test]
    fn a_retired_task_is_never_dealt() {
        let retired = Task::fresh(3).decided(3, Decision::Retire(RetirementReason::Agreed));
        assert!(!retired.is_dealable());
        let reopened = retired.decided(2, Decision::AskAgain { more: 1 });
        assert!(reopened.is_dealable());
    }

    #[test]
    fn what_people_hold_or_asked_for_is_not_settled_by_votes() {
        let escalated = Task { state: TaskState::Escalated, ..Task::fresh(3) };
        let agreed = Decision::Retire(RetirementReason::Agreed);
        let asked = Task { asked: 9, ..escalated }.decided(7, Decision::Escalate);
        assert_eq!((asked.state, asked.wanted), (TaskState::Open, 9));
        assert_eq!(asked.decided(9, Decision::Escalate).state, TaskState::Escalated);
        let held = Task { is_held: true, ..escalated };
        assert_eq!(held.decided(4, agreed).state, TaskState::Escalated);
        assert_eq!(
            escalated.decided(4, agreed).state,
            TaskState::Retired(RetirementReason::Agreed)
        );
    }

    #[test]
    fn a_place_that_wants_more_judgements_gets_them() {
        let agreed = Decision::Retire(RetirementReason::Agreed);
        let wanting = Task { least: 7, ..Task::fresh(3) };
        let task = wanting.decided(3, agreed);
        assert_eq!((task.state, task.wanted), (TaskState::Open, 7));
        assert_eq!(task.decided(7, agreed).state, TaskState::Retired(RetirementReason::Agreed));
        let contested = Task { state: TaskState::Escalated, ..wanting };
        assert_eq!(contested.decided(3, Decision::Escalate).state, TaskState::Escalated);
    }

    #[test]
    fn a_ruling_outranks_votes() {
        let ruled = TaskState::Retired(RetirementReason::Ruled);
        let task = Task { state: ruled, ..Task::fresh(3) };
        assert_eq!(task.decided(4, Decision::AskAgain { more: 1 }).state, ruled);
    }
}
