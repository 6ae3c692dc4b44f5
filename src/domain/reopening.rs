//! Which decided buildings a new capture could narrow. Only those are asked about again.

use chrono::{DateTime, Utc};

/// The time within which a building's result leaves its destruction: after the first, at or before
/// the second; no bound where that end is not agreed on a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Of the last capture agreed to show it standing.
    pub last_standing: Option<DateTime<Utc>>,
    /// Of the first capture agreed to show it destroyed.
    pub first_destroyed: Option<DateTime<Utc>>,
}

impl Bounds {
    /// Whether a capture of this time could make the window narrower: it lies between the two. At
    /// or outside them the building is agreed to stand, or to be destroyed, already.
    #[must_use]
    pub fn could_be_narrowed_by(self, taken_at: DateTime<Utc>) -> bool {
        self.last_standing.is_none_or(|last| taken_at > last)
            && self.first_destroyed.is_none_or(|first| taken_at < first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> DateTime<Utc> {
        chrono::NaiveDate::from_ymd_opt(2017, 6, day)
            .unwrap()
            .and_hms_opt(8, 0, 0)
            .unwrap()
            .and_utc()
    }

    #[test]
    fn only_a_capture_inside_the_window_narrows_it() {
        let dated = Bounds { last_standing: Some(at(10)), first_destroyed: Some(at(20)) };
        let narrowing: Vec<u32> =
            (1..=30).filter(|day| dated.could_be_narrowed_by(at(*day))).collect();
        assert_eq!(narrowing, (11..20).collect::<Vec<_>>());
    }

    #[test]
    fn an_open_end_is_narrowed_by_whatever_lies_beyond() {
        let standing = Bounds { last_standing: Some(at(10)), first_destroyed: None };
        assert!(standing.could_be_narrowed_by(at(11)) && !standing.could_be_narrowed_by(at(9)));
        let before = Bounds { last_standing: None, first_destroyed: Some(at(10)) };
        assert!(before.could_be_narrowed_by(at(9)) && !before.could_be_narrowed_by(at(11)));
        let nothing = Bounds { last_standing: None, first_destroyed: None };
        assert!(nothing.could_be_narrowed_by(at(1)));
    }
}
