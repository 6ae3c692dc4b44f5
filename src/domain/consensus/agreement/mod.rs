//! How far those who judged the same buildings agree: Krippendorff's alpha, pairwise agreement,
//! vote entropy, and support for a published window. What follows from it is decided elsewhere.
//!
//! Every rating counts, also where one rater rated a unit twice; whoever wants one a rater leaves
//! the others out first.

mod alpha;
mod between;
mod coincidences;
mod support;
#[cfg(test)]
mod tests;
mod votes;

pub use alpha::{Metric, alpha};
pub use between::{Between, Panels, between, panels};
pub use coincidences::Coincidences;
pub use support::{Support, shares, support};
pub use votes::{entropy, mean_entropy, pairwise_agreement};

/// One rater's value for one unit. A unit is a building or a tile; the value is a class (as a
/// whole number, in its order) or a quantity such as a mid date in days.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating {
    /// What was rated.
    pub unit: u64,
    /// By whom.
    pub rater: u64,
    /// How.
    pub value: f64,
}

/// The figures of one set of ratings. None where too little was rated to say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Agreement {
    /// Units with at least one rating.
    pub units: usize,
    /// Units with at least two, which are those that agreement speaks of.
    pub paired_units: usize,
    /// All ratings.
    pub ratings: usize,
    /// Alpha where all differences weigh the same.
    pub alpha_nominal: Option<f64>,
    /// Alpha where differences weigh by the ranks between.
    pub alpha_ordinal: Option<f64>,
    /// Alpha where differences weigh by their square.
    pub alpha_interval: Option<f64>,
    /// Mean over paired units of the share of pairs that give the same value.
    pub pairwise: Option<f64>,
    /// Mean over units of the entropy of their values, in nats.
    pub entropy_nats: Option<f64>,
}

/// All figures of one set of ratings; O(n log n).
#[must_use]
pub fn agreement(ratings: &[Rating]) -> Agreement {
    let units = by_unit(ratings);
    Agreement {
        units: units.len(),
        paired_units: units.iter().filter(|values| values.len() > 1).count(),
        ratings: ratings.len(),
        alpha_nominal: alpha::of_units(&units, Metric::Nominal),
        alpha_ordinal: alpha::of_units(&units, Metric::Ordinal),
        alpha_interval: alpha::of_units(&units, Metric::Interval),
        pairwise: votes::pairwise_of(&units),
        entropy_nats: votes::entropy_of(&units),
    }
}

/// The values of each unit, sorted, in order of unit.
fn by_unit(ratings: &[Rating]) -> Vec<Vec<f64>> {
    let mut sorted: Vec<(u64, f64)> = ratings.iter().map(|r| (r.unit, r.value)).collect();
    sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    sorted
        .chunk_by(|a, b| a.0 == b.0)
        .map(|unit| unit.iter().map(|(_, value)| *value).collect())
        .collect()
}

/// The sizes of the runs of equal values in a sorted list.
fn runs(sorted: &[f64]) -> impl Iterator<Item = (f64, usize)> {
    sorted
        .chunk_by(|a, b| a.total_cmp(b).is_eq())
        .filter_map(|run| run.first().map(|value| (*value, run.len())))
}
