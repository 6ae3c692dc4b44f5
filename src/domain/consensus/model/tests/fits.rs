//! Properties of every fitted model.

use proptest::prelude::*;

use super::super::dawid_skene::{ConfusionSettings, Smoothing};
use super::super::labels::{Label, Labels};
use super::super::ordinal::OrdinalSettings;
use super::super::{dawid_skene, one_coin, ordinal, pooled};
use super::{Rows, any_rows, one};

const ROUNDS: u32 = 2;

/// The posteriors of every model, bit by bit.
fn posteriors(labels: &Labels, gold: &[(u32, u16)]) -> Vec<Vec<u32>> {
    let confusion = |smoothing| ConfusionSettings {
        iterations: ROUNDS,
        tolerance: None,
        smoothing,
        gold: gold.to_vec(),
    };
    let ordinal =
        OrdinalSettings { iterations: ROUNDS, gold: gold.to_vec(), ..OrdinalSettings::default() };
    [
        dawid_skene::fit(labels, &confusion(None)).posterior,
        dawid_skene::fit(labels, &confusion(Some(Smoothing::IBCC))).posterior,
        one_coin::fit(labels, ROUNDS, gold).posterior,
        pooled::fit(labels, ROUNDS, gold).posterior,
        ordinal::fit(labels, &ordinal).posterior,
    ]
    .into_iter()
    .map(|posterior| posterior.into_iter().map(f32::to_bits).collect())
    .collect()
}

