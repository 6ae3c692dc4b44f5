//! The policy by which a campaign's buildings are settled: when to ask again and when to stop.

use std::fmt;

/// The share of counted judgements that must agree on an end of the window, as a rational number
/// above one half, so that the rule can be checked with a pencil and can never contradict itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold {
    num: u32,
    den: u32,
}

impl Threshold {
    /// `num / den`, which must be above 1/2 and at most 1.
    ///
    /// # Errors
    /// When it is not.
    pub fn new(num: u32, den: u32) -> Result<Self, PolicyError> {
        let above_half = u64::from(num) * 2 > u64::from(den);
        if above_half && num <= den { Ok(Self { num, den }) } else { Err(PolicyError::Threshold) }
    }

    /// Whether `count` of `total` reaches the threshold. Nothing reaches it of nothing.
    #[must_use]
    pub fn is_reached(self, count: u32, total: u32) -> bool {
        total > 0
            && u64::from(count) * u64::from(self.den) >= u64::from(self.num) * u64::from(total)
    }

    /// The numerator.
    #[must_use]
    pub const fn num(self) -> u32 {
        self.num
    }

    /// The denominator.
    #[must_use]
    pub const fn den(self) -> u32 {
        self.den
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}

impl std::str::FromStr for Threshold {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let (num, den) = text.split_once('/').ok_or(PolicyError::Threshold)?;
        let part = |text: &str| text.trim().parse().ok().ok_or(PolicyError::Threshold);
        Self::new(part(num)?, part(den)?)
    }
}

/// What happens to a building whose window is still wide when no more may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtCap {
    /// It is retired and published as wide as it is.
    Publish,
    /// It is put before people.
    Escalate,
}

impl AtCap {
    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Escalate => "escalate",
        }
    }
}

impl std::str::FromStr for AtCap {
    type Err = PolicyError;

    fn from_str(word: &str) -> Result<Self, PolicyError> {
        [Self::Publish, Self::Escalate]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(PolicyError::AtCap)
    }
}

/// Version of the published rule; raised whenever the same judgements give another window.
pub const METHOD_VERSION: &str = "1";
/// From this many counted windows on, an agreed window of two intervals is narrow enough: the
/// fifth judgement of a disputed building buys little more (`docs/METHOD.md`).
pub const PATIENCE: u32 = 5;

/// A building that was retired because the model was sure stays so until it is this much less sure,
/// in thousandths.
const REOPEN_BELOW_PM: u32 = 150;

/// From this many judgements on, no more are asked about a building whose window could not become
/// narrow enough even if all that may still be asked agreed (`docs/METHOD.md`).
pub const HOPE_FROM: u32 = 7;

/// What ends the asking. The model only ever says whether to ask on: what is published is the
/// counted window, as wide as it then is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopping {
    /// The counted window is narrow enough. No model has a say.
    Rule,
    /// The model is sure enough.
    Posterior,
    /// Whichever of the two comes first.
    Either,
    /// Not before both.
    Both,
}

impl Stopping {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Rule, Self::Posterior, Self::Either, Self::Both];

    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rule => "rule",
            Self::Posterior => "posterior",
            Self::Either => "either",
            Self::Both => "both",
        }
    }
}

impl std::str::FromStr for Stopping {
    type Err = PolicyError;

    fn from_str(word: &str) -> Result<Self, PolicyError> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(PolicyError::Stopping)
    }
}

/// When to ask again and when to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Windows wanted before anything is decided.
    pub judgements_min: u32,
    /// Judgements, "cannot tell" included, after which no more are asked.
    pub judgements_max: u32,
    /// The share that must agree.
    pub threshold: Threshold,
    /// What follows at the cap.
    pub at_cap: AtCap,
    /// Intervals between captures that a window may leave possible and still be narrow enough.
    pub width_max: u32,
    /// What ends the asking.
    pub stopping: Stopping,
    /// How sure the model must be of one interval, in thousandths: 500 to 1000.
    pub sure_pm: u32,
    /// Judgements from which on asking ends where nothing could narrow the window any more;
    /// [`HOPE_FROM`] in campaigns, other values in simulations only.
    pub hope_from: u32,
}

