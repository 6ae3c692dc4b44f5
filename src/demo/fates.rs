//! What happens to the demo town: when each building falls, how, and what only looks like it.
//!
//! Destruction comes in bursts, clustered in time and place, as in the published campaigns; this
//! file draws the truth and states it. How a ruin looks is in `ruins`.

use chrono::{DateTime, Duration, Utc};

use super::body::Body;
use super::chance::Chance;
use super::grain::count;
use super::skies::DemoCapture;

/// When a building was really destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// The moment, UTC; `None` when it outlived the last capture.
    pub destroyed_at: Option<DateTime<Utc>>,
    /// How many captures, oldest first, show it standing: 0 when it was a ruin before the first,
    /// all of them when it was never destroyed.
    pub standing: usize,
}

impl Truth {
    /// The position of the last capture with the building standing and of the first with it
    /// destroyed; `None` where there is no such capture among `captures`.
    #[must_use]
    pub fn window(&self, captures: usize) -> (Option<usize>, Option<usize>) {
        let by = (self.standing < captures).then_some(self.standing);
        (self.standing.checked_sub(1), by)
    }
}

/// How a destroyed building looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruin {
    /// A heap of rubble. Plain to see.
    Heap,
    /// A heap around a crater. Plain to see.
    Crater,
    /// Slabs of the roof lie low and tilted. Harder.
    Slabs,
    /// Walls without a roof. Harder.
    Shell,
}

/// What happens to a standing building and is no destruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trap {
    /// One corner has come down.
    Corner,
    /// The roof has another colour.
    NewRoof,
    /// Scaffolding and another floor: a longer shadow.
    Scaffold,
}

/// Everything that happens to one building.
#[derive(Debug, Clone, Copy)]
pub struct Fate {
    /// When it was destroyed, if ever.
    pub truth: Truth,
    /// How its ruin looks.
    pub ruin: Ruin,
    /// The first capture that shows the rubble cleared to bare ground.
    pub cleared_from: Option<usize>,
    /// What only looks like destruction, and the first capture that shows it.
    pub trap: Option<(Trap, usize)>,
}

/// How a building looks in one capture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Look {
    Standing(Option<Trap>),
    /// A ruin that this many captures have shown before this one.
    Ruined {
        kind: Ruin,
        age: usize,
    },
    Cleared,
}

impl Fate {
    /// How the building looks in the capture at a position.
    pub(super) fn look(&self, capture: usize) -> Look {
        if capture < self.truth.standing {
            let trap = self.trap.filter(|(_, from)| *from <= capture);
            return Look::Standing(trap.map(|(kind, _)| kind));
        }
        if self.cleared_from.is_some_and(|from| capture >= from) {
            return Look::Cleared;
        }
        // A ruin older than the series has lost its dust.
        let older = if self.truth.standing == 0 { 4 } else { 0 };
        Look::Ruined { kind: self.ruin, age: capture - self.truth.standing + older }
    }
}

/// One wave of destruction.
struct Burst {
    middle: (f32, f32),
    /// The gap between captures in which it falls: 1 is between the first and second.
    gap: usize,
    weight: f32,
}

/// A fate for every building, in their order.
pub(super) fn draw(bodies: &[Body], captures: &[DemoCapture], chance: &mut Chance) -> Vec<Fate> {
    let standing = standing(bodies, captures.len(), chance);
    standing.into_iter().map(|standing| fate(standing, captures, chance)).collect()
}

/// How many captures show each building standing.
fn standing(bodies: &[Body], captures: usize, chance: &mut Chance) -> Vec<usize> {
    let total = count(bodies.len());
    let already = whole(total * 0.06);
    let never = whole(total * chance.between(0.36, 0.44));
    let falling = bodies.len() - (already + never).min(bodies.len());
    let stray = whole(count(falling) * 0.07);
    let mut result = vec![captures; bodies.len()];
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    let bursts = bursts(bodies, captures, chance);
    let weights: f32 = bursts.iter().map(|burst| burst.weight).sum();
    for (place, burst) in bursts.iter().enumerate() {
        let last = place + 1 == bursts.len();
        let taken = bodies.len() - left.len();
        let rest = falling.saturating_sub(stray + taken);
        let quota =
            if last { rest } else { whole(count(falling) * burst.weight / weights).min(rest) };
        let hit = near(burst.middle, quota, bodies, &mut left, chance);
        for building in hit {
            // A few buildings of a wave fall one capture later.
            let later = usize::from(burst.gap + 1 < captures && chance.happens(0.15));
            set(&mut result, building, burst.gap + later);
        }
    }
    for _ in 0..stray {
        let building = take(&mut left, chance);
        set(&mut result, building, 1 + chance.below(captures.saturating_sub(1)));
    }
    for _ in 0..already {
        let building = take(&mut left, chance);
        set(&mut result, building, 0);
    }
    result
}

