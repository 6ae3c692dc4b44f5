//! What is measured, on rows made by hand and on small worlds.

use super::*;
use crate::domain::consensus::model::ordinal::{OrdinalSettings, fit};
use crate::simulation::answer::Kind;
use crate::simulation::deal::{Dealing, arrive, fixed};
use crate::simulation::progress::labels;
use crate::simulation::world::WorldSettings;

#[test]
fn the_narrowest_run_holds_the_mass_and_no_class_more() {
    let row = [0.05_f32, 0.5, 0.3, 0.1, 0.05];
    assert_eq!(narrowest(&row, 0.5), (1, 1));
    assert_eq!(narrowest(&row, 0.8), (1, 2));
    assert_eq!(narrowest(&row, 0.9), (1, 3));
    assert_eq!(narrowest(&row, 1.0), (0, 4));
    assert_eq!(narrowest(&[], 0.9), (0, 0));
}

#[test]
fn a_model_that_is_as_right_as_it_says_has_no_calibration_error() {
    let mut bins = [(0.0, 0.0); BINS];
    for number in 0..10 {
        fill_bin(&mut bins, 0.7, number < 7);
    }
    let off: f64 = bins.iter().map(|(sure, right)| f64::abs(sure - right)).sum();
    assert!(off < 1e-9);
    fill_bin(&mut bins, 1.0, false);
    assert!((bins[BINS - 1].0 - 1.0).abs() < 1e-9, "certainty falls into the last bin");
}

#[test]
fn the_mean_of_scores_is_taken_field_by_field() {
    let one = Score { exact: 1.0, judgements: 4.0, ..Score::default() };
    let two = Score { exact: 0.0, judgements: 5.0, ..Score::default() };
    let mean = Score::mean(&[one, two]);
    assert!((mean.exact - 0.5).abs() < 1e-12 && (mean.judgements - 4.5).abs() < 1e-12);
    assert_eq!(Score::mean(&[]), Score::default());
}

/// The self-test of `consensus.md` on small worlds; its own tolerance is a hundredth on larger
/// ones, so this one is wide.
#[test]
fn small_worlds_agree_with_the_published_figures() {
    let mut found = Vec::new();
    for kind in Kind::ALL {
        let settings = WorldSettings {
            seed: 9,
            buildings: 300,
            volunteers: 82,
            kind,
            spam: 0.075,
            ..WorldSettings::default()
        };
        let world = World::new(settings);
        let given = fixed(&world, 5);
        let labels = labels(&given, world.sizes()).unwrap();
        let posterior = fit(&labels, &OrdinalSettings::default()).posterior;
        let published = Policy::default();
        let scored = Scored {
            given: &given,
            steps: &[],
            published,
            point: Point::Model,
            posterior: &posterior,
        };
        found.push(score(&world, scored, |_| true));
    }
    let mean = Score::mean(&found);
    assert!((mean.plurality - 0.90).abs() < 0.03, "plurality {}", mean.plurality);
    assert!((mean.model - 0.93).abs() < 0.03, "ordinal {}", mean.model);
    assert!(mean.model > mean.plurality, "the model beats the vote");
    assert!((mean.within_one - 0.985).abs() < 0.02, "within one {}", mean.within_one);
    assert!(mean.ece < 0.08 && mean.nll < 0.40, "ece {} nll {}", mean.ece, mean.nll);
    assert!(mean.in_window > 0.95, "the published window keeps its promise");
}

#[test]
fn a_run_scores_what_it_cost_and_what_it_gave_up() {
    let settings = WorldSettings { buildings: 100, volunteers: 40, ..WorldSettings::default() };
    let world = World::new(settings);
    let progress = arrive(&world, "rule:4/5:3:9".parse().unwrap(), Dealing::default());
    let found = score(&world, Scored::of(&progress, &[]), |_| true);
    let judgements: usize = progress.given.iter().map(Vec::len).sum();
    assert!((found.judgements - real(judgements) / 100.0).abs() < 1e-9);
    let escalated = progress.steps.iter().filter(|step| **step == Step::Escalate).count();
    assert!((found.escalated - real(escalated) / 100.0).abs() < 1e-9);
    assert!(found.held_or_flagged >= found.in_window);
    let sum = found.held_or_flagged + found.silent_wrong;
    assert!((sum - 1.0).abs() < 1e-9, "what is neither held nor flagged is wrong in silence");
}
