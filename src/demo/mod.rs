//! A made-up town whose true destruction dates are known, and simulated volunteers who judge it:
//! everything goes through the same import and the same legs as a real campaign.
//!
//! [`town`] plans it, [`paint`] paints it, [`files`] writes it as captures and lists,
//! [`build`](mod@build) imports it, [`lessons`] teaches on five of its buildings, and [`crowd`]
//! judges the first half.

mod body;
pub mod build;
mod chance;
pub mod crowd;
mod fates;
pub mod files;
mod geotiff;
mod grain;
mod ground;
pub mod lessons;
pub mod paint;
mod roofs;
mod ruins;
mod skies;
mod streets;
mod surface;
mod terrain;
pub mod town;
mod weather;
mod words;
mod yards;

pub use town::Town;
