//! A made-up world whose truth is known: a calendar of captures, buildings with the day of their
//! destruction, and volunteers of uneven diligence, some of whom do not look.
//!
//! The distributions are those of `docs/METHOD.md`; what a volunteer answers is `answer`'s
//! business. Every answer is a function of the seed, the building and the volunteer alone: two
//! policies on one world are told the same things.

use rand::{Rng, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use super::answer::{self, Kind};
use super::chance::{
    below, beta, between, exponential, gamma, happens, normal, real, share, share_of, weighted,
};

/// Mean length of a series in days; the captures of a world share it evenly.
const PERIOD_DAYS: f64 = 154.0;
/// How many waves of destruction a world has.
const BURSTS: usize = 4;

/// What kind of world is wanted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WorldSettings {
    /// The same seed gives the same world and the same answers.
    pub seed: u64,
    /// Buildings, at least 1.
    pub buildings: usize,
    /// Volunteers, at least 1, attackers not counted.
    pub volunteers: usize,
    /// Captures, at least 1.
    pub captures: usize,
    /// Mean share of exact answers of an honest volunteer, inside 0..1.
    pub exact: f64,
    /// How honest volunteers come to their answers.
    pub kind: Kind,
    /// Share of volunteers who do not look at the pictures.
    pub spam: f64,
    /// What the pictures withhold.
    pub hardship: Hardship,
    /// Who attacks.
    pub ring: Ring,
}

impl Default for WorldSettings {
    /// 3,000 buildings, 820 volunteers of whom 10 % do not look, 11 captures, 3 in 4 exact.
    fn default() -> Self {
        Self {
            seed: 1,
            buildings: 3000,
            volunteers: 820,
            captures: 11,
            exact: 0.75,
            kind: Kind::Parametric,
            spam: 0.10,
            hardship: Hardship::default(),
            ring: Ring::default(),
        }
    }
}

/// What pictures withhold from those who look at them. All shares; all 0 by default.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hardship {
    /// Share of honest judgements that say "cannot tell" at a building of mean difficulty; harder
    /// buildings draw more.
    pub abstain: f64,
    /// Share of captures that cannot be used at a building: half of it by everybody alike, half
    /// by each volunteer separately.
    pub cloud: f64,
    /// Share of buildings that are destroyed in part only: fainter, and some volunteers do not
    /// call it destroyed at all.
    pub partial: f64,
}

/// What a ring of attackers does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attack {
    /// Every answer is three intervals late.
    Blunt,
    /// Honest, except that all give the same wrong interval about a target.
    Camouflaged,
}

/// A ring of attackers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ring {
    /// What they do.
    pub attack: Attack,
    /// Their share of all judgements, in 0..1; 0 is no ring.
    pub volume: f64,
    /// How many accounts they have, as a share of the volunteers.
    pub accounts: f64,
    /// Share of the buildings that are targets; only such as were destroyed before the last
    /// capture are.
    pub targets: f64,
}

impl Default for Ring {
    fn default() -> Self {
        Self { attack: Attack::Blunt, volume: 0.0, accounts: 0.1, targets: 0.1 }
    }
}

/// One building and its truth.
#[derive(Debug, Clone, PartialEq)]
pub struct Building {
    /// Day of its destruction, counted from the first capture.
    pub day: f64,
    /// The class of that day: how many captures show it standing, `0..=captures`.
    pub truth: usize,
    /// Difficulty, standard deviations; 0 is usual, above is harder.
    pub difficulty: f64,
    /// A class that looks like the truth but is not, where there is one.
    pub decoy: Option<usize>,
    /// Noise of each capture that everybody sees alike.
    pub noise: Vec<f64>,
    /// Captures that nobody can use.
    pub clouded: Vec<bool>,
    /// Destroyed in part only.
    pub is_partial: bool,
    /// Attacked by a ring.
    pub is_target: bool,
}

/// How an honest volunteer looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// Chance of an exact answer at usual difficulty, before the world's scale.
    pub exactness: f64,
    /// Chance that a wrong answer is late.
    pub lateness: f64,
    /// Chance that a wrong answer goes one interval further, again and again.
    pub spread: f64,
    /// Chance of an answer without looking.
    pub lapse: f64,
    /// Standard deviations above the usual eye.
    pub skill: f64,
    /// Evidence wanted beyond the even point before "destroyed" is said.
    pub caution: f64,
    /// Days by which this volunteer dates too late.
    pub lag_days: f64,
}

