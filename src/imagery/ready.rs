//! A picture that was cut before it came to us made into a chip: PNG, JPEG or WebP bytes to
//! [`Pixels`], with no georeference and whatever else the file says of itself left behind.
//!
//! Which building and capture it shows is a manifest's to say.

use std::fs::File;
use std::io::{Cursor, Read};
use std::ops::Range;
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

use super::cut::{BLANK, Pixels};

/// Bytes of a picture's file.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Pixels across or down.
const SIDE_PX_MAX: u32 = 8192;
/// Bytes of a picture once it is decoded: 22 million pixels of three bytes.
const DECODED_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// From this alpha on, a pixel counts as showing something.
const OPAQUE_FROM: u8 = 128;

/// Why a ready-cut picture cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadyError {
    /// It cannot be read.
    #[error("the picture cannot be read: {0}; is it still there?")]
    Io(#[from] std::io::Error),
    /// The file is too large.
    #[error("the picture's file has over {FILE_BYTES_MAX} bytes; cut it smaller")]
    FileTooLarge,
    /// It is something else.
    #[error("the file is no PNG, JPEG or WebP picture, whatever its name says; convert it to PNG")]
    Format,
    /// It has too many pixels, or bytes in them.
    #[error(
        "the picture has {width} by {height} pixels, and may have {SIDE_PX_MAX} either way and \
         {DECODED_BYTES_MAX} bytes in all; cut it smaller"
    )]
    TooLarge {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// It ends too early, or is broken otherwise.
    #[error("the picture is damaged: {0}; copy it again from where it came")]
    Damaged(String),
    /// Chips have some pixels.
    #[error("a chip of no pixels was asked for; choose a side of 1 or more")]
    Side,
}

/// Reads a picture from a file; see [`pixels`].
///
/// # Errors
/// When it cannot be read or used.
pub fn pixels_of_file(path: &Path, side: u32) -> Result<Pixels, ReadyError> {
    let mut bytes = Vec::new();
    File::open(path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    pixels(&bytes, side)
}

/// The middle square of a picture, `side` pixels across: each the mean of the area that it
/// covers. A picture that is smaller is left at its own size, as enlarging it shows nothing more.
///
/// What is transparent is [`BLANK`]. 16-bit values lose their lower half; they are not stretched.
/// A picture lies as its pixels do, even if its file says that it should be turned.
///
/// # Errors
/// When it is no picture, damaged, or too large; that is told before its pixels are decoded.
pub fn pixels(bytes: &[u8], side: u32) -> Result<Pixels, ReadyError> {
    if side == 0 {
        return Err(ReadyError::Side);
    }
    let picture = decode(bytes)?.into_rgba8();
    let (width, height) = picture.dimensions();
    let from_side = width.min(height);
    let side = side.min(from_side);
    let spans = |length: u32| spans((length - from_side) / 2, from_side, side);
    let (columns, rows) = (spans(width), spans(height));
    let mut rgb = Vec::new();
    let mut blank = 0_u32;
    for row in &rows {
        let lines: Vec<_> = picture.rows().skip(index(row.pixels.start)).take(row.len()).collect();
        let lines: Vec<Vec<_>> =
            lines.into_iter().map(|line| line.map(|pixel| pixel.0).collect()).collect();
        for column in &columns {
            let seen = mean(&lines, row, column);
            blank += u32::from(seen.is_none());
            rgb.extend(seen.unwrap_or(BLANK));
        }
    }
    let blank_share = f64::from(blank) / (f64::from(side) * f64::from(side));
    Ok(Pixels { side, rgb, blank_share })
}

/// Decodes a picture within the limits above.
///
/// # Errors
/// When it is no picture, damaged, or too large.
pub(super) fn decode(bytes: &[u8]) -> Result<DynamicImage, ReadyError> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_BYTES_MAX) {
        return Err(ReadyError::FileTooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_unknown| ReadyError::Format)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(ReadyError::Format);
    }
    if format == ImageFormat::Jpeg && !is_whole_jpeg(bytes) {
        return Err(ReadyError::Damaged("it ends too early".to_owned()));
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits());
    let decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let is_small = width.max(height) <= SIDE_PX_MAX && decoder.total_bytes() <= DECODED_BYTES_MAX;
    if !is_small {
        return Err(ReadyError::TooLarge { width, height });
    }
    if width.min(height) == 0 {
        return Err(ReadyError::Damaged("it has no pixels".to_owned()));
    }
    DynamicImage::from_decoder(decoder).map_err(damaged)
}

/// What a decoder may take for itself: twice what the picture may, as some hold it two times.
fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(2 * DECODED_BYTES_MAX);
    limits
}

#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
fn damaged(error: ImageError) -> ReadyError {
    ReadyError::Damaged(error.to_string())
}

/// Whether the last scan of a JPEG is followed by the mark of the end. The decoder paints what is
/// missing grey and says nothing.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    let last = |mark: [u8; 2]| bytes.windows(2).rposition(|pair| pair == mark);
    last([0xff, 0xd9]) > last([0xff, 0xda])
}

/// The source pixels along one axis that one pixel covers, in parts: a source pixel has as many
/// as the chip has pixels, and a pixel of the chip as many as the source has.
struct Span {
    pixels: Range<u32>,
    /// Where it starts and ends, in parts.
    parts: Range<u64>,
    /// Parts of one source pixel.
    whole: u64,
}

impl Span {
    fn len(&self) -> usize {
        self.pixels.len()
    }

    /// The parts of each of its source pixels.
    fn weights(&self) -> impl Iterator<Item = u64> {
        self.pixels.clone().map(|pixel| {
            let start = u64::from(pixel) * self.whole;
            (start + self.whole).min(self.parts.end) - start.max(self.parts.start)
        })
    }
}

/// The spans of a chip's pixels over `length` source pixels from `start` on.
fn spans(start: u32, length: u32, side: u32) -> Vec<Span> {
    let (whole, each) = (u64::from(side), u64::from(length));
    let first = u64::from(start) * whole;
    let pixel = |parts: u64| u32::try_from(parts).unwrap_or(u32::MAX);
    let span = |n: u32| {
        let parts = first + u64::from(n) * each..first + (u64::from(n) + 1) * each;
        let pixels = pixel(parts.start / whole)..pixel(parts.end.div_ceil(whole));
        Span { pixels, parts, whole }
    };
    (0..side).map(span).collect()
}

/// The mean colour of what a pixel covers, or nothing where more than half of it is transparent.
fn mean(lines: &[Vec<[u8; 4]>], row: &Span, column: &Span) -> Option<[u8; 3]> {
    let (mut red, mut green, mut blue, mut seen, mut all) = (0, 0, 0, 0, 0);
    for (line, high) in lines.iter().zip(row.weights()) {
        let covered = line.iter().skip(index(column.pixels.start));
        for ([r, g, b, alpha], wide) in covered.zip(column.weights()) {
            let weight = high * wide;
            all += weight;
            if *alpha >= OPAQUE_FROM {
                red += weight * u64::from(*r);
                green += weight * u64::from(*g);
                blue += weight * u64::from(*b);
                seen += weight;
            }
        }
    }
    let byte = |sum: u64| u8::try_from((sum + seen / 2) / seen.max(1)).unwrap_or(u8::MAX);
    (seen * 2 >= all && seen > 0).then(|| [byte(red), byte(green), byte(blue)])
}

fn index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
