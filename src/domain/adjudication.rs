//! Rulings: people decide what volunteers do not agree on. Who may, when a ruling decides, and how
//! far adjudicators agree with each other.

use super::consensus::Consensus;
use super::consensus::window::{Agreed, End};
use super::id::{AccountId, CaptureId};
use super::judgement::{Doubt, Verdict, Window};
use super::limits::RULING_MORE_MAX;

/// Where a case is, besides its task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CaseState {
    /// Nobody has ruled in this round.
    Open,
    /// One person has ruled, and a second one must.
    Second,
    /// Two have ruled differently, and a third decides.
    Third,
    /// Its outline or a capture is to be mended first.
    Mending,
    /// It is decided.
    Closed,
}

impl CaseState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Open, Self::Second, Self::Third, Self::Mending, Self::Closed];

    /// The word used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Second => "second",
            Self::Third => "third",
            Self::Mending => "mending",
            Self::Closed => "closed",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether rulings are taken.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Second | Self::Third)
    }
}

/// One end of a ruled window, by its capture, as captures may be added later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// At this capture.
    At(CaptureId),
    /// Open because the pictures do not reach that far.
    Evidence,
    /// Open because the pictures do not tell.
    Dispute,
}

/// What a ruling says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The window: its last standing and its first destroyed end.
    Window(Bound, Bound),
    /// It cannot be dated, and why.
    Undatable(Doubt),
    /// So many more volunteers are asked.
    Ask(u32),
    /// The outline or a capture is to be mended, and no date is given.
    Mend,
}

impl Outcome {
    /// Whether another ruling comes to the same: the same window, or the same kind of ruling.
    #[must_use]
    pub fn is_same(self, other: Self) -> bool {
        match (self, other) {
            (Self::Window(..), Self::Window(..)) => self == other,
            (Self::Undatable(_), Self::Undatable(_))
            | (Self::Ask(_), Self::Ask(_))
            | (Self::Mend, Self::Mend) => true,
            _ => false,
        }
    }

    /// Asks so many more volunteers.
    #[must_use]
    pub fn ask(more: u32) -> Option<Self> {
        (1..=RULING_MORE_MAX).contains(&more).then_some(Self::Ask(more))
    }

    /// What a person saw. An open end counts as evidence only where the pictures end there.
    #[must_use]
    pub fn of(verdict: Verdict, captures: &[CaptureId]) -> Self {
        let window = match verdict {
            Verdict::CannotTell(doubt) => return Self::Undatable(doubt),
            Verdict::Seen(window) => window,
        };
        let at = |position: usize| captures.get(position).copied().map(Bound::At);
        let (last, first) = (window.last_standing(), window.first_destroyed());
        let open = |is_evidence: bool| if is_evidence { Bound::Evidence } else { Bound::Dispute };
        let ends_there = last.is_some() && last == captures.len().checked_sub(1);
        Self::Window(
            last.and_then(at).unwrap_or(open(first == Some(0))),
            first.and_then(at).unwrap_or(open(ends_there)),
        )
    }

    /// The window in positions of a series that still has its captures.
    #[must_use]
    pub fn agreed(self, position: impl Fn(CaptureId) -> Option<usize>) -> Option<Agreed> {
        let Self::Window(last, first) = self else { return None };
        let end = |bound: Bound| match bound {
            Bound::At(capture) => position(capture).map(End::At),
            Bound::Evidence => Some(End::Evidence),
            Bound::Dispute => Some(End::Dispute),
        };
        Some(Agreed { last_standing: end(last)?, first_destroyed: end(first)? })
    }
}

/// How a ruling came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What the volunteers agree on is taken over.
    Accept,
    /// The adjudicator's own window.
    Window,
    /// It cannot be dated.
    Undatable,
    /// More volunteers are asked.
    Ask,
    /// The outline or a capture is to be mended.
    Mend,
}

impl Kind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Accept, Self::Window, Self::Undatable, Self::Ask, Self::Mend];

    /// The word used in forms, in the database and in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Window => "window",
            Self::Undatable => "undatable",
            Self::Ask => "ask",
            Self::Mend => "mend",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A ruling that was made in the present round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// By whom.
    pub account: AccountId,
    /// What it says.
    pub outcome: Outcome,
}

