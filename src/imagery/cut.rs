//! One square of ground taken out of rasters: [`ChipFrame`] and [`Raster`] to [`Pixels`].
//!
//! The projection is computed exactly at 9 by 9 places of the chip and linearly between them: over
//! 384 m the error is far below a thousandth of a pixel. Each raster is read once per chip. All
//! weights are whole numbers, so that the last digit of a sine decides nothing.

use super::raster::{Raster, Window};
use super::refusal::RasterError;
use super::samples::Texel;
use crate::domain::chip::ChipFrame;

/// Raised whenever the same rasters, frame and shift give other pixels.
pub const CUTTER_VERSION: u32 = 1;

/// What is painted where no source shows anything: a grey that no one takes for ground.
pub const BLANK: [u8; 3] = [128; 3];

/// Pixels across of the largest chip.
const SIDE_PX_MAX: u32 = 4096;
/// Parts into which the chip is divided for projecting, in each direction.
const PARTS: u32 = 8;
/// From this many source pixels per chip pixel on they are averaged, not interpolated.
const AVERAGE_FROM: f64 = 1.5;
/// Steps into which a source pixel is divided when it is weighed.
const STEPS: i64 = 4096;
/// The weight of a whole source pixel.
const WHOLE_PIXEL: u64 = 4096 * 4096;
/// How far outside the image, in pixels, counts as its edge: neighbouring tiles must not leave a
/// seam through rounding.
const SEAM_STEPS: i64 = STEPS / 64;

/// The pixels of a chip.
#[derive(Debug, Clone, PartialEq)]
pub struct Pixels {
    /// Pixels across and down.
    pub side: u32,
    /// Red, green, blue, row by row from the north-west: `side * side * 3` bytes.
    pub rgb: Vec<u8>,
    /// The share, 0 to 1, of pixels that no source shows.
    pub blank_share: f64,
}

/// Cuts a chip: each pixel from the first raster that shows it, [`BLANK`] where none does.
///
/// `shift_m` is how far, in metres (east, north), the capture is moved to lie on the others.
/// Where a chip pixel covers more than 1.5 source pixels they are averaged over its area, else
/// interpolated linearly; pixels that show nothing have no weight.
///
/// # Errors
/// When a block of a raster is damaged, or too many pixels would have to be read.
pub fn cut(
    rasters: &mut [Raster],
    frame: &ChipFrame,
    shift_m: (f64, f64),
) -> Result<Pixels, RasterError> {
    if !(1..=SIDE_PX_MAX).contains(&frame.px) {
        return Err(RasterError::FrameSize(frame.px));
    }
    let side = index(i64::from(frame.px));
    let ground = ChipFrame { centre: frame.centre.offset_by(-shift_m.0, -shift_m.1), ..*frame };
    let mut chip = vec![None; side * side];
    for raster in rasters {
        if chip.iter().all(Option::is_some) {
            break;
        }
        paint(&mut chip, raster, &ground)?;
    }
    let blank = u32::try_from(chip.iter().filter(|pixel| pixel.is_none()).count());
    let all = f64::from(frame.px) * f64::from(frame.px);
    Ok(Pixels {
        side: frame.px,
        rgb: chip.into_iter().flat_map(|pixel| pixel.unwrap_or(BLANK)).collect(),
        blank_share: f64::from(blank.unwrap_or(u32::MAX)) / all,
    })
}

/// Paints what a raster shows of the pixels that are still empty.
fn paint(
    chip: &mut [Option<[u8; 3]>],
    raster: &mut Raster,
    ground: &ChipFrame,
) -> Result<(), RasterError> {
    let Some(grid) = Grid::project(raster, ground) else {
        return Ok(());
    };
    let reach = grid.reach(ground.px);
    let Some(view) = View::read(raster, &grid, reach)? else {
        return Ok(());
    };
    let middle = |n| Spot::at_share((f64::from(n) + 0.5) / f64::from(ground.px));
    let spots: Vec<_> = (0..ground.px).map(middle).collect();
    for (row, pixels) in spots.iter().zip(chip.chunks_exact_mut(spots.len())) {
        let line = grid.line(*row);
        for (column, pixel) in spots.iter().zip(pixels) {
            if pixel.is_none() {
                *pixel = view.colour(line.at(*column));
            }
        }
    }
    Ok(())
}

/// A position in a raster, in pixels, whole numbers being the corners of pixels.
type Position = (f64, f64);

/// Where in a raster the control places of a chip lie, row by row.
struct Grid {
    lines: Vec<Line>,
}

/// One row of control places, west to east.
struct Line(Vec<Position>);

