//! Compressed blocks become bytes: one function for each compression that is read. None makes more
//! than it was told to expect, whatever the stream says.

use std::io::Cursor;

use flate2::{Decompress, FlushDecompress};
use image_webp::WebPDecoder;
use weezl::{BitOrder, LzwStatus};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::container::damaged;
use super::refusal::RasterError;

/// How blocks are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compression {
    None,
    Lzw,
    Jpeg,
    Deflate,
    PackBits,
    Zstd,
    WebP,
}

/// What a block should become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    /// Pixels across.
    pub(super) width: u32,
    /// Rows of a whole block.
    pub(super) rows: u32,
    /// Rows of this block that lie in the image.
    pub(super) rows_needed: u32,
    /// Samples that lie beside one another.
    pub(super) bands: u16,
    /// Bytes of one row.
    pub(super) row_bytes: usize,
}

impl Shape {
    fn bytes(self) -> usize {
        self.row_bytes.saturating_mul(usize::try_from(self.rows).unwrap_or(usize::MAX))
    }

    fn bytes_needed(self) -> usize {
        self.row_bytes.saturating_mul(usize::try_from(self.rows_needed).unwrap_or(usize::MAX))
    }
}

impl Compression {
    /// The compression of TIFF's number for it, if it is built in.
    pub(super) fn of_number(number: u16) -> Result<Self, RasterError> {
        let found = match number {
            1 => return Ok(Self::None),
            5 => return Ok(Self::Lzw),
            7 => return Ok(Self::Jpeg),
            8 | 32_946 => return Ok(Self::Deflate),
            32_773 => return Ok(Self::PackBits),
            50_000 => return Ok(Self::Zstd),
            50_001 => return Ok(Self::WebP),
            2..=4 => "CCITT fax",
            6 => "old-style JPEG",
            33_003 | 33_005 | 34_712 => "JPEG 2000",
            34_676 | 34_677 => "LogLuv",
            34_887 => "LERC",
            34_925 => "LZMA",
            50_002 => "JPEG XL",
            _ => return Err(RasterError::Compression { found: format!("number {number}") }),
        };
        Err(RasterError::Compression { found: found.to_owned() })
    }

    /// Its name, as facts give it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Lzw => "LZW",
            Self::Jpeg => "JPEG",
            Self::Deflate => "deflate",
            Self::PackBits => "PackBits",
            Self::Zstd => "ZSTD",
            Self::WebP => "WebP",
        }
    }

    /// Decompresses one block; `tables` are those that a file keeps once for all JPEG blocks.
    pub(super) fn decode(
        self,
        stored: Vec<u8>,
        shape: Shape,
        tables: &[u8],
    ) -> Result<Vec<u8>, RasterError> {
        let mut block = match self {
            Self::None => stored,
            Self::Lzw => unpack(shape, |block| lzw(&stored, block))?,
            Self::Deflate => unpack(shape, |block| deflate(&stored, block))?,
            Self::PackBits => unpack(shape, |block| Some(packbits(&stored, block)))?,
            Self::Zstd => {
                unpack(shape, |block| zstd::bulk::decompress_to_buffer(&stored, block).ok())?
            }
            Self::WebP => webp(stored, shape)?,
            Self::Jpeg => jpeg(stored, shape, tables)?,
        };
        block.truncate(shape.bytes());
        if block.len() < shape.bytes_needed() {
            return Err(damaged("one of its blocks ends too early"));
        }
        Ok(block)
    }
}

/// Lets `fill` write a block and say how far it got.
fn unpack(
    shape: Shape,
    fill: impl FnOnce(&mut [u8]) -> Option<usize>,
) -> Result<Vec<u8>, RasterError> {
    let mut block = vec![0; shape.bytes()];
    let written = fill(&mut block).ok_or_else(|| damaged("one of its blocks is garbled"))?;
    block.truncate(written);
    Ok(block)
}

fn lzw(stored: &[u8], block: &mut [u8]) -> Option<usize> {
    let mut decoder = weezl::decode::Decoder::with_tiff_size_switch(BitOrder::Msb, 8);
    let (mut read, mut written) = (0, 0);
    while written < block.len() {
        let step = decoder.decode_bytes(stored.get(read..)?, block.get_mut(written..)?);
        (read, written) = (read + step.consumed_in, written + step.consumed_out);
        match step.status.ok()? {
            LzwStatus::Ok => {}
            LzwStatus::NoProgress | LzwStatus::Done => break,
        }
    }
    Some(written)
}

fn deflate(stored: &[u8], block: &mut [u8]) -> Option<usize> {
    let mut decoder = Decompress::new(true);
    // What lies behind a full block is of no interest, so that its lack of an end is no error.
    decoder.decompress(stored, block, FlushDecompress::Finish).ok()?;
    usize::try_from(decoder.total_out()).ok()
}

/// Apple's run lengths, TIFF 6.0 section 9.
fn packbits(mut stored: &[u8], block: &mut [u8]) -> usize {
    let mut written = 0;
    while let [header, rest @ ..] = stored {
        let room = block.get_mut(written..).unwrap_or_default();
        if room.is_empty() {
            break;
        }
        match *header {
            count @ 0..=127 => {
                let count = usize::from(count) + 1;
                let run = rest.get(..count.min(rest.len())).unwrap_or_default();
                room.iter_mut().zip(run).for_each(|(to, from)| *to = *from);
                written += run.len().min(room.len());
                stored = rest.get(count..).unwrap_or_default();
            }
            128 => stored = rest,
            count @ 129..=255 => {
                let count = (257 - usize::from(count)).min(room.len());
                let Some((value, after)) = rest.split_first() else { break };
                room.iter_mut().take(count).for_each(|to| *to = *value);
                written += count;
                stored = after;
            }
        }
    }
    written
}

