//! The counting of buildings and of what is said, the forecast, and how mass is spread.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use super::*;
use crate::domain::consensus::RetirementReason::{Agreed, BeforeSeries, Never};
use crate::domain::task::TaskState;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn standing(id: i64, state: TaskState, decided_at: &str) -> Standing {
    let imported_at = at("2017-01-01T00:00:00Z");
    let (after, before) = (Some(1), Some(2));
    let decided_at = at(decided_at);
    Standing { id, lon: 0.0, lat: 0.0, state, after, before, width: 1, decided_at, imported_at }
}

#[test]
fn buildings_are_counted_now_and_a_day_ago() {
    let retired = TaskState::Retired;
    let mut early = standing(3, retired(BeforeSeries), "2017-10-01T08:00:00Z");
    early.after = None;
    let mut never = standing(4, retired(Never), "2017-10-20T07:00:00Z");
    (never.before, never.width) = (None, 1);
    let all = [
        standing(1, TaskState::Open, "2017-10-20T08:00:00Z"),
        standing(2, retired(Agreed), "2017-10-19T10:00:00Z"),
        early,
        never,
        standing(5, TaskState::Escalated, "2017-10-19T08:00:00Z"),
        standing(6, TaskState::Open, "2017-10-20T08:30:00Z"),
    ];
    // One of those that wait now was contested then.
    let past = [TaskState::Escalated];
    let counted = Buildings::of(&all, &past, at("2017-10-20T09:00:00Z"));
    assert_eq!(counted.all, 6);
    let of = |word: &str| {
        let of = counted.states.iter().filter(|of| of.word == word);
        of.map(|of| of.buildings).sum::<u64>()
    };
    assert_eq!((of("open"), of("retired"), of("escalated")), (2, 3, 1));
    assert_eq!(counted.day_before, [1, 2, 3]);
    assert_eq!(counted.dated(), 1, "only with both ends");
    assert_eq!(counted.settled_on.values().sum::<u64>(), 3);
    assert_eq!(counted.widths, BTreeMap::from([(1, 3)]));
    assert_eq!(counted.latest, [6, 1, 4, 2, 5, 3]);
    assert!(counted.grid.cells.is_empty(), "each can be drawn");
}

#[test]
fn a_grid_holds_every_building_once() {
    let mut all = Vec::new();
    for n in 0..5_000_i32 {
        let mut one = standing(n.into(), TaskState::Open, "2017-10-20T08:00:00Z");
        one.lon = f64::from(n % 100) / 1000.0;
        one.lat = f64::from(n / 100) / 1000.0;
        all.push(one);
    }
    let counted = Buildings::of(&all, &[], at("2017-10-20T09:00:00Z"));
    let cells = &counted.grid.cells;
    assert_eq!(cells.iter().flat_map(|cell| cell.states.values()).sum::<u64>(), 5_000);
    assert!(cells.len() > 500 && cells.len() < 2_500, "{}", cells.len());
    assert_eq!(counted.latest.len(), crate::domain::limits::LISTED_MAX);
}

#[test]
fn mass_is_spread_over_the_window_and_none_is_lost() {
    let day = |text: &str| at(&format!("{text}T00:00:00Z")).timestamp();
    // Monday to Monday is one week; the next begins with its first second.
    let week = [(day("2017-01-02"), day("2017-01-09"), 4)];
    assert_eq!(mass_per_week(&week), [(day("2017-01-02") / DAY, 4.0)]);
    let two = [(day("2017-01-05"), day("2017-01-12"), 7)];
    let shares: Vec<f64> = mass_per_week(&two).iter().map(|(_, mass)| *mass).collect();
    assert_eq!(shares, [4.0, 3.0]);
    let all = [
        (day("2017-01-05"), day("2018-03-12"), 7),
        (day("2016-01-05"), day("2016-01-05"), 2),
        (day("2019-05-05"), day("2019-05-06") + 7, 11),
    ];
    let weeks = mass_per_week(&all);
    let sum: f64 = weeks.iter().map(|(_, mass)| mass).sum();
    assert!((sum - 20.0).abs() < 1e-9, "{sum}");
    assert!(weeks.windows(2).all(|pair| pair[1].0 - pair[0].0 == 7), "no week is left out");
    assert_eq!(mass_per_week(&[]), []);
}

#[test]
fn a_forecast_follows_the_last_seven_full_days() {
    let now = at("2017-10-20T09:00:00Z");
    let today = now.timestamp().div_euclid(DAY);
    assert_eq!(forecast(&BTreeMap::new(), today), None);
    // Today is not over, and eight days ago is too long ago.
    let mut days = BTreeMap::from([(today, 900), (today - 8, 900)]);
    assert_eq!(forecast(&days, today), None);
    days.extend((1..=7).map(|back| (today - back, 10)));
    let even = forecast(&days, today).unwrap();
    assert_eq!(even, Pace { mean: 10.0, low: 10.0, high: 10.0 });
    assert_eq!(even.days_left(25), [Some(2.5); 3]);
    days.insert(today - 3, 80);
    let uneven = forecast(&days, today).unwrap();
    assert!((uneven.mean - 20.0).abs() < 1e-9);
    assert!(uneven.low.abs() < 1e-9, "one day in seven says little");
    // Student's quantile for 6 degrees is 2.4469; the deviation is 26.4575, its error 10.
    assert!((uneven.high - 44.469).abs() < 1e-3, "{}", uneven.high);
    assert_eq!(uneven.days_left(25)[2], None);
}

#[test]
fn what_is_said_is_counted_hour_by_hour_and_old_hours_are_forgotten() {
    use crate::domain::id::CaptureId;
    let mut given = Given::default();
    let unsure = Said { doubt: Some("cloud".into()), unusable: vec![CaptureId(3), CaptureId(4)] };
    let sure = Said { doubt: None, unusable: vec![CaptureId(3)] };
    given.add(7, &[unsure.clone(), sure]);
    given.add(7, &[unsure]);
    assert_eq!((given.all, given.in_hour(7), given.in_hour(8)), (3, 3, 0));
    assert_eq!(given.doubts, BTreeMap::from([("cloud".to_owned(), 2)]));
    assert_eq!(given.unusable, BTreeMap::from([(3, 3), (4, 2)]));
    for hour in 8..1_000 {
        given.add(hour, &[Said { doubt: None, unusable: vec![] }]);
    }
    assert_eq!((given.all, given.hours.len()), (3 + 992, 400));
    let kept = serde_json::to_string(&given).unwrap();
    assert_eq!(serde_json::from_str::<Given>(&kept).unwrap(), given);
    let ago = Duration::days(1);
    assert_eq!(ago.num_seconds(), DAY);
}
