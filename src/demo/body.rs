//! The shape of one demo building: where it stands, how high, under which roof. Not its fate.
//!
//! Metres on the town's own plane: x east and y south of the raster's north-west corner.

use super::chance::Chance;
use super::grain::Rgb;

/// What a building is covered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roof {
    /// Flat, with a parapet, tanks and a stair head.
    Flat,
    /// Flat, around a light well or small inner court.
    Court,
    /// Two slopes of sheet metal or tiles.
    Pitched,
    /// A flat roof with a dome and a minaret.
    Dome,
}

/// A building as a solid.
#[derive(Debug, Clone)]
pub struct Body {
    /// The middle of its rectangle, metres east and south.
    pub(super) centre: (f32, f32),
    /// The unit vector along its street.
    pub(super) axis: (f32, f32),
    /// Half its length along and across the axis, metres.
    pub(super) half: (f32, f32),
    /// How much is missing at the corner (+along, +across), metres: an L-shaped plan.
    pub(super) notch: Option<(f32, f32)>,
    /// Storeys, 1 to 4.
    pub storeys: u8,
    /// What covers it.
    pub roof: Roof,
    /// The colour of the roof in full sun.
    pub(super) colour: Rgb,
    /// A part with one more floor: how far along the axis it begins, in shares of the half length.
    pub(super) upper: Option<f32>,
    /// For its own texture.
    pub(super) seed: u32,
}

/// Roof colours: bare concrete, plaster, dust, whitewash, bitumen; display values in sun.
const FLAT: [Rgb; 9] = [
    [186.0, 178.0, 164.0],
    [172.0, 165.0, 153.0],
    [200.0, 188.0, 165.0],
    [210.0, 203.0, 190.0],
    [190.0, 172.0, 146.0],
    [160.0, 150.0, 136.0],
    [222.0, 218.0, 210.0],
    [146.0, 140.0, 132.0],
    [178.0, 158.0, 132.0],
];
/// Sheet metal and tiles.
const SHEET: [Rgb; 5] = [
    [176.0, 120.0, 96.0],
    [142.0, 158.0, 172.0],
    [200.0, 204.0, 206.0],
    [150.0, 104.0, 84.0],
    [120.0, 138.0, 128.0],
];

impl Body {
    /// A building of these measures; its roof and height are drawn.
    pub(super) fn draw(
        centre: (f32, f32),
        axis: (f32, f32),
        half: (f32, f32),
        chance: &mut Chance,
    ) -> Self {
        let small = half.0.min(half.1);
        let roof = match chance.below(100) {
            0..4 if small > 6.5 => Roof::Dome,
            0..15 => Roof::Pitched,
            15..30 if small > 6.5 => Roof::Court,
            _ => Roof::Flat,
        };
        let storeys = match roof {
            Roof::Dome => 2,
            Roof::Pitched => chance.pick(&[1, 1, 2], 1),
            Roof::Flat | Roof::Court => chance.pick(&[1, 1, 1, 2, 2, 2, 2, 3, 3, 4], 2),
        };
        let base = match roof {
            Roof::Pitched => chance.pick(&SHEET, SHEET[0]),
            _ => chance.pick(&FLAT, FLAT[0]),
        };
        let tone = chance.between(0.9, 1.06);
        let plain = matches!(roof, Roof::Flat);
        let notch = (plain && small > 5.0 && chance.happens(0.3))
            .then(|| (half.0 * chance.between(0.6, 1.1), half.1 * chance.between(0.6, 1.1)));
        let upper =
            (plain && notch.is_none() && chance.happens(0.3)).then(|| chance.between(-0.3, 0.4));
        Self {
            centre,
            axis,
            half,
            notch,
            storeys,
            roof,
            colour: base.map(|channel| channel * tone + chance.between(-3.0, 3.0)),
            upper,
            seed: chance.bits(),
        }
    }

    /// Metres from the ground to the eaves or the flat roof.
    #[must_use]
    pub fn height_m(&self) -> f32 {
        f32::from(self.storeys) * 3.1 + 0.4
    }

    /// A point as metres along and across the axis from the middle.
    pub(super) fn local(&self, x: f32, y: f32) -> (f32, f32) {
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        (dx * self.axis.0 + dy * self.axis.1, dy * self.axis.0 - dx * self.axis.1)
    }

    /// The point of these metres along and across the axis.
    pub(super) fn world(&self, along: f32, across: f32) -> (f32, f32) {
        let (ax, ay) = self.axis;
        (self.centre.0 + along * ax - across * ay, self.centre.1 + along * ay + across * ax)
    }

    /// Metres outside the walls of a local point; negative inside.
    pub(super) fn outside(&self, along: f32, across: f32) -> f32 {
        let whole = outside_of(along, across, self.half);
        let Some((long, deep)) = self.notch else { return whole };
        let middle = (self.half.0 - long / 2.0, self.half.1 - deep / 2.0);
        // One metre beyond the corner, so that the notch is open to the outside.
        let gap = outside_of(
            along - middle.0 - 0.5,
            across - middle.1 - 0.5,
            (long / 2.0 + 0.5, deep / 2.0 + 0.5),
        );
        whole.max(-gap)
    }

    /// The corners in order, open, metres east and south.
    pub(super) fn corners(&self) -> Vec<(f32, f32)> {
        let (long, deep) = self.half;
        let mut corners = vec![(-long, -deep), (long, -deep)];
        match self.notch {
            None => corners.push((long, deep)),
            Some((a, b)) => {
                corners.extend([(long, deep - b), (long - a, deep - b), (long - a, deep)]);
            }
        }
        corners.push((-long, deep));
        corners.into_iter().map(|(along, across)| self.world(along, across)).collect()
    }

    /// The radius of the circle around its rectangle, metres.
    pub(super) fn radius(&self) -> f32 {
        (self.half.0 * self.half.0 + self.half.1 * self.half.1).sqrt()
    }

    /// Whether the rectangles come nearer to each other than `gap` metres, by separating axes.
    pub(super) fn crowds(&self, other: &Self, gap: f32) -> bool {
        let apart = (other.centre.0 - self.centre.0, other.centre.1 - self.centre.1);
        let across = |axis: (f32, f32)| (-axis.1, axis.0);
        let axes = [self.axis, across(self.axis), other.axis, across(other.axis)];
        axes.into_iter().all(|axis| {
            let along = (apart.0 * axis.0 + apart.1 * axis.1).abs();
            along < self.shadow_on(axis) + other.shadow_on(axis) + gap
        })
    }

    fn shadow_on(&self, axis: (f32, f32)) -> f32 {
        let along = (self.axis.0 * axis.0 + self.axis.1 * axis.1).abs();
        let across = (self.axis.0 * axis.1 - self.axis.1 * axis.0).abs();
        self.half.0 * along + self.half.1 * across
    }
}

/// Metres outside a rectangle around the origin; negative inside.
pub(super) fn outside_of(along: f32, across: f32, half: (f32, f32)) -> f32 {
    let (dx, dy) = (along.abs() - half.0, across.abs() - half.1);
    let (out_x, out_y) = (dx.max(0.0), dy.max(0.0));
    (out_x * out_x + out_y * out_y).sqrt() + dx.max(dy).min(0.0)
}