/// The same rows in another order, with other numbers for the workers.
fn shuffled() -> impl Strategy<Value = (Rows, Rows)> {
    any_rows(8).prop_flat_map(|rows| {
        let numbers: Vec<u32> = (0u32..).take(rows.workers).collect();
        let orders = (Just(rows.given.clone()).prop_shuffle(), Just(numbers).prop_shuffle());
        orders.prop_map(move |(mut other, numbers)| {
            for (_, label) in &mut other {
                label.worker = numbers[usize::try_from(label.worker).unwrap()];
            }
            (rows.clone(), Rows { given: other, ..rows.clone() })
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn neither_the_order_of_rows_nor_the_numbers_of_workers_change_a_bit(
        (rows, other) in shuffled(),
    ) {
        prop_assert_eq!(posteriors(&rows.labels(), &[]), posteriors(&other.labels(), &[]));
    }

    #[test]
    fn one_building_by_bayes_equals_the_whole_fit(
        rows in any_rows(10),
        temper in prop_oneof![Just(1.0), Just(0.7)],
    ) {
        let labels = rows.labels();
        let settings =
            OrdinalSettings { iterations: ROUNDS, temper, ..OrdinalSettings::default() };
        let fit = ordinal::fit(&labels, &settings);
        let mut one = vec![0.0; rows.classes];
        for (task, row) in fit.posterior.chunks_exact(rows.classes).enumerate() {
            let answers = labels.of(task).iter().map(|label| {
                (fit.skills[usize::try_from(label.worker).unwrap()], label.low, label.high)
            });
            ordinal::posterior(&fit.prior, temper, answers, &mut one);
            for (ours, theirs) in one.iter().zip(row) {
                prop_assert!((ours - f64::from(*theirs)).abs() < 1e-6, "{:?} {:?}", one, row);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_label_that_leaves_everything_possible_changes_nothing(
        rows in any_rows(10),
        extra in proptest::collection::vec((0u32..6, 0u32..6), 1..4),
    ) {
        let mut more = rows.clone();
        let count = |n: usize| u32::try_from(n).unwrap();
        let high = u16::try_from(rows.classes - 1).unwrap();
        more.given.extend(extra.iter().map(|(task, worker)| {
            let worker = worker % count(rows.workers);
            (task % count(rows.tasks), Label { worker, low: 0, high })
        }));
        prop_assert_eq!(posteriors(&rows.labels(), &[]), posteriors(&more.labels(), &[]));
    }

    #[test]
    fn every_posterior_sums_to_one_and_gold_is_fixed(
        rows in any_rows(12),
        task in 0u32..6,
        class in 0u16..6,
    ) {
        let gold = [(task, class)];
        let is_known = usize::try_from(task).unwrap() < rows.tasks;
        let is_class = usize::from(class) < rows.classes;
        for posterior in posteriors(&rows.labels(), &gold) {
            for (at, row) in posterior.chunks_exact(rows.classes).enumerate() {
                let shares: Vec<f32> = row.iter().copied().map(f32::from_bits).collect();
                prop_assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{:?}", shares);
                prop_assert!(shares.iter().all(|share| (0.0..=1.0).contains(share)));
                if at == usize::try_from(task).unwrap() && is_known && is_class {
                    prop_assert!(shares[usize::from(class)] >= 1.0);
                }
            }
        }
    }
}

/// More labels of a task than are multiplied at once, for and against, in every width of block.
#[test]
fn a_long_argument_is_weighed_as_by_bayes() {
    for classes in [2u16, 7, 12, 13, 24, 30] {
        let mut rows: Vec<_> = (0..90).map(|worker| (0, one(worker, 0))).collect();
        rows.extend((90..300).map(|worker| (0, one(worker, classes - 1))));
        rows.extend((0..300u16).map(|worker| (1, one(worker.into(), worker % classes))));
        let labels = Labels::new(2, 300, classes.into(), rows).unwrap();
        let fit = ordinal::fit(&labels, &OrdinalSettings { iterations: 1, ..Default::default() });
        let mut told = vec![0.0; classes.into()];
        for (task, row) in fit.posterior.chunks_exact(classes.into()).enumerate() {
            let skill = |worker: u32| fit.skills[usize::try_from(worker).unwrap()];
            let answers = labels.of(task).iter().map(|l| (skill(l.worker), l.low, l.high));
            ordinal::posterior(&fit.prior, 1.0, answers, &mut told);
            for (ours, theirs) in told.iter().zip(row) {
                assert!((ours - f64::from(*theirs)).abs() < 1e-6, "{classes} {told:?} {row:?}");
            }
            let most = row.iter().copied().fold(0.0, f32::max);
            assert!(task > 0 || row[usize::from(classes) - 1] >= most, "{classes} {row:?}");
        }
    }
}

#[test]
fn a_task_without_labels_gets_the_class_prior() {
    let rows = vec![(0, one(0, 1)), (0, one(1, 1)), (1, one(0, 1))];
    let labels = Labels::new(3, 2, 3, rows).unwrap();
    let fit = ordinal::fit(&labels, &OrdinalSettings::default());
    for (share, prior) in fit.posterior[6..].iter().zip(&fit.prior) {
        assert!((f64::from(*share) - prior).abs() < 1e-6);
    }
}

#[test]
fn a_thousand_labels_neither_overflow_nor_vanish() {
    let rows = (0..1000).map(|worker| (0, one(worker, u16::from(worker % 5 == 0)))).collect();
    let labels = Labels::new(1, 1000, 2, rows).unwrap();
    for posterior in posteriors(&labels, &[]) {
        let shares: Vec<f32> = posterior.into_iter().map(f32::from_bits).collect();
        assert!(shares[0] > 0.7 && shares[1] >= 0.0, "{shares:?}");
    }
}

#[test]
fn ranges_narrow_a_posterior_as_sets() {
    let range = |worker, low, high| (0, Label { worker, low, high });
    let mut rows = vec![range(0, 2, 5), range(1, 4, 8)];
    rows.extend((0..11).map(|class| (1 + u32::from(class), one(2, class))));
    let labels = Labels::new(12, 3, 11, rows).unwrap();
    let fit = ordinal::fit(&labels, &OrdinalSettings { iterations: 2, ..Default::default() });
    let row = &fit.posterior[..11];
    let shared: f32 = row[4..=5].iter().sum();
    assert!(shared > 0.6, "{row:?}");
    assert!(row[3] > row[1] && row[6] > row[9], "{row:?}");
}

#[test]
fn one_class_and_no_labels_are_no_trouble() {
    let alone = Labels::new(2, 1, 1, vec![(0, one(0, 0))]).unwrap();
    for posterior in posteriors(&alone, &[]) {
        assert_eq!(posterior, [1f32.to_bits(); 2]);
    }
    let empty = Labels::new(1, 0, 2, Vec::new()).unwrap();
    for posterior in posteriors(&empty, &[]) {
        assert_eq!(posterior, [0.5f32.to_bits(); 2]);
    }
}

#[test]
fn one_label_of_the_best_volunteer_counts_no_more_than_the_cap() {
    let best = ordinal::Skill { exactness: 0.98, lateness: 0.6, spread: 0.005, lapse: 0.005 };
    let prior = vec![1.0 / 401.0; 401];
    let mut out = prior.clone();
    ordinal::posterior(&prior, 1.0, std::iter::once((best, 200, 200)), &mut out);
    let (least, most) = out.iter().fold((1.0f64, 0.0f64), |(l, m), p| (l.min(*p), m.max(*p)));
    assert!((most / least - ordinal::LABEL_ODDS_MAX).abs() < 1.0, "{}", most / least);
}
