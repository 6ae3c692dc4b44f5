//! Where a raster lies: the `GeoTIFF` tags, read into a coordinate system and an affine placing.
//!
//! Tags and keys are those of OGC 19-008r4 (`GeoTIFF` 1.1); where files deviate from it, GDAL's
//! reading is followed, as GDAL wrote most of them. No pixels here.

use super::container::Tags;
use super::refusal::RasterError;
use crate::domain::place::LonLat;
use crate::geodesy::Projection;

/// Tag that holds a camera model (rational polynomial coefficients).
const RPC_TAG: u16 = 50_844;
const SCALE_TAG: u16 = 33_550;
const TIE_TAG: u16 = 33_922;
const MATRIX_TAG: u16 = 34_264;
const KEYS_TAG: u16 = 34_735;
const TEXT_TAG: u16 = 34_737;
const MODEL_TYPE_KEY: u16 = 1024;
const RASTER_TYPE_KEY: u16 = 1025;
const GEOGRAPHIC_CRS_KEY: u16 = 2048;
const PROJECTED_CRS_KEY: u16 = 3072;
/// Value of a key that says "not one of the numbered ones".
const USER_DEFINED: u16 = 32_767;
/// How far a corner may move on its way to the globe and back, in pixels.
const ROUND_TRIP_PX: f64 = 0.05;

/// From pixels to map coordinates: `x = x0 + column * xc + row * xr`, likewise y. The whole
/// numbers are the corners of pixels, (0, 0) the north-west corner of the first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placing {
    x: [f64; 3],
    y: [f64; 3],
}

impl Placing {
    /// The placing of six numbers in the order of world files: the width of a pixel to the east
    /// and north, its height to the east and north, and the middle of the first pixel.
    #[must_use]
    pub fn of_world_file([xc, yc, xr, yr, x, y]: [f64; 6]) -> Self {
        Self { x: [x, xc, xr], y: [y, yc, yr] }.moved_to_corners()
    }

    /// The same in the order of GDAL's geotransform.
    #[must_use]
    pub const fn geotransform(self) -> [f64; 6] {
        let ([x0, xc, xr], [y0, yc, yr]) = (self.x, self.y);
        [x0, xc, xr, y0, yc, yr]
    }

    /// The map coordinates of a pixel position.
    #[must_use]
    pub fn to_map(self, (column, row): (f64, f64)) -> (f64, f64) {
        let along =
            |[start, per_column, per_row]: [f64; 3]| start + column * per_column + row * per_row;
        (along(self.x), along(self.y))
    }

    /// The pixel position of map coordinates.
    #[must_use]
    pub fn to_pixel(self, (x, y): (f64, f64)) -> (f64, f64) {
        let ([x0, xc, xr], [y0, yc, yr]) = (self.x, self.y);
        let area = xc * yr - xr * yc;
        let (dx, dy) = (x - x0, y - y0);
        ((dx * yr - dy * xr) / area, (dy * xc - dx * yc) / area)
    }

    /// The same placing when the given one speaks of the middles of pixels, not their corners.
    fn moved_to_corners(self) -> Self {
        let shift = |[start, per_column, per_row]: [f64; 3]| {
            [start - f64::midpoint(per_column, per_row), per_column, per_row]
        };
        Self { x: shift(self.x), y: shift(self.y) }
    }

    fn is_sound(self) -> bool {
        let ([_, xc, xr], [_, yc, yr]) = (self.x, self.y);
        let area = xc * yr - xr * yc;
        self.x.into_iter().chain(self.y).all(f64::is_finite) && area.is_normal()
    }
}

/// A raster's place on the globe.
#[derive(Debug)]
pub struct Georeference {
    projection: Projection,
    placing: Placing,
}

impl Georeference {
    /// The georeference in the tags of an image; `stated` is the EPSG number that goes before the
    /// file's own.
    ///
    /// # Errors
    /// When the file is not placed, or in no system that can be computed; see [`RasterError`].
    pub(super) fn read(tags: Tags, stated: Option<u32>) -> Result<Self, RasterError> {
        let keys = Keys::read(tags)?;
        let placing = read_placing(tags)?;
        let epsg = stated.map_or_else(|| keys.epsg().map(u32::from), Ok)?;
        let placing = if keys.speaks_of_middles() { placing.moved_to_corners() } else { placing };
        Self::new(epsg, placing)
    }

