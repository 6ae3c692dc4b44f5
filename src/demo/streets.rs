//! The plan of the demo town: bent streets, lots along them, and the dry river. No pixels.
//!
//! Streets are straight on an inner grid (u along, v across, metres), which a quadratic bends into
//! the plane: quadratics are exact everywhere, and gentle enough to be undone by iteration.

use super::body::Body;
use super::chance::Chance;
use super::grain::layered;

/// One street of the inner grid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Street {
    /// Where its middle runs.
    pub(super) at: f32,
    /// Half its width, metres.
    pub(super) half: f32,
    /// Asphalt, or beaten earth.
    pub(super) paved: bool,
}

/// The ground between two streets that run along u, cut by its own crossings.
#[derive(Debug, Clone)]
pub(super) struct Row {
    north: Street,
    south: Street,
    crossings: Vec<Street>,
    alley: f32,
}

/// The nearest street to a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Nearest {
    /// Metres from its edge; negative on it.
    pub(super) outside: f32,
    /// The street.
    pub(super) street: Street,
}

/// A piece of ground that belongs together, built on or not.
#[derive(Debug, Clone)]
pub(super) struct Lot {
    /// Its middle, its axis and half its sides, as of a building.
    pub(super) body: Body,
    /// Whether a wall runs around it.
    pub(super) walled: bool,
    /// The building's place in the town's list.
    pub(super) building: Option<usize>,
}

/// The streets and the river.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Metres across the whole square.
    pub(super) side: f32,
    /// Metres from the middle to about the edge of the town.
    pub(super) radius: f32,
    /// How [`Plan::far`] the outermost building lies.
    pub(super) edge: f32,
    /// For the texture of the ground.
    pub(super) seed: u32,
    turn: (f32, f32),
    bend: (f32, f32),
    rows: Vec<Row>,
    river: (f32, f32),
}

/// A lot that may be built on, with what its building would be.
pub(super) struct Candidate {
    pub(super) lot: Lot,
    pub(super) body: Body,
    /// 0 in the middle of the town, about 1 at its edge.
    pub(super) far: f32,
}

impl Plan {
    /// A plan for a town of `radius` in a square of `side` metres.
    pub(super) fn draw(side: f32, radius: f32, chance: &mut Chance) -> Self {
        let turns = [(0.9848, 0.1736), (0.9397, -0.3420), (0.9659, 0.2588), (0.9945, -0.1045)];
        let turn = chance.pick(&turns, (1.0, 0.0));
        let sign = |chance: &mut Chance| if chance.happens(0.5) { 1.0 } else { -1.0 };
        let bend =
            (sign(chance) * chance.between(0.08, 0.14), sign(chance) * chance.between(0.16, 0.26));
        let river = (radius + 34.0, sign(chance) * chance.between(0.1, 0.3));
        let rows = rows(side, chance);
        Self { side, radius, edge: 1.0, seed: chance.bits(), turn, bend, rows, river }
    }

    /// A point of the inner grid on the plane.
    pub(super) fn world(&self, u: f32, v: f32) -> (f32, f32) {
        let p = u + self.bend.0 * v * v / self.side;
        let q = v + self.bend.1 * u * u / self.side;
        let (cos, sin) = self.turn;
        (self.side / 2.0 + p * cos - q * sin, self.side / 2.0 + p * sin + q * cos)
    }

    /// The inner grid under a point of the plane.
    pub(super) fn inner(&self, x: f32, y: f32) -> (f32, f32) {
        let (dx, dy) = (x - self.side / 2.0, y - self.side / 2.0);
        let (cos, sin) = self.turn;
        let turned = (dx * cos + dy * sin, dy * cos - dx * sin);
        let (bend_u, bend_v) = (self.bend.0 / self.side, self.bend.1 / self.side);
        let mut at = turned;
        for _ in 0..5 {
            at = (turned.0 - bend_u * at.1 * at.1, turned.1 - bend_v * at.0 * at.0);
        }
        at
    }

    /// 0 in the middle of the town, 1 at its ragged edge, more beyond.
    pub(super) fn far(&self, x: f32, y: f32) -> f32 {
        let (dx, dy) = (x - self.side / 2.0, y - self.side / 2.0);
        let oval = (dx * dx * 0.85 + dy * dy * 1.15).sqrt() / self.radius;
        oval + 0.5 * (layered(self.seed ^ 0x51, x / 70.0, y / 70.0, 2) - 0.5)
    }

    /// Metres from the middle of the dry river; negative on its far side.
    pub(super) fn river(&self, x: f32, y: f32) -> f32 {
        let t = (x - self.side / 2.0) / self.side;
        let swing = layered(self.seed ^ 0x7A, x / 110.0, 0.5, 3) - 0.5;
        let line = self.side / 2.0 - self.river.0 + self.side * (self.river.1 * t - 0.25 * t * t);
        y - line - swing * 90.0
    }

