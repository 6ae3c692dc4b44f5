//! Against published tables and plain summation.

use proptest::prelude::*;

use super::{
    Bounds, benjamini_hochberg, binomial_upper_tail, clopper_pearson, incomplete_beta, ln_choose,
    median_of, quantile_of, student_quantile, wilson,
};

fn is_near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance
}

#[test]
fn wilson_and_clopper_pearson_give_the_intervals_of_newcombe_1998() {
    // Newcombe (1998), table I, 81 of 263 and 15 of 148.
    for (hits, of, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605)] {
        let Bounds { low: l, high: h } = wilson(hits, of, super::Z_95);
        assert!(is_near(l, low, 5e-5) && is_near(h, high, 5e-5), "wilson {l} {h}");
    }
    for (hits, of, low, high) in [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617)] {
        let Bounds { low: l, high: h } = clopper_pearson(hits, of, 0.95);
        assert!(is_near(l, low, 5e-5) && is_near(h, high, 5e-5), "exact {l} {h}");
    }
}

#[test]
fn none_of_some_leaves_the_known_upper_bound() {
    let Bounds { low, high } = clopper_pearson(0, 20, 0.95);
    assert!(low.abs() < 1e-12 && is_near(high, 1.0 - libm::pow(0.025, 1.0 / 20.0), 1e-12));
    assert_eq!(wilson(0, 0, super::Z_95), Bounds { low: 0.0, high: 1.0 });
}

#[test]
fn students_quantiles_are_those_of_the_tables() {
    for (freedom, t) in [(1, 12.706_204_7), (5, 2.570_581_8), (30, 2.042_272_5)] {
        assert!(is_near(student_quantile(freedom, 0.95), t, 1e-6), "{freedom}");
    }
}

#[test]
fn the_step_up_rule_keeps_what_benjamini_and_hochberg_kept() {
    // Benjamini and Hochberg (1995), section 3.2: four of fifteen stand at .05.
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    assert_eq!(benjamini_hochberg(&p, 15, 0.05).iter().filter(|stands| **stands).count(), 4);
    assert_eq!(benjamini_hochberg(&p, 15_000, 0.05).iter().filter(|stands| **stands).count(), 0);
}

#[test]
fn quantiles_interpolate() {
    assert_eq!(quantile_of(&[1.0, 2.0, 4.0], 0.75), Some(3.0));
    assert_eq!(median_of(&mut [3.0, 1.0, 2.0, 10.0]), Some(2.5));
    assert_eq!(median_of(&mut []), None);
}

fn summed_tail(hits: u32, trials: u32, chance: f64) -> f64 {
    (hits..=trials)
        .map(|k| {
            let ln = ln_choose(trials, k)
                + f64::from(k) * libm::log(chance)
                + f64::from(trials - k) * libm::log1p(-chance);
            libm::exp(ln)
        })
        .sum()
}

proptest! {
    #[test]
    fn the_tail_is_the_sum_of_its_terms(
        trials in 1u32..400, part in 0.0f64..1.0, chance in 0.001f64..0.999,
    ) {
        let hits = (1..=trials).rev().find(|h| f64::from(*h) <= part * f64::from(trials));
        let hits = hits.unwrap_or(1);
        let fast = binomial_upper_tail(hits, trials, chance);
        let slow = summed_tail(hits, trials, chance);
        prop_assert!((fast - slow).abs() <= 1e-9 * slow.max(1e-3), "{} {}", fast, slow);
    }

    #[test]
    fn the_incomplete_beta_is_symmetric(a in 0.1f64..200.0, b in 0.1f64..200.0, x in 0.0f64..1.0) {
        let sum = incomplete_beta(a, b, x) + incomplete_beta(b, a, 1.0 - x);
        prop_assert!((sum - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_exact_interval_holds_wilsons_centre(of in 1u32..300, part in 0.0f64..=1.0) {
        let hits = (0..=of).rev().find(|h| f64::from(*h) <= part * f64::from(of)).unwrap_or(0);
        let exact = clopper_pearson(hits, of, 0.95);
        let share = f64::from(hits) / f64::from(of);
        prop_assert!(exact.holds(share) && wilson(hits, of, super::Z_95).holds(share));
        prop_assert!(binomial_upper_tail(hits, of, exact.low.max(1e-12)) <= 0.0251 || hits == 0);
    }
}
