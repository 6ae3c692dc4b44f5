//! Exact binomial tails.

use super::beta::incomplete_beta;

/// P(X >= `hits`) of a binomial variable over `trials` trials of chance `chance` each, by its
/// identity with the incomplete beta function (DLMF 8.17.5).
///
/// With `chance` the mean of unequal chances of independent trials, it bounds the tail of their
/// sum from above wherever `hits >= trials * chance + 1` (Hoeffding 1956), which makes
/// it a sound p-value there.
#[must_use]
pub fn binomial_upper_tail(hits: u32, trials: u32, chance: f64) -> f64 {
    if hits == 0 || chance >= 1.0 {
        return 1.0;
    }
    if hits > trials || chance <= 0.0 {
        return 0.0;
    }
    incomplete_beta(f64::from(hits), f64::from(trials - hits) + 1.0, chance)
}

/// The natural logarithm of the number of ways to choose `some` of `all`; minus infinity where
/// there is none.
#[must_use]
pub fn ln_choose(all: u32, some: u32) -> f64 {
    if some > all {
        return f64::NEG_INFINITY;
    }
    let ln_factorial = |n: u32| libm::lgamma(f64::from(n) + 1.0);
    ln_factorial(all) - ln_factorial(some) - ln_factorial(all - some)
}