    /// A place that is stated, not read from tags.
    ///
    /// # Errors
    /// When the system cannot be computed, or pixels would have no area.
    pub fn new(epsg: u32, placing: Placing) -> Result<Self, RasterError> {
        let projection = Projection::of_epsg(epsg)?;
        if !placing.is_sound() {
            return Err(RasterError::BrokenPlacing);
        }
        Ok(Self { projection, placing })
    }

    /// Where pixels lie in the system's coordinates.
    #[must_use]
    pub const fn placing(&self) -> Placing {
        self.placing
    }

    /// The coordinate system.
    #[must_use]
    pub const fn projection(&self) -> &Projection {
        &self.projection
    }

    /// The pixel position (column, row) of a place, whole numbers being pixel corners; nothing
    /// where the system does not reach. It may lie outside the image.
    #[must_use]
    pub fn to_pixel(&self, place: LonLat) -> Option<(f64, f64)> {
        let (column, row) = self.placing.to_pixel(self.projection.to_map(place)?);
        (column.is_finite() && row.is_finite()).then_some((column, row))
    }

    /// The place of a pixel position.
    #[must_use]
    pub fn to_globe(&self, pixel: (f64, f64)) -> Option<LonLat> {
        self.projection.to_globe(self.placing.to_map(pixel))
    }

    /// The corners of an image of this size: that of the first pixel (north-west unless it is
    /// turned), then on along the first row, the last pixel's, and back along the last row.
    ///
    /// # Errors
    /// [`RasterError::OutsideCrs`] when one is off the globe, or does not come back from it to
    /// where it was, which a projection does far outside its zone.
    pub fn corners(&self, width: u32, height: u32) -> Result<[LonLat; 4], RasterError> {
        let (width, height) = (f64::from(width), f64::from(height));
        let corner = |column, row| self.steady((column, row));
        Ok([corner(0.0, 0.0)?, corner(width, 0.0)?, corner(width, height)?, corner(0.0, height)?])
    }

    /// Metres of ground per pixel around a pixel: the side of the square of equal area.
    ///
    /// # Errors
    /// As [`Georeference::corners`].
    pub fn gsd_m(&self, (column, row): (f64, f64)) -> Result<f64, RasterError> {
        let here = self.steady((column, row))?;
        let (xc, yc) = here.metres_to(self.steady((column + 1.0, row))?);
        let (xr, yr) = here.metres_to(self.steady((column, row + 1.0))?);
        Ok((xc * yr - xr * yc).abs().sqrt())
    }

    fn steady(&self, pixel: (f64, f64)) -> Result<LonLat, RasterError> {
        let outside = || RasterError::OutsideCrs { epsg: self.projection.epsg() };
        let place = self.to_globe(pixel).ok_or_else(outside)?;
        let (column, row) = self.to_pixel(place).ok_or_else(outside)?;
        let off = (column - pixel.0).abs().max((row - pixel.1).abs());
        if off <= ROUND_TRIP_PX { Ok(place) } else { Err(outside()) }
    }
}

/// The keys that matter here; each is nothing when the file does not give it.
struct Keys {
    model_type: Option<u16>,
    raster_type: Option<u16>,
    geographic_crs: Option<u16>,
    projected_crs: Option<u16>,
}

impl Keys {
    fn read(tags: Tags) -> Result<Self, RasterError> {
        let words = tags.words(KEYS_TAG)?;
        // Four words each: the key, where its value is (0: here), how many, the value.
        let (entries, _) = words.as_chunks::<4>();
        let find = |wanted: u16| {
            entries.iter().skip(1).find_map(|[key, place, _, value]| {
                (*key == wanted && *place == 0).then_some(*value)
            })
        };
        Ok(Self {
            model_type: find(MODEL_TYPE_KEY),
            raster_type: find(RASTER_TYPE_KEY),
            geographic_crs: find(GEOGRAPHIC_CRS_KEY),
            projected_crs: find(PROJECTED_CRS_KEY),
        })
    }

    /// Model type 1 is projected, 2 geographic; a file without it names one system only.
    fn epsg(&self) -> Result<u16, RasterError> {
        let code = match self.model_type {
            Some(2) => self.geographic_crs,
            Some(_) => self.projected_crs,
            None => self.projected_crs.or(self.geographic_crs),
        };
        match code {
            Some(USER_DEFINED) => Err(RasterError::OwnCrs),
            Some(code) if code > 0 => Ok(code),
            _ if self.model_type.is_some_and(|model| model > 0) => Err(RasterError::OwnCrs),
            _ => Err(RasterError::NoCrs),
        }
    }

