//! Guided mode: which picture a volunteer is shown next, by bisection of their own answers.
//!
//! Bisection assumes that what is destroyed stays destroyed; the trace is kept with the
//! judgement so that consensus can see where that does not hold.

use std::fmt;
use std::str::FromStr;

use super::limits::CAPTURES_MAX;

/// What a volunteer says of one picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The building stands.
    Standing,
    /// The building is destroyed.
    Destroyed,
    /// It cannot be seen in this picture.
    Unusable,
}

impl Seen {
    const fn letter(self) -> char {
        match self {
            Self::Standing => 's',
            Self::Destroyed => 'd',
            Self::Unusable => 'x',
        }
    }

    fn from_letter(letter: char) -> Option<Self> {
        [Self::Standing, Self::Destroyed, Self::Unusable].into_iter().find(|s| s.letter() == letter)
    }
}

/// What was said picture by picture, in the order in which it was said; written `6s.9d.7x`, the
/// position in the series and a letter. A later word about the same picture replaces the earlier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Trace {
    said: Vec<(usize, Seen)>,
}

/// A text that is no trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a trace of pictures; start this building again")]
pub struct TraceError;

impl FromStr for Trace {
    type Err = TraceError;

    fn from_str(text: &str) -> Result<Self, TraceError> {
        let mut trace = Self::default();
        for part in text.split('.').filter(|part| !part.is_empty()) {
            let letter = part.chars().next_back().ok_or(TraceError)?;
            let position = part.strip_suffix(letter).and_then(|digits| digits.parse().ok());
            let position: usize = position.filter(|p| *p < CAPTURES_MAX).ok_or(TraceError)?;
            trace = trace.and(position, Seen::from_letter(letter).ok_or(TraceError)?);
            if trace.said.len() > CAPTURES_MAX {
                return Err(TraceError);
            }
        }
        Ok(trace)
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (position, seen)) in self.said.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}{position}{}", seen.letter())?;
        }
        Ok(())
    }
}

impl Trace {
    /// This trace with one more word, replacing an earlier one about the same picture.
    #[must_use]
    pub fn and(&self, position: usize, seen: Seen) -> Self {
        let mut said: Vec<_> =
            self.said.iter().copied().filter(|(known, _)| *known != position).collect();
        said.push((position, seen));
        Self { said }
    }

    /// How many pictures were spoken of.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.said.len()
    }

    /// Whether nothing was said yet.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.said.is_empty()
    }

    /// One more than the furthest position spoken of.
    #[must_use]
    pub fn reaches(&self) -> Option<usize> {
        self.said.iter().map(|(position, _)| position + 1).max()
    }

    /// The last picture called standing.
    #[must_use]
    pub fn last_standing(&self) -> Option<usize> {
        self.positions(Seen::Standing).max()
    }

    /// The first picture called destroyed.
    #[must_use]
    pub fn first_destroyed(&self) -> Option<usize> {
        self.positions(Seen::Destroyed).min()
    }

    /// The pictures in which the building could not be seen.
    pub fn unusable(&self) -> impl Iterator<Item = usize> {
        self.positions(Seen::Unusable)
    }

    fn positions(&self, what: Seen) -> impl Iterator<Item = usize> {
        self.said.iter().filter(move |(_, seen)| *seen == what).map(|(position, _)| *position)
    }

    fn is_labelled(&self, position: usize) -> bool {
        self.said.iter().any(|(known, _)| *known == position)
    }
}

/// What guided mode does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Show this picture and ask.
    Look {
        /// Its position in the series.
        position: usize,
        /// About how many more pictures will be asked, this one included.
        remaining: usize,
    },
    /// Show both ends of the window and ask whether they are right.
    Confirm {
        /// The last picture called standing.
        last_standing: Option<usize>,
        /// The first picture called destroyed.
        first_destroyed: Option<usize>,
    },
    /// Every picture was called unusable.
    NothingUsable,
    /// A picture was called standing although an earlier one was called destroyed.
    Contradiction,
}

