//! How one image of a TIFF is divided and packed, and its blocks decoded one at a time. Sizes are
//! checked before memory is set aside; what the pixels mean and where they lie is not known here.

use super::codec::{Compression, Shape};
use super::container::{Container, Tags, damaged};
use super::predictor::Rows;
use super::refusal::RasterError;
use crate::domain::limits::{RASTER_DECODE_BYTES_MAX, RASTER_SIDE_PX_MAX};

/// Bytes that one compressed block may have in the file.
const BLOCK_FILE_BYTES_MAX: u64 = 128 * 1024 * 1024;
/// Bytes of the parts into which a strip is cut that holds a whole image uncompressed.
const PART_BYTES: u64 = 256 * 1024;
/// Blocks of one image.
const BLOCKS_MAX: u64 = 8 * 1024 * 1024;

/// What one sample is stored as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SampleType {
    /// One bit, as masks have.
    Bit,
    U8,
    I8,
    U16,
    I16,
    U32,
    I32,
    F32,
    F64,
}

impl SampleType {
    /// Its name, as facts give it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Bit => "u1",
            Self::U8 => "u8",
            Self::I8 => "i8",
            Self::U16 => "u16",
            Self::I16 => "i16",
            Self::U32 => "u32",
            Self::I32 => "i32",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// Bits of one sample.
    pub(super) const fn bits(self) -> usize {
        match self {
            Self::Bit => 1,
            Self::U8 | Self::I8 => 8,
            Self::U16 | Self::I16 => 16,
            Self::U32 | Self::I32 | Self::F32 => 32,
            Self::F64 => 64,
        }
    }

    fn read(tags: Tags) -> Result<Self, RasterError> {
        let bits = tags.words(258)?;
        let first = bits.first().copied().unwrap_or(1);
        if bits.iter().any(|other| *other != first) {
            return Err(RasterError::SampleType { found: "bands of unequal depth".to_owned() });
        }
        let format = tags.words(339)?.first().copied().unwrap_or(1);
        Ok(match (format, first) {
            (1 | 4, 1) => Self::Bit,
            (1 | 4, 8) => Self::U8,
            (2, 8) => Self::I8,
            (1 | 4, 16) => Self::U16,
            (2, 16) => Self::I16,
            (1 | 4, 32) => Self::U32,
            (2, 32) => Self::I32,
            (3, 32) => Self::F32,
            (3, 64) => Self::F64,
            _ => {
                let kind = match format {
                    1 | 4 => "unsigned",
                    2 => "signed",
                    3 => "floating-point",
                    _ => "complex",
                };
                return Err(RasterError::SampleType { found: format!("{first}-bit {kind}") });
            }
        })
    }
}

/// How an image is divided and packed.
#[derive(Debug)]
pub(super) struct Layout {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bands: u16,
    pub(super) sample: SampleType,
    /// Whether each band has blocks of its own.
    pub(super) is_planar: bool,
    pub(super) is_tiled: bool,
    /// Width and height of a whole block; those at the right and bottom edge may show less.
    pub(super) block_px: (u32, u32),
    pub(super) compression: Compression,
    pub(super) predictor: u16,
    is_big_endian: bool,
    jpeg_tables: Vec<u8>,
    offsets: Vec<u64>,
    lengths: Vec<u64>,
}

impl Layout {
    /// How the image with these tags is packed, if in a way that is read here.
    pub(super) fn read(tags: Tags) -> Result<Self, RasterError> {
        let (width, height) = (side(tags, 256)?, side(tags, 257)?);
        if width == 0 || height == 0 {
            return Err(damaged("it has no pixels"));
        }
        if width.max(height) > RASTER_SIDE_PX_MAX {
            return Err(RasterError::TooLarge { width, height });
        }
        let compression = Compression::of_number(tags.word(259)?.unwrap_or(1))?;
        let sample = SampleType::read(tags)?;
        let bands = tags.word(277)?.unwrap_or(1).max(1);
        let is_tiled = tags.has(322);
        let block_px = if is_tiled {
            (side(tags, 322)?, side(tags, 323)?)
        } else {
            // A strip may claim more rows than the image has, and does without a number.
            (width, tags.unsigned(278)?.map_or(height, clamped).min(height))
        };
        // TIFF allows multiples of 16 only; a tile for each pixel would take for ever.
        let least = if is_tiled { 16 } else { 1 };
        if block_px.0.min(block_px.1) < least {
            return Err(damaged("its blocks are smaller than TIFF allows"));
        }
        let mut layout = Self {
            width,
            height,
            bands,
            sample,
            is_planar: bands > 1 && tags.word(284)? == Some(2),
            is_tiled,
            block_px,
            compression,
            predictor: tags.word(317)?.unwrap_or(1),
            is_big_endian: tags.container.is_big_endian,
            jpeg_tables: tags.bytes(347)?.unwrap_or_default(),
            offsets: Vec::new(),
            lengths: Vec::new(),
        };
        layout.require_known(tags)?;
        layout.list_blocks(tags)?;
        Ok(layout)
    }

