//! Calibration by example, by property, and on worlds whose chances are known.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::{
    Audited, Claims, Mean, Reading, coverage, credible_set, expected_interval, lag, reliability,
    temper, temperature,
};
use crate::domain::consensus::span::Span;
use crate::domain::statistics::Share;

/// Forecasts over 5 intervals and truths drawn from them at another temperature: above 1 the
/// forecasts are too sure.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "rounding is meant")]
fn world(buildings: usize, temper_of_truth: f64, seed: u64) -> Vec<(Vec<f32>, Span)> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    (0..buildings)
        .map(|_| {
            let weights: Vec<f64> = (0..5).map(|_| libm::pow(rng.random::<f64>(), 4.0)).collect();
            let sum: f64 = weights.iter().sum();
            let forecast: Vec<f32> = weights.iter().map(|w| (w / sum) as f32).collect();
            let mut row = vec![0.0; 5];
            temper(&forecast, temper_of_truth, &mut row);
            let mut left = rng.random::<f64>();
            let truth = row.iter().position(|chance| {
                left -= chance;
                left < 0.0
            });
            (forecast, Span::at(truth.unwrap_or(4)))
        })
        .collect()
}

fn audited(world: &[(Vec<f32>, Span)]) -> Vec<Audited<'_>> {
    world.iter().map(|(row, truth)| Audited { posterior: row, truth: *truth }).collect()
}

#[test]
fn forecasts_that_keep_their_word_have_a_small_calibration_error() {
    let honest = world(20_000, 1.0, 1);
    let boastful = world(20_000, 2.5, 1);
    let (honest, boastful) = (audited(&honest), audited(&boastful));
    let kept = reliability(&honest).unwrap();
    assert!(kept.ece < 0.015, "{}", kept.ece);
    let broken = reliability(&boastful).unwrap();
    assert!(broken.ece > 0.1 && broken.nll > kept.nll && broken.brier > kept.brier);
    let is_held = |bin: &super::Bin| {
        bin.right.of < 50
            || bin
                .stated
                .is_some_and(|s| bin.interval.low - 0.01 <= s && s <= bin.interval.high + 0.01)
    };
    assert!(kept.bins.iter().all(is_held));
    assert_eq!(kept.bins.iter().map(|bin| bin.right.of).sum::<u32>(), 20_000);
}

#[test]
fn claims_are_held_against_what_came_true_bin_by_bin() {
    let mut claims = Claims::default();
    assert_eq!(claims.ece(), None);
    // Ten at .5 of which nine are right, ten at .9 of which nine are: (.4 + 0) / 2.
    for number in 0..10 {
        claims.add(0.5, number > 0);
        claims.add(0.9, number > 0);
    }
    assert_eq!(claims.right(), Share { hits: 18, of: 20 });
    assert!((claims.ece().unwrap() - 0.2).abs() < 1e-12);
    let filled: Vec<_> = claims.bins().into_iter().filter(|bin| bin.right.of > 0).collect();
    assert_eq!(filled.len(), 2);
    // Wilson (1927) for 9 of 10.
    assert!((filled[0].interval.low - 0.596).abs() < 5e-4, "{:?}", filled[0]);
    assert!((filled[0].interval.high - 0.982).abs() < 5e-4, "{:?}", filled[0]);
}

#[test]
fn the_figures_of_two_buildings_are_those_by_hand() {
    let rows = [vec![0.8f32, 0.2], vec![0.6, 0.4]];
    let truths = [Span::at(0), Span::at(1)];
    let pairs: Vec<(Vec<f32>, Span)> = rows.into_iter().zip(truths).collect();
    let found = reliability(&audited(&pairs)).unwrap();
    assert_eq!(found.right, Share { hits: 1, of: 2 });
    assert!((found.ece - f64::midpoint(0.2, 0.6)).abs() < 1e-6);
    assert!((found.nll + f64::midpoint(libm::log(0.8), libm::log(0.4))).abs() < 1e-6);
    assert!((found.brier.unwrap() - f64::midpoint(0.08, 0.72)).abs() < 1e-6);
    assert_eq!(reliability(&[]), None);
}

#[test]
fn an_impossible_truth_costs_no_more_than_its_clip() {
    let pairs = [(vec![1.0f32, 0.0], Span::at(1))];
    let found = reliability(&audited(&pairs)).unwrap();
    assert!((found.nll - libm::log(1e6)).abs() < 1e-9);
    let wide = [(vec![0.5f32, 0.25, 0.25], Span { low: 1, high: 2 })];
    let found = reliability(&audited(&wide)).unwrap();
    assert!((found.nll - libm::log(2.0)).abs() < 1e-9 && found.brier.is_none());
}

