//! The part of a raster that lies under a chip, and the colour around a position in it.
//!
//! All weights are whole numbers, so that the last digit of a sine decides nothing.

use super::level::Window;
use super::raster::Raster;
use super::refusal::RasterError;
use super::samples::Texel;

/// Steps into which a source pixel is divided when it is weighed.
const STEPS: i64 = 4096;
/// The weight of a whole source pixel.
const WHOLE_PIXEL: u64 = 4096 * 4096;
/// How far outside the image, in pixels, counts as its edge: neighbouring tiles must not leave a
/// seam through rounding.
const SEAM_STEPS: i64 = STEPS / 64;

/// The part of a raster that lies under a chip, ready for looking up colours.
pub(super) struct View {
    window: Window,
    /// Columns of the window.
    width: i64,
    /// Rows of the window.
    height: i64,
    /// Half of what one chip pixel covers, in steps.
    half: (i64, i64),
    /// Whether every position well inside is mixed of four pixels that all show something.
    is_plain: bool,
    /// Columns of the window, for finding the row below.
    stride: usize,
}

impl View {
    /// Reads what positions in a level of this size need; nothing when it does not reach them.
    /// `reach` is what one chip pixel covers, in source pixels across and down.
    pub(super) fn read<P: Iterator<Item = (f64, f64)>>(
        raster: &mut Raster,
        level: usize,
        size: (u32, u32),
        positions: impl Fn() -> P,
        reach: (f64, f64),
    ) -> Result<Option<Self>, RasterError> {
        let columns = needed(positions().map(|p| p.0), reach.0, size.0);
        let rows = needed(positions().map(|p| p.1), reach.1, size.1);
        if columns.is_empty() || rows.is_empty() {
            return Ok(None);
        }
        let half = (steps(reach.0 / 2.0), steps(reach.1 / 2.0));
        Ok(Some(Self::of(raster.window(level, columns, rows)?, half)))
    }

    fn of(window: Window, half: (i64, i64)) -> Self {
        let width = i64::from(window.columns.end - window.columns.start);
        let height = i64::from(window.rows.end - window.rows.start);
        let is_plain = window.is_all_shown && half == (STEPS / 2, STEPS / 2);
        Self { window, width, height, half, is_plain, stride: index(width) }
    }

    /// The mean colour around a position, or nothing when the pixel at it shows nothing.
    ///
    /// Source pixels count by the area that they share with a box around the position. For a box
    /// of one pixel across that is linear interpolation.
    pub(super) fn colour(&self, (column, row): (f64, f64)) -> Option<[u8; 3]> {
        let across = steps(column - f64::from(self.window.columns.start));
        let down = steps(row - f64::from(self.window.rows.start));
        self.mean(across, down)
    }

    /// Paints the colours at these shares of the way between two positions, if all of them are
    /// mixed of four pixels that show something. What [`View::colour`] gives, sooner.
    pub(super) fn paint(
        &self,
        [from, to]: [(f64, f64); 2],
        shares: &[f64],
        pixels: &mut [[u8; 3]],
    ) -> bool {
        let (left, top) = (self.window.columns.start, self.window.rows.start);
        let (left, top) = (f64::from(left), f64::from(top));
        let is_inside = |(column, row): (f64, f64)| {
            // Half a pixel to be mixed with, and some for rounding.
            let within = |at: f64, length: i64| (0.51..real(length) - 0.51).contains(&at);
            within(column - left, self.width) && within(row - top, self.height)
        };
        if !(self.is_plain && is_inside(from) && is_inside(to)) {
            return false;
        }
        let (columns, rows) = (to.0 - from.0, to.1 - from.1);
        let (left, top) = (left + 0.5, top + 0.5);
        for (share, pixel) in shares.iter().zip(pixels) {
            let across = positive_steps(from.0 + columns * share - left);
            let down = positive_steps(from.1 + rows * share - top);
            *pixel = self.mix(across, down).unwrap_or_default();
        }
        true
    }

