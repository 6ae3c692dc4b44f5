//! Under which terms a source's pictures may be shown: the switches that the server obeys.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who may see a picture, at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Staff only: volunteers are not shown captures of this source.
    Staff,
    /// Volunteers who were dealt the building, and staff.
    Volunteers,
    /// Anyone, for instance in published files.
    Public,
}

impl Audience {
    /// Every audience, the narrowest first.
    pub const ALL: [Self; 3] = [Self::Staff, Self::Volunteers, Self::Public];

    /// The word used in the database, in manifests and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::Volunteers => "volunteers",
            Self::Public => "public",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|audience| audience.as_str() == word)
    }
}

/// The terms of one source of imagery. What is not stated is the careful reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The licence in words, or its name; without one no campaign that uses it can be opened.
    pub licence: Option<String>,
    /// The words its owner wants beside every picture and in every export.
    pub attribution: Option<String>,
    /// Who may see its pictures.
    pub audience: Audience,
    /// Whether a browser may keep them.
    pub may_cache: bool,
    /// Whether pixels may leave in exports.
    pub may_export: bool,
    /// The last day on which they may be shown.
    pub expires_on: Option<NaiveDate>,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            licence: None,
            attribution: None,
            audience: Audience::Volunteers,
            may_cache: true,
            may_export: false,
            expires_on: None,
        }
    }
}

impl Terms {
    /// Whether they allow showing a picture on a day.
    #[must_use]
    pub fn hold_on(&self, day: NaiveDate) -> bool {
        self.expires_on.is_none_or(|last| day <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_holds_through_its_last_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        let terms = Terms { expires_on: Some(day(5)), ..Terms::default() };
        assert!(terms.hold_on(day(5)) && !terms.hold_on(day(6)));
        assert!(Terms::default().hold_on(day(6)));
    }

    #[test]
    fn what_is_not_stated_is_read_carefully() {
        let terms = Terms::default();
        assert!(terms.audience == Audience::Volunteers && !terms.may_export);
        assert_eq!(Audience::parse("everyone"), None);
    }
}