    fn speaks_of_middles(&self) -> bool {
        self.raster_type == Some(2)
    }
}

/// A scale with a tie point, or a matrix; GDAL prefers them in this order too.
fn read_placing(tags: Tags) -> Result<Placing, RasterError> {
    let scale = tags.doubles(SCALE_TAG)?;
    let ties = tags.doubles(TIE_TAG)?;
    let matrix = tags.doubles(MATRIX_TAG)?;
    if let ([sx, sy, ..], [column, row, _, x, y, _, ..]) = (scale.as_slice(), ties.as_slice()) {
        // GDAL takes a negative height of a pixel for a mistake, and so do we.
        let (sx, sy) = (*sx, sy.abs());
        return Ok(Placing { x: [x - column * sx, sx, 0.0], y: [y + row * sy, 0.0, -sy] });
    }
    if let [xc, xr, _, x0, yc, yr, _, y0, ..] = *matrix.as_slice() {
        return Ok(Placing { x: [x0, xc, xr], y: [y0, yc, yr] });
    }
    if ties.len() > 6 {
        return Err(RasterError::GroundControlOnly);
    }
    Err(if tags.has(RPC_TAG) { RasterError::CameraModelOnly } else { RasterError::NotPlaced })
}

/// The EPSG number in the tags of an image that may not be placed.
pub(super) fn epsg_in(tags: Tags) -> Option<u32> {
    Keys::read(tags).ok()?.epsg().ok().map(u32::from)
}

/// What the file calls its system, if it does: the citation of the map system, else of the globe.
pub(super) fn citation(tags: Tags) -> Option<String> {
    let words = tags.words(KEYS_TAG).ok()?;
    let text = tags.text(TEXT_TAG).ok()??;
    let cited = |wanted: u16| {
        words.as_chunks::<4>().0.iter().skip(1).find_map(|[key, place, count, start]| {
            let (start, count) = (usize::from(*start), usize::from(*count));
            let is_it = *key == wanted && *place == TEXT_TAG;
            text.get(start..text.len().min(start + count)).filter(|_| is_it)
        })
    };
    let name = [3073, 1026, 2049].into_iter().find_map(cited)?;
    Some(name.trim_end_matches(['|', '\0', ' ']).to_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TURNED: Placing = Placing { x: [100.0, 0.5, -0.1], y: [900.0, -0.1, -0.5] };

    #[test]
    fn a_turned_placing_goes_there_and_back() {
        let (column, row) = TURNED.to_pixel(TURNED.to_map((12.25, 7.5)));
        assert!((column - 12.25).abs() < 1e-9 && (row - 7.5).abs() < 1e-9);
    }

    #[test]
    fn a_placing_of_middles_is_half_a_pixel_off() {
        let (column, row) = TURNED.moved_to_corners().to_pixel((100.0, 900.0));
        assert!((column - 0.5).abs() < 1e-9 && (row - 0.5).abs() < 1e-9);
    }

    #[test]
    fn pixels_without_area_are_not_sound() {
        assert!(!Placing { x: [0.0, 1.0, 2.0], y: [0.0, 2.0, 4.0] }.is_sound());
    }

    #[test]
    fn a_system_of_the_files_own_is_not_the_lack_of_one() {
        let keys = |model_type, projected_crs| Keys {
            model_type,
            raster_type: None,
            geographic_crs: Some(4326),
            projected_crs,
        };
        assert!(matches!(keys(Some(1), Some(USER_DEFINED)).epsg(), Err(RasterError::OwnCrs)));
        assert!(matches!(keys(Some(1), None).epsg(), Err(RasterError::OwnCrs)));
        assert_eq!(keys(Some(2), None).epsg().unwrap(), 4326);
        let none = Keys { geographic_crs: None, ..keys(None, None) };
        assert!(matches!(none.epsg(), Err(RasterError::NoCrs)));
    }

    #[test]
    fn an_image_beyond_the_pole_is_outside_its_system() {
        let placed_at = |lat| Georeference {
            projection: Projection::of_epsg(4326).unwrap(),
            placing: Placing { x: [39.0, 1e-5, 0.0], y: [lat, 0.0, -1e-5] },
        };
        assert!(placed_at(36.0).corners(100, 100).is_ok());
        assert!(matches!(placed_at(95.0).corners(100, 100), Err(RasterError::OutsideCrs { .. })));
    }
}
