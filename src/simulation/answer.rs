//! What a volunteer says about a building: five models of an honest answer, three of which the
//! fitted model deliberately does not share, and what spammers and attackers say instead.

use rand::Rng;

use super::chance::{below, geometric, happens, logit, normal, real, sigmoid};
use super::world::{Attack, Building, Character, Traits, World, stream};
use crate::domain::judgement::{Doubt, Verdict, Window};

/// How many steps the bisection for a world's scale takes.
const CALIBRATION_STEPS: u32 = 16;
/// How many pairs of a building and an honest volunteer it asks.
const CALIBRATION_PAIRS: usize = 6000;
/// How much harder a building is that is destroyed in part only, on the scale of difficulty.
const PARTIAL_HARDER: f64 = 1.2;
/// How often a volunteer does not call partial destruction destroyed.
const PARTIAL_DENIED: f64 = 0.15;
/// Days beyond an end of the series after which an old ruin or a whole building is plain.
const PLAIN_DAYS: f64 = 20.0;

/// How honest volunteers come to their answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Exact with some chance, else off by a geometric distance: the fitted model's own form.
    Parametric,
    /// Evidence in every capture, weighed for the likeliest change (signal detection, Green and
    /// Swets, 1966).
    Evidence,
    /// The same, with a quarter of the noise shared by everybody: shadow, haze, misregistration.
    Shared,
    /// A guess of the day with a normal error and a lag of the crowd.
    Days,
    /// As parametric, but some buildings have a class that misleads nearly half of all.
    Decoy,
}

impl Kind {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Parametric, Self::Evidence, Self::Shared, Self::Days, Self::Decoy];

    /// The word used on the command line and in tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parametric => "par",
            Self::Evidence => "sdt",
            Self::Shared => "sdtcorr",
            Self::Days => "days",
            Self::Decoy => "decoy",
        }
    }
}

/// Not the word of an answer model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an answer model is one of par, sdt, sdtcorr, days, decoy")]
pub struct KindError;

impl std::str::FromStr for Kind {
    type Err = KindError;

    fn from_str(word: &str) -> Result<Self, KindError> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or(KindError)
    }
}

impl World {
    /// What one volunteer says about one building: the same whenever it is asked. Buildings and
    /// volunteers that are not there can not be told.
    #[must_use]
    pub fn verdict(&self, building: usize, volunteer: usize) -> Verdict {
        let (Some(seen), Some(by)) = (self.buildings.get(building), self.volunteers.get(volunteer))
        else {
            return Verdict::CannotTell(Doubt::NotVisible);
        };
        let mut rng = pair_stream(self.settings.seed, building, volunteer);
        let captures = self.calendar.len();
        let plain = |class| of_class(class, captures, |_| false);
        match by.character {
            Character::Constant(class) => plain(class),
            Character::Slider if happens(&mut rng, 0.7) => plain(captures),
            Character::Uniform | Character::Slider => plain(below(&mut rng, captures + 1)),
            Character::Attacker(Attack::Blunt) => plain((seen.truth + 3).min(captures)),
            Character::Attacker(Attack::Camouflaged) if seen.is_target => {
                plain(wrong_class(seen.truth, captures))
            }
            Character::Honest | Character::Attacker(Attack::Camouflaged) => {
                self.honest(seen, &by.traits, &mut rng)
            }
        }
    }

    /// An honest answer through whatever the pictures withhold.
    fn honest(&self, building: &Building, traits: &Traits, rng: &mut impl Rng) -> Verdict {
        let hardship = self.settings.hardship;
        let captures = self.calendar.len();
        let harder = if building.is_partial { PARTIAL_HARDER } else { 0.0 };
        if hardship.abstain > 0.0 {
            let doubt = logit(hardship.abstain.min(0.99)) + building.difficulty + harder;
            if happens(rng, sigmoid(doubt)) {
                return Verdict::CannotTell(Doubt::Unclear);
            }
        }
        let hidden: Vec<bool> = building
            .clouded
            .iter()
            .map(|clouded| *clouded || happens(rng, hardship.cloud / 2.0))
            .collect();
        let denied = building.is_partial && happens(rng, PARTIAL_DENIED);
        let question = Question { world: self, building, harder, hidden: &hidden };
        let class = question.answer(traits, rng);
        let class = if denied { captures } else { class };
        of_class(class, captures, |capture| hidden.get(capture).copied().unwrap_or(false))
    }
}

