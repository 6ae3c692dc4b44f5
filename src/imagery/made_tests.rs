//! Files that the tests make: very large, or pictures with a world file beside them.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use super::cut::{Pixels, cut};
use super::fixtures::{Tag, Tiff, directory, frame, utm_tags};
use super::raster::Raster;
use super::refusal::RasterError;
use crate::domain::chip::ChipFrame;
use crate::domain::place::LonLat;
use crate::domain::reading::Reading;

const UTM_37: Reading = Reading { epsg: Some(32_637), bands: None, stretch: None };

/// Where the last tile of the large file is: behind 5 GiB of nothing.
const FAR: u64 = 5 << 30;

/// An image of 70,000 pixels across and down of which only the last tile is there.
fn write_large(path: &Path, is_big_endian: bool) {
    let (side, tile) = (70_000_u32, 512_u32);
    let tiles = usize::try_from(side.div_ceil(tile).pow(2)).unwrap();
    let mut tags = utm_tags(side, tile, 3);
    let last = |value: f64| (0..tiles).map(|n| if n + 1 == tiles { value } else { 0.0 }).collect();
    tags.push((324, 16, last(f64::from(u32::try_from(FAR >> 10).unwrap()) * 1024.0)));
    tags.push((325, 16, last(f64::from(tile * tile * 3))));
    let mut file = File::create(path).unwrap();
    file.write_all(&directory(true, is_big_endian, &tags)).unwrap();
    file.seek(SeekFrom::Start(FAR)).unwrap();
    let half = |n: u32| u8::try_from(n / 2).unwrap();
    let pixel = |n: u32| [half(n % tile), half(n / tile), 77];
    file.write_all(&(0..tile * tile).flat_map(pixel).collect::<Vec<u8>>()).unwrap();
}

#[test]
fn a_file_over_four_gigabytes_is_cut_right_at_its_far_corner() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.tif");
    for is_big_endian in [false, true] {
        write_large(&path, is_big_endian);
        assert!(path.metadata().unwrap().len() > 1 << 32);
        let mut raster = Raster::open(&path, &Reading::default()).unwrap();
        assert!(raster.facts().is_big_tiff);
        // The last tile starts at pixel 69,632; this is the middle of the 32 m before the corner.
        let centre = raster.georeference().to_globe((69_960.0, 69_960.0)).unwrap();
        let frame = ChipFrame { centre, metres: 32, px: 64 };
        let Pixels { rgb, blank_share, .. } =
            cut(std::slice::from_mut(&mut raster), &frame, (0.0, 0.0)).unwrap();
        assert!(blank_share.abs() < 1e-9, "{blank_share}");
        for (n, pixel) in (0_u32..).zip(rgb.chunks_exact(3)) {
            let ground = frame.ground(f64::from(n % 64), f64::from(n / 64));
            let (column, row) = raster.position(ground).unwrap();
            let near = |found: u8, position: f64| {
                (f64::from(found) - (position - 0.5 - 69_632.0) / 2.0).abs() < 1.0
            };
            assert!(near(pixel[0], column) && near(pixel[1], row), "{n}: {pixel:?} {column} {row}");
            assert_eq!(pixel[2], 77);
        }
        assert_eq!(raster.blocks_decoded(), 1);
    }
}

fn grey() -> image::GrayImage {
    image::GrayImage::from_fn(200, 150, |x, y| image::Luma([u8::try_from(x / 2 + y / 2).unwrap()]))
}

fn chip(path: &Path, reading: &Reading) -> Result<Pixels, RasterError> {
    let place = LonLat::new(39.0, 36.1327).unwrap();
    let mut raster = Raster::open(path, reading)?;
    assert!(raster.shows(place), "{:?}", raster.facts().corners);
    cut(std::slice::from_mut(&mut raster), &frame(39.0, 36.1327, 32, 64), (0.0, 0.0))
}

