//! Remarks: what a volunteer says about a task besides answering it.

/// Why a volunteer speaks up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemarkKind {
    /// The outline is not that of the building, or lies beside it.
    WrongOutline,
    /// What is outlined is no building.
    NotABuilding,
    /// A picture is missing or broken.
    PictureMissing,
    /// Something that should not be shown to everybody.
    Sensitive,
    /// Anything else, in words.
    Other,
}

impl RemarkKind {
    /// All kinds in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::WrongOutline,
        Self::NotABuilding,
        Self::PictureMissing,
        Self::Sensitive,
        Self::Other,
    ];

    /// The word used in the database and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WrongOutline => "wrong_outline",
            Self::NotABuilding => "not_a_building",
            Self::PictureMissing => "picture_missing",
            Self::Sensitive => "sensitive",
            Self::Other => "other",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back() {
        for kind in RemarkKind::ALL {
            assert_eq!(RemarkKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(RemarkKind::parse("spam"), None);
    }
}
