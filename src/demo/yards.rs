//! What stands around the demo town's buildings: yard walls, gardens, trees, vehicles.

use super::body::outside_of;
use super::grain::{Rgb, blend, layered, ramp, scramble, share, speckle, times};
use super::skies::DemoCapture;
use super::streets::Lot;
use super::surface::Surface;

/// What yards are made of: beaten earth, concrete, tiles, dark soil.
const YARDS: [Rgb; 5] = [
    [190.0, 170.0, 140.0],
    [182.0, 174.0, 160.0],
    [200.0, 186.0, 160.0],
    [160.0, 138.0, 108.0],
    [176.0, 158.0, 130.0],
];
/// Paint of vehicles: mostly white and silver.
const PAINTS: [Rgb; 8] = [
    [236.0, 236.0, 234.0],
    [228.0, 226.0, 220.0],
    [196.0, 198.0, 200.0],
    [150.0, 152.0, 156.0],
    [58.0, 58.0, 62.0],
    [132.0, 62.0, 54.0],
    [60.0, 80.0, 118.0],
    [190.0, 176.0, 140.0],
];

/// The ground and the wall of a lot. A wall beside a ruin is breached.
pub(super) fn enclose(surface: &mut Surface, lot: &Lot, ruined: bool) {
    let body = &lot.body;
    let yard = pick(&YARDS, body.seed);
    let cover = 0.35 + 0.4 * share(body.seed.rotate_left(7));
    let gate = (share(body.seed.rotate_left(13)) - 0.5) * body.half.0;
    let plaster = times([198.0, 184.0, 160.0], 0.86 + 0.2 * share(body.seed.rotate_left(19)));
    surface.stamp(body.centre, body.radius() + 0.5, |spot, texel| {
        let (along, across) = body.local(spot.x, spot.y);
        let outside = outside_of(along, across, body.half);
        if outside > 0.0 {
            return;
        }
        let patchy = layered(body.seed, spot.x / 3.5, spot.y / 3.5, 2);
        let swept = times(yard, 0.88 + 0.24 * patchy);
        texel.colour = blend(texel.colour, swept, cover);
        let broken = ruined && layered(body.seed ^ 2, spot.x / 2.5, spot.y / 2.5, 2) > 0.45;
        let gap = broken || (along - gate).abs() < 1.6;
        if lot.walled && outside > -0.6 && !gap {
            // Slanted faces, against jagged lines.
            let wall = ramp(-0.6, -0.35, outside);
            texel.colour = blend(texel.colour, plaster, wall);
            texel.height = (1.6 + 0.5 * share(body.seed.rotate_left(3))) * wall;
        }
    });
    // Things left in the yard: sheds, stores of stone, rubbish.
    for thing in 0..i32::try_from(body.seed % 5).unwrap_or(0) {
        let chance = |salt| speckle(body.seed, thing, salt);
        let (long, deep) = (body.half.0 - 2.0, body.half.1 - 2.0);
        let at = body.world((chance(1) * 2.0 - 1.0) * long, (chance(2) * 2.0 - 1.0) * deep);
        let half = (0.5 + 1.6 * chance(3), 0.4 + 1.0 * chance(4));
        let colour = times(blend(yard, [150.0, 148.0, 146.0], chance(5)), 0.6 + 0.6 * chance(6));
        let height = if chance(7) < 0.4 { 2.3 } else { 0.5 * chance(8) };
        solid(surface, at, body.axis, half, height, colour);
    }
}

/// The trees of a lot. They are put up before its building, which so hides none of its roof.
pub(super) fn plant(surface: &mut Surface, lot: &Lot, green: f32) {
    let body = &lot.body;
    let bits = body.seed.rotate_left(23);
    let garden = bits.is_multiple_of(7);
    let trees = if garden { 9 } else { i32::try_from(bits % 4).unwrap_or(0) };
    for tree in 0..trees {
        let chance = |salt| speckle(body.seed ^ 0x7E, tree, salt);
        let at = body.world(
            (chance(1) * 2.0 - 1.0) * (body.half.0 - 1.0),
            (chance(2) * 2.0 - 1.0) * (body.half.1 - 1.0),
        );
        let seed = scramble(body.seed, tree, 4);
        crown(surface, at, 1.0 + 1.9 * chance(3), green, seed);
    }
}

