//! Standing buildings of the demo town: walls, roofs and what people keep on them; and the
//! changes that are no destruction.

use super::body::{Body, Roof};
use super::fates::Trap;
use super::grain::{Rgb, blend, cell, layered, ramp, share, speckle, times};
use super::ruins;
use super::surface::{Spot, Surface, Texel};
use super::yards::pick;

/// How far a wall rises above the flat roof within it, metres.
const PARAPET_M: f32 = 0.8;
/// How thick that wall is: a little over one texel, so that it shows.
const PARAPET_WIDTH_M: f32 = 0.42;
/// New coats: whitewash, bitumen, blue sheet, red primer.
const COATS: [Rgb; 4] =
    [[232.0, 230.0, 226.0], [98.0, 96.0, 96.0], [120.0, 142.0, 168.0], [164.0, 112.0, 92.0]];
/// Tanks: white plastic, galvanised, black plastic, rust.
const TANKS: [Rgb; 4] =
    [[238.0, 238.0, 236.0], [182.0, 186.0, 190.0], [52.0, 52.0, 54.0], [150.0, 116.0, 92.0]];

/// Something on a roof.
struct Fixture {
    at: (f32, f32),
    half: (f32, f32),
    rise: f32,
    round: bool,
    colour: Rgb,
}

/// Puts up a building as one capture shows it.
pub(super) fn raise(surface: &mut Surface, body: &Body, trap: Option<Trap>) {
    let coat = match trap {
        Some(Trap::NewRoof) => pick(&COATS, body.seed >> 3),
        Some(Trap::Scaffold) => [176.0, 170.0, 162.0],
        _ => body.colour,
    };
    let grown = if trap == Some(Trap::Scaffold) { 3.1 } else { 0.0 };
    let height = body.height_m() + grown;
    surface.stamp(body.centre, body.radius() + 2.0, |spot, texel| {
        let (along, across) = body.local(spot.x, spot.y);
        let depth = -body.outside(along, across);
        if trap == Some(Trap::Scaffold) && (-1.5..0.0).contains(&depth) {
            scaffold(body, spot, depth, height, texel);
        }
        if depth < 0.0 {
            return;
        }
        if trap == Some(Trap::Corner) && ruins::corner(body, along, across, spot) {
            ruins::heap(body, spot, depth, 2, texel);
            return;
        }
        *texel = roof(body, spot, (along, across, depth), height, coat);
    });
    let fixtures = if trap == Some(Trap::Scaffold) { Vec::new() } else { fixtures(body) };
    for fixture in fixtures {
        let lost = trap == Some(Trap::Corner) && {
            let (x, y) = body.world(fixture.at.0, fixture.at.1);
            ruins::corner(body, fixture.at.0, fixture.at.1, Spot { x, y, column: 0, row: 0 })
        };
        if !lost {
            fix(surface, body, &fixture);
        }
    }
}

/// The roof at one texel `depth` metres inside the walls.
fn roof(
    body: &Body,
    spot: Spot,
    (along, across, depth): (f32, f32, f32),
    height: f32,
    coat: Rgb,
) -> Texel {
    match body.roof {
        Roof::Pitched => pitched(body, spot, (along, across), height, coat),
        Roof::Court => {
            let (inner, deep) = (body.half.0 * 0.34, body.half.1 * 0.34);
            let hole = super::body::outside_of(along, across, (inner, deep));
            if hole < 0.0 {
                let earth = [168.0, 150.0, 122.0];
                let tone = 0.85 + 0.3 * layered(body.seed, spot.x, spot.y, 2);
                return Texel { height: 0.1, colour: times(earth, tone) };
            }
            flat(body, (along, across, depth.min(hole)), height, coat)
        }
        Roof::Dome => dome(body, (along, across, depth), height, coat),
        Roof::Flat => {
            let Some(from) = body.upper else {
                return flat(body, (along, across, depth), height, coat);
            };
            let step = along - from * body.half.0;
            if step > 0.0 {
                flat(body, (along, across, depth.min(step)), height + 3.0, coat)
            } else {
                flat(body, (along, across, depth), height, coat)
            }
        }
    }
}

/// A flat roof: parapet (its inner face slanted, against jagged lines), stains, screed joints, dirt
/// along the edges.
fn flat(body: &Body, (along, across, depth): (f32, f32, f32), height: f32, coat: Rgb) -> Texel {
    let stain = layered(body.seed, along / 3.2, across / 3.2, 3);
    let streak = layered(body.seed ^ 5, along / 5.0, across / 0.9, 2);
    let joint = if cell(along / 3.9 + 0.3).1 < 0.07 { 0.95 } else { 1.0 };
    let dirt = 1.0 - 0.12 * ramp(1.6, 0.2, depth);
    let tone = (0.86 + 0.2 * stain + 0.07 * streak) * joint * dirt;
    let dark = ramp(0.62, 0.8, layered(body.seed ^ 6, along / 2.0, across / 2.0, 2));
    let colour = blend(times(coat, tone), [108.0, 102.0, 94.0], 0.35 * dark);
    let wall = ramp(PARAPET_WIDTH_M + 0.2, PARAPET_WIDTH_M - 0.1, depth);
    let worn = 1.02 + 0.1 * streak;
    let colour = blend(colour, times(coat, worn), wall);
    Texel { height: height + PARAPET_M * wall, colour }
}

