//! A band of the town as heights and colours at a quarter metre, and how light falls on it.
//!
//! Shadows, slopes and leaning walls all come from the heights, so that whatever is put on the
//! surface, a dome or a heap of rubble, is lit as one scene.

use super::grain::{Rgb, cell, float, ramp};
use super::skies::DemoCapture;

/// Metres of one texel.
pub(super) const FINE_M: f32 = 0.25;
/// Texels of a band above and below its pixels: room for leaning walls.
pub(super) const LEAN_MARGIN: i32 = 16;
/// Texels to the south of a band: room for the shadows that fall into it.
pub(super) const SUN_MARGIN: i32 = 140;
/// The tallest thing on the ground, metres: a minaret.
const TALLEST_M: f32 = 17.0;
/// Texels across a block; more than anything leans, 17 m by 0.17.
const BLOCK: usize = 16;
/// The light of the sun and of the sky, of a surface that both reach: together one.
const SUN: Rgb = [0.70, 0.67, 0.63];
const SKY: Rgb = [0.30, 0.33, 0.37];

/// What lies at one texel.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Texel {
    /// Metres above the street.
    pub(super) height: f32,
    /// Its colour in full sun.
    pub(super) colour: Rgb,
}

/// Where a texel lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// Metres east and south of the corner of the town.
    pub(super) x: f32,
    pub(super) y: f32,
    /// The texel's own place, for noise.
    pub(super) column: i32,
    pub(super) row: i32,
}

/// How things lean in one capture.
struct Leans {
    /// How far (texels east and south) each height (metres) leans over, highest first, one texel
    /// apart.
    steps: Vec<(i32, i32, f32)>,
    /// Metres between two of these heights.
    step: f32,
    /// Blocks in one row of blocks.
    blocks: usize,
    /// The tallest thing in each block or beside it, metres: most ground has none.
    tallest: Vec<f32>,
}

/// A band of texels, all columns of the town wide.
pub(super) struct Surface {
    top: i32,
    columns: usize,
    rows: usize,
    texels: Vec<Texel>,
}

impl Surface {
    /// A bare band of `rows` texels from the row `top` on.
    pub(super) fn new(top: i32, columns: usize, rows: usize) -> Self {
        Self { top, columns, rows, texels: vec![Texel::default(); columns * rows] }
    }

    /// Every row with its number in the town.
    pub(super) fn rows_mut(&mut self) -> impl Iterator<Item = (i32, &mut [Texel])> {
        (self.top..).zip(self.texels.chunks_exact_mut(self.columns))
    }

    /// Whether a circle may touch the band.
    pub(super) fn touches(&self, y: f32, radius: f32) -> bool {
        let (north, south) = (cell((y - radius) / FINE_M).0, cell((y + radius) / FINE_M).0);
        south >= self.top && north < self.top + i32::try_from(self.rows).unwrap_or(i32::MAX)
    }

    /// Paints on the texels of the square around a circle.
    pub(super) fn stamp(
        &mut self,
        (x, y): (f32, f32),
        radius: f32,
        mut paint: impl FnMut(Spot, &mut Texel),
    ) {
        if !self.touches(y, radius) {
            return;
        }
        let clip = |at: f32, most: usize| usize::try_from(cell(at).0).unwrap_or(0).min(most);
        let (west, east) = (
            clip((x - radius) / FINE_M, self.columns),
            clip((x + radius) / FINE_M + 1.0, self.columns),
        );
        let shifted = float(self.top);
        let (north, south) = (
            clip((y - radius) / FINE_M - shifted, self.rows),
            clip((y + radius) / FINE_M + 1.0 - shifted, self.rows),
        );
        let first = self.top + i32::try_from(north).unwrap_or(0);
        let left = i32::try_from(west).unwrap_or(0);
        let rows = self.texels.chunks_exact_mut(self.columns).skip(north).take(south - north);
        for (row, texels) in (first..).zip(rows) {
            let Some(texels) = texels.get_mut(west..east) else { continue };
            for (column, texel) in (left..).zip(texels) {
                let at = |place: i32| (float(place) + 0.5) * FINE_M;
                paint(Spot { x: at(column), y: at(row), column, row }, texel);
            }
        }
    }