#[test]
fn the_audit_finds_the_temperature_that_the_truths_were_drawn_at() {
    for wanted in [0.7, 1.0, 1.5, 2.5] {
        let world = world(6_000, wanted, 3);
        let found = temperature(&audited(&world)).unwrap();
        assert!((found.value / wanted - 1.0).abs() < 0.11, "{wanted}: {}", found.value);
        assert!(found.log_likelihood >= found.untempered);
    }
    assert_eq!(temperature(&[]), None);
}

#[test]
fn a_window_may_hold_all_of_a_truth_or_only_touch_it() {
    let truth = Span { low: 4, high: 5 };
    let windows = [Span { low: 3, high: 6 }, Span::at(5), Span::at(7), Span { low: 4, high: 5 }];
    let pairs: Vec<(Span, Span)> = windows.into_iter().map(|window| (window, truth)).collect();
    let found = coverage(&pairs);
    assert_eq!((found.holding.hits, found.touching.hits, found.holding.of), (2, 3, 4));
    assert_eq!(found.mean_width, Some(2.0));
    assert_eq!(found.mean_truth_width, Some(2.0));
    assert!(found.holding_interval.low < 0.5 && found.holding_interval.high > 0.5);
    assert_eq!(coverage(&[]).mean_width, None);
}

#[test]
fn ninety_percent_sets_hold_the_truth_at_least_nine_times_in_ten() {
    let world = world(5_000, 1.0, 5);
    let pairs: Vec<(Span, Span)> =
        world.iter().map(|(row, truth)| (credible_set(row, 0.9).unwrap(), *truth)).collect();
    let found = coverage(&pairs);
    assert!(found.holding_interval.high >= 0.9, "{:?}", found.holding);
    assert!(found.mean_width < Some(4.9));
}

#[test]
fn a_crowd_that_dates_a_day_late_is_found_late_and_an_exact_one_is_not() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let mut readings = |late: f64| -> Vec<Reading> {
        (0..200)
            .map(|i| {
                let noise = rng.random::<f64>() * 4.0 - 2.0;
                let day = Some(100.0);
                let late_day = Some(100.0 + late + noise).filter(|_| i % 10 != 0);
                let (dated_interval, true_interval) = (5.0 + late / 14.0, 5.0);
                Reading { dated_interval, true_interval, dated_day: late_day, true_day: day }
            })
            .collect()
    };
    let late = lag(&readings(1.0)).unwrap();
    let days = late.days.unwrap();
    assert_eq!((days.count, late.intervals.count), (180, 200));
    assert!(days.is_apart_from_zero() && days.low < 1.0 && days.high > 1.0);
    assert!(!lag(&readings(0.0)).unwrap().days.unwrap().is_apart_from_zero());
    assert_eq!(lag(&[]), None);
    assert!(!Mean::of(&[3.0]).unwrap().is_apart_from_zero());
}

proptest! {
    #[test]
    fn no_run_with_the_mass_is_narrower_than_the_credible_set(
        weights in proptest::collection::vec(0u16..100, 1..12), mass in 0.05f64..1.0,
    ) {
        prop_assume!(weights.iter().any(|w| *w > 0));
        let row: Vec<f32> = weights.iter().map(|w| f32::from(*w)).collect();
        let held = |run: Span| row[run.low..=run.high].iter().copied().map(f64::from).sum::<f64>();
        let total = held(Span { low: 0, high: row.len() - 1 });
        let found = credible_set(&row, mass).unwrap();
        prop_assert!(held(found) >= mass * total - 1e-6);
        for low in 0..row.len() {
            for high in low..row.len() {
                let run = Span { low, high };
                if held(run) >= mass * total {
                    prop_assert!(run.width() > found.width()
                        || (run.width() == found.width() && held(run) <= held(found) + 1e-6));
                }
            }
        }
    }

    #[test]
    fn tempering_keeps_the_order_and_the_sum(
        weights in proptest::collection::vec(0u16..100, 2..12), t in 0.6f64..4.0,
    ) {
        prop_assume!(weights.iter().any(|w| *w > 0));
        let row: Vec<f32> = weights.iter().map(|w| f32::from(*w)).collect();
        let mut tempered = vec![0.0; row.len()];
        temper(&row, t, &mut tempered);
        prop_assert!((tempered.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        for (i, chance) in row.iter().enumerate() {
            for (j, other) in row.iter().enumerate() {
                prop_assert_eq!(chance < other, tempered[i] < tempered[j]);
            }
        }
        let mean = expected_interval(&row);
        prop_assert!((0.0..=11.0).contains(&mean));
    }
}