/// Two slopes with ribs across the ridge.
fn pitched(body: &Body, spot: Spot, (along, across): (f32, f32), height: f32, coat: Rgb) -> Texel {
    let up = body.half.1 - across.abs();
    let rib = (cell(along / 0.95).1 - 0.5).abs();
    let rust = layered(body.seed, along / 2.5, across / 4.0, 3);
    let sheet = if cell(along / 2.8).1 < 0.5 { 1.0 } else { 0.96 };
    let ridge = if across.abs() < 0.25 { 1.08 } else { 1.0 };
    let grit = 0.97 + 0.06 * speckle(body.seed, spot.column, spot.row);
    let tone = (0.9 + 0.12 * rib + 0.08 * rust) * ridge * sheet * grit;
    Texel { height: height + 0.3 * up, colour: times(coat, tone) }
}

/// A dome on a flat roof, with a minaret at one corner.
fn dome(body: &Body, (along, across, depth): (f32, f32, f32), height: f32, coat: Rgb) -> Texel {
    let radius = 0.62 * body.half.0.min(body.half.1);
    let shell = if body.seed & 2 == 0 { [206.0, 214.0, 208.0] } else { [132.0, 166.0, 158.0] };
    let squared = along * along + across * across;
    if squared < radius * radius {
        let rise = 0.9 * (radius * radius - squared).sqrt();
        return Texel { height: height + 1.2 + rise, colour: shell };
    }
    let (east, south) = (along + body.half.0 - 1.4, across + body.half.1 - 1.4);
    let tower = east * east + south * south;
    if tower < 1.3 {
        return Texel { height: 16.0 - tower, colour: [216.0, 210.0, 198.0] };
    }
    flat(body, (along, across, depth), height, coat)
}

/// Poles and planks outside the walls.
fn scaffold(body: &Body, spot: Spot, depth: f32, height: f32, texel: &mut Texel) {
    let plank = speckle(body.seed ^ 0x5C, spot.column / 3, spot.row / 3);
    if depth > -1.2 && plank > 0.25 {
        texel.height = height * (0.55 + 0.4 * plank);
        texel.colour = times([168.0, 146.0, 112.0], 0.7 + 0.5 * plank);
    }
}

/// What stands on a roof: the head of the stairs, tanks, panels, skylights, washing.
fn fixtures(body: &Body) -> Vec<Fixture> {
    if body.roof == Roof::Pitched {
        return Vec::new();
    }
    let chance = |thing: i32, salt: i32| speckle(body.seed ^ 0xF1, thing, salt);
    let spread = |thing: i32| {
        let side = |salt, half: f32| (chance(thing, salt) * 2.0 - 1.0) * (half - 2.0);
        (side(1, body.half.0), side(2, body.half.1))
    };
    let mut all = Vec::new();
    if chance(0, 0) < 0.75 {
        let corner = |salt| if chance(0, salt) < 0.5 { -1.0 } else { 1.0 };
        let at = (corner(1) * (body.half.0 - 2.1), corner(2) * (body.half.1 - 2.3));
        let colour = times(body.colour, 0.96 + 0.14 * chance(0, 3));
        all.push(Fixture { at, half: (1.5, 1.8), rise: 2.5, round: false, colour });
    }
    let bits = body.seed.rotate_left(5);
    for tank in 1..=i32::try_from(bits % 4).unwrap_or(0) {
        let mut at = spread(tank / 2 + 1);
        at.0 += if tank % 2 == 0 { 0.0 } else { 1.5 };
        let colour = pick(&TANKS, bits >> 4);
        let half = (0.62, 0.62);
        all.push(Fixture { at, half, rise: 1.5, round: true, colour });
    }
    for thing in 10..=10 + i32::try_from((bits >> 8) % 4).unwrap_or(0) {
        let at = spread(thing);
        let fixture = match cell(chance(thing, 5) * 5.0).0 {
            0 => Fixture {
                at,
                half: (1.7, 0.8),
                rise: 0.7,
                round: false,
                colour: [58.0, 66.0, 88.0],
            },
            1 => Fixture {
                at,
                half: (0.9, 0.7),
                rise: 0.4,
                round: false,
                colour: [70.0, 78.0, 82.0],
            },
            2 => Fixture { at, half: (0.7, 0.7), rise: 0.9, round: false, colour: [214.0; 3] },
            3 => {
                let colour =
                    [150.0 + 80.0 * chance(thing, 6), 120.0, 110.0 + 80.0 * chance(thing, 7)];
                Fixture { at, half: (1.3, 0.35), rise: 1.4, round: false, colour }
            }
            _ => Fixture {
                at,
                half: (0.9, 0.9),
                rise: 0.5,
                round: true,
                colour: [226.0, 226.0, 228.0],
            },
        };
        all.push(fixture);
    }
    all
}

fn fix(surface: &mut Surface, body: &Body, fixture: &Fixture) {
    let (along, across) = fixture.at;
    let room = fixture.half.0.max(fixture.half.1) * 0.6;
    if body.outside(along, across) > -room {
        return;
    }
    let tone = 0.94 + 0.12 * share(body.seed.rotate_left(9));
    let centre = body.world(along, across);
    let base = body.height_m();
    let reach = fixture.half.0 + fixture.half.1;
    surface.stamp(centre, reach, |spot, texel| {
        let (a, b) = body.local(spot.x, spot.y);
        let (a, b) = (a - along, b - across);
        let inside = if fixture.round {
            a * a + b * b < fixture.half.0 * fixture.half.0
        } else {
            a.abs() < fixture.half.0 && b.abs() < fixture.half.1
        };
        // Only on the roof: not in the court, not on the dome.
        let on_roof = texel.height > base - 0.5 && texel.height < base + 3.9;
        if inside && on_roof {
            let level = if texel.height > base + 2.0 { base + 3.0 } else { base };
            texel.height = level + fixture.rise;
            texel.colour = times(fixture.colour, tone);
        }
    });
}
