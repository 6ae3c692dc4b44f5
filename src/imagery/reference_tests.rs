//! Chips of known ground against figures from GDAL (rasterio 1.4, warped bilinearly to the chip's
//! own grid), and what must hold of any cut.

use std::path::PathBuf;

use super::cut::{BLANK, Pixels, cut};
use super::encode::jpeg;
use super::fixtures::{files_of, frame, imagery};
use super::raster::Raster;
use super::refusal::RasterError;
use crate::domain::chip::ChipFrame;
use crate::domain::place::LonLat;
use crate::domain::reading::Reading;

/// A whole pre or post scene, which comes in three tiles.
fn joplin(date: &str) -> Vec<PathBuf> {
    files_of(&format!("joplin_pair/{date}"))
}

fn matrix(name: &str) -> Vec<PathBuf> {
    vec![imagery(&format!("geotiff_matrix/{name}.tif"))]
}

fn chip(files: &[PathBuf], frame: &ChipFrame, shift_m: (f64, f64)) -> Pixels {
    let mut rasters: Vec<_> =
        files.iter().map(|path| Raster::open(path, &Reading::default()).unwrap()).collect();
    cut(&mut rasters, frame, shift_m).unwrap()
}

fn means(pixels: &Pixels) -> [f64; 3] {
    let count = f64::from(pixels.side * pixels.side);
    let mean = |channel| {
        let sum: u32 = pixels.rgb.chunks(3).map(|pixel| u32::from(pixel[channel])).sum();
        f64::from(sum) / count
    };
    [mean(0), mean(1), mean(2)]
}

/// Mean absolute difference in grey levels.
fn difference(a: &Pixels, b: &Pixels) -> f64 {
    assert_eq!(a.rgb.len(), b.rgb.len());
    let sum: u32 = a.rgb.iter().zip(&b.rgb).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    f64::from(sum) / f64::from(a.side * a.side * 3)
}

#[test]
fn chips_have_the_colours_that_gdal_gives_them() {
    let street = |metres, px| frame(-94.4905, 37.0735, metres, px);
    let block = |metres, px| frame(-94.4889, 37.0689, metres, px);
    let seam = frame(-94.4932, 37.0722, 128, 256);
    let middle = frame(-94.4911, 37.07092, 96, 256);
    let cog = frame(-94.4893, 37.0689, 192, 256);
    let cases = [
        (joplin("pre"), street(96, 256), [118.266, 117.994, 104.148]),
        (joplin("pre"), block(192, 512), [131.101, 130.247, 111.389]),
        (joplin("pre"), seam, [131.251, 129.418, 113.359]),
        (joplin("post"), street(96, 256), [83.930, 84.173, 86.488]),
        (joplin("post"), block(192, 512), [114.068, 98.380, 101.616]),
        (joplin("post"), seam, [113.135, 100.328, 101.706]),
        (matrix("u8_epsg3857"), middle, [138.043, 133.904, 115.066]),
        (matrix("u8_epsg4326"), middle, [138.047, 133.913, 115.069]),
        (matrix("u8_epsg2154_lambert_far"), middle, [138.043, 133.906, 115.063]),
        (matrix("u8_pixel_is_point"), middle, [138.038, 133.902, 115.059]),
        (matrix("u8_tiled_jpeg_ycbcr"), middle, [138.042, 133.970, 115.022]),
        (matrix("cog_jpeg_ycbcr_mask"), cog, [133.971, 132.509, 114.089]),
    ];
    for (files, frame, wanted) in cases {
        let found = means(&chip(&files, &frame, (0.0, 0.0)));
        for (found, wanted) in found.into_iter().zip(wanted) {
            let off = (found - wanted).abs();
            assert!(off < 1.0, "{:?} {frame:?}: {found} for {wanted}", files.first());
        }
    }
}

#[test]
fn a_place_lands_in_the_pixel_that_gdal_puts_it_in() {
    let cases = [
        ("joplin_pair/pre/tile_1361-9136.tif", 700.5, 333.5, -94.488_603_520_8, 37.075_741_441_6),
        ("joplin_pair/post/tile_32524-5137.tif", 100.5, 900.5, -94.492_858_295_2, 37.069_710_836_8),
        ("geotiff_matrix/u8_epsg3857.tif", 57.5, 101.5, -94.491_508_371_6, 37.070_897_051_0),
        ("geotiff_matrix/u8_rotated17.tif", 12.5, 150.5, -94.492_097_650_1, 37.070_624_319_2),
        ("geotiff_matrix/u8_pixel_is_point.tif", 100.5, 50.5, -94.491_213_581_5, 37.071_160_448_4),
        (
            "geotiff_matrix/u8_epsg2154_lambert_far.tif",
            33.5,
            44.5,
            -94.491_673_298_3,
            37.071_223_179_3,
        ),
    ];
    for (path, column, row, lon, lat) in cases {
        let raster = Raster::open(&imagery(path), &Reading::default()).unwrap();
        let place = LonLat::new(lon, lat).unwrap();
        let found = raster.position(place).unwrap();
        let off = (found.0 - column).abs().max((found.1 - row).abs());
        assert!(off < 0.001, "{path}: {found:?}");
        assert!(raster.shows(place), "{path}");
        assert!(!raster.shows(LonLat::new(lon + 0.1, lat).unwrap()), "{path}");
        assert!(!raster.shows(LonLat::new(-lon, -lat).unwrap()), "{path}");
    }
}

