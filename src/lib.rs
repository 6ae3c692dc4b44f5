//! Aftermath dates the destruction of buildings from satellite imagery, with volunteers.
//!
//! The journey of one building, which every folder repeats in the same words: captures and
//! buildings are **imported** ([`exchange`] reads the lists, [`imagery`] the pixels), a **chip**
//! is cut for each building and capture, a **task** is dealt to a volunteer, a **judgement**
//! comes back, **consensus** is computed from all of them, and a **finding** is **exported**.
//!
//! [`domain`] decides and touches nothing; [`geodesy`] knows map projections; [`journey`] has a
//! file for each leg, which reads, asks
//! the domain, and writes; [`store`] is the database, whichever of two; [`access`] is who may;
//! [`web`] and [`cli`] are how people reach it; [`demo`] is a town to try it on.

pub mod access;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod exchange;
pub mod geodesy;
pub mod i18n;
pub mod imagery;
pub mod journey;
pub mod simulation;
pub mod store;
pub mod telemetry;
pub mod web;
