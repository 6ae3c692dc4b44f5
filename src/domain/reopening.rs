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

impl Bounds {
    /// The days between the two: now, and what would be left of them with captures at these times
    /// inside, if each hour is as likely; nothing where an end is open.
    #[must_use]
    pub fn days(self, inside: &[DateTime<Utc>]) -> Option<(f64, f64)> {
        let (last, first) = self.last_standing.zip(self.first_destroyed)?;
        let mut ends: Vec<DateTime<Utc>> =
            [last, first].into_iter().chain(inside.to_vec()).collect();
        ends.sort_unstable();
        let hours = |from: DateTime<Utc>, to: DateTime<Utc>| {
            f64::from(i32::try_from((to - from).num_hours()).unwrap_or(i32::MAX))
        };
        let all = hours(last, first);
        let pieces = ends.iter().zip(ends.iter().skip(1)).map(|(from, to)| hours(*from, *to));
        let left = pieces.map(|piece| piece * piece).sum::<f64>() / all.max(1.0);
        Some((all / 24.0, left / 24.0))
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
    fn a_capture_in_the_middle_halves_a_window() {
        let dated = Bounds { last_standing: Some(at(10)), first_destroyed: Some(at(20)) };
        assert_eq!(dated.days(&[at(15)]), Some((10.0, 5.0)));
        // At one end it is likely on the long side: (1 + 81) / 10.
        let (_, left) = dated.days(&[at(11)]).unwrap();
        assert!((left - 8.2).abs() < 1e-9, "{left}");
        assert_eq!(dated.days(&[]), Some((10.0, 10.0)));
        assert_eq!(Bounds { first_destroyed: None, ..dated }.days(&[at(15)]), None);
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