    /// The four pixels around a position mixed linearly, if they are there. The position is that
    /// of the middle of the first of them, in steps.
    fn mix(&self, across: u32, down: u32) -> Option<[u8; 3]> {
        let start = place(down >> 12) * self.stride + place(across >> 12);
        let texels = self.window.texels.get(start..start + self.stride + 2)?;
        let [[a, b], [c, d]] = [texels.first_chunk::<2>()?, texels.last_chunk::<2>()?];
        let (right, low) = (u64::from(across & 4095), u64::from(down & 4095));
        // Of the four products of shares one is computed and the others follow from it.
        let last = right * low;
        let (second, third) = ((right << 12) - last, (low << 12) - last);
        let first = (1 << 24) - (right << 12) - third;
        // Red and blue are summed in the two halves of one number, each of which holds 255 whole
        // pixels and the half that rounds.
        let (mut red_blue, mut green) = (1 << 23 | 1 << 55, 1 << 31);
        for (texel, weight) in [(a, first), (b, second), (c, third), (d, last)] {
            let texel = u64::from(u32::from_le_bytes(*texel));
            red_blue += (texel & 0xff | (texel & 0x00ff_0000) << 16) * weight;
            green += (texel & 0xff00) * weight;
        }
        let [.., red, _, _, _, blue] = red_blue.to_le_bytes();
        let [_, _, _, _, green, ..] = green.to_le_bytes();
        Some([red, green, blue])
    }

    fn mean(&self, across: i64, down: i64) -> Option<[u8; 3]> {
        let is_shown = |texel: &Texel| texel[3] != 0;
        if !self
            .texel(settle(across, self.width)?, settle(down, self.height)?)
            .is_some_and(is_shown)
        {
            return None;
        }
        let (mut red, mut green, mut blue, mut total) = (0, 0, 0, 0);
        for (texel_y, high) in weights(down, self.half.1, self.height) {
            for (texel_x, wide) in weights(across, self.half.0, self.width) {
                let Some([r, g, b, 255]) = self.texel(texel_x, texel_y) else {
                    continue;
                };
                let weight = high * wide;
                red += weight * u64::from(*r);
                green += weight * u64::from(*g);
                blue += weight * u64::from(*b);
                total += weight;
            }
        }
        // Nearly always the box is one whole pixel, and a shift is far faster than a division.
        let mean = |sum: u64| match total {
            WHOLE_PIXEL => (sum + WHOLE_PIXEL / 2) / WHOLE_PIXEL,
            _ => (sum + total / 2) / total.max(1),
        };
        let byte = |sum| u8::try_from(mean(sum)).unwrap_or(u8::MAX);
        (total > 0).then(|| [byte(red), byte(green), byte(blue)])
    }

    fn texel(&self, x: i64, y: i64) -> Option<&Texel> {
        self.window.texels.get(index(y * self.width + x))
    }
}

/// The pixels along one axis that positions need, with what lies around them.
fn needed(positions: impl Iterator<Item = f64>, reach: f64, length: u32) -> std::ops::Range<u32> {
    let (low, high) = positions
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p), high.max(p)));
    let pixel = |p: f64| u32::try_from(whole(p.clamp(0.0, f64::from(length)))).unwrap_or(length);
    let margin = reach / 2.0 + 1.0;
    pixel((low - margin).floor())..pixel((high + margin).ceil())
}

/// The pixel that a position lies in; at the very edge, the nearest.
fn settle(position: i64, length: i64) -> Option<i64> {
    let end = length * STEPS;
    let is_inside = (-SEAM_STEPS..end + SEAM_STEPS).contains(&position);
    is_inside.then(|| position.clamp(0, end - 1) / STEPS)
}

/// The pixels along one axis that a box around a position touches, and how many steps of each.
fn weights(position: i64, half: i64, length: i64) -> impl Iterator<Item = (i64, u64)> {
    let start = (position - half).max(0);
    let end = (position + half).min(length * STEPS);
    (start / STEPS..(end + STEPS - 1) / STEPS).map(move |pixel| {
        let shared = end.min((pixel + 1) * STEPS) - start.max(pixel * STEPS);
        (pixel, u64::try_from(shared).unwrap_or_default())
    })
}

/// A length in pixels, in whole steps: the nearest, or the one above it for some below 0, which
/// lie outside an image. (`round` would take as long as all else here.)
fn steps(pixels: f64) -> i64 {
    whole(pixels * 4096.0 + 0.5)
}

