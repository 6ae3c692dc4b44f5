//! The bare ground of the demo town: desert, streets, fields and the dry river, painted once for
//! all captures. What is green on it is tinted by season later.

use super::grain::{
    Rgb, blend, byte, cell, float, layered, mix, ramp, scramble, shard, share, speckle, times,
};
use super::skies::DemoCapture;
use super::streets::Plan;
use super::town::GSD_M;

/// One half-metre of ground.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Soil {
    colour: [u8; 3],
    /// How much leaf there is when it is greenest, of 255.
    leaf: u8,
    crop: Crop,
    /// Tenths of a metre above the street.
    rise: i8,
}

/// How something green goes through the year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Crop {
    /// Grass and weeds: green after the winter rain.
    #[default]
    Wild,
    /// Winter wheat: green in spring, gold in May, then stubble.
    Wheat,
    /// Watered summer crops.
    Summer,
    /// Trees: green, dustier in summer.
    Tree,
}

/// A soil's accumulating paint.
struct Brush {
    colour: Rgb,
    leaf: f32,
    crop: Crop,
    rise: f32,
}

/// The ground of the whole town, row by row.
pub(super) struct Ground {
    width: usize,
    soils: Vec<Soil>,
}

/// What every crop looks like in one capture, and how much of its leaf is out.
pub(super) struct Season([(Rgb, f32); 4]);

impl Season {
    pub(super) fn of(capture: &DemoCapture) -> Self {
        let green = capture.green.clamp(0.0, 1.1);
        let gold = ramp(0.75, 0.45, green);
        let wheat = blend([96.0, 118.0, 62.0], [196.0, 176.0, 118.0], gold);
        let stubble = ramp(0.27, 0.5, green);
        Self([
            ([128.0, 134.0, 88.0], green * green * 0.8),
            (wheat, 0.35 + 0.55 * stubble),
            ([78.0, 108.0, 58.0], 0.95 - 0.75 * ramp(0.5, 0.95, green)),
            (blend([98.0, 102.0, 70.0], [72.0, 90.0, 54.0], green), 0.95),
        ])
    }
}

impl Soil {
    /// Its colour in a season.
    pub(super) fn colour(self, season: &Season) -> Rgb {
        let place = match self.crop {
            Crop::Wild => 0,
            Crop::Wheat => 1,
            Crop::Summer => 2,
            Crop::Tree => 3,
        };
        let bare = self.colour.map(f32::from);
        let Some((leaf, out)) = season.0.get(place) else { return bare };
        // Leaves keep some of the ground's light and dark.
        let [red, green, blue] = bare;
        let tone = 0.6 + 0.4 * (red + green + blue) / 480.0;
        blend(bare, times(*leaf, tone), out * f32::from(self.leaf) / 255.0)
    }

    /// Metres above the street.
    pub(super) fn height(self) -> f32 {
        f32::from(self.rise) * 0.1
    }
}

impl Ground {
    /// The ground of a plan, `width` pixels square.
    pub(super) fn draw(plan: &Plan, width: usize) -> Self {
        let most = i32::try_from(width).unwrap_or(0);
        let at = |place: i32| (float(place) + 0.5) * GSD_M;
        let mut soils = vec![Soil::default(); width * width];
        // Two halves at once: the ground takes as long as a capture.
        let half = width / 2;
        std::thread::scope(|scope| {
            for (part, soils) in soils.chunks_mut((width * (width - half)).max(1)).enumerate() {
                let first = if part == 0 { 0 } else { width - half };
                scope.spawn(move || {
                    let rows = i32::try_from(first).unwrap_or(0)..;
                    for (row, line) in rows.zip(soils.chunks_exact_mut(width)) {
                        for (column, place) in (0..most).zip(line) {
                            *place = soil(plan, at(column), at(row));
                        }
                    }
                });
            }
        });
        Self { width, soils }
    }

    /// The row of ground under a row of texels (two to a pixel), clamped to the town.
    pub(super) fn row(&self, fine: i32) -> &[Soil] {
        let row = usize::try_from(fine / 2).unwrap_or(0).min(self.width.saturating_sub(1));
        self.soils.get(row * self.width..(row + 1) * self.width).unwrap_or(&[])
    }
}

fn soil(plan: &Plan, x: f32, y: f32) -> Soil {
    let far = plan.far(x, y);
    let river = plan.river(x, y);
    let fine = layered(plan.seed ^ 3, x / 1.7, y / 1.7, 2);
    let mut brush = desert(plan, x, y, far);
    fields(plan, x, y, far, river, &mut brush);
    bed(plan, x, y, river, &mut brush);
    street(plan, x, y, (far, river), &mut brush);
    let grit = speckle(plan.seed, cell(x / GSD_M).0, cell(y / GSD_M).0);
    let colour = times(brush.colour, 0.885 + 0.15 * fine + 0.08 * grit);
    Soil {
        colour: colour.map(byte),
        leaf: byte(brush.leaf * 255.0),
        crop: brush.crop,
        rise: i8::try_from(cell(brush.rise * 10.0 + 0.5).0).unwrap_or(0),
    }
}

