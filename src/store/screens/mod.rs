//! Read models: a query for each screen or file that needs a join.

pub mod cases;
pub mod census;
pub mod export;
pub mod flags;
pub mod mine;
pub mod people;
pub mod progress;
pub mod task;
pub mod turn;
pub mod votes;
