//! When to stop asking about a building: policies, each a pure function of the judgements so far
//! and of what the model makes of them. Who is asked is `deal`'s business.

use std::fmt;
use std::str::FromStr;

use crate::domain::consensus::vote::{Plurality, plurality};
use crate::domain::consensus::{Decision, RetirementReason, decide};
use crate::domain::judgement::{Verdict, Window};
use crate::domain::policy::{AtCap, Policy, Threshold};

/// Stopping by the model: as soon as one class is likely enough.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sure {
    /// The posterior wanted for the likeliest class.
    pub tau: f64,
    /// Factor on the log-likelihood of the labels; below 1 is less sure than the model says.
    pub temper: f64,
    /// Windows wanted before anything is decided.
    pub judgements_min: u32,
    /// Judgements after which no more are asked.
    pub judgements_max: u32,
    /// How far a refit may lower the posterior of a closed building below `tau` before it is
    /// opened again.
    pub slack: f64,
    /// The exactness of volunteers up to which `tau` holds; of better ones more is wanted, since
    /// one more answer of theirs costs as much and takes more doubt away. 1 holds it for all.
    pub usual: f64,
}

impl Default for Sure {
    fn default() -> Self {
        Self {
            tau: 0.95,
            temper: 0.7,
            judgements_min: 3,
            judgements_max: 12,
            slack: 0.15,
            usual: 1.0,
        }
    }
}

/// A policy of stopping.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Stopping {
    /// After so many judgements, whatever they say.
    Fixed {
        /// How many.
        judgements: u32,
    },
    /// When so many gave the same window and are a large enough share of all who gave one.
    Agree {
        /// How many the same.
        votes: u32,
        /// Their share of the windows.
        share: Threshold,
        /// Judgements after which no more are asked.
        judgements_max: u32,
    },
    /// By the published rule.
    Rule(Policy),
    /// By the published rule, and also as soon as no further answers could narrow the window
    /// enough before the cap (curtailment, Wald, 1947).
    Curtailed(Policy),
    /// By the model's posterior.
    Posterior(Sure),
    /// When the rule or the posterior is satisfied.
    Either(Policy, Sure),
    /// When the rule and the posterior are satisfied.
    Both(Policy, Sure),
}

/// What follows from the judgements so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Ask one more.
    Ask,
    /// Stop: what was wanted is reached.
    Stop,
    /// Stop, though what was wanted is not reached.
    Escalate,
}

/// The point estimate by which a policy is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// The most frequent class, ties at random.
    Plurality,
    /// The median vote.
    Median,
    /// The likeliest class of the model.
    Model,
}

impl Stopping {
    /// Decides on one building from the verdicts given, over `captures` captures; `posterior`
    /// holds the model's probability of each class, none while there is no trusted model. Without
    /// one, [`Self::Posterior`] asks up to its cap, and the two that combine follow the rule.
    #[must_use]
    pub fn step(self, verdicts: &[Verdict], captures: usize, posterior: Option<&[f64]>) -> Step {
        let all = u32::try_from(verdicts.len()).unwrap_or(u32::MAX);
        match self {
            Self::Fixed { judgements } if all >= judgements => Step::Stop,
            Self::Fixed { .. } => Step::Ask,
            Self::Agree { votes, share, judgements_max } => {
                let windows: Vec<Window> = verdicts.iter().filter_map(|v| v.window()).collect();
                let counted = u32::try_from(windows.len()).unwrap_or(u32::MAX);
                let agree = match plurality(&windows) {
                    Plurality::Leads(_, agree) => agree,
                    Plurality::Tied(..) | Plurality::Nothing => 0,
                };
                let is_reached = agree >= votes && share.is_reached(agree, counted);
                limited(is_reached, all, judgements_max)
            }
            Self::Rule(policy) => rule(policy, verdicts, captures),
            Self::Curtailed(policy) => curtailed(policy, verdicts, captures),
            Self::Posterior(sure) => {
                limited(sure.is_satisfied(verdicts, posterior), all, sure.judgements_max)
            }
            Self::Either(policy, sure) => {
                let is_sure = sure.is_satisfied(verdicts, posterior);
                if is_sure { Step::Stop } else { rule(policy, verdicts, captures) }
            }
            Self::Both(policy, sure) => match rule(policy, verdicts, captures) {
                Step::Stop if posterior.is_some() => {
                    limited(sure.is_satisfied(verdicts, posterior), all, policy.judgements_max)
                }
                step => step,
            },
        }
    }

