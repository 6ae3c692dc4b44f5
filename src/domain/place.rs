//! Small geometry on the globe: points, footprints, and a local grid in metres.
//!
//! Nothing here knows a map projection; that is `imagery`'s business.

use serde::{Deserialize, Serialize};

use super::limits::FOOTPRINT_VERTICES_MAX;

/// Metres of one degree of latitude on the WGS 84 ellipsoid, at its mean radius 6 371 008.8 m.
const METRES_PER_DEGREE: f64 = 111_195.08;

/// A point on the globe, WGS 84, in degrees. Always finite and in range.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why a pair of numbers is no place, or a list of places no footprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// A coordinate is NaN or infinite.
    #[error("the coordinate is not a number")]
    NotFinite,
    /// The longitude is outside -180..180.
    #[error("the longitude is outside -180 to 180 degrees")]
    Longitude,
    /// The latitude is outside -90..90.
    #[error("the latitude is outside -90 to 90 degrees; are longitude and latitude swapped?")]
    Latitude,
    /// A ring needs three different corners.
    #[error("the outline has fewer than three different corners")]
    TooFewCorners,
    /// More corners than any building has.
    #[error("the outline has more than {FOOTPRINT_VERTICES_MAX} corners")]
    TooManyCorners,
    /// Longer than a kilometre: not one building.
    #[error("the outline is more than 1 km across, which is not one building")]
    TooLarge,
}

impl LonLat {
    /// A checked point; `lon` and `lat` in degrees.
    ///
    /// # Errors
    /// When a number is not finite or out of range.
    pub fn new(lon: f64, lat: f64) -> Result<Self, PlaceError> {
        if !lon.is_finite() || !lat.is_finite() {
            return Err(PlaceError::NotFinite);
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PlaceError::Latitude);
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PlaceError::Longitude);
        }
        Ok(Self { lon, lat })
    }

    /// Longitude in degrees, east positive.
    #[must_use]
    pub const fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees, north positive.
    #[must_use]
    pub const fn lat(self) -> f64 {
        self.lat
    }

    /// The point `east` and `north` metres away on the local grid: an equirectangular
    /// approximation, right to a few millimetres over the half kilometre of a chip.
    /// Clamped at the poles and the date line.
    #[must_use]
    pub fn offset_by(self, east_m: f64, north_m: f64) -> Self {
        let lat = self.lat + north_m / METRES_PER_DEGREE;
        let lon = self.lon + east_m / (METRES_PER_DEGREE * self.lat.to_radians().cos());
        Self { lon: lon.clamp(-180.0, 180.0), lat: lat.clamp(-90.0, 90.0) }
    }

    /// Where `other` lies on the local grid around this point: metres (east, north).
    #[must_use]
    pub fn metres_to(self, other: Self) -> (f64, f64) {
        let east = (other.lon - self.lon) * METRES_PER_DEGREE * self.lat.to_radians().cos();
        (east, (other.lat - self.lat) * METRES_PER_DEGREE)
    }

    /// The same numbers with longitude and latitude exchanged, if that is a place at all.
    #[must_use]
    pub fn swapped(self) -> Option<Self> {
        Self::new(self.lat, self.lon).ok()
    }
}

/// The ground a building stands on: a point where only that is known, or its outer ring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Footprint {
    /// Only the place is known.
    Point(LonLat),
    /// The outer ring, open (the first corner is not repeated), at least three corners.
    Ring(Vec<LonLat>),
}

impl Footprint {
    /// A footprint from a ring, closed or open.
    ///
    /// # Errors
    /// When it has too few or too many corners, or is over a kilometre across.
    pub fn ring(mut corners: Vec<LonLat>) -> Result<Self, PlaceError> {
        if corners.len() > FOOTPRINT_VERTICES_MAX {
            return Err(PlaceError::TooManyCorners);
        }
        corners.dedup();
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        if corners.len() < 3 {
            return Err(PlaceError::TooFewCorners);
        }
        let footprint = Self::Ring(corners);
        if footprint.longest_side_m() > 1000.0 {
            return Err(PlaceError::TooLarge);
        }
        Ok(footprint)
    }

    /// Every corner, or the point.
    #[must_use]
    pub fn corners(&self) -> &[LonLat] {
        match self {
            Self::Point(point) => std::slice::from_ref(point),
            Self::Ring(corners) => corners,
        }
    }

    /// The middle of the bounding box: the centre of the chips.
    #[must_use]
    pub fn centre(&self) -> LonLat {
        let (west, south, east, north) = self.bounds();
        LonLat { lon: f64::midpoint(west, east), lat: f64::midpoint(south, north) }
    }

    /// (west, south, east, north) in degrees.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        let start = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        self.corners()
            .iter()
            .fold(start, |(w, s, e, n), p| (w.min(p.lon), s.min(p.lat), e.max(p.lon), n.max(p.lat)))
    }

    /// The longer side of the bounding box in metres; 0 for a point.
    #[must_use]
    pub fn longest_side_m(&self) -> f64 {
        let (west, south, east, north) = self.bounds();
        let (width, height) =
            LonLat { lon: west, lat: south }.metres_to(LonLat { lon: east, lat: north });
        width.max(height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).unwrap()
    }

    #[test]
    fn a_latitude_out_of_range_hints_at_a_swap() {
        let error = LonLat::new(37.07, -94.48).unwrap_err();
        assert!(error.to_string().contains("swapped"));
    }

    #[test]
    fn metres_go_there_and_back() {
        let raqqa = at(39.01, 35.95);
        let (east, north) = raqqa.metres_to(raqqa.offset_by(64.0, -48.0));
        assert!((east - 64.0).abs() < 0.01 && (north + 48.0).abs() < 0.01);
    }

    #[test]
    fn a_closed_ring_is_kept_open() {
        let ring = vec![at(0.0, 0.0), at(0.0, 0.001), at(0.001, 0.0), at(0.0, 0.0)];
        assert_eq!(Footprint::ring(ring).unwrap().corners().len(), 3);
    }

    #[test]
    fn a_line_is_no_footprint() {
        let line = vec![at(0.0, 0.0), at(0.0, 0.001), at(0.0, 0.0)];
        assert_eq!(Footprint::ring(line), Err(PlaceError::TooFewCorners));
    }

    #[test]
    fn a_town_is_no_building() {
        let town = vec![at(0.0, 0.0), at(0.0, 1.0), at(1.0, 0.0)];
        assert_eq!(Footprint::ring(town), Err(PlaceError::TooLarge));
    }
}
