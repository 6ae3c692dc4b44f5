//! What is known of each volunteer's work, and which accounts may not be independent of each
//! other: figures and proposals for a coordinator.
//!
//! Nothing here acts. A low score, a flag or a cohort is a question to a person, with its reasons
//! in words; quarantine is decided, logged and undone elsewhere. Volunteers and buildings are bare
//! ids, so that any store can feed them.

pub mod cohort;
pub mod gold;
pub mod pace;
pub mod peers;
