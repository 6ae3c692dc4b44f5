//! The plan of a campaign: as many buildings settled every day from the first judgement to the
//! wished end.

use super::DAY;

/// From the beginning of a day to the end of another, all buildings evenly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// The day of the first judgement, counted from 1970.
    pub first: i64,
    /// The wished end.
    pub last: i64,
    /// Buildings.
    pub all: u64,
}

impl Plan {
    /// Buildings that are to be settled at a time, in seconds.
    #[must_use]
    pub fn due(self, seconds: i64) -> u64 {
        let begin = self.first * DAY;
        let length = (self.last + 1) * DAY - begin;
        let passed = (seconds - begin).clamp(0, length.max(0));
        if length <= 0 {
            return if seconds < begin { 0 } else { self.all };
        }
        let share = i128::from(self.all) * i128::from(passed) / i128::from(length);
        u64::try_from(share).unwrap_or(self.all)
    }

    /// How what is settled compares with that, in words.
    #[must_use]
    pub fn said(self, settled: u64, seconds: i64) -> String {
        let due = self.due(seconds);
        let by = |count: u64| {
            format!("the plan by {count} building{}", if count == 1 { "" } else { "s" })
        };
        match (settled.checked_sub(due), due.saturating_sub(settled)) {
            (Some(0), _) => "as planned".to_owned(),
            (Some(more), _) => format!("ahead of {}", by(more)),
            (None, fewer) => format!("behind {}", by(fewer)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan { first: 100, last: 109, all: 50 };

    #[test]
    fn as_many_are_due_every_day() {
        assert_eq!(PLAN.due(99 * DAY), 0);
        assert_eq!(PLAN.due(101 * DAY), 5);
        assert_eq!(PLAN.due(105 * DAY), 25);
        assert_eq!(PLAN.due(105 * DAY + DAY / 2), 27, "a building is settled or not");
        assert_eq!(PLAN.due(110 * DAY), 50, "at the end of the last day");
        assert_eq!(PLAN.due(200 * DAY), 50);
    }

    #[test]
    fn an_end_before_the_beginning_is_due_at_once() {
        let plan = Plan { last: 98, ..PLAN };
        assert_eq!((plan.due(99 * DAY), plan.due(100 * DAY)), (0, 50));
    }

    #[test]
    fn what_is_settled_is_ahead_of_the_plan_or_behind() {
        let at = 105 * DAY;
        assert_eq!(PLAN.said(25, at), "as planned");
        assert_eq!(PLAN.said(26, at), "ahead of the plan by 1 building");
        assert_eq!(PLAN.said(20, at), "behind the plan by 5 buildings");
    }
}