fn set(result: &mut [usize], building: Option<usize>, value: usize) {
    if let Some(slot) = building.and_then(|place| result.get_mut(place)) {
        *slot = value;
    }
}

fn take(left: &mut Vec<usize>, chance: &mut Chance) -> Option<usize> {
    let place = chance.below(left.len());
    (!left.is_empty()).then(|| left.swap_remove(place))
}

/// Three or four waves in different gaps, each around some building; fewer in a short series.
fn bursts(bodies: &[Body], captures: usize, chance: &mut Chance) -> Vec<Burst> {
    let mut gaps: Vec<usize> = (1..captures).collect();
    let wanted = 3 + usize::from(chance.happens(0.6));
    let mut bursts = Vec::new();
    while bursts.len() < wanted {
        let Some(gap) = take(&mut gaps, chance) else { break };
        // Waves keep their distance in time, where the series is long enough.
        if gaps.len() > wanted * 2 {
            gaps.retain(|other| other.abs_diff(gap) > 1);
        }
        let middle = bodies.get(chance.below(bodies.len())).map_or((0.0, 0.0), |body| body.centre);
        bursts.push(Burst { middle, gap, weight: chance.between(0.6, 1.6) });
    }
    bursts
}

/// Takes the `quota` buildings nearest to a middle, with some luck, out of those left.
fn near(
    middle: (f32, f32),
    quota: usize,
    bodies: &[Body],
    left: &mut Vec<usize>,
    chance: &mut Chance,
) -> Vec<Option<usize>> {
    let mut ranked: Vec<(f32, usize)> = left
        .iter()
        .map(|place| {
            let away = bodies.get(*place).map_or(0.0, |body| {
                let (dx, dy) = (body.centre.0 - middle.0, body.centre.1 - middle.1);
                (dx * dx + dy * dy).sqrt()
            });
            ((away + 15.0) * chance.between(0.5, 2.0), *place)
        })
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let hit: Vec<usize> = ranked.into_iter().take(quota).map(|(_, place)| place).collect();
    left.retain(|place| !hit.contains(place));
    hit.into_iter().map(Some).collect()
}

fn fate(standing: usize, captures: &[DemoCapture], chance: &mut Chance) -> Fate {
    let truth = Truth { destroyed_at: moment(standing, captures, chance), standing };
    let ruin = match chance.below(100) {
        0..60 => Ruin::Heap,
        60..74 => Ruin::Crater,
        74..88 => Ruin::Slabs,
        _ => Ruin::Shell,
    };
    let first_clear = standing + 3 + chance.below(5);
    let cleared_from = chance.happens(0.3).then_some(first_clear);
    // A fifth of the two fifths that stand to the end: 8 in 100 of all buildings.
    let trapped = chance.happens(0.2) && standing == captures.len();
    let from = 1 + chance.below(captures.len().saturating_sub(1));
    let kind = chance.pick(&[Trap::Corner, Trap::NewRoof, Trap::Scaffold], Trap::Corner);
    Fate { truth, ruin, cleared_from, trap: trapped.then_some((kind, from)) }
}

/// A moment between two captures, at least an hour from both; before the first one, some weeks.
fn moment(standing: usize, captures: &[DemoCapture], chance: &mut Chance) -> Option<DateTime<Utc>> {
    let by = captures.get(standing)?.at;
    let hour = 3600;
    let seconds = match standing.checked_sub(1).and_then(|place| captures.get(place)) {
        Some(after) => chance.whole(hour, ((by - after.at).num_seconds() - hour).max(hour)),
        None => chance.whole(3 * 24 * hour, 60 * 24 * hour),
    };
    Some(by - Duration::seconds(seconds))
}

/// A share of buildings as a number of them.
fn whole(share: f32) -> usize {
    usize::try_from(super::grain::cell(share + 0.5).0).unwrap_or(0)
}