/// Why somebody may not rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Bar {
    /// It is decided, or is to be mended first.
    #[error("nothing is to be ruled here at present")]
    Closed,
    /// Their own ruling was disputed.
    #[error("your own ruling on this building was disputed; somebody else decides now")]
    Disputed,
    /// They have ruled.
    #[error("you have ruled on this building; somebody else goes on")]
    Twice,
    /// They answered after seeing votes, where the second ruling must be blind.
    #[error(
        "you saw the votes before you answered; the second ruling must come from somebody who \
         did not"
    )]
    NotBlind,
}

/// What becomes of a case with one more ruling, where `needed` people rule. `disputed` are those
/// whose earlier rulings were disputed.
///
/// # Errors
/// When this person may not rule.
pub fn rule(
    (state, needed): (CaseState, u32),
    so_far: &[Made],
    disputed: &[AccountId],
    new: Made,
    is_blind: bool,
) -> Result<CaseState, Bar> {
    if !state.is_open() {
        return Err(Bar::Closed);
    }
    if disputed.contains(&new.account) {
        return Err(Bar::Disputed);
    }
    if so_far.iter().any(|made| made.account == new.account) {
        return Err(Bar::Twice);
    }
    // Somebody began under the rule of two people: it holds to the end of the round.
    let is_alone = needed < 2 && so_far.is_empty();
    if !so_far.is_empty() && !is_blind {
        return Err(Bar::NotBlind);
    }
    let after = match new.outcome {
        Outcome::Mend => CaseState::Mending,
        Outcome::Ask(_) => CaseState::Open,
        Outcome::Window(..) | Outcome::Undatable(_) => CaseState::Closed,
    };
    Ok(match so_far {
        [] if !is_alone => CaseState::Second,
        [first] if !first.outcome.is_same(new.outcome) => CaseState::Third,
        _ => after,
    })
}

/// Whether a case is decided when it came from `before` to `after`: a request for more volunteers
/// opens it again at once.
#[must_use]
pub const fn is_decision(after: CaseState) -> bool {
    !matches!(after, CaseState::Second | CaseState::Third)
}

/// How far the votes about a building disagree, in thousandths: 1000 less the share of all answers
/// inside the agreed window, spread over the intervals that the window leaves possible. It orders
/// the queue and enters no result.
#[must_use]
pub fn disagreement(consensus: &Consensus) -> u32 {
    let width = u64::try_from(consensus.width).unwrap_or(u64::MAX);
    let most = u64::from(consensus.all()).saturating_mul(width);
    let share = (u64::from(consensus.agree) * 1000).checked_div(most);
    // Of nothing said, nobody disagrees.
    share.map_or(0, |share| 1000 - u32::try_from(share.min(1000)).unwrap_or(1000))
}

/// How far adjudicators agree who answered without knowing of each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Between {
    /// Cases with two blind answers or more.
    pub cases: u64,
    /// Pairs of answers.
    pub pairs: u64,
    /// Pairs that say the same, each end within one capture.
    pub alike: u64,
}

impl Between {
    /// Adds the blind answers about one building.
    pub fn add(&mut self, answers: &[Verdict]) {
        if answers.len() < 2 {
            return;
        }
        self.cases += 1;
        for (number, one) in answers.iter().enumerate() {
            for other in answers.iter().skip(number + 1) {
                self.pairs += 1;
                self.alike += u64::from(are_alike(*one, *other));
            }
        }
    }
}

