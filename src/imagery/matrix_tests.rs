//! The same picture in many encodings: read exactly, or refused with the way to mend it.

use std::path::Path;

use super::fixtures::{files_of, imagery};
use super::raster::Raster;
use super::refusal::RasterError;
use super::samples::Texel;
use crate::domain::reading::{Range, Reading};

/// The same pixels as `u8_strip_none.tif`, stored otherwise.
const SAME_PIXELS: [&str; 15] = [
    "u8_4band_minisblack",
    "u8_bigendian_deflate",
    "u8_bigtiff_deflate",
    "u8_packbits",
    "u8_pixel_is_point",
    "u8_planar_deflate",
    "u8_rgbn_extra_unspecified",
    "u8_rotated17",
    "u8_strip_lzw",
    "u8_strip_lzw_pred2",
    "u8_tiled_deflate_pred2",
    "u8_tiled_webp_lossless",
    "u8_tiled_zstd",
    "u8_tiled_zstd_pred2",
    "u8_strip_none",
];
/// The same pixels through a linear function of each value: what it makes of 0 and of 255.
const SPREAD: [(&str, f64, f64); 4] = [
    ("u16_4band_deflate_pred2", 180.0, 1965.0),
    ("u16_8band_pixel_lzw", 180.0, 1965.0),
    ("u16_8band_planar_zstd", 180.0, 1965.0),
    ("u16_rgb_lzw_pred2", 180.0, 1965.0),
];
/// The same, of the red band only.
const SPREAD_RED: [(&str, f64, f64); 4] = [
    ("f32_deflate_pred3", 0.0, 1.0),
    ("f32_nan_nodata", 0.0, 1.0),
    ("f64_none", 0.0, 382.5),
    ("i16_zstd_pred2", -1500.0, 3600.0),
];
/// The same picture through JPEG, in part, or drawn in another system.
const SAME_PICTURE: [&str; 15] = [
    "cog_deflate_pred",
    "cog_jpeg_ycbcr_mask",
    "cog_webp",
    "cog_zstd_3857",
    "u8_epsg2154_lambert_far",
    "u8_epsg32615",
    "u8_epsg3857",
    "u8_epsg4326",
    "u8_nodata0",
    "u8_rgba_deflate",
    "u8_mga_south_utm32733",
    "u8_strip_jpeg_ycbcr",
    "u8_tiled_jpeg_rgb",
    "u8_tiled_jpeg_ycbcr",
    "u8_tiled_webp_q80",
];

fn matrix(name: &str) -> Raster {
    spread(name, &Reading::default())
}

fn spread(name: &str, reading: &Reading) -> Raster {
    Raster::open(&imagery(&format!("geotiff_matrix/{name}.tif")), reading).unwrap()
}

/// A window that no edge of a block coincides with.
fn middle(name: &str) -> Vec<Texel> {
    matrix(name).window(0, 3..229, 5..187).unwrap().texels
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap().to_str().unwrap().to_owned()
}

#[test]
fn every_lossless_encoding_gives_the_same_pixels() {
    let wanted = middle("u8_strip_none");
    assert_eq!(wanted.len(), 226 * 182);
    for name in SAME_PIXELS {
        assert!(middle(name) == wanted, "{name}");
    }
}

#[test]
fn every_type_of_sample_gives_the_same_pixels_once_spread_by_what_made_it() {
    let wanted = middle("u8_strip_none");
    let read = |name, low, high| {
        let stretch = Some([Range { low, high }; 3]);
        let reading = Reading { bands: None, stretch, epsg: None };
        let bands = spread(name, &reading).facts().bands;
        let reading = Reading { bands: (bands > 2).then_some([1, 2, 3]), ..reading };
        spread(name, &reading).window(0, 3..229, 5..187).unwrap().texels
    };
    for (name, low, high) in SPREAD {
        assert!(read(name, low, high) == wanted, "{name}");
    }
    for (name, low, high) in SPREAD_RED {
        let mut hidden = 0;
        for ([r, g, b, shows], wanted) in read(name, low, high).into_iter().zip(&wanted) {
            hidden += u32::from(shows == 0);
            assert!(shows == 0 || [r, g, b] == [wanted[0]; 3], "{name}: {r} {g} {b}, {wanted:?}");
        }
        assert_eq!(hidden > 0, name == "f32_nan_nodata", "{name}: {hidden}");
    }
}

#[test]
fn values_that_are_no_shades_are_refused_until_a_range_is_stated() {
    for (name, ..) in SPREAD.into_iter().chain(SPREAD_RED) {
        let mut raster = matrix(name);
        assert!(raster.facts().needs_range, "{name}");
        let refused = raster.window(0, 0..1, 0..1).unwrap_err();
        assert!(matches!(refused, RasterError::RangeNotStated { .. }), "{name}: {refused}");
    }
    assert!(!matrix("u8_strip_none").facts().needs_range);
}

