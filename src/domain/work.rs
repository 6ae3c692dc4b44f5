//! How long a volunteer worked, from when tasks were dealt and answers came.

use chrono::{DateTime, Utc};

use super::limits::WORK_SECONDS_MAX;

/// Seconds spent on answers, each given as (dealt, submitted): from when the task was dealt, or
/// from the answer before where that came later, since tasks are dealt ahead. What takes longer
/// than ten minutes counts as ten minutes; a clock that ran backwards counts nothing.
#[must_use]
pub fn seconds_at_work(mut answers: Vec<(DateTime<Utc>, DateTime<Utc>)>) -> i64 {
    answers.sort_by_key(|(_, submitted)| *submitted);
    let mut before: Option<DateTime<Utc>> = None;
    let mut seconds = 0;
    for (dealt, submitted) in answers {
        let began = before.map_or(dealt, |before| before.max(dealt));
        seconds += (submitted - began).num_seconds().clamp(0, WORK_SECONDS_MAX);
        before = Some(submitted);
    }
    seconds
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Duration;

    #[test]
    fn tasks_dealt_ahead_are_not_counted_twice_and_pauses_are_cut() {
        let start = DateTime::UNIX_EPOCH;
        let at = |seconds| start + Duration::seconds(seconds);
        assert_eq!(seconds_at_work(vec![]), 0);
        assert_eq!(seconds_at_work(vec![(at(0), at(50)), (at(0), at(20)), (at(0), at(90))]), 90);
        assert_eq!(seconds_at_work(vec![(at(0), at(7_200)), (at(7_200), at(7_230))]), 630);
        assert_eq!(seconds_at_work(vec![(at(60), at(0))]), 0);
    }
}
