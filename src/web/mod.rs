//! ACTIX and ASKAMA. Requests become legs of the journey, and their outcomes pages. Decides
//! nothing, queries nothing itself.

use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

pub mod api;
mod app;
pub mod assets;
pub mod bearer;
pub mod cache;
pub mod chips;
pub mod counts;
pub mod door;
pub mod elsewhere;
pub mod error;
pub mod form;
mod fronts;
pub mod guard;
pub mod head;
pub mod here;
pub mod jobs;
pub mod live;
pub mod mailer;
mod makers;
#[cfg(feature = "oidc")]
mod oidc;
pub mod page;
pub mod pages;
pub mod reading;
mod rehearsals;
pub mod routes;
mod sealer;
pub mod server;
pub mod squeeze;
pub mod staff;
mod sweeper;
pub mod upload;
pub mod warm;
pub mod ways;
pub mod who;
pub mod zip;

pub use app::{App, Manner};
pub use sealer::Sealer;

/// A source of chance for one request.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the web is where chance comes in")]
pub fn chance() -> ChaCha20Rng {
    ChaCha20Rng::from_rng(&mut rand::rng())
}
