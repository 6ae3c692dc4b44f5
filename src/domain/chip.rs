//! Which square of ground a chip shows, and how it was made. Maths, no pixels.

use serde::{Deserialize, Serialize};

use super::place::{Footprint, LonLat};

/// Sides that a frame may have, in metres.
const SIDES_M: [u32; 5] = [96, 128, 192, 256, 384];

/// The square on the ground that every chip of one building shows: north-up, on a grid of local
/// metres around `centre`, the same for all captures so that they can be laid over one another.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChipFrame {
    /// The middle of the chip.
    pub centre: LonLat,
    /// Metres across.
    pub metres: u32,
    /// Pixels across.
    pub px: u32,
}

impl ChipFrame {
    /// The frame of a footprint: at least three times its longest side, so that a roof is seen
    /// with its street, rounded up to one of a few sides so that scales stay familiar.
    #[must_use]
    pub fn around(footprint: &Footprint, px: u32) -> Self {
        let wanted = footprint.longest_side_m() * 3.0;
        let metres = SIDES_M.into_iter().find(|side| f64::from(*side) >= wanted).unwrap_or(384);
        Self { centre: footprint.centre(), metres, px }
    }

    /// The same ground at another size in pixels.
    #[must_use]
    pub const fn at_px(self, px: u32) -> Self {
        Self { px, ..self }
    }

    /// Metres on the ground of one pixel.
    #[must_use]
    pub fn metres_per_px(self) -> f64 {
        f64::from(self.metres) / f64::from(self.px)
    }

    /// The ground under the middle of pixel (column, row), row 0 at the north.
    #[must_use]
    pub fn ground(self, column: f64, row: f64) -> LonLat {
        let half = f64::from(self.px) / 2.0;
        let scale = self.metres_per_px();
        self.centre.offset_by((column + 0.5 - half) * scale, (half - row - 0.5) * scale)
    }

    /// Where a point of the ground lies in the chip, as shares of its side from the left and the
    /// top; outside 0..1 when the chip does not show it.
    #[must_use]
    pub fn share(self, point: LonLat) -> (f64, f64) {
        let (east, north) = self.centre.metres_to(point);
        let side = f64::from(self.metres);
        (0.5 + east / side, 0.5 - north / side)
    }
}

/// Everything that a chip's bytes depend on beside the program: recorded with each chip so that
/// an exported date can be traced to the exact pixels that were judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChipRecipe {
    /// Version of this program's cutting: raised whenever the same input gives other bytes.
    pub cutter: u32,
    /// The square of ground.
    pub frame: ChipFrame,
    /// SHA-256 of the source files in the order in which they were tried, in hex.
    pub sources: Vec<String>,
    /// Metres (east, north) by which the capture was shifted to lie on the others.
    pub shift_m: (f64, f64),
    /// JPEG quality, 1 to 100.
    pub quality: u8,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_house_gets_the_smallest_frame() {
        let house = Footprint::Point(LonLat::new(39.0, 36.0).unwrap());
        assert_eq!(ChipFrame::around(&house, 256).metres, 96);
    }

    #[test]
    fn a_pixel_and_its_ground_agree() {
        let centre = LonLat::new(39.0, 36.0).unwrap();
        let frame = ChipFrame { centre, metres: 128, px: 256 };
        let (x, y) = frame.share(frame.ground(63.5, 191.5));
        assert!((x - 0.25).abs() < 1e-6 && (y - 0.75).abs() < 1e-6);
    }
}
