//! Studies: many worlds under many policies, as tables. Each file is one question.

mod calibration;
mod fixed;
mod frames;
mod plan;
mod robustness;
mod sabotage;
mod tradeoff;

pub use calibration::calibration;
pub use fixed::{accuracy, selftest};
pub use frames::frames;
pub use plan::{Plan, Tick};
pub use robustness::robustness;
pub use sabotage::sabotage;
pub use tradeoff::tradeoff;

use plan::{Making, number, share};

#[cfg(test)]
mod tests;
