//! The simulator: worlds whose truth is known, volunteers who judge them, and what each policy
//! makes of it. Pure and seeded: the same seed gives the same bytes. It knows the domain, whose
//! rule and models it tests, and nothing else; `aftermath simulate` prints what it finds.
//!
//! [`world`] makes buildings and volunteers, [`answer`] what they say; [`deal`] assigns them,
//! [`stopping`] says when it is enough, [`progress`] keeps the state; [`score`] holds the result
//! against the truth and [`audit`] mends it; [`study`] does so for many worlds, as a [`table`].

pub mod answer;
pub mod audit;
mod chance;
pub mod deal;
pub mod frames;
pub mod progress;
pub mod replay;
pub mod score;
pub mod stopping;
pub mod study;
pub mod table;
pub mod world;
