//! Ready-cut pictures of every kind, good and hostile.

use image::{GrayAlphaImage, GrayImage, ImageBuffer, Luma, LumaA, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

fn png(picture: impl Into<DynamicImage>) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// Left half dark, right half bright.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([10; 3]) } else { Rgb([90; 3]) })
}

#[test]
fn a_wide_picture_gives_its_middle_square() {
    let picture = RgbImage::from_fn(40, 20, |x, _| Rgb([u8::try_from(x).unwrap(), 0, 0]));
    let chip = pixels(&png(picture), 20).unwrap();
    let reds: Vec<_> = chip.rgb.iter().step_by(3).take(20).copied().collect();
    assert_eq!(reds, (10..30).collect::<Vec<_>>());
    assert_eq!((chip.side, chip.blank_share), (20, 0.0));
}

#[test]
fn a_larger_picture_is_averaged_by_area() {
    // Three source pixels across for two of the chip: the middle one counts half for each.
    let picture =
        RgbImage::from_fn(3, 3, |x, _| [Rgb([0; 3]), Rgb([90; 3]), Rgb([30; 3])][index(x)]);
    let chip = pixels(&png(picture), 2).unwrap();
    assert_eq!(chip.rgb.iter().step_by(3).copied().collect::<Vec<_>>(), [30, 50, 30, 50]);
}

#[test]
fn a_smaller_picture_is_left_alone() {
    let picture = halves(30, 30);
    let chip = pixels(&png(picture.clone()), 256).unwrap();
    assert_eq!((chip.side, chip.rgb), (30, picture.into_raw()));
}

#[test]
fn grey_and_sixteen_bits_become_colours() {
    let deep = ImageBuffer::<Luma<u16>, _>::from_pixel(4, 4, Luma([0x8080]));
    for bytes in [png(GrayImage::from_pixel(4, 4, Luma([128]))), png(deep)] {
        assert_eq!(pixels(&bytes, 4).unwrap().rgb, [128; 48]);
    }
}

#[test]
fn a_palette_is_looked_up() {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    // Two by two pixels of two bits each.
    chunk(&mut bytes, *b"IHDR", &[0, 0, 0, 2, 0, 0, 0, 2, 2, 3, 0, 0, 0]);
    chunk(&mut bytes, *b"PLTE", &[1, 2, 3, 40, 50, 60]);
    chunk(&mut bytes, *b"tRNS", &[255, 0]);
    // One stored block of four bytes: a filter and a row, twice; then its Adler-32.
    let stored = [0x78, 1, 1, 4, 0, 0xfb, 0xff, 0, 0b0001_0000, 0, 0, 0, 0x34, 0, 0x11];
    chunk(&mut bytes, *b"IDAT", &stored);
    chunk(&mut bytes, *b"IEND", &[]);
    let chip = pixels(&bytes, 2).unwrap();
    assert_eq!(chip.rgb[..6], [1, 2, 3, BLANK[0], BLANK[1], BLANK[2]]);
    assert!((chip.blank_share - 0.25).abs() < 1e-9);
}

#[test]
fn what_is_transparent_is_blank_and_does_not_darken_its_neighbours() {
    let alpha = |x: u32| if x < 3 { 0 } else { 255 };
    let picture = RgbaImage::from_fn(4, 4, |x, _| Rgba([200, 100, 50, alpha(x)]));
    let chip = pixels(&png(picture), 2).unwrap();
    assert_eq!(chip.rgb[..6], [BLANK[0], BLANK[1], BLANK[2], 200, 100, 50]);
    assert!((chip.blank_share - 0.5).abs() < 1e-9);
    let grey = GrayAlphaImage::from_pixel(2, 2, LumaA([9, 0]));
    assert!((pixels(&png(grey), 2).unwrap().blank_share - 1.0).abs() < 1e-9);
}

#[test]
fn jpeg_and_webp_are_read_too() {
    let square = Pixels { side: 32, rgb: halves(32, 32).into_raw(), blank_share: 0.0 };
    for bytes in [
        crate::imagery::jpeg(&square, 95).unwrap(),
        crate::imagery::encode::webp(&square, 95).unwrap(),
    ] {
        let chip = pixels(&bytes, 32).unwrap();
        let off = chip.rgb.iter().zip(&square.rgb).map(|(a, b)| u64::from(a.abs_diff(*b)));
        assert!(off.sum::<u64>() < 32 * 32 * 3 * 4);
    }
}

#[test]
fn a_picture_that_ends_too_early_is_refused() {
    let square = Pixels { side: 64, rgb: halves(64, 64).into_raw(), blank_share: 0.0 };
    let whole = [
        png(halves(64, 64)),
        crate::imagery::jpeg(&square, 80).unwrap(),
        crate::imagery::encode::webp(&square, 80).unwrap(),
    ];
    for bytes in whole {
        assert!(pixels(&bytes, 64).is_ok());
        for cut in [bytes.len() / 4, bytes.len() / 2, bytes.len() * 3 / 4] {
            let error = pixels(&bytes[..cut], 64).unwrap_err();
            assert!(matches!(error, ReadyError::Damaged(_)), "{error}");
        }
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_decoded() {
    // The header alone: nothing else is there to be decoded.
    let header = |width: u32, height: u32, depth: u8| {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut size = [width.to_be_bytes(), height.to_be_bytes()].concat();
        size.extend([depth, 2, 0, 0, 0]);
        chunk(&mut bytes, *b"IHDR", &size);
        chunk(&mut bytes, *b"IDAT", &[]);
        bytes
    };
    for (width, height, depth) in
        [(60_000, 60_000, 8), (8193, 1, 8), (8192, 8192, 8), (4000, 4000, 16)]
    {
        let error = pixels(&header(width, height, depth), 256).unwrap_err();
        assert!(matches!(error, ReadyError::TooLarge { .. }), "{error}");
    }
}

/// Appends a chunk of a PNG, with its CRC-32.
fn chunk(bytes: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
    let covered = [&kind, data].concat();
    let crc = covered.iter().fold(u32::MAX, |crc, byte| {
        let step = |crc: u32, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        (0..8).fold(crc ^ u32::from(*byte), step)
    });
    bytes.extend(covered);
    bytes.extend((!crc).to_be_bytes());
}

#[test]
fn what_is_no_picture_is_refused() {
    for bytes in [&b""[..], b"version https://git-lfs", b"GIF89a\x01\0\x01\0\0\0\0", b"II*\0"] {
        assert!(matches!(pixels(bytes, 8), Err(ReadyError::Format)));
    }
    assert!(matches!(pixels(&png(halves(2, 2)), 0), Err(ReadyError::Side)));
    assert!(matches!(pixels_of_file(Path::new("/nowhere.png"), 8), Err(ReadyError::Io(_))));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(10_000))]

    #[test]
    fn no_changed_byte_makes_it_panic(at in 0_usize..10_000, to: u8, kind in 0_usize..3) {
        let square = Pixels { side: 8, rgb: halves(8, 8).into_raw(), blank_share: 0.0 };
        let mut bytes = match kind {
            0 => png(halves(8, 8)),
            1 => crate::imagery::jpeg(&square, 80).unwrap(),
            _ => crate::imagery::encode::webp(&square, 80).unwrap(),
        };
        let at = at % bytes.len();
        bytes[at] = to;
        let _ = pixels(&bytes, 8);
    }
}
