//! What an outside list says about when a building was damaged: the yardstick for gold and for
//! comparison, never a judgement. Reading it out of a file is `exchange`'s business.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How badly a building is damaged, in the steps that damage assessments share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DamageClass {
    /// Most of it has collapsed: UNOSAT's class 1.
    Destroyed,
    /// A part has collapsed or the roof is gone: UNOSAT's class 2, xBD's "major damage".
    Severe,
    /// Damage that can be seen: UNOSAT's class 3, xBD's "minor damage".
    Moderate,
    /// Damage that is only likely: UNOSAT's class 4.
    Possible,
    /// No damage that can be seen: UNOSAT's class 6.
    None,
    /// A word that is none of these, such as "crater" or "unknown".
    Other,
}

impl DamageClass {
    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Destroyed => "destroyed",
            Self::Severe => "severe",
            Self::Moderate => "moderate",
            Self::Possible => "possible",
            Self::None => "none",
            Self::Other => "other",
        }
    }

    /// The class of a code of UNOSAT's damage assessments.
    #[must_use]
    pub fn of_unosat(code: &str) -> Self {
        match code.trim().trim_end_matches(".0") {
            "1" => Self::Destroyed,
            "2" => Self::Severe,
            "3" => Self::Moderate,
            "4" => Self::Possible,
            "6" => Self::None,
            _ => Self::of_words(code),
        }
    }

    /// The class of a phrase such as "Destroyed (bld)", "no-damage" or "`major_damage`".
    #[must_use]
    pub fn of_words(phrase: &str) -> Self {
        let phrase = phrase.trim().to_lowercase().replace(['-', '_'], " ");
        let starts = |words: &[&str]| words.iter().any(|word| phrase.starts_with(word));
        if starts(&["destroyed", "destruction", "total"]) {
            Self::Destroyed
        } else if starts(&["severe", "major"]) {
            Self::Severe
        } else if starts(&["moderate", "minor"]) {
            Self::Moderate
        } else if starts(&["possible", "possibly"]) {
            Self::Possible
        } else if starts(&["no damage", "no visible", "none", "undamaged", "intact"]) {
            Self::None
        } else {
            Self::Other
        }
    }

    /// Whether the building was certainly not destroyed in a picture that shows this.
    #[must_use]
    pub const fn is_standing(self) -> bool {
        matches!(self, Self::Severe | Self::Moderate | Self::Possible | Self::None)
    }
}

/// When an outside list says that a building was damaged: `(after, before]`, either end may be
/// open, and both are when the list only says how badly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceWindow {
    /// The last day on which it was seen not to be destroyed.
    pub after: Option<NaiveDate>,
    /// The first day on which the damage was seen.
    pub before: Option<NaiveDate>,
    /// How badly, as of the last time it was seen.
    pub class: Option<DamageClass>,
    /// The list's own word for that.
    pub class_text: Option<String>,
    /// How sure the list is, in its own word.
    pub confidence: Option<String>,
    /// The satellite that showed it.
    pub sensor: Option<String>,
    /// What did the damage.
    pub cause: Option<String>,
    /// The cells that the dates were read from, as the file has them.
    pub source_text: String,
}

impl ReferenceWindow {
    /// Whether only the day by which the damage was there is known.
    #[must_use]
    pub const fn is_left_open(&self) -> bool {
        self.after.is_none() && self.before.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_phrases_become_the_same_classes() {
        assert_eq!(DamageClass::of_unosat("1"), DamageClass::Destroyed);
        assert_eq!(DamageClass::of_unosat("6"), DamageClass::None);
        assert_eq!(DamageClass::of_unosat("5"), DamageClass::Other);
        assert_eq!(DamageClass::of_unosat("Severe Damage"), DamageClass::Severe);
        assert_eq!(DamageClass::of_words("Destroyed (bld)"), DamageClass::Destroyed);
        assert_eq!(DamageClass::of_words("major-damage"), DamageClass::Severe);
        assert_eq!(DamageClass::of_words("no-damage"), DamageClass::None);
        assert_eq!(DamageClass::of_words("Impact Crater (Damage to Road)"), DamageClass::Other);
    }

    #[test]
    fn only_what_was_seen_standing_opens_a_window() {
        assert!(DamageClass::Severe.is_standing() && DamageClass::None.is_standing());
        assert!(!DamageClass::Destroyed.is_standing() && !DamageClass::Other.is_standing());
    }
}
