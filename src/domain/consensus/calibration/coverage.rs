//! Coverage and width of windows, and credible sets of posteriors.

use crate::domain::consensus::span::Span;
use crate::domain::statistics::{Bounds, Share, clopper_pearson, number};

/// How often windows hold known truths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coverage {
    /// Windows that hold the whole truth: no date that the audit leaves possible lies outside. The
    /// strict count, which is the one to promise.
    pub holding: Share,
    /// Windows that share at least one interval with the truth: the audit does not contradict
    /// them. The lenient count; the two are the same where every truth is one interval.
    pub touching: Share,
    /// Exact 95 % interval of the strict share (Clopper and Pearson 1934).
    pub holding_interval: Bounds,
    /// Exact 95 % interval of the lenient share.
    pub touching_interval: Bounds,
    /// Mean width of the windows, in intervals; none of no windows.
    pub mean_width: Option<f64>,
    /// Mean width of the truths, in intervals.
    pub mean_truth_width: Option<f64>,
}

/// Counts over pairs of a window and the truth of the same building.
#[must_use]
pub fn coverage(pairs: &[(Span, Span)]) -> Coverage {
    let (mut holding, mut touching) = (Share::default(), Share::default());
    for (window, truth) in pairs {
        holding.add(window.contains(*truth));
        touching.add(window.overlaps(*truth));
    }
    let exact = |share: Share| clopper_pearson(share.hits, share.of, 0.95);
    let mean = |width: &dyn Fn(&(Span, Span)) -> usize| {
        (!pairs.is_empty())
            .then(|| number(pairs.iter().map(width).sum::<usize>()) / number(pairs.len()))
    };
    Coverage {
        holding,
        touching,
        holding_interval: exact(holding),
        touching_interval: exact(touching),
        mean_width: mean(&|(window, _)| window.width()),
        mean_truth_width: mean(&|(_, truth)| truth.width()),
    }
}

/// The narrowest run of intervals that holds at least `mass` (0 to 1) of a posterior; of equally
/// narrow ones that with the greatest chance, then the earliest. None of an empty posterior.
/// O(intervals).
#[must_use]
pub fn credible_set(posterior: &[f32], mass: f64) -> Option<Span> {
    // Sums of f32 rows miss 1 by some 1e-7 an interval; the mass is a share of what is there.
    let total: f64 = posterior.iter().copied().map(f64::from).sum();
    let wanted = mass * total - 1e-9;
    let mut ends = posterior.iter().enumerate();
    let (mut inside, mut high) = (0.0f64, None);
    let mut best: Option<(Span, f64)> = None;
    for (low, chance) in posterior.iter().enumerate() {
        while inside < wanted || high < Some(low) {
            let Some((end, more)) = ends.next() else { return best.map(|(run, _)| run) };
            inside += f64::from(*more);
            high = Some(end);
        }
        let run = Span { low, high: high? };
        let is_better = best.is_none_or(|(other, held)| {
            run.width() < other.width() || (run.width() == other.width() && inside > held + 1e-12)
        });
        if is_better {
            best = Some((run, inside));
        }
        inside -= f64::from(*chance);
    }
    best.map(|(run, _)| run)
}
