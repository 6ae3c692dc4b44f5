//! Accounts that may not be independent: groups whose answers about the same buildings agree where
//! the crowd does not, far beyond chance. Proposals with reasons in words; nothing is acted on.
//!
//! # The test
//! An answer is *unusual* where it lies at least a gap away from the median of the other answers
//! about the building, those of suspects left out. Two accounts *match* at a building where both
//! give the same answer and it is unusual by the rest, the two left out. Under the null hypothesis
//! that they work apart, the chance of a match is taken as the greatest of three, each of which
//! explains an honest match:
//! - how often any two accounts match at buildings with as many other answers that are spread as
//!   much (hard buildings and decoys draw the same mistake from many), more where the two both
//!   deviate more often than the crowd, counted up to a cap;
//! - how often they give the same answers wherever those are unusual (one who always says "still
//!   standing" agrees with everyone who does);
//! - how often their own usual deviations coincide, each counted up to the cap (two who tend to
//!   date two captures late).
//!
//! Matches at different buildings are then independent, and the binomial tail at the mean chance
//! bounds that of their number (Hoeffding 1956), which gives p-values that err on the safe side.
//! They are tested pair by pair; account by account against all suspects at once (accounts that
//! deviate more than the crowd), and against all that joined in one burst, which finds rings whose
//! members rarely meet; suspects and bursts as a whole, which finds many accounts with few answers;
//! and, on every second building, against those suspects that match most on the others, which
//! finds a ring among many spammers. Tests of a kind are corrected together (Benjamini and
//! Hochberg 1995), so that in a crowd of independent accounts the chance that anyone at all is
//! flagged is about [`Limits::error`] or less.
//!
//! # What it sees and what not
//! On the worlds of the tests (2,000 buildings, 5 judgements each, 500 volunteers, a tenth of them
//! spammers; 20 fresh seeds each): no account flagged in 180 honest worlds; a ring of 20 accounts
//! that always dates three intervals late is found to 94 % with a tenth of the judgements and
//! whole with a fifth; 200 accounts of ten judgements each that joined together, to 94 %; a ring
//! that lies at half of the buildings, to 96 %. A ring that lies at every fifth building and did
//! not join together is found to 6 %: who is camouflaged well looks like everyone else, and only
//! random assignment and audits stand against that.

mod ballots;
mod evidence;
mod group;
mod habit;
mod meet;
mod proposal;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world;

pub use proposal::{Cohort, Joined, Limits, Member, Reason, Vote, cohorts};
