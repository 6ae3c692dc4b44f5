//! How long a campaign still takes, if it goes on as in the last seven days.

use std::collections::BTreeMap;

use crate::domain::statistics::{number, student_quantile};

/// Full days that are looked at.
const DAYS: i64 = 7;

/// Buildings settled a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pace {
    /// The mean of the last seven full days.
    pub mean: f64,
    /// The lower end of its 95 % interval, after Student; never below 0.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Pace {
    /// Days until `waiting` are settled: at the mean pace, and at the ends of the interval, the
    /// slowest last. None where nothing moves.
    #[must_use]
    pub fn days_left(self, waiting: u64) -> [Option<f64>; 3] {
        let waiting = f64::from(u32::try_from(waiting).unwrap_or(u32::MAX));
        [self.high, self.mean, self.low].map(|pace| (pace > 0.0).then(|| waiting / pace))
    }
}

/// The pace of the seven full days before day `today`; none where nothing was settled in them.
#[must_use]
pub fn forecast(settled_on: &BTreeMap<i64, u64>, today: i64) -> Option<Pace> {
    let of = |day: i64| settled_on.get(&day).copied().unwrap_or(0);
    let days: Vec<f64> = (today - DAYS..today)
        .map(|day| f64::from(u32::try_from(of(day)).unwrap_or(u32::MAX)))
        .collect();
    let n = number(days.len());
    let mean = days.iter().sum::<f64>() / n;
    if mean <= 0.0 {
        return None;
    }
    let variance = days.iter().map(|day| (day - mean) * (day - mean)).sum::<f64>() / (n - 1.0);
    let reach = student_quantile(6, 0.95) * (variance / n).sqrt();
    Some(Pace { mean, low: (mean - reach).max(0.0), high: mean + reach })
}
