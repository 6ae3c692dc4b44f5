//! The structured ordinal model in a small seeded world of its own; larger ones live in
//! `simulation`.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use sha2::{Digest as _, Sha256};

use super::super::aggregate::{Kind, Method, Settings};
use super::super::alarm::disagreement;
use super::super::labels::{Label, Labels};
use super::super::ordinal::{OrdinalSettings, fit, fit_guarded};
use super::super::{aggregate, vote};

const CLASSES: u16 = 12;
const TASKS: u32 = 400;
const WORKERS: u32 = 60;

/// Five answers about every building: right with 2 in 3, else near, mostly late; every tenth
/// worker answers anything.
fn world(seed: u64) -> (Labels, Vec<u16>) {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut rows = Vec::new();
    let mut truth = Vec::new();
    for task in 0..TASKS {
        let z = rng.random_range(0..CLASSES);
        truth.push(z);
        for turn in 0..5 {
            let worker = (task * 7 + turn * 13) % WORKERS;
            let class = if worker.is_multiple_of(10) {
                rng.random_range(0..CLASSES)
            } else if rng.random_range(0..3) < 2 {
                z
            } else if rng.random_range(0..10) < 7 {
                (z + rng.random_range(1..3)).min(CLASSES - 1)
            } else {
                z.saturating_sub(rng.random_range(1..3))
            };
            rows.push((task, Label { worker, low: class, high: class }));
        }
    }
    let labels =
        Labels::new(TASKS.try_into().unwrap(), WORKERS.try_into().unwrap(), CLASSES.into(), rows);
    (labels.unwrap(), truth)
}

fn right(posterior: &[f32], truth: &[u16]) -> f64 {
    let rows = posterior.chunks_exact(CLASSES.into()).zip(truth);
    let hits = rows.map(|(row, z)| {
        let most = row.iter().copied().fold(0.0, f32::max);
        let leaders = row.iter().filter(|share| **share >= most).count();
        let is_leader = row[usize::from(*z)] >= most;
        if is_leader { 1.0 / f64::from(u32::try_from(leaders).unwrap()) } else { 0.0 }
    });
    hits.sum::<f64>() / f64::from(TASKS)
}

#[test]
fn it_beats_the_vote_where_labels_are_few() {
    let gains = (1..9).map(|seed| {
        let (labels, truth) = world(seed);
        let model = right(&fit(&labels, &OrdinalSettings::default()).posterior, &truth);
        let voted = right(&vote::shares(&labels), &truth);
        assert!(model > voted - 0.005, "{seed}: {model} against {voted}");
        model - voted
    });
    let gain = gains.sum::<f64>() / 8.0;
    assert!(gain > 0.02, "{gain}");
}

#[test]
fn it_knows_those_who_answer_anything() {
    let (labels, _) = world(1);
    let skills = fit(&labels, &OrdinalSettings::default()).skills;
    let chance = |worker: usize| skills[worker].exactness * (1.0 - skills[worker].lapse);
    let honest = (0..60).filter(|worker| worker % 10 != 0).map(chance).fold(1.0, f64::min);
    let careless = (0..60).step_by(10).map(chance).fold(0.0, f64::max);
    assert!(careless < honest, "{careless} {honest}");
}

#[test]
fn a_lower_temper_is_less_sure_of_the_same() {
    let (labels, truth) = world(2);
    let tempered = |temper| fit(&labels, &OrdinalSettings { temper, ..Default::default() });
    let (sure, unsure) = (tempered(1.0), tempered(0.7));
    let top = |posterior: &[f32]| -> f32 {
        posterior.chunks_exact(12).map(|row| row.iter().copied().fold(0.0, f32::max)).sum()
    };
    assert!(top(&unsure.posterior) < top(&sure.posterior));
    assert!((right(&sure.posterior, &truth) - right(&unsure.posterior, &truth)).abs() < 0.03);
    assert_eq!(sure.skills, unsure.skills);
}

#[test]
fn a_sound_fit_is_not_frozen() {
    let (labels, _) = world(3);
    let guarded = fit_guarded(&labels, &OrdinalSettings::default());
    assert!(!guarded.is_frozen);
    assert!(guarded.disagreement.compared > 200 && guarded.disagreement.share() < 0.06);
}

#[test]
fn an_archive_shifted_by_one_interval_is_frozen() {
    for seed in 1..20 {
        let (labels, truth) = world(seed);
        let fit = fit(&labels, &OrdinalSettings::default());
        let mut shifted = fit.posterior.clone();
        for row in shifted.chunks_exact_mut(12) {
            row.rotate_right(1);
        }
        assert!(disagreement(&labels, &shifted).is_alarming());
        let gold = (0u32..).zip(&truth).take(360).map(|(task, z)| (task, (z + 1).min(11)));
        let planted = OrdinalSettings { gold: gold.collect(), ..Default::default() };
        assert!(fit_guarded(&labels, &planted).is_frozen);
    }
}

/// Every method's bytes, as they were when this test was written; the tests run in debug and in
/// release, on every platform.
#[test]
fn the_same_labels_give_the_same_bytes_everywhere() {
    let (labels, _) = world(4);
    let mut digest = Sha256::new();
    for method in Method::ALL {
        let told = aggregate(&labels, Kind::Ordinal, method, &Settings::default()).unwrap();
        for share in &told.probability {
            digest.update(share.to_bits().to_le_bytes());
        }
        digest.update(told.log_likelihood.unwrap_or(0.0).to_bits().to_le_bytes());
        digest.update(format!("{:?} {:?}", told.best, told.windows));
    }
    let hex = format!("{:x?}", &digest.finalize()[..8]);
    assert_eq!(hex, "[d2, ee, b4, 96, ff, 44, 46, 8c]");
}
