//! How long personal data is kept. Judgements and what is published stay: they must be checkable.

use super::act::ActKind;

/// Most days that can be set.
pub const DAYS_MAX: u16 = 3_650;

/// A kind of data that is removed once it is old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Sessions of staff that ran out.
    Sessions,
    /// Who signed in, and when.
    SignIns,
    /// Who took which export, and why.
    Exports,
    /// The words of volunteers' remarks.
    Remarks,
    /// What volunteers were written.
    Messages,
    /// Invitations that can no longer be taken up.
    Invitations,
    /// Tokens that open nothing any more.
    Tokens,
    /// Files that were sent and never imported.
    Uploads,
}

impl Kept {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Sessions,
        Self::SignIns,
        Self::Exports,
        Self::Remarks,
        Self::Messages,
        Self::Invitations,
        Self::Tokens,
        Self::Uploads,
    ];

    /// The word used in the database, in forms and in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sessions => "sessions",
            Self::SignIns => "sign-ins",
            Self::Exports => "exports taken",
            Self::Remarks => "remarks",
            Self::Messages => "messages",
            Self::Invitations => "invitations",
            Self::Tokens => "tokens",
            Self::Uploads => "uploads",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What it is, and what becomes of it.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Sessions => "Sessions of staff, from their end",
            Self::SignIns => "Who signed in and when, in the log",
            Self::Exports => "Who took which export and why, in the log",
            Self::Remarks => "The words of volunteers’ remarks; that they were made stays",
            Self::Messages => "What volunteers were written",
            Self::Invitations => "Invitations of staff, from their last day",
            Self::Tokens => "Tokens of programs, from their end",
            Self::Uploads => "Files that were sent and never imported",
        }
    }

    /// Days for which it is kept where nobody set others; 0 is for ever.
    #[must_use]
    pub const fn default_days(self) -> u16 {
        match self {
            Self::Sessions => 1,
            Self::Uploads => 30,
            Self::SignIns | Self::Messages | Self::Invitations | Self::Tokens => 365,
            Self::Remarks => 730,
            // Who holds which data must be known for as long as the data matters.
            Self::Exports => 0,
        }
    }

    /// The acts of the log that belong to it.
    #[must_use]
    pub const fn acts(self) -> &'static [ActKind] {
        match self {
            Self::SignIns => &[ActKind::SignedIn, ActKind::PaperCodeUsed],
            Self::Exports => &[ActKind::Exported],
            _ => &[],
        }
    }
}

/// Days as a form says them.
#[must_use]
pub fn days(text: &str) -> Option<u16> {
    text.trim().parse().ok().filter(|days| *days <= DAYS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_acts_of_access_ever_leave_the_log() {
        let leave: Vec<ActKind> = Kept::ALL.iter().flat_map(|kind| kind.acts()).copied().collect();
        assert_eq!(leave, [ActKind::SignedIn, ActKind::PaperCodeUsed, ActKind::Exported]);
        for kind in Kept::ALL {
            assert_eq!(Kept::parse(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn days_are_whole_and_bounded() {
        assert_eq!(days(" 0 "), Some(0));
        assert_eq!(days("3650"), Some(DAYS_MAX));
        for bad in ["", "3651", "-1", "1.5", "a year"] {
            assert_eq!(days(bad), None, "{bad}");
        }
    }
}
