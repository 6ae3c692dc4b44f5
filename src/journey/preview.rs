//! A small picture of a whole image, so that a person sees whether bands and range are right
//! before anything is imported.

use std::path::Path;

use crate::domain::chip::ChipFrame;
use crate::domain::place::{Footprint, LonLat};
use crate::domain::reading::Reading;
use crate::imagery::{EncodeError, Raster, RasterError, cut, encode, stretch};

/// Pixels across.
const PX: u32 = 512;
/// Quality of its WebP.
const QUALITY: u8 = 70;
/// Metres that a preview shows at most: of a larger image, its middle.
const METRES_MAX: f64 = 4_000.0;

/// Why there is no preview.
#[derive(Debug, thiserror::Error)]
pub enum PreviewError {
    /// The file.
    #[error(transparent)]
    Raster(#[from] RasterError),
    /// The encoder.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// Draws the middle of an image as WebP, 512 pixels across.
///
/// # Errors
/// When the file cannot be read.
pub fn draw(path: &Path, reading: &Reading) -> Result<Vec<u8>, PreviewError> {
    let mut rasters = [Raster::open(path, reading)?];
    if rasters.iter().any(|raster| raster.facts().needs_range) {
        let found = stretch::of(&mut rasters)?;
        rasters.iter_mut().try_for_each(|raster| raster.set_stretch(found))?;
    }
    let corners: Vec<LonLat> = rasters.iter().flat_map(|raster| raster.facts().corners).collect();
    let outline = Footprint::Ring(corners);
    let metres = outline.longest_side_m().clamp(1.0, METRES_MAX);
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped just above"
    )]
    let metres = metres.ceil() as u32;
    let frame = ChipFrame { centre: outline.centre(), metres, px: PX };
    let pixels = cut(&mut rasters, &frame, (0.0, 0.0))?;
    Ok(encode::webp(&pixels, QUALITY)?)
}
