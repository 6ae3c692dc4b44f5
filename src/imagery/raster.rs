//! A georeferenced image opened for windowed reading: a TIFF in strips or tiles, or a picture with
//! a world file.
//!
//! It joins `level`, which reads pixels, [`georeference`](super::georeference), which says where
//! they lie, and [`samples`](super::samples), which says what they mean. It resamples nothing.

use std::fs::File;
use std::io::ErrorKind;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use image::ImageFormat;

use super::blocks::Blocks;
use super::container::{Container, Directory, Tags, damaged};
use super::facts::RasterFacts;
use super::georeference::{Georeference, epsg_in};
use super::layout::Layout;
use super::level::{Level, Store, Window};
use super::picture::Picture;
use super::refusal::RasterError;
use super::samples::{Colours, Samples};
use super::sniff::{self, Reader};
use super::world_file;
use crate::domain::place::LonLat;
use crate::domain::reading::{Reading, Stretch};

/// Tag that says what an image of a TIFF is for: bit 0 an overview, bit 2 a mask.
const SUBFILE_TAG: u16 = 254;

/// An open raster: the file, and some of its blocks decoded.
#[derive(Debug)]
pub struct Raster {
    store: Store,
    /// The image itself, then its overviews, the finest first.
    levels: Vec<Level>,
    blocks: Blocks,
    georeference: Georeference,
    facts: RasterFacts,
}

impl Raster {
    /// Opens a raster and checks all that can be checked without reading its pixels. What
    /// `reading` states goes before what the file says.
    ///
    /// # Errors
    /// When it cannot be used; the message says why and how to mend it.
    pub fn open(path: &Path, reading: &Reading) -> Result<Self, RasterError> {
        guarded(|| {
            // A pipe would be waited for without end.
            if !path.metadata().map_err(RasterError::Unreadable)?.is_file() {
                return Err(RasterError::Unreadable(ErrorKind::InvalidInput.into()));
            }
            let mut file = File::open(path).map_err(RasterError::Unreadable)?;
            match sniff::reader_of(&mut file)? {
                Reader::Tiff => Self::open_tiff(path, file, reading),
                Reader::Picture(format) => Self::open_picture(path, format, reading),
            }
        })
    }

    fn open_tiff(path: &Path, file: File, reading: &Reading) -> Result<Self, RasterError> {
        let (container, directories) = Container::open(file)?;
        let levels = levels(&container, &directories, reading)?;
        let Some(first) = directories.first() else {
            return Err(damaged("it holds no image"));
        };
        let tags = Tags { container: &container, directory: first };
        let georeference = match Georeference::read(tags, reading.epsg) {
            Err(RasterError::NotPlaced) => {
                let epsg = reading.epsg.or_else(|| epsg_in(tags));
                world_file::beside(path, epsg)?.ok_or(RasterError::NotPlaced)?
            }
            Err(RasterError::NoCrs) => {
                let epsg = world_file::named_beside(path).ok_or(RasterError::NoCrs)?;
                Georeference::read(tags, Some(epsg))?
            }
            read => read?,
        };
        let store = Store::Tiff(container);
        let Store::Tiff(container) = &store else {
            return Err(damaged("it holds no image"));
        };
        let tags = Tags { container, directory: first };
        let facts = RasterFacts::gather(path, &store, &levels, &georeference, Some(tags))?;
        Ok(Self { store, levels, blocks: Blocks::default(), georeference, facts })
    }

    fn open_picture(
        path: &Path,
        format: ImageFormat,
        reading: &Reading,
    ) -> Result<Self, RasterError> {
        let picture = Picture::open(path, format)?;
        let (looks_like, world_file) = match format {
            ImageFormat::Png => ("a PNG picture", "pgw"),
            _ => ("a JPEG picture", "jgw"),
        };
        let georeference = world_file::beside(path, reading.epsg)?
            .ok_or(RasterError::PictureNotPlaced { looks_like, world_file })?;
        let layout = Layout::of_picture(picture.width, picture.height, picture.bands);
        let samples = Samples::of_picture(picture.bands, reading)?;
        let levels = vec![Level { number: 0, layout, samples, mask: None }];
        let store = Store::Picture(picture);
        let facts = RasterFacts::gather(path, &store, &levels, &georeference, None)?;
        Ok(Self { store, levels, blocks: Blocks::default(), georeference, facts })
    }

    /// What is known of it.
    #[must_use]
    pub const fn facts(&self) -> &RasterFacts {
        &self.facts
    }

    /// Where a place lies in the image, in pixels (column, row) from its first corner; nothing
    /// where its system does not reach. It may lie outside the image.
    #[must_use]
    pub fn position(&self, place: LonLat) -> Option<(f64, f64)> {
        self.georeference.to_pixel(place)
    }

    /// Whether a place lies within the image; it may still be one of its empty pixels.
    #[must_use]
    pub fn shows(&self, point: LonLat) -> bool {
        self.position(point).is_some_and(|(column, row)| {
            (0.0..f64::from(self.facts.width)).contains(&column)
                && (0.0..f64::from(self.facts.height)).contains(&row)
        })
    }

    /// Where the image lies.
    #[must_use]
    pub const fn georeference(&self) -> &Georeference {
        &self.georeference
    }

    /// Sets how many bytes of decoded blocks are kept for the next chips; 32 MiB unless set. At
    /// least one block always is.
    pub fn set_cache_bytes(&mut self, bytes: usize) {
        self.blocks.set_bytes_max(bytes);
    }