/// What a volunteer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Character {
    /// Looks and says what they see.
    Honest,
    /// Answers anything.
    Uniform,
    /// Answers the same class always.
    Constant(usize),
    /// Leaves the slider where it stands, mostly.
    Slider,
    /// Belongs to the ring.
    Attacker(Attack),
}

/// One volunteer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Volunteer {
    /// How much they do, relative to the others.
    pub weight: f64,
    /// What they are about.
    pub character: Character,
    /// How they look, when they do.
    pub traits: Traits,
}

/// A world.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// What was wanted.
    pub settings: WorldSettings,
    /// Day of each capture, the first 0, rising.
    pub calendar: Vec<f64>,
    /// All buildings.
    pub buildings: Vec<Building>,
    /// All volunteers; a ring's accounts come last.
    pub volunteers: Vec<Volunteer>,
    /// The scale that makes honest volunteers as exact as wanted.
    pub scale: f64,
}

impl World {
    /// Makes a world, with the scale of its answers found by bisection.
    #[must_use]
    pub fn new(settings: WorldSettings) -> Self {
        let mut rng = stream(settings.seed, 1);
        let calendar = calendar(settings.captures, &mut rng);
        let buildings = buildings(&settings, &calendar, &mut rng);
        let volunteers = volunteers(&settings, &mut stream(settings.seed, 2));
        let mut world = Self { settings, calendar, buildings, volunteers, scale: 1.0 };
        world.scale = answer::calibrate(&world);
        world
    }

    /// A world of a given calendar and given truths: of each building its class, and the captures
    /// that nobody can use. All else is drawn; `settings` need not say how many there are.
    #[must_use]
    pub fn known(
        settings: WorldSettings,
        calendar: Vec<f64>,
        truths: Vec<(usize, Vec<bool>)>,
    ) -> Self {
        let (captures, count) = (calendar.len(), truths.len());
        let settings = WorldSettings { captures, buildings: count, ..settings };
        let mut rng = stream(settings.seed, 1);
        let buildings = truths.into_iter().map(|(truth, clouded)| {
            let drawn = building(&settings, &calendar, 0.0, &mut rng);
            Building { truth, clouded, decoy: None, ..drawn }
        });
        let buildings = buildings.collect();
        let volunteers = volunteers(&settings, &mut stream(settings.seed, 2));
        let mut world = Self { settings, calendar, buildings, volunteers, scale: 1.0 };
        for number in 0..count {
            let day = world.buildings.get(number).map_or(0.0, |own| world.midpoint_days(own.truth));
            if let Some(own) = world.buildings.get_mut(number) {
                own.day = day;
            }
        }
        world.scale = answer::calibrate(&world);
        world
    }

    /// The same world, volunteers and answers, with another ring; the targets stay.
    #[must_use]
    pub fn attacked(&self, ring: Ring) -> Self {
        let ring = Ring { targets: self.settings.ring.targets, ..ring };
        let settings = WorldSettings { ring, ..self.settings };
        let volunteers = volunteers(&settings, &mut stream(settings.seed, 2));
        Self { settings, volunteers, ..self.clone() }
    }

    /// How many classes an answer has: one more than captures.
    #[must_use]
    pub const fn classes(&self) -> usize {
        self.calendar.len() + 1
    }

    /// The generator for one stream of this world: streams do not disturb one another. Those
    /// below 16 are the world's own.
    #[must_use]
    pub fn stream(&self, number: u64) -> ChaCha8Rng {
        stream(self.settings.seed, number)
    }

    /// The middle of a class in days; an open end counts from its outer capture.
    #[must_use]
    pub fn midpoint_days(&self, class: usize) -> f64 {
        let day = |capture: usize| self.calendar.get(capture).copied();
        let before = class.checked_sub(1).and_then(day);
        match (before, day(class)) {
            (Some(before), Some(after)) => f64::midpoint(before, after),
            (Some(only), None) | (None, Some(only)) => only,
            (None, None) => 0.0,
        }
    }
}

/// One stream of a seed.
pub(super) fn stream(seed: u64, number: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    rng
}

/// Capture days: gaps of at least two days, gamma distributed beyond.
fn calendar(captures: usize, rng: &mut impl Rng) -> Vec<f64> {
    let gap_mean = PERIOD_DAYS / real(captures).max(1.0);
    let scale = ((gap_mean - 2.0) / 2.0).max(0.05);
    let mut day = 0.0;
    let mut days = Vec::with_capacity(captures);
    for _ in 0..captures {
        days.push(day);
        day += 2.0 + scale * gamma(rng, 2.0);
    }
    days
}

