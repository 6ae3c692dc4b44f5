//! Files as others wrote them: each is read, or refused for the fault that it has.

use super::cut::cut;
use super::facts::{MaskKind, inspect};
use super::fixtures::{files_of, frame, imagery};
use super::raster::Raster;
use super::refusal::RasterError;
use super::stretch;
use crate::domain::reading::{Range, Reading};

/// The file, its EPSG number, its type of sample and the sizes of its overviews.
const READ: [(&str, u32, &str, usize); 18] = [
    ("it__geo-5b", 21_897, "i16", 0),
    ("it__usda_naip_256_webp_z3", 3857, "u8", 2),
    ("rc__image_2000px", 4326, "u8", 0),
    ("rc__image_external", 3857, "u8", 0),
    ("rc__image_no_overview", 3857, "u8", 0),
    ("rc__image_web_z5_z11", 3857, "u8", 5),
    ("rc__image_webp", 3857, "u8", 0),
    ("rt__clp", 3857, "u8", 0),
    ("rt__cog", 32_621, "u16", 4),
    ("rt__cog_cmap", 3857, "u8", 4),
    ("rt__cog_fullearth", 4326, "f64", 2),
    ("rt__cog_rgb", 26_913, "u8", 1),
    ("rt__cog_rgb_mask", 26_913, "u8", 0),
    ("rt__cog_rgba", 26_913, "u8", 0),
    ("rt__inverted_lat", 4326, "f32", 0),
    ("rt__web", 3857, "u16", 2),
    ("skai__bad_alpha_channel", 3857, "u8", 0),
    ("rt__cog_nonearth", 0, "", 0),
];

/// The file, what is wrong with it, and the line that mends that.
const REFUSED: [(&str, &str, &str); 26] = [
    ("gg__austrian_capitals_model_tie_points_pixel_is_area.tif", "white at 0", "-expand rgb"),
    ("gg__austrian_capitals_model_transformation_pixel_is_point.tif", "white at 0", "-expand rgb"),
    ("gg__merc.tif", "file's own", "gdalwarp -t_srs EPSG:4326"),
    ("it__12bit.cropped.rgb.tiff", "12-bit", "-ot Byte -scale"),
    ("it__BigTIFFMotorola.tif", "where on the globe", "-a_ullr"),
    ("it__cmyk-3c-8b.tiff", "CMYK", "PHOTOMETRIC=RGB"),
    ("it__int16_zstd.tif", "where on the globe", "-a_ullr"),
    ("it__logluv-3c-16b.tiff", "LogLuv", "COMPRESS=DEFLATE"),
    ("it__palette-1c-8b.tiff", "where on the globe", "-a_ullr"),
    ("it__planar-rgb-u8.tif", "where on the globe", "-a_ullr"),
    ("it__quad-tile.jpg.tiff", "where on the globe", "-a_ullr"),
    ("it__tiled-jpeg-ycbcr.tif", "where on the globe", "-a_ullr"),
    ("pil__12in16bit.tif", "where on the globe", "-a_ullr"),
    ("pil__16bit.MM.deflate.tif", "where on the globe", "-a_ullr"),
    ("pil__g4-multi.tiff", "CCITT fax", "COMPRESS=DEFLATE"),
    ("pil__hopper_lzma.tif", "LZMA", "COMPRESS=DEFLATE"),
    ("pil__old-style-jpeg-compression.tif", "old-style JPEG", "COMPRESS=DEFLATE"),
    ("pil__tiff_strip_cmyk_jpeg.tif", "CMYK", "PHOTOMETRIC=RGB"),
    ("pil__tiff_tiled_planar_lzw.tiff", "where on the globe", "-a_ullr"),
    ("rc__image_external.tif.ovr", "where on the globe", "-a_ullr"),
    ("rc__image_geos.tif", "file's own", "gdalwarp -t_srs EPSG:4326"),
    ("rt__cog_hirise_mars.tif", "file's own", "gdalwarp -t_srs EPSG:4326"),
    ("rt__cog_nonearth.tif", "file's own", "gdalwarp -t_srs EPSG:4326"),
    ("../geotiff_matrix/u8_lerc.tif", "LERC", "COMPRESS=DEFLATE"),
    ("../geotiff_matrix/u8_nocrs.tif", "reference system", "-a_srs EPSG:326NN"),
    ("../hatay_planet_pairs/lfs_pointer_not_a_tiff.tif", "Git LFS", "git lfs pull"),
];

