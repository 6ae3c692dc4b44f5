//! Stated shares beside what came true, counted as they come: as many as there are, in flat memory.

use super::{BINS, Bin};
use crate::domain::statistics::{Share, number};

/// Claims, each stated with a share of certainty, bin by bin.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims(Vec<(Share, f64)>);

impl Default for Claims {
    fn default() -> Self {
        Self(vec![(Share::default(), 0.0); BINS])
    }
}

impl Claims {
    /// Counts one more: what was stated, 0 to 1, and whether it was right.
    pub fn add(&mut self, stated: f64, is_right: bool) {
        let place = (1..BINS).take_while(|bin| stated > number(*bin) / number(BINS)).count();
        if let Some((share, sum)) = self.0.get_mut(place) {
            share.add(is_right);
            *sum += stated;
        }
    }

    /// How many were right.
    #[must_use]
    pub fn right(&self) -> Share {
        let sum = |all: Share, own: &(Share, f64)| Share {
            hits: all.hits + own.0.hits,
            of: all.of + own.0.of,
        };
        self.0.iter().fold(Share::default(), sum)
    }

    /// The reliability curve, from 0 to 1.
    #[must_use]
    pub fn bins(&self) -> Vec<Bin> {
        let bin = |(place, (right, sum)): (usize, &(Share, f64))| Bin {
            low: number(place) / number(BINS),
            high: number(place + 1) / number(BINS),
            right: *right,
            stated: (right.of > 0).then(|| sum / f64::from(right.of)),
            interval: right.interval(),
        };
        self.0.iter().enumerate().map(bin).collect()
    }

    /// Expected calibration error: the mean over claims of the gap, bin by bin, between stated and
    /// true shares (Naeini, Cooper and Hauskrecht 2015); none of no claims.
    #[must_use]
    pub fn ece(&self) -> Option<f64> {
        let all = self.right().of;
        let gap = |(right, sum): &(Share, f64)| (sum - f64::from(right.hits)).abs();
        (all > 0).then(|| self.0.iter().map(gap).sum::<f64>() / f64::from(all))
    }
}
