//! One resolution of a raster: the image itself or an overview, with its mask. Parts of it are
//! read as texels, each block decoded once while it is kept.

use std::ops::Range;
use std::sync::Arc;

use super::blocks::Blocks;
use super::container::{Container, damaged};
use super::layout::Layout;
use super::picture::Picture;
use super::refusal::RasterError;
use super::samples::{NOTHING, Samples, Strand, Texel};
use crate::domain::limits::RASTER_WINDOW_PX_MAX;

/// Where blocks come from.
#[derive(Debug)]
pub(super) enum Store {
    Tiff(Container),
    Picture(Picture),
}

/// An image at one resolution.
#[derive(Debug)]
pub(super) struct Level {
    /// 0 the image itself, then its overviews.
    pub(super) number: u64,
    pub(super) layout: Layout,
    pub(super) samples: Samples,
    /// An image of the same size that is 0 where nothing is shown.
    pub(super) mask: Option<Layout>,
}

/// A part of a raster, read.
#[derive(Debug, Clone)]
pub(super) struct Window {
    /// The columns of the level that it holds.
    pub(super) columns: Range<u32>,
    /// The rows of the level that it holds.
    pub(super) rows: Range<u32>,
    /// Its pixels, row by row.
    pub(super) texels: Vec<Texel>,
    /// Whether all of them show something.
    pub(super) is_all_shown: bool,
}

/// A decoded block of a band, and which part of it is wanted.
struct Part {
    bytes: Arc<Vec<u8>>,
    /// Bytes of one row.
    row_bytes: usize,
    /// Where in a row the wanted samples start, in bytes.
    start: usize,
    /// Bytes from one pixel to the next.
    stride: usize,
}

impl Part {
    fn row(&self, row: u32) -> Option<Strand<'_>> {
        let at = index(row).checked_mul(self.row_bytes)?.checked_add(self.start)?;
        Some(Strand { bytes: self.bytes.get(at..)?, stride: self.stride })
    }
}

impl Level {
    /// Reads the part of the level within these columns and rows, cut off at its edge.
    ///
    /// # Errors
    /// When it is larger than [`RASTER_WINDOW_PX_MAX`], or a block is damaged.
    pub(super) fn window(
        &self,
        store: &Store,
        blocks: &mut Blocks,
        columns: Range<u32>,
        rows: Range<u32>,
    ) -> Result<Window, RasterError> {
        let columns = columns.start..columns.end.min(self.layout.width);
        let rows = rows.start..rows.end.min(self.layout.height);
        let pixels = u64::from(length(&columns)) * u64::from(length(&rows));
        if pixels > RASTER_WINDOW_PX_MAX {
            return Err(RasterError::WindowTooLarge { pixels });
        }
        let texels = vec![NOTHING; usize::try_from(pixels).unwrap_or_default()];
        let mut window = Window { columns, rows, texels, is_all_shown: false };
        if pixels > 0 {
            self.fill(store, blocks, &mut window)?;
            if let Some(mask) = &self.mask {
                self.hide(mask, store, blocks, &mut window)?;
            }
        }
        window.is_all_shown = window.texels.iter().all(|texel| texel[3] == 255);
        Ok(window)
    }

    /// The values of the shown bands within one block, row by row of `rows`.
    pub(super) fn values(
        &self,
        store: &Store,
        blocks: &mut Blocks,
        columns: &Range<u32>,
        rows: &Range<u32>,
    ) -> Result<Vec<[f64; 3]>, RasterError> {
        let (x, y) = (columns.start / self.layout.block_px.0, rows.start / self.layout.block_px.1);
        let mut values = Vec::new();
        let Some(parts) = self.parts(store, blocks, (x, y), columns.start)? else {
            return Ok(values);
        };
        for row in rows.clone() {
            let row = row - y * self.layout.block_px.1;
            if let Some(strands) = strands(&parts, row) {
                values.extend(self.samples.values(strands).take(index(length(columns))));
            }
        }
        Ok(values)
    }

    fn fill(
        &self,
        store: &Store,
        blocks: &mut Blocks,
        window: &mut Window,
    ) -> Result<(), RasterError> {
        let short = || damaged("one of its blocks has another size");
        for (x, y) in tiling(&self.layout, window) {
            let columns = overlap(&window.columns, &extent(x, self.layout.block_px.0));
            let Some(parts) = self.parts(store, blocks, (x, y), columns.start)? else {
                continue;
            };
            let alpha = self.alpha_part(store, blocks, (x, y), columns.start)?;
            let top = y * self.layout.block_px.1;
            for row in overlap(&window.rows, &extent(y, self.layout.block_px.1)) {
                let bands = strands(&parts, row - top).ok_or_else(short)?;
                let alpha = alpha.as_ref().and_then(|part| part.row(row - top));
                let texels = window.row_mut(row, &columns).ok_or_else(short)?;
                self.samples.convert(bands, alpha, texels);
            }
        }
        Ok(())
    }

