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
    fn seen(&self, column: usize, row: usize, leans: &[(i32, i32, f32)]) -> (usize, bool) {
        let here = row * self.columns + column;
        for (east, south, height) in leans {
            let x = column.saturating_add_signed(isize::try_from(-east).unwrap_or(0));
            let y = row.saturating_add_signed(isize::try_from(-south).unwrap_or(0));
            let at = y.min(self.rows - 1) * self.columns + x.min(self.columns - 1);
            let over = self.texels[at].height - height;
            if over >= 0.0 {
                let step = leans.last().map_or(1.0, |lowest| lowest.2);
                return (at, over > step + 0.9);
            }
        }
        (here, false)
    }

    /// Light on the band: for each pixel (four texels) of `pixels` rows, as the sensor gets it.
    pub(super) fn light(&self, capture: &DemoCapture, pixels: usize, out: &mut [Rgb]) {
        let shade = self.shade(capture);
        let leans = leans(capture);
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
        leans: &[(i32, i32, f32)],
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

/// How far (texels east and south) each height (metres) leans over, highest first, one texel
/// apart.
fn leans(capture: &DemoCapture) -> Vec<(i32, i32, f32)> {
    let (east, south) = capture.lean;
    let tangent = east.abs().max(south.abs());
    let mut steps = Vec::new();
    if tangent <= 0.0 {
        return steps;
    }
    let step = FINE_M / tangent;
    let mut height = step;
    while height < TALLEST_M {
        let texels = |lean: f32| cell(lean * height / FINE_M + 0.5).0;
        steps.push((texels(east), texels(south), height));
        height += step;
    }
    steps.reverse();
    steps
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
            row.iter_mut().for_each(|texel| texel.colour = [100.0; 3]);
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
