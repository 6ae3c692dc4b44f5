//! Models of volunteers beside the published rule: they say whom to ask next and how sure one may
//! be, and never decide alone. One interface, [`aggregate`], over nominal, ordinal and window
//! labels. Pure and deterministic: the same labels give the same bytes, in debug and release.
//!
//! - [`labels`] is the input; [`vote`] counts; [`dawid_skene`], [`one_coin`], [`pooled`] and
//!   [`ordinal`] fit; [`auto`] chooses without seeing a truth; [`alarm`] watches the fits.

mod aggregate;
pub mod alarm;
mod answers;
pub mod auto;
pub mod dawid_skene;
mod dispatch;
pub mod labels;
mod ledger;
mod math;
mod matrices;
mod odds;
pub mod one_coin;
pub mod ordinal;
pub mod pooled;
mod skill;
#[cfg(test)]
mod tests;
pub mod vote;

pub use aggregate::{Aggregate, AggregateError, Best, Kind, Method, Settings};
pub use dispatch::{aggregate, credible};
pub use labels::{Label, Labels, LabelsError};
