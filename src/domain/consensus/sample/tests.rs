//! Sampling and estimating by example and by simulation.

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use super::{Building, EstimateError, Plan, allocate, draw, estimate};

fn town(sizes: &[u32]) -> Vec<Building<u32>> {
    (0u32..)
        .zip(sizes)
        .flat_map(|(stratum, size)| {
            (0..*size).map(move |i| Building { stratum, id: u64::from(stratum * 100_000 + i) })
        })
        .collect()
}

#[test]
fn the_sample_is_proportional_with_a_minimum_of_each_stratum() {
    let plan = Plan { wanted: 300, stratum_min: 10 };
    assert_eq!(allocate(&[6000, 3000, 100, 4], plan), [191, 95, 10, 4]);
    assert_eq!(allocate(&[50, 20], plan), [50, 20]);
    assert_eq!(allocate(&[9000], Plan { wanted: 5, stratum_min: 1 }), [200]);
}

#[test]
fn the_same_seed_draws_the_same_sample_whatever_the_order() {
    let mut buildings = town(&[900, 80, 3]);
    let sample =
        |b: &[Building<u32>], seed| draw(b, Plan::default(), &mut ChaCha20Rng::seed_from_u64(seed));
    let first = sample(&buildings, 1);
    assert_ne!(first, sample(&buildings, 2));
    buildings.reverse();
    assert_eq!(first, sample(&buildings, 1));
    assert_eq!(first.buildings.len(), 200);
    assert_eq!(first.strata.iter().map(|(_, _, drawn)| drawn).sum::<u32>(), 200);
}

#[test]
fn every_building_of_a_stratum_is_drawn_equally_often() {
    let buildings = town(&[400, 400]);
    let mut times = vec![0u32; 800];
    for seed in 0..400 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        for building in draw(&buildings, Plan::default(), &mut rng).buildings {
            times[usize::try_from(building.id % 100_000).unwrap()
                + 400 * usize::from(building.id >= 100_000)] += 1;
        }
    }
    // 400 draws of chance 1/4: mean 100, standard deviation 8.7.
    assert!(times.iter().all(|times| (55..=145).contains(times)));
}

#[test]
fn a_larger_stratum_weighs_more_than_its_audits() {
    let audits: Vec<(&str, bool)> =
        (0..10).map(|_| ("agreed", true)).chain((0..10).map(|i| ("open", i < 5))).collect();
    let found = estimate(&[("open", 100), ("agreed", 900)], &audits).unwrap();
    assert!((found.accuracy - 0.95).abs() < 1e-12);
    assert_eq!(found.strata[0].stratum, "agreed");
    assert!(found.interval.low < 0.90 && found.interval.high < 1.0);
    assert!(found.strata[0].interval.low < 0.75);
}

#[test]
fn an_audit_of_all_leaves_no_doubt() {
    let found = estimate(&[("a", 3)], &[("a", true), ("a", false), ("a", true)]).unwrap();
    assert!((found.interval.high - found.interval.low).abs() < 1e-12);
}

#[test]
fn what_nobody_audited_is_said_and_not_guessed() {
    let found = estimate(&[("a", 3), ("b", 7)], &[("a", true)]);
    assert_eq!(found, Err(EstimateError::Unaudited("b".into(), 7)));
    assert_eq!(estimate(&[("a", 1)], &[("c", true)]), Err(EstimateError::Unknown("c".into())));
    let twice = estimate(&[("a", 1)], &[("a", true), ("a", true)]);
    assert_eq!(twice, Err(EstimateError::TooMany("a".into(), 1, 2)));
    assert_eq!(estimate::<&str>(&[], &[]), Err(EstimateError::Nothing));
}

/// How often the interval of an audit holds the true share, over `rounds` samples.
fn coverage(sizes: &[u32], wrong: &[u32], plan: Plan, rounds: u32) -> f64 {
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let buildings = town(sizes);
    let populations: Vec<(u32, u32)> = (0u32..).zip(sizes.iter().copied()).collect();
    let truth = 1.0 - f64::from(wrong.iter().sum::<u32>()) / f64::from(sizes.iter().sum::<u32>());
    let is_right = |building: &Building<u32>| {
        let index = building.id - u64::from(building.stratum) * 100_000;
        index >= u64::from(wrong[usize::try_from(building.stratum).unwrap()])
    };
    let mut held = 0;
    for _ in 0..rounds {
        let drawn = draw(&buildings, plan, &mut rng);
        let audits: Vec<(u32, bool)> =
            drawn.buildings.iter().map(|b| (b.stratum, is_right(b))).collect();
        let found = estimate(&populations, &audits).unwrap();
        held += u32::from(found.interval.holds(truth));
    }
    f64::from(held) / f64::from(rounds)
}

#[test]
fn the_interval_covers_what_it_promises_over_easy_hard_and_small_towns() {
    let cases: [(&[u32], &[u32], u32); 5] = [
        (&[1200, 500, 160, 60, 40], &[12, 10, 8, 6, 6], 10),
        (&[1200, 500, 160, 60, 40], &[2, 3, 2, 2, 2], 20),
        (&[1800, 60, 40, 20], &[54, 24, 20, 14], 10),
        (&[500, 400, 100], &[25, 120, 50], 10),
        (&[150, 80, 40, 20], &[4, 5, 8, 6], 10),
    ];
    for (sizes, wrong, stratum_min) in cases {
        let found = coverage(sizes, wrong, Plan { wanted: 200, stratum_min }, 300);
        // 300 rounds: standard error .013 at .95.
        assert!(found >= 0.92, "{found} of {sizes:?}");
    }
}

proptest! {
    #[test]
    fn no_stratum_gives_more_than_it_has_and_the_sum_is_what_was_wanted(
        sizes in proptest::collection::vec(0u32..2_000, 1..12),
        wanted in 0u32..900, stratum_min in 0u32..40,
    ) {
        let plan = Plan { wanted, stratum_min };
        let taken = allocate(&sizes, plan);
        prop_assert!(taken.iter().zip(&sizes).all(|(t, s)| t <= s && *t >= stratum_min.min(*s)));
        let floor: u32 = sizes.iter().map(|s| stratum_min.min(*s)).sum();
        let all: u32 = sizes.iter().sum();
        prop_assert_eq!(taken.iter().sum::<u32>(), wanted.max(200).max(floor).min(all));
    }

    #[test]
    fn the_estimate_lies_inside_its_interval_between_nothing_and_all(
        strata in proptest::collection::vec((1u32..300, 0.0f64..1.0, 0.0f64..1.0), 1..6),
        seed in any::<u64>(),
    ) {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut populations = Vec::new();
        let mut audits = Vec::new();
        for (stratum, (size, part, share)) in (0u32..).zip(&strata) {
            populations.push((stratum, *size));
            let audited = (1..=*size).filter(|_| rng.random::<f64>() < *part).count().max(1);
            audits.extend((0..audited).map(|_| (stratum, rng.random::<f64>() < *share)));
        }
        let found = estimate(&populations, &audits).unwrap();
        prop_assert!(found.interval.low >= -1e-12 && found.interval.high <= 1.0 + 1e-12);
        let (low, high) = (found.interval.low - 1e-9, found.interval.high + 1e-9);
        prop_assert!(low <= found.accuracy && found.accuracy <= high);
        prop_assert!(found.effective_size > 0.0);
    }
}