    /// The same for volunteers of this exactness, as the model fits it: see [`Sure::usual`].
    #[must_use]
    pub fn among(self, exactness: f64) -> Self {
        match self {
            Self::Posterior(sure) => Self::Posterior(sure.among(exactness)),
            Self::Either(policy, sure) => Self::Either(policy, sure.among(exactness)),
            Self::Both(policy, sure) => Self::Both(policy, sure.among(exactness)),
            other => other,
        }
    }

    /// The model's part in it.
    #[must_use]
    pub const fn sure(self) -> Option<Sure> {
        match self {
            Self::Posterior(sure) | Self::Either(_, sure) | Self::Both(_, sure) => Some(sure),
            Self::Fixed { .. } | Self::Agree { .. } | Self::Rule(_) | Self::Curtailed(_) => None,
        }
    }

    /// The rule under which its windows are published: its own, or the default.
    #[must_use]
    pub fn published(self) -> Policy {
        match self {
            Self::Rule(policy)
            | Self::Curtailed(policy)
            | Self::Either(policy, _)
            | Self::Both(policy, _) => policy,
            Self::Fixed { .. } | Self::Agree { .. } | Self::Posterior(_) => Policy::default(),
        }
    }

    /// The point estimate by which it is measured.
    #[must_use]
    pub const fn point(self) -> Point {
        match self {
            Self::Fixed { .. } | Self::Agree { .. } => Point::Plurality,
            Self::Rule(_) | Self::Curtailed(_) => Point::Median,
            Self::Posterior(_) | Self::Either(..) | Self::Both(..) => Point::Model,
        }
    }

    /// Judgements of one building after which no more are asked.
    #[must_use]
    pub const fn judgements_max(self) -> u32 {
        match self {
            Self::Fixed { judgements } => judgements,
            Self::Agree { judgements_max, .. }
            | Self::Posterior(Sure { judgements_max, .. })
            | Self::Rule(Policy { judgements_max, .. })
            | Self::Curtailed(Policy { judgements_max, .. })
            | Self::Either(Policy { judgements_max, .. }, _)
            | Self::Both(Policy { judgements_max, .. }, _) => judgements_max,
        }
    }
}

impl Sure {
    /// The same for volunteers of this exactness: the doubt left shrinks with the share of answers
    /// that are wrong.
    #[must_use]
    pub fn among(self, exactness: f64) -> Self {
        let wrong = (1.0 - exactness) / (1.0 - self.usual).max(1e-9);
        Self { tau: 1.0 - (1.0 - self.tau) * wrong.clamp(0.0, 1.0), ..self }
    }

    /// Whether enough windows are given and one class is likely enough, or most could not tell.
    fn is_satisfied(self, verdicts: &[Verdict], posterior: Option<&[f64]>) -> bool {
        let windows = verdicts.iter().filter(|verdict| verdict.window().is_some()).count();
        let counted = u32::try_from(windows).unwrap_or(u32::MAX);
        let all = u32::try_from(verdicts.len()).unwrap_or(u32::MAX);
        let most_cannot_tell = all >= self.judgements_min && counted < all - counted;
        let top = posterior.map_or(0.0, |shares| shares.iter().copied().fold(0.0, f64::max));
        most_cannot_tell || (counted >= self.judgements_min && top >= self.tau)
    }
}

const fn limited(is_reached: bool, all: u32, judgements_max: u32) -> Step {
    if is_reached {
        Step::Stop
    } else if all >= judgements_max {
        Step::Escalate
    } else {
        Step::Ask
    }
}

/// The rule, asking up to the cap whatever could still come of it.
fn rule(policy: Policy, verdicts: &[Verdict], captures: usize) -> Step {
    curtailed(Policy { hope_from: u32::MAX, ..policy }, verdicts, captures)
}

/// The rule as campaigns apply it: it gives up where nothing could narrow the window any more.
fn curtailed(policy: Policy, verdicts: &[Verdict], captures: usize) -> Step {
    match decide(policy, verdicts, captures).decision {
        Decision::AskAgain { .. } => Step::Ask,
        Decision::Retire(RetirementReason::CapReached) | Decision::Escalate => Step::Escalate,
        Decision::Retire(_) => Step::Stop,
    }
}

