//! Destroyed buildings of the demo town: rubble, slabs, shells, craters, and cleared ground.
//!
//! A ruin is made of broken pieces with heights of their own, so that it has the rough light of
//! rubble and not a painted pattern, and it has no roof left to cast a straight shadow.

use super::body::{Body, outside_of};
use super::fates::Ruin;
use super::grain::{Rgb, blend, layered, mix, ramp, scramble, shard, share, speckle, times};
use super::surface::{Spot, Surface, Texel};
use super::yards::pick;

/// Broken concrete, block, plaster, earth and holes.
const PIECES: [Rgb; 8] = [
    [160.0, 155.0, 148.0],
    [182.0, 170.0, 150.0],
    [142.0, 126.0, 106.0],
    [206.0, 200.0, 188.0],
    [104.0, 98.0, 92.0],
    [170.0, 160.0, 145.0],
    [128.0, 120.0, 112.0],
    [190.0, 182.0, 168.0],
];
/// Dust over everything near a fresh ruin, and the ground that is left when it is cleared.
const DUST: Rgb = [196.0, 188.0, 174.0];
const SCRAPED: Rgb = [208.0, 193.0, 166.0];

/// Leaves a ruin of a kind that `age` captures have shown before.
pub(super) fn leave(surface: &mut Surface, body: &Body, kind: Ruin, age: usize) {
    dust(surface, body, age);
    surface.stamp(body.centre, body.radius() + reach(body) + 2.0, |spot, texel| {
        let (along, across) = body.local(spot.x, spot.y);
        let depth = -body.outside(along, across);
        match kind {
            Ruin::Heap => heap(body, spot, depth, age, texel),
            Ruin::Crater => {
                heap(body, spot, depth, age, texel);
                crater(body, spot, texel);
            }
            Ruin::Slabs => bed(body, spot, depth, age, texel),
            Ruin::Shell => shell(body, spot, (along, across, depth), age, texel),
        }
    });
    if kind == Ruin::Slabs {
        slabs(surface, body);
    }
}

/// Leaves the bare ground of a cleared ruin: scraped flat in the direction of the machine, with a
/// little rubble at its edges.
pub(super) fn clear(surface: &mut Surface, body: &Body) {
    surface.stamp(body.centre, body.radius() + 5.0, |spot, texel| {
        let (along, across) = body.local(spot.x, spot.y);
        let depth = -body.outside(along, across);
        if depth < -4.5 {
            return;
        }
        let ragged = depth + 3.0 * layered(body.seed, spot.x / 3.0, spot.y / 3.0, 3);
        let cover = ramp(-1.5, 1.0, ragged);
        if cover <= 0.0 {
            return;
        }
        let track = layered(body.seed ^ 2, along / 7.0, across / 0.8, 2);
        let patchy = layered(body.seed ^ 3, spot.x / 5.0, spot.y / 5.0, 3);
        let bare = times(SCRAPED, 0.86 + 0.1 * track + 0.14 * patchy);
        texel.colour = blend(texel.colour, bare, cover);
        texel.height *= 1.0 - cover;
        let left = ramp(0.56, 0.68, layered(body.seed ^ 4, spot.x / 5.5, spot.y / 5.5, 2));
        if left > 0.3 && depth > -1.5 {
            let (rise, colour) = piece(body, spot, 6);
            texel.height = 0.7 * left * rise;
            texel.colour = blend(bare, colour, left);
        }
    });
}

/// How far rubble spills over the outline, metres: higher buildings spill further.
fn reach(body: &Body) -> f32 {
    2.4 + 1.0 * f32::from(body.storeys)
}

/// Pale dust on the ground around; wind and rain take it away from capture to capture.
fn dust(surface: &mut Surface, body: &Body, age: usize) {
    let fresh = 1.0 - 0.25 * f32::from(u8::try_from(age.min(4)).unwrap_or(4));
    if fresh <= 0.0 {
        return;
    }
    let far = reach(body) * 1.8;
    surface.stamp(body.centre, body.radius() + far, |spot, texel| {
        let (along, across) = body.local(spot.x, spot.y);
        let away = body.outside(along, across);
        if away > far + 2.5 {
            return;
        }
        let puff = layered(body.seed ^ 8, spot.x / 7.0, spot.y / 7.0, 2);
        let cover = 0.8 * fresh * ramp(far, 0.0, away + 5.0 * (puff - 0.5)) * (0.4 + puff);
        texel.colour = blend(texel.colour, DUST, cover.min(0.85));
    });
}

