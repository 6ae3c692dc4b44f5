//! Scores of results small enough to reckon by hand.

use super::*;
use crate::domain::consensus::model::Method;

fn result(best: Vec<Best>, probability: Vec<f32>, windows: Vec<Option<(u16, u16)>>) -> Aggregate {
    let classes = probability.len() / best.len();
    let method = Method::Majority;
    Aggregate { classes, best, probability, windows, iterations: 0, log_likelihood: None, method }
}

fn truth(levels: &[Option<u16>]) -> Truth {
    Truth { levels: levels.to_vec(), elsewhere: 0, without_labels: 0 }
}

fn is_near(value: Option<f64>, wanted: f64) -> bool {
    value.is_some_and(|value| (value - wanted).abs() < 1e-6)
}

#[test]
fn a_tie_counts_its_chance_and_an_unknown_truth_counts_nothing() {
    let best = vec![Best::Leads(0), Best::Tied(vec![0, 1, 2]), Best::Nothing, Best::Leads(2)];
    let result = result(best, vec![0.2; 12], vec![None; 4]);
    let score = Score::of(&result, &truth(&[Some(1), Some(0), Some(1), None]), Kind::Ordinal);
    assert_eq!(score.truths, 3);
    assert!(is_near(score.accuracy, 1.0 / 9.0), "{score:?}");
    assert!(is_near(score.within_one, (1.0 + 2.0 / 3.0) / 3.0), "{score:?}");
    let nominal = Score::of(&result, &truth(&[Some(1), Some(0), Some(1), None]), Kind::Nominal);
    assert_eq!(nominal.within_one, None);
}

#[test]
fn calibration_is_the_gap_between_what_was_said_and_what_was_right() {
    let best = vec![Best::Leads(0), Best::Leads(0), Best::Leads(1), Best::Leads(1)];
    let chances = vec![0.9, 0.1, 0.9, 0.1, 0.4, 0.6, 0.45, 0.55];
    let result = result(best, chances, vec![None; 4]);
    let score = Score::of(&result, &truth(&[0, 1, 1, 1].map(Some)), Kind::Nominal);
    // The bin of .9: 1.8 said, 1 right. Those of .6 and .55 are (.5333, .6]: 1.15 said, 2 right.
    assert!(is_near(score.ece, (0.8 + 0.85) / 4.0), "{score:?}");
    let cost = -(0.9_f64.ln() + 0.1_f64.ln() + 0.6_f64.ln() + 0.55_f64.ln()) / 4.0;
    assert!(is_near(score.nll, cost), "{score:?}");
}

#[test]
fn the_area_counts_pairs_and_halves_ties() {
    let best = vec![Best::Leads(0); 4];
    let result = result(best, vec![0.9, 0.1, 0.6, 0.4, 0.6, 0.4, 0.2, 0.8], vec![None; 4]);
    let area = |levels: [u16; 4]| Score::of(&result, &truth(&levels.map(Some)), Kind::Nominal).auc;
    assert!(is_near(area([0, 0, 1, 1]), 0.875));
    assert_eq!(area([0, 0, 0, 0]), None);
    assert!(is_near(area([1, 1, 0, 0]), 0.125));
}

#[test]
fn an_impossible_truth_costs_a_bounded_price() {
    let result = result(vec![Best::Leads(0)], vec![1.0, 0.0], vec![Some((0, 1))]);
    let score = Score::of(&result, &truth(&[Some(u16::MAX)]), Kind::Ordinal);
    assert!(is_near(score.nll, 13.815_510_557_964_274), "{score:?}");
    assert_eq!(
        (score.accuracy, score.within_one, score.coverage),
        (Some(0.0), Some(0.0), Some(0.0))
    );
    assert_eq!(score.width, Some(2.0));
}
