//! Aftermath.
pub mod access;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod imagery;
pub mod journey;
pub mod store;
pub mod telemetry;
pub mod web;
