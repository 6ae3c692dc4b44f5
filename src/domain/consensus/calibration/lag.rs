//! How much later than the truth a crowd dates: the error that all volunteers share, which no
//! vote can reveal and only an audit shows.

use crate::domain::statistics::{number, student_quantile};

/// What was published, or forecast, of one audited building, and what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// The middle of the published window, or [`expected_interval`] of a posterior.
    pub dated_interval: f64,
    /// The middle of the true window.
    pub true_interval: f64,
    /// The middle of the published window as a day on any calendar; none where an end is open.
    pub dated_day: Option<f64>,
    /// The middle of the true window, or the true date, on the same calendar.
    pub true_day: Option<f64>,
}

/// A mean with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// Buildings.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// The lower end of its interval; minus infinity of a single building.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// How much later than the truth buildings are dated; below 0 where earlier.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lag {
    /// In intervals, over all buildings.
    pub intervals: Mean,
    /// In days, over those whose windows are closed; none without any.
    pub days: Option<Mean>,
}

impl Mean {
    /// Student's (1908) interval of a mean; none of nothing.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let count = values.len();
        let freedom = count.checked_sub(1)?;
        let mean = values.iter().sum::<f64>() / number(count);
        if freedom == 0 {
            return Some(Self { count, mean, low: f64::NEG_INFINITY, high: f64::INFINITY });
        }
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let error = (squares / number(freedom) / number(count)).sqrt();
        let freedom = u32::try_from(freedom).unwrap_or(u32::MAX);
        let reach = student_quantile(freedom, 0.95) * error;
        Some(Self { count, mean, low: mean - reach, high: mean + reach })
    }

    /// Whether the mean is apart from nothing: its interval does not hold 0.
    #[must_use]
    pub fn is_apart_from_zero(self) -> bool {
        self.low > 0.0 || self.high < 0.0
    }
}

/// The mean signed difference between dated and true; none of no buildings.
#[must_use]
pub fn lag(readings: &[Reading]) -> Option<Lag> {
    let intervals: Vec<f64> = readings.iter().map(|r| r.dated_interval - r.true_interval).collect();
    let days: Vec<f64> = readings
        .iter()
        .filter_map(|reading| Some(reading.dated_day? - reading.true_day?))
        .collect();
    Some(Lag { intervals: Mean::of(&intervals)?, days: Mean::of(&days) })
}

/// The mean of a posterior, in intervals.
#[must_use]
pub fn expected_interval(posterior: &[f32]) -> f64 {
    let total: f64 = posterior.iter().copied().map(f64::from).sum();
    let weighted: f64 =
        posterior.iter().enumerate().map(|(at, chance)| number(at) * f64::from(*chance)).sum();
    weighted / total
}