    /// The height below which the sun does not reach, for every texel: swept from the sun's side,
    /// row by row, each row handing its shadow on to the next one away from the sun.
    #[expect(clippy::indexing_slicing, reason = "hot loop; the bounds are those of the loops")]
    fn shade(&self, capture: &DemoCapture) -> Vec<f32> {
        let sun = capture.sun;
        let across = sun.east / sun.south;
        let drop = FINE_M * (1.0 + across * across).sqrt() * sun.up / sun.flat;
        let (step, part) = cell(across);
        let step = usize::try_from(step).unwrap_or(0);
        let (columns, rows) = (self.columns, self.rows);
        let mut shade: Vec<f32> = self.texels.iter().map(|texel| texel.height).collect();
        for row in (0..rows.saturating_sub(1)).rev() {
            let (here, below) = shade[row * columns..].split_at_mut(columns);
            for column in 0..columns {
                let near = below[(column + step).min(columns - 1)];
                let far = below[(column + step + 1).min(columns - 1)];
                let handed = near + (far - near) * part - drop;
                here[column] = here[column].max(handed);
            }
        }
        shade
    }

    /// The texel that the sensor sees where one lies on flat ground, and whether it is a wall: the
    /// highest one that leans over this place.
    #[expect(clippy::indexing_slicing, reason = "hot loop; every index is clamped")]
    fn seen(&self, column: usize, row: usize, leans: &Leans) -> (usize, bool) {
        let here = row * self.columns + column;
        let tallest = leans.tallest[(row / BLOCK) * leans.blocks + column / BLOCK];
        for (east, south, height) in &leans.steps {
            if *height > tallest {
                continue;
            }
            let x = column.saturating_add_signed(isize::try_from(-east).unwrap_or(0));
            let y = row.saturating_add_signed(isize::try_from(-south).unwrap_or(0));
            let at = y.min(self.rows - 1) * self.columns + x.min(self.columns - 1);
            let over = self.texels[at].height - height;
            if over >= 0.0 {
                return (at, over > leans.step + 0.9);
            }
        }
        (here, false)
    }

    /// How everything on the band leans in a capture.
    fn leans(&self, capture: &DemoCapture) -> Leans {
        let (east, south) = capture.lean;
        let tangent = east.abs().max(south.abs()).max(1e-3);
        let step = FINE_M / tangent;
        let mut steps = Vec::new();
        let mut height = step;
        while height < TALLEST_M {
            let texels = |lean: f32| cell(lean * height / FINE_M + 0.5).0;
            steps.push((texels(east), texels(south), height));
            height += step;
        }
        steps.reverse();
        let blocks = self.columns.div_ceil(BLOCK);
        let mut own = vec![0.0_f32; blocks * self.rows.div_ceil(BLOCK)];
        for (row, texels) in self.texels.chunks_exact(self.columns).enumerate() {
            let line = own.iter_mut().skip(row / BLOCK * blocks);
            for (block, texels) in line.zip(texels.chunks(BLOCK)) {
                *block = texels.iter().fold(*block, |most, texel| most.max(texel.height));
            }
        }
        // Nothing leans further than one block, so a block and its eight neighbours decide.
        let at = |place: usize, off: isize| {
            place.checked_add_signed(off).and_then(|at| own.get(at)).copied().unwrap_or(0.0)
        };
        let wide = isize::try_from(blocks).unwrap_or(0);
        let tallest = (0..own.len())
            .map(|place| {
                let near = [-wide, 0, wide]
                    .map(|down| at(place, down - 1).max(at(place, down)).max(at(place, down + 1)));
                near.into_iter().fold(0.0, f32::max)
            })
            .collect();
        Leans { steps, step, blocks, tallest }
    }

