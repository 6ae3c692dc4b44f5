//! PNG and JPEG pictures, which are read whole: their size before they are decoded, so that no
//! header makes this program take more memory than is allowed.

use std::fs::File;
use std::io::{BufReader, Read as _, Seek};
use std::path::Path;

use image::error::ImageError;
use image::{ColorType, DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use super::container::damaged;
use super::refusal::RasterError;
use crate::domain::limits::{RASTER_DECODE_BYTES_MAX, RASTER_SIDE_PX_MAX};

/// A PNG or JPEG file that has not been decoded.
#[derive(Debug)]
pub(super) struct Picture {
    file: File,
    format: ImageFormat,
    pub(super) width: u32,
    pub(super) height: u32,
    /// Samples of a pixel once decoded to bytes: grey or RGB, with alpha or without.
    pub(super) bands: u16,
}

impl Picture {
    /// Reads the header of a picture.
    pub(super) fn open(path: &Path, format: ImageFormat) -> Result<Self, RasterError> {
        let file = File::open(path).map_err(RasterError::Unreadable)?;
        let decoder = reader(&file, format)?.into_decoder().map_err(refused)?;
        let (width, height) = decoder.dimensions();
        let bands = match decoder.color_type() {
            ColorType::L8 | ColorType::L16 => 1,
            ColorType::La8 | ColorType::La16 => 2,
            ColorType::Rgb8 | ColorType::Rgb16 => 3,
            _ => 4,
        };
        // A progressive JPEG takes three times its pixels while it is decoded.
        let share = if format == ImageFormat::Jpeg { 2 } else { 1 };
        if decoder.total_bytes() > limit() / share {
            let said = format!("{width} x {height} pixels");
            return Err(RasterError::PictureTooLarge(said));
        }
        drop(decoder);
        Ok(Self { file, format, width, height, bands })
    }

    /// Its name, as facts give it.
    pub(super) fn name(&self) -> &'static str {
        if self.format == ImageFormat::Png { "PNG" } else { "JPEG" }
    }

    /// All its pixels, row by row, as bytes.
    pub(super) fn decode(&self) -> Result<Vec<u8>, RasterError> {
        let image = reader(&self.file, self.format)?.decode().map_err(refused)?;
        let bytes = match self.bands {
            1 => image.into_luma8().into_raw(),
            2 => image.into_luma_alpha8().into_raw(),
            3 => image.into_rgb8().into_raw(),
            _ => DynamicImage::into_rgba8(image).into_raw(),
        };
        Ok(bytes)
    }
}

fn reader(
    mut file: &File,
    format: ImageFormat,
) -> Result<ImageReader<BufReader<&File>>, RasterError> {
    file.rewind().map_err(RasterError::Unreadable)?;
    let mut reader = ImageReader::with_format(BufReader::new(file), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(RASTER_SIDE_PX_MAX);
    limits.max_image_height = Some(RASTER_SIDE_PX_MAX);
    limits.max_alloc = Some(allowance(file, format)?);
    reader.limits(limits);
    Ok(reader)
}

/// Bytes that a decoder may take. A PNG's text and colour profile are inflated before its pixels
/// are looked at, so they may take little more than the pixels need.
fn allowance(mut file: &File, format: ImageFormat) -> Result<u64, RasterError> {
    if format != ImageFormat::Png {
        return Ok(limit());
    }
    let mut head = [0; 33];
    let read = file.read_exact(&mut head);
    file.rewind().map_err(RasterError::Unreadable)?;
    if read.is_err() {
        return Ok(limit()); // The decoder says what is wrong with it.
    }
    let [.., w3, w2, w1, w0, h3, h2, h1, h0, depth, colour, _, _, _, _, _, _, _] = head;
    let number = |bytes| u64::from(u32::from_be_bytes(bytes));
    let samples = match colour {
        0 | 3 => 1,
        4 => 2,
        2 => 3,
        _ => 4,
    };
    let bytes = number([w3, w2, w1, w0])
        .saturating_mul(number([h3, h2, h1, h0]))
        .saturating_mul(samples * u64::from(depth.div_ceil(8)).max(1));
    Ok(bytes.saturating_add(BESIDE_BYTES).min(limit()))
}

/// Bytes beside the pixels of a PNG: rows, tables, a real colour profile.
const BESIDE_BYTES: u64 = 8 * 1024 * 1024;

fn limit() -> u64 {
    u64::try_from(RASTER_DECODE_BYTES_MAX).unwrap_or(u64::MAX)
}

fn refused(error: ImageError) -> RasterError {
    match error {
        ImageError::Limits(cause) => RasterError::PictureTooLarge(cause.to_string()),
        ImageError::IoError(cause) if cause.kind() != std::io::ErrorKind::UnexpectedEof => {
            RasterError::Unreadable(cause)
        }
        other => damaged(other.to_string()),
    }
}