#[test]
fn the_same_ground_looks_the_same_in_another_system() {
    let middle = frame(-94.4911, 37.07092, 64, 128);
    let plain = chip(&matrix("u8_strip_none"), &middle, (0.0, 0.0));
    let elsewhere = frame(-94.4911, 37.070_95, 64, 128);
    let moved = difference(&plain, &chip(&matrix("u8_strip_none"), &elsewhere, (0.0, 0.0)));
    for name in ["u8_epsg3857", "u8_epsg4326", "u8_epsg32615", "u8_epsg2154_lambert_far"] {
        let off = difference(&plain, &chip(&matrix(name), &middle, (0.0, 0.0)));
        assert!(off < moved / 3.0, "{name}: {off}, though 3 m away it is {moved}");
    }
}

#[test]
fn moving_a_capture_east_shows_what_lay_to_the_west() {
    let here = frame(-94.4905, 37.0735, 96, 256);
    let west = ChipFrame { centre: here.centre.offset_by(-6.0, 4.5), ..here };
    let shifted = chip(&joplin("pre"), &here, (6.0, -4.5));
    assert!(difference(&shifted, &chip(&joplin("pre"), &west, (0.0, 0.0))) < 0.01);
    assert!(difference(&shifted, &chip(&joplin("pre"), &here, (0.0, 0.0))) > 2.0);
}

#[test]
fn what_no_raster_shows_is_blank_and_counted() {
    let nowhere = chip(&joplin("pre"), &frame(39.0, 36.0, 96, 64), (0.0, 0.0));
    assert!((nowhere.blank_share - 1.0).abs() < 1e-9);
    assert!(nowhere.rgb.chunks(3).all(|pixel| pixel == BLANK));
    // Two thirds of this frame lie south of the tiles.
    let edge = chip(&joplin("pre"), &frame(-94.490_421_5, 37.066_304, 96, 256), (0.0, 0.0));
    assert!((edge.blank_share - 0.665).abs() < 0.001, "{}", edge.blank_share);
    assert!((chip(&[], &frame(0.0, 0.0, 96, 8), (0.0, 0.0)).blank_share - 1.0).abs() < 1e-9);
}

#[test]
fn a_frame_across_tiles_has_no_seam() {
    let seam = frame(-94.493_34, 37.0735, 96, 256);
    let pixels = chip(&joplin("pre"), &seam, (0.0, 0.0));
    assert!(pixels.blank_share.abs() < 1e-12, "{}", pixels.blank_share);
    let alone = chip(&joplin("pre")[1..2], &seam, (0.0, 0.0));
    assert!(alone.blank_share > 0.2, "the frame does lie across tiles");
}

#[test]
fn the_first_raster_that_shows_a_pixel_wins() {
    let here = frame(-94.4905, 37.0735, 96, 64);
    let both = |dates: [&str; 2]| dates.map(joplin).concat();
    let pre_first = chip(&both(["pre", "post"]), &here, (0.0, 0.0));
    assert_eq!(pre_first, chip(&joplin("pre"), &here, (0.0, 0.0)));
    assert_ne!(pre_first, chip(&both(["post", "pre"]), &here, (0.0, 0.0)));
}

#[test]
fn a_coarse_chip_is_the_mean_of_a_fine_one() {
    let fine = chip(&joplin("post"), &frame(-94.4905, 37.0735, 96, 256), (0.0, 0.0));
    let coarse = chip(&joplin("post"), &frame(-94.4905, 37.0735, 96, 8), (0.0, 0.0));
    for (pixel, coarse) in coarse.rgb.chunks(3).enumerate() {
        let (left, top) = (pixel % 8 * 32, pixel / 8 * 32);
        let within = (top..top + 32).flat_map(|y| (left..left + 32).map(move |x| y * 256 + x));
        let sum: u32 = within.map(|at| u32::from(fine.rgb[at * 3])).sum();
        let mean = f64::from(sum) / 1024.0;
        assert!((mean - f64::from(coarse[0])).abs() < 2.0, "pixel {pixel}: {mean} {coarse:?}");
    }
}

#[test]
fn the_same_cut_twice_gives_the_same_bytes() {
    let here = frame(-94.4889, 37.0689, 128, 256);
    let bytes = || jpeg(&chip(&joplin("post"), &here, (1.5, -0.5)), 80).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn a_chip_without_pixels_or_with_too_many_is_refused() {
    for px in [0, 4097] {
        let error = cut(&mut [], &frame(0.0, 0.0, 96, px), (0.0, 0.0)).unwrap_err();
        assert!(matches!(error, RasterError::FrameSize(found) if found == px));
    }
}

#[test]
fn a_raster_may_be_used_by_another_thread() {
    fn is_send<T: Send>(_: &T) {}
    is_send(&Raster::open(&matrix("u8_strip_none")[0], &Reading::default()).unwrap());
}