/// The generator of one volunteer's look at one building.
fn pair_stream(seed: u64, building: usize, volunteer: usize) -> impl Rng {
    let number = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
    stream(seed, (number(building) + 1) << 32 | number(volunteer))
}

/// The wrong class on which a camouflaged ring agrees.
pub(super) const fn wrong_class(truth: usize, captures: usize) -> usize {
    if truth + 3 <= captures { truth + 3 } else { truth.saturating_sub(3) }
}

/// The verdict of somebody who holds `class` to be true and can not use the `hidden` captures:
/// the nearest usable capture on either side.
pub(super) fn of_class(class: usize, captures: usize, hidden: impl Fn(usize) -> bool) -> Verdict {
    let last = (0..class.min(captures)).rev().find(|capture| !hidden(*capture));
    let first = (class..captures).find(|capture| !hidden(*capture));
    Window::new(last, first, captures).map_or(Verdict::CannotTell(Doubt::Cloud), Verdict::Seen)
}

/// One building put before somebody who looks.
struct Question<'a> {
    world: &'a World,
    building: &'a Building,
    harder: f64,
    hidden: &'a [bool],
}

impl Question<'_> {
    /// The class that is answered, `0..=captures`.
    fn answer(&self, traits: &Traits, rng: &mut impl Rng) -> usize {
        let captures = self.world.calendar.len();
        if happens(rng, traits.lapse) {
            return below(rng, captures + 1);
        }
        match self.world.settings.kind {
            Kind::Parametric | Kind::Decoy => self.parametric(traits, rng),
            Kind::Evidence => self.evidence(traits, 0.0, rng),
            Kind::Shared => self.evidence(traits, 0.25, rng),
            Kind::Days => self.days(traits, rng),
        }
    }

    const fn difficulty(&self) -> f64 {
        self.building.difficulty + self.harder
    }

    fn parametric(&self, traits: &Traits, rng: &mut impl Rng) -> usize {
        let captures = self.world.calendar.len();
        let truth = match self.building.decoy {
            Some(decoy) if happens(rng, 0.45) => decoy,
            _ => self.building.truth,
        };
        let ease = libm::log(self.world.scale) - self.difficulty();
        let exact = sigmoid(logit(traits.exactness.clamp(0.01, 0.99)) + ease);
        if happens(rng, exact) || captures == 0 {
            return truth;
        }
        for _ in 0..1000 {
            let is_late = happens(rng, traits.lateness);
            let distance = 1 + geometric(rng, traits.spread, captures);
            if is_late && truth + distance <= captures {
                return truth + distance;
            }
            if !is_late && distance <= truth {
                return truth - distance;
            }
        }
        if truth < captures { truth + 1 } else { truth - 1 }
    }

    /// The class under which the evidence of all usable captures adds up best.
    fn evidence(&self, traits: &Traits, shared: f64, rng: &mut impl Rng) -> usize {
        let captures = self.world.calendar.len();
        let clear = self.clearness(traits);
        let even = clear / 2.0 + 0.5 * traits.caution;
        let (of_all, own) = (shared.sqrt(), (1.0 - shared).sqrt());
        let mut best = (captures, 0.0);
        let mut sum = 0.0;
        for (capture, noise) in self.building.noise.iter().enumerate().rev() {
            let seen = if capture >= self.building.truth { clear } else { 0.0 };
            let seen = seen + of_all * noise + own * normal(rng);
            if !self.hidden.get(capture).copied().unwrap_or(false) {
                sum += seen - even;
            }
            if sum > best.1 {
                best = (capture, sum);
            }
        }
        best.0
    }

    /// How far destroyed stands off from standing, in standard deviations of one capture.
    fn clearness(&self, traits: &Traits) -> f64 {
        self.world.scale * libm::exp(0.5 * traits.skill - 0.35 * self.difficulty())
    }

    fn days(&self, traits: &Traits, rng: &mut impl Rng) -> usize {
        let calendar = &self.world.calendar;
        let spread = self.world.scale * libm::exp(0.5 * self.difficulty() - traits.skill);
        let said = self.building.day + traits.lag_days + spread * normal(rng);
        let last = calendar.last().copied().unwrap_or(0.0);
        if self.building.truth == 0 && self.building.day < -PLAIN_DAYS {
            return 0;
        }
        if self.building.truth == calendar.len() && self.building.day > last + PLAIN_DAYS {
            return calendar.len();
        }
        calendar.iter().filter(|capture| **capture < said).count()
    }
}