fn real(name: &str) -> Raster {
    Raster::open(&imagery(&format!("geotiff_real/{name}.tif")), &Reading::default()).unwrap()
}

#[test]
fn every_real_file_is_read_or_refused_as_it_should_be() {
    let mut seen = 0;
    for path in files_of("geotiff_real") {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with("LICENSE") || name == "SOURCE.md" {
            continue;
        }
        seen += 1;
        match inspect(&path, &Reading::default()) {
            Ok(facts) => {
                let stem = path.file_stem().unwrap().to_str().unwrap();
                let found = READ.iter().find(|row| row.0 == stem);
                let (_, epsg, sample, overviews) =
                    found.unwrap_or_else(|| panic!("{name} is read"));
                assert_eq!((facts.epsg, facts.sample_type), (*epsg, *sample), "{name}");
                assert_eq!(facts.overviews.len(), *overviews, "{name}");
            }
            Err(error) => {
                let found = REFUSED.iter().find(|row| row.0 == name);
                let (_, fault, mend) = found.unwrap_or_else(|| panic!("{name}: {error}"));
                let said = error.to_string();
                assert!(said.contains(fault) && said.contains(mend), "{name}: {said}");
            }
        }
    }
    assert_eq!(seen, 40, "all of them are in one of the lists");
}

#[test]
fn files_of_other_folders_are_refused_with_their_mend() {
    for (name, fault, mend) in REFUSED.into_iter().filter(|row| row.0.starts_with("..")) {
        let path = imagery(&format!("geotiff_real/{name}"));
        let said = inspect(&path, &Reading::default()).unwrap_err().to_string();
        assert!(said.contains(fault) && said.contains(mend), "{name}: {said}");
    }
    let picture = imagery("hatay_planet_pairs/Turkoglu_1_pre.jpg");
    let said = inspect(&picture, &Reading::default()).unwrap_err().to_string();
    assert!(said.contains("JPEG picture") && said.contains(".jgw"), "{said}");
}

#[test]
fn facts_are_those_that_gdal_gives() {
    let facts = real("rt__cog").facts().clone();
    assert_eq!((facts.width, facts.height, facts.bands), (2658, 2667, 1));
    let gdal = [373_185.0, 100.011_267_573_448_93, 0.0, 8_286_015.0, 0.0, -100.011_267_573_448_93];
    assert_eq!(facts.geotransform.map(f64::to_bits), gdal.map(f64::to_bits));
    assert_eq!(facts.overviews, [(1329, 1334), (665, 667), (333, 334), (167, 167)]);
    assert_eq!((facts.block_px, facts.compression, facts.is_tiled), ((256, 256), "deflate", true));
    assert_eq!(real("rt__cog_cmap").facts().nodata.as_deref(), Some("0"));
    assert_eq!(real("rt__cog_rgb_mask").facts().mask, MaskKind::Mask);
    assert_eq!(real("rt__cog_rgba").facts().mask, MaskKind::Alpha);
    let json = serde_json::to_value(&facts).unwrap();
    assert_eq!(json["epsg"], 32_621);
    assert_eq!(json["mask"], "none");
}

#[test]
fn a_palette_gives_the_colours_that_gdal_gives() {
    let mut raster = real("rt__cog_cmap");
    let window = raster.window(0, 3030..3031, 7766..7767).unwrap();
    assert_eq!(window.texels, [[38, 115, 0, 255]]);
    assert_eq!(raster.window(0, 2461..2462, 4776..4777).unwrap().texels[0][3], 0, "nodata");
}

