//! What is known of a raster without reading its pixels, for people and for scripts.

use std::path::Path;

use serde::Serialize;

use super::container::Tags;
use super::georeference::{Georeference, citation};
use super::level::{Level, Store};
use super::raster::Raster;
use super::refusal::RasterError;
use crate::domain::place::LonLat;
use crate::domain::reading::Reading;

/// What says where a raster shows nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MaskKind {
    /// Nothing does: all of it shows something, but for blocks that were left out.
    None,
    /// A band of the image.
    Alpha,
    /// An image of its own in the file.
    Mask,
    /// A value of the pixels.
    Nodata,
}

/// What is known of a raster without reading its pixels.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "facts of their own, not states of one thing")]
pub struct RasterFacts {
    /// What kind of file it is: TIFF, PNG or JPEG.
    pub format: &'static str,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Samples of each pixel, alpha and ignored ones included.
    pub bands: u16,
    /// The bands shown as red, green and blue, counted from 1.
    pub bands_shown: [u16; 3],
    /// The type of the samples, such as u8, i16 or f32.
    pub sample_type: &'static str,
    /// Whether the range of values to show has still to be stated or computed.
    pub needs_range: bool,
    /// What the samples mean: MINISBLACK, RGB, PALETTE, `YCbCr`.
    pub photometric: &'static str,
    /// How the pixels are compressed.
    pub compression: &'static str,
    /// As TIFF numbers it: 1 none, 2 horizontal, 3 floating point.
    pub predictor: u16,
    /// Whether each band is stored apart.
    pub is_planar: bool,
    /// Whether the pixels lie in tiles, not strips.
    pub is_tiled: bool,
    /// Width and height of one tile or strip.
    pub block_px: (u32, u32),
    /// Width and height of each overview.
    pub overviews: Vec<(u32, u32)>,
    /// Whether it is a `BigTIFF`.
    pub is_big_tiff: bool,
    /// "little" or "big".
    pub byte_order: &'static str,
    /// Number of the coordinate reference system: the file's, or that stated.
    pub epsg: u32,
    /// What the file calls its system.
    pub crs: Option<String>,
    /// Whether that is a system that imagery usually comes in. If not, a datum shift may put it
    /// metres off, and a coordinator should look at a preview before it is used.
    pub is_usual_crs: bool,
    /// From pixel corners to the system's coordinates, in the order of GDAL's geotransform.
    pub geotransform: [f64; 6],
    /// The value that shows nothing, as the file writes it.
    pub nodata: Option<String>,
    /// What says where nothing is shown.
    pub mask: MaskKind,
    /// Metres on the ground of one pixel at the middle of the image.
    pub gsd_m: f64,
    /// The corners of the first pixel, then clockwise in the image: north-west, north-east,
    /// south-east, south-west in one that is not turned.
    pub corners: [LonLat; 4],
    /// The date in the file, as it writes it: often that of making the file, not of the capture.
    pub date: Option<String>,
    /// Whether the file has sidecars (`.ovr`, `.msk`) that are not read.
    pub has_unread_sidecars: bool,
}

/// Opens a raster only to say what it is.
///
/// # Errors
/// When it cannot be used; the message says why and how to mend it.
pub fn inspect(path: &Path, reading: &Reading) -> Result<RasterFacts, RasterError> {
    Ok(Raster::open(path, reading)?.facts().clone())
}

impl RasterFacts {
    /// Bytes of one sample once it is decoded.
    #[must_use]
    pub fn sample_bytes(&self) -> u64 {
        let bits = self.sample_type.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        bits.parse::<u64>().map_or(8, |bits| bits.div_ceil(8))
    }

    /// The facts of an opened raster; `tags` are those of its first image, if it is a TIFF.
    pub(super) fn gather(
        path: &Path,
        store: &Store,
        levels: &[Level],
        georeference: &Georeference,
        tags: Option<Tags>,
    ) -> Result<Self, RasterError> {
        let Some((first, overviews)) = levels.split_first() else {
            return Err(super::container::damaged("it holds no image"));
        };
        let (layout, samples) = (&first.layout, &first.samples);
        let (format, compression, container) = match store {
            Store::Tiff(container) => ("TIFF", layout.compression.name(), Some(container)),
            Store::Picture(picture) => (picture.name(), picture.name(), None),
        };
        let middle = (f64::from(layout.width) / 2.0, f64::from(layout.height) / 2.0);
        let text = |tag| Ok::<_, RasterError>(tags.map(|t| t.text(tag)).transpose()?.flatten());
        let mask = if samples.alpha.is_some() {
            MaskKind::Alpha
        } else if first.mask.is_some() {
            MaskKind::Mask
        } else if samples.nodata.is_some() || text(42_113)?.is_some_and(|text| is_nan(&text)) {
            MaskKind::Nodata
        } else {
            MaskKind::None
        };
        Ok(Self {
            format,
            width: layout.width,
            height: layout.height,
            bands: layout.bands,
            bands_shown: samples.shown.map(|band| band + 1),
            sample_type: layout.sample.name(),
            needs_range: samples.needs_range(),
            photometric: samples.colours.name(),
            compression,
            predictor: layout.predictor.max(1),
            is_planar: layout.is_planar,
            is_tiled: layout.is_tiled,
            block_px: layout.block_px,
            overviews: overviews.iter().map(|o| (o.layout.width, o.layout.height)).collect(),
            is_big_tiff: container.is_some_and(|container| container.is_big_tiff),
            byte_order: if container.is_some_and(|c| c.is_big_endian) { "big" } else { "little" },
            epsg: georeference.projection().epsg(),
            crs: tags.and_then(citation),
            is_usual_crs: georeference.projection().is_usual(),
            geotransform: georeference.placing().geotransform(),
            nodata: text(42_113)?,
            mask,
            gsd_m: georeference.gsd_m(middle)?,
            corners: georeference.corners(layout.width, layout.height)?,
            date: text(306)?.filter(|date| !date.is_empty()),
            has_unread_sidecars: [".ovr", ".msk"].iter().any(|end| sidecar(path, end)),
        })
    }
}

fn is_nan(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_nan)
}

fn sidecar(path: &Path, end: &str) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    Path::new(&name).exists()
}