    /// That of a picture that is decoded whole, to bytes.
    pub(super) const fn of_picture(width: u32, height: u32, bands: u16) -> Self {
        Self {
            width,
            height,
            bands,
            sample: SampleType::U8,
            is_planar: false,
            is_tiled: false,
            block_px: (width, height),
            compression: Compression::None,
            predictor: 1,
            is_big_endian: false,
            jpeg_tables: Vec::new(),
            offsets: Vec::new(),
            lengths: Vec::new(),
        }
    }

    /// Blocks beside one another.
    pub(super) const fn blocks_across(&self) -> u32 {
        self.width.div_ceil(self.block_px.0)
    }

    /// Blocks above one another.
    pub(super) const fn blocks_down(&self) -> u32 {
        self.height.div_ceil(self.block_px.1)
    }

    /// The number of a block of a band.
    pub(super) fn block(&self, band: u16, x: u32, y: u32) -> u64 {
        let (across, down) = (u64::from(self.blocks_across()), u64::from(self.blocks_down()));
        let plane = if self.is_planar { u64::from(band) * across * down } else { 0 };
        plane + u64::from(y) * across + u64::from(x)
    }

    /// Samples of a pixel that lie beside one another.
    pub(super) const fn bands_together(&self) -> u16 {
        if self.is_planar { 1 } else { self.bands }
    }

    /// Bytes of one row of a decoded block.
    pub(super) fn row_bytes(&self) -> usize {
        let samples = index(self.block_px.0).saturating_mul(usize::from(self.bands_together()));
        samples.saturating_mul(self.sample.bits()).div_ceil(8)
    }

    /// Whether a block was left out of the file, which GDAL does where nothing is shown.
    pub(super) fn is_left_out(&self, block: u64) -> bool {
        self.stored(block).is_none_or(|(offset, length)| length == 0 || offset == 0)
    }

    /// Decodes one block: its rows as far as they lie in the image, [`Layout::row_bytes`] each,
    /// samples little-endian.
    pub(super) fn decode(&self, container: &Container, block: u64) -> Result<Vec<u8>, RasterError> {
        let (offset, length) = self.stored(block).unwrap_or_default();
        let y = block / u64::from(self.blocks_across()) % u64::from(self.blocks_down());
        let top = u32::try_from(y).unwrap_or(u32::MAX).saturating_mul(self.block_px.1);
        let shape = Shape {
            width: self.block_px.0,
            rows: self.block_px.1,
            rows_needed: self.block_px.1.min(self.height.saturating_sub(top)),
            bands: self.bands_together(),
            row_bytes: self.row_bytes(),
        };
        let length = if self.compression == Compression::None {
            // The last strip may claim rows that the image does not have.
            length.min(self.block_bytes())
        } else {
            length
        };
        let most = BLOCK_FILE_BYTES_MAX.max(self.block_bytes());
        if length > most {
            return Err(RasterError::BlockTooLarge { bytes: length, most });
        }
        let stored = container.read(offset, length)?;
        let mut decoded = self.compression.decode(stored, shape, &self.jpeg_tables)?;
        if !matches!(self.compression, Compression::Jpeg | Compression::WebP) {
            let rows = Rows {
                row_bytes: self.row_bytes(),
                bands: usize::from(self.bands_together()),
                sample_bytes: self.sample.bits() / 8,
                predictor: self.predictor,
                is_big_endian: self.is_big_endian,
            };
            rows.restore(&mut decoded);
        }
        Ok(decoded)
    }

    /// Bytes of a whole block once decoded.
    fn block_bytes(&self) -> u64 {
        let bytes = self.row_bytes().saturating_mul(index(self.block_px.1));
        u64::try_from(bytes).unwrap_or(u64::MAX)
    }

    fn stored(&self, block: u64) -> Option<(u64, u64)> {
        let block = usize::try_from(block).ok()?;
        Some((*self.offsets.get(block)?, *self.lengths.get(block)?))
    }