fn crown(surface: &mut Surface, at: (f32, f32), radius: f32, green: f32, seed: u32) {
    let dusty = blend([104.0, 106.0, 76.0], [74.0, 92.0, 56.0], green);
    let leaf = times(dusty, 0.8 + 0.35 * share(seed));
    surface.stamp(at, radius * 1.3, |spot, texel| {
        let (dx, dy) = (spot.x - at.0, spot.y - at.1);
        let ragged = 0.7 + 0.6 * layered(seed, spot.x / 0.9, spot.y / 0.9, 2);
        let round = 1.0 - (dx * dx + dy * dy) / (radius * radius * ragged);
        if round > 0.0 {
            let height = 1.0 + radius * 1.1 * round.sqrt() + 0.6 * ragged;
            if height > texel.height {
                texel.height = height;
                texel.colour = times(leaf, 0.75 + 0.35 * ragged);
            }
        }
    });
}

/// A vehicle beside a lot in three captures of ten, another one every time.
pub(super) fn park(surface: &mut Surface, lot: &Lot, capture: &DemoCapture) {
    let body = &lot.body;
    let bits = scramble(capture.seed ^ body.seed, 0xCA, 1);
    if share(bits) > 0.3 {
        return;
    }
    let chance = |salt| speckle(bits, 0, salt);
    let side = if body.seed & 1024 == 0 { 1.0 } else { -1.0 };
    let across = side * (body.half.1 + 1.7 + 2.8 * chance(2));
    let at = body.world((chance(3) * 2.0 - 1.0) * body.half.0, across);
    let lorry = chance(4) < 0.12;
    let half = if lorry { (3.8, 1.25) } else { (2.2, 0.9) };
    let height = if lorry { 2.8 } else { 1.35 };
    let axis = turned(body.axis, 0.12 * (chance(5) - 0.5));
    solid(surface, at, axis, half, height, pick(&PAINTS, bits.rotate_left(11)));
    if !lorry {
        // Windscreen and rear window.
        for off in [-1.2_f32, 0.75] {
            let pane = (at.0 + axis.0 * off, at.1 + axis.1 * off);
            solid(surface, pane, axis, (0.32, 0.78), height - 0.1, [62.0, 68.0, 76.0]);
        }
    }
}

/// A box on the ground.
fn solid(
    surface: &mut Surface,
    centre: (f32, f32),
    axis: (f32, f32),
    half: (f32, f32),
    height: f32,
    colour: Rgb,
) {
    surface.stamp(centre, half.0 + half.1, |spot, texel| {
        let (dx, dy) = (spot.x - centre.0, spot.y - centre.1);
        let along = dx * axis.0 + dy * axis.1;
        let across = dy * axis.0 - dx * axis.1;
        if outside_of(along, across, half) < 0.0 && texel.height < height + 0.3 {
            texel.height = height;
            texel.colour = times(colour, 0.95 + 0.1 * speckle(7, spot.column, spot.row));
        }
    });
}

/// A unit vector turned by a small angle given by its tangent.
fn turned((x, y): (f32, f32), tangent: f32) -> (f32, f32) {
    let long = (1.0 + tangent * tangent).sqrt();
    ((x - y * tangent) / long, (y + x * tangent) / long)
}

/// One of a few colours, by bits.
pub(super) fn pick(from: &[Rgb], bits: u32) -> Rgb {
    let count = u32::try_from(from.len()).unwrap_or(1).max(1);
    let place = usize::try_from(bits % count).unwrap_or(0);
    from.get(place).copied().unwrap_or([128.0; 3])
}
