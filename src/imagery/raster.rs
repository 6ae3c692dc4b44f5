//! A georeferenced image opened for windowed reading: `GeoTIFF`, 8-bit, in strips or tiles.
//!
//! It joins `source`, which decodes blocks,
//! [`georeference`](super::georeference), which says where they lie, and
//! [`samples`](super::samples), which says what they mean. It resamples nothing.

use std::ops::Range;
use std::path::Path;

use super::blocks::Blocks;
use super::georeference::Georeference;
use super::refusal::RasterError;
use super::samples::{NOTHING, Samples, Texel};
use super::source::{Packing, Source, guarded, open_decoder};
use crate::domain::limits::RASTER_WINDOW_PX_MAX;
use crate::domain::place::LonLat;

/// What is known of a raster without reading its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct RasterFacts {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Samples of each pixel, alpha and ignored ones included.
    pub bands: u16,
    /// Number of the coordinate reference system.
    pub epsg: u32,
    /// Whether that is a system that imagery usually comes in. If not, a datum shift may put it
    /// metres off, and a coordinator should look at a preview before it is used.
    pub is_usual_crs: bool,
    /// How the pixels are compressed.
    pub compression: &'static str,
    /// Whether they lie in tiles, not strips.
    pub is_tiled: bool,
    /// Width and height of one tile or strip.
    pub block_px: (u32, u32),
    /// Metres on the ground of one pixel at the middle of the image.
    pub gsd_m: f64,
    /// The corners of the first pixel, then clockwise in the image: north-west, north-east,
    /// south-east, south-west in one that is not turned.
    pub corners: [LonLat; 4],
}

/// An open raster: the file, and some of its blocks decoded.
#[derive(Debug)]
pub struct Raster {
    source: Source,
    packing: Packing,
    samples: Samples,
    blocks: Blocks,
    georeference: Georeference,
    facts: RasterFacts,
}

/// A part of a raster, read.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// The columns of the raster that it holds.
    pub(super) columns: Range<u32>,
    /// The rows of the raster that it holds.
    pub(super) rows: Range<u32>,
    /// Its pixels, row by row.
    pub(super) texels: Vec<Texel>,
}

impl Raster {
    /// Opens a raster and checks all that can be checked without reading its pixels.
    ///
    /// # Errors
    /// When it cannot be used; the message says why and how to mend it.
    pub fn open(path: &Path) -> Result<Self, RasterError> {
        guarded(|| {
            let mut decoder = open_decoder(path)?;
            let packing = Packing::read(&mut decoder)?;
            let samples = Samples::read(&mut decoder)?;
            let georeference = Georeference::read(&mut decoder)?;
            let facts = facts(&packing, &georeference)?;
            let source = Source::new(decoder, packing)?;
            Ok(Self { source, packing, samples, blocks: Blocks::default(), georeference, facts })
        })
    }

    /// What is known of it.
    #[must_use]
    pub const fn facts(&self) -> &RasterFacts {
        &self.facts
    }

    /// Whether a place lies within the image; it may still be one of its empty pixels.
    #[must_use]
    pub fn shows(&self, point: LonLat) -> bool {
        self.georeference.to_pixel(point).is_some_and(|(column, row)| {
            (0.0..f64::from(self.facts.width)).contains(&column)
                && (0.0..f64::from(self.facts.height)).contains(&row)
        })
    }

    /// Where the image lies.
    #[must_use]
    pub const fn georeference(&self) -> &Georeference {
        &self.georeference
    }

    /// Reads the part of the image within these columns and rows, decoding each block once.
    ///
    /// # Errors
    /// When it is larger than [`RASTER_WINDOW_PX_MAX`], or a block is damaged.
    pub(super) fn window(
        &mut self,
        columns: Range<u32>,
        rows: Range<u32>,
    ) -> Result<Window, RasterError> {
        let columns = columns.start..columns.end.min(self.facts.width);
        let rows = rows.start..rows.end.min(self.facts.height);
        let pixels = u64::from(length(&columns)) * u64::from(length(&rows));
        if pixels > RASTER_WINDOW_PX_MAX {
            return Err(RasterError::WindowTooLarge { pixels });
        }
        let texels = vec![NOTHING; usize::try_from(pixels).unwrap_or_default()];
        let mut window = Window { columns, rows, texels };
        if pixels > 0 {
            guarded(|| self.fill(&mut window))?;
        }
        Ok(window)
    }

    fn fill(&mut self, window: &mut Window) -> Result<(), RasterError> {
        let (block_width, block_height) = self.packing.block_px;
        let across = self.packing.blocks_across();
        for y in blocks_of(&window.rows, block_height) {
            for x in blocks_of(&window.columns, block_width) {
                let number = y * across + x;
                if self.source.is_left_out(number) {
                    continue;
                }
                let columns = extent(x, block_width, self.facts.width);
                let rows = extent(y, block_height, self.facts.height);
                let (source, stride) = (&mut self.source, self.samples.stride());
                let decoded = self.blocks.get(number, || source.decode(number, stride))?;
                let block = Block { columns, rows, decoded };
                window.copy(&block, self.samples).ok_or_else(|| {
                    RasterError::Damaged(format!("its block {number} has another size"))
                })?;
            }
        }
        Ok(())
    }
}

/// A decoded block and the part of the image that it holds.
struct Block<'a> {
    columns: Range<u32>,
    rows: Range<u32>,
    decoded: &'a [u8],
}

impl Window {
    /// Copies what a block holds of the window; nothing when its bytes do not suffice.
    fn copy(&mut self, block: &Block<'_>, samples: Samples) -> Option<()> {
        let shared = overlap(&self.columns, &block.columns);
        let count = index(length(&shared));
        let stride = samples.stride();
        for row in overlap(&self.rows, &block.rows) {
            let from = position(&block.columns, &block.rows, shared.start, row) * stride;
            let to = position(&self.columns, &self.rows, shared.start, row);
            let pixels = block.decoded.get(from..from + count * stride)?;
            samples.convert(pixels, self.texels.get_mut(to..to + count)?);
        }
        Some(())
    }
}

fn facts(packing: &Packing, georeference: &Georeference) -> Result<RasterFacts, RasterError> {
    let &Packing { width, height, bands, is_tiled, block_px, compression, .. } = packing;
    let middle = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    Ok(RasterFacts {
        width,
        height,
        bands,
        epsg: georeference.projection().epsg(),
        is_usual_crs: georeference.projection().is_usual(),
        compression,
        is_tiled,
        block_px,
        gsd_m: georeference.gsd_m(middle)?,
        corners: georeference.corners(width, height)?,
    })
}

/// The numbers of the blocks, along one axis, that hold part of a span that is not empty.
const fn blocks_of(span: &Range<u32>, block: u32) -> Range<u32> {
    span.start / block..(span.end - 1) / block + 1
}

/// What the n-th block along an axis holds of an image.
fn extent(n: u32, block: u32, image: u32) -> Range<u32> {
    n * block..(n * block).saturating_add(block).min(image)
}

fn overlap(a: &Range<u32>, b: &Range<u32>) -> Range<u32> {
    a.start.max(b.start)..a.end.min(b.end)
}

const fn length(span: &Range<u32>) -> u32 {
    span.end.saturating_sub(span.start)
}

fn index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// Where a pixel of the image lies in a rectangle of it that is stored row by row.
fn position(columns: &Range<u32>, rows: &Range<u32>, column: u32, row: u32) -> usize {
    index(row - rows.start) * index(length(columns)) + index(column - columns.start)
}
