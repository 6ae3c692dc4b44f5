//! Krippendorff's alpha: agreement above chance, for any number of raters and missing ratings.

use super::{Rating, by_unit, runs};
use crate::domain::statistics::number;

/// How much a difference between two values weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Different is different.
    Nominal,
    /// By the number of ratings between the two, squared.
    Ordinal,
    /// By the difference of the values, squared.
    Interval,
}

/// Alpha of Krippendorff (2011, "Computing Krippendorff's alpha-reliability"), in the form with
/// coincidences: `1 - D_o / D_e`, where units with fewer than two ratings do not count. None where
/// no unit has two, or where all values are the same, which leaves chance undefined.
///
/// Computed from moments and not from the coincidence matrix, which is the same sum in another
/// order: the squared differences of all pairs of m values sum to 2 m times their sum of squares
/// about the mean, and the ordinal metric is the squared difference of mid-ranks. O(n log n), also
/// for dates that are all different.
#[must_use]
pub fn alpha(ratings: &[Rating], metric: Metric) -> Option<f64> {
    of_units(&by_unit(ratings), metric)
}

/// Alpha of sorted values by unit.
pub(super) fn of_units(units: &[Vec<f64>], metric: Metric) -> Option<f64> {
    let paired: Vec<&Vec<f64>> = units.iter().filter(|values| values.len() > 1).collect();
    let mut all: Vec<f64> = paired.iter().flat_map(|values| values.iter().copied()).collect();
    all.sort_unstable_by(f64::total_cmp);
    if all.first() == all.last() {
        return None;
    }
    let total = number(all.len());
    let (observed, expected) = match metric {
        Metric::Nominal => {
            let unit = |values: &Vec<f64>| unequal(values) / (number(values.len()) - 1.0);
            (paired.iter().map(|values| unit(values)).sum::<f64>(), unequal(&all))
        }
        Metric::Ordinal => {
            let ranks = MidRanks::of(&all);
            let unit = |values: &Vec<f64>| {
                let ranks: Vec<f64> = values.iter().map(|value| ranks.rank(*value)).collect();
                squares(&ranks) / (number(values.len()) - 1.0)
            };
            let every: Vec<f64> = all.iter().map(|value| ranks.rank(*value)).collect();
            (paired.iter().map(|values| unit(values)).sum(), squares(&every))
        }
        Metric::Interval => {
            let unit = |values: &Vec<f64>| squares(values) / (number(values.len()) - 1.0);
            (paired.iter().map(|values| unit(values)).sum(), squares(&all))
        }
    };
    (expected > 0.0).then(|| 1.0 - observed * (total - 1.0) / expected)
}

/// Over all ordered pairs of sorted values: how many differ.
fn unequal(sorted: &[f64]) -> f64 {
    let all = number(sorted.len());
    all * all - runs(sorted).map(|(_, size)| number(size) * number(size)).sum::<f64>()
}

/// Over all ordered pairs: the sum of squared differences.
fn squares(values: &[f64]) -> f64 {
    let all = number(values.len());
    let mean = values.iter().sum::<f64>() / all;
    2.0 * all * values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>()
}

/// How many values lie below each value, plus half of those equal to it.
struct MidRanks(Vec<(f64, f64)>);

impl MidRanks {
    fn of(sorted: &[f64]) -> Self {
        let mut below = 0.0;
        let rank = |(value, size): (f64, usize)| {
            let rank = below + number(size) / 2.0;
            below += number(size);
            (value, rank)
        };
        Self(runs(sorted).map(rank).collect())
    }

    fn rank(&self, value: f64) -> f64 {
        let place = self.0.binary_search_by(|(other, _)| other.total_cmp(&value));
        place.ok().and_then(|index| self.0.get(index)).map_or(0.0, |(_, rank)| *rank)
    }
}
