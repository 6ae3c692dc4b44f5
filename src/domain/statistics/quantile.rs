//! Quantiles: of samples, and of Student's t.

use super::beta::beta_quantile;
use super::number;

/// The `share` quantile of sorted values by linear interpolation between order statistics
/// (definition 7 of Hyndman and Fan 1996); none of nothing.
#[must_use]
pub fn quantile_of(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * number(last);
    let below = (0..=last).rev().find(|index| number(*index) <= place).unwrap_or(0);
    let (low, high) = (sorted.get(below)?, sorted.get((below + 1).min(last))?);
    Some(low + (high - low) * (place - number(below)))
}

/// The median of values in any order; none of nothing.
#[must_use]
pub fn median_of(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = *values.get(values.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(lower, upper))
}

/// The two-sided quantile of Student's t with `freedom` degrees of freedom: |T| stays below it
/// with chance `confidence` (Student 1908; by the incomplete beta function, DLMF 8.17).
#[must_use]
pub fn student_quantile(freedom: u32, confidence: f64) -> f64 {
    let freedom = f64::from(freedom.max(1));
    let x = beta_quantile(freedom / 2.0, 0.5, 1.0 - confidence);
    (freedom * (1.0 - x) / x).sqrt()
}
