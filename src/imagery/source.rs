//! A TIFF file opened for decoding one block at a time, within limits. Sizes are checked before
//! memory is set aside; what the pixels mean and where they lie is not known here.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use tiff::decoder::{ChunkType, Decoder, Limits};
use tiff::tags::Tag;

use super::jpeg_block::{self, Frame};
use super::refusal::RasterError;
use super::sniff;
use crate::domain::limits::{RASTER_DECODE_BYTES_MAX, RASTER_SIDE_PX_MAX};

/// Bytes that one compressed block may have in the file.
const BLOCK_FILE_BYTES_MAX: usize = 128 * 1024 * 1024;
/// Bytes of one tag, such as the list of a large file's tiles.
const TAG_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Bytes of a JPEG block in which its header must lie.
const JPEG_HEADER_BYTES: u64 = 64 * 1024;
/// TIFF's number for JPEG within blocks.
const JPEG: u16 = 7;

pub(super) type FileDecoder = Decoder<BufReader<File>>;

/// How a TIFF's pixels are divided and packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Packing {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bands: u16,
    pub(super) is_tiled: bool,
    /// Width and height of a whole block; those at the right and bottom edge may show less.
    pub(super) block_px: (u32, u32),
    pub(super) compression: &'static str,
    is_jpeg: bool,
}

/// An open TIFF file, standing at its first image.
#[derive(Debug)]
pub(super) struct Source {
    decoder: FileDecoder,
    packing: Packing,
    offsets: Vec<u64>,
    lengths: Vec<u64>,
}

/// Runs `read`, making a panic of the decoder an error of the file.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, RasterError>) -> Result<T, RasterError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(RasterError::Damaged("the decoder gave up on it".to_owned())))
}

/// Opens a file's first image for reading its tags.
pub(super) fn open_decoder(path: &Path) -> Result<FileDecoder, RasterError> {
    let mut file = BufReader::new(File::open(path).map_err(RasterError::Unreadable)?);
    sniff::require_tiff(&mut file)?;
    let mut limits = Limits::default();
    limits.decoding_buffer_size = RASTER_DECODE_BYTES_MAX;
    limits.intermediate_buffer_size = BLOCK_FILE_BYTES_MAX;
    limits.ifd_value_size = TAG_BYTES_MAX;
    Ok(Decoder::new(file).map_err(RasterError::from_tiff)?.with_limits(limits))
}

impl Packing {
    /// How the image is packed, if in a way that is read here.
    pub(super) fn read(decoder: &mut FileDecoder) -> Result<Self, RasterError> {
        let (width, height) = decoder.dimensions().map_err(RasterError::from_tiff)?;
        if width.max(height) > RASTER_SIDE_PX_MAX {
            return Err(RasterError::TooLarge { width, height });
        }
        let number = tag(decoder, Tag::Compression)?.unwrap_or(1);
        let compression = compression_name(number)?;
        let bands = tag(decoder, Tag::SamplesPerPixel)?.unwrap_or(1);
        if bands > 1 && tag(decoder, Tag::PlanarConfiguration)? == Some(2) {
            return Err(RasterError::Planar);
        }
        let is_tiled = decoder.get_chunk_type() == ChunkType::Tile;
        let (across, down) = decoder.chunk_dimensions();
        // A strip may claim more rows than the image has.
        let block_px = (across, if is_tiled { down } else { down.min(height) });
        let bytes = u64::from(across) * u64::from(block_px.1);
        let bytes = bytes.saturating_mul(u64::from(bands));
        if usize::try_from(bytes).map_or(true, |bytes| bytes > RASTER_DECODE_BYTES_MAX) {
            return Err(RasterError::BlockTooLarge { bytes });
        }
        let is_jpeg = number == JPEG;
        Ok(Self { width, height, bands, is_tiled, block_px, compression, is_jpeg })
    }

    /// How many blocks lie beside one another.
    pub(super) const fn blocks_across(&self) -> u32 {
        self.width.div_ceil(self.block_px.0)
    }
}

impl Source {
    /// Takes over a decoder once its image is known to be readable.
    pub(super) fn new(mut decoder: FileDecoder, packing: Packing) -> Result<Self, RasterError> {
        let (places, sizes) = if packing.is_tiled {
            (Tag::TileOffsets, Tag::TileByteCounts)
        } else {
            (Tag::StripOffsets, Tag::StripByteCounts)
        };
        let mut list = |tag| {
            let found = decoder.find_tag_unsigned_vec(tag).map_err(RasterError::from_tiff)?;
            found.ok_or_else(|| RasterError::Damaged("it has no list of blocks".to_owned()))
        };
        let (offsets, lengths) = (list(places)?, list(sizes)?);
        let mut source = Self { decoder, packing, offsets, lengths };
        source
            .is_whole()?
            .then_some(source)
            .ok_or_else(|| RasterError::Damaged("it ends before its last block does".to_owned()))
    }