    /// Hides what the mask says shows nothing.
    fn hide(
        &self,
        mask: &Layout,
        store: &Store,
        blocks: &mut Blocks,
        window: &mut Window,
    ) -> Result<(), RasterError> {
        let bits = mask.sample.bits();
        for (x, y) in tiling(mask, window) {
            let columns = overlap(&window.columns, &extent(x, mask.block_px.0));
            let block = mask.block(0, x, y);
            let decoded = match store {
                Store::Tiff(container) if !mask.is_left_out(block) => {
                    let key = key(self.number * 2 + 1, block);
                    Some(blocks.get(key, || mask.decode(container, block))?)
                }
                _ => None,
            };
            let row_bytes = mask.row_bytes();
            let (left, top) = (index(columns.start - x * mask.block_px.0), y * mask.block_px.1);
            for row in overlap(&window.rows, &extent(y, mask.block_px.1)) {
                let at = index(row - top) * row_bytes;
                let line = decoded.as_ref().and_then(|bytes| bytes.get(at..at + row_bytes));
                for (n, texel) in window.row_mut(row, &columns).into_iter().flatten().enumerate() {
                    let bit = (left + n) * bits;
                    let byte = line.and_then(|line| line.get(bit / 8)).copied().unwrap_or(0);
                    let shows = if bits == 1 { byte << (bit % 8) & 0x80 } else { byte };
                    if shows == 0 {
                        *texel = NOTHING;
                    }
                }
            }
        }
        Ok(())
    }

    /// The three shown bands of a block from a column on; nothing when one was left out.
    fn parts(
        &self,
        store: &Store,
        blocks: &mut Blocks,
        at: (u32, u32),
        column: u32,
    ) -> Result<Option<[Part; 3]>, RasterError> {
        let mut part = |band| self.part(store, blocks, at, column, band);
        let [red, green, blue] = self.bands_read();
        Ok(match (part(red)?, part(green)?, part(blue)?) {
            (Some(red), Some(green), Some(blue)) => Some([red, green, blue]),
            _ => None,
        })
    }

    fn alpha_part(
        &self,
        store: &Store,
        blocks: &mut Blocks,
        at: (u32, u32),
        column: u32,
    ) -> Result<Option<Part>, RasterError> {
        let alpha = self.samples.alpha;
        alpha.map_or(Ok(None), |band| self.part(store, blocks, at, column, band))
    }

    fn part(
        &self,
        store: &Store,
        blocks: &mut Blocks,
        (x, y): (u32, u32),
        column: u32,
        band: u16,
    ) -> Result<Option<Part>, RasterError> {
        let layout = &self.layout;
        let block = layout.block(band, x, y);
        let key = key(self.number * 2, block);
        let bytes = match store {
            Store::Picture(picture) => blocks.get(key, || picture.decode())?,
            Store::Tiff(_) if layout.is_left_out(block) => return Ok(None),
            Store::Tiff(container) => blocks.get(key, || layout.decode(container, block))?,
        };
        let sample_bytes = layout.sample.bits() / 8;
        let stride = usize::from(layout.bands_together()) * sample_bytes;
        let band = if layout.is_planar { 0 } else { usize::from(band) };
        let left = index(column - x * layout.block_px.0);
        let start = left * stride + band * sample_bytes;
        Ok(Some(Part { bytes, row_bytes: layout.row_bytes(), start, stride }))
    }

    /// The bands that are read for red, green and blue.
    fn bands_read(&self) -> [u16; 3] {
        if self.samples.is_mixed() { [0, 1, 2] } else { self.samples.shown }
    }
}

impl Window {
    fn row_mut(&mut self, row: u32, columns: &Range<u32>) -> Option<&mut [Texel]> {
        let line = index(row - self.rows.start) * index(length(&self.columns));
        let start = line + index(columns.start - self.columns.start);
        self.texels.get_mut(start..start + index(length(columns)))
    }
}

fn strands(parts: &[Part; 3], row: u32) -> Option<[Strand<'_>; 3]> {
    let [red, green, blue] = parts;
    Some([red.row(row)?, green.row(row)?, blue.row(row)?])
}

/// The blocks that hold part of a window that is not empty.
fn tiling(layout: &Layout, window: &Window) -> Vec<(u32, u32)> {
    let (wide, high) = layout.block_px;
    let numbers = |span: &Range<u32>, block| span.start / block..(span.end - 1) / block + 1;
    let columns = numbers(&window.columns, wide);
    numbers(&window.rows, high).flat_map(|y| columns.clone().map(move |x| (x, y))).collect()
}

/// The number under which a block of one of the images of a file is kept.
const fn key(image: u64, block: u64) -> u64 {
    image << 40 | block
}

/// What the n-th block along an axis holds, were the image large enough.
const fn extent(n: u32, block: u32) -> Range<u32> {
    n * block..(n * block).saturating_add(block)
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
