//! Agreement without correction for chance: pairs that agree, and entropy.

use super::{Rating, by_unit, runs};
use crate::domain::statistics::number;

/// The mean, over units with at least two ratings, of the share of pairs that give the same value
/// (the observed agreement of Fleiss 1971). None where no unit has two.
#[must_use]
pub fn pairwise_agreement(ratings: &[Rating]) -> Option<f64> {
    pairwise_of(&by_unit(ratings))
}

/// The mean, over units, of the entropy of their values in nats; none of no units.
#[must_use]
pub fn mean_entropy(ratings: &[Rating]) -> Option<f64> {
    entropy_of(&by_unit(ratings))
}

/// The entropy of votes counted by class, in nats (Shannon 1948): 0 where all agree.
#[must_use]
pub fn entropy(counts: impl IntoIterator<Item = usize>) -> f64 {
    let counts: Vec<f64> = counts.into_iter().filter(|count| *count > 0).map(number).collect();
    let all: f64 = counts.iter().sum();
    counts.iter().map(|count| count / all * libm::log(all / count)).sum()
}

pub(super) fn pairwise_of(units: &[Vec<f64>]) -> Option<f64> {
    let shares = units.iter().filter(|values| values.len() > 1).map(|values| {
        let all = number(values.len());
        let equal: f64 = runs(values).map(|(_, size)| number(size) * (number(size) - 1.0)).sum();
        equal / (all * (all - 1.0))
    });
    mean(shares)
}

pub(super) fn entropy_of(units: &[Vec<f64>]) -> Option<f64> {
    mean(units.iter().map(|values| entropy(runs(values).map(|(_, size)| size))))
}

/// The mean in order; none of nothing.
pub(super) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), v| (sum + v, count + 1));
    (count > 0).then(|| sum / number(count))
}