/// Whether an honest volunteer calls one capture destroyed when it is shown alone; the evidence
/// models only, and the shares of noise as there.
pub(super) fn single_frame(
    world: &World,
    building: &Building,
    by: &super::world::Volunteer,
    capture: usize,
    rng: &mut impl Rng,
) -> bool {
    let traits = &by.traits;
    match by.character {
        Character::Uniform => return happens(rng, 0.5),
        Character::Constant(class) => return class % 2 == 0,
        Character::Slider => return false,
        Character::Honest | Character::Attacker(_) => {}
    }
    if happens(rng, traits.lapse) {
        return happens(rng, 0.5);
    }
    let shared: f64 = if world.settings.kind == Kind::Shared { 0.25 } else { 0.0 };
    let question = Question { world, building, harder: 0.0, hidden: &[] };
    let clear = question.clearness(traits);
    let noise = building.noise.get(capture).copied().unwrap_or(0.0);
    let seen = if capture >= building.truth { clear } else { 0.0 };
    let seen = seen + shared.sqrt() * noise + (1.0 - shared).sqrt() * normal(rng);
    seen > clear / 2.0 + 0.5 * traits.caution
}

/// The scale under which honest volunteers are exact as often as the settings want, found by
/// bisection on a geometric scale over random pairs with the same chance at every step. What the
/// pictures withhold ([`super::world::Hardship`]) is left out: it comes on top.
pub(super) fn calibrate(world: &World) -> f64 {
    let mut rng = stream(world.settings.seed, 3);
    let honest: Vec<&Traits> = world
        .volunteers
        .iter()
        .filter(|volunteer| volunteer.character == Character::Honest)
        .map(|volunteer| &volunteer.traits)
        .collect();
    let pairs: Vec<(&Building, &Traits)> = (0..CALIBRATION_PAIRS)
        .filter_map(|_| {
            let building = world.buildings.get(below(&mut rng, world.buildings.len()))?;
            Some((building, *honest.get(below(&mut rng, honest.len()))?))
        })
        .collect();
    let is_error = world.settings.kind == Kind::Days;
    let (mut low, mut high): (f64, f64) = if is_error { (0.05, 120.0) } else { (0.02, 60.0) };
    let mut trial = world.bare();
    for _ in 0..CALIBRATION_STEPS {
        let middle = (low * high).sqrt();
        trial.scale = middle;
        let is_exact_enough = exact_share(&trial, &pairs) >= world.settings.exact;
        // A larger error makes answers worse, a larger scale of evidence makes them better.
        if is_exact_enough == is_error { low = middle } else { high = middle }
    }
    (low * high).sqrt()
}

impl World {
    /// The same world without its people and buildings.
    fn bare(&self) -> Self {
        Self {
            settings: self.settings,
            calendar: self.calendar.clone(),
            buildings: Vec::new(),
            volunteers: Vec::new(),
            scale: self.scale,
        }
    }
}

fn exact_share(trial: &World, pairs: &[(&Building, &Traits)]) -> f64 {
    let seed = trial.settings.seed;
    let exact = pairs
        .iter()
        .enumerate()
        .filter(|(number, (building, traits))| {
            // Streams below 2^32 belong to no building.
            let number = u64::try_from(*number).unwrap_or(0);
            let mut rng = stream(seed, 1 << 31 | number);
            let question = Question { world: trial, building, harder: 0.0, hidden: &[] };
            question.answer(traits, &mut rng) == building.truth
        })
        .count();
    real(exact) / real(pairs.len()).max(1.0)
}

/// The inclusive range of classes that a verdict leaves possible; none for "cannot tell".
#[must_use]
pub fn range(verdict: Verdict, captures: usize) -> Option<(usize, usize)> {
    let window = verdict.window()?;
    let low = window.last_standing().map_or(0, |last| last + 1);
    Some((low, window.first_destroyed().unwrap_or(captures)))
}

/// One of the classes that a verdict leaves possible, evenly.
pub(super) fn any_class(range: (usize, usize), rng: &mut impl Rng) -> usize {
    let width = range.1.saturating_sub(range.0) + 1;
    if width == 1 { range.0 } else { range.0 + below(rng, width) }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