fn webp(stored: Vec<u8>, shape: Shape) -> Result<Vec<u8>, RasterError> {
    let garbled = |error| damaged(format!("one of its WebP blocks is garbled: {error}"));
    let mut decoder = WebPDecoder::new(Cursor::new(stored)).map_err(garbled)?;
    decoder.set_memory_limit(shape.bytes().max(1024 * 1024));
    let (width, height) = decoder.dimensions();
    require_shape(shape, width, height)?;
    if !matches!(shape.bands, 3 | 4) {
        return Err(damaged("its WebP blocks do not have 3 or 4 bands"));
    }
    let mut block = vec![0; decoder.output_buffer_size().unwrap_or_default()];
    let is_alpha = decoder.has_alpha();
    decoder.read_image(&mut block).map_err(garbled)?;
    // The encoder leaves out an alpha that hides nothing.
    Ok(match (is_alpha, shape.bands) {
        (false, 4) => {
            block.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect()
        }
        (true, 3) => {
            block.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect()
        }
        _ => block,
    })
}

fn jpeg(stored: Vec<u8>, shape: Shape, tables: &[u8]) -> Result<Vec<u8>, RasterError> {
    let garbled = |error| damaged(format!("one of its JPEG blocks is garbled: {error:?}"));
    let side = |n| usize::try_from(n).unwrap_or(usize::MAX);
    let options = DecoderOptions::default()
        .set_max_width(side(shape.width))
        .set_max_height(side(shape.rows))
        .set_strict_mode(false);
    // Tables and picture are both whole streams: one's end and the other's start are left out.
    let picture = match (tables, stored.as_slice()) {
        ([tables @ .., 0xff, 0xd9], [0xff, 0xd8, picture @ ..]) if !tables.is_empty() => {
            [tables, picture].concat()
        }
        _ => stored,
    };
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(picture), options);
    decoder.decode_headers().map_err(garbled)?;
    let info = decoder.info().ok_or_else(|| damaged("one of its JPEG blocks has no header"))?;
    require_shape(shape, info.width.into(), info.height.into())?;
    if u16::from(info.components) != shape.bands {
        return Err(damaged("one of its JPEG blocks has another shape"));
    }
    // The colours stay as they are stored: what they mean is said by the file, not the stream.
    if let Some(colours) = decoder.input_colorspace() {
        decoder.set_options(options.jpeg_set_out_colorspace(colours));
    }
    decoder.decode().map_err(garbled)
}

/// A block that is a picture of its own must claim the size that the file gives it, or less at
/// the bottom.
fn require_shape(shape: Shape, width: u32, height: u32) -> Result<(), RasterError> {
    let fits = width == shape.width && (shape.rows_needed..=shape.rows).contains(&height);
    if fits { Ok(()) } else { Err(damaged("one of its blocks has another shape")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { width: 16, rows: 16, rows_needed: 16, bands: 1, row_bytes: 16 };

    fn encoded(width: u16, height: u16) -> Vec<u8> {
        let mut jpeg = Vec::new();
        let pixels = vec![9; usize::from(width) * usize::from(height)];
        jpeg_encoder::Encoder::new(&mut jpeg, 80)
            .encode(&pixels, width, height, jpeg_encoder::ColorType::Luma)
            .unwrap();
        jpeg
    }

    #[test]
    fn a_jpeg_block_that_claims_another_size_is_not_decoded() {
        let decode = |jpeg| Compression::Jpeg.decode(jpeg, SHAPE, &[]);
        assert_eq!(decode(encoded(16, 16)).unwrap().len(), 256);
        for (width, height) in [(64, 16), (16, 8), (8, 16), (16, 64)] {
            let said = decode(encoded(width, height)).unwrap_err().to_string();
            assert!(said.contains("damaged"), "{width} x {height}: {said}");
        }
    }

    #[test]
    fn every_cut_of_a_jpeg_block_is_survived() {
        let whole = encoded(16, 16);
        for end in 0..whole.len() {
            drop(Compression::Jpeg.decode(whole[..end].to_vec(), SHAPE, &[]));
        }
    }

    #[test]
    fn run_lengths_are_those_of_the_tiff_paper() {
        let stored = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x80, 0x00, 0x22];
        let mut block = [0; 12];
        assert_eq!(packbits(&stored, &mut block), 11);
        assert_eq!(block, [0xaa, 0xaa, 0xaa, 0x80, 0, 0x2a, 0xaa, 0xaa, 0xaa, 0xaa, 0x22, 0]);
    }

    #[test]
    fn a_block_that_would_not_end_fills_no_more_than_its_room() {
        let bomb = zstd::bulk::compress(&vec![7; 1 << 20], 3).unwrap();
        assert!(Compression::Zstd.decode(bomb, SHAPE, &[]).is_err());
        let runs = [0x81, 7].repeat(10_000);
        assert_eq!(Compression::PackBits.decode(runs, SHAPE, &[]).unwrap(), [7; 256]);
    }

    #[test]
    fn a_compression_that_is_not_built_in_is_named() {
        let said = Compression::of_number(34_887).unwrap_err().to_string();
        assert!(said.contains("LERC") && said.contains("-co COMPRESS=DEFLATE"), "{said}");
    }
}
