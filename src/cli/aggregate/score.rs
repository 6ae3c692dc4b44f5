//! How results compare with the truth. Pure; what is right about buildings is another matter.

use crate::domain::consensus::model::{Aggregate, Best, Kind};
use crate::exchange::labels::Truth;

/// Bins of the calibration error.
const BINS: usize = 15;
/// Least probability of the truth that is believed: what a certain error costs stays finite.
const CHANCE_MIN: f64 = 1e-6;

/// Results against the truth, over the tasks whose truth is known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Score {
    /// Tasks compared.
    pub(super) truths: usize,
    /// Share of answers that are right. Where several levels lead, the answer is one of them
    /// drawn by lot, and its chance of being right counts.
    pub(super) accuracy: Option<f64>,
    /// The same of answers at most one level from the truth; for ordinal labels.
    pub(super) within_one: Option<f64>,
    /// Expected calibration error: the difference between the probability of the answer and the
    /// share that is right, over 15 bins of equal width (Naeini, Cooper and Hauskrecht 2015).
    pub(super) ece: Option<f64>,
    /// Mean negative natural logarithm of the probability of the truth, at least 1e-6.
    pub(super) nll: Option<f64>,
    /// Area under the curve of hits over false alarms (Mann and Whitney 1947): how often a task of
    /// the higher level has more probability of it than one of the lower; where the truth has two
    /// levels.
    pub(super) auc: Option<f64>,
    /// Share of windows that hold the truth, of those that there are.
    pub(super) coverage: Option<f64>,
    /// Mean number of levels in a window.
    pub(super) width: Option<f64>,
}

/// One task.
struct Case<'a> {
    truth: u16,
    best: &'a Best,
    chances: &'a [f32],
    window: Option<(u16, u16)>,
}

impl Score {
    /// Compares.
    pub(super) fn of(result: &Aggregate, truth: &Truth, kind: Kind) -> Self {
        let chances = result.probability.chunks_exact(result.classes.max(1));
        let rows = truth.levels.iter().zip(&result.best).zip(&result.windows).zip(chances);
        let cases: Vec<Case<'_>> = rows
            .filter_map(|(((truth, best), window), chances)| {
                Some(Case { truth: (*truth)?, best, chances, window: *window })
            })
            .collect();
        let mean = |value: &dyn Fn(&Case<'_>) -> f64| ratio(cases.iter().map(value));
        let windows = || cases.iter().filter_map(|case| case.window.map(|window| (case, window)));
        let is_ordinal = kind == Kind::Ordinal;
        Self {
            truths: cases.len(),
            accuracy: mean(&|case| case.hits(0)),
            within_one: is_ordinal.then(|| mean(&|case| case.hits(1))).flatten(),
            ece: calibration_error(&cases),
            nll: mean(&|case| -libm::log(case.chance(case.truth).max(CHANCE_MIN))),
            auc: area(&cases),
            coverage: ratio(windows().map(|(case, (low, high))| {
                f64::from(u8::from((low..=high).contains(&case.truth)))
            })),
            width: ratio(windows().map(|(_, (low, high))| f64::from(high - low) + 1.0)),
        }
    }
}

impl Case<'_> {
    /// The chance that the answer is at most `distance` levels from the truth.
    fn hits(&self, distance: u16) -> f64 {
        let is_near = |class: &u16| class.abs_diff(self.truth) <= distance;
        match self.best {
            Best::Leads(class) => f64::from(u8::from(is_near(class))),
            Best::Tied(classes) => {
                ratio(classes.iter().map(|class| f64::from(u8::from(is_near(class)))))
                    .unwrap_or(0.0)
            }
            Best::Nothing => 0.0,
        }
    }

    fn chance(&self, class: u16) -> f64 {
        self.chances.get(usize::from(class)).copied().map_or(0.0, f64::from)
    }

    /// The probability of the answer.
    fn confidence(&self) -> f64 {
        self.chances.iter().copied().fold(0.0, f32::max).into()
    }
}

/// The mean; nothing of nothing.
fn ratio(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, number) = values.fold((0.0, 0_u32), |(sum, number), value| (sum + value, number + 1));
    (number > 0).then(|| sum / f64::from(number))
}

fn calibration_error(cases: &[Case<'_>]) -> Option<f64> {
    let mut bins = [(0.0, 0.0, 0_u32); BINS];
    for case in cases {
        let confidence = case.confidence();
        let edge = |bin: &usize| u32::try_from(bin + 1).map_or(1.0, f64::from);
        let bin = (0..BINS - 1).find(|bin| confidence * 15.0 <= edge(bin)).unwrap_or(BINS - 1);
        if let Some((said, right, number)) = bins.get_mut(bin) {
            *said += confidence;
            *right += case.hits(0);
            *number += 1;
        }
    }
    let number: u32 = bins.iter().map(|(.., number)| number).sum();
    let gaps: f64 = bins.iter().map(|(said, right, _)| (said - right).abs()).sum();
    (number > 0).then(|| gaps / f64::from(number))
}

/// Nothing unless the true levels are two.
fn area(cases: &[Case<'_>]) -> Option<f64> {
    let mut levels: Vec<u16> = cases.iter().map(|case| case.truth).collect();
    levels.sort_unstable();
    levels.dedup();
    let &[_, higher] = levels.as_slice() else { return None };
    let mut scored: Vec<(f64, bool)> =
        cases.iter().map(|case| (case.chance(higher), case.truth == higher)).collect();
    scored.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins) = (0.0, 0.0);
    for same in scored.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let count = |is_higher| {
            let number = same.iter().filter(|(_, own)| *own == is_higher).count();
            u32::try_from(number).map_or(0.0, f64::from)
        };
        let (higher, lower) = (count(true), count(false));
        wins += higher * (below + lower / 2.0);
        below += lower;
    }
    let number = u32::try_from(scored.len()).map_or(0.0, f64::from);
    Some(wins / (below * (number - below)))
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