fn buildings(settings: &WorldSettings, calendar: &[f64], rng: &mut impl Rng) -> Vec<Building> {
    let last = calendar.last().copied().unwrap_or(0.0);
    let bursts: Vec<f64> = (0..BURSTS).map(|_| between(rng, 0.0, last)).collect();
    let mut sum = 0.0;
    let weights: Vec<f64> = (0..BURSTS)
        .map(|_| {
            sum += gamma(rng, 2.0);
            sum
        })
        .collect();
    (0..settings.buildings)
        .map(|_| {
            let day = destruction_day(&bursts, &weights, last, rng);
            building(settings, calendar, day, rng)
        })
        .collect()
}

/// Before the series, after it, in a burst, or at any time.
fn destruction_day(bursts: &[f64], weights: &[f64], last: f64, rng: &mut impl Rng) -> f64 {
    let fate = share(rng);
    if fate < 0.06 {
        return -1.0 - exponential(rng, 30.0);
    }
    if fate < 0.14 || last <= 0.0 {
        return last + 1.0 + exponential(rng, 30.0);
    }
    loop {
        let day = if happens(rng, 0.8) {
            let burst = bursts.get(weighted(rng, weights)).copied().unwrap_or(0.0);
            burst + 8.0 * normal(rng)
        } else {
            between(rng, 0.0, last)
        };
        if day > 0.0 && day <= last {
            return day;
        }
    }
}

fn building(settings: &WorldSettings, calendar: &[f64], day: f64, rng: &mut impl Rng) -> Building {
    let captures = calendar.len();
    let truth = calendar.iter().filter(|capture| **capture < day).count();
    let difficulty = 0.6 * normal(rng);
    let distance = 1 + below(rng, 4);
    let beside = if happens(rng, 0.5) {
        (truth + distance).min(captures)
    } else {
        truth.saturating_sub(distance)
    };
    let has_decoy = happens(rng, 0.12) && settings.kind == Kind::Decoy && beside != truth;
    let is_target = happens(rng, settings.ring.targets) && truth < captures;
    let is_partial = happens(rng, settings.hardship.partial);
    let noise = calendar.iter().map(|_| normal(rng)).collect();
    let clouded = calendar.iter().map(|_| happens(rng, settings.hardship.cloud / 2.0)).collect();
    let decoy = has_decoy.then_some(beside);
    Building { day, truth, difficulty, decoy, noise, clouded, is_partial, is_target }
}

fn volunteers(settings: &WorldSettings, rng: &mut impl Rng) -> Vec<Volunteer> {
    let spammers = share_of(settings.volunteers, settings.spam);
    let mut all: Vec<Volunteer> = (0..settings.volunteers)
        .map(|number| {
            let weight = libm::exp(1.8 * normal(rng));
            let traits = traits(settings.exact, rng);
            let spammer = spammer(settings.captures, rng);
            let character = if number < spammers { spammer } else { Character::Honest };
            Volunteer { weight, character, traits }
        })
        .collect();
    let attackers = settings.ring;
    if attackers.volume > 0.0 && attackers.volume < 1.0 {
        let accounts = share_of(settings.volunteers, attackers.accounts).max(1);
        let honest: f64 = all.iter().map(|volunteer| volunteer.weight).sum();
        let weight = honest * attackers.volume / (1.0 - attackers.volume) / real(accounts);
        let character = Character::Attacker(attackers.attack);
        all.extend((0..accounts).map(|_| Volunteer {
            weight,
            character,
            traits: traits(settings.exact, rng),
        }));
    }
    all
}

fn spammer(captures: usize, rng: &mut impl Rng) -> Character {
    let constant = below(rng, captures + 1);
    let way = share(rng);
    if way < 0.5 {
        Character::Uniform
    } else if way < 0.75 {
        Character::Constant(constant)
    } else {
        Character::Slider
    }
}

fn traits(exact: f64, rng: &mut impl Rng) -> Traits {
    Traits {
        exactness: beta(rng, 12.0 * exact, 12.0 * (1.0 - exact)),
        lateness: beta(rng, 6.5, 3.5),
        spread: beta(rng, 2.5, 3.5),
        lapse: beta(rng, 1.0, 24.0),
        skill: 0.45 * normal(rng),
        caution: 0.25 + 0.35 * normal(rng),
        lag_days: 0.7 + 1.5 * normal(rng),
    }
}

#[cfg(test)]
#[path = "world_tests.rs"]
mod tests;
