//! The one interface, and the configuration that must not do worse than the vote.

use super::super::aggregate::{AggregateError, Best, Kind, Method, Settings};
use super::super::labels::{Label, Labels};
use super::super::{aggregate, credible};
use super::one;

fn three(kind: Kind, method: Method, settings: &Settings) -> Result<Vec<Best>, AggregateError> {
    let rows = vec![(0, one(0, 1)), (0, one(1, 1)), (0, one(2, 2)), (1, one(0, 2)), (1, one(1, 0))];
    let labels = Labels::new(3, 3, 3, rows).unwrap();
    aggregate(&labels, kind, method, settings).map(|told| told.best)
}

#[test]
fn every_method_has_its_word() {
    for method in Method::ALL {
        assert_eq!(method.as_str().parse(), Ok(method));
    }
    assert_eq!("nominal".parse(), Ok(Kind::Nominal));
    assert_eq!("best".parse::<Method>(), Err(AggregateError::Method));
}

#[test]
fn a_tie_is_said_and_so_is_nothing() {
    let best = three(Kind::Nominal, Method::Majority, &Settings::default()).unwrap();
    assert_eq!(best, [Best::Leads(1), Best::Tied(vec![0, 2]), Best::Nothing]);
    let best = three(Kind::Ordinal, Method::Median, &Settings::default()).unwrap();
    assert_eq!(best, [Best::Leads(1), Best::Tied(vec![0, 2]), Best::Nothing]);
    for method in Method::ALL {
        let best = three(Kind::Ordinal, method, &Settings::default()).unwrap();
        assert_eq!((&best[0], &best[2]), (&Best::Leads(1), &Best::Nothing), "{method}");
    }
}

#[test]
fn what_makes_no_sense_is_refused_with_its_reason() {
    let refused = |method, settings: &Settings| three(Kind::Nominal, method, settings).unwrap_err();
    let plain = Settings::default();
    for method in [Method::Median, Method::Window, Method::Quorum, Method::Ordinal] {
        assert_eq!(refused(method, &plain), AggregateError::NeedsOrder { method });
    }
    let gold = |gold| Settings { gold, ..Settings::default() };
    let outside = AggregateError::Gold { task: 3, class: 0 };
    assert_eq!(refused(Method::Ibcc, &gold(vec![(3, 0)])), outside);
    let twice = AggregateError::GoldTwice { task: 1 };
    assert_eq!(refused(Method::Ibcc, &gold(vec![(1, 0), (1, 2)])), twice);
    let cold = Settings { temper: 0.0, ..Settings::default() };
    assert!(matches!(refused(Method::Majority, &cold), AggregateError::Setting { .. }));
}

#[test]
fn the_credible_window_is_the_narrowest_then_the_fullest_then_the_earliest() {
    assert_eq!(credible(&[0.1, 0.5, 0.3, 0.1], 0.75), Some((1, 2)));
    assert_eq!(credible(&[0.25, 0.25, 0.25, 0.25], 0.5), Some((0, 1)));
    assert_eq!(credible(&[0.0, 1.0], 1.0), Some((1, 1)));
    assert_eq!(credible(&[], 0.9), None);
}

#[test]
fn strangers_are_only_counted() {
    let rows = (0..40).map(|worker| (worker / 4, one(worker, u16::from(worker % 4 == 0))));
    let labels = Labels::new(10, 40, 2, rows.collect()).unwrap();
    let told = aggregate(&labels, Kind::Nominal, Method::Auto, &Settings::default()).unwrap();
    assert_eq!(told.method, Method::Majority);
}

/// Two in five workers answer the opposite of a truth that the others see.
#[test]
fn liars_who_are_outvoted_do_not_turn_it_against_the_vote() {
    let truth = |task: u32| u16::from(task.is_multiple_of(3));
    let rows = (0..100).flat_map(|task| {
        (0..5).map(move |worker| {
            let class = if worker < 2 { 1 - truth(task) } else { truth(task) };
            (task, Label { worker, low: class, high: class })
        })
    });
    let labels = Labels::new(100, 5, 2, rows.collect()).unwrap();
    let told = aggregate(&labels, Kind::Nominal, Method::Auto, &Settings::default()).unwrap();
    let right = (0u32..).zip(&told.best).filter(|(task, b)| **b == Best::Leads(truth(*task)));
    assert_eq!(right.count(), 100);
}