#[test]
fn a_world_file_places_a_picture_and_a_tiff_alike() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    grey().save(at("a.png")).unwrap();
    let mut tiff = Tiff::grey(200, 150);
    tiff.data = grey().into_raw();
    std::fs::write(at("b.tif"), tiff.bytes()).unwrap();
    assert!(matches!(chip(&at("a.png"), &UTM_37), Err(RasterError::PictureNotPlaced { .. })));
    assert!(matches!(chip(&at("b.tif"), &UTM_37), Err(RasterError::NotPlaced)));
    for name in ["a.pgw", "b.tfw"] {
        std::fs::write(at(name), "0.5\n0\n0\n-0.5\n499950.25\n3998700\n").unwrap();
    }
    let picture = chip(&at("a.png"), &UTM_37).unwrap();
    assert!(picture.blank_share < 0.5, "{}", picture.blank_share);
    assert_eq!(picture, chip(&at("b.tif"), &UTM_37).unwrap());
    assert!(matches!(chip(&at("a.png"), &Reading::default()), Err(RasterError::NoCrs)));
    let wkt = "PROJCS[\"WGS_1984_UTM_Zone_37N\",GEOGCS[\"GCS_WGS_1984\"]]";
    std::fs::write(at("a.prj"), wkt).unwrap();
    assert_eq!(picture, chip(&at("a.png"), &Reading::default()).unwrap());
    assert_eq!(picture, chip(&at("b.tif"), &UTM_37).unwrap());
    std::fs::write(at("a.pgw"), "0.5\n0\n").unwrap();
    assert!(matches!(chip(&at("a.png"), &UTM_37), Err(RasterError::BadWorldFile { .. })));
}

#[test]
fn a_jpeg_with_a_wld_file_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jpeg");
    grey().save(&path).unwrap();
    std::fs::write(path.with_extension("WLD"), "0.5 0 0 -0.5 499950.25 3998700").unwrap();
    let facts = Raster::open(&path, &UTM_37).unwrap().facts().clone();
    assert_eq!((facts.format, facts.bands, facts.epsg), ("JPEG", 1, 32_637));
    let said = format!("{:?}", facts.geotransform);
    assert_eq!(said, "[499950.0, 0.5, 0.0, 3998700.25, 0.0, -0.5]");
    assert!(chip(&path, &UTM_37).is_ok());
}

/// A PNG header of this many pixels each way, with nothing behind it.
fn png_header(side: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend([side.to_be_bytes(), side.to_be_bytes()].concat());
    header.extend([8, 2, 0, 0, 0]);
    // CRC-32 of the PNG specification, annex D.
    let crc = header.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { 0xedb8_8320 ^ crc >> 1 } else { crc >> 1 }
        })
    });
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".to_vec();
    png.extend(header);
    png.extend((!crc).to_be_bytes());
    png.extend(b"\0\0\0\0IDAT\x35\xaf\x06\x1e");
    png
}

#[test]
fn a_picture_that_would_take_too_much_memory_is_refused_by_its_header() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.png");
    std::fs::write(path.with_extension("pgw"), "0.5 0 0 -0.5 499950.25 3998700").unwrap();
    for (side, is_refused) in [(13_000, true), (65_000, true), (300_000, true), (9_000, false)] {
        std::fs::write(&path, png_header(side)).unwrap();
        let opened = Raster::open(&path, &UTM_37);
        let is_too_large = matches!(opened, Err(RasterError::PictureTooLarge(_)));
        assert_eq!(is_too_large, is_refused, "{side}: {:?}", opened.err());
    }
}

#[test]
fn what_only_warping_can_place_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tif");
    let refused = |change: &dyn Fn(&mut Vec<Tag>)| {
        let mut tags = utm_tags(64, 64, 1);
        tags.extend([(324, 4, vec![8.0]), (325, 4, vec![100.0])]);
        change(&mut tags);
        std::fs::write(&path, directory(false, false, &tags)).unwrap();
        Raster::open(&path, &Reading::default()).unwrap_err().to_string()
    };
    let without_scale = |tags: &mut Vec<Tag>| tags.retain(|tag| tag.0 != 33_550);
    let ground = refused(&|tags| {
        without_scale(tags);
        tags.retain(|tag| tag.0 != 33_922);
        tags.push((33_922, 12, (0..24).map(f64::from).collect()));
    });
    assert!(ground.contains("control points") && ground.contains("gdalwarp -tps"), "{ground}");
    let camera = refused(&|tags| {
        without_scale(tags);
        tags.push((50_844, 12, vec![1.0; 92]));
    });
    assert!(camera.contains("(RPC)") && camera.contains("gdalwarp -rpc"), "{camera}");
    let grey = refused(&|tags| tags[4].2 = vec![0.0]);
    assert!(grey.contains("white at 0") && grey.contains("gdal_translate -expand"), "{grey}");
    let jpeg_2000 = refused(&|tags| tags[3].2 = vec![34_712.0]);
    assert!(jpeg_2000.contains("JPEG 2000") && jpeg_2000.contains("DEFLATE"), "{jpeg_2000}");
    let folder = Raster::open(folder.path(), &Reading::default()).unwrap_err();
    assert!(matches!(folder, RasterError::Unreadable(_)), "{folder}");
}
