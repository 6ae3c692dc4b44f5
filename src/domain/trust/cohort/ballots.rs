//! Votes in a compact form, building by building, with what the others said.

use super::Vote;
use crate::domain::statistics::count;

/// One vote.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cast {
    /// The position of its building.
    pub(super) building: u32,
    /// The position of its account in [`Ballots::volunteers`].
    pub(super) account: u32,
    /// Twice the middle of its answer; two votes of one building with the same middle and width
    /// are the same.
    middle: u32,
    width: u32,
    /// The answer regardless of the building: low, high, and open ends as such.
    pub(super) habit: u64,
    /// In milliseconds.
    pub(super) at_ms: i64,
    /// Intervals from where on an answer is unusual, doubled.
    pub(super) gap: u32,
}

/// All votes, sorted by building, then by answer.
#[derive(Debug)]
pub(super) struct Ballots {
    /// The id of each account, sorted.
    pub(super) volunteers: Vec<u64>,
    casts: Vec<Cast>,
}

/// What the other votes of a building say, one or two of them left out; doubled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    /// How many.
    pub(super) others: usize,
    /// From the smallest to the greatest middle.
    pub(super) spread: u32,
    /// The lower and the upper median.
    pub(super) median: (u32, u32),
}

impl Cast {
    /// Whether two votes of the same building give the same answer.
    pub(super) const fn is_same(&self, other: &Self) -> bool {
        self.middle == other.middle && self.width == other.width
    }

    /// Both ends of the answer, doubled.
    pub(super) const fn ends(&self) -> (u32, u32) {
        let half_width = self.width.saturating_sub(1);
        (self.middle.saturating_sub(half_width), self.middle + half_width)
    }

    /// How far this answer lies from the median of the rest, in half intervals, below 0 where
    /// earlier; 0 where it reaches the median.
    fn deviation(&self, rest: &Rest) -> i64 {
        let (low, high) = self.ends();
        let later = i64::from(low.saturating_sub(rest.median.1));
        let earlier = i64::from(rest.median.0.saturating_sub(high));
        later - earlier
    }

    /// The deviation where it is large enough to be unusual.
    pub(super) fn unusual(&self, rest: &Rest) -> Option<i64> {
        let deviation = self.deviation(rest);
        (deviation.unsigned_abs() >= u64::from(self.gap)).then_some(deviation)
    }
}

/// Fewer captures than this leave no room for a gap of more than one interval.
const CAPTURES_FEW: usize = 5;

impl Ballots {
    /// Sorts votes; of several by one volunteer about one building the latest stays.
    pub(super) fn of(votes: &[Vote], gap: u32) -> Self {
        let mut volunteers: Vec<u64> = votes.iter().map(|vote| vote.volunteer).collect();
        volunteers.sort_unstable();
        volunteers.dedup();
        let mut sorted: Vec<&Vote> = votes.iter().collect();
        sorted.sort_unstable_by_key(|v| (v.building, v.volunteer, v.at_ms, v.answer));
        let mut casts: Vec<Cast> = Vec::with_capacity(votes.len());
        for (position, building) in (0u32..).zip(sorted.chunk_by(|a, b| a.building == b.building)) {
            let first = casts.len();
            for own in building.chunk_by(|a, b| a.volunteer == b.volunteer) {
                let Some(vote) = own.last() else { continue };
                let account = volunteers.binary_search(&vote.volunteer).unwrap_or(0);
                casts.push(cast(vote, position, count(account), gap));
            }
            if let Some(added) = casts.get_mut(first..) {
                added.sort_unstable_by_key(|c| (c.middle, c.width, c.account));
            }
        }
        Self { volunteers, casts }
    }

    /// The votes of each building, sorted by answer, beside those to hold them against: the votes
    /// of accounts that are not suspected.
    pub(super) fn buildings<'a>(
        &'a self,
        suspects: &'a [bool],
    ) -> impl Iterator<Item = Building<'a>> {
        self.casts.chunk_by(|a, b| a.building == b.building).map(|votes| {
            let mut middles = Vec::with_capacity(votes.len());
            let places = votes
                .iter()
                .map(|vote| {
                    if flag(suspects, vote.account) {
                        return usize::MAX;
                    }
                    middles.push(vote.middle);
                    middles.len() - 1
                })
                .collect();
            Building { votes, places, middles }
        })
    }
}

/// One building's votes.
#[derive(Debug)]
pub(super) struct Building<'a> {
    /// All, sorted by answer.
    votes: &'a [Cast],
    /// The place of each among `middles`; beyond them for suspects.
    places: Vec<usize>,
    /// The middles of those who are not suspected, sorted.
    middles: Vec<u32>,
}

impl<'a> Building<'a> {
    /// Each vote with what the others say.
    pub(super) fn alone(&self) -> impl Iterator<Item = (&'a Cast, Rest)> {
        let votes = self.votes.iter().zip(&self.places);
        votes.filter_map(|(vote, place)| Some((vote, self.rest(*place, usize::MAX)?)))
    }

    /// Every two votes with what the others say.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&'a Cast, &'a Cast, Rest)> {
        let placed = || self.votes.iter().zip(&self.places);
        placed().enumerate().flat_map(move |(index, (one, first))| {
            placed().skip(index + 1).filter_map(move |(two, second)| {
                let rest = self.rest(*first.min(second), *first.max(second))?;
                Some((one, two, rest))
            })
        })
    }

    /// The rest without those at two places, `one <= two`; places beyond the end leave out nobody.
    /// None where nobody is left.
    fn rest(&self, one: usize, two: usize) -> Option<Rest> {
        let all = self.middles.len();
        let left_out = usize::from(one < all) + usize::from(two < all);
        let others = all.checked_sub(left_out).filter(|others| *others > 0)?;
        let middle = |place: usize| {
            let place = place + usize::from(place >= one);
            self.middles.get(place + usize::from(place >= two)).copied()
        };
        let median = (middle((others - 1) / 2)?, middle(others / 2)?);
        let spread = middle(others - 1)? - middle(0)?;
        Some(Rest { others, spread, median })
    }
}

/// Whether an account is marked.
pub(super) fn flag(of: &[bool], account: u32) -> bool {
    usize::try_from(account).ok().and_then(|index| of.get(index)).is_some_and(|is_so| *is_so)
}

fn cast(vote: &Vote, building: u32, account: u32, gap: u32) -> Cast {
    let end = |interval: usize| u64::from(count(interval));
    let is_open = vote.answer.high >= vote.captures;
    // "Still standing" is the same habit in a long series and in a short one.
    let high = if is_open { u64::from(u32::MAX) } else { end(vote.answer.high) };
    let low = if is_open && vote.answer.width() == 1 { high } else { end(vote.answer.low) };
    let gap = if vote.captures < CAPTURES_FEW { 2 } else { 2 * gap };
    Cast {
        building,
        account,
        middle: count(vote.answer.twice_middle()),
        width: count(vote.answer.width()),
        habit: low << 32 | high,
        at_ms: vote.at_ms,
        gap,
    }
}
