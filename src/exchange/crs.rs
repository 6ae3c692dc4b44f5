//! The coordinate system that a list is written in, and the way from there to the globe. The
//! projections are `geodesy`'s.

use super::feature::Position;
use super::outline::point;
use crate::domain::place::LonLat;
use crate::geodesy::Projection;

/// What to do about an unknown system.
const MEND: &str = "state the EPSG number of the file's coordinates when importing, or convert it \
                    with: ogr2ogr -f GeoJSON -t_srs EPSG:4326 -lco RFC7946=YES out.geojson in-file";

/// The system that the positions of a file are written in.
#[derive(Debug, Default)]
pub(super) enum Frame {
    /// Longitude and latitude of WGS 84.
    #[default]
    Globe,
    /// Anything else, with its name.
    Map(Box<Projection>, String),
}

impl Frame {
    /// The system of an EPSG number.
    ///
    /// # Errors
    /// In words, with the mend, when it cannot be computed.
    pub(super) fn of_epsg(epsg: u32) -> Result<Self, String> {
        if epsg == 4326 {
            return Ok(Self::Globe);
        }
        match Projection::of_epsg(epsg) {
            Ok(projection) => Ok(Self::Map(Box::new(projection), format!("EPSG:{epsg}"))),
            Err(error) => Err(format!("a system that is not known ({error}); {MEND}")),
        }
    }

    /// The system that a `GeoJSON` file's `crs` member names, such as
    /// `urn:ogc:def:crs:EPSG::32637` or `EPSG:4326`.
    ///
    /// # Errors
    /// In words, with the mend, when it cannot be computed.
    pub(super) fn of_name(name: &str) -> Result<Self, String> {
        let upper = name.to_ascii_uppercase();
        if upper.ends_with("CRS84") || upper.ends_with("CRS84H") {
            return Ok(Self::Globe);
        }
        let number = upper.rsplit([':', '/']).next().and_then(|last| last.parse().ok());
        match number {
            Some(epsg) if upper.contains("EPSG") => Self::of_epsg(epsg),
            _ => Err(format!("\"{}\"; {MEND}", name.chars().take(100).collect::<String>())),
        }
    }

    /// The system that well-known text describes.
    ///
    /// # Errors
    /// In words, with the mend, when it cannot be computed.
    pub(super) fn of_wkt(text: &str) -> Result<Self, String> {
        let projection =
            Projection::of_wkt(text).map_err(|error| format!("an odd system: {error}; {MEND}"))?;
        if projection.epsg() == 4326 {
            return Ok(Self::Globe);
        }
        let name = match projection.epsg() {
            0 => text.split('"').nth(1).unwrap_or("a system of its own").chars().take(80).collect(),
            epsg => format!("EPSG:{epsg}"),
        };
        Ok(Self::Map(Box::new(projection), name))
    }

    /// The name of a system that is not that of the globe.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::Globe => None,
            Self::Map(_, name) => Some(name),
        }
    }

    /// Whether places need no second look: see [`Projection::is_usual`].
    pub(super) fn is_usual(&self) -> bool {
        match self {
            Self::Globe => true,
            Self::Map(projection, _) => projection.is_usual(),
        }
    }

    /// The place of a position.
    ///
    /// # Errors
    /// In words, when the position is nowhere on the globe.
    pub(super) fn place(&self, (x, y): Position) -> Result<LonLat, String> {
        match self {
            Self::Globe => point(x, y),
            Self::Map(projection, name) => projection
                .to_globe((x, y))
                .ok_or_else(|| format!("{x} {y} is no place in {name}, which the file is in")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_is_known_by_its_number_however_it_is_written() {
        for name in ["urn:ogc:def:crs:EPSG::32637", "EPSG:32637", "urn:ogc:def:crs:EPSG:6.9:32637"]
        {
            assert_eq!(Frame::of_name(name).unwrap().name(), Some("EPSG:32637"), "{name}");
        }
        for name in ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"] {
            assert_eq!(Frame::of_name(name).unwrap().name(), None, "{name}");
        }
    }

    #[test]
    fn an_unknown_system_is_refused_with_both_ways_out() {
        let error = Frame::of_name("urn:x:moon").unwrap_err();
        assert!(error.contains("moon") && error.contains("state the EPSG"), "{error}");
        assert!(error.contains("ogr2ogr"), "{error}");
        assert!(Frame::of_epsg(1).unwrap_err().contains("EPSG:1 "));
    }

    #[test]
    fn a_position_of_a_map_becomes_a_place() {
        let utm = Frame::of_epsg(32_637).unwrap();
        // PROJ, through rasterio's warp.transform: EPSG:4326 -> EPSG:32637.
        let raqqa = utm.place((500_901.845, 3_978_402.792)).unwrap();
        assert!((raqqa.lon() - 39.01).abs() < 1e-8 && (raqqa.lat() - 35.95).abs() < 1e-8);
        assert!(utm.place((f64::NAN, 0.0)).unwrap_err().contains("EPSG:32637"));
    }
}
