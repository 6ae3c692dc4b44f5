//! Outlines of buildings as files write them: direction, size, and a fingerprint that does not
//! depend on where or which way round a ring was drawn. Parsing is the business of the formats.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use crate::domain::place::{Footprint, LonLat, PlaceError};

/// An outline, and of how many parts it was the largest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outline {
    /// The point, or the largest outer ring.
    pub(super) footprint: Footprint,
    /// How many separate parts the file had; only the largest is kept.
    pub(super) parts: usize,
}

/// A point from two numbers, with a hint where they cannot be degrees at all.
pub(super) fn point(lon: f64, lat: f64) -> Result<LonLat, String> {
    LonLat::new(lon, lat).map_err(|error| {
        let projected = lon.is_finite() && lat.is_finite() && lon.abs().max(lat.abs()) > 360.0;
        if projected {
            format!(
                "{lon} {lat} are not degrees but perhaps metres of a map projection; \
                 state the EPSG number of the file's coordinates when importing"
            )
        } else {
            format!("{lon} {lat}: {error}")
        }
    })
}

/// The footprint of the largest of some outer rings.
pub(super) fn largest(rings: Vec<Vec<LonLat>>) -> Result<Outline, PlaceError> {
    let parts = rings.len();
    let by_area =
        |a: &Vec<LonLat>, b: &Vec<LonLat>| doubled_area(a).abs().total_cmp(&doubled_area(b).abs());
    let ring = rings.into_iter().max_by(by_area).ok_or(PlaceError::TooFewCorners)?;
    Ok(Outline { footprint: Footprint::ring(ring)?, parts })
}

/// The corners of a ring in counter-clockwise order, as RFC 7946 section 3.1.6 wants an outer
/// ring.
pub(super) fn counter_clockwise(ring: &[LonLat]) -> Vec<LonLat> {
    let mut ring = ring.to_vec();
    if doubled_area(&ring) < 0.0 {
        ring.reverse();
    }
    ring
}

/// Twice the signed area of a ring in square degrees, positive when counter-clockwise: the
/// shoelace formula around its first corner, so that small rings far from 0,0 keep their digits.
fn doubled_area(ring: &[LonLat]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let from_origin = |p: &LonLat| (p.lon() - origin.lon(), p.lat() - origin.lat());
    ring.iter()
        .zip(ring.iter().cycle().skip(1))
        .map(|(a, b)| (from_origin(a), from_origin(b)))
        .map(|((ax, ay), (bx, by))| ax * by - bx * ay)
        .sum()
}

/// A coordinate rounded to 7 decimals, about a centimetre; never "minus zero".
pub(super) fn rounded(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7 + 0.0
}

/// The SHA-256 in hex of a footprint: of its kind and its corners with 7 decimals,
/// counter-clockwise from the smallest, so that the same outline drawn from another corner or the
/// other way round is the same.
pub(crate) fn fingerprint(footprint: &Footprint) -> String {
    let (word, mut corners) = match footprint {
        Footprint::Point(point) => ("point", vec![*point]),
        Footprint::Ring(ring) => ("ring", counter_clockwise(ring)),
    };
    let smallest = corners.iter().enumerate();
    let smallest = smallest.min_by_key(|(_, own)| (units(own.lon()), units(own.lat())));
    if let Some(position) = smallest.map(|(position, _)| position) {
        corners.rotate_left(position);
    }
    let mut text = String::with_capacity(word.len() + 28 * corners.len());
    text.push_str(word);
    for corner in corners {
        push_degrees(&mut text, corner.lon());
        push_degrees(&mut text, corner.lat());
    }
    hex(&Sha256::digest(text))
}

/// Adds a blank and the number with 7 decimals, by way of whole numbers: several times faster than
/// the general writing of fractions, of which a large list needs millions.
fn push_degrees(text: &mut String, degrees: f64) {
    let units = units(degrees);
    let sign = if units < 0 { "-" } else { "" };
    let units = units.unsigned_abs();
    // Writing to a String cannot fail.
    let _ = write!(text, " {sign}{}.{:07}", units / 10_000_000, units % 10_000_000);
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "at most 180 degrees in units of 1e-7: far below 2^53"
)]
fn units(degrees: f64) -> i64 {
    (degrees * 1e7).round() as i64
}

fn hex(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<LonLat> {
        corners.iter().map(|(lon, lat)| LonLat::new(*lon, *lat).unwrap()).collect()
    }

    const HOUSE: [(f64, f64); 4] =
        [(39.0, 35.9), (39.0002, 35.9), (39.0002, 35.9001), (39.0, 35.9001)];

    #[test]
    fn a_clockwise_ring_is_turned_round() {
        let mut clockwise = ring(&HOUSE);
        clockwise.reverse();
        assert!(doubled_area(&clockwise) < 0.0);
        assert!(doubled_area(&counter_clockwise(&clockwise)) > 0.0);
    }

    #[test]
    fn the_start_and_the_direction_of_a_ring_do_not_change_its_fingerprint() {
        let first = fingerprint(&Footprint::ring(ring(&HOUSE)).unwrap());
        let mut other = ring(&HOUSE);
        other.reverse();
        other.rotate_left(2);
        assert_eq!(first, fingerprint(&Footprint::ring(other).unwrap()));
        let mut moved = HOUSE;
        moved[2].0 += 1e-6;
        assert_ne!(first, fingerprint(&Footprint::ring(ring(&moved)).unwrap()));
    }

    #[test]
    fn digits_beyond_the_seventh_do_not_change_a_fingerprint() {
        let at = |lon| Footprint::Point(LonLat::new(lon, 0.0).unwrap());
        assert_eq!(fingerprint(&at(39.0)), fingerprint(&at(39.000_000_000_1)));
        assert_eq!(fingerprint(&at(0.0)), fingerprint(&at(-0.000_000_000_1)));
    }

    #[test]
    fn degrees_are_written_as_the_standard_library_would() {
        for degrees in [0.0, -0.0, 39.0, -94.480_857, 1e-8, -1e-7, 179.999_999_99, -0.123_456_75] {
            let mut text = String::new();
            push_degrees(&mut text, degrees);
            assert_eq!(text, format!(" {:.7}", rounded(degrees)));
        }
    }

    #[test]
    fn the_fingerprint_of_a_known_point_never_changes() {
        let point = Footprint::Point(LonLat::new(39.0, 35.9).unwrap());
        let expected = hex(&Sha256::digest("point 39.0000000 35.9000000"));
        assert_eq!(fingerprint(&point), expected);
    }

    #[test]
    fn the_largest_part_is_the_building() {
        let shed = ring(&[(0.0, 0.0), (0.0001, 0.0), (0.0001, 0.0001)]);
        let outline = largest(vec![shed, ring(&HOUSE)]).unwrap();
        assert_eq!((outline.parts, outline.footprint.corners().len()), (2, 4));
        assert_eq!(largest(Vec::new()), Err(PlaceError::TooFewCorners));
    }

    #[test]
    fn metres_are_told_from_swapped_degrees() {
        assert!(point(368_000.0, 4_104_000.0).unwrap_err().contains("state the EPSG"));
        assert!(point(35.9, 139.0).unwrap_err().contains("swapped"));
    }
}
