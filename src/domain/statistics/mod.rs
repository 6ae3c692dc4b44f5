//! Shares, tails and intervals: the few pieces of textbook statistics that agreement, calibration,
//! sampling and trust share. Formulas only; what is counted lives with its subject.
//!
//! Transcendental functions come from `libm`, and sums run in a fixed order, so that every
//! platform gives the same bytes.

mod beta;
mod binomial;
mod multiple;
mod quantile;
mod share;
#[cfg(test)]
mod tests;

pub use beta::{beta_quantile, incomplete_beta};
pub use binomial::{binomial_upper_tail, ln_choose};
pub use multiple::benjamini_hochberg;
pub use quantile::{median_of, quantile_of, student_quantile};
pub use share::{Bounds, Share, Z_95, clopper_pearson, wilson, wilson_of};

/// A count as a number. Counts above 2^32 - 1 saturate, which no campaign reaches.
#[must_use]
pub fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A count in 32 bits. Counts above 2^32 - 1 saturate, which no campaign reaches.
#[must_use]
pub fn count(items: usize) -> u32 {
    u32::try_from(items).unwrap_or(u32::MAX)
}