/// The next step for a series of `captures` pictures. `nudge` (any number, fixed for one dealt
/// task) moves the first picture by up to one, so that over many volunteers every picture gets
/// direct answers.
#[must_use]
pub fn next(captures: usize, trace: &Trace, nudge: u64) -> Step {
    let last_standing = trace.last_standing();
    let first_destroyed = trace.first_destroyed();
    if matches!((last_standing, first_destroyed), (Some(last), Some(first)) if last >= first) {
        return Step::Contradiction;
    }
    let from = last_standing.map_or(0, |last| last + 1);
    let to = first_destroyed.unwrap_or(captures);
    let open: Vec<usize> = (from..to).filter(|p| !trace.is_labelled(*p)).collect();
    let mut middle = open.len() / 2;
    if trace.is_empty() && open.len() >= 4 {
        middle = match nudge % 3 {
            0 => middle - 1,
            1 => middle,
            _ => middle + 1,
        };
    }
    match open.get(middle) {
        Some(position) => Step::Look { position: *position, remaining: halvings(open.len()) },
        None if last_standing.or(first_destroyed).is_none() => Step::NothingUsable,
        None => Step::Confirm { last_standing, first_destroyed },
    }
}

/// How often `count` pictures can be halved until none is left.
fn halvings(count: usize) -> usize {
    usize::try_from(usize::BITS - count.leading_zeros()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Walks the guide as a volunteer would who knows that the first `standing` pictures show the
    /// building standing and who cannot see those in `clouded`.
    fn walk(captures: usize, standing: usize, clouded: &[usize], nudge: u64) -> (Trace, Step) {
        let mut trace = Trace::default();
        loop {
            match next(captures, &trace, nudge) {
                Step::Look { position, .. } => {
                    let seen = match position {
                        p if clouded.contains(&p) => Seen::Unusable,
                        p if p < standing => Seen::Standing,
                        _ => Seen::Destroyed,
                    };
                    trace = trace.and(position, seen);
                }
                end => return (trace, end),
            }
        }
    }

    #[test]
    fn twelve_pictures_take_at_most_five_questions() {
        for standing in 0..=12 {
            let (trace, _) = walk(12, standing, &[], 0);
            assert!(trace.len() <= 5, "{} for {standing}", trace.len());
        }
    }

    #[test]
    fn a_correction_on_the_confirm_page_is_one_more_word() {
        let (trace, step) = walk(12, 6, &[], 1);
        assert_eq!(step, Step::Confirm { last_standing: Some(5), first_destroyed: Some(6) });
        let earlier = trace.and(5, Seen::Destroyed);
        assert!(matches!(
            next(12, &earlier, 1),
            Step::Look { position: 4, .. } | Step::Confirm { first_destroyed: Some(5), .. }
        ));
    }

    #[test]
    fn nothing_visible_is_said_so() {
        assert_eq!(walk(3, 1, &[0, 1, 2], 0).1, Step::NothingUsable);
    }

    #[test]
    fn a_contradiction_is_a_value() {
        let trace: Trace = "2d.7s".parse().unwrap();
        assert_eq!(next(12, &trace, 0), Step::Contradiction);
    }

    #[test]
    fn nonsense_is_no_trace() {
        for bad in ["6", "s", "6q", "-1s", "6s.99999999s", "6s,7d", "é"] {
            assert_eq!(bad.parse::<Trace>(), Err(TraceError), "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn the_guide_always_finds_the_window(
            captures in 1usize..60,
            standing in 0usize..60,
            clouds in proptest::collection::vec(0usize..60, 0..8),
            nudge: u64,
        ) {
            let standing = standing.min(captures);
            let (trace, step) = walk(captures, standing, &clouds, nudge);
            let visible = |p: &usize| !clouds.contains(p);
            let last_standing = (0..standing).rev().find(visible);
            let first_destroyed = (standing..captures).find(visible);
            if last_standing.is_none() && first_destroyed.is_none() {
                prop_assert_eq!(step, Step::NothingUsable);
            } else {
                prop_assert_eq!(step, Step::Confirm { last_standing, first_destroyed });
            }
            prop_assert_eq!(trace.to_string().parse::<Trace>(), Ok(trace));
        }

        #[test]
        fn any_text_is_read_or_refused_and_never_panics(text in ".{0,40}") {
            let _ = text.parse::<Trace>().map(|trace| next(12, &trace, 7));
        }
    }
}
