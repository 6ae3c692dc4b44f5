//! Small seeded worlds for the tests: honest volunteers who share difficult buildings and decoys,
//! spammers, and rings. A sketch of the simulator, so that these tests stand alone.

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

use super::{Joined, Vote};
use crate::domain::consensus::span::Span;

/// Captures of every building.
pub(super) const CAPTURES: usize = 11;
/// Ring accounts have ids from here on, spammers from half of it.
pub(super) const RING: u64 = 1_000_000;
const SPAM: u64 = RING / 2;
const HOUR_MS: i64 = 3_600_000;

/// What a world is made of.
#[derive(Debug, Clone, Copy)]
pub(super) struct World {
    /// Buildings.
    pub(super) buildings: usize,
    /// Judgements of each.
    pub(super) judgements: usize,
    /// Honest volunteers and spammers.
    pub(super) volunteers: u64,
    /// Exact rate of the honest.
    pub(super) exact: f64,
    /// Part of `volunteers` that are spammers.
    pub(super) spam: f64,
    /// Accounts of the ring.
    pub(super) ring: u64,
    /// Its part of all judgements.
    pub(super) ring_share: f64,
    /// Part of the buildings where it lies; elsewhere it is honest.
    pub(super) targets: f64,
    /// Whether it joined within two hours.
    pub(super) is_burst: bool,
}

impl Default for World {
    fn default() -> Self {
        Self {
            buildings: 2_000,
            judgements: 5,
            volunteers: 500,
            exact: 0.75,
            spam: 0.1,
            ring: 0,
            ring_share: 0.0,
            targets: 1.0,
            is_burst: false,
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Honest { exact: f64, late: f64, further: f64 },
    Uniform,
    Constant(usize),
    Slider,
    Ring,
}

struct Person {
    id: u64,
    weight: f64,
    kind: Kind,
}

/// About normal: mean 0, standard deviation 1.
fn normal(rng: &mut ChaCha20Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}

/// The votes of a world, and when its accounts joined.
pub(super) fn make(world: World, seed: u64) -> (Vec<Vote>, Vec<Joined>) {
    let rng = &mut ChaCha20Rng::seed_from_u64(seed);
    let people = people(world, rng);
    let joined = people.iter().map(|person| joined(person, world, rng)).collect();
    let mut reach: Vec<f64> = Vec::new();
    for person in &people {
        reach.push(reach.last().unwrap_or(&0.0) + person.weight);
    }
    let mut votes = Vec::new();
    for building in (0u64..).take(world.buildings) {
        let truth = match rng.random_range(0u32..100) {
            0..6 => 0,
            6..14 => CAPTURES,
            _ => 1 + rng.random_range(0..4usize) * 2 + rng.random_range(0..4usize),
        };
        let decoy = (rng.random::<f64>() < 0.12).then(|| {
            let by = rng.random_range(1..=4usize);
            if rng.random() { truth.saturating_sub(by) } else { (truth + by).min(CAPTURES) }
        });
        let difficulty = 0.6 * normal(rng);
        let is_target = rng.random::<f64>() < world.targets;
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < world.judgements {
            let at = rng.random::<f64>() * reach.last().unwrap();
            let index = reach.partition_point(|end| *end <= at);
            if !chosen.contains(&index) {
                chosen.push(index);
            }
        }
        let middle = rng.random_range(0..720 * HOUR_MS);
        for index in chosen {
            let person = &people[index];
            let shown = decoy.filter(|_| rng.random::<f64>() < 0.45).unwrap_or(truth);
            let y = match person.kind {
                Kind::Ring if is_target => (truth + 3).min(CAPTURES),
                kind => answer(kind, shown, difficulty, rng),
            };
            votes.push(Vote {
                volunteer: person.id,
                building,
                answer: Span::at(y),
                captures: CAPTURES,
                at_ms: middle + rng.random_range(0..72 * HOUR_MS),
            });
        }
    }
    (votes, joined)
}

fn people(world: World, rng: &mut ChaCha20Rng) -> Vec<Person> {
    let mut people: Vec<Person> = (0..world.volunteers)
        .map(|id| {
            let weight = libm::exp(1.8 * normal(rng));
            if rng.random::<f64>() >= world.spam {
                let exact = (world.exact + 0.12 * normal(rng)).clamp(0.2, 0.98);
                let late = (0.65 + 0.14 * normal(rng)).clamp(0.1, 0.95);
                let further = (0.42 + 0.15 * normal(rng)).clamp(0.05, 0.85);
                return Person { id, weight, kind: Kind::Honest { exact, late, further } };
            }
            let kind = match rng.random_range(0u32..4) {
                0 | 1 => Kind::Uniform,
                2 => Kind::Constant(rng.random_range(0..=CAPTURES)),
                _ => Kind::Slider,
            };
            Person { id: SPAM + id, weight, kind }
        })
        .collect();
    let sum: f64 = people.iter().map(|person| person.weight).sum();
    let weight = sum * world.ring_share / (1.0 - world.ring_share);
    for id in 0..world.ring {
        let weight = weight / f64::from(u32::try_from(world.ring).unwrap());
        people.push(Person { id: RING + id, weight, kind: Kind::Ring });
    }
    people
}

fn joined(person: &Person, world: World, rng: &mut ChaCha20Rng) -> Joined {
    let at_ms = if world.is_burst && matches!(person.kind, Kind::Ring) {
        400 * HOUR_MS + rng.random_range(0..2 * HOUR_MS)
    } else {
        rng.random_range(0..720 * HOUR_MS)
    };
    Joined { volunteer: person.id, at_ms }
}

fn answer(kind: Kind, seen: usize, difficulty: f64, rng: &mut ChaCha20Rng) -> usize {
    let anything = |rng: &mut ChaCha20Rng| rng.random_range(0..=CAPTURES);
    match kind {
        Kind::Constant(y) => y,
        Kind::Slider if rng.random::<f64>() < 0.7 => CAPTURES,
        Kind::Uniform | Kind::Slider => anything(rng),
        Kind::Ring => honest(seen, 0.75, 0.65, 0.42, difficulty, rng),
        Kind::Honest { .. } if rng.random::<f64>() < 0.04 => anything(rng),
        Kind::Honest { exact, late, further } => {
            honest(seen, exact, late, further, difficulty, rng)
        }
    }
}

fn honest(
    seen: usize,
    exact: f64,
    late: f64,
    further: f64,
    difficulty: f64,
    rng: &mut ChaCha20Rng,
) -> usize {
    let odds = libm::log(exact / (1.0 - exact));
    if rng.random::<f64>() < logistic(odds - difficulty) {
        return seen;
    }
    loop {
        let is_late = rng.random::<f64>() < late;
        let mut by = 1;
        while rng.random::<f64>() < further {
            by += 1;
        }
        let y = if is_late { seen.checked_add(by) } else { seen.checked_sub(by) };
        if let Some(y) = y.filter(|y| *y <= CAPTURES) {
            return y;
        }
    }
}