    /// The nearest street of a point of the inner grid.
    pub(super) fn nearest(&self, u: f32, v: f32) -> Option<Nearest> {
        let row = self.rows.get(self.rows.partition_point(|row| row.south.at < v))?;
        let next = row.crossings.partition_point(|street| street.at < u);
        let beside = [next.checked_sub(1), Some(next)]
            .into_iter()
            .flatten()
            .filter_map(|place| row.crossings.get(place))
            .map(|street| (street, (street.at - u).abs()));
        let alley = Street { at: mid(row), half: row.alley, paved: false };
        let lanes =
            [(&row.north, (row.north.at - v).abs()), (&row.south, (row.south.at - v).abs())];
        let lane = (alley.half > 0.0).then_some((&alley, (alley.at - v).abs()));
        lanes
            .into_iter()
            .chain(beside)
            .chain(lane)
            .map(|(street, away)| Nearest { outside: away - street.half, street: *street })
            .min_by(|a, b| a.outside.total_cmp(&b.outside))
    }

    /// Every lot of the square, in the order of the streets.
    pub(super) fn candidates(&self, chance: &mut Chance) -> Vec<Candidate> {
        let mut found = Vec::new();
        for row in &self.rows {
            for (west, east) in row.crossings.iter().zip(row.crossings.iter().skip(1)) {
                let (from, to) = (west.at + west.half + 0.8, east.at - east.half - 0.8);
                let north = row.north.at + row.north.half + 0.6;
                let south = row.south.at - row.south.half - 0.6;
                let gap = row.alley.max(0.4);
                self.divide((from, to), (north, mid(row) - gap), -1.0, chance, &mut found);
                self.divide((from, to), (mid(row) + gap, south), 1.0, chance, &mut found);
            }
        }
        found
    }

    /// Cuts a strip of the inner grid into lots; `street` is the side (-1 north) it opens to.
    fn divide(
        &self,
        (from, to): (f32, f32),
        (top, bottom): (f32, f32),
        street: f32,
        chance: &mut Chance,
        found: &mut Vec<Candidate>,
    ) {
        let mut u = from;
        while to - u > 10.5 {
            let left = to - u;
            let wanted = chance.between(12.0, 26.0);
            let width = if left - wanted < 10.5 { left.min(28.0) } else { wanted };
            let (half_u, half_v) = (width / 2.0, (bottom - top) / 2.0);
            let middle = (u + half_u, top + half_v);
            u += width;
            let slope = 2.0 * self.bend.1 * middle.0 / self.side;
            let long = (1.0 + slope * slope).sqrt();
            let (cos, sin) = self.turn;
            let axis = ((cos - slope * sin) / long, (sin + slope * cos) / long);
            let centre = self.world(middle.0, middle.1);
            let margin = self.side / 2.0 - 68.0;
            let off = (centre.0 - self.side / 2.0, centre.1 - self.side / 2.0);
            if off.0.abs() > margin || off.1.abs() > margin || self.river(centre.0, centre.1) < 26.0
            {
                continue;
            }
            let ground = Body::draw(centre, axis, (half_u * long, half_v), chance);
            let body = house(&ground, street, chance);
            let lot = Lot { body: ground, walled: chance.happens(0.72), building: None };
            found.push(Candidate { lot, body, far: self.far(centre.0, centre.1) });
        }
    }
}

/// A building on its lot: near the street, or back in its court.
fn house(lot: &Body, street: f32, chance: &mut Chance) -> Body {
    let (half_u, half_v) = lot.half;
    let sides = (chance.between(0.4, 2.6), chance.between(0.4, 2.6));
    let long = (half_u - f32::midpoint(sides.0, sides.1)).clamp(4.0, 12.0);
    let deep = (half_v * chance.between(0.52, 0.86)).clamp(4.0, 10.5);
    let spare = (half_v - deep).max(0.0);
    let set_back = if chance.happens(0.75) {
        chance.between(0.2, 2.2).min(2.0 * spare)
    } else {
        spare * chance.between(0.8, 1.8)
    };
    let along = ((sides.0 - sides.1) / 2.0).clamp(long - half_u, half_u - long);
    let across = street * (spare - set_back);
    Body::draw(lot.world(along, across), lot.axis, (long, deep), chance)
}

fn mid(row: &Row) -> f32 {
    f32::midpoint(row.north.at, row.south.at)
}

/// Rows from one end of the square to the other, each with its own staggered crossings.
fn rows(side: f32, chance: &mut Chance) -> Vec<Row> {
    let reach = side * 0.85;
    let mut rows = Vec::new();
    let mut north = lane(-reach, false, chance);
    let mut main = false;
    while north.at < reach {
        let at = north.at + chance.between(42.0, 54.0);
        let is_main = !main && at > -20.0;
        main |= is_main;
        let south = lane(at, is_main, chance);
        let mut crossings = Vec::new();
        let mut u = -reach + chance.between(0.0, 60.0);
        while u < reach {
            crossings.push(lane(u, false, chance));
            u += chance.between(48.0, 112.0);
        }
        let alley = if chance.happens(0.35) { chance.between(1.2, 1.7) } else { 0.0 };
        rows.push(Row { north, south, crossings, alley });
        north = south;
    }
    rows
}

fn lane(at: f32, main: bool, chance: &mut Chance) -> Street {
    let half = if main { chance.between(5.0, 6.0) } else { chance.between(2.6, 4.0) };
    let paved = main || chance.happens(0.3);
    Street { at, half, paved }
}
