//! Writes one painted capture as a `GeoTIFF`: RGB, deflated strips, EPSG:32637. Writing only, and
//! only what the demo needs; reading is `imagery`'s business.
//!
//! Keys after the OGC `GeoTIFF` standard 1.1 (19-008r4), annexes A to C.

use std::io::{Seek, Write};

use tiff::TiffError;
use tiff::encoder::colortype::RGB8;
use tiff::encoder::{Compression, DeflateLevel, Predictor, TiffEncoder};
use tiff::tags::Tag;

use super::ground::EPSG;

/// Rows of one strip: a chip of 256 pixels touches five.
const STRIP_ROWS: u32 = 64;
/// What the file says of itself to anyone who finds it without its list.
const DESCRIPTION: &str = "A made-up town painted by Aftermath for its demo; not a photograph. \
                           No real place or event is shown.";

/// Writes `rgb` (red, green and blue in turn, `side_px` square, north up) with its north-west
/// corner at `corner_m` (metres east and north, UTM zone 37 north) and pixels of `gsd_m` metres.
///
/// # Errors
/// When writing fails or the bytes do not fill the square.
pub(super) fn write<W: Write + Seek>(
    out: W,
    rgb: &[u8],
    side_px: u32,
    corner_m: (f64, f64),
    gsd_m: f64,
) -> Result<(), TiffError> {
    let mut file = TiffEncoder::new(out)?
        .with_compression(Compression::Deflate(DeflateLevel::Fast))
        .with_predictor(Predictor::Horizontal);
    let mut image = file.new_image::<RGB8>(side_px, side_px)?;
    image.rows_per_strip(STRIP_ROWS)?;
    let tags = image.encoder();
    tags.write_tag(Tag::ImageDescription, DESCRIPTION)?;
    let scale: [f64; 3] = [gsd_m, gsd_m, 0.0];
    tags.write_tag(Tag::ModelPixelScaleTag, &scale[..])?;
    let (east, north) = corner_m;
    let tie: [f64; 6] = [0.0, 0.0, 0.0, east, north, 0.0];
    tags.write_tag(Tag::ModelTiepointTag, &tie[..])?;
    let keys: [u16; 20] = [
        1, 1, 0, 4, // version 1.1.0 of the directory, four keys
        1024, 0, 1, 1, // GTModelType: projected
        1025, 0, 1, 1, // GTRasterType: a pixel is an area, its corner is tied
        3072, 0, 1, EPSG, // ProjectedCSType
        3076, 0, 1, 9001, // ProjLinearUnits: metre
    ];
    tags.write_tag(Tag::GeoKeyDirectoryTag, &keys[..])?;
    image.write_data(rgb)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use tiff::decoder::{Decoder, DecodingResult};

    #[test]
    fn the_pixels_and_the_corner_come_back() {
        let rgb: Vec<u8> =
            (0..100 * 100 * 3_u32).map(|i| u8::try_from(i * 7 % 251).unwrap()).collect();
        let mut bytes = Vec::new();
        write(Cursor::new(&mut bytes), &rgb, 100, (616_000.0, 3_664_000.0), 0.5).unwrap();
        let mut decoder = Decoder::new(Cursor::new(bytes)).unwrap();
        let tie = decoder.get_tag_f64_vec(Tag::ModelTiepointTag).unwrap();
        assert_eq!(tie, [0.0, 0.0, 0.0, 616_000.0, 3_664_000.0, 0.0]);
        let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).unwrap();
        assert_eq!(keys.len(), 4 * (1 + usize::from(keys[3])));
        assert!(keys.chunks(4).any(|key| key == [3072, 0, 1, 32_637]));
        let DecodingResult::U8(read) = decoder.read_image().unwrap() else { panic!("not bytes") };
        assert_eq!(read, rgb);
    }

    #[test]
    fn too_few_pixels_are_refused() {
        assert!(write(Cursor::new(Vec::new()), &[0; 30], 100, (0.0, 0.0), 0.5).is_err());
    }
}
