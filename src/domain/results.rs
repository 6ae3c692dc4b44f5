//! What a release says of its buildings at a time: which were certainly destroyed by then, which
//! possibly. A window (after, by] is known, never a day: the destruction came after the picture of
//! its first day and at or before that of its last.

use std::collections::BTreeMap;

use chrono::{Datelike as _, Days, NaiveDate};

use super::census::{DAY, mass_per_week};
use super::id::BuildingId;

macro_rules! statuses {
    ($($(#[$doc:meta])* $name:ident: $word:literal, $label:literal;)*) => {
        /// What is published about a building.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Status {
            $($(#[$doc])* $name,)*
        }

        impl Status {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word of the column `status`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// In words.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)*
                }
            }

            /// The value of a word written by [`Self::as_str`].
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|own| own.as_str() == word)
            }
        }
    };
}

statuses! {
    /// Both ends are agreed.
    Dated: "dated", "destroyed, dated";
    /// Not visibly destroyed up to the last capture.
    Standing: "not_destroyed", "not visibly destroyed";
    /// Destroyed in the first capture already.
    Before: "destroyed_before_first_image", "destroyed before the first picture";
    /// Most could not tell.
    Undatable: "undatable", "cannot be dated";
    /// An end is not agreed.
    Disputed: "disputed", "disputed";
    /// Taken out.
    Withdrawn: "withdrawn", "withdrawn";
    /// Still asked.
    Open: "open", "still being asked";
}

/// What a release says of a building.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The building.
    pub building: BuildingId,
    /// Its place, as the release tells it.
    pub lon: f64,
    /// Likewise.
    pub lat: f64,
    /// What is published.
    pub status: Status,
    /// The day of the last capture agreed to show it standing.
    pub after: Option<NaiveDate>,
    /// The day of the first one agreed to show it destroyed.
    pub by: Option<NaiveDate>,
    /// Counted answers that agree with both ends, in thousandths.
    pub agreement_pm: Option<i32>,
}

/// What is known of a building at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// Its whole window lies before.
    Certain,
    /// Its window has begun.
    Possible,
    /// Its window begins later: it was seen standing.
    Later,
    /// Agreed not to be visibly destroyed.
    Standing,
    /// No end of destruction is agreed.
    Unknown,
}

impl Fate {
    /// All, in the order of the legend.
    pub const ALL: [Self; 5] =
        [Self::Certain, Self::Possible, Self::Later, Self::Standing, Self::Unknown];

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Certain => "certainly destroyed by then",
            Self::Possible => "possibly destroyed by then",
            Self::Later => "seen standing then, destroyed later",
            Self::Standing => "not visibly destroyed",
            Self::Unknown => "not agreed",
        }
    }
}

impl Point {
    /// What is known at the end of a day.
    #[must_use]
    pub fn fate(&self, at: NaiveDate) -> Fate {
        match (self.status, self.by) {
            (Status::Standing, _) => Fate::Standing,
            (Status::Dated | Status::Before | Status::Disputed, Some(by)) => {
                let has_begun = self.after.is_none_or(|after| after < at);
                match (by <= at, has_begun) {
                    (true, _) => Fate::Certain,
                    (false, true) => Fate::Possible,
                    (false, false) => Fate::Later,
                }
            }
            _ => Fate::Unknown,
        }
    }
}

/// West, south, east, north, in degrees.
pub type Bounds = [f64; 4];

/// Which buildings are asked for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Wanted {
    /// Whose window reaches beyond the end of this day.
    pub from: Option<NaiveDate>,
    /// Whose window begins before this day.
    pub to: Option<NaiveDate>,
    /// Of this status.
    pub status: Option<Status>,
    /// With this agreement at least, in thousandths.
    pub agreement_pm: Option<i32>,
    /// In this box.
    pub bounds: Option<Bounds>,
}

impl Wanted {
    /// Whether a building is asked for.
    #[must_use]
    pub fn takes(&self, point: &Point) -> bool {
        let reaches = self.from.is_none_or(|from| point.by.is_some_and(|by| by > from));
        let begins = self
            .to
            .is_none_or(|to| point.by.is_some() && point.after.is_none_or(|after| after < to));
        let is_inside = self.bounds.is_none_or(|[west, south, east, north]| {
            (west..=east).contains(&point.lon) && (south..=north).contains(&point.lat)
        });
        let agrees = |least: i32| point.agreement_pm.is_some_and(|own| own >= least);
        reaches
            && begins
            && is_inside
            && self.status.is_none_or(|status| status == point.status)
            && self.agreement_pm.is_none_or(agrees)
    }
}

/// Buildings destroyed in a week.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    /// Its Monday.
    pub monday: NaiveDate,
    /// Whose window lies in it wholly: no fewer.
    pub least: u64,
    /// Windows spread evenly over their time.
    pub mass: f64,
    /// Whose window touches it: no more.
    pub most: u64,
}