/// A length in pixels, not negative, in whole steps, the nearest.
fn positive_steps(pixels: f64) -> u32 {
    // Beside 3 * 2^51 a number has no digits for fractions, and its last bits are its whole part.
    let [a, b, c, d, ..] = (pixels * 4096.0 + 6_755_399_441_055_744.0).to_bits().to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

fn place(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn real(n: i64) -> f64 {
    u32::try_from(n).map_or(0.0, f64::from)
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, NaN is 0")]
pub(super) fn whole(number: f64) -> i64 {
    number as i64
}

/// A place in a list; what is negative lies beyond its end.
fn index(n: i64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_of_one_pixel_interpolates_linearly() {
        // A quarter of a pixel right of the middle of pixel 2.
        let position = steps(2.75);
        let found: Vec<_> = weights(position, STEPS / 2, 10).collect();
        assert_eq!(found, [(2, 3072), (3, 1024)]);
    }

    #[test]
    fn a_box_of_three_pixels_counts_each_by_its_share() {
        let found: Vec<_> = weights(steps(5.0), steps(1.5), 10).collect();
        assert_eq!(found, [(3, 2048), (4, 4096), (5, 4096), (6, 2048)]);
    }

    #[test]
    fn a_box_over_the_edge_counts_only_what_is_there() {
        let found: Vec<_> = weights(steps(0.25), STEPS / 2, 10).collect();
        assert_eq!(found, [(0, 3072)]);
    }

    #[test]
    fn neighbouring_images_leave_no_seam_where_rounding_parts_them() {
        let (right_of_the_left, left_of_the_right) = (10 * STEPS + 2, -2);
        assert_eq!(settle(right_of_the_left, 10), Some(9));
        assert_eq!(settle(left_of_the_right, 10), Some(0));
        assert_eq!(settle(-STEPS / 2, 10), None);
    }

    #[test]
    fn pixels_that_show_nothing_do_not_darken_their_neighbours() {
        let texels = vec![[200, 100, 50, 255], [0; 4]];
        let window = Window { columns: 5..7, rows: 3..4, texels, is_all_shown: false };
        let view = View::of(window, (STEPS / 2, STEPS / 2));
        assert_eq!(view.colour((5.9, 3.5)), Some([200, 100, 50]));
        assert_eq!(view.colour((6.1, 3.5)), None);
    }

    #[test]
    fn far_places_need_no_pixels() {
        assert!(needed([-1000.0, -900.0].into_iter(), 1.0, 500).is_empty());
        assert!(needed([1e300, f64::MAX].into_iter(), 1.0, 500).is_empty());
        assert_eq!(needed([10.2, 20.9].into_iter(), 1.0, 500), 8..23);
    }

    #[test]
    fn the_short_way_gives_what_the_long_one_does() {
        let texel = |n: u32| {
            let [a, b, c, _] = n.wrapping_mul(2_654_435_761).to_le_bytes();
            [if n.is_multiple_of(3) { 255 } else { a }, b, c, 255]
        };
        let texels = (0..35).map(texel).collect();
        let window = Window { columns: 0..7, rows: 0..5, texels, is_all_shown: true };
        let view = View::of(window, (STEPS / 2, STEPS / 2));
        let mut compared = 0;
        for across in 0..6 * 64 {
            let column = 0.52 + f64::from(across) / 64.3;
            let (from, to) = ((column, 0.52), (column, 4.48));
            let shares: Vec<_> = (0..200).map(|n| f64::from(n) / 199.0).collect();
            let mut pixels = vec![[0; 3]; 200];
            assert!(view.paint([from, to], &shares, &mut pixels), "{column}");
            for (share, pixel) in shares.iter().zip(pixels) {
                let colour = view.colour((column, 0.52 + (4.48 - 0.52) * share));
                assert_eq!(colour, Some(pixel), "{column} {share}");
                compared += 1;
            }
        }
        assert!(compared > 10_000, "{compared}");
        assert!(!view.paint([(0.2, 1.0), (3.0, 1.0)], &[0.5], &mut [[0; 3]]), "at the edge");
    }
}
