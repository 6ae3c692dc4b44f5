//! A campaign: one investigation, its phase, and its rules.

use std::fmt;

use super::dealing::Dealing;
use super::id::CampaignId;
use super::policy::{Policy, PolicyError};

/// Whether volunteers may work on a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Being set up; only staff see it.
    Draft,
    /// Volunteers may judge.
    Open,
    /// No judgements are taken for a while.
    Paused,
    /// No more judgements are taken.
    Closed,
}

impl Phase {
    /// The word used in the database and on screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Closed => "closed",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let all = [Self::Draft, Self::Open, Self::Paused, Self::Closed];
        all.into_iter().find(|phase| phase.as_str() == word)
    }
}

/// Who finds a campaign that is no draft.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody: it stands on the front page.
    #[default]
    Public,
    /// Those who have a link, and those who came by one.
    Invited,
    /// Its staff, and volunteers who came before.
    Private,
}

impl Visibility {
    /// Every one, the widest first.
    pub const ALL: [Self; 3] = [Self::Public, Self::Invited, Self::Private];

    /// The word used in the database, on screens and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Invited => "invited",
            Self::Private => "private",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.as_str() == word)
    }
}

/// When volunteers are told how their answers compare with what experts know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Feedback {
    /// After practice and after every building whose answer is known.
    Always,
    /// After practice only: what is dealt among tasks stays a measure.
    #[default]
    Practice,
    /// Not at all: practice only says whether an answer was right.
    Never,
}

impl Feedback {
    /// Every one, the most told first.
    pub const ALL: [Self; 3] = [Self::Always, Self::Practice, Self::Never];

    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "always",
            Self::Practice => "practice",
            Self::Never => "never",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|f| f.as_str() == word)
    }
}

/// A campaign's name in addresses: `a-z`, `0-9` and `-`, 1 to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slug(String);

impl Slug {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Slug {
    type Err = PolicyError;

    fn from_str(text: &str) -> Result<Self, PolicyError> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if fits { Ok(Self(text.to_owned())) } else { Err(PolicyError::Slug) }
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One investigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    /// Ours.
    pub id: CampaignId,
    /// Its name in addresses.
    pub slug: Slug,
    /// Its name for people.
    pub title: String,
    /// What it is about, in a paragraph.
    pub about: String,
    /// What a volunteer should know before they look, naming the place.
    pub content_note: String,
    /// Whether volunteers may judge.
    pub phase: Phase,
    /// How its buildings are settled.
    pub policy: Policy,
    /// How its tasks are dealt.
    pub dealing: Dealing,
    /// Pixels across its chips.
    pub chip_px: u32,
    /// When volunteers are told how they did.
    pub feedback: Feedback,
    /// Where to find help, a line each: `label | https://…` or `label | tel:…`, or a label alone.
    pub help: String,
    /// Who finds it.
    pub visibility: Visibility,
    /// How many people a ruling takes: one, or two who come to the same blind.
    pub rulings_by: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slug_is_safe_in_an_address() {
        assert!("raqqa-2017".parse::<Slug>().is_ok());
        for bad in ["", "Raqqa", "a/b", "a b", "..", &"a".repeat(65)] {
            assert!(bad.parse::<Slug>().is_err(), "{bad:?} must be refused");
        }
    }
}
