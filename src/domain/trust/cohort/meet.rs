//! Where two accounts met at a building, with the chance that they matched there by chance.

use super::Limits;
use super::ballots::{Ballots, Building, Cast, Rest, flag};
use super::habit::Habits;
use crate::domain::statistics::number;

/// Two accounts at one building.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meeting {
    /// The account with the lower position.
    pub(super) one: u32,
    /// The other.
    pub(super) two: u32,
    /// The position of the building.
    pub(super) building: u32,
    /// Whether both gave the same answer, unusual by the rest.
    pub(super) is_match: bool,
    /// Whether both answered at about the same time.
    pub(super) is_together: bool,
    /// The greatest chance of a match that independence allows.
    pub(super) chance: f64,
}

/// The meetings of those pairs that are looked at, sorted by pair and building.
#[derive(Debug)]
pub(super) struct Meetings {
    /// Of suspects with suspects, of accounts of one burst, and of pairs with enough matches.
    pub(super) list: Vec<Meeting>,
    /// How many meetings of any two accounts there are.
    pub(super) all: usize,
    /// The share of them that are close in time.
    pub(super) together: f64,
    /// Fewest matches of a pair that is tested.
    pub(super) matches_min: u32,
}

/// Buckets of other votes and of their spread.
const OTHERS_BUCKETS: usize = 7;
const SPREAD_BUCKETS: usize = 4;
/// Meetings whose weight the overall rate has in each bucket's own.
const PRIOR: f64 = 50.0;

impl Meetings {
    /// Goes over all meetings twice: once for the rates and the pairs that match often, once to
    /// keep what is looked at.
    pub(super) fn of(ballots: &Ballots, habits: &Habits, bursts: &[u32], limits: &Limits) -> Self {
        let suspects = habits.suspects();
        let mut crowd = Crowd::default();
        let mut matches: Vec<u64> = Vec::new();
        let (mut all, mut together) = (0usize, 0usize);
        for (one, two, rest) in ballots.buildings(suspects).flat_map(|b| pairs(&b)) {
            all += 1;
            together += usize::from(is_together(one, two, limits));
            if is_match(one, two, &rest) {
                matches.push(key(one, two));
            }
            if !flag(suspects, one.account) && !flag(suspects, two.account) {
                crowd.add(one, two, &rest);
            }
        }
        let rates = crowd.rates();
        matches.sort_unstable();
        let is_often = |pair: &[u64]| number(pair.len()) >= f64::from(limits.matches_min);
        let often: Vec<u64> = matches
            .chunk_by(|a, b| a == b)
            .filter(|pair| is_often(pair))
            .filter_map(|pair| pair.first().copied())
            .collect();
        let is_looked_at = |one: &Cast, two: &Cast| {
            let burst = burst_of(bursts, one.account);
            (flag(suspects, one.account) && flag(suspects, two.account))
                || (burst.is_some() && burst == burst_of(bursts, two.account))
                || often.binary_search(&key(one, two)).is_ok()
        };
        let mut list: Vec<Meeting> = ballots
            .buildings(suspects)
            .flat_map(|building| pairs(&building))
            .filter(|(one, two, _)| is_looked_at(one, two))
            .map(|(one, two, rest)| Meeting {
                one: one.account.min(two.account),
                two: one.account.max(two.account),
                building: one.building,
                is_match: is_match(one, two, &rest),
                is_together: is_together(one, two, limits),
                chance: rates.get(bucket(&rest)).copied().unwrap_or(1.0),
            })
            .collect();
        list.sort_unstable_by_key(|m| (m.one, m.two, m.building));
        let same = crowd.same();
        for pair in list.chunk_by_mut(|a, b| (a.one, a.two) == (b.one, b.two)) {
            let Some(bearing) = pair.first().map(|m| habits.bearing(m.one, m.two)) else {
                continue;
            };
            for meeting in pair {
                let by_crowd = meeting.chance + same * bearing.excess;
                meeting.chance = by_crowd.max(bearing.floor).min(1.0);
            }
        }
        let together = if all > 0 { number(together) / number(all) } else { 0.0 };
        Self { list, all, together, matches_min: limits.matches_min }
    }

    /// The meetings of each pair.
    pub(super) fn pairs(&self) -> impl Iterator<Item = &[Meeting]> {
        self.list.chunk_by(|a, b| (a.one, a.two) == (b.one, b.two))
    }
}

/// The burst that an account joined in, if any; 0 stands for none.
pub(super) fn burst_of(bursts: &[u32], account: u32) -> Option<u32> {
    let burst = usize::try_from(account).ok().and_then(|index| bursts.get(index));
    burst.copied().filter(|burst| *burst > 0)
}

/// Every two votes of a building that have others to be held against.
fn pairs<'a>(building: &Building<'a>) -> Vec<(&'a Cast, &'a Cast, Rest)> {
    building.pairs().collect()
}

fn key(one: &Cast, two: &Cast) -> u64 {
    let (low, high) = (one.account.min(two.account), one.account.max(two.account));
    u64::from(low) << 32 | u64::from(high)
}

fn is_match(one: &Cast, two: &Cast, rest: &Rest) -> bool {
    one.is_same(two) && one.unusual(rest).is_some()
}

fn is_together(one: &Cast, two: &Cast, limits: &Limits) -> bool {
    one.at_ms.abs_diff(two.at_ms) <= limits.together_ms.unsigned_abs()
}

/// Like buildings: by how many others there are and how far they are spread (in half intervals).
fn bucket(rest: &Rest) -> usize {
    let others = match rest.others {
        few @ 1..=4 => few - 1,
        5..=6 => 4,
        7..=12 => 5,
        _ => 6,
    };
    let spread = match rest.spread {
        0..=2 => 0,
        3..=6 => 1,
        7..=12 => 2,
        _ => 3,
    };
    others * SPREAD_BUCKETS + spread
}

/// How often accounts of the crowd match.
#[derive(Debug, Default)]
struct Crowd {
    /// Meetings and matches in each bucket.
    tallies: [(usize, usize); OTHERS_BUCKETS * SPREAD_BUCKETS],
    /// Meetings where both answers are unusual.
    both: usize,
    /// Those where they are also the same.
    same: usize,
}

impl Crowd {
    fn add(&mut self, one: &Cast, two: &Cast, rest: &Rest) {
        let is_match = is_match(one, two, rest);
        if let Some((met, matched)) = self.tallies.get_mut(bucket(rest)) {
            *met += 1;
            *matched += usize::from(is_match);
        }
        self.both += usize::from(one.unusual(rest).is_some() && two.unusual(rest).is_some());
        self.same += usize::from(is_match);
    }

    /// The chance of a match in each bucket, drawn towards the overall one where few met.
    fn rates(&self) -> Vec<f64> {
        let met: usize = self.tallies.iter().map(|(met, _)| met).sum();
        let overall = if met > 0 { number(self.same) / number(met) } else { 0.0 };
        let rate = |(met, matched): &(usize, usize)| {
            (number(*matched) + PRIOR * overall) / (number(*met) + PRIOR)
        };
        self.tallies.iter().map(rate).collect()
    }

    /// The chance that two unusual answers are the same; 1 where none are known.
    fn same(&self) -> f64 {
        if self.both > 0 { number(self.same) / number(self.both) } else { 1.0 }
    }
}
