//! Who judges what: a fixed number of volunteers for every building, or volunteers as they
//! arrive, each dealt a building by the server. Nobody chooses, except where a study asks what
//! would happen if they did.

use rand::Rng;

use super::chance::{below, weighted};
use super::progress::{Given, Progress, Sizes};
use super::stopping::{Step, Stopping};
use super::world::{Character, World};

/// How many open buildings the server looks at for a volunteer; it deals the least judged.
const LOOKED_AT: usize = 6;
/// How many draws it makes to find them among buildings that the volunteer has seen.
const DRAWS: usize = 60;
/// Arrivals in a row, per volunteer, to whom nothing can be dealt, after which a run ends.
const IDLE_PER_VOLUNTEER: usize = 30;
/// The generator's stream for dealing.
const DEALING: u64 = 4;

/// How volunteers arrive and are dealt buildings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dealing {
    /// The order in which volunteers arrive: another number, another order.
    pub order: u64,
    /// Judgements after which the model is fitted anew; `None` is five for every twelve buildings.
    pub refit_every: Option<usize>,
    /// A what-if: each target gets this many of the ring's judgements first, as if accounts could
    /// choose their building. 0 is the real assignment.
    pub chosen: usize,
}

impl World {
    /// The sizes of this world.
    #[must_use]
    pub const fn sizes(&self) -> Sizes {
        Sizes {
            buildings: self.buildings.len(),
            volunteers: self.volunteers.len(),
            captures: self.calendar.len(),
        }
    }

    fn cumulated_weights(&self) -> Vec<f64> {
        let mut sum = 0.0;
        self.volunteers
            .iter()
            .map(|volunteer| {
                sum += volunteer.weight;
                sum
            })
            .collect()
    }

    fn given(&self, building: usize, volunteer: usize) -> Given {
        let number = u32::try_from(volunteer).unwrap_or(u32::MAX);
        Given { volunteer: number, verdict: self.verdict(building, volunteer) }
    }
}

/// Gives every building `judgements` distinct volunteers, drawn in proportion to their weights:
/// fewer where there are fewer volunteers.
#[must_use]
pub fn fixed(world: &World, judgements: usize) -> Vec<Vec<Given>> {
    let mut rng = world.stream(DEALING);
    let weights = world.cumulated_weights();
    let wanted = judgements.min(world.volunteers.len());
    (0..world.buildings.len())
        .map(|building| {
            let mut chosen: Vec<usize> = Vec::with_capacity(wanted);
            let mut misses = 0;
            while chosen.len() < wanted && misses < 10_000 {
                let volunteer = weighted(&mut rng, &weights);
                if chosen.contains(&volunteer) {
                    misses += 1;
                } else {
                    chosen.push(volunteer);
                }
            }
            chosen.into_iter().map(|volunteer| world.given(building, volunteer)).collect()
        })
        .collect()
}

/// Volunteers arrive in proportion to their weights, and the server deals each the least judged
/// of a few random open buildings that they have not seen, until the policy is satisfied with
/// every building or nobody can be dealt anything.
#[must_use]
pub fn arrive(world: &World, stopping: Stopping, dealing: Dealing) -> Progress {
    let refit_every = dealing.refit_every.unwrap_or(world.buildings.len() * 5 / 12);
    let mut desk = Desk::new(world, Progress::new(stopping, world.sizes(), refit_every));
    desk.let_ring_choose(dealing.chosen);
    let mut rng = world.stream(DEALING + 16 + dealing.order);
    let weights = world.cumulated_weights();
    let idle_max = IDLE_PER_VOLUNTEER * world.volunteers.len().max(1);
    let mut last_fits = 0;
    loop {
        let mut idle = 0;
        while !desk.open.is_empty() && idle < idle_max {
            let volunteer = weighted(&mut rng, &weights);
            match desk.deal(volunteer, &mut rng) {
                Some(building) => {
                    idle = 0;
                    desk.take(building, volunteer);
                }
                None => idle += 1,
            }
        }
        // A last fit may open a few again; it is asked only so often, so that a run ends.
        last_fits += 1;
        if stopping.sure().is_none() || !desk.open.is_empty() || last_fits > 3 {
            break;
        }
        desk.progress.refit();
        desk.find_open();
        if desk.open.is_empty() {
            break;
        }
    }
    for step in &mut desk.progress.steps {
        if *step == Step::Ask {
            *step = Step::Escalate;
        }
    }
    desk.progress
}