/// Open ground, paler and trodden in town, with shrubs and tracks outside.
fn desert(plan: &Plan, x: f32, y: f32, far: f32) -> Brush {
    let seed = plan.seed;
    let wide = layered(seed, x / 95.0, y / 95.0, 4);
    let close = layered(seed ^ 1, x / 8.0, y / 8.0, 3);
    let open = blend([176.0, 150.0, 120.0], [203.0, 181.0, 149.0], ramp(0.25, 0.75, wide));
    let trodden = blend([182.0, 166.0, 141.0], [206.0, 191.0, 165.0], wide);
    let town = ramp(plan.edge + 0.4, plan.edge - 0.1, far);
    let mut colour = times(blend(open, trodden, town), 0.9 + 0.2 * close);
    let mut leaf = 0.28 * ramp(0.5, 0.75, layered(seed ^ 2, x / 30.0, y / 30.0, 3));
    if town < 0.9 {
        let open = 1.0 - town;
        let rill = (layered(seed ^ 6, x / 60.0, y / 42.0, 5) - 0.5).abs() * 60.0;
        colour = times(colour, 1.0 - 0.13 * open * ramp(1.6, 0.2, rill));
        let bush = shard(seed ^ 4, x / 2.7, y / 2.7);
        let thick = 0.02 + 0.22 * ramp(0.45, 0.8, wide) + 0.3 * ramp(0.9, 0.2, rill);
        let size = 0.35 + 0.5 * share(bush.bits << 7);
        if share(bush.bits) < thick * open && bush.inside > size {
            colour = times(colour, 0.78);
            leaf = 0.5;
        }
        let track = (layered(seed ^ 5, x / 170.0, y / 170.0, 2) - 0.5).abs() * 170.0;
        colour = blend(colour, [212.0, 194.0, 164.0], 0.5 * ramp(2.0, 0.7, track));
    }
    Brush { colour, leaf, crop: Crop::Wild, rise: 0.0 }
}

/// Watered parcels beyond the river and in a few patches elsewhere.
fn fields(plan: &Plan, x: f32, y: f32, far: f32, river: f32, brush: &mut Brush) {
    let seed = plan.seed ^ 0xF1;
    let (u, v) = (0.9285 * x + 0.3714 * y, 0.9285 * y - 0.3714 * x);
    let (strip, in_strip) = cell(v / 34.0);
    let width = 38.0 + 46.0 * share(scramble(seed, strip, 77));
    let start = share(scramble(seed, strip, 5));
    let (parcel, in_parcel) = cell(u / width + start);
    let bits = scramble(seed, parcel, strip);
    // A parcel is tilled or not as a whole, so that fields end at straight edges.
    let (mid_u, mid_v) = ((float(parcel) + 0.5 - start) * width, (float(strip) + 0.5) * 34.0);
    let (mid_x, mid_y) = (0.9285 * mid_u - 0.3714 * mid_v, 0.9285 * mid_v + 0.3714 * mid_u);
    let patch = layered(seed, mid_x / 120.0, mid_y / 120.0, 2);
    let away = plan.river(mid_x, mid_y);
    let beyond = away < 0.0 && away > -60.0 - 160.0 * patch && river < -19.0;
    let elsewhere = plan.far(mid_x, mid_y) > plan.edge + 0.42 && patch > 0.55 && river > 22.0;
    if !(beyond || elsewhere) || far < plan.edge + 0.12 {
        return;
    }
    let edge = (in_strip.min(1.0 - in_strip) * 34.0).min(in_parcel.min(1.0 - in_parcel) * width);
    let tone = 0.86 + 0.2 * share(bits.rotate_left(9));
    let furrow = (cell(if bits & 64 == 0 { u } else { v } / 1.9).1 - 0.5).abs();
    let patchy = layered(seed ^ 9, x / 14.0, y / 14.0, 3);
    let earth = blend([158.0, 134.0, 104.0], [186.0, 166.0, 136.0], share(bits.rotate_left(17)));
    brush.colour = times(earth, tone * (0.93 + 0.14 * patchy) * (0.95 + 0.14 * furrow));
    let kind = bits % 10;
    brush.leaf = (0.75 + 0.5 * (patchy - 0.5)) * ramp(0.5, 1.6, edge);
    (brush.crop, brush.leaf) = match kind {
        0..3 => (Crop::Wild, 0.4 * brush.leaf),
        3..6 => (Crop::Wheat, brush.leaf),
        6..8 => (Crop::Summer, brush.leaf * 0.95),
        _ => (Crop::Tree, 0.0),
    };
    if brush.crop == Crop::Tree {
        let ((column, right), (row, down)) = (cell(u / 5.5), cell(v / 5.5));
        let grown = share(scramble(seed, column, row));
        let (dx, dy) = ((right - 0.5) * 5.5, (down - 0.5) * 5.5);
        let round = 1.0 - (dx * dx + dy * dy) / (1.2 + 3.2 * grown);
        if round > 0.0 && edge > 2.5 && grown > 0.1 {
            brush.leaf = 0.95;
            brush.rise = 3.2 * round.sqrt() * grown.max(0.4);
        }
    }
    if edge < 0.9 {
        // Ditches and banks between the parcels.
        brush.colour = times(brush.colour, 0.84);
        (brush.crop, brush.leaf, brush.rise) = (Crop::Wild, 0.75, 0.0);
    }
}

