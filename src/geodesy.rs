//! Map projections: from the globe to the coordinates that a raster or a list uses, and back.
//!
//! The formulas are proj4rs', a port of PROJ.4; the EPSG numbers are crs-definitions'. Datum
//! shifts that need grid files are not known here.

use proj4rs::Proj;
use proj4rs::adaptors::transform_xy;

use crate::domain::place::LonLat;

mod definition;

pub use definition::UnknownDefinition;

/// How far beyond 180 degrees a longitude may be by rounding, in degrees.
const ROUNDING_DEGREES: f64 = 1e-6;

/// A system that is not computed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("EPSG:{epsg} cannot be computed here")]
pub struct UnknownCrs {
    /// Its number.
    pub epsg: u32,
}

/// A coordinate reference system with an EPSG number.
pub struct Projection {
    epsg: u32,
    globe: Proj,
    map: Proj,
}

impl std::fmt::Debug for Projection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Projection(EPSG:{})", self.epsg)
    }
}

impl Projection {
    /// The system of an EPSG number.
    ///
    /// # Errors
    /// [`UnknownCrs`] when proj4rs cannot compute it.
    pub fn of_epsg(epsg: u32) -> Result<Self, UnknownCrs> {
        let unknown = || UnknownCrs { epsg };
        let code = u16::try_from(epsg).ok().ok_or_else(unknown)?;
        let map = Proj::from_epsg_code(code).ok().ok_or_else(unknown)?;
        let globe = Proj::from_epsg_code(4326).ok().ok_or_else(unknown)?;
        Ok(Self { epsg, globe, map })
    }

    /// The system that a text describes: WKT of either version, as in a Shapefile's `.prj`.
    ///
    /// # Errors
    /// [`UnknownDefinition`] when it cannot be understood or computed, or needs a datum shift that
    /// it does not state.
    pub fn of_wkt(text: &str) -> Result<Self, UnknownDefinition> {
        definition::projection(text)
    }

    /// The EPSG number; 0 where only a description is known.
    #[must_use]
    pub const fn epsg(&self) -> u32 {
        self.epsg
    }

    /// Whether this is one of the systems that imagery usually comes in, for which no datum shift
    /// is needed: longitude and latitude, web Mercator, UTM on WGS 84 or NAD 83. Others can be
    /// off by metres, so that a person should look at a preview.
    #[must_use]
    pub const fn is_usual(&self) -> bool {
        matches!(self.epsg, 4326 | 3857 | 32_601..=32_660 | 32_701..=32_760 | 26_901..=26_923)
    }

    /// The map coordinates of a place, in the system's own units; nothing where it has none.
    #[must_use]
    pub fn to_map(&self, place: LonLat) -> Option<(f64, f64)> {
        if self.epsg == 4326 {
            return Some((place.lon(), place.lat()));
        }
        let (lon, lat) = (place.lon().to_radians(), place.lat().to_radians());
        let (x, y) = transform_xy(&self.globe, &self.map, lon, lat).ok()?;
        let (x, y) = if self.map.is_latlong() { (x.to_degrees(), y.to_degrees()) } else { (x, y) };
        (x.is_finite() && y.is_finite()).then_some((x, y))
    }

    /// The place of map coordinates; nothing where they lie off the globe.
    #[must_use]
    pub fn to_globe(&self, (x, y): (f64, f64)) -> Option<LonLat> {
        if self.epsg == 4326 {
            return place(x, y);
        }
        let (x, y) = if self.map.is_latlong() { (x.to_radians(), y.to_radians()) } else { (x, y) };
        let (lon, lat) = transform_xy(&self.map, &self.globe, x, y).ok()?;
        place(lon.to_degrees(), lat.to_degrees())
    }
}

impl Projection {
    /// A system that proj4rs is told in PROJ's own words.
    fn of_words(words: &str) -> Option<Self> {
        let map = Proj::from_proj_string(words).ok()?;
        let globe = Proj::from_epsg_code(4326).ok()?;
        Some(Self { epsg: 0, globe, map })
    }
}

fn place(lon: f64, lat: f64) -> Option<LonLat> {
    let settle = |degrees: f64, limit: f64| {
        let settled = degrees.clamp(-limit, limit);
        if (settled - degrees).abs() <= ROUNDING_DEGREES { settled } else { degrees }
    };
    LonLat::new(settle(lon, 180.0), settle(lat, 90.0)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utm_agrees_with_proj_to_a_millimetre() {
        // PROJ, through rasterio's warp.transform: EPSG:4326 -> EPSG:32637.
        let raqqa = LonLat::new(39.01, 35.95).unwrap();
        let (x, y) = Projection::of_epsg(32_637).unwrap().to_map(raqqa).unwrap();
        assert!((x - 500_901.845).abs() < 0.001 && (y - 3_978_402.792).abs() < 0.001, "{x} {y}");
    }

    #[test]
    fn the_globe_is_reached_again_from_web_mercator() {
        let joplin = LonLat::new(-94.49, 37.07).unwrap();
        let mercator = Projection::of_epsg(3857).unwrap();
        let back = mercator.to_globe(mercator.to_map(joplin).unwrap()).unwrap();
        let (east, north) = joplin.metres_to(back);
        assert!(east.abs() < 1e-6 && north.abs() < 1e-6);
    }

    #[test]
    fn a_number_that_epsg_never_gave_is_refused_by_name() {
        let said = Projection::of_epsg(1).unwrap_err().to_string();
        assert!(said.starts_with("EPSG:1 "), "{said}");
    }

    #[test]
    fn lambert_93_is_computed_but_not_taken_without_a_look() {
        assert!(!Projection::of_epsg(2154).unwrap().is_usual());
        assert!(Projection::of_epsg(26_915).unwrap().is_usual());
    }
}
