//! Aftermath.
pub mod domain;
