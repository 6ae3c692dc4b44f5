//! A judgement's content: when a volunteer saw one building standing and destroyed.

use super::answer::AnswerError;

/// The interval that contains the destruction, counted in positions of a building's series: after
/// `last_standing`, at or before `first_destroyed`. An open end says that the volunteer saw no
/// capture on that side. Interval censoring, in the words of survival analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    last_standing: Option<usize>,
    first_destroyed: Option<usize>,
}

impl Window {
    /// A checked window in a series of `captures` captures.
    ///
    /// # Errors
    /// When both ends are open, an end lies outside the series, or destruction comes first.
    pub fn new(
        last_standing: Option<usize>,
        first_destroyed: Option<usize>,
        captures: usize,
    ) -> Result<Self, AnswerError> {
        if last_standing.is_none() && first_destroyed.is_none() {
            return Err(AnswerError::NothingSaid);
        }
        if last_standing.max(first_destroyed) >= Some(captures) {
            return Err(AnswerError::UnknownCapture);
        }
        if matches!((last_standing, first_destroyed), (Some(last), Some(first)) if last >= first) {
            return Err(AnswerError::Backwards);
        }
        Ok(Self { last_standing, first_destroyed })
    }

    /// The last capture seen standing; none when it was already destroyed.
    #[must_use]
    pub const fn last_standing(self) -> Option<usize> {
        self.last_standing
    }

    /// The first capture seen destroyed; none when it was still standing.
    #[must_use]
    pub const fn first_destroyed(self) -> Option<usize> {
        self.first_destroyed
    }
}

/// Why a volunteer could not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Clouds, haze or smoke.
    Cloud,
    /// Blurred, too dark, or shifted against the marker.
    Blur,
    /// No building can be made out under the marker.
    NotVisible,
    /// The marker is on something else.
    WrongPlace,
    /// Changed, but the volunteer cannot say whether destroyed.
    Unclear,
    /// Anything else.
    Other,
}

impl Doubt {
    /// All reasons in the order in which they are offered.
    pub const ALL: [Self; 6] =
        [Self::Cloud, Self::Blur, Self::NotVisible, Self::WrongPlace, Self::Unclear, Self::Other];

    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Blur => "blur",
            Self::NotVisible => "not_visible",
            Self::WrongPlace => "wrong_place",
            Self::Unclear => "unclear",
            Self::Other => "other",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doubt| doubt.as_str() == word)
    }
}

/// How sure a volunteer says they are. Never asked for, only offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sureness {
    /// Quite sure.
    Sure,
    /// Fairly sure.
    Fairly,
    /// A guess.
    Guess,
}

impl Sureness {
    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sure => "sure",
            Self::Fairly => "fairly",
            Self::Guess => "guess",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Sure, Self::Fairly, Self::Guess].into_iter().find(|s| s.as_str() == word)
    }
}

/// On which screen an answer was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// One picture at a time, chosen by bisection.
    Guided,
    /// All pictures on a filmstrip.
    Timeline,
}

impl Mode {
    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guided => "guided",
            Self::Timeline => "timeline",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Guided, Self::Timeline].into_iter().find(|m| m.as_str() == word)
    }
}

/// A judgement's content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Destroyed within the window; already destroyed or still standing where an end is open.
    Seen(Window),
    /// Cannot tell, and why.
    CannotTell(Doubt),
}

impl Verdict {
    /// The word used in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CannotTell(_) => "cannot_tell",
            Self::Seen(Window { last_standing: None, .. }) => "already_destroyed",
            Self::Seen(Window { first_destroyed: None, .. }) => "still_standing",
            Self::Seen(_) => "destroyed",
        }
    }

    /// The window, unless the volunteer could not tell.
    #[must_use]
    pub const fn window(self) -> Option<Window> {
        match self {
            Self::Seen(window) => Some(window),
            Self::CannotTell(_) => None,
        }
    }
}
