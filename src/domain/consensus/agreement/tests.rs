//! Against published and reference figures, and against the definition summed the long way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::{
    Coincidences, Metric, Rating, agreement, alpha, between, entropy, panels, shares, support,
};
use crate::domain::consensus::window::{Tally, supermajority};
use crate::domain::judgement::Window;
use crate::domain::policy::Threshold;
use crate::domain::statistics::Share;

fn rating(unit: u64, rater: u64, value: f64) -> Rating {
    Rating { unit, rater, value }
}

/// The data of Krippendorff (2011): four observers, twelve units, with missing values.
fn krippendorff() -> Vec<Rating> {
    let rows = ["1233214 12...", "12332241 2 5.3", ".33323422 51.", "1233244125 1."];
    let mut ratings = Vec::new();
    for (rater, row) in (0u64..).zip(rows) {
        let cells = row.chars().filter(|c| *c != ' ');
        for (unit, cell) in (0u64..).zip(cells) {
            if let Some(value) = cell.to_digit(10) {
                ratings.push(rating(unit, rater, f64::from(value)));
            }
        }
    }
    ratings
}

fn is_near(figure: Option<f64>, wanted: f64, tolerance: f64) -> bool {
    figure.is_some_and(|figure| (figure - wanted).abs() <= tolerance)
}

#[test]
fn the_example_of_krippendorff_2011_gives_his_figures() {
    let ratings = krippendorff();
    assert!(is_near(alpha(&ratings, Metric::Nominal), 0.743, 5e-4));
    assert!(is_near(alpha(&ratings, Metric::Ordinal), 0.815, 5e-4));
    assert!(is_near(alpha(&ratings, Metric::Interval), 0.849, 5e-4));
    let counted = coincidences(&ratings);
    // One of his twelve units has a single value, which pairs with nothing: 40 of 41 enter.
    assert_eq!((counted.units, counted.ratings), (11, 40));
    assert!(is_near(counted.alpha(Metric::Nominal), 0.743, 5e-4));
    assert!(is_near(counted.alpha(Metric::Ordinal), 0.815, 5e-4));
    assert!(is_near(counted.alpha(Metric::Interval), 0.849, 5e-4));
}

/// The values of each unit, counted one unit after the other.
fn coincidences(ratings: &[Rating]) -> Coincidences {
    let mut units: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for own in ratings {
        #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "small whole")]
        #[expect(clippy::cast_sign_loss, reason = "not below 0")]
        units.entry(own.unit).or_default().push(own.value as usize);
    }
    let mut counted = Coincidences::default();
    for values in units.values() {
        counted.add(values);
    }
    counted
}

#[test]
fn coincidences_of_nothing_and_of_sameness_have_no_alpha() {
    let mut counted = Coincidences::default();
    assert_eq!(counted.alpha(Metric::Nominal), None);
    counted.add(&[3]);
    counted.add(&[2, 2]);
    assert_eq!((counted.units, counted.alpha(Metric::Interval)), (1, None));
}

/// The shared test data, if it is at hand.
#[expect(clippy::print_stderr, reason = "what is skipped is named")]
fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/consensus");
    if !path.is_dir() {
        eprintln!("skipped: {} is not at hand", path.display());
        return None;
    }
    Some(path)
}

fn labels(folder: &Path) -> Vec<Rating> {
    let mut reader = csv::Reader::from_path(folder.join("labels.csv")).unwrap();
    let (mut units, mut raters) = (BTreeMap::new(), BTreeMap::new());
    let id = |ids: &mut BTreeMap<String, u64>, name: &str| {
        let next = u64::try_from(ids.len()).unwrap();
        *ids.entry(name.to_owned()).or_insert(next)
    };
    reader
        .records()
        .map(|row| {
            let row = row.unwrap();
            let (unit, rater) = (id(&mut units, &row[0]), id(&mut raters, &row[1]));
            rating(unit, rater, row[2].parse().unwrap())
        })
        .collect()
}

