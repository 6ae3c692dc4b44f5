//! Krippendorff's alpha of more ratings than memory holds: unit by unit, from coincidences.

use std::collections::BTreeMap;

use super::Metric;
use crate::domain::statistics::number;

/// How often two values meet in a unit: in a unit of m ratings each ordered pair weighs
/// 1 / (m - 1). As large as there are pairs of values, whatever the number of ratings.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Coincidences {
    /// Units with at least two ratings.
    pub units: u64,
    /// Ratings of these units.
    pub ratings: u64,
    met: BTreeMap<(usize, usize), f64>,
}

impl Coincidences {
    /// Counts the ratings of one unit; one alone pairs with nothing and does not count.
    pub fn add(&mut self, values: &[usize]) {
        if values.len() < 2 {
            return;
        }
        self.units += 1;
        self.ratings += u64::try_from(values.len()).unwrap_or(u64::MAX);
        let mut tally: BTreeMap<usize, usize> = BTreeMap::new();
        for value in values {
            *tally.entry(*value).or_default() += 1;
        }
        for (one, count) in &tally {
            for (other, others) in &tally {
                let others = others - usize::from(one == other);
                if others > 0 {
                    let pairs = number(*count) * number(others);
                    *self.met.entry((*one, *other)).or_default() +=
                        pairs / (number(values.len()) - 1.0);
                }
            }
        }
    }

    /// Alpha as Krippendorff (2011, "Computing Krippendorff's alpha-reliability", section C)
    /// writes it: `1 - (n - 1) sum o_ck d_ck / sum n_c n_k d_ck`, with o the coincidences, `n_c`
    /// their sums by value, and d the squared difference in the metric: of ordinal values, of their
    /// mid-ranks. None where no unit has two ratings, or where all are the same. The figure is that
    /// of [`super::alpha`], which needs every rating at once.
    #[must_use]
    pub fn alpha(&self, metric: Metric) -> Option<f64> {
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        for ((value, _), weight) in &self.met {
            *sums.entry(*value).or_default() += weight;
        }
        let mut below = 0.0;
        let mut places = BTreeMap::new();
        for (value, sum) in &sums {
            let place = match metric {
                Metric::Nominal | Metric::Interval => number(*value),
                Metric::Ordinal => below + sum / 2.0,
            };
            places.insert(*value, place);
            below += sum;
        }
        let place = |value: &usize| places.get(value).copied().unwrap_or(0.0);
        let difference = |one: &usize, other: &usize| match metric {
            Metric::Nominal => f64::from(u8::from(one != other)),
            Metric::Ordinal | Metric::Interval => {
                (place(one) - place(other)) * (place(one) - place(other))
            }
        };
        let seen: f64 =
            self.met.iter().map(|((one, other), weight)| weight * difference(one, other)).sum();
        let by_chance: f64 = sums
            .iter()
            .flat_map(|one| sums.iter().map(move |other| (one, other)))
            .map(|((one, n), (other, m))| n * m * difference(one, other))
            .sum();
        (by_chance > 0.0).then(|| 1.0 - (below - 1.0) * seen / by_chance)
    }
}
