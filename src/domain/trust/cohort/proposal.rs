//! What is looked at, what is proposed, and in which words. How it is found stands beside.

use std::fmt;

use crate::domain::consensus::span::Span;
use crate::domain::statistics::Share;

/// One counted judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    /// Who.
    pub volunteer: u64,
    /// About which building; of several by one volunteer the latest counts.
    pub building: u64,
    /// The intervals left possible.
    pub answer: Span,
    /// Captures of the building.
    pub captures: usize,
    /// When, in milliseconds since any fixed moment.
    pub at_ms: i64,
}

/// When an account was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Joined {
    /// Whose.
    pub volunteer: u64,
    /// In milliseconds since the same moment as the votes.
    pub at_ms: i64,
}

/// Where suspicion begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Chance that any account at all is flagged in a crowd of independent ones.
    pub error: f64,
    /// Matches of a pair before it is tested.
    pub matches_min: u32,
    /// Intervals between an unusual answer and the median of the others; 1 is used for series of
    /// fewer than five captures.
    pub gap: u32,
    /// The most that an account's own usual deviation explains.
    pub deviation_cap: f64,
    /// Answers about one building this close in time are cast together, in milliseconds.
    pub together_ms: i64,
    /// Accounts made within this time may be one burst, in milliseconds.
    pub burst_ms: i64,
}

impl Default for Limits {
    /// One in a hundred campaigns; three matches; two intervals; .35; ten minutes; six hours.
    fn default() -> Self {
        let (together_ms, burst_ms) = (600_000, 6 * 3_600_000);
        Self { error: 0.01, matches_min: 3, gap: 2, deviation_cap: 0.35, together_ms, burst_ms }
    }
}

/// Why accounts are proposed as a cohort.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reason {
    /// They give the same unusual answer.
    CoVotes {
        /// Buildings where at least two of them match, of those that at least two judged.
        matched: Share,
        /// As many would be expected at most.
        expected: f64,
        /// The chance of as many, counted for all groups of the campaign.
        p: f64,
    },
    /// They joined together.
    Burst {
        /// Accounts of the cohort that did, of those whose joining is known.
        joined: Share,
        /// All accounts of the campaign that joined in the same time.
        all: u32,
        /// From the first of them to the last, in milliseconds.
        within_ms: i64,
        /// The chance of that.
        p: f64,
    },
    /// They judge the same building at the same time.
    Lockstep {
        /// Buildings judged by at least two within [`Limits::together_ms`], of those that at least
        /// two judged.
        together: Share,
        /// As many would be expected at most.
        expected: f64,
        /// The chance of that.
        p: f64,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::CoVotes { matched, expected, p } => write!(
                f,
                "gave the same answer against the rest at {} of {} buildings that two or more of \
                 them judged, where at most {expected:.1} would be expected by chance (p < {})",
                matched.hits,
                matched.of,
                bound(p)
            ),
            Self::Burst { joined, all, within_ms, p } => write!(
                f,
                "{} of {} accounts joined within {:.1} hours, when {all} joined in all (p < {})",
                joined.hits,
                joined.of,
                hours(within_ms),
                bound(p)
            ),
            Self::Lockstep { together, expected, p } => write!(
                f,
                "judged {} of {} common buildings within minutes of each other, where at most \
                 {expected:.1} would be expected by chance (p < {})",
                together.hits,
                together.of,
                bound(p)
            ),
        }
    }
}

/// The power of ten above a chance, in words for people.
fn bound(p: f64) -> String {
    let powers = (1..=12).rev().map(|power| libm::pow(10.0, -f64::from(power)));
    let above = powers.into_iter().find(|bound| p < *bound);
    above.map_or_else(|| "1".to_owned(), |bound| format!("{bound}"))
}

fn hours(ms: i64) -> f64 {
    let seconds = usize::try_from(ms / 1000).unwrap_or(0);
    crate::domain::statistics::number(seconds) / 3600.0
}

/// One account of a cohort.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Member {
    /// Who.
    pub volunteer: u64,
    /// Buildings where they match another suspect, of those that they and a suspect judged.
    pub matched: Share,
    /// Unusual answers of all that could be.
    pub unusual: Share,
    /// The smallest chance under which they were flagged: alone, in a pair, or with their burst.
    pub p: f64,
}

/// Accounts proposed for a person to look at together.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohort {
    /// At least two, in order of id.
    pub members: Vec<Member>,
    /// Why, the co-votes first.
    pub reasons: Vec<Reason>,
}

impl fmt::Display for Cohort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} accounts", self.members.len())?;
        for (index, reason) in self.reasons.iter().enumerate() {
            write!(f, "{} {reason}", if index == 0 { "" } else { ";" })?;
        }
        Ok(())
    }
}

/// Proposes cohorts, largest first. The order of `votes` and `joined` does not matter. Time and
/// memory rise with the number of pairs of votes about the same building (36 for nine votes).
#[must_use]
pub fn cohorts(votes: &[Vote], joined: &[Joined], limits: &Limits) -> Vec<Cohort> {
    let ballots = super::ballots::Ballots::of(votes, limits.gap);
    let bursts = super::group::bursts(&ballots, joined, limits.burst_ms);
    let habits = super::habit::Habits::of(&ballots, limits.deviation_cap);
    let meetings = super::meet::Meetings::of(&ballots, &habits, &bursts, limits);
    let flagged = super::evidence::flagged(&meetings, habits.suspects(), &bursts, limits);
    super::group::cohorts(&ballots, &habits, &meetings, &flagged, joined, limits)
}
