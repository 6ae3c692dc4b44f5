//! The words of every screen, by language. Catalogues are Fluent files, embedded; a language is
//! offered once its folder stands in the list of `catalogue.rs`, and a test holds that every
//! offered one has every key.

mod catalogue;
mod date;
mod lang;
mod plural;
mod pseudo;
mod sentence;

pub use catalogue::Arg;
pub use lang::Lang;
pub use sentence::{Sentence, Value};

#[cfg(test)]
mod tests;
