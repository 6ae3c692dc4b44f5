//! One number that makes a model's chances fit an audit.

use super::{Audited, CHANCE_MIN};
use crate::domain::consensus::span::Span;
use crate::domain::statistics::number;

/// The temperatures tried.
pub const GRID: [f64; 16] =
    [0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.25, 2.5, 3.0, 3.5, 4.0];

/// A temperature chosen on audited buildings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Temperature {
    /// Above 1 where the model was too sure, below 1 where it was not sure enough.
    pub value: f64,
    /// Buildings it was chosen on.
    pub audited: usize,
    /// Mean log-likelihood of the truth with it, in nats.
    pub log_likelihood: f64,
    /// The same without it.
    pub untempered: f64,
}

/// Writes the posterior at temperature `t`, each chance to the power 1 / t and scaled to sum 1,
/// into `out`, which is as long as the posterior.
pub fn temper(posterior: &[f32], t: f64, out: &mut [f64]) {
    let mut sum = 0.0;
    for (chance, tempered) in posterior.iter().zip(&mut *out) {
        *tempered = if *chance > 0.0 { libm::pow(f64::from(*chance), 1.0 / t) } else { 0.0 };
        sum += *tempered;
    }
    for tempered in out {
        *tempered /= sum;
    }
}

/// The temperature of [`GRID`] under which the audited truths are likeliest, the one nearest 1 of
/// equals (temperature scaling; Guo, Pleiss, Sun and Weinberger 2017, on posteriors). Chances are
/// clipped at [`CHANCE_MIN`], so that a single blunder does not choose. None of no buildings.
#[must_use]
pub fn temperature(audited: &[Audited<'_>]) -> Option<Temperature> {
    let untempered = mean_log_likelihood(audited, 1.0)?;
    let mut best = (1.0, untempered);
    let mut order = GRID;
    order.sort_unstable_by(|a, b| libm::log(*a).abs().total_cmp(&libm::log(*b).abs()));
    for value in order {
        let likelihood = mean_log_likelihood(audited, value)?;
        if likelihood > best.1 + 1e-12 {
            best = (value, likelihood);
        }
    }
    let (value, log_likelihood) = best;
    Some(Temperature { value, audited: audited.len(), log_likelihood, untempered })
}

fn mean_log_likelihood(audited: &[Audited<'_>], t: f64) -> Option<f64> {
    let mut row = Vec::new();
    let mut sum = 0.0;
    for building in audited {
        row.resize(building.posterior.len(), 0.0);
        temper(building.posterior, t, &mut row);
        sum += libm::log(mass(&row, building.truth).clamp(CHANCE_MIN, 1.0));
    }
    (!audited.is_empty()).then(|| sum / number(audited.len()))
}

fn mass(row: &[f64], truth: Span) -> f64 {
    (truth.low..=truth.high).filter_map(|interval| row.get(interval)).sum()
}