impl Policy {
    /// A checked policy.
    ///
    /// # Errors
    /// When the bounds are not 1 <= min <= max <= 100.
    pub fn new(
        judgements_min: u32,
        judgements_max: u32,
        threshold: Threshold,
        at_cap: AtCap,
    ) -> Result<Self, PolicyError> {
        if judgements_min == 0 || judgements_min > judgements_max || judgements_max > 100 {
            return Err(PolicyError::Bounds);
        }
        Ok(Self { judgements_min, judgements_max, threshold, at_cap, ..Self::default() })
    }

    /// The policy with another end of the asking.
    ///
    /// # Errors
    /// When the width is no number of intervals or the model could be sure of two of them.
    pub fn stopping(
        self,
        width_max: u32,
        stopping: Stopping,
        sure_pm: u32,
    ) -> Result<Self, PolicyError> {
        if !(1..=100).contains(&width_max) {
            return Err(PolicyError::Width);
        }
        if !(500..=1000).contains(&sure_pm) {
            return Err(PolicyError::Sure);
        }
        Ok(Self { width_max, stopping, sure_pm, ..self })
    }

    /// The policy for a building that was retired because the model was sure of it
    /// (`was_confident`), or was not: another fit opens it again only when it is clearly less
    /// sure, so that buildings do not come and go.
    #[must_use]
    pub const fn after(self, was_confident: bool) -> Self {
        let grace = if was_confident { REOPEN_BELOW_PM } else { 0 };
        Self { sure_pm: self.sure_pm.saturating_sub(grace), ..self }
    }

    /// The method with every parameter, in words.
    #[must_use]
    pub fn method(self) -> String {
        let Self { judgements_min: min, judgements_max: max, threshold, width_max: width, .. } =
            self;
        let (at_cap, stop) = (self.at_cap.as_str(), self.stopping.as_str());
        let rule = format!("supermajority-window/{METHOD_VERSION} q={threshold}");
        let stopped = match self.stopping {
            Stopping::Rule => String::new(),
            _ => format!(" sure={}/1000", self.sure_pm),
        };
        format!(
            "{rule} min={min} cap={max} width={width} patience={PATIENCE} hope={hope} \
             at-cap={at_cap} stop={stop}{stopped}",
            hope = self.hope_from,
        )
    }
}

impl Policy {
    /// The policy of words written by [`Self::method`]; none of words of another version.
    #[must_use]
    pub fn read(method: &str) -> Option<Self> {
        let rule = format!("supermajority-window/{METHOD_VERSION} ");
        let words = method.strip_prefix(&rule)?;
        let get = |key: &str| words.split(' ').find_map(|word| word.strip_prefix(key));
        let number = |key: &str| get(key)?.parse().ok();
        let sure = get("sure=").and_then(|share| share.split('/').next()?.parse().ok());
        let policy = Self::new(
            number("min=")?,
            number("cap=")?,
            get("q=")?.parse().ok()?,
            get("at-cap=")?.parse().ok()?,
        );
        let sure = sure.unwrap_or(Self::default().sure_pm);
        let policy = policy.and_then(|policy| {
            let stop = get("stop=").unwrap_or_default().parse()?;
            policy.stopping(number("width=").unwrap_or(0), stop, sure)
        });
        policy.ok().filter(|policy| policy.method() == method)
    }
}

/// The parameters of a method's words: `min=3` is (`min`, `3`); the rule's own name comes first.
pub fn parameters(method: &str) -> impl Iterator<Item = (&str, &str)> {
    method.split(' ').map(|word| word.split_once('=').unwrap_or(("rule", word)))
}

/// What differs between the words of two methods: (parameter, before, after); a dash where one
/// does not have it.
#[must_use]
pub fn difference<'a>(before: &'a str, after: &'a str) -> Vec<(&'a str, &'a str, &'a str)> {
    let of = |method: &'a str, name: &str| {
        parameters(method).find(|(own, _)| *own == name).map_or("-", |(_, value)| value)
    };
    let gone = parameters(before).filter(|(name, _)| of(after, name) == "-");
    let names = parameters(after).chain(gone).map(|(name, _)| name);
    let pairs = names.map(|name| (name, of(before, name), of(after, name)));
    pairs.filter(|(_, before, after)| before != after).collect()
}