/// Whether two answers say the same, each end within one capture.
#[must_use]
pub fn are_alike(one: Verdict, other: Verdict) -> bool {
    let near =
        |of: fn(Window) -> Option<usize>, one: Window, other: Window| match (of(one), of(other)) {
            (Some(one), Some(other)) => one.abs_diff(other) <= 1,
            (None, None) => true,
            _ => false,
        };
    match (one.window(), other.window()) {
        (None, None) => true,
        (Some(one), Some(other)) => {
            near(Window::last_standing, one, other) && near(Window::first_destroyed, one, other)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consensus::decide;
    use crate::domain::policy::Policy;

    const AT_TWO: Outcome = Outcome::Window(Bound::At(CaptureId(1)), Bound::At(CaptureId(2)));
    const OPEN: CaseState = CaseState::Open;

    fn by(account: i64, outcome: Outcome) -> Made {
        Made { account: AccountId(account), outcome }
    }

    #[test]
    fn one_person_decides_unless_two_must() {
        assert_eq!(rule((OPEN, 1), &[], &[], by(1, AT_TWO), false), Ok(CaseState::Closed));
        assert_eq!(rule((OPEN, 2), &[], &[], by(1, AT_TWO), false), Ok(CaseState::Second));
        let first = [by(1, AT_TWO)];
        let second = |new, is_blind| rule((CaseState::Second, 2), &first, &[], new, is_blind);
        assert_eq!(second(by(2, AT_TWO), true), Ok(CaseState::Closed));
        assert_eq!(second(by(2, AT_TWO), false), Err(Bar::NotBlind));
        assert_eq!(second(by(1, AT_TWO), true), Err(Bar::Twice));
        let other = Outcome::Undatable(Doubt::Cloud);
        assert_eq!(second(by(2, other), true), Ok(CaseState::Third));
        let two = [by(1, AT_TWO), by(2, other)];
        let third = rule((CaseState::Third, 2), &two, &[], by(3, Outcome::Mend), true);
        assert_eq!(third, Ok(CaseState::Mending));
    }

    #[test]
    fn whose_ruling_was_disputed_does_not_decide_again() {
        let again = rule((OPEN, 1), &[], &[AccountId(1)], by(1, AT_TWO), true);
        assert_eq!(again, Err(Bar::Disputed));
        let closed = rule((CaseState::Closed, 1), &[], &[], by(2, AT_TWO), true);
        assert_eq!(closed, Err(Bar::Closed));
    }

    #[test]
    fn an_open_end_is_evidence_only_where_the_pictures_end() {
        let captures = [CaptureId(7), CaptureId(8), CaptureId(9)];
        let seen = |last, first| {
            Outcome::of(Verdict::Seen(Window::new(last, first, 3).unwrap()), &captures)
        };
        assert_eq!(seen(None, Some(0)), Outcome::Window(Bound::Evidence, Bound::At(captures[0])));
        assert_eq!(seen(None, Some(1)), Outcome::Window(Bound::Dispute, Bound::At(captures[1])));
        assert_eq!(seen(Some(2), None), Outcome::Window(Bound::At(captures[2]), Bound::Evidence));
        assert_eq!(seen(Some(1), None), Outcome::Window(Bound::At(captures[1]), Bound::Dispute));
    }

    #[test]
    fn answers_are_alike_within_one_capture_and_open_ends_are_none() {
        let seen = |last, first| Verdict::Seen(Window::new(last, first, 6).unwrap());
        let mut between = Between::default();
        between.add(&[seen(Some(1), Some(2)), seen(Some(2), Some(3)), seen(Some(4), Some(5))]);
        between.add(&[seen(Some(5), None), seen(Some(4), Some(5))]);
        between.add(&[Verdict::CannotTell(Doubt::Cloud), Verdict::CannotTell(Doubt::Blur)]);
        between.add(&[seen(Some(5), None)]);
        assert_eq!(between, Between { cases: 3, pairs: 5, alike: 2 });
    }

    #[test]
    fn the_wider_and_the_less_shared_a_window_the_more_its_votes_disagree() {
        let said = |ends: &[(usize, usize)], unsure: usize| {
            let seen = ends.iter().map(|(last, first)| {
                Verdict::Seen(Window::new(Some(*last), Some(*first), 6).unwrap())
            });
            let unsure = std::iter::repeat_n(Verdict::CannotTell(Doubt::Cloud), unsure);
            let all: Vec<Verdict> = seen.chain(unsure).collect();
            disagreement(&decide(Policy::default(), &all, 6))
        };
        assert_eq!((said(&[], 0), said(&[(1, 2); 4], 0)), (0, 0));
        let (unsure, wide) = (said(&[(1, 2); 4], 1), said(&[(1, 3); 4], 1));
        let apart = said(&[(0, 1), (2, 3), (4, 5)], 0);
        assert!(0 < unsure && unsure < wide && wide < apart, "{unsure} {wide} {apart}");
    }

    #[test]
    fn words_are_read_back() {
        for state in CaseState::ALL {
            assert_eq!(CaseState::parse(state.as_str()), Some(state));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!((Outcome::ask(0), Outcome::ask(11)), (None, None));
    }
}
