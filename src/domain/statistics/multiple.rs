//! Many tests at once.

use super::number;

/// Which of the p-values stand when at most the share `rate` of all that stand may be false:
/// the step-up rule of Benjamini and Hochberg (1995), which holds for independent tests and for
/// those that rise together (Benjamini and Yekutieli 2001). `tests` is how many were made, if more
/// than are listed (those left out are taken to fail).
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64], tests: usize, rate: f64) -> Vec<bool> {
    let tests = number(tests.max(p_values.len()).max(1));
    let mut sorted = p_values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let bar = sorted
        .iter()
        .enumerate()
        .rev()
        .find(|(rank, p)| **p <= rate * number(rank + 1) / tests)
        .map(|(_, p)| *p);
    p_values.iter().map(|p| bar.is_some_and(|bar| *p <= bar)).collect()
}