    /// How many blocks have been decoded since it was opened, one that was forgotten and decoded
    /// again counted again.
    #[must_use]
    pub const fn blocks_decoded(&self) -> u64 {
        self.blocks.decoded()
    }

    /// How many different blocks those were.
    #[must_use]
    pub fn blocks_touched(&self) -> u64 {
        self.blocks.touched()
    }

    /// Spreads these ranges of values over 0 to 255 from now on; a palette is left as it is.
    ///
    /// # Errors
    /// [`RasterError::EmptyRange`].
    pub fn set_stretch(&mut self, stretch: Stretch) -> Result<(), RasterError> {
        self.levels.iter_mut().try_for_each(|level| level.samples.stretch(stretch))?;
        self.facts.needs_range = false;
        Ok(())
    }

    /// The coarsest resolution whose pixels are no larger than this many of the image's own along
    /// either axis, and its size.
    pub(super) fn level_for(&self, covered: (f64, f64)) -> (usize, (u32, u32)) {
        let (width, height) = (f64::from(self.facts.width), f64::from(self.facts.height));
        let fits = |level: &&Level| {
            let across = width / f64::from(level.layout.width);
            let down = height / f64::from(level.layout.height);
            // An overview of half an odd width is a little coarser than half.
            across <= covered.0 * 1.01 && down <= covered.1 * 1.01
        };
        let number = self.levels.iter().skip(1).take_while(fits).count();
        let level = self.levels.get(number);
        let size = level.map_or((0, 0), |level| (level.layout.width, level.layout.height));
        (number, size)
    }

    /// Reads the part of a level within these columns and rows, decoding each block once.
    ///
    /// # Errors
    /// When it is too large, a block is damaged, or nothing says how to show its values.
    pub(super) fn window(
        &mut self,
        level: usize,
        columns: Range<u32>,
        rows: Range<u32>,
    ) -> Result<Window, RasterError> {
        if self.facts.needs_range {
            return Err(RasterError::RangeNotStated { found: self.facts.sample_type });
        }
        let Self { store, levels, blocks, .. } = self;
        let level = levels.get(level).ok_or_else(|| damaged("it holds no such overview"))?;
        guarded(|| level.window(store, blocks, columns, rows))
    }

    /// Lets `look` read at the level that is best to look at all of the image.
    pub(super) fn look<T>(
        &mut self,
        longest_side_px: u32,
        look: impl FnOnce(&Level, &Store, &mut Blocks) -> Result<T, RasterError>,
    ) -> Result<T, RasterError> {
        let is_enough =
            |level: &&Level| level.layout.width.max(level.layout.height) >= longest_side_px;
        let Self { store, levels, blocks, .. } = self;
        let level = levels.iter().rev().find(is_enough).or(levels.first());
        let level = level.ok_or_else(|| damaged("it holds no image"))?;
        guarded(|| look(level, store, blocks))
    }
}

/// Runs `read`, making a panic of a decoder an error of the file.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, RasterError>) -> Result<T, RasterError> {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(damaged("the decoder gave up on it")))
}

/// The first image of a TIFF and those of the others that are its overviews, with their masks. An
/// overview that is not read is none.
pub(super) fn levels(
    container: &Container,
    directories: &[Directory],
    reading: &Reading,
) -> Result<Vec<Level>, RasterError> {
    let tagged = || directories.iter().map(|directory| Tags { container, directory });
    let purpose = |tags: Tags| tags.word(SUBFILE_TAG).ok().flatten().unwrap_or(0);
    let mut masks: Vec<Layout> = tagged()
        .filter(|tags| purpose(*tags) & 4 != 0)
        .filter_map(|t| Layout::read(t).ok())
        .collect();
    let mut level = |tags: Tags| {
        let layout = Layout::read(tags)?;
        let samples = Samples::read(tags, &layout, reading)?;
        let size = (layout.width, layout.height);
        let fits = |mask: &Layout| (mask.width, mask.height) == size && mask.sample.bits() <= 8;
        let mask = masks.iter().position(fits).map(|at| masks.swap_remove(at));
        Ok::<_, RasterError>(Level { number: 0, layout, samples, mask })
    };
    let Some(first) = tagged().next() else {
        return Err(damaged("it holds no image"));
    };
    let first = level(first)?;
    let overviews = tagged().skip(1).filter(|tags| purpose(*tags) & 5 == 1);
    let mut levels: Vec<_> = overviews.filter_map(|tags| level(tags).ok()).collect();
    levels.retain(|level| {
        let (layout, whole) = (&level.layout, &first.layout);
        let is_same = (layout.bands, layout.sample) == (whole.bands, whole.sample)
            && is_like(level.samples.colours, first.samples.colours);
        let is_masked_too = level.mask.is_some() || first.mask.is_none();
        is_same && is_masked_too && layout.width < whole.width && layout.height < whole.height
    });
    levels.sort_by_key(|level| std::cmp::Reverse(level.layout.width));
    levels.insert(0, first);
    let nodata = levels.first().and_then(|first| first.samples.nodata);
    for (number, level) in (0..).zip(&mut levels) {
        level.number = number;
        level.samples.nodata = nodata;
    }
    Ok(levels)
}

/// Whether both are shown alike; JPEG may store RGB either way.
fn is_like(a: Colours, b: Colours) -> bool {
    let plain = |colours| if colours == Colours::YCbCr { Colours::Rgb } else { colours };
    plain(a) == plain(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_decoder_becomes_an_error_of_the_file() {
        let said = guarded(|| -> Result<(), RasterError> { panic!("as a decoder might") });
        assert!(matches!(said, Err(RasterError::Damaged(_))));
    }
}
