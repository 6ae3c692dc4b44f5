//! An answer: the words of the form, checked against the captures that show the building.

use std::collections::BTreeMap;

use super::capture::CaptureSeries;
use super::guide::Trace;
use super::id::CaptureId;
use super::judgement::{Doubt, Mode, Sureness, Verdict, Window};

/// Why a building cannot be seen in one picture. Never asked for, only offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blemish {
    /// Clouds, haze or smoke lie over it.
    Cloud,
    /// Too blurred or too dark.
    Blur,
    /// The picture lies beside where it should.
    Shifted,
    /// The picture does not show this place, or has a hole there.
    Missing,
    /// Anything else.
    Other,
}

impl Blemish {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Cloud, Self::Blur, Self::Shifted, Self::Missing, Self::Other];

    /// The word used in forms and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cloud => "cloud",
            Self::Blur => "blur",
            Self::Shifted => "shifted",
            Self::Missing => "missing",
            Self::Other => "other",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|blemish| blemish.as_str() == word)
    }
}

/// What the form said, checked against the building's series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The content.
    pub verdict: Verdict,
    /// Captures in which the building could not be seen.
    pub unusable: Vec<CaptureId>,
    /// Why, for those of them of which it was said.
    pub blemishes: Vec<(CaptureId, Blemish)>,
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
    /// `window` (both ends as given), `dated` (without a last standing capture, the usable one
    /// before the first destroyed is meant), `standing` (in the last usable capture), `already`
    /// (destroyed in the first usable one), or `cannot_tell`.
    pub verdict: String,
    /// A capture's id, or empty.
    pub last_standing: String,
    /// A capture's id, or empty.
    pub first_destroyed: String,
    /// Ids of captures, separated by commas; each alone or with a reason, `12:cloud`. A later
    /// word about the same capture replaces the earlier.
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
    #[error(
        "the answer uses a picture that it also marks as not usable; unmark it or choose another"
    )]
    UsesUnusable,
    /// "Cannot tell" without why.
    #[error("\"cannot tell\" needs a reason; choose the one that fits best")]
    NoReason,
    /// A field holds a word that the form never sends.
    #[error("the answer could not be read; go back to the building and answer again")]
    Unreadable,
}

impl RawAnswer {
    /// Whether it leaves ends to be found among the captures: "standing in all of them".
    #[must_use]
    pub fn leaves_ends_open(&self) -> bool {
        match self.verdict.as_str() {
            "standing" | "already" => true,
            "dated" => self.last_standing.is_empty(),
            _ => false,
        }
    }
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
        let said = parse_unusable(&raw.unusable, series)?;
        let unusable: Vec<CaptureId> = said.keys().copied().collect();
        let blemishes = said.into_iter().filter_map(|(id, why)| Some((id, why?))).collect();
        let sureness = match raw.sureness.as_str() {
            "" => None,
            word => Some(Sureness::parse(word).ok_or(AnswerError::Unreadable)?),
        };
        let verdict = match raw.verdict.as_str() {
            "" => return Err(AnswerError::NothingSaid),
            "cannot_tell" => {
                Verdict::CannotTell(Doubt::parse(&raw.reason).ok_or(AnswerError::NoReason)?)
            }
            _ => Verdict::Seen(parse_window(raw, series, &unusable)?),
        };
        Ok(Self { verdict, unusable, blemishes, trace, sureness, mode })
    }

    /// The captures called unusable and why, as [`RawAnswer::unusable`] has them.
    #[must_use]
    pub fn unusable_words(&self) -> String {
        let word = |id: &CaptureId| match self.blemishes.iter().find(|(own, _)| own == id) {
            Some((_, why)) => format!("{id}:{}", why.as_str()),
            None => id.to_string(),
        };
        self.unusable.iter().map(word).collect::<Vec<_>>().join(",")
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
    let is_usable = |p: &usize| series.at(*p).is_some_and(|id| !unusable.contains(&id));
    let (last, first) = match raw.verdict.as_str() {
        "window" => (position(&raw.last_standing)?, position(&raw.first_destroyed)?),
        "dated" => {
            let first = position(&raw.first_destroyed)?.ok_or(AnswerError::NothingSaid)?;
            let before = (0..first).rev().find(is_usable);
            (position(&raw.last_standing)?.or(before), Some(first))
        }
        "standing" => ((0..series.len()).rev().find(is_usable), None),
        "already" => (None, (0..series.len()).find(is_usable)),
        _ => return Err(AnswerError::Unreadable),
    };
    Window::new(last, first, series.len())
}

fn parse_unusable(
    text: &str,
    series: &CaptureSeries,
) -> Result<BTreeMap<CaptureId, Option<Blemish>>, AnswerError> {
    let mut said = BTreeMap::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (id, why) = part.split_once(':').unwrap_or((part, ""));
        let id: CaptureId = id.parse().ok().ok_or(AnswerError::Unreadable)?;
        let why = match why {
            "" => None,
            word => Some(Blemish::parse(word).ok_or(AnswerError::Unreadable)?),
        };
        if series.position(id).is_none() {
            return Err(AnswerError::UnknownCapture);
        }
        said.insert(id, why);
    }
    Ok(said)
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
    fn short_answers_take_the_usable_captures_that_they_mean() {
        let say = |verdict: &str, first: &str, unusable: &str| {
            let words =
                RawAnswer { verdict: verdict.into(), unusable: unusable.into(), ..raw("", first) };
            Answer::parse(&words, &series()).unwrap().verdict.window().unwrap()
        };
        assert_eq!(Ok(say("dated", "30", "20")), Window::new(Some(0), Some(2), 3));
        assert_eq!(Ok(say("dated", "10", "")), Window::new(None, Some(0), 3));
        assert_eq!(Ok(say("standing", "", "30")), Window::new(Some(1), None, 3));
        assert_eq!(Ok(say("already", "", "10")), Window::new(None, Some(1), 3));
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
    fn a_picture_may_be_unusable_for_a_reason() {
        let say = |unusable: &str| {
            Answer::parse(&RawAnswer { unusable: unusable.into(), ..raw("10", "") }, &series())
        };
        let answer = say("30:cloud,20,20:blur").unwrap();
        assert_eq!(answer.unusable, [CaptureId(20), CaptureId(30)]);
        let why = [(CaptureId(20), Blemish::Blur), (CaptureId(30), Blemish::Cloud)];
        assert_eq!(answer.blemishes, why);
        assert_eq!(answer.unusable_words(), "20:blur,30:cloud");
        assert_eq!(say("20,30:").unwrap().unusable_words(), "20,30");
        assert_eq!(say("20:fog"), Err(AnswerError::Unreadable));
        assert_eq!(say("10:cloud"), Err(AnswerError::UsesUnusable));
        assert_eq!(say("99:cloud"), Err(AnswerError::UnknownCapture));
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
