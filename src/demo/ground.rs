//! Where the demo town lies: an invented spot of open desert, in UTM zone 37 north and in degrees.
//!
//! There is no town here; the coordinates exist only so that maps and rasters have some. The
//! inverse projection is a polynomial around the town, not a projection library: it has the same
//! bits on every platform, and a test holds it against `proj4rs`.

use crate::domain::place::{LonLat, PlaceError};

/// Easting of the middle of the town, metres, EPSG:32637.
pub(super) const EAST_M: f64 = 616_640.0;
/// Northing of the middle of the town, metres, EPSG:32637.
pub(super) const NORTH_M: f64 = 3_663_060.0;
/// The projection of the rasters.
pub(super) const EPSG: u16 = 32_637;

/// Terms of a cubic in kilometres east and north of the middle, in the order
/// 1, e, n, ee, en, nn, eee, een, enn, nnn: least squares on the inverse transverse Mercator over
/// 8 by 8 km (largest residue under a micrometre).
const LON: [f64; 10] = [
    4.024_998_128_357_242e1,
    1.071_436_191_511_509e-2,
    1.276_702_448_730_666e-4,
    -2.845_050_494_772_8e-8,
    1.093_646_006_886_739e-6,
    2.845_047_646_929_764e-8,
    -8.120_183_854_084_377e-11,
    -1.183_304_815_957_031e-11,
    2.436_054_474_711_613e-10,
    3.944_438_837_630_684e-12,
];
/// The same for the latitude.
const LAT: [f64; 10] = [
    3.309_992_849_005_798e1,
    -1.074_576_803_588_552e-4,
    9.018_079_969_178_137e-3,
    -4.603_171_068_010_708e-7,
    -3.676_306_716_420_26e-8,
    -6.752_099_189_741_482e-9,
    2.751_570_331_638_452e-12,
    -1.574_378_439_255_352e-10,
    -3.680_132_803_086_433e-12,
    -3.378_215_258_361_213e-13,
];

/// The place `east_m` and `north_m` metres of grid from the middle of the town, to 1e-8 degrees
/// (a millimetre), so that the digits in files stay short.
///
/// # Errors
/// Never within 4 km of the middle, for which the polynomial was made.
pub(super) fn place(east_m: f64, north_m: f64) -> Result<LonLat, PlaceError> {
    let (e, n) = (east_m / 1000.0, north_m / 1000.0);
    let terms = [1.0, e, n, e * e, e * n, n * n, e * e * e, e * e * n, e * n * n, n * n * n];
    let sum = |cubic: &[f64; 10]| {
        let exact = cubic.iter().zip(&terms).map(|(factor, term)| factor * term).sum::<f64>();
        (exact * 1e8).round() / 1e8
    };
    LonLat::new(sum(&LON), sum(&LAT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proj4rs::Proj;
    use proj4rs::transform::transform;

    #[test]
    fn the_cubic_agrees_with_a_projection_library_to_a_centimetre() {
        let utm = Proj::from_proj_string("+proj=utm +zone=37 +datum=WGS84 +units=m").unwrap();
        let degrees = Proj::from_proj_string("+proj=longlat +datum=WGS84").unwrap();
        for (east, north) in [(0.0, 0.0), (1500.0, -1500.0), (-900.0, 1400.0), (-1600.0, -1.0)] {
            let here = place(east, north).unwrap();
            let mut point = (EAST_M + east, NORTH_M + north, 0.0);
            transform(&utm, &degrees, &mut point).unwrap();
            let there = LonLat::new(point.0.to_degrees(), point.1.to_degrees()).unwrap();
            let (off_east, off_north) = here.metres_to(there);
            assert!(off_east.abs() < 0.01 && off_north.abs() < 0.01, "{here:?} {there:?}");
        }
    }
}