/// The dry river: pale gravel in braids, dark banks, reeds and trees along it.
fn bed(plan: &Plan, x: f32, y: f32, river: f32, brush: &mut Brush) {
    let ragged = river + 8.0 * (layered(plan.seed ^ 0xB1, x / 13.0, y / 13.0, 3) - 0.5);
    let away = ragged.abs();
    if away < 15.0 {
        let braid = layered(plan.seed ^ 0xB2, x / 26.0, y / 7.0, 4);
        let gravel = blend([160.0, 148.0, 126.0], [212.0, 203.0, 184.0], ramp(0.3, 0.65, braid));
        let bank = ramp(10.0, 14.0, away);
        brush.colour = blend(gravel, times(brush.colour, 0.9), bank);
        brush.leaf = mix(0.15 * ramp(0.6, 0.4, braid), 0.5, bank);
        brush.crop = Crop::Wild;
        brush.rise = -2.4 * (1.0 - ramp(8.0, 15.0, away));
    } else if away < 30.0 {
        let thick = layered(plan.seed ^ 0xB3, x / 24.0, y / 24.0, 2);
        let crown = shard(plan.seed ^ 0xB4, x / 4.5, y / 4.5);
        let grows = share(crown.bits) < ramp(0.5, 0.7, thick) * ramp(31.0, 19.0, away);
        if grows && crown.inside > 0.12 {
            (brush.crop, brush.leaf) = (Crop::Tree, 0.92);
            brush.colour = times([150.0, 140.0, 118.0], 0.8 + 0.4 * share(crown.bits << 8));
            brush.rise = 1.2 + 3.4 * crown.inside.min(1.0) * (0.5 + share(crown.bits << 5));
        }
    }
}

/// Streets, where there is a town for them to serve; the main road goes on through the desert.
fn street(plan: &Plan, x: f32, y: f32, (far, river): (f32, f32), brush: &mut Brush) {
    let (u, v) = plan.inner(x, y);
    let Some(near) = plan.nearest(u, v) else { return };
    let main = near.street.half > 4.9;
    // Asphalt ends before the last lots, under dust.
    let kept = if main {
        1.0
    } else if near.street.paved {
        ramp(plan.edge + 0.1, plan.edge - 0.2, far) * ramp(15.0, 20.0, river)
    } else {
        ramp(plan.edge + 0.16, plan.edge + 0.06, far) * ramp(15.0, 20.0, river)
    };
    if kept <= 0.0 || near.outside > 2.5 {
        return;
    }
    let ragged = near.outside + 1.1 * (layered(plan.seed ^ 0xD1, x / 5.0, y / 5.0, 3) - 0.5);
    let worn = layered(plan.seed ^ 0xD2, x / 18.0, y / 18.0, 4);
    let inside = -ragged / near.street.half;
    let surface = if near.street.paved {
        let asphalt = blend([112.0, 109.0, 105.0], [150.0, 144.0, 134.0], ramp(0.3, 0.8, worn));
        let seam = if main && inside > 0.94 && cell((u + v) / 6.0).1 > 0.5 { 1.16 } else { 1.0 };
        let patch = ramp(0.6, 0.68, layered(plan.seed ^ 0xD4, x / 4.0, y / 9.0, 2));
        let drift = ramp(0.5, 0.72, layered(plan.seed ^ 0xD5, x / 11.0, y / 11.0, 3));
        let mended = times(asphalt, seam * (1.0 - 0.12 * patch));
        blend(mended, [196.0, 182.0, 157.0], 0.55 * drift)
    } else {
        let wheel = ramp(0.3, 0.45, inside) * ramp(0.75, 0.6, inside);
        let earth = blend([186.0, 170.0, 144.0], [214.0, 200.0, 175.0], worn);
        let damp = ramp(0.62, 0.75, layered(plan.seed ^ 0xD6, x / 6.0, y / 6.0, 3));
        times(earth, 1.0 - 0.07 * wheel - 0.1 * damp)
    };
    let dusty = blend(surface, [204.0, 190.0, 164.0], 0.75 * ramp(0.35, 0.0, inside));
    let cover = kept * ramp(0.5, -0.4, ragged);
    brush.colour = blend(brush.colour, dusty, cover);
    brush.leaf *= 1.0 - cover;
    brush.rise *= 1.0 - cover;
}