/// Destroyed per week, of the buildings with both ends.
#[must_use]
pub fn weeks(points: &[Point]) -> Vec<Week> {
    let mut windows: BTreeMap<(NaiveDate, NaiveDate), u64> = BTreeMap::new();
    for point in points {
        if let (Some(after), Some(by)) = (point.after, point.by) {
            *windows.entry((after, by)).or_default() += 1;
        }
    }
    let seconds = |day: &NaiveDate| i64::from(day.num_days_from_ce() - EPOCH) * DAY;
    let spread: Vec<_> =
        windows.iter().map(|((after, by), count)| (seconds(after), seconds(by), *count)).collect();
    let masses = mass_per_week(&spread);
    let week = |(days, mass): (i64, f64)| {
        let days = i32::try_from(days).ok()?.checked_add(EPOCH)?;
        let monday = NaiveDate::from_num_days_from_ce_opt(days)?;
        let next = monday.checked_add_days(Days::new(7))?;
        let sum = |is_in: &dyn Fn(&(NaiveDate, NaiveDate)) -> bool| {
            windows.iter().filter(|(window, _)| is_in(window)).map(|(_, count)| count).sum()
        };
        // As the masses have it, a window is from the start of its first day to that of its last.
        let least = sum(&|(after, by)| *after >= monday && *by <= next);
        let most = sum(&|(after, by)| *after < next && *by > monday);
        Some(Week { monday, least, mass, most })
    };
    masses.into_iter().filter_map(week).collect()
}

/// 1 January 1970, in days of the calendar.
const EPOCH: i32 = 719_163;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn point(status: Status, after: Option<&str>, by: Option<&str>) -> Point {
        let (after, by) = (after.map(day), by.map(day));
        let building = BuildingId(1);
        Point { building, lon: 39.0, lat: 36.0, status, after, by, agreement_pm: Some(667) }
    }

    #[test]
    fn a_building_is_certainly_destroyed_only_once_its_whole_window_is_past() {
        let own = point(Status::Dated, Some("2017-02-10"), Some("2017-03-15"));
        for (at, fate) in [
            ("2017-02-10", Fate::Later),
            ("2017-02-11", Fate::Possible),
            ("2017-03-14", Fate::Possible),
            ("2017-03-15", Fate::Certain),
        ] {
            assert_eq!(own.fate(day(at)), fate, "{at}");
        }
        let before = point(Status::Before, None, Some("2017-01-05"));
        assert_eq!(before.fate(day("2016-01-01")), Fate::Possible);
        assert_eq!(before.fate(day("2017-01-05")), Fate::Certain);
        let standing = point(Status::Standing, Some("2017-06-01"), None);
        assert_eq!(standing.fate(day("2020-01-01")), Fate::Standing);
        let disputed = point(Status::Disputed, Some("2017-01-05"), None);
        assert_eq!(disputed.fate(day("2020-01-01")), Fate::Unknown);
    }

    #[test]
    fn what_is_asked_for_is_what_the_window_may_overlap() {
        let own = point(Status::Dated, Some("2017-02-10"), Some("2017-03-15"));
        let takes = |wanted: Wanted| wanted.takes(&own);
        let (from, to) = (|at| Some(day(at)), |at| Some(day(at)));
        assert!(takes(Wanted::default()));
        assert!(takes(Wanted { from: from("2017-03-14"), ..Wanted::default() }));
        assert!(!takes(Wanted { from: from("2017-03-15"), ..Wanted::default() }));
        assert!(takes(Wanted { to: to("2017-02-11"), ..Wanted::default() }));
        assert!(!takes(Wanted { to: to("2017-02-10"), ..Wanted::default() }));
        assert!(!takes(Wanted { agreement_pm: Some(668), ..Wanted::default() }));
        assert!(!takes(Wanted { status: Some(Status::Open), ..Wanted::default() }));
        assert!(!takes(Wanted { bounds: Some([38.0, 35.0, 38.9, 37.0]), ..Wanted::default() }));
        let standing = point(Status::Standing, Some("2017-06-01"), None);
        assert!(!Wanted { from: from("2017-01-01"), ..Wanted::default() }.takes(&standing));
    }

    #[test]
    fn every_week_lies_between_its_bounds_and_all_weeks_sum_to_all_buildings() {
        let all = [
            point(Status::Dated, Some("2017-02-10"), Some("2017-03-15")),
            point(Status::Dated, Some("2017-02-14"), Some("2017-02-16")),
            point(Status::Standing, Some("2017-06-01"), None),
        ];
        let weeks = weeks(&all);
        let sum: f64 = weeks.iter().map(|week| week.mass).sum();
        assert!((sum - 2.0).abs() < 1e-9, "{sum}");
        for week in &weeks {
            let [least, most] =
                [week.least, week.most].map(|own| f64::from(u32::try_from(own).unwrap()));
            assert!(least <= week.mass && week.mass <= most, "{week:?}");
        }
        let own = weeks.iter().find(|week| week.monday == day("2017-02-13")).unwrap();
        assert_eq!((own.least, own.most), (1, 2));
    }
}
