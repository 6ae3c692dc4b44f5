//! What a volunteer says about one building, from the form's words to an accepted judgement.

use super::capture::CaptureSeries;
use super::guide::Trace;
use super::id::CaptureId;

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
    pub const ALL: [Self; 6] = [
        Self::Cloud,
        Self::Blur,
        Self::NotVisible,
        Self::WrongPlace,
        Self::Unclear,
        Self::Other,
    ];

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

/// What the form said, checked against the building's series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The content.
    pub verdict: Verdict,
    /// Captures in which the building could not be seen.
    pub unusable: Vec<CaptureId>,
    /// What was said picture by picture.
    pub trace: Trace,
    /// How sure the volunteer says they are.
    pub sureness: Option<Sureness>,
    /// The screen it was given on.
    pub mode: Mode,
}

/// The words of the form, before anything is checked. Missing fields are empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawAnswer {
    /// `window` or `cannot_tell`.
    pub verdict: String,
    /// A capture's id, or empty.
    pub last_standing: String,
    /// A capture's id, or empty.
    pub first_destroyed: String,
    /// Ids of captures, separated by commas.
    pub unusable: String,
    /// A reason, with `cannot_tell`.
    pub reason: String,
    /// `sure`, `fairly`, `guess`, or empty.
    pub sureness: String,
    /// `guided` or `timeline`.
    pub mode: String,
    /// A trace as [`Trace`] writes it.
    pub trace: String,
}

/// Why an answer cannot be accepted, in words for the volunteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No default answer exists: nothing chosen is nothing said.
    #[error("no answer was chosen; choose one of the answers and send it again")]
    NothingSaid,
    /// A capture that does not show this building.
    #[error("the answer names a picture that is not one of this building's")]
    UnknownCapture,
    /// Destroyed before standing.
    #[error(
        "the answer says that the building was destroyed before it was last standing; \
         choose an earlier last-standing or a later first-destroyed picture"
    )]
    Backwards,
    /// A capture both used and called unusable.
    #[error("the answer uses a picture that it also marks as not usable; unmark it or choose another")]
    UsesUnusable,
    /// "Cannot tell" without why.
    #[error("\"cannot tell\" needs a reason; choose the one that fits best")]
    NoReason,
    /// A field holds a word that the form never sends.
    #[error("the answer could not be read; go back to the building and answer again")]
    Unreadable,
}

impl Answer {
    /// Reads the form's words against the captures that show the building.
    ///
    /// # Errors
    /// When nothing was chosen or the words contradict each other or the series.
    pub fn parse(raw: &RawAnswer, series: &CaptureSeries) -> Result<Self, AnswerError> {
        let mode = Mode::parse(&raw.mode).ok_or(AnswerError::Unreadable)?;
        let trace: Trace = raw.trace.parse().ok().ok_or(AnswerError::Unreadable)?;
        if trace.reaches() > Some(series.len()) {
            return Err(AnswerError::UnknownCapture);
        }
        let unusable = parse_unusable(&raw.unusable, series)?;
        let sureness = match raw.sureness.as_str() {
            "" => None,
            word => Some(Sureness::parse(word).ok_or(AnswerError::Unreadable)?),
        };
        let verdict = match raw.verdict.as_str() {
            "" => return Err(AnswerError::NothingSaid),
            "window" => Verdict::Seen(parse_window(raw, series, &unusable)?),
            "cannot_tell" => {
                Verdict::CannotTell(Doubt::parse(&raw.reason).ok_or(AnswerError::NoReason)?)
            }
            _ => return Err(AnswerError::Unreadable),
        };
        Ok(Self { verdict, unusable, trace, sureness, mode })
    }
}

fn parse_window(
    raw: &RawAnswer,
    series: &CaptureSeries,
    unusable: &[CaptureId],
) -> Result<Window, AnswerError> {
    let position = |text: &str| match text {
        "" => Ok(None),
        text => {
            let id: CaptureId = text.parse().ok().ok_or(AnswerError::Unreadable)?;
            if unusable.contains(&id) {
                return Err(AnswerError::UsesUnusable);
            }
            series.position(id).map(Some).ok_or(AnswerError::UnknownCapture)
        }
    };
    Window::new(position(&raw.last_standing)?, position(&raw.first_destroyed)?, series.len())
}

fn parse_unusable(text: &str, series: &CaptureSeries) -> Result<Vec<CaptureId>, AnswerError> {
    let mut ids = Vec::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let id: CaptureId = part.parse().ok().ok_or(AnswerError::Unreadable)?;
        if series.position(id).is_none() {
            return Err(AnswerError::UnknownCapture);
        }
        ids.push(id);
    }
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series() -> CaptureSeries {
        CaptureSeries::new(vec![CaptureId(10), CaptureId(20), CaptureId(30)])
    }

    fn raw(last: &str, first: &str) -> RawAnswer {
        RawAnswer {
            verdict: "window".into(),
            last_standing: last.into(),
            first_destroyed: first.into(),
            mode: "guided".into(),
            ..RawAnswer::default()
        }
    }

    #[test]
    fn a_window_is_read_in_positions() {
        let answer = Answer::parse(&raw("10", "30"), &series()).unwrap();
        assert_eq!(answer.verdict.window(), Window::new(Some(0), Some(2), 3).ok());
        assert_eq!(answer.verdict.as_str(), "destroyed");
    }

    #[test]
    fn open_ends_have_their_own_words() {
        let word = |last, first| Answer::parse(&raw(last, first), &series()).unwrap().verdict;
        assert_eq!(word("", "10").as_str(), "already_destroyed");
        assert_eq!(word("30", "").as_str(), "still_standing");
    }

    #[test]
    fn nothing_chosen_is_never_an_answer() {
        assert_eq!(Answer::parse(&raw("", ""), &series()), Err(AnswerError::NothingSaid));
        let silent = RawAnswer { verdict: String::new(), ..raw("10", "20") };
        assert_eq!(Answer::parse(&silent, &series()), Err(AnswerError::NothingSaid));
    }

    #[test]
    fn contradictions_are_refused() {
        let refused = |last, first| Answer::parse(&raw(last, first), &series()).unwrap_err();
        assert_eq!(refused("20", "10"), AnswerError::Backwards);
        assert_eq!(refused("20", "20"), AnswerError::Backwards);
        assert_eq!(refused("10", "99"), AnswerError::UnknownCapture);
        assert_eq!(refused("10", "x"), AnswerError::Unreadable);
        let marked = RawAnswer { unusable: "20".into(), ..raw("10", "20") };
        assert_eq!(Answer::parse(&marked, &series()), Err(AnswerError::UsesUnusable));
    }

    #[test]
    fn cannot_tell_costs_a_reason() {
        let mut doubt = RawAnswer { verdict: "cannot_tell".into(), ..raw("", "") };
        assert_eq!(Answer::parse(&doubt, &series()), Err(AnswerError::NoReason));
        doubt.reason = "cloud".into();
        let answer = Answer::parse(&doubt, &series()).unwrap();
        assert_eq!(answer.verdict, Verdict::CannotTell(Doubt::Cloud));
    }
}
