//! The same picture in many encodings: read exactly, or refused with the way to mend it.

use std::path::Path;

use super::fixtures::{files_of, imagery};
use super::raster::Raster;
use super::samples::Texel;

/// The same pixels as `u8_strip_none.tif`, stored otherwise.
const SAME_PIXELS: [&str; 10] = [
    "u8_bigendian_deflate",
    "u8_bigtiff_deflate",
    "u8_packbits",
    "u8_pixel_is_point",
    "u8_rgbn_extra_unspecified",
    "u8_rotated17",
    "u8_strip_lzw",
    "u8_strip_lzw_pred2",
    "u8_tiled_deflate_pred2",
    "u8_strip_none",
];
/// The same picture through JPEG, in part, or drawn in another system.
const SAME_PICTURE: [&str; 12] = [
    "cog_deflate_pred",
    "cog_jpeg_ycbcr_mask",
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
];

fn matrix(name: &str) -> Raster {
    Raster::open(&imagery(&format!("geotiff_matrix/{name}.tif"))).unwrap()
}

/// A window that no edge of a block coincides with.
fn middle(name: &str) -> Vec<Texel> {
    matrix(name).window(3..229, 5..187).unwrap().texels
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
    used.window(0..230, 0..190).unwrap();
    let again = used.window(100..140, 50..90).unwrap();
    let fresh = matrix("u8_strip_lzw_pred2").window(100..140, 50..90).unwrap();
    assert_eq!(again.texels, fresh.texels);
}

#[test]
fn a_window_over_the_edge_is_cut_off_there() {
    let window = matrix("u8_tiled_deflate_pred2").window(220..400, 180..400).unwrap();
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
        let is_read = SAME_PIXELS.contains(&&*name) || SAME_PICTURE.contains(&&*name);
        match Raster::open(&path) {
            Ok(_) => assert!(is_read, "{name} is opened but in neither list"),
            Err(error) => {
                let said = error.to_string();
                assert!(!is_read, "{name}: {said}");
                assert!(said.contains("`gdal"), "{name}: {said}");
                refused += 1;
            }
        }
    }
    assert!(refused > 10, "the matrix was read at all: {refused}");
}

#[test]
fn the_mend_is_that_of_the_fault() {
    let mends = [
        ("geotiff_matrix/u16_rgb_lzw_pred2.tif", "16-bit", "gdal_translate -ot Byte -scale"),
        ("geotiff_matrix/u8_lerc.tif", "LERC", "-co COMPRESS=DEFLATE"),
        ("geotiff_matrix/u8_planar_deflate.tif", "planar", "-co INTERLEAVE=PIXEL"),
        ("geotiff_matrix/u8_nocrs.tif", "reference system", "-a_srs EPSG:326NN"),
        ("geotiff_matrix/u8_4band_minisblack.tif", "4 bands", "-b 1 -b 2 -b 3"),
        ("geotiff_real/rt__cog_cmap.tif", "palette", "-expand rgb"),
        ("geotiff_real/it__cmyk-3c-8b.tiff", "CMYK", "PHOTOMETRIC=RGB"),
        ("geotiff_real/rt__cog_hirise_mars.tif", "own", "gdalwarp -t_srs EPSG:4326"),
        ("geotiff_real/pil__old-style-jpeg-compression.tif", "old-style JPEG", "DEFLATE"),
        ("hatay_planet_pairs/lfs_pointer_not_a_tiff.tif", "Git LFS", "git lfs pull"),
        ("hatay_planet_pairs/Turkoglu_1_pre.jpg", "JPEG picture", "world file"),
    ];
    for (path, fault, mend) in mends {
        let said = Raster::open(&imagery(path)).unwrap_err().to_string();
        assert!(said.contains(fault) && said.contains(mend), "{path}: {said}");
    }
}