impl Grid {
    /// Nothing when some place of the chip has no position in the raster's system, which then
    /// lies on another part of the globe.
    fn project(raster: &Raster, ground: &ChipFrame) -> Option<Self> {
        let step = f64::from(ground.px) / f64::from(PARTS);
        // `ground` takes the middles of pixels, a control place is a corner.
        let corner = |n: u32| f64::from(n) * step - 0.5;
        let place = |x, y| raster.georeference().to_pixel(ground.ground(corner(x), corner(y)));
        let line = |y| (0..=PARTS).map(|x| place(x, y)).collect::<Option<_>>().map(Line);
        Some(Self { lines: (0..=PARTS).map(line).collect::<Option<_>>()? })
    }

    /// The positions along a row of the chip.
    fn line(&self, row: Spot) -> Line {
        let Some([a, b]) = row.neighbours(&self.lines) else {
            return Line(Vec::new());
        };
        Line(a.0.iter().zip(&b.0).map(|(a, b)| row.blend(*a, *b)).collect())
    }

    /// Source pixels along each axis that one chip pixel covers: at least 1, and 1 up to
    /// [`AVERAGE_FROM`], which makes interpolation of it.
    fn reach(&self, px: u32) -> (f64, f64) {
        let at = |x, y| self.line(Spot::at_share(y)).at(Spot::at_share(x));
        let (west, east, north, south) = (at(0.0, 0.5), at(1.0, 0.5), at(0.5, 0.0), at(0.5, 1.0));
        let per_pixel = |a: f64, b: f64| {
            let covered = a.hypot(b) / f64::from(px);
            if covered > AVERAGE_FROM { covered } else { 1.0 }
        };
        (
            per_pixel(east.0 - west.0, south.0 - north.0),
            per_pixel(east.1 - west.1, south.1 - north.1),
        )
    }
}

impl Line {
    /// The position at a column of the chip.
    fn at(&self, column: Spot) -> Position {
        let neighbours = column.neighbours(&self.0);
        neighbours.map_or((f64::NAN, f64::NAN), |[a, b]| column.blend(*a, *b))
    }
}

/// Where along a side of the chip something is: after which control place, and how far on.
#[derive(Debug, Clone, Copy)]
struct Spot {
    after: usize,
    part: f64,
}

impl Spot {
    /// At a share, 0 to 1, of the side.
    fn at_share(share: f64) -> Self {
        let along = share * f64::from(PARTS);
        let after = along.floor().clamp(0.0, f64::from(PARTS - 1));
        Self { after: index(whole(after)), part: along - after }
    }

    fn neighbours<T>(self, places: &[T]) -> Option<&[T; 2]> {
        places.get(self.after..)?.first_chunk()
    }

    fn blend(self, a: Position, b: Position) -> Position {
        (a.0 + (b.0 - a.0) * self.part, a.1 + (b.1 - a.1) * self.part)
    }
}

/// The part of a raster that lies under a chip, ready for looking up colours.
struct View {
    window: Window,
    /// Columns of the window.
    width: i64,
    /// Rows of the window.
    height: i64,
    /// Half of what one chip pixel covers, in steps.
    half: (i64, i64),
}

impl View {
    /// Reads what the chip needs; nothing when the image does not reach under it.
    fn read(
        raster: &mut Raster,
        grid: &Grid,
        reach: (f64, f64),
    ) -> Result<Option<Self>, RasterError> {
        let positions = || grid.lines.iter().flat_map(|line| &line.0);
        let facts = raster.facts();
        let columns = needed(positions().map(|p| p.0), reach.0, facts.width);
        let rows = needed(positions().map(|p| p.1), reach.1, facts.height);
        if columns.is_empty() || rows.is_empty() {
            return Ok(None);
        }
        let window = raster.window(columns, rows)?;
        let width = i64::from(window.columns.end - window.columns.start);
        let height = i64::from(window.rows.end - window.rows.start);
        Ok(Some(Self { window, width, height, half: (steps(reach.0 / 2.0), steps(reach.1 / 2.0)) }))
    }

    /// The mean colour around a position, or nothing when the pixel at it shows nothing.
    ///
    /// Source pixels count by the area that they share with a box around the position. For a box
    /// of one pixel across that is linear interpolation.
    fn colour(&self, (column, row): Position) -> Option<[u8; 3]> {
        let across = steps(column - f64::from(self.window.columns.start));
        let down = steps(row - f64::from(self.window.rows.start));
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

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "saturates, NaN is 0")]
fn whole(number: f64) -> i64 {
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
        let window = Window { columns: 5..7, rows: 3..4, texels };
        let view = View { window, width: 2, height: 1, half: (STEPS / 2, STEPS / 2) };
        assert_eq!(view.colour((5.9, 3.5)), Some([200, 100, 50]));
        assert_eq!(view.colour((6.1, 3.5)), None);
    }

    #[test]
    fn far_places_need_no_pixels() {
        assert!(needed([-1000.0, -900.0].into_iter(), 1.0, 500).is_empty());
        assert!(needed([1e300, f64::MAX].into_iter(), 1.0, 500).is_empty());
        assert_eq!(needed([10.2, 20.9].into_iter(), 1.0, 500), 8..23);
    }
}