#[test]
fn every_reference_statistic_of_the_public_sets_is_reproduced() {
    let Some(folder) = data() else { return };
    let text = std::fs::read_to_string(folder.join("reference_statistics.json")).unwrap();
    let sets: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut compared = 0;
    for (set, figures) in sets.as_object().unwrap() {
        if set.ends_with("_DS") {
            continue;
        }
        let mine = agreement(&labels(&folder.join(set)));
        for (name, wanted) in figures.as_object().unwrap() {
            let figure = match name.as_str() {
                "alpha_nominal" => mine.alpha_nominal,
                "alpha_ordinal" => mine.alpha_ordinal,
                "alpha_interval" => mine.alpha_interval,
                "mean_entropy_nats" => mine.entropy_nats,
                "mean_pairwise_agreement" => mine.pairwise,
                other => panic!("{set} holds a figure {other} that nothing here computes"),
            };
            assert!(is_near(figure, wanted.as_f64().unwrap(), 1e-6), "{set} {name}: {figure:?}");
            compared += 1;
        }
    }
    assert_eq!(compared, 47);
}

#[test]
fn who_rates_alone_does_not_change_alpha() {
    let mut ratings = krippendorff();
    let before = agreement(&ratings);
    ratings.push(rating(99, 0, 5.0));
    let after = agreement(&ratings);
    assert_eq!(after.alpha_nominal, before.alpha_nominal);
    assert_eq!(after.paired_units, before.paired_units);
    assert_eq!(after.units, before.units + 1);
}

#[test]
fn nothing_and_sameness_have_no_alpha() {
    assert_eq!(alpha(&[], Metric::Interval), None);
    assert_eq!(alpha(&[rating(1, 1, 2.0), rating(1, 2, 2.0)], Metric::Ordinal), None);
    assert_eq!(agreement(&[rating(1, 1, 2.0), rating(1, 2, 2.0)]).pairwise, Some(1.0));
}

#[test]
fn entropy_is_nothing_when_all_agree_and_ln_2_when_half_do() {
    assert!(entropy([5]).abs() < 1e-15);
    assert!((entropy([3, 0, 3]) - libm::log(2.0)).abs() < 1e-15);
}

#[test]
fn volunteers_who_date_one_interval_late_are_seen_beside_experts_who_agree() {
    let experts: Vec<Rating> = (0..20)
        .flat_map(|u| [1, 2].map(|r| rating(u, r, f64::from(u32::try_from(u % 5).unwrap()))))
        .collect();
    let volunteers: Vec<Rating> = experts
        .iter()
        .map(|r| rating(r.unit, r.rater + 10, r.value + 1.0))
        .chain([rating(500, 11, 3.0)])
        .collect();
    let both = panels(&experts, &volunteers);
    assert_eq!(both.first.alpha_nominal, Some(1.0));
    assert_eq!((both.between.units, both.between.pairs), (20, 80));
    assert_eq!(both.between.agreement, Some(0.0));
    assert_eq!(both.between.within_one, Some(1.0));
    assert_eq!(both.between.second_minus_first, Some(1.0));
    assert!(both.between.kappa.unwrap() < 0.0);
    assert_eq!(between(&experts, &experts).kappa, Some(1.0));
    assert_eq!(between(&experts, &[]).kappa, None);
}

#[test]
fn support_is_counted_at_each_end_and_inside() {
    let window = |last, first| Window::new(Some(last), Some(first), 11).unwrap();
    let votes = [window(4, 5), window(4, 5), window(4, 5), window(4, 5), window(2, 8)];
    let agreed = supermajority(&Tally::of(&votes, 11), Threshold::new(4, 5).unwrap());
    let found = support(&votes, agreed, 11);
    let of = 5;
    assert_eq!(found.inside, Share { hits: 4, of });
    assert_eq!(found.touching, Share { hits: 5, of });
    assert_eq!(found.standing, Some(Share { hits: 4, of }));
    assert_eq!(found.destroyed, Some(Share { hits: 4, of }));
    let by_interval = shares(&votes, 11);
    assert_eq!(by_interval[5], (Share { hits: 4, of }, Share { hits: 5, of }));
    assert_eq!(by_interval[7], (Share { hits: 0, of }, Share { hits: 1, of }));
}

