//! The words of every screen, by language. Catalogues are Fluent files, embedded; a key that a
//! language lacks is said in English, and a test holds that none lacks any.

mod catalogue;
mod lang;

pub use catalogue::Arg;
pub use lang::Lang;