    /// Whether the file is as long as its list of blocks says. Of blocks that are not compressed
    /// only the start counts, as the last may claim rows that the image does not have.
    fn is_whole(&mut self) -> Result<bool, RasterError> {
        let file = self.decoder.inner().get_ref();
        let bytes = file.metadata().map_err(RasterError::Unreadable)?.len();
        let is_packed = self.packing.compression != "none";
        let end = |offset: u64, length: u64| match length {
            0 => 0,
            _ if is_packed => offset.saturating_add(length),
            _ => offset,
        };
        Ok(self.offsets.iter().zip(&self.lengths).all(|(at, length)| end(*at, *length) <= bytes))
    }

    /// Whether a block was left out of the file, which GDAL does where nothing is shown.
    pub(super) fn is_left_out(&self, block: u32) -> bool {
        self.stored(block).is_none_or(|(_, length)| length == 0)
    }

    /// Decodes one block: as many rows and columns of it as lie in the image, `stride` bytes per
    /// pixel.
    pub(super) fn decode(&mut self, block: u32, stride: usize) -> Result<Vec<u8>, RasterError> {
        self.require_honest_jpeg(block, stride)?;
        let layout =
            self.decoder.image_chunk_buffer_layout(block).map_err(RasterError::from_tiff)?;
        if layout.len > RASTER_DECODE_BYTES_MAX {
            let bytes = u64::try_from(layout.len).unwrap_or(u64::MAX);
            return Err(RasterError::BlockTooLarge { bytes });
        }
        let mut bytes = vec![0; layout.len];
        self.decoder.read_chunk_bytes(block, &mut bytes).map_err(RasterError::from_tiff)?;
        Ok(bytes)
    }

    fn stored(&self, block: u32) -> Option<(u64, u64)> {
        let block = usize::try_from(block).ok()?;
        Some((*self.offsets.get(block)?, *self.lengths.get(block)?))
    }

    /// A JPEG block must claim the shape that the file gives it, or less at the bottom.
    fn require_honest_jpeg(&mut self, block: u32, stride: usize) -> Result<(), RasterError> {
        if !self.packing.is_jpeg {
            return Ok(());
        }
        let damaged = || RasterError::Damaged(format!("its JPEG block {block} has another shape"));
        let (offset, length) = self.stored(block).ok_or_else(damaged)?;
        let mut start = Vec::new();
        let file = self.decoder.inner();
        file.seek(SeekFrom::Start(offset))
            .and_then(|_| file.take(length.min(JPEG_HEADER_BYTES)).read_to_end(&mut start))
            .map_err(|error| RasterError::from_tiff(error.into()))?;
        let Frame { width, height, components } = jpeg_block::frame(&start).ok_or_else(damaged)?;
        let (across, down) = self.packing.block_px;
        let fits = u32::from(width) == across && u32::from(height) <= down;
        if fits && usize::from(components) == stride { Ok(()) } else { Err(damaged()) }
    }
}

/// The name of a compression that is built in, by TIFF's number for it.
fn compression_name(number: u16) -> Result<&'static str, RasterError> {
    let found = match number {
        1 => return Ok("none"),
        5 => return Ok("LZW"),
        JPEG => return Ok("JPEG"),
        8 | 32_946 => return Ok("deflate"),
        32_773 => return Ok("PackBits"),
        2..=4 => "CCITT fax",
        6 => "old-style JPEG",
        33_003 | 33_005 | 34_712 => "JPEG 2000",
        34_676 | 34_677 => "LogLuv",
        34_887 => "LERC",
        34_925 => "LZMA",
        50_000 => "ZSTD",
        50_001 => "WebP",
        50_002 => "JPEG XL",
        _ => return Err(RasterError::Compression { found: format!("number {number}") }),
    };
    Err(RasterError::Compression { found: found.to_owned() })
}

fn tag(decoder: &mut FileDecoder, tag: Tag) -> Result<Option<u16>, RasterError> {
    decoder.find_tag_unsigned(tag).map_err(RasterError::from_tiff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_decoder_becomes_an_error_of_the_file() {
        let said = guarded(|| -> Result<(), RasterError> { panic!("as a decoder might") });
        assert!(matches!(said, Err(RasterError::Damaged(_))));
    }

    #[test]
    fn a_compression_that_is_not_built_in_is_named() {
        let said = compression_name(34_887).unwrap_err().to_string();
        assert!(said.contains("LERC") && said.contains("-co COMPRESS=DEFLATE"), "{said}");
    }
}
