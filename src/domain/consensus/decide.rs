//! The decision: ask again, retire, or escalate, with its reason in words.

use std::collections::BTreeSet;
use std::fmt;

use super::span::Span;
use super::window::{Agreed, End, Tally, supermajority};
use crate::domain::id::CohortId;
use crate::domain::judgement::{Verdict, Window};
use crate::domain::policy::{AtCap, PATIENCE, Policy, Stopping};

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
    /// The model is sure enough, and the campaign wants no more then; what is published is the
    /// counted window all the same.
    Confident,
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
            Self::Confident => "confident",
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
            Self::Confident,
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
    /// The model is sure of one interval, whatever the width of the counted window.
    Sure {
        /// How sure, in thousandths.
        sure_pm: u32,
        /// Windows counted.
        counted: u32,
    },
    /// The window is narrow enough, but the model is not sure of it yet.
    Unsure {
        /// How sure, in thousandths.
        sure_pm: u32,
        /// Windows counted.
        counted: u32,
    },
    /// Without the second and further judgements of accounts that seem to act together, more
    /// would be asked.
    Cohort {
        /// Judgements of such accounts beyond the first of each group.
        together: u32,
    },
    /// More than half could not tell.
    MostCannotTell {
        /// Those who could not.
        cannot_tell: u32,
        /// All.
        all: u32,
    },
    /// Even if all that may still be asked agreed, the window would stay wide.
    Hopeless {
        /// Windows counted.
        counted: u32,
        /// Judgements that could still be asked for.
        left: u32,
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
            // Without the number, which every fit changes a little: it is exported beside.
            Self::Sure { counted, .. } => {
                write!(f, "{counted} windows given; the model is sure enough of one interval")
            }
            Self::Unsure { counted, .. } => {
                write!(f, "{counted} windows given; the model is not sure enough of them")
            }
            Self::Cohort { together } => write!(
                f,
                "{together} more judgements come from accounts that seem to act together; \
                 it must be agreed without them"
            ),
            Self::MostCannotTell { cannot_tell, all } => {
                write!(f, "{cannot_tell} of {all} volunteers could not tell")
            }
            Self::Hopeless { counted, left } => write!(
                f,
                "{counted} windows given; even if the next {left} all agreed, the window would \
                 stay wide"
            ),
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
/// out) over a series of `captures` captures, by counts alone.
#[must_use]
pub fn decide(policy: Policy, verdicts: &[Verdict], captures: usize) -> Consensus {
    decide_with(Policy { stopping: Stopping::Rule, ..policy }, verdicts, captures, None)
}

/// Decides as [`decide`] does, with a model's say in whether to ask on: `sure_pm` is how sure it
/// is of its likeliest interval, in thousandths; none where there is no model, or it is frozen,
/// and the rule alone decides. The window is always the counted one.
#[must_use]
pub fn decide_with(
    policy: Policy,
    verdicts: &[Verdict],
    captures: usize,
    sure_pm: Option<u32>,
) -> Consensus {
    let windows: Vec<Window> = verdicts.iter().filter_map(|verdict| verdict.window()).collect();
    let tally = Tally::of(&windows, captures);
    let agreed = supermajority(&tally, policy.threshold);
    let width = agreed.width(captures);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let agree = count(windows.iter().filter(|w| agreed.holds(**w, captures)).count());
    let counted = tally.counted;
    let cannot_tell = count(verdicts.len() - windows.len());
    let all = counted + cannot_tell;
    let (decision, why) = if all >= policy.judgements_min && cannot_tell * 2 > all {
        let why = Why::MostCannotTell { cannot_tell, all };
        (Decision::Retire(RetirementReason::Undatable), why)
    } else if let Some(done) = done(policy, agreed, (captures, agree, counted), sure_pm) {
        done
    } else if all >= policy.judgements_max {
        (at_cap(policy.at_cap), Why::Cap { all, width })
    } else if all >= policy.hope_from && !has_hope(policy, (&windows, all), captures, sure_pm) {
        let left = policy.judgements_max - all;
        (at_cap(policy.at_cap), Why::Hopeless { counted, left })
    } else {
        let room = policy.judgements_max - all;
        let short = policy.judgements_min.saturating_sub(counted);
        let why = match sure_pm {
            _ if short > 0 => Why::TooFew { counted, wanted: policy.judgements_min },
            Some(sure_pm) if policy.stopping != Stopping::Rule && sure_pm < policy.sure_pm => {
                Why::Unsure { sure_pm, counted }
            }
            _ => Why::TooWide { width, counted },
        };
        (Decision::AskAgain { more: short.clamp(1, room) }, why)
    };
    Consensus { counted, cannot_tell, agree, agreed, width, decision, why }
}

/// Whether a window could still become narrow enough before the cap: if all that may still be
/// asked agreed on one of the intervals that it leaves possible. Where the model may end the
/// asking, nobody can say.
fn has_hope(
    policy: Policy,
    (windows, all): (&[Window], u32),
    captures: usize,
    sure_pm: Option<u32>,
) -> bool {
    if sure_pm.is_some() && matches!(policy.stopping, Stopping::Posterior | Stopping::Either) {
        return true;
    }
    let agreed = supermajority(&Tally::of(windows, captures), policy.threshold);
    let possible = Span::of_agreed(agreed, captures);
    (possible.low..=possible.high).any(|interval| {
        let last = interval.checked_sub(1);
        let first = Some(interval).filter(|first| *first < captures);
        let Ok(one) = Window::new(last, first, captures) else { return false };
        let mut more = windows.to_vec();
        (all..policy.judgements_max).any(|_| {
            more.push(one);
            let tally = Tally::of(&more, captures);
            is_narrow(policy, supermajority(&tally, policy.threshold), captures, tally.counted)
        })
    })
}

/// Whether a window is narrow enough.
fn is_narrow(policy: Policy, agreed: Agreed, captures: usize, counted: u32) -> bool {
    let width = agreed.width(captures);
    let wanted = usize::try_from(policy.width_max).unwrap_or(usize::MAX);
    let is_disputed = [agreed.last_standing, agreed.first_destroyed].contains(&End::Dispute);
    let is_patient = counted >= PATIENCE && width <= wanted.max(2);
    counted >= policy.judgements_min
        && (width == 1 || ((width <= wanted || is_patient) && !is_disputed))
}

/// The end of the asking, where enough is known.
fn done(
    policy: Policy,
    agreed: Agreed,
    (captures, agree, counted): (usize, u32, u32),
    sure_pm: Option<u32>,
) -> Option<(Decision, Why)> {
    if counted < policy.judgements_min {
        return None;
    }
    let is_narrow = is_narrow(policy, agreed, captures, counted);
    let narrow = || (Decision::Retire(narrow_reason(agreed)), Why::Narrow { agree, counted });
    let Some(sure_pm) = sure_pm else { return is_narrow.then(narrow) };
    let is_sure = sure_pm >= policy.sure_pm;
    let is_done = match policy.stopping {
        Stopping::Rule => is_narrow,
        Stopping::Posterior => is_sure,
        Stopping::Either => is_narrow || is_sure,
        Stopping::Both => is_narrow && is_sure,
    };
    let confident =
        || (Decision::Retire(RetirementReason::Confident), Why::Sure { sure_pm, counted });
    is_done.then(|| if is_narrow { narrow() } else { confident() })
}

/// One verdict that counts, and the group of accounts that its volunteer is suspected to act with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vote {
    /// What was said.
    pub verdict: Verdict,
    /// The group, where there is one.
    pub cohort: Option<CohortId>,
}

