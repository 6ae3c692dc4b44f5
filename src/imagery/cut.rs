//! One square of ground taken out of rasters: [`ChipFrame`] and [`Raster`] to [`Pixels`].
//!
//! The projection is computed exactly at 9 by 9 places of the chip and linearly between them: over
//! 384 m the error is far below a thousandth of a pixel. Each raster is read once per chip. All
//! weights are whole numbers, so that the last digit of a sine decides nothing.

use super::raster::Raster;
use super::refusal::RasterError;
use super::view::{View, whole};
use crate::domain::chip::ChipFrame;
use crate::domain::place::LonLat;
use crate::domain::tile::{MapTile, TILE_PX};

/// Raised whenever the same rasters, frame and shift give other pixels.
pub const CUTTER_VERSION: u32 = 2;

/// What is painted where no source shows anything: a grey that no one takes for ground.
pub const BLANK: [u8; 3] = [128; 3];

/// Pixels across of the largest chip.
const SIDE_PX_MAX: u32 = 4096;
/// Parts into which the chip is divided for projecting, in each direction.
const PARTS: u32 = 8;
/// From this many source pixels per chip pixel on they are averaged, not interpolated.
const AVERAGE_FROM: f64 = 1.5;
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
    let ground = ChipFrame { centre: frame.centre.offset_by(-shift_m.0, -shift_m.1), ..*frame };
    cut_where(rasters, frame.px, &|x, y| Some(ground.ground(x, y)))
}

/// Cuts a tile of a web map, as [`cut`] cuts a chip.
///
/// # Errors
/// When a block of a raster is damaged, or too many pixels would have to be read.
pub fn cut_tile(
    rasters: &mut [Raster],
    tile: MapTile,
    shift_m: (f64, f64),
) -> Result<Pixels, RasterError> {
    let ground = |x, y| Some(tile.ground(x, y)?.offset_by(-shift_m.0, -shift_m.1));
    cut_where(rasters, TILE_PX, &ground)
}

/// The ground under the middle of a pixel of the picture that is cut.
type Ground<'a> = dyn Fn(f64, f64) -> Option<LonLat> + 'a;

fn cut_where(rasters: &mut [Raster], px: u32, ground: &Ground<'_>) -> Result<Pixels, RasterError> {
    let mut canvas = Canvas::blank(px);
    for raster in rasters {
        if canvas.blank == 0 {
            break;
        }
        paint(&mut canvas, raster, px, ground)?;
    }
    let blank_share = f64::from(canvas.blank) / (f64::from(px) * f64::from(px));
    Ok(Pixels { side: px, rgb: canvas.rgb, blank_share })
}

/// A chip being painted.
struct Canvas {
    rgb: Vec<u8>,
    is_painted: Vec<bool>,
    /// Pixels that are not painted.
    blank: u32,
}

impl Canvas {
    fn blank(side: u32) -> Self {
        let blank = side * side;
        let pixels = usize::try_from(blank).unwrap_or_default();
        Self { rgb: BLANK.repeat(pixels), is_painted: vec![false; pixels], blank }
    }
}

/// Paints what a raster shows of the pixels that are still empty.
fn paint(
    canvas: &mut Canvas,
    raster: &mut Raster,
    px: u32,
    ground: &Ground<'_>,
) -> Result<(), RasterError> {
    let Some(grid) = Grid::project(raster, px, ground) else {
        return Ok(());
    };
    let (level, size) = raster.level_for(grid.covered(px));
    let whole = (f64::from(raster.facts().width), f64::from(raster.facts().height));
    let grid = grid.scaled(f64::from(size.0) / whole.0, f64::from(size.1) / whole.1);
    let reach = grid.reach(px);
    let positions = || grid.lines.iter().flat_map(|line| &line.0).copied();
    let Some(view) = View::read(raster, level, size, positions, reach)? else {
        return Ok(());
    };
    let middle = |n| Spot::at_share((f64::from(n) + 0.5) / f64::from(px));
    let spots: Vec<_> = (0..px).map(middle).collect();
    let shares: Vec<_> = spots.iter().map(|spot| spot.part).collect();
    let is_untouched = canvas.is_painted.iter().all(|is_painted| !is_painted);
    let runs: Vec<_> = spots.chunk_by(|a, b| a.after == b.after).collect();
    let pixels = canvas.rgb.as_chunks_mut::<3>().0.chunks_exact_mut(spots.len());
    let painted = canvas.is_painted.chunks_exact_mut(spots.len());
    for (row, (mut pixels, mut painted)) in spots.iter().zip(pixels.zip(painted)) {
        let line = grid.line(*row);
        let mut shares = shares.as_slice();
        for run in &runs {
            let (Some(shares), Some(pixels), Some(painted)) = (
                shares.split_off(..run.len()),
                pixels.split_off_mut(..run.len()),
                painted.split_off_mut(..run.len()),
            ) else {
                break;
            };
            let ends = run.first().and_then(|spot| spot.neighbours(&line.0));
            if is_untouched && ends.is_some_and(|ends| view.paint(*ends, shares, pixels)) {
                painted.fill(true);
                canvas.blank -= count(run.len());
                continue;
            }
            for (column, (pixel, is_painted)) in run.iter().zip(pixels.iter_mut().zip(painted)) {
                if !*is_painted && let Some(colour) = view.colour(line.at(*column)) {
                    *pixel = colour;
                    *is_painted = true;
                    canvas.blank -= 1;
                }
            }
        }
    }
    Ok(())
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
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
    fn project(raster: &Raster, px: u32, ground: &Ground<'_>) -> Option<Self> {
        let step = f64::from(px) / f64::from(PARTS);
        // `ground` takes the middles of pixels, a control place is a corner.
        let corner = |n: u32| f64::from(n) * step - 0.5;
        let place = |x, y| raster.georeference().to_pixel(ground(corner(x), corner(y))?);
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

    /// Source pixels along each axis that one chip pixel covers.
    fn covered(&self, px: u32) -> (f64, f64) {
        let at = |x, y| self.line(Spot::at_share(y)).at(Spot::at_share(x));
        let (west, east, north, south) = (at(0.0, 0.5), at(1.0, 0.5), at(0.5, 0.0), at(0.5, 1.0));
        let per_pixel = |a: f64, b: f64| a.hypot(b) / f64::from(px);
        (
            per_pixel(east.0 - west.0, south.0 - north.0),
            per_pixel(east.1 - west.1, south.1 - north.1),
        )
    }

    /// The same, at least 1, and 1 up to [`AVERAGE_FROM`], which makes interpolation of it.
    fn reach(&self, px: u32) -> (f64, f64) {
        let enough = |covered: f64| if covered > AVERAGE_FROM { covered } else { 1.0 };
        let (across, down) = self.covered(px);
        (enough(across), enough(down))
    }

    /// The same places in an overview that has this share of the columns and rows.
    fn scaled(mut self, across: f64, down: f64) -> Self {
        for (x, y) in self.lines.iter_mut().flat_map(|line| &mut line.0) {
            (*x, *y) = (*x * across, *y * down);
        }
        self
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
        Self { after: usize::try_from(whole(after)).unwrap_or_default(), part: along - after }
    }

    fn neighbours<T>(self, places: &[T]) -> Option<&[T; 2]> {
        places.get(self.after..)?.first_chunk()
    }

    fn blend(self, a: Position, b: Position) -> Position {
        (a.0 + (b.0 - a.0) * self.part, a.1 + (b.1 - a.1) * self.part)
    }
}
