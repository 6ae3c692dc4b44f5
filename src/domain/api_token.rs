//! Secrets by which programs take exports in somebody's name: what each opens.

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Results: every file but those that hold what single people said.
    Results,
    /// Every file.
    Exports,
}

impl Scope {
    /// Every scope, the narrowest first.
    pub const ALL: [Self; 2] = [Self::Results, Self::Exports];

    /// The word used in the database, on screens and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Results => "results",
            Self::Exports => "exports",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == word)
    }

    /// What it opens, in a phrase.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Results => "every file but those with single judgements and rulings",
            Self::Exports => "every file, single judgements too",
        }
    }

    /// Whether it opens a file that holds what single people said, or does not.
    #[must_use]
    pub const fn opens(self, is_of_single_people: bool) -> bool {
        matches!(self, Self::Exports) || !is_of_single_people
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_for_results_opens_nothing_that_one_person_said() {
        assert!(Scope::Results.opens(false) && !Scope::Results.opens(true));
        assert!(Scope::Exports.opens(false) && Scope::Exports.opens(true));
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(scope));
        }
    }
}