#[test]
fn eight_bands_are_shown_as_those_of_worldview_are() {
    let facts = |bands| {
        spread("u16_8band_planar_zstd", &Reading { bands, ..Reading::default() })
            .facts()
            .bands_shown
    };
    assert_eq!(facts(None), [5, 3, 2]);
    assert_eq!(facts(Some([8, 1, 4])), [8, 1, 4]);
    let path = imagery("geotiff_matrix/u16_8band_planar_zstd.tif");
    let reading = Reading { bands: Some([1, 2, 9]), ..Reading::default() };
    let said = Raster::open(&path, &reading).unwrap_err().to_string();
    assert!(said.contains("band 9") && said.contains("has 8"), "{said}");
}

#[test]
fn what_nodata_or_alpha_leaves_of_a_picture_is_unchanged_and_the_rest_shows_nothing() {
    let wanted = middle("u8_strip_none");
    for name in ["u8_nodata0", "u8_rgba_deflate"] {
        let found = middle(name);
        let shown = found.iter().filter(|texel| texel[3] == 255).count();
        assert!(shown > 1000 && shown < found.len() - 1000, "{name}: {shown} of {}", found.len());
        for (found, wanted) in found.iter().zip(&wanted) {
            assert!(found == wanted || found[3] == 0, "{name}: {found:?} for {wanted:?}");
        }
    }
}

#[test]
fn jpeg_encodings_keep_the_colours() {
    let wanted = middle("u8_strip_none");
    for name in ["u8_strip_jpeg_ycbcr", "u8_tiled_jpeg_rgb", "u8_tiled_jpeg_ycbcr"] {
        let found = middle(name);
        for channel in 0..3 {
            let mean = |texels: &[Texel]| {
                let sum: u32 = texels.iter().map(|t| u32::from(t[channel])).sum();
                f64::from(sum) / f64::from(226 * 182)
            };
            let off = mean(&found) - mean(&wanted);
            assert!(off.abs() < 1.0, "{name}, channel {channel}: {off}");
        }
    }
}

#[test]
fn a_window_does_not_depend_on_what_was_read_before() {
    let mut used = matrix("u8_strip_lzw_pred2");
    used.window(0, 0..230, 0..190).unwrap();
    let again = used.window(0, 100..140, 50..90).unwrap();
    let fresh = matrix("u8_strip_lzw_pred2").window(0, 100..140, 50..90).unwrap();
    assert_eq!(again.texels, fresh.texels);
}

#[test]
fn a_window_over_the_edge_is_cut_off_there() {
    let window = matrix("u8_tiled_deflate_pred2").window(0, 220..400, 180..400).unwrap();
    assert_eq!((window.columns, window.rows), (220..230, 180..190));
}

#[test]
fn the_same_ground_is_found_whatever_the_system() {
    let plain = matrix("u8_strip_none").facts().corners;
    let same = ["u8_pixel_is_point", "u8_epsg32615", "u8_bigtiff_deflate"];
    for name in same {
        for (found, wanted) in matrix(name).facts().corners.into_iter().zip(plain) {
            let (east, north) = wanted.metres_to(found);
            assert!(east.abs() < 0.001 && north.abs() < 0.001, "{name}: {east} {north}");
        }
    }
    // Redrawn ones are the bounding box of the first, so that they hold its middle in theirs.
    for name in ["u8_epsg3857", "u8_epsg4326", "u8_epsg2154_lambert_far"] {
        let [north_west, _, south_east, _] = matrix(name).facts().corners;
        let (east, north) = north_west.metres_to(south_east);
        let (off_east, off_north) = north_west.metres_to(plain[0]);
        assert!(
            (east - 139.0).abs() < 3.0 && (north + 118.0).abs() < 3.0,
            "{name}: {east} {north}"
        );
        assert!(off_east.abs() < 6.0 && off_north.abs() < 6.0, "{name}: {off_east} {off_north}");
    }
}

#[test]
fn what_is_not_read_is_refused_with_the_line_that_mends_it() {
    let mut refused = 0;
    for path in files_of("geotiff_matrix") {
        let name = name_of(&path);
        if path.extension().is_none_or(|extension| extension != "tif") {
            continue;
        }
        let spread = || SPREAD.iter().chain(&SPREAD_RED).map(|(name, ..)| name);
        let is_read = SAME_PIXELS.iter().chain(&SAME_PICTURE).chain(spread()).any(|n| *n == name);
        match Raster::open(&path, &Reading::default()) {
            Ok(_) => assert!(is_read, "{name} is opened but in neither list"),
            Err(error) => {
                let said = error.to_string();
                assert!(!is_read, "{name}: {said}");
                assert!(said.contains("`gdal"), "{name}: {said}");
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 4, "LERC, LZMA, 11 bits and no CRS");
}

#[test]
fn a_file_without_a_system_is_read_once_it_is_stated() {
    let reading = Reading { epsg: Some(26_915), ..Reading::default() };
    let mut raster = spread("u8_nocrs", &reading);
    assert_eq!(raster.facts().corners, matrix("u8_strip_none").facts().corners);
    assert!(raster.window(0, 3..229, 5..187).unwrap().texels == middle("u8_strip_none"));
    // What is stated goes before what the file says, right or wrong.
    assert_eq!(spread("u8_epsg3857", &reading).facts().epsg, 26_915);
}
