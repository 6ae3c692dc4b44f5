//! How many buildings of each stratum, and which.

use rand::{Rng, RngExt as _};

use crate::domain::statistics::count;

/// One building that may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Building<S> {
    /// Its stratum, such as its status and its [`super::Level`].
    pub stratum: S,
    /// Its id.
    pub id: u64,
}

/// How many to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Buildings wanted in all; raised to [`super::SAMPLE_MIN`].
    pub wanted: u32,
    /// Buildings wanted of each stratum at least, as far as it has them.
    pub stratum_min: u32,
}

impl Default for Plan {
    /// The least that is allowed, at least ten of each stratum.
    fn default() -> Self {
        Self { wanted: super::SAMPLE_MIN, stratum_min: 10 }
    }
}

/// A drawn sample, with what is needed to draw conclusions from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn<S> {
    /// The buildings drawn, in order of stratum and id.
    pub buildings: Vec<Building<S>>,
    /// Every stratum with how many buildings it has and how many were drawn.
    pub strata: Vec<(S, u32, u32)>,
}

/// How many to take of strata of these sizes: the minimum of each first, then one by one to the
/// stratum with the greatest claim, `size / (2 taken + 1)`, which makes the sample as proportional
/// as the minima allow (the divisor method of Sainte-Lague with a floor; Balinski and Young 1982).
/// No stratum gives more than it has. Of equal claims the first wins.
#[must_use]
pub fn allocate(sizes: &[u32], plan: Plan) -> Vec<u32> {
    let wanted = u64::from(plan.wanted.max(super::SAMPLE_MIN));
    let mut taken: Vec<u32> = sizes.iter().map(|size| plan.stratum_min.min(*size)).collect();
    let mut sum: u64 = taken.iter().copied().map(u64::from).sum();
    while sum < wanted {
        // a / b > c / d, compared as a d > c b: claims in integers.
        let mut best: Option<(u64, u64, &mut u32)> = None;
        for (size, taken) in sizes.iter().zip(&mut taken).filter(|(size, taken)| **taken < **size) {
            let (claim, divisor) = (u64::from(*size), 2 * u64::from(*taken) + 1);
            let is_greater = best.as_ref().is_none_or(|(c, d, _)| claim * d > c * divisor);
            if is_greater {
                best = Some((claim, divisor, taken));
            }
        }
        let Some((_, _, taken)) = best else { break };
        *taken += 1;
        sum += 1;
    }
    taken
}

/// Draws a stratified sample without replacement. The order of `buildings` does not matter: the
/// same set, plan and generator give the same sample.
pub fn draw<S: Ord + Clone>(buildings: &[Building<S>], plan: Plan, rng: &mut impl Rng) -> Drawn<S> {
    let mut sorted = buildings.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let strata: Vec<&[Building<S>]> = sorted.chunk_by(|a, b| a.stratum == b.stratum).collect();
    let sizes: Vec<u32> = strata.iter().map(|stratum| count(stratum.len())).collect();
    let mut drawn = Drawn { buildings: Vec::new(), strata: Vec::new() };
    for (stratum, wanted) in strata.into_iter().zip(allocate(&sizes, plan)) {
        let Some(first) = stratum.first() else { continue };
        drawn.strata.push((first.stratum.clone(), count(stratum.len()), wanted));
        // Selection sampling (Knuth 1969, algorithm 3.4.2 S): each is taken with the chance
        // wanted / left, which draws every subset of the size with the same chance.
        let (mut wanted, mut left) = (wanted, count(stratum.len()));
        for building in stratum {
            if left > 0 && rng.random_range(0..left) < wanted {
                drawn.buildings.push(building.clone());
                wanted -= 1;
            }
            left = left.saturating_sub(1);
        }
    }
    drawn
}