/// A broken piece: how high it stands (metres) and its colour. Blocks, bricks and dust, with a
/// slab here and there.
fn piece(body: &Body, spot: Spot, age: usize) -> (f32, Rgb) {
    let block = shard(body.seed ^ 0xA2, spot.x / 1.25, spot.y / 1.25);
    let brick = shard(body.seed ^ 0xA3, spot.x / 0.55, spot.y / 0.55);
    let slab = shard(body.seed ^ 0xA1, spot.x / 3.4, spot.y / 3.4);
    let own = pick(&PIECES, block.bits.rotate_left(20));
    let crumbs = pick(&PIECES, brick.bits.rotate_left(20));
    let mut rise =
        0.75 * share(block.bits.rotate_left(8)) + 0.4 * share(brick.bits.rotate_left(14));
    let mut colour = blend(blend(own, crumbs, 0.5), body.colour, 0.22);
    if share(slab.bits) < 0.17 && slab.inside > 0.2 {
        rise = 0.9 + 0.9 * share(slab.bits.rotate_left(8));
        colour = times(body.colour, 0.86 + 0.2 * share(slab.bits.rotate_left(3)));
    }
    // Dust lies in the hollows of a wide pattern; elsewhere the pieces are bare.
    let dusty = ramp(0.4, 0.7, layered(body.seed ^ 0xA4, spot.x / 3.0, spot.y / 3.0, 3));
    let colour = blend(colour, DUST, 0.5 * dusty);
    let grit = 0.9 + 0.22 * speckle(body.seed, spot.column, spot.row);
    let old = 0.06 * f32::from(u8::try_from(age.min(5)).unwrap_or(5));
    (rise * (1.0 - 0.4 * dusty), blend(times(colour, grit), [184.0, 169.0, 145.0], old))
}

/// A heap at one texel: a mound within the outline, loose pieces around it, and what is left of
/// the walls.
pub(super) fn heap(body: &Body, spot: Spot, depth: f32, age: usize, texel: &mut Texel) {
    let far = reach(body);
    if depth < -far - 2.5 {
        return;
    }
    let uneven = layered(body.seed ^ 0xB0, spot.x / 5.2, spot.y / 5.2, 3);
    let inner = depth + 5.0 * (uneven - 0.44);
    if inner < -far {
        return;
    }
    if inner > -0.7 {
        let (rise, colour) = piece(body, spot, age);
        let mound = body.height_m() * (0.02 + 0.36 * uneven) * ramp(-1.2, 3.8, inner);
        texel.height = mound + rise * ramp(-1.2, 0.6, inner);
        texel.colour = colour;
    } else {
        let thin = 1.0 + inner / far;
        let loose = shard(body.seed ^ 0xB1, spot.x / 1.15, spot.y / 1.15);
        if share(loose.bits) < 0.75 * thin * thin && loose.inside > 0.14 {
            let (_, colour) = piece(body, spot, age);
            texel.height = texel.height.max(0.2 + 0.6 * share(loose.bits.rotate_left(9)));
            texel.colour = colour;
        }
    }
    if !(0.0..0.5).contains(&depth) {
        return;
    }
    let stub = layered(body.seed ^ 0xB2, spot.x / 4.0, spot.y / 4.0, 2);
    if stub > 0.6 {
        let grit = speckle(body.seed, spot.column, spot.row);
        texel.height = body.height_m() * ramp(0.57, 0.85, stub) + 0.3 * grit;
        texel.colour = times(blend(body.colour, [190.0, 178.0, 158.0], 0.6), 0.95);
    }
}

/// A hole with a rim, somewhere near the middle.
fn crater(body: &Body, spot: Spot, texel: &mut Texel) {
    let off = |salt| speckle(body.seed ^ 0xC7, salt, 0) - 0.5;
    let middle = body.world(off(1) * body.half.0, off(2) * body.half.1);
    let wide = 3.6 + 2.2 * (off(3) + 0.5);
    let (dx, dy) = (spot.x - middle.0, spot.y - middle.1);
    let ragged = 0.8 + 0.4 * layered(body.seed ^ 0xC8, spot.x / 2.2, spot.y / 2.2, 3);
    let away = (dx * dx + dy * dy).sqrt() / (wide * ragged);
    if away < 1.0 {
        let earth = blend([104.0, 90.0, 73.0], [158.0, 140.0, 114.0], away * away);
        let grit = 0.9 + 0.2 * speckle(body.seed, spot.column, spot.row);
        let soft = ramp(1.0, 0.75, away);
        texel.height = mix(texel.height, 2.6 * away * away - 2.2, soft);
        texel.colour = blend(texel.colour, times(earth, grit), soft);
    }
}