    fn require_known(&self, tags: Tags) -> Result<(), RasterError> {
        if tags.word(266)?.is_some_and(|order| order != 1) {
            return Err(RasterError::UnknownKind("the bits of its bytes are reversed".to_owned()));
        }
        let is_float = matches!(self.sample, SampleType::F32 | SampleType::F64);
        let is_known = match self.predictor {
            0 | 1 => true,
            2 => self.sample != SampleType::Bit,
            3 => is_float,
            _ => false,
        };
        if !is_known {
            let what = format!("predictor {} with {} samples", self.predictor, self.sample.name());
            return Err(RasterError::UnknownKind(what));
        }
        let is_picture = matches!(self.compression, Compression::Jpeg | Compression::WebP);
        if is_picture && self.sample != SampleType::U8 {
            let what = format!("{} with {} samples", self.compression.name(), self.sample.name());
            return Err(RasterError::UnknownKind(what));
        }
        Ok(())
    }

    fn list_blocks(&mut self, tags: Tags) -> Result<(), RasterError> {
        let (places, sizes) = if self.is_tiled { (324, 325) } else { (273, 279) };
        let (offsets, lengths) = (tags.unsigneds(places)?, tags.unsigneds(sizes)?);
        let bands = if self.is_planar { u64::from(self.bands) } else { 1 };
        let wanted = bands * u64::from(self.blocks_across()) * u64::from(self.blocks_down());
        if offsets.is_empty() || lengths.is_empty() {
            return Err(damaged("it has no list of blocks"));
        }
        if wanted > BLOCKS_MAX {
            return Err(RasterError::IndexTooLarge);
        }
        if offsets.len().min(lengths.len()) < index_of(wanted) {
            return Err(damaged("its list of blocks is too short"));
        }
        (self.offsets, self.lengths) = (offsets, lengths);
        let is_one_strip = !self.is_tiled && self.block_px.1 == self.height;
        if is_one_strip && self.compression == Compression::None {
            self.cut_up_strips(bands)?;
        }
        // A progressive JPEG takes three times its pixels while it is decoded.
        let is_jpeg = self.compression == Compression::Jpeg;
        let most = RASTER_DECODE_BYTES_MAX / if is_jpeg { 4 } else { 1 };
        let (bytes, most) = (self.block_bytes(), u64::try_from(most).unwrap_or(u64::MAX));
        if bytes > most {
            return Err(RasterError::BlockTooLarge { bytes, most });
        }
        self.require_whole(tags.container.bytes())
    }

    /// Reads a strip that is a whole uncompressed image as if it were many.
    fn cut_up_strips(&mut self, bands: u64) -> Result<(), RasterError> {
        let row = u64::try_from(self.row_bytes()).unwrap_or(u64::MAX).max(1);
        let rows = (PART_BYTES / row).max(1).min(u64::from(self.height));
        let height = u64::from(self.height);
        if bands * height.div_ceil(rows) > BLOCKS_MAX {
            return Err(RasterError::IndexTooLarge);
        }
        let (mut offsets, mut lengths) = (Vec::new(), Vec::new());
        for (offset, length) in self.offsets.iter().zip(&self.lengths).take(index_of(bands)) {
            if *length > 0 && *length < row.saturating_mul(height) {
                return Err(damaged("it is shorter than its size needs"));
            }
            for start in (0..height).step_by(index_of(rows)) {
                let part = rows.min(height - start).saturating_mul(row);
                offsets.push(offset.saturating_add(start.saturating_mul(row)));
                lengths.push(if *length == 0 { 0 } else { part });
            }
        }
        (self.offsets, self.lengths) = (offsets, lengths);
        self.block_px.1 = clamped(rows);
        Ok(())
    }

    /// Whether the file is as long as its list of blocks says. Of blocks that are not compressed
    /// only the start counts, as the last may claim rows that the image does not have.
    fn require_whole(&self, file_bytes: u64) -> Result<(), RasterError> {
        let is_packed = self.compression != Compression::None;
        let end = |offset: u64, length: u64| match length {
            0 => 0,
            _ if is_packed => offset.saturating_add(length),
            _ => offset.saturating_add(1),
        };
        let mut blocks = self.offsets.iter().zip(&self.lengths);
        if blocks.all(|(at, length)| end(*at, *length) <= file_bytes) {
            return Ok(());
        }
        Err(damaged("it ends before its last block does"))
    }
}

/// A length in pixels; one that is missing is 0.
fn side(tags: Tags, tag: u16) -> Result<u32, RasterError> {
    Ok(tags.unsigned(tag)?.map_or(0, clamped))
}

fn clamped(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

fn index_of(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
