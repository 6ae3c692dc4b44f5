//! What every test stands on: a database of its own, a small town, an application without a
//! socket, a clock that stands still, and people with names.

pub mod app;
pub mod database;
pub mod demo_town;
pub mod town;

pub use app::TestApp;
pub use database::TestDatabase;
pub use town::Town;
