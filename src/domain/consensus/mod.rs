//! From judgements to an agreed answer: decides from a snapshot, and says why.
//!
//! Order of arrival does not matter, and the same judgements always give the same consensus, so
//! it can be recomputed from the judgements at any time.

pub mod agreement;
pub mod calibration;
mod decide;
pub mod fragility;
pub mod model;
pub mod outlook;
pub mod quorum;
pub mod sample;
pub mod span;
#[cfg(test)]
mod tests;
pub mod vote;
pub mod window;

pub use decide::{
    Consensus, Decision, RetirementReason, Vote, Why, decide, decide_apart, decide_with,
};
