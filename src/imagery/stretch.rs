//! The range of values that a capture is shown over, computed: one for all files of a capture, so
//! that the same ground has the same shade in each.
//!
//! The 2nd to the 98th percentile of each shown band, as GDAL-based viewers and QGIS ("cumulative
//! cut") have it, over a sample: an overview where there is one, else blocks at even distances.

use std::ops::Range as Span;

use super::blocks::Blocks;
use super::level::{Level, Store};
use super::raster::Raster;
use super::refusal::RasterError;
use crate::domain::reading::{Range, Stretch};

/// The longest side that an overview must have to be looked at in place of the image, in pixels.
const OVERVIEW_PX_MIN: u32 = 512;
/// Blocks that are read, over all files.
const BLOCKS_MAX: u32 = 256;
/// Blocks that are read of one file at least.
const BLOCKS_MIN: u32 = 4;
/// Pixels across and down that are read of one block.
const BLOCK_PX_MAX: u32 = 1024;
/// Pixels that are kept of one block.
const PIXELS_MAX: usize = 4096;

/// The stretch of a capture from all its files; the same files in the same order give the same.
/// Work and memory are bounded: some 256 blocks are read (4 of each file, if those are more).
///
/// # Errors
/// When a block is damaged, or no pixel shows anything.
pub fn of(rasters: &mut [Raster]) -> Result<Stretch, RasterError> {
    let files = u32::try_from(rasters.len()).unwrap_or(u32::MAX).max(1);
    let blocks_max = (BLOCKS_MAX / files).max(BLOCKS_MIN);
    let mut values: [Vec<f64>; 3] = Default::default();
    for raster in rasters {
        raster.look(OVERVIEW_PX_MIN, |level, store, blocks| {
            if !level.samples.has_values() {
                return Ok(());
            }
            let all = level.layout.blocks_across() * level.layout.blocks_down();
            let count = all.min(blocks_max);
            for n in 0..count {
                let block = u64::from(n) * u64::from(all) / u64::from(count);
                sample(level, store, blocks, u32::try_from(block).unwrap_or(0), &mut values)?;
            }
            Ok(())
        })?;
    }
    let [red, green, blue] = values;
    match (range(red), range(green), range(blue)) {
        (Some(red), Some(green), Some(blue)) => Ok([red, green, blue]),
        _ => Err(RasterError::NothingToStretch),
    }
}

/// Adds the values of some pixels of a block that show something.
fn sample(
    level: &Level,
    store: &Store,
    blocks: &mut Blocks,
    block: u32,
    values: &mut [Vec<f64>; 3],
) -> Result<(), RasterError> {
    let layout = &level.layout;
    let (x, y) = (block % layout.blocks_across(), block / layout.blocks_across());
    let columns = middle(x, layout.block_px.0, layout.width);
    let rows = middle(y, layout.block_px.1, layout.height);
    let window = level.window(store, blocks, columns.clone(), rows.clone())?;
    let found = level.values(store, blocks, &columns, &rows)?;
    let every = found.len().div_ceil(PIXELS_MAX).max(1);
    let pixels = found.iter().zip(&window.texels).step_by(every);
    for (pixel, _) in pixels.filter(|(_, texel)| texel[3] != 0) {
        let bands = values.iter_mut().zip(pixel);
        bands.filter(|(_, value)| value.is_finite()).for_each(|(band, value)| band.push(*value));
    }
    Ok(())
}

/// What lies in the n-th block along an axis, or the middle of it if that is more than is read.
fn middle(n: u32, block: u32, image: u32) -> Span<u32> {
    let (start, end) = (n * block, (n * block).saturating_add(block).min(image));
    let length = (end - start).min(BLOCK_PX_MAX);
    let start = start + (end - start - length) / 2;
    start..start + length
}

/// From the 2nd to the 98th percentile (nearest rank); one more than the first if they are equal.
fn range(mut values: Vec<f64>) -> Option<Range> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |percent: usize| values.get((last * percent + 50) / 100).copied();
    let (low, high) = (at(2)?, at(98)?);
    Some(Range { low, high: if high > low { high } else { low + 1.0 } })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_left_out() {
        let values: Vec<f64> = (0..=100).rev().map(f64::from).collect();
        assert_eq!(range(values), Some(Range { low: 2.0, high: 98.0 }));
        assert_eq!(range(vec![7.0; 9]), Some(Range { low: 7.0, high: 8.0 }));
        assert_eq!(range(Vec::new()), None);
    }

    #[test]
    fn of_a_long_block_the_middle_is_read() {
        assert_eq!(middle(0, 10_000, 9000), 3988..5012);
        assert_eq!(middle(2, 256, 700), 512..700);
    }
}
