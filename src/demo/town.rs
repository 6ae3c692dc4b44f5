//! The demo town: a made-up place whose true destruction dates are known. Plan and truth; the
//! pixels are in `paint`, the files in `files`.
//!
//! Everything follows from one seed, on every platform, so that a picture, a test or a bug report
//! can name a town by three numbers. No real place, building or event is shown.

use crate::domain::place::{Footprint, PlaceError};

use super::body::Body;
use super::chance::Chance;
use super::fates::{self, Fate};
use super::grain::{cell, count};
use super::ground;
use super::skies::{self, DemoCapture};
use super::streets::{Lot, Plan};

/// Metres of ground in one pixel of a capture.
pub const GSD_M: f32 = 0.5;
/// Most buildings of one demo town: its captures are then 5,000 pixels across.
pub const DEMO_BUILDINGS_MAX: usize = 5_000;
/// Square metres of town for one building, with its share of streets and yards.
const GROUND_M2: f32 = 760.0;

/// A building of the demo town.
#[derive(Debug, Clone)]
pub struct DemoBuilding {
    /// Its id, `B-0001` and so on.
    pub id: String,
    /// Its outline at the ground.
    pub footprint: Footprint,
    /// Its shape.
    pub body: Body,
    /// What happens to it, with the truth.
    pub fate: Fate,
}

/// A made-up town with all that ever happens to it.
#[derive(Debug, Clone)]
pub struct Town {
    /// The campaign's title, which says that the town is made up.
    pub title: String,
    /// Its captures, oldest first.
    pub captures: Vec<DemoCapture>,
    /// Its buildings, in the order of their streets.
    pub buildings: Vec<DemoBuilding>,
    /// Pixels across a capture, which is square.
    pub side_px: u32,
    pub(super) plan: Plan,
    pub(super) lots: Vec<Lot>,
}

impl Town {
    /// The town of a seed, with `buildings` (1 to [`DEMO_BUILDINGS_MAX`]) and `captures` (2 to
    /// [`crate::domain::limits::CAPTURES_MAX`]); numbers outside are taken as the nearest bound.
    ///
    /// # Errors
    /// When an outline is no footprint; the bounds above keep every outline valid.
    pub fn build(seed: u64, buildings: usize, captures: usize) -> Result<Self, PlaceError> {
        let buildings = buildings.clamp(1, DEMO_BUILDINGS_MAX);
        let captures = captures.clamp(2, crate::domain::limits::CAPTURES_MAX);
        let (plan, lots, bodies) = settle(seed, buildings);
        let captures = skies::draw(captures, plan.side, &mut Chance::new(seed, 2));
        let fates = fates::draw(&bodies, &captures, &mut Chance::new(seed, 3));
        let buildings = bodies
            .into_iter()
            .zip(fates)
            .enumerate()
            .map(|(place, (body, fate))| {
                let footprint = footprint(&body, plan.side)?;
                Ok(DemoBuilding { id: format!("B-{:04}", place + 1), footprint, body, fate })
            })
            .collect::<Result<_, PlaceError>>()?;
        Ok(Self {
            title: "Qasr Mithal (a made-up town)".to_owned(),
            captures,
            buildings,
            side_px: side_px(plan.side),
            plan,
            lots,
        })
    }

    /// The north-west corner of every capture, metres east and north, EPSG:32637.
    #[must_use]
    pub fn corner_m(&self) -> (f64, f64) {
        let half = f64::from(self.plan.side) / 2.0;
        (ground::EAST_M - half, ground::NORTH_M + half)
    }
}

/// Lots and exactly as many buildings as asked for, the innermost first; wider plans are tried
/// until they hold enough.
fn settle(seed: u64, buildings: usize) -> (Plan, Vec<Lot>, Vec<Body>) {
    let radius = (count(buildings) * GROUND_M2 / 3.0).sqrt() + 12.0;
    let mut extra = 84.0;
    loop {
        // Whole multiples of 16 m, so that the side is a whole number of pixels.
        let side = 16.0 * super::grain::float(cell((radius * 2.0 + extra * 2.0) / 16.0).0 + 1);
        let mut chance = Chance::new(seed, 1);
        let mut plan = Plan::draw(side, radius, &mut chance);
        let (lots, bodies, edge) = choose(&plan, buildings, &mut chance);
        plan.edge = edge;
        if bodies.len() == buildings || extra > 2000.0 {
            return (plan, lots, bodies);
        }
        extra *= 1.25;
    }
}

/// The lots of the town, the buildings on them, and how far out the last one lies.
fn choose(plan: &Plan, buildings: usize, chance: &mut Chance) -> (Vec<Lot>, Vec<Body>, f32) {
    let candidates = plan.candidates(chance);
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    let far = |place: &usize| candidates.get(*place).map_or(f32::MAX, |found| found.far);
    order.sort_by(|a, b| far(a).total_cmp(&far(b)).then(a.cmp(b)));
    let mut built: Vec<usize> = Vec::with_capacity(buildings);
    let mut reached = 0.0;
    for place in order {
        let Some(found) = candidates.get(place) else { continue };
        let vacant = chance.happens(0.13) && found.far > 0.0 && buildings > 4;
        let crowded = built
            .iter()
            .filter_map(|other| candidates.get(*other))
            .any(|other| found.body.crowds(&other.body, 0.3));
        if vacant || crowded {
            continue;
        }
        reached = found.far;
        built.push(place);
        if built.len() == buildings {
            break;
        }
    }
    built.sort_unstable();
    let (mut lots, mut bodies) = (Vec::new(), Vec::new());
    for (place, found) in candidates.into_iter().enumerate() {
        let building = built.binary_search(&place).is_ok();
        if building || found.far < reached * 1.06 {
            lots.push(Lot { building: building.then_some(bodies.len()), ..found.lot });
        }
        if building {
            bodies.push(found.body);
        }
    }
    (lots, bodies, reached)
}

fn footprint(body: &Body, side: f32) -> Result<Footprint, PlaceError> {
    let half = f64::from(side) / 2.0;
    let corners = body.corners().into_iter();
    let ring = corners.map(|(x, y)| ground::place(f64::from(x) - half, half - f64::from(y)));
    Footprint::ring(ring.collect::<Result<_, _>>()?)
}

fn side_px(side: f32) -> u32 {
    u32::try_from(cell(side / GSD_M + 0.5).0).unwrap_or(1)
}

#[cfg(test)]
mod tests;
