//! Two groups who judged the same buildings: experts beside volunteers.

use super::votes::mean;
use super::{Agreement, Rating, agreement};
use crate::domain::statistics::number;

/// How far the members of one group agree with those of another on the units that both rated.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Between {
    /// Units that both groups rated.
    pub units: usize,
    /// Pairs of one rating of each group.
    pub pairs: usize,
    /// Mean over units of the share of such pairs that give the same value.
    pub agreement: Option<f64>,
    /// Mean over units of the share of such pairs whose values differ by at most 1.
    pub within_one: Option<f64>,
    /// Mean over units of the mean signed difference, second group minus first: above 0 where the
    /// second group dates later.
    pub second_minus_first: Option<f64>,
    /// Agreement above chance, with chance from each group's own distribution: the index of
    /// Vanbelle and Albert (2009) for two groups of raters before it is divided by the greatest
    /// attainable agreement (1 is taken). 0 is chance, 1 is full agreement.
    pub kappa: Option<f64>,
}

/// The ratings of one unit by both groups.
type Both<'a> = (&'a [Rating], &'a [Rating]);

/// Agreement inside the first group, inside the second, and between the two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Panels {
    /// Inside the first group, over all that it rated.
    pub first: Agreement,
    /// Inside the second.
    pub second: Agreement,
    /// Between them, on what both rated.
    pub between: Between,
}

/// Sets agreement among `first` (say, experts) beside that among `second` (volunteers), and beside
/// that of one with the other.
#[must_use]
pub fn panels(first: &[Rating], second: &[Rating]) -> Panels {
    Panels { first: agreement(first), second: agreement(second), between: between(first, second) }
}

/// How far two groups agree with each other. O(n log n + pairs).
#[must_use]
pub fn between(first: &[Rating], second: &[Rating]) -> Between {
    let (first, second) = (sorted(first), sorted(second));
    let mut shared: Vec<Both<'_>> = Vec::new();
    let mut others = second.chunk_by(same_unit).peekable();
    for unit in first.chunk_by(same_unit) {
        let Some(id) = unit.first().map(|r| r.unit) else { continue };
        while others.next_if(|other| other.first().is_some_and(|r| r.unit < id)).is_some() {}
        if let Some(other) = others.next_if(|other| other.first().is_some_and(|r| r.unit == id)) {
            shared.push((unit, other));
        }
    }
    let over = |figure: &dyn Fn(f64, f64) -> f64| {
        mean(shared.iter().map(|(unit, other)| {
            let pairs = unit.iter().flat_map(|a| other.iter().map(move |b| (a.value, b.value)));
            mean(pairs.map(|(a, b)| figure(a, b))).unwrap_or(0.0)
        }))
    };
    let is_same = |a: f64, b: f64| f64::from(u8::from(a.total_cmp(&b).is_eq()));
    let observed = over(&is_same);
    let expected = by_chance(&shared);
    Between {
        units: shared.len(),
        pairs: shared.iter().map(|(unit, other)| unit.len() * other.len()).sum(),
        agreement: observed,
        within_one: over(&|a, b| f64::from(u8::from((a - b).abs() <= 1.0))),
        second_minus_first: over(&|a, b| b - a),
        kappa: observed
            .and_then(|seen| (expected < 1.0).then(|| (seen - expected) / (1.0 - expected))),
    }
}

fn sorted(ratings: &[Rating]) -> Vec<Rating> {
    let mut sorted = ratings.to_vec();
    sorted.sort_unstable_by(|a, b| {
        (a.unit, a.rater).cmp(&(b.unit, b.rater)).then(a.value.total_cmp(&b.value))
    });
    sorted
}

fn same_unit(a: &Rating, b: &Rating) -> bool {
    a.unit == b.unit
}

/// The chance that two values agree that are drawn one from each group, each unit weighing the
/// same.
fn by_chance(shared: &[Both<'_>]) -> f64 {
    let weights = |side: &dyn Fn(&Both<'_>) -> Vec<f64>| {
        let mut list: Vec<(f64, f64)> = Vec::new();
        for unit in shared {
            let values = side(unit);
            let weight = 1.0 / number(values.len() * shared.len());
            list.extend(values.into_iter().map(|value| (value, weight)));
        }
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        let merged: Vec<(f64, f64)> = list
            .chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq())
            .filter_map(|run| Some((run.first()?.0, run.iter().map(|(_, w)| w).sum())))
            .collect();
        merged
    };
    let first = weights(&|(unit, _)| unit.iter().map(|r| r.value).collect());
    let second = weights(&|(_, other)| other.iter().map(|r| r.value).collect());
    let weight = |value: &f64| {
        let place = second.binary_search_by(|(other, _)| other.total_cmp(value));
        place.ok().and_then(|index| second.get(index)).map_or(0.0, |(_, weight)| *weight)
    };
    first.iter().map(|(value, share)| share * weight(value)).sum()
}
