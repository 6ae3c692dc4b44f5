//! A share of a count, with its interval.

use super::beta::beta_quantile;

/// The two-sided 95 % quantile of the normal distribution.
pub const Z_95: f64 = 1.959_963_984_540_054;

/// An interval of shares, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Bounds {
    /// Whether a share lies inside, ends included.
    #[must_use]
    pub fn holds(self, share: f64) -> bool {
        self.low <= share && share <= self.high
    }
}

/// How many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Share {
    /// Those that do.
    pub hits: u32,
    /// All.
    pub of: u32,
}

impl Share {
    /// Counts one more.
    pub fn add(&mut self, is_hit: bool) {
        self.of += 1;
        self.hits += u32::from(is_hit);
    }

    /// The share, 0 to 1; none of nothing.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        (self.of > 0).then(|| f64::from(self.hits) / f64::from(self.of))
    }

    /// Its 95 % interval after Wilson; 0 to 1 of nothing.
    #[must_use]
    pub fn interval(self) -> Bounds {
        wilson(self.hits, self.of, Z_95)
    }
}

/// The score interval of Wilson (1927) for `hits` of `of`, at `z` standard deviations.
#[must_use]
pub fn wilson(hits: u32, of: u32, z: f64) -> Bounds {
    if of == 0 {
        return Bounds { low: 0.0, high: 1.0 };
    }
    let mut bounds = wilson_of(f64::from(hits) / f64::from(of), f64::from(of), z);
    if hits == 0 {
        bounds.low = 0.0;
    }
    if hits >= of {
        bounds.high = 1.0;
    }
    bounds
}

/// The score interval of Wilson (1927) for a share seen in `size` trials, which need not be
/// whole: effective sizes of designed samples enter here.
#[must_use]
pub fn wilson_of(share: f64, size: f64, z: f64) -> Bounds {
    if size <= 0.0 {
        return Bounds { low: 0.0, high: 1.0 };
    }
    let z2 = z * z;
    let centre = share + z2 / (2.0 * size);
    let reach = z * (share * (1.0 - share) / size + z2 / (4.0 * size * size)).sqrt();
    let shrink = 1.0 + z2 / size;
    let low = ((centre - reach) / shrink).max(0.0);
    Bounds { low, high: ((centre + reach) / shrink).min(1.0) }
}

/// The exact interval of Clopper and Pearson (1934): it holds the true share with at least the
/// stated `confidence`, whatever the share. Used wherever a coverage is promised.
#[must_use]
pub fn clopper_pearson(hits: u32, of: u32, confidence: f64) -> Bounds {
    let tail = (1.0 - confidence) / 2.0;
    let (hits_f, misses) = (f64::from(hits), f64::from(of.saturating_sub(hits)));
    let low = if hits == 0 { 0.0 } else { beta_quantile(hits_f, misses + 1.0, tail) };
    let high = if hits >= of { 1.0 } else { beta_quantile(hits_f + 1.0, misses, 1.0 - tail) };
    Bounds { low, high }
}