/// Decides as [`decide_with`] does, but retires no building that would be asked about again if only
/// the first judgement of each suspected group were there: no two judgements of one group decide.
/// All of them are counted in the window; only the asking goes on, up to the cap.
#[must_use]
pub fn decide_apart(
    policy: Policy,
    votes: &[Vote],
    captures: usize,
    sure_pm: Option<u32>,
) -> Consensus {
    let verdicts: Vec<Verdict> = votes.iter().map(|vote| vote.verdict).collect();
    let mut consensus = decide_with(policy, &verdicts, captures, sure_pm);
    let mut seen = BTreeSet::new();
    let apart: Vec<Verdict> = votes
        .iter()
        .filter(|vote| vote.cohort.is_none_or(|cohort| seen.insert(cohort)))
        .map(|vote| vote.verdict)
        .collect();
    let together = verdicts.len() - apart.len();
    let room = policy.judgements_max.saturating_sub(consensus.all());
    if together == 0 || room == 0 || matches!(consensus.decision, Decision::AskAgain { .. }) {
        return consensus;
    }
    if let Decision::AskAgain { more } = decide_with(policy, &apart, captures, sure_pm).decision {
        let together = u32::try_from(together).unwrap_or(u32::MAX);
        consensus.decision = Decision::AskAgain { more: more.min(room) };
        consensus.why = Why::Cohort { together };
    }
    consensus
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
