//! The decision: ask again, retire, or escalate, with its reason in words.

use std::fmt;

use super::window::{Agreed, End, Tally, supermajority};
use crate::domain::campaign::{AtCap, Policy};
use crate::domain::judgement::{Verdict, Window};

/// From this many counted windows on, an agreed window of two intervals is narrow enough: the
/// fifth judgement of a disputed building buys little more (`docs/METHOD.md`).
const PATIENCE: u32 = 5;

/// Why no more is asked about a building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetirementReason {
    /// The agreed window is narrow enough.
    Agreed,
    /// Agreed to be standing in the last capture.
    Never,
    /// Agreed to be destroyed in the first capture.
    BeforeSeries,
    /// More than half could not tell.
    Undatable,
    /// The cap is reached; the window is published as wide as it is.
    CapReached,
    /// An adjudicator ruled.
    Ruled,
    /// Taken out of the campaign.
    Withdrawn,
}

impl RetirementReason {
    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Never => "never",
            Self::BeforeSeries => "before_series",
            Self::Undatable => "undatable",
            Self::CapReached => "cap_reached",
            Self::Ruled => "ruled",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [
            Self::Agreed,
            Self::Never,
            Self::BeforeSeries,
            Self::Undatable,
            Self::CapReached,
            Self::Ruled,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|reason| reason.as_str() == word)
    }
}

/// What follows from the judgements so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Ask this many more volunteers, then decide again.
    AskAgain {
        /// At least 1.
        more: u32,
    },
    /// Stop asking.
    Retire(RetirementReason),
    /// Put it before people.
    Escalate,
}

/// The reason of a decision, in words that a coordinator can check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Fewer windows than the campaign wants.
    TooFew {
        /// Windows counted.
        counted: u32,
        /// Windows wanted.
        wanted: u32,
    },
    /// The agreed window is wider than wanted.
    TooWide {
        /// Intervals it leaves possible.
        width: usize,
        /// Windows counted.
        counted: u32,
    },
    /// The agreed window is narrow enough.
    Narrow {
        /// Windows inside the agreed one.
        agree: u32,
        /// Windows counted.
        counted: u32,
    },
    /// More than half could not tell.
    MostCannotTell {
        /// Those who could not.
        cannot_tell: u32,
        /// All.
        all: u32,
    },
    /// No more may be asked.
    Cap {
        /// Judgements given.
        all: u32,
        /// Intervals the window leaves possible.
        width: usize,
    },
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { counted, wanted } => {
                write!(f, "{counted} of at least {wanted} windows given")
            }
            Self::TooWide { width, counted } => {
                write!(f, "{counted} windows given, but they leave {width} intervals possible")
            }
            Self::Narrow { agree, counted } => {
                write!(f, "{agree} of {counted} windows lie inside the agreed one")
            }
            Self::MostCannotTell { cannot_tell, all } => {
                write!(f, "{cannot_tell} of {all} volunteers could not tell")
            }
            Self::Cap { all, width } => write!(
                f,
                "{all} judgements given, the most this campaign asks for; \
                 they leave {width} intervals possible"
            ),
        }
    }
}

/// What the standing judgements of one building agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consensus {
    /// Windows counted: n.
    pub counted: u32,
    /// Judgements that could not tell.
    pub cannot_tell: u32,
    /// Counted windows that lie inside the agreed one.
    pub agree: u32,
    /// The agreed window.
    pub agreed: Agreed,
    /// Intervals it leaves possible.
    pub width: usize,
    /// What follows.
    pub decision: Decision,
    /// And why.
    pub why: Why,
}

impl Consensus {
    /// All judgements that stand: n0.
    #[must_use]
    pub const fn all(&self) -> u32 {
        self.counted + self.cannot_tell
    }
}

/// Decides on one building from its standing verdicts (one a volunteer, superseded ones left
/// out) over a series of `captures` captures.
#[must_use]
pub fn decide(policy: Policy, verdicts: &[Verdict], captures: usize) -> Consensus {
    let windows: Vec<Window> = verdicts.iter().filter_map(|verdict| verdict.window()).collect();
    let tally = Tally::of(&windows, captures);
    let agreed = supermajority(&tally, policy.threshold);
    let width = agreed.width(captures);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let agree = count(windows.iter().filter(|w| agreed.holds(**w, captures)).count());
    let counted = tally.counted;
    let cannot_tell = count(verdicts.len() - windows.len());
    let all = counted + cannot_tell;
    let is_disputed = [agreed.last_standing, agreed.first_destroyed].contains(&End::Dispute);
    let narrow = width == 1 || (counted >= PATIENCE && width == 2 && !is_disputed);
    let (decision, why) = if all >= policy.judgements_min && cannot_tell * 2 > all {
        let why = Why::MostCannotTell { cannot_tell, all };
        (Decision::Retire(RetirementReason::Undatable), why)
    } else if counted >= policy.judgements_min && narrow {
        (Decision::Retire(narrow_reason(agreed)), Why::Narrow { agree, counted })
    } else if all >= policy.judgements_max {
        (at_cap(policy.at_cap), Why::Cap { all, width })
    } else {
        let room = policy.judgements_max - all;
        let short = policy.judgements_min.saturating_sub(counted);
        let why = if short > 0 {
            Why::TooFew { counted, wanted: policy.judgements_min }
        } else {
            Why::TooWide { width, counted }
        };
        (Decision::AskAgain { more: short.clamp(1, room) }, why)
    };
    Consensus { counted, cannot_tell, agree, agreed, width, decision, why }
}

const fn narrow_reason(agreed: Agreed) -> RetirementReason {
    match (agreed.last_standing, agreed.first_destroyed) {
        (End::Evidence, _) => RetirementReason::BeforeSeries,
        (_, End::Evidence) => RetirementReason::Never,
        _ => RetirementReason::Agreed,
    }
}

const fn at_cap(at_cap: AtCap) -> Decision {
    match at_cap {
        AtCap::Publish => Decision::Retire(RetirementReason::CapReached),
        AtCap::Escalate => Decision::Escalate,
    }
}
