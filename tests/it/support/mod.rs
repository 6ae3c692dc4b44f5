//! What every test stands on: a database of its own, a small town, an application without a
//! socket, a clock that stands still, and people with names.

pub(crate) mod app;
pub(crate) mod database;
pub(crate) mod demo_town;
pub(crate) mod town;

pub(crate) use app::{Answer, Person, TestApp};
pub(crate) use database::TestDatabase;
pub(crate) use town::Town;
