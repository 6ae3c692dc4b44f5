//! What fits an incident in place and time, and how its words are read.

use proptest::prelude::*;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(from: &str, to: &str) -> Days {
    Days { from: day(from), to: day(to) }
}

fn incident(when: Days, accuracy: &str) -> Incident {
    Incident {
        external_id: "I-1".into(),
        title: String::new(),
        url: String::new(),
        grade: String::new(),
        status: String::new(),
        when,
        place: LonLat::new(39.0, 36.0).ok(),
        accuracy: Accuracy::parse(accuracy).unwrap(),
        killed: (None, None),
        injured: (None, None),
    }
}

fn dated(id: i64, (east, north): (f64, f64), window: Days) -> Dated {
    let place = LonLat::new(39.0, 36.0).unwrap().offset_by(east, north);
    Dated { building: BuildingId(id), place, window, version: 1 }
}

#[test]
fn a_word_of_the_ladder_is_read_however_it_is_written() {
    let metres = |text: &str| Accuracy::parse(text).map(|own| own.metres);
    assert_eq!(metres("within_100m_via_coalition"), Some(Some(100)));
    assert_eq!(metres("Within 100m (via Coalition)"), Some(Some(100)));
    assert_eq!(metres("Exact location (via Airwars)"), Some(Some(25)));
    assert_eq!(metres("Neighbourhood/area"), Some(Some(1_000)));
    assert_eq!(metres("Province/governorate"), Some(None));
    assert_eq!(metres(""), Some(None));
    assert_eq!(metres("150"), Some(Some(150)));
    assert_eq!(metres("149.2 m"), Some(Some(150)));
    for bad in ["0", "-5 km", "nearby", "1e9", "NaN", "inf"] {
        assert_eq!(metres(bad), None, "{bad}");
    }
}

#[test]
fn the_days_of_both_pictures_are_in_the_window() {
    let window = days("2017-06-01", "2017-06-15");
    for (from, to, common) in [
        ("2017-05-31", "2017-05-31", 0),
        ("2017-06-01", "2017-06-01", 1),
        ("2017-06-15", "2017-06-20", 1),
        ("2017-06-16", "2017-06-16", 0),
        ("2017-01-01", "2017-12-31", 15),
    ] {
        assert_eq!(days(from, to).common(window), common, "{from} to {to}");
    }
}

#[test]
fn candidates_fit_in_place_and_time_and_the_nearest_comes_first() {
    let (june, july) = (days("2017-06-01", "2017-06-15"), days("2017-07-01", "2017-07-15"));
    let all = [
        dated(1, (90.0, 0.0), june),
        dated(2, (0.0, 40.0), days("2017-05-01", "2017-07-01")),
        dated(3, (0.0, 40.0), june),
        dated(4, (80.0, 80.0), june),
        dated(5, (5.0, 5.0), july),
    ];
    let ids = |found: &Found| -> Vec<i64> {
        found.candidates.iter().map(|own| own.dated.building.0).collect()
    };
    let found = candidates(&incident(days("2017-06-10", "2017-06-11"), "100"), &all);
    assert_eq!((ids(&found), found.fits), (vec![3, 2, 1], 3));
    assert_eq!(found.candidates[0].overlap_days, 2);
    assert!((found.candidates[0].distance_m - 40.0).abs() < 0.11);
    for coarse in ["district", ""] {
        let own = incident(days("2017-06-10", "2017-06-11"), coarse);
        assert_eq!(candidates(&own, &all), Found::default(), "{coarse:?}");
    }
}

#[test]
fn what_is_listed_is_bounded_and_all_are_counted() {
    let june = days("2017-06-01", "2017-06-15");
    let count = CANDIDATES_MAX + 7;
    let all: Vec<Dated> = (0..count).map(|_| dated(1, (1.0, 1.0), june)).collect();
    let found = candidates(&incident(june, "street"), &all);
    assert_eq!((found.candidates.len(), found.fits), (CANDIDATES_MAX, count));
}

proptest! {
    #[test]
    fn a_candidate_lies_within_the_bounds_that_are_asked_for(
        lon in -179.0_f64..179.0,
        lat in -84.0_f64..84.0,
        metres in 1_u32..10_000,
        angle in 0.0_f64..6.3,
        share in 0.0_f64..2.0,
    ) {
        let june = days("2017-06-01", "2017-06-15");
        let place = LonLat::new(lon, lat).unwrap();
        let far = f64::from(metres) * share;
        let at = place.offset_by(far * angle.cos(), far * angle.sin());
        let own = Dated { building: BuildingId(1), place: at, window: june, version: 1 };
        let mut incident = incident(june, &metres.to_string());
        incident.place = Some(place);
        let is_found = candidates(&incident, &[own]).fits == 1;
        prop_assert!(is_found == (share <= 1.0) || (far - f64::from(metres)).abs() < 0.06);
        let (west, south, east, north) = bounds(place, metres);
        let is_inside = (west..=east).contains(&at.lon()) && (south..=north).contains(&at.lat());
        prop_assert!(is_inside || !is_found);
    }

    #[test]
    fn days_in_common_are_the_same_from_both_sides_and_never_more_than_either(
        a in 0_i64..100, b in 0_i64..30, c in 0_i64..100, d in 0_i64..30,
    ) {
        let days = |from: i64, more: i64| {
            let from = day("2017-01-01") + chrono::TimeDelta::days(from);
            Days { from, to: from + chrono::TimeDelta::days(more) }
        };
        let (one, other) = (days(a, b), days(c, d));
        let common = one.common(other);
        prop_assert_eq!(common, other.common(one));
        prop_assert!(common <= one.count().min(other.count()));
        prop_assert_eq!(common > 0, one.from <= other.to && other.from <= one.to);
    }
}