/// Alpha summed over the coincidence matrix, as it is defined.
fn by_coincidences(ratings: &[Rating], metric: Metric) -> Option<f64> {
    let mut units: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
    for r in ratings {
        #[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "small whole")]
        units.entry(r.unit).or_default().push(r.value as i64);
    }
    let mut table: BTreeMap<(i64, i64), f64> = BTreeMap::new();
    for values in units.values().filter(|values| values.len() > 1) {
        let weight = 1.0 / f64::from(u32::try_from(values.len() - 1).unwrap());
        for (i, a) in values.iter().enumerate() {
            for (j, b) in values.iter().enumerate() {
                if i != j {
                    *table.entry((*a, *b)).or_default() += weight;
                }
            }
        }
    }
    let mut sums: BTreeMap<i64, f64> = BTreeMap::new();
    for ((a, _), weight) in &table {
        *sums.entry(*a).or_default() += weight;
    }
    let n: f64 = sums.values().sum();
    #[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "small whole")]
    let weigh = |a: i64, b: i64| match metric {
        Metric::Nominal => f64::from(u8::from(a != b)),
        Metric::Interval => ((a - b) * (a - b)) as f64,
        Metric::Ordinal => {
            let between: f64 = sums.range(a.min(b)..=a.max(b)).map(|(_, n)| n).sum();
            let gap = between - f64::midpoint(sums[&a], sums[&b]);
            gap * gap
        }
    };
    let observed: f64 = table.iter().map(|((a, b), o)| o * weigh(*a, *b)).sum::<f64>() / n;
    let mut expected = 0.0;
    for (a, n_a) in &sums {
        for (b, n_b) in &sums {
            expected += n_a * n_b * weigh(*a, *b);
        }
    }
    expected /= n * (n - 1.0);
    (expected > 0.0).then(|| 1.0 - observed / expected)
}

proptest! {
    #[test]
    fn coincidences_give_the_alpha_of_all_ratings_at_once(
        rows in proptest::collection::vec((0u64..12, 0u64..6, 0i32..9), 0..60),
    ) {
        let ratings: Vec<Rating> =
            rows.iter().map(|(u, r, v)| rating(*u, *r, f64::from(*v))).collect();
        let counted = coincidences(&ratings);
        for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
            match (alpha(&ratings, metric), counted.alpha(metric)) {
                (Some(whole), Some(paged)) => prop_assert!((whole - paged).abs() < 1e-9),
                (whole, paged) => prop_assert_eq!(whole, paged),
            }
        }
    }

    #[test]
    fn moments_give_the_alpha_of_the_coincidence_matrix(
        rows in proptest::collection::vec((0u64..12, 0u64..6, -3i32..6), 0..60),
    ) {
        let ratings: Vec<Rating> =
            rows.iter().map(|(u, r, v)| rating(*u, *r, f64::from(*v))).collect();
        for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
            match (alpha(&ratings, metric), by_coincidences(&ratings, metric)) {
                (Some(fast), Some(slow)) => prop_assert!((fast - slow).abs() < 1e-9),
                (fast, slow) => prop_assert_eq!(fast, slow),
            }
        }
    }

    #[test]
    fn the_order_of_ratings_changes_no_bit(
        (rows, shuffled) in proptest::collection::vec((0u64..9, 0u64..6, 0u8..6), 0..60)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let ratings = |rows: &[(u64, u64, u8)]| -> Vec<Rating> {
            rows.iter().map(|(u, r, v)| rating(*u, *r, f64::from(*v))).collect()
        };
        prop_assert_eq!(agreement(&ratings(&rows)), agreement(&ratings(&shuffled)));
        prop_assert_eq!(
            between(&ratings(&rows), &krippendorff()),
            between(&ratings(&shuffled), &krippendorff())
        );
    }
}
