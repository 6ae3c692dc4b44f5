//! The table of 1979, fitted again.

use super::super::dawid_skene::{ConfusionFit, ConfusionSettings, fit};
use super::super::labels::Labels;
use super::one;

/// 45 patients, judged fit for anaesthesia from 1 to 4: three times by the first of five
/// anaesthetists, once by each other. Dawid and Skene 1979, table 1.
const PATIENTS: &str = "1111111 3334334 1122122 2223121 2223222 2223322 1122111 3333433 2222223 \
    2322223 4444444 2223343 1111111 2223212 1211111 1112111 1111111 1111111 2222221 2221322 \
    2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121 1111111 \
    3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 \
    2322222 1211111 2222222";

fn fitted() -> ConfusionFit {
    let mut rows = Vec::new();
    for (task, patient) in (0u32..).zip(PATIENTS.split_whitespace()) {
        for (worker, grade) in [0, 0, 0, 1, 2, 3, 4].into_iter().zip(patient.bytes()) {
            rows.push((task, one(worker, u16::from(grade - b'1'))));
        }
    }
    let labels = Labels::new(45, 5, 4, rows).unwrap();
    let gold = Vec::new();
    fit(&labels, &ConfusionSettings { iterations: 200, tolerance: None, smoothing: None, gold })
}

#[test]
fn the_class_prior_is_the_published_one() {
    let fit = fitted();
    for (ours, theirs) in fit.prior.iter().zip([0.4, 0.4216, 0.1118, 0.0667]) {
        assert!((ours - theirs).abs() < 1e-4, "{:?}", fit.prior);
    }
}

#[test]
fn the_first_rater_is_the_published_one() {
    let fit = fitted();
    let published = [
        [0.907, 0.093, 0.0, 0.0],
        [0.07, 0.877, 0.053, 0.0],
        [0.0, 0.339, 0.661, 0.0],
        [0.0, 0.0, 0.556, 0.444],
    ];
    for (truth, row) in (0u16..).zip(published) {
        for (said, chance) in (0u16..).zip(row) {
            let ours = fit.confusion(0, truth, said).unwrap();
            assert!((ours - chance).abs() < 1e-3, "{truth} {said}: {ours} for {chance}");
        }
    }
    assert_eq!(fit.confusion(0, 4, 0), None);
    assert_eq!(fit.confusion(5, 0, 0), None);
}

#[test]
fn every_patient_gets_the_published_grade() {
    let fit = fitted();
    let grades: String = fit
        .posterior
        .chunks_exact(4)
        .map(|row| {
            let best = (0..4).max_by(|a, b| row[*a].total_cmp(&row[*b])).unwrap();
            char::from(b"1234"[best])
        })
        .collect();
    assert_eq!(grades, "142222132243121111222222112111131224233111212");
    let sureness = |row: &[f32]| row.iter().copied().fold(0.0, f32::max);
    let least = fit.posterior.chunks_exact(4).map(sureness).fold(1.0, f32::min);
    assert!((least - 0.948_215).abs() < 1e-4, "{least}");
}
