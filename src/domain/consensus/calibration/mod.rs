//! Whether stated chances and windows keep their word on audited buildings, and by how much to
//! correct them. Who audits, and which buildings, is decided elsewhere.
//!
//! A posterior is one row of `captures + 1` chances, one an interval. A known truth is a
//! [`Span`]: an expert, too, may leave several intervals possible. A posterior's chance of the
//! truth is then the sum over that span.

mod claims;
mod coverage;
mod lag;
mod reliability;
mod temperature;
#[cfg(test)]
mod tests;

pub use claims::Claims;
pub use coverage::{Coverage, coverage, credible_set};
pub use lag::{Lag, Mean, Reading, expected_interval, lag};
pub use reliability::{BINS, Bin, Reliability, reliability};
pub use temperature::{GRID, Temperature, temper, temperature};

use super::span::Span;

/// The least chance that enters a logarithm, so that one impossible truth does not decide alone.
pub const CHANCE_MIN: f64 = 1e-6;

/// One audited building: what was forecast, and what is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Audited<'a> {
    /// The chance of each interval; sums to 1.
    pub posterior: &'a [f32],
    /// The intervals that the audit leaves possible.
    pub truth: Span,
}

impl Audited<'_> {
    /// The forecast chance of the truth.
    fn chance(&self) -> f64 {
        let inside = (self.truth.low..=self.truth.high).filter_map(|at| self.posterior.get(at));
        inside.map(|chance| f64::from(*chance)).sum()
    }

    /// The interval with the greatest chance, the earliest of equals, and its chance.
    fn best(&self) -> (usize, f64) {
        let mut best = (0, 0.0);
        for (interval, chance) in self.posterior.iter().enumerate() {
            if f64::from(*chance) > best.1 {
                best = (interval, f64::from(*chance));
            }
        }
        best
    }
}