/// The rubble under fallen slabs: low, with a fringe.
fn bed(body: &Body, spot: Spot, depth: f32, age: usize, texel: &mut Texel) {
    if depth < -2.4 {
        return;
    }
    let uneven = layered(body.seed ^ 0xB0, spot.x / 3.5, spot.y / 3.5, 3);
    let inner = depth + 2.4 * (uneven - 0.5);
    if inner > -1.2 {
        let (rise, colour) = piece(body, spot, age);
        texel.height = 0.3 + rise * 0.8;
        texel.colour = colour;
    }
}

/// Large pieces of the roof, low and tilted, one over the other.
fn slabs(surface: &mut Surface, body: &Body) {
    let many = 4 + i32::try_from(body.seed % 4).unwrap_or(0);
    for slab in 0..many {
        let chance = |salt| speckle(body.seed ^ 0x51AB, slab, salt);
        let swing = |salt| chance(salt) * 2.0 - 1.0;
        let (along, across) = (0.75 * swing(1) * body.half.0, 0.75 * swing(2) * body.half.1);
        let centre = body.world(along, across);
        let half = (1.4 + 2.6 * chance(3), 1.2 + 2.0 * chance(4));
        let turn = 0.8 * swing(5);
        let long = (1.0 + turn * turn).sqrt();
        let (tilt_a, tilt_b) = (0.4 * swing(6), 0.4 * swing(7));
        let base = 0.9 + body.height_m() * 0.26 * chance(8);
        let colour = times(body.colour, 0.88 + 0.2 * chance(9));
        surface.stamp(centre, half.0 + half.1, |spot, texel| {
            let (a, b) = body.local(spot.x, spot.y);
            let (a, b) = (a - along, b - across);
            let (a, b) = ((a + b * turn) / long, (b - a * turn) / long);
            let ragged = 1.1 * (layered(body.seed ^ 0x5A, spot.x / 1.3, spot.y / 1.3, 2) - 0.5);
            let outside = outside_of(a, b, half) + ragged;
            let height = (base + tilt_a * a + tilt_b * b).max(0.3);
            if outside < 0.0 && height > texel.height {
                let crack = shard(body.seed ^ 0x5B, spot.x / 2.6, spot.y / 2.6).inside;
                let stain = 0.88 + 0.24 * layered(body.seed, a / 2.0, b / 2.0, 3);
                texel.height = height;
                texel.colour = times(colour, stain * (1.0 - 0.4 * ramp(0.1, 0.02, crack)));
            }
        });
    }
}

/// Outer and inner walls without a roof, rubble and soot between them.
fn shell(
    body: &Body,
    spot: Spot,
    (along, across, depth): (f32, f32, f32),
    age: usize,
    texel: &mut Texel,
) {
    if depth < -2.6 {
        return;
    }
    let breach = layered(body.seed ^ 0xE0, spot.x / 3.4, spot.y / 3.4, 3);
    if depth < 0.0 {
        if breach < 0.47 {
            heap(body, spot, depth - 0.4, age, texel);
        }
        return;
    }
    let (rise, colour) = piece(body, spot, age);
    let room = |at: f32, size: f32| {
        let (_, into) = super::grain::cell(at / size + 0.37);
        into.min(1.0 - into) * size
    };
    let inner = room(along, 4.6).min(room(across, 4.2));
    let wall = depth < 0.5 || inner < 0.24;
    let kept = layered(body.seed ^ 0xE1, spot.x / 5.0, spot.y / 5.0, 2);
    if wall && breach > 0.4 {
        let top = if depth < 0.5 { 1.0 } else { 0.8 };
        texel.height = body.height_m() * top * ramp(0.3, 0.62, breach);
        texel.colour = times(blend(body.colour, [196.0, 184.0, 164.0], 0.5), 0.98);
    } else if kept > 0.72 {
        texel.height = body.height_m();
        texel.colour = times(body.colour, 0.86 + 0.2 * breach);
    } else {
        let burnt = ramp(0.35, 0.6, kept);
        texel.height = 0.3 + 0.7 * rise;
        texel.colour = blend(times(colour, 0.9), [92.0, 86.0, 80.0], 0.5 * burnt);
    }
}

/// Whether a point lies in the corner that comes down when a building is only damaged.
pub(super) fn corner(body: &Body, along: f32, across: f32, spot: Spot) -> bool {
    let bits = scramble(body.seed, 3, 3);
    // The corner of the notch is none, so the choice is between the other three.
    let (east, south) = match bits % 3 {
        0 => (-1.0, -1.0),
        1 => (1.0, -1.0),
        _ => (-1.0, 1.0),
    };
    let to_edge = (body.half.0 - east * along) + (body.half.1 - south * across);
    let ragged = 3.0 * (layered(body.seed ^ 0x77, spot.x / 1.8, spot.y / 1.8, 3) - 0.5);
    to_edge + ragged < 0.55 * (body.half.0 + body.half.1)
}
