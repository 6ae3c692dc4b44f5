//! A window as a run of intervals between captures, for all that counts widths and overlaps.
//!
//! K captures leave K + 1 intervals: 0 is before the first capture, K after the last. Interval y
//! is the answer of one who saw the building standing in exactly the first y captures.

use super::window::{Agreed, End};
use crate::domain::judgement::Window;

/// An inclusive run of intervals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first interval left possible.
    pub low: usize,
    /// The last one.
    pub high: usize,
}

impl Span {
    /// One interval.
    #[must_use]
    pub const fn at(interval: usize) -> Self {
        Self { low: interval, high: interval }
    }

    /// The intervals that a volunteer's window leaves possible, in a series of `captures`.
    #[must_use]
    pub fn of(window: Window, captures: usize) -> Self {
        let low = window.last_standing().map_or(0, |last| last + 1);
        Self { low, high: window.first_destroyed().unwrap_or(captures) }
    }

    /// The intervals that an agreed window leaves possible: an end in dispute leaves all on its
    /// side, an end open by evidence leaves only the outermost.
    #[must_use]
    pub const fn of_agreed(agreed: Agreed, captures: usize) -> Self {
        match (agreed.last_standing, agreed.first_destroyed) {
            (End::Evidence, _) => Self { low: 0, high: 0 },
            (_, End::Evidence) => Self { low: captures, high: captures },
            (last, first) => {
                let low = match last.position() {
                    Some(position) => position + 1,
                    None => 0,
                };
                let high = match first.position() {
                    Some(position) => position,
                    None => captures,
                };
                Self { low, high }
            }
        }
    }

    /// How many intervals.
    #[must_use]
    pub const fn width(self) -> usize {
        self.high.saturating_sub(self.low) + 1
    }

    /// Whether another run lies wholly inside this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.low <= other.low && other.high <= self.high
    }

    /// Whether the two share an interval.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.low <= other.high && other.low <= self.high
    }

    /// This run with `by` more intervals on each side, inside a series of `captures`.
    #[must_use]
    pub fn stretched(self, by: usize, captures: usize) -> Self {
        Self { low: self.low.saturating_sub(by), high: (self.high + by).min(captures) }
    }

    /// Twice the middle, which is always whole.
    #[must_use]
    pub const fn twice_middle(self) -> usize {
        self.low + self.high
    }

    /// The middle, in intervals.
    #[must_use]
    pub fn middle(self) -> f64 {
        f64::midpoint(
            crate::domain::statistics::number(self.low),
            crate::domain::statistics::number(self.high),
        )
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::consensus::window::{Tally, supermajority};
    use crate::domain::policy::Threshold;

    proptest! {
        #[test]
        fn an_agreed_run_is_as_wide_as_the_agreed_window_and_holds_the_same_answers(
            ends in proptest::collection::vec((0usize..8, 0usize..8), 1..9),
        ) {
            let windows: Vec<Window> = ends
                .into_iter()
                .filter_map(|(a, b)| {
                    Window::new(a.checked_sub(1), Some(b).filter(|b| *b < 7), 7).ok()
                })
                .collect();
            let agreed = supermajority(&Tally::of(&windows, 7), Threshold::new(4, 5).unwrap());
            let span = Span::of_agreed(agreed, 7);
            prop_assert_eq!(span.width(), agreed.width(7));
            for window in windows {
                prop_assert_eq!(span.contains(Span::of(window, 7)), agreed.holds(window, 7));
            }
        }
    }
}
