//! The published rule: the supermajority window, in integers.
//!
//! "At least 4 in 5 of the volunteers saw it standing on 21 June, and at least 4 in 5 saw it
//! destroyed on 2 July." Source and figures: `docs/METHOD.md`.

use crate::domain::judgement::Window;
use crate::domain::policy::Threshold;

/// What the counted windows of one building say of each capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Windows counted.
    pub counted: u32,
    /// At each position, how many say standing: S(k), never rising with k.
    standing: Vec<u32>,
    /// At each position, how many say destroyed: D(k), never falling with k.
    destroyed: Vec<u32>,
}

impl Tally {
    /// Counts windows over a series of `captures` captures; O(captures + windows).
    #[must_use]
    pub fn of(windows: &[Window], captures: usize) -> Self {
        let mut standing = vec![0u32; captures];
        let mut destroyed = vec![0u32; captures];
        for window in windows {
            if let Some(count) = window.last_standing().and_then(|last| standing.get_mut(last)) {
                *count += 1;
            }
            if let Some(count) = window.first_destroyed().and_then(|f| destroyed.get_mut(f)) {
                *count += 1;
            }
        }
        accumulate(standing.iter_mut().rev());
        accumulate(destroyed.iter_mut());
        let counted = u32::try_from(windows.len()).unwrap_or(u32::MAX);
        Self { counted, standing, destroyed }
    }

    /// How many captures the series has.
    #[must_use]
    pub const fn captures(&self) -> usize {
        self.standing.len()
    }

    /// S(k): how many say standing at a position.
    #[must_use]
    pub fn standing(&self, position: usize) -> u32 {
        self.standing.get(position).copied().unwrap_or(0)
    }

    /// D(k): how many say destroyed at a position.
    #[must_use]
    pub fn destroyed(&self, position: usize) -> u32 {
        self.destroyed.get(position).copied().unwrap_or(0)
    }
}

/// Replaces each count by the sum of itself and all before it.
fn accumulate<'a>(counts: impl Iterator<Item = &'a mut u32>) {
    let mut sum = 0;
    for count in counts {
        sum += *count;
        *count = sum;
    }
}

/// One end of the agreed window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Agreed at this position.
    At(usize),
    /// Open because the evidence says so: already destroyed in the first capture (lower end), or
    /// still standing in the last (upper end).
    Evidence,
    /// Open because the volunteers do not agree.
    Dispute,
}

impl End {
    /// The position, where one is agreed.
    #[must_use]
    pub const fn position(self) -> Option<usize> {
        match self {
            Self::At(position) => Some(position),
            Self::Evidence | Self::Dispute => None,
        }
    }
}

/// The window on which the judgements agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Agreed {
    /// The last capture that enough volunteers saw standing.
    pub last_standing: End,
    /// The first capture that enough volunteers saw destroyed.
    pub first_destroyed: End,
}

impl Agreed {
    /// How many of the `captures + 1` intervals between captures the window leaves possible; 1 is
    /// as narrow as the captures allow.
    #[must_use]
    pub fn width(self, captures: usize) -> usize {
        let lowest = match self.last_standing {
            End::At(last) => last + 1,
            End::Evidence | End::Dispute => 0,
        };
        let highest = match (self.last_standing, self.first_destroyed) {
            (_, End::At(first)) => first,
            (End::Evidence, _) => 0,
            _ => captures,
        };
        highest.saturating_sub(lowest) + 1
    }

    /// Whether one volunteer's window lies inside the agreed one.
    #[must_use]
    pub fn holds(self, window: Window, captures: usize) -> bool {
        let last = captures.checked_sub(1);
        let from_below = match self.last_standing {
            End::At(position) => window.last_standing() >= Some(position),
            End::Evidence => window.first_destroyed() == Some(0),
            End::Dispute => true,
        };
        let from_above = match self.first_destroyed {
            End::At(position) => window.first_destroyed().is_some_and(|first| first <= position),
            End::Evidence => window.last_standing().is_some() && window.last_standing() == last,
            End::Dispute => true,
        };
        from_below && from_above
    }
}

/// The supermajority window of a tally: `last_standing = max{k : S(k) >= q n}` and
/// `first_destroyed = min{k : D(k) >= q n}`. Because q > 1/2 the first is always before the
/// second, whatever was said.
#[must_use]
pub fn supermajority(tally: &Tally, threshold: Threshold) -> Agreed {
    agree(tally, |count| threshold.is_reached(count, tally.counted))
}

/// The median vote: the same rule with a share just above one half. The point estimate that is
/// reported beside the window.
#[must_use]
pub fn median(tally: &Tally) -> Agreed {
    agree(tally, |count| u64::from(count) * 2 > u64::from(tally.counted))
}

fn agree(tally: &Tally, enough: impl Fn(u32) -> bool) -> Agreed {
    let captures = tally.captures();
    let last = (0..captures).rev().find(|k| enough(tally.standing(*k)));
    let first = (0..captures).find(|k| enough(tally.destroyed(*k)));
    Agreed {
        last_standing: match (last, first) {
            (Some(position), _) => End::At(position),
            (None, Some(0)) => End::Evidence,
            (None, _) => End::Dispute,
        },
        first_destroyed: match (first, last) {
            (Some(position), _) => End::At(position),
            (None, Some(position)) if position + 1 == captures => End::Evidence,
            (None, _) => End::Dispute,
        },
    }
}
