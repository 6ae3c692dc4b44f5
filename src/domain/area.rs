//! An area that somebody drew: which buildings stand in it.

use super::limits::AREA_CORNERS_MAX;
use super::place::{LonLat, PlaceError};

/// Rings of corners; what an odd number of them surrounds is inside, so that a hole is a hole.
#[derive(Debug, Clone, PartialEq)]
pub struct Area(Vec<Vec<LonLat>>);

/// Why rings are no area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AreaError {
    /// A corner is nowhere.
    #[error(transparent)]
    Corner(#[from] PlaceError),
    /// No ring, or one of fewer than three corners.
    #[error("an area needs three different corners")]
    TooFew,
    /// More corners than anybody draws.
    #[error("an area has at most {AREA_CORNERS_MAX} corners; draw it more simply")]
    TooMany,
}

impl Area {
    /// An area of rings, closed or open.
    ///
    /// # Errors
    /// When a ring has too few corners, or all together too many.
    pub fn new(mut rings: Vec<Vec<LonLat>>) -> Result<Self, AreaError> {
        for ring in &mut rings {
            ring.dedup();
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
        }
        if rings.is_empty() || rings.iter().any(|ring| ring.len() < 3) {
            return Err(AreaError::TooFew);
        }
        if rings.iter().map(Vec::len).sum::<usize>() > AREA_CORNERS_MAX {
            return Err(AreaError::TooMany);
        }
        Ok(Self(rings))
    }

    /// The box between two longitudes and two latitudes, in whichever order.
    ///
    /// # Errors
    /// When a number is no degree, or two are the same.
    pub fn between(west: f64, south: f64, east: f64, north: f64) -> Result<Self, AreaError> {
        let corners = [(west, south), (east, south), (east, north), (west, north)];
        let ring = corners.iter().map(|(lon, lat)| LonLat::new(*lon, *lat));
        Self::new(vec![ring.collect::<Result<_, _>>()?])
    }

    /// Its rings, open.
    #[must_use]
    pub fn rings(&self) -> &[Vec<LonLat>] {
        &self.0
    }

    /// (west, south, east, north) in degrees.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64, f64, f64) {
        let start = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        self.0.iter().flatten().fold(start, |(west, south, east, north), at| {
            (west.min(at.lon()), south.min(at.lat()), east.max(at.lon()), north.max(at.lat()))
        })
    }

    /// Whether a point lies in it.
    #[must_use]
    pub fn holds(&self, lon: f64, lat: f64) -> bool {
        self.0.iter().filter(|ring| surrounds(ring, lon, lat)).count() % 2 == 1
    }
}

/// Whether a line from the point to the east crosses the ring an odd number of times.
fn surrounds(ring: &[LonLat], lon: f64, lat: f64) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crosses = |(a, b): &(&LonLat, &LonLat)| {
        let straddles = (a.lat() > lat) != (b.lat() > lat);
        straddles && lon < a.lon() + (lat - a.lat()) / (b.lat() - a.lat()) * (b.lon() - a.lon())
    };
    ring.iter().zip(next).filter(crosses).count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<LonLat> {
        corners.iter().map(|(lon, lat)| LonLat::new(*lon, *lat).unwrap()).collect()
    }

    #[test]
    fn what_is_drawn_around_is_inside_and_a_hole_is_not() {
        let outer = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]);
        let hole = ring(&[(1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)]);
        let area = Area::new(vec![outer, hole]).unwrap();
        assert!(area.holds(3.0, 3.0) && area.holds(0.5, 1.5));
        assert!(!area.holds(1.5, 1.5) && !area.holds(5.0, 3.0) && !area.holds(-1.0, 3.0));
        assert_eq!(area.bounds(), (0.0, 0.0, 4.0, 4.0));
    }

    #[test]
    fn the_inside_of_a_bent_area_is_not_its_box() {
        let bent = ring(&[(0.0, 0.0), (4.0, 0.0), (4.0, 1.0), (1.0, 1.0), (1.0, 4.0), (0.0, 4.0)]);
        let area = Area::new(vec![bent]).unwrap();
        assert!(area.holds(3.0, 0.5) && area.holds(0.5, 3.0) && !area.holds(3.0, 3.0));
    }

    #[test]
    fn a_box_is_drawn_from_any_two_corners_but_not_from_a_line() {
        let area = Area::between(5.0, 4.0, 1.0, 2.0).unwrap();
        assert!(area.holds(3.0, 3.0) && !area.holds(0.0, 3.0));
        assert_eq!(Area::between(1.0, 2.0, 1.0, 2.0), Err(AreaError::TooFew));
        assert!(matches!(Area::between(1.0, 2.0, 3.0, 95.0), Err(AreaError::Corner(_))));
    }
}
