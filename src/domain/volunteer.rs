//! Who takes part: volunteers without a name, and staff with a role.

/// What a signed-in account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Runs campaigns: sees progress, buildings, votes; takes exports.
    Coordinator,
    /// Takes exports.
    Researcher,
}

impl Role {
    /// The word used in the database and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Researcher => "researcher",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Coordinator, Self::Researcher].into_iter().find(|r| r.as_str() == word)
    }

    /// Whether this role sees a campaign's progress, votes and chips.
    #[must_use]
    pub const fn sees_progress(self) -> bool {
        matches!(self, Self::Coordinator)
    }

    /// Whether this role may take exports.
    #[must_use]
    pub const fn takes_exports(self) -> bool {
        matches!(self, Self::Coordinator | Self::Researcher)
    }
}
