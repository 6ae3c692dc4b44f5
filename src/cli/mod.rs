//! The commands. Each reads its words, calls a leg of the journey, and says what came of it:
//! data on standard output, messages and progress on standard error.

mod aggregate;
mod campaign;
mod chips;
mod command;
mod demo;
mod export;
mod gold;
mod imagery;
mod import;
mod ledger;
mod model;
mod outcome;
mod quality;
mod release;
mod serve;
mod simulate;
mod source;
mod token;
mod upkeep;
mod user;
mod verify;
mod volunteer;
mod whatif;
mod witness;

pub use command::{Cli, run};
pub use outcome::tell;
