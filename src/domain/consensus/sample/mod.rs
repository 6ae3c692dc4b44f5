//! The quality sample: which buildings an expert audits, and what their audit says of all.
//!
//! Strata are status by agreement. Which buildings exist and who audits them is known elsewhere.

mod draw;
mod estimate;
mod figures;
#[cfg(test)]
mod tests;

pub use draw::{Building, Drawn, Plan, allocate, draw};
pub use estimate::{Estimate, EstimateError, StratumFigures, estimate};
pub use figures::{Accuracy, Audited, Figures, Line, lines};

use crate::domain::consensus::Consensus;
use crate::domain::policy::Threshold;

/// Fewest buildings that a quality sample may hold, where the campaign has as many.
pub const SAMPLE_MIN: u32 = 200;

/// How far the volunteers of one building agree, in the levels by which it is sampled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No window counted.
    None,
    /// The published window is wider than one interval, or fewer than the campaign's threshold
    /// lie inside it.
    Low,
    /// One interval, in which the threshold is reached, but not by all.
    High,
    /// Every counted window lies inside the published one, and it is one interval wide.
    Full,
}

impl Level {
    /// The level of a building's consensus.
    #[must_use]
    pub fn of(consensus: &Consensus, threshold: Threshold) -> Self {
        let Consensus { agree, counted, width, .. } = *consensus;
        Self::of_counts((agree, counted), width, threshold)
    }

    /// The level of so many of the counted windows inside the agreed one, so many intervals wide.
    #[must_use]
    pub fn of_counts((agree, counted): (u32, u32), width: usize, threshold: Threshold) -> Self {
        if counted == 0 {
            Self::None
        } else if agree == counted && width == 1 {
            Self::Full
        } else if threshold.is_reached(agree, counted) && width == 1 {
            Self::High
        } else {
            Self::Low
        }
    }

    /// The word used in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Low => "low",
            Self::High => "high",
            Self::Full => "full",
        }
    }
}