impl fmt::Display for Stopping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ruled = |policy: &Policy| {
            let Policy { judgements_min: min, judgements_max: max, threshold, .. } = policy;
            format!("{threshold}:{min}:{max}")
        };
        let sure = |sure: &Sure| {
            let Sure { tau, temper, judgements_min: min, judgements_max: max, slack, usual } = sure;
            format!("{tau}:{min}:{max}:{temper}:{slack}:{usual}")
        };
        match self {
            Self::Fixed { judgements } => write!(f, "fixed:{judgements}"),
            Self::Agree { votes, share, judgements_max } => {
                write!(f, "agree:{votes}:{share}:{judgements_max}")
            }
            Self::Rule(policy) => write!(f, "rule:{}", ruled(policy)),
            Self::Curtailed(policy) => write!(f, "curtailed:{}", ruled(policy)),
            Self::Posterior(wanted) => write!(f, "posterior:{}", sure(wanted)),
            Self::Either(policy, wanted) => {
                write!(f, "either:{}:{}", ruled(policy), sure(wanted))
            }
            Self::Both(policy, wanted) => write!(f, "both:{}:{}", ruled(policy), sure(wanted)),
        }
    }
}

/// Not a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{0}\" is no policy; write fixed:N, agree:VOTES[:SHARE[:MAX]], rule:RULE, curtailed:RULE, \
     posterior:SURE, either:RULE:SURE or both:RULE:SURE, where RULE is SHARE[:MIN[:MAX]] (whole \
     in front of SURE) and SURE is TAU[:MIN[:MAX[:TEMPER[:SLACK[:USUAL]]]]], such as rule:4/5:3:9 \
     or posterior:0.95:3"
)]
pub struct StoppingError(pub String);

impl FromStr for Stopping {
    type Err = StoppingError;

    fn from_str(text: &str) -> Result<Self, StoppingError> {
        let mut words = text.split(':');
        let name = words.next().unwrap_or_default();
        let rest: Vec<&str> = words.collect();
        parse(name, &rest).ok_or_else(|| StoppingError(text.to_owned()))
    }
}

/// The parameter at a place: the fallback where it is left out, nothing where it is no value.
fn word<T: FromStr>(rest: &[&str], place: usize, fallback: Option<T>) -> Option<T> {
    rest.get(place).map_or(fallback, |word| word.parse().ok())
}

fn parse(name: &str, rest: &[&str]) -> Option<Stopping> {
    match (name, rest.len()) {
        ("fixed", 1) => {
            let judgements = word(rest, 0, None)?;
            (judgements > 0).then_some(Stopping::Fixed { judgements })
        }
        ("agree", 1..=3) => {
            let share = word(rest, 1, Threshold::new(3, 5).ok())?;
            let (votes, judgements_max) = (word(rest, 0, None)?, word(rest, 2, Some(10))?);
            (votes > 0 && votes <= judgements_max).then_some(Stopping::Agree {
                votes,
                share,
                judgements_max,
            })
        }
        ("rule", 1..=3) => Some(Stopping::Rule(parse_rule(rest)?)),
        ("curtailed", 1..=3) => Some(Stopping::Curtailed(parse_rule(rest)?)),
        ("posterior", 1..=6) => Some(Stopping::Posterior(parse_sure(rest)?)),
        ("either", 4..=9) => {
            let (rule, sure) = rest.split_at_checked(3)?;
            Some(Stopping::Either(parse_rule(rule)?, parse_sure(sure)?))
        }
        ("both", 4..=9) => {
            let (rule, sure) = rest.split_at_checked(3)?;
            Some(Stopping::Both(parse_rule(rule)?, parse_sure(sure)?))
        }
        _ => None,
    }
}

fn parse_rule(rest: &[&str]) -> Option<Policy> {
    let (min, max) = (word(rest, 1, Some(3))?, word(rest, 2, Some(9))?);
    Policy::new(min, max, word(rest, 0, None)?, AtCap::Publish).ok()
}

fn parse_sure(rest: &[&str]) -> Option<Sure> {
    let usual = Sure::default();
    let sure = Sure {
        tau: word(rest, 0, None)?,
        judgements_min: word(rest, 1, Some(usual.judgements_min))?,
        judgements_max: word(rest, 2, Some(usual.judgements_max))?,
        temper: word(rest, 3, Some(usual.temper))?,
        slack: word(rest, 4, Some(usual.slack))?,
        usual: word(rest, 5, Some(usual.usual))?,
    };
    let is_sound = (0.0..=1.0).contains(&sure.tau)
        && (0.05..=2.0).contains(&sure.temper)
        && (0.0..=1.0).contains(&sure.slack)
        && (0.0..=1.0).contains(&sure.usual)
        && (1..=sure.judgements_max).contains(&sure.judgements_min);
    is_sound.then_some(sure)
}

#[cfg(test)]
#[path = "stopping_tests.rs"]
mod tests;
