//! The worlds and policies of a study, and the small things that all studies need.

use crate::simulation::answer::Kind;
use crate::simulation::deal::Dealing;
use crate::simulation::stopping::Stopping;
use crate::simulation::table::Cell;
use crate::simulation::world::{World, WorldSettings};

/// Which worlds a study makes, and what it tries on them.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Whatever the lists below do not say.
    pub base: WorldSettings,
    /// Shares of exact answers.
    pub exacts: Vec<f64>,
    /// Shares of spammers.
    pub spams: Vec<f64>,
    /// Answer models.
    pub kinds: Vec<Kind>,
    /// Seeds.
    pub seeds: Vec<u64>,
    /// Policies.
    pub policies: Vec<Stopping>,
    /// Judgements a building, where a study fixes them.
    pub judgements: usize,
    /// How volunteers are dealt buildings.
    pub dealing: Dealing,
}

impl Plan {
    /// The settings of every world with these shares: each answer model under each seed.
    pub(super) fn worlds(&self, exact: f64, spam: f64) -> impl Iterator<Item = WorldSettings> + '_ {
        self.kinds.iter().flat_map(move |kind| {
            self.seeds.iter().map(move |seed| WorldSettings {
                seed: *seed,
                kind: *kind,
                exact,
                spam,
                ..self.base
            })
        })
    }

    /// How many worlds each pair of shares has.
    #[must_use]
    pub const fn worlds_each(&self) -> usize {
        self.kinds.len() * self.seeds.len()
    }

    /// The words for a table's title.
    pub(super) fn words(&self) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.as_str()).collect();
        let seeds: Vec<String> = self.seeds.iter().map(ToString::to_string).collect();
        let seeds = match seeds.as_slice() {
            [first, .., last] if seeds.len() > 6 => format!("{first}..{last}"),
            few => few.join(","),
        };
        format!(
            "{} buildings, {} volunteers, {} captures, answers {}, seeds {}",
            self.base.buildings,
            self.base.volunteers,
            self.base.captures,
            kinds.join(","),
            seeds
        )
    }
}

/// Called with the worlds done and all, so that somebody who waits can be told.
pub type Tick<'a> = &'a mut dyn FnMut(usize, usize);

/// A share with three decimals.
pub(super) const fn share(value: f64) -> Cell {
    Cell::Number(value, 3)
}

/// A number with two decimals.
pub(super) const fn number(value: f64) -> Cell {
    Cell::Number(value, 2)
}

/// Makes a world and says so.
pub(super) struct Making<'a> {
    pub(super) tick: Tick<'a>,
    pub(super) done: usize,
    pub(super) all: usize,
}

impl Making<'_> {
    pub(super) fn world(&mut self, settings: WorldSettings) -> World {
        (self.tick)(self.done, self.all);
        self.done += 1;
        World::new(settings)
    }
}
