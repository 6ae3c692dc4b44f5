//! The regularised incomplete beta function and its inverse: the root of exact binomial
//! intervals and of Student's t.

/// Terms of the continued fraction before it is taken as it stands; it needs about the square
/// root of the larger parameter.
const TERMS_MAX: u32 = 20_000;
/// Relative change at which the continued fraction has settled.
const SETTLED: f64 = 1e-15;
/// Stands in for a zero divisor.
const TINY: f64 = 1e-300;

/// `I_x(a, b)` for a, b > 0 and x in 0..=1: the chance that a Beta(a, b) variable is at most x.
///
/// By the continued fraction of DLMF 8.17.22 (NIST Digital Library of Mathematical Functions),
/// evaluated after Lentz (1976), on the side of the mean where it converges fast.
#[must_use]
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta_low(b, a, 1.0 - x);
    }
    incomplete_beta_low(a, b, x)
}

fn incomplete_beta_low(a: f64, b: f64, x: f64) -> f64 {
    let ln_front = libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
        + a * libm::log(x)
        + b * libm::log1p(-x);
    libm::exp(ln_front) * fraction(a, b, x) / a
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let apart_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut above = 1.0;
    let mut below = 1.0 / apart_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut product = below;
    for term in 1..=TERMS_MAX {
        let term = f64::from(term);
        let twice = a + 2.0 * term;
        let even = term * (b - term) * x / ((twice - 1.0) * twice);
        let odd = -(a + term) * (a + b + term) * x / (twice * (twice + 1.0));
        let mut change = 1.0;
        for coefficient in [even, odd] {
            below = 1.0 / apart_from_zero(1.0 + coefficient * below);
            above = apart_from_zero(1.0 + coefficient / above);
            change = below * above;
            product *= change;
        }
        if (change - 1.0).abs() < SETTLED {
            break;
        }
    }
    product
}

/// The x at which [`incomplete_beta`] reaches `chance`, by bisection to the last bit that counts.
#[must_use]
pub fn beta_quantile(a: f64, b: f64, chance: f64) -> f64 {
    let (mut low, mut high) = (0.0f64, 1.0f64);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if incomplete_beta(a, b, middle) < chance {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= f64::EPSILON * high {
            break;
        }
    }
    f64::midpoint(low, high)
}