/// The name of a method, for tables: the first 16 hex digits of the SHA-256 of its words. Two
/// findings with the same id were decided by the same rule with the same parameters.
#[must_use]
pub fn method_id(method: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(method.as_bytes());
    let number = digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("{number:016x}")
}

impl Default for Policy {
    /// 3 at least, 9 at most, 4 in 5 agreeing: chosen from simulations (`docs/METHOD.md`).
    fn default() -> Self {
        Self {
            judgements_min: 3,
            judgements_max: 9,
            threshold: Threshold { num: 4, den: 5 },
            at_cap: AtCap::Publish,
            width_max: 1,
            stopping: Stopping::Rule,
            sure_pm: 950,
            hope_from: HOPE_FROM,
        }
    }
}

/// Why a policy is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The threshold could let two contradictory windows both win.
    #[error("the threshold must be a fraction above 1/2 and at most 1, such as 4/5")]
    Threshold,
    /// The bounds are not in order.
    #[error("judgements must satisfy 1 <= min <= max <= 100")]
    Bounds,
    /// Not a word for what happens at the cap.
    #[error("at the cap a campaign may \"publish\" or \"escalate\"")]
    AtCap,
    /// Not a word for what ends the asking.
    #[error("asking may stop by \"rule\", \"posterior\", \"either\" or \"both\"")]
    Stopping,
    /// No number of intervals.
    #[error("a window may be 1 to 100 intervals wide")]
    Width,
    /// No certainty.
    #[error("how sure the model must be is given in thousandths, 500 to 1000")]
    Sure,
    /// Not a slug.
    #[error("a campaign's short name is 1 to 64 of a-z, 0-9 and -, such as raqqa-2017")]
    Slug,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_of_one_half_is_refused() {
        assert_eq!(Threshold::new(1, 2), Err(PolicyError::Threshold));
        assert_eq!("6/5".parse::<Threshold>(), Err(PolicyError::Threshold));
        assert!("2/3".parse::<Threshold>().is_ok());
    }

    #[test]
    fn four_of_five_is_reached_by_four_and_not_by_three_of_four() {
        let q = Policy::default().threshold;
        assert!(q.is_reached(4, 5) && q.is_reached(3, 3));
        assert!(!q.is_reached(3, 4) && !q.is_reached(0, 0));
    }

    #[test]
    fn a_method_is_read_back_from_its_words() {
        let policy = Policy::default();
        let others = [policy, Policy { stopping: Stopping::Both, sure_pm: 900, ..policy }];
        for own in others {
            assert_eq!(Policy::read(&own.method()), Some(own));
        }
        let other = policy.method().replace("window/1", "window/0");
        assert_eq!(Policy::read(&other), None);
        assert_eq!(Policy::read(&policy.method().replace("hope=7", "hope=9")), None);
    }

    #[test]
    fn a_difference_names_what_changed_and_what_came_and_went() {
        let policy = Policy::default();
        let (before, after) = (policy, Policy { stopping: Stopping::Either, ..policy });
        let (before, after) = (before.method(), after.method());
        let found = difference(&before, &after);
        assert_eq!(found, [("stop", "rule", "either"), ("sure", "-", "950/1000")]);
        assert_eq!(difference(&after, &before)[1], ("sure", "950/1000", "-"));
        assert!(difference(&before, &before).is_empty());
    }

    #[test]
    fn a_method_id_follows_every_parameter() {
        let policy = Policy::default();
        let others = [
            Policy { judgements_min: 4, ..policy },
            Policy { judgements_max: 8, ..policy },
            Policy { threshold: Threshold { num: 3, den: 4 }, ..policy },
            Policy { at_cap: AtCap::Escalate, ..policy },
            Policy { width_max: 2, ..policy },
            Policy { stopping: Stopping::Both, ..policy },
            Policy { stopping: Stopping::Both, sure_pm: 900, ..policy },
        ];
        let mut ids: Vec<String> = others.iter().map(|other| method_id(&other.method())).collect();
        ids.push(method_id(&policy.method()));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), others.len() + 1);
        assert!(ids.iter().all(|id| id.len() == 16));
    }
}
