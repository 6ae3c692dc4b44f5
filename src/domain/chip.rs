//! Which square of ground a chip shows, and how it was made. Maths, no pixels.

use serde::{Deserialize, Serialize};

use super::place::{Footprint, LonLat};
use super::reading::Reading;

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
        Self::of_size(footprint.centre(), footprint.longest_side_m(), px)
    }

    /// The frame of a footprint of which only the middle and the longest side in metres are
    /// known.
    #[must_use]
    pub fn of_size(centre: LonLat, longest_side_m: f64, px: u32) -> Self {
        let wanted = longest_side_m * 3.0;
        let metres = SIDES_M.into_iter().find(|side| f64::from(*side) >= wanted).unwrap_or(384);
        Self { centre, metres, px }
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

/// What a chip is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChipKind {
    /// The picture that is judged.
    Chip,
    /// The small picture of a filmstrip.
    Thumb,
    /// The surroundings, four times as wide.
    Context,
    /// The judged picture in fewer bytes, for weak links.
    Low,
}

impl ChipKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Chip, Self::Thumb, Self::Context, Self::Low];
    /// What every screen of a task shows, and so is cut ahead.
    pub const AHEAD: [Self; 2] = [Self::Chip, Self::Thumb];

    /// The word used in the database and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chip => "chip",
            Self::Thumb => "thumb",
            Self::Context => "context",
            Self::Low => "low",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Pixels across, where the judged chip has `judged` of them.
    #[must_use]
    pub const fn px(self, judged: u32) -> u32 {
        match self {
            Self::Chip => judged,
            Self::Thumb => 64,
            Self::Context | Self::Low => 256,
        }
    }

    /// The frame of this kind for a building whose judged chip has the frame `judged`.
    #[must_use]
    pub const fn frame(self, judged: ChipFrame) -> ChipFrame {
        let metres = if matches!(self, Self::Context) { judged.metres * 4 } else { judged.metres };
        ChipFrame { metres, ..judged.at_px(self.px(judged.px)) }
    }

    /// The encoder's quality, 1 to 100.
    #[must_use]
    pub const fn quality(self) -> u8 {
        match self {
            Self::Chip | Self::Context => 75,
            Self::Thumb => 60,
            Self::Low => 50,
        }
    }
}

/// What all chips of one kind from one capture have in common, and their bytes depend on beside
/// the building's frame and the program: recorded so that an exported date can be traced to the
/// exact pixels that were judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChipRecipe {
    /// Version of this program's cutting: raised whenever the same input gives other bytes.
    pub cutter: u32,
    /// SHA-256 of the source files in the order in which they were tried, in hex; empty where
    /// each building has its own ready-cut file.
    pub sources: Vec<String>,
    /// Metres (east, north) by which the capture was shifted to lie on the others.
    pub shift_m: (f64, f64),
    /// What was stated about the files: system, bands, stretch.
    pub reading: Reading,
    /// The format, `webp`.
    pub format: String,
    /// The encoder's quality, 1 to 100.
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