/// The server's desk: which buildings are open and who has seen what.
struct Desk<'a> {
    world: &'a World,
    progress: Progress,
    open: Vec<usize>,
    /// Where each building stands in `open`.
    place: Vec<Option<usize>>,
    /// Building by building, whether each volunteer has seen it.
    seen: Vec<Vec<bool>>,
}

impl<'a> Desk<'a> {
    fn new(world: &'a World, progress: Progress) -> Self {
        let buildings = world.buildings.len();
        let seen = vec![vec![false; world.volunteers.len()]; buildings];
        let mut desk =
            Self { world, progress, open: Vec::new(), place: vec![None; buildings], seen };
        desk.find_open();
        desk
    }

    /// Lists the open buildings anew.
    fn find_open(&mut self) {
        self.open = (0..self.place.len()).filter(|b| self.progress.is_open(*b)).collect();
        self.place.fill(None);
        for (at, building) in self.open.iter().enumerate() {
            if let Some(place) = self.place.get_mut(*building) {
                *place = Some(at);
            }
        }
    }

    fn has_seen(&self, building: usize, volunteer: usize) -> bool {
        self.seen.get(building).and_then(|by| by.get(volunteer)).copied().unwrap_or(true)
    }

    /// The least judged of a few random open buildings that the volunteer has not seen; of
    /// equals the first drawn.
    fn deal(&self, volunteer: usize, rng: &mut impl Rng) -> Option<usize> {
        let mut best: Option<(usize, usize)> = None;
        let mut found = 0;
        for _ in 0..DRAWS {
            let Some(building) = self.open.get(below(rng, self.open.len())).copied() else { break };
            if self.has_seen(building, volunteer) {
                continue;
            }
            let judged = self.progress.judged(building);
            if best.is_none_or(|(least, _)| judged < least) {
                best = Some((judged, building));
            }
            found += 1;
            if found == LOOKED_AT {
                break;
            }
        }
        best.map(|(_, building)| building)
    }

    fn take(&mut self, building: usize, volunteer: usize) {
        if let Some(seen) = self.seen.get_mut(building).and_then(|by| by.get_mut(volunteer)) {
            *seen = true;
        }
        if self.progress.take(building, self.world.given(building, volunteer)) {
            self.find_open();
        } else if !self.progress.is_open(building) {
            self.close(building);
        }
    }

    fn close(&mut self, building: usize) {
        let Some(at) = self.place.get_mut(building).and_then(Option::take) else { return };
        self.open.swap_remove(at);
        if let Some(moved) = self.open.get(at).and_then(|moved| self.place.get_mut(*moved)) {
            *moved = Some(at);
        }
    }

    /// The what-if: the ring's accounts go to each target first.
    fn let_ring_choose(&mut self, votes: usize) {
        let ring: Vec<usize> = self
            .world
            .volunteers
            .iter()
            .enumerate()
            .filter(|(_, volunteer)| matches!(volunteer.character, Character::Attacker(_)))
            .map(|(number, _)| number)
            .collect();
        for (building, seen) in self.world.buildings.iter().enumerate() {
            if seen.is_target {
                for attacker in ring.iter().take(votes) {
                    self.take(building, *attacker);
                }
            }
        }
    }
}

#[cfg(test)]
#[path = "deal_tests.rs"]
mod tests;