#[test]
fn what_a_mask_hides_is_what_gdal_hides() {
    let mut raster = real("rt__cog_rgb_mask");
    let window = raster.window(0, 0..383, 0..232).unwrap();
    assert_eq!(window.texels.iter().filter(|texel| texel[3] == 255).count(), 86_117);
    assert_eq!(window.texels[116 * 383 + 190], [127, 116, 108, 255]);
}

#[test]
fn a_coarse_chip_is_read_from_an_overview_that_is_no_coarser_than_it() {
    let mut raster = real("rc__image_web_z5_z11");
    assert_eq!(raster.level_for((1.9, 1.9)).1, (8448, 8448));
    assert_eq!(raster.level_for((2.0, 2.0)).1, (4224, 4224));
    assert_eq!(raster.level_for((9.0, 4.5)).1, (2112, 2112));
    assert_eq!(raster.level_for((1000.0, 1000.0)).1, (264, 264));
    let [north_west, _, south_east, _] = raster.facts().corners;
    let (lon, lat) = (north_west.lon() + south_east.lon(), north_west.lat() + south_east.lat());
    // 4,000 pixels of 59.5 m.
    let metres = 238_000;
    let chip = cut(
        std::slice::from_mut(&mut raster),
        &frame(lon / 2.0, lat / 2.0, metres, 256),
        (0.0, 0.0),
    )
    .unwrap();
    assert!(raster.blocks_decoded() <= 25, "{}", raster.blocks_decoded());
    assert!(chip.blank_share < 0.01);
}

#[test]
fn a_block_is_decoded_once_while_it_is_kept() {
    let mut raster = real("rc__image_web_z5_z11");
    assert_eq!(raster.facts().block_px, (512, 512));
    raster.window(0, 500..600, 500..600).unwrap();
    assert_eq!(raster.blocks_decoded(), 4);
    raster.window(0, 0..1024, 0..1024).unwrap();
    assert_eq!(raster.blocks_decoded(), 4);
    raster.set_cache_bytes(0);
    raster.window(0, 0..1, 0..1).unwrap();
    assert_eq!((raster.blocks_decoded(), raster.blocks_touched()), (5, 4));
}

#[test]
fn a_stretch_is_that_of_all_files_and_makes_chips_of_them() {
    let open = |name: &str| {
        let path = imagery(&format!("geotiff_matrix/{name}.tif"));
        Raster::open(&path, &Reading::default()).unwrap()
    };
    let one = |name: &str| stretch::of(&mut [open(name)]).unwrap();
    // numpy's percentiles 2 and 98 of the three bands, over all pixels.
    let wanted = [(593.0, 1601.0), (613.86, 1587.0), (558.0, 1454.0)];
    for (Range { low, high }, (wanted_low, wanted_high)) in
        one("u16_rgb_lzw_pred2").into_iter().zip(wanted)
    {
        assert!((low - wanted_low).abs() < 8.0 && (high - wanted_high).abs() < 8.0, "{low} {high}");
    }
    let grey = one("f32_nan_nodata");
    assert!(grey[0].low > 0.1 && grey[0].high <= 1.0 && grey[0] == grey[2], "{grey:?}");
    let mut rasters = [open("u16_rgb_lzw_pred2"), open("u16_8band_pixel_lzw")];
    let stretch = stretch::of(&mut rasters).unwrap();
    assert_eq!(stretch, stretch::of(&mut rasters).unwrap());
    let here = frame(-94.4911, 37.07092, 96, 64);
    let refused = cut(&mut rasters, &here, (0.0, 0.0)).unwrap_err();
    assert!(matches!(refused, RasterError::RangeNotStated { found: "u16" }), "{refused}");
    for raster in &mut rasters {
        raster.set_stretch(stretch).unwrap();
    }
    let chip = cut(&mut rasters, &here, (0.0, 0.0)).unwrap();
    assert!(chip.rgb.iter().any(|v| *v < 60) && chip.rgb.iter().any(|v| *v > 200));
}