    /// Light on the band: for each pixel (four texels) of `pixels` rows, as the sensor gets it.
    pub(super) fn light(&self, capture: &DemoCapture, pixels: usize, out: &mut [Rgb]) {
        let shade = self.shade(capture);
        let leans = self.leans(capture);
        let width = self.columns / 2;
        let first = usize::try_from(LEAN_MARGIN).unwrap_or(0);
        for (row, line) in out.chunks_exact_mut(width).take(pixels).enumerate() {
            for (column, pixel) in line.iter_mut().enumerate() {
                let mut sum = [0.0_f32; 3];
                for (right, down) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
                    let place = (2 * column + right, first + 2 * row + down);
                    let light = self.lit(place, &leans, &shade, capture);
                    for (total, channel) in sum.iter_mut().zip(light) {
                        *total += channel * 0.25;
                    }
                }
                *pixel = sum;
            }
        }
    }

    #[expect(clippy::indexing_slicing, reason = "hot loop; every index is clamped")]
    fn lit(
        &self,
        (column, row): (usize, usize),
        leans: &Leans,
        shade: &[f32],
        capture: &DemoCapture,
    ) -> Rgb {
        let (at, wall) = self.seen(column, row, leans);
        let texel = self.texels[at];
        let sun = capture.sun;
        let mut direct = 1.0;
        let mut open = 1.0;
        if wall {
            // The wall faces the sensor, which stands opposite to the lean.
            let facing = -(capture.lean.0 * sun.east + capture.lean.1 * sun.south);
            direct = if facing > 0.0 { 0.8 } else { 0.1 };
            open = 0.9;
        } else {
            let last = self.texels.len() - 1;
            let rise = |to: usize, from: usize| {
                let (to, from) = (self.texels[to.min(last)].height, self.texels[from].height);
                ((to - from) / (2.0 * FINE_M)).clamp(-0.9, 0.9)
            };
            let east = rise(at + 1, at.saturating_sub(1));
            let south = rise(at + self.columns, at.saturating_sub(self.columns));
            if east.abs() + south.abs() > 0.01 {
                let steep = (1.0 + east * east + south * south).sqrt();
                let slope = sun.up - (east * sun.east + south * sun.south) * sun.flat;
                direct = (slope / (steep * sun.up)).clamp(0.0, 1.45);
                open = 0.6 + 0.4 / steep;
            }
            direct *= 1.0 - ramp(0.03, 0.5, shade[at] - texel.height);
        }
        let [red, green, blue] = texel.colour;
        let glow = |channel: f32, from_sun: f32, from_sky: f32| {
            channel * (from_sun * direct + from_sky * open)
        };
        [glow(red, SUN[0], SKY[0]), glow(green, SUN[1], SKY[1]), glow(blue, SUN[2], SKY[2])]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::town::Town;

    fn lit_post(height: f32) -> Vec<Rgb> {
        let mut capture = Town::build(1, 1, 2).unwrap().captures.remove(0);
        capture.lean = (0.0, 0.0);
        let mut surface = Surface::new(0, 200, 400);
        for (_, row) in surface.rows_mut() {
            for texel in row {
                texel.colour = [100.0; 3];
            }
        }
        surface.stamp((25.0, 40.0), 4.0, |_, texel| texel.height = height);
        let mut out = vec![[0.0; 3]; 100 * 100];
        surface.light(&capture, 100, &mut out);
        out
    }

    #[test]
    fn a_tall_thing_casts_its_shadow_away_from_the_sun() {
        let (flat, tall) = (lit_post(0.0), lit_post(8.0));
        let at = |picture: &[Rgb], x: usize, y: usize| picture[(y - 8) * 100 + x][1];
        // North-west of it lies shadow, south-east of it sun.
        assert!(at(&tall, 45, 66) < 0.5 * at(&flat, 45, 66));
        assert!((at(&tall, 62, 95) - at(&flat, 62, 95)).abs() < 1.0);
        assert!((at(&flat, 10, 20) - 100.0).abs() < 1.0);
    }
}
