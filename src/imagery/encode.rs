//! Pixels made into the picture that volunteers see: WebP, or baseline JPEG for browsers without.
//! Neither carries metadata, so that a chip says nothing of where it was taken.
//!
//! JPEG has chroma at half resolution and the standard Huffman tables. Optimised tables would save
//! some bytes but must not be used: the `image` crate (through zune-jpeg 0.5) misreads the streams
//! that jpeg-encoder 0.7 then writes, without an error.

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use super::cut::Pixels;
use super::ready::{ReadyError, decode};

/// How much libwebp tries, 0 to 6: above 4 hardly any bytes are saved for much more time.
const WEBP_METHOD: i32 = 4;

/// The format of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// WebP, lossy.
    WebP,
    /// JPEG.
    Jpeg,
}

impl Format {
    /// What the first bytes say, if it is one of these formats.
    #[must_use]
    pub const fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// Its media type, as in `Content-Type`.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::WebP => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }

    /// How the names of its files end, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::WebP => "webp",
            Self::Jpeg => "jpg",
        }
    }
}

/// Why pixels cannot be made into a picture.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The quality is not one that there is.
    #[error("a picture quality of {0} does not exist; choose 1 to 100")]
    Quality(u8),
    /// The bytes are not as many as the side says.
    #[error("a chip {side} pixels across needs three bytes for each and has {bytes} in all")]
    Shape {
        /// Pixels across.
        side: u32,
        /// Bytes that there are.
        bytes: usize,
    },
    /// The JPEG encoder refused.
    #[error("the chip could not be encoded: {0}")]
    Encoder(#[from] jpeg_encoder::EncodingError),
    /// libwebp refused, with its own name for the reason.
    #[error("the chip could not be encoded as WebP: {0}; is there enough memory?")]
    WebP(String),
    /// A kept chip cannot be read again.
    #[error("the kept chip cannot be shown as JPEG: {0}")]
    Kept(#[from] ReadyError),
}

/// Encodes a chip as WebP with libwebp, at its method 4 and on one thread.
///
/// The same pixels and quality give the same bytes on every x86-64 processor: libwebp is built for
/// SSE2, which all of those have, and its plain C, SSE2 and SSE4.1 give the same bytes (compared
/// over 96 pictures of Joplin, libwebp 1.3). Other kinds of processor were not compared.
///
/// # Errors
/// When `quality` is not 1 to 100 or the pixels are not a square.
pub fn webp(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, EncodeError> {
    check_quality(quality)?;
    let side = u32::from(side_of(pixels)?);
    let refused = || EncodeError::WebP("its version is another".to_owned());
    let mut config = webp::WebPConfig::new().map_err(|()| refused())?;
    config.lossless = 0;
    config.quality = f32::from(quality);
    config.method = WEBP_METHOD;
    config.thread_level = 0;
    let encoder = webp::Encoder::from_rgb(&pixels.rgb, side, side);
    let done = encoder.encode_advanced(&config);
    done.map(|bytes| bytes.to_vec()).map_err(|error| EncodeError::WebP(format!("{error:?}")))
}

/// Encodes a chip as JPEG. The same pixels and quality give the same bytes, on every processor
/// only while jpeg-encoder's feature `simd` is off: with it, those that have AVX2 round otherwise.
///
/// # Errors
/// When `quality` is not 1 to 100 or the pixels are not a square.
pub fn jpeg(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, EncodeError> {
    let side = side_of(pixels)?;
    jpeg_of_rgb(&pixels.rgb, (side, side), quality)
}

/// Encodes a chip without loss, for scripts and for looking closely.
///
/// # Errors
/// When the pixels are not a square.
pub fn png(pixels: &Pixels) -> Result<Vec<u8>, EncodeError> {
    let shape = || EncodeError::Shape { side: pixels.side, bytes: pixels.rgb.len() };
    let picture = image::RgbImage::from_raw(pixels.side, pixels.side, pixels.rgb.clone());
    let mut bytes = std::io::Cursor::new(Vec::new());
    let written = picture.ok_or_else(shape)?.write_to(&mut bytes, image::ImageFormat::Png);
    written.ok().ok_or_else(shape)?;
    Ok(bytes.into_inner())
}

/// Makes a JPEG of a kept WebP chip, for browsers that cannot show that. It is a second loss, so
/// choose a quality above that of the chip.
///
/// # Errors
/// When `quality` is not 1 to 100, or the chip is no WebP or damaged.
pub fn jpeg_of_webp(chip: &[u8], quality: u8) -> Result<Vec<u8>, EncodeError> {
    if Format::sniff(chip) != Some(Format::WebP) {
        return Err(ReadyError::Format.into());
    }
    let picture = decode(chip)?.into_rgb8();
    let bytes = picture.as_raw().len();
    let shape = |_| EncodeError::Shape { side: picture.width(), bytes };
    let width = u16::try_from(picture.width()).map_err(shape)?;
    let height = u16::try_from(picture.height()).map_err(shape)?;
    jpeg_of_rgb(picture.as_raw(), (width, height), quality)
}

fn jpeg_of_rgb(rgb: &[u8], size: (u16, u16), quality: u8) -> Result<Vec<u8>, EncodeError> {
    check_quality(quality)?;
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.set_optimized_huffman_tables(false);
    encoder.encode(rgb, size.0, size.1, ColorType::Rgb)?;
    Ok(bytes)
}

const fn check_quality(quality: u8) -> Result<(), EncodeError> {
    if matches!(quality, 1..=100) { Ok(()) } else { Err(EncodeError::Quality(quality)) }
}

/// The side of a chip whose bytes are as many as it needs.
fn side_of(pixels: &Pixels) -> Result<u16, EncodeError> {
    let shape = || EncodeError::Shape { side: pixels.side, bytes: pixels.rgb.len() };
    let side = u16::try_from(pixels.side).ok().filter(|side| *side > 0).ok_or_else(shape)?;
    let is_whole = pixels.rgb.len() == usize::from(side) * usize::from(side) * 3;
    is_whole.then_some(side).ok_or_else(shape)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST_WEBP: &str = "82b1b435a3e1fa064fc78442cbd3bf77e80099425cbeea86e4011795c19cef56";

    /// Ground-like colours that change slowly, with a bright roof.
    fn pixels() -> Pixels {
        let colour = |x: u8, y: u8| {
            let is_roof = (20..40).contains(&x) && (24..36).contains(&y);
            if is_roof { [230, 220, 210] } else { [90 + x / 2, 100, 60 + y / 2] }
        };
        let rgb = (0..64).flat_map(|y| (0..64).flat_map(move |x| colour(x, y))).collect();
        Pixels { side: 64, rgb, blank_share: 0.0 }
    }

    #[test]
    fn another_decoder_sees_the_same_picture() {
        let pixels = pixels();
        let bytes = jpeg(&pixels, 85).unwrap();
        let seen = image::load_from_memory(&bytes).unwrap().into_rgb8();
        let off = seen.as_raw().iter().zip(&pixels.rgb).map(|(a, b)| u64::from(a.abs_diff(*b)));
        assert!(off.sum::<u64>() < 2 * 64 * 64 * 3, "mean error under two grey levels");
    }

    #[test]
    fn the_same_pixels_give_the_same_bytes() {
        assert_eq!(jpeg(&pixels(), 80).unwrap(), jpeg(&pixels(), 80).unwrap());
    }

    #[test]
    fn the_file_is_baseline_at_half_chroma_and_carries_no_metadata() {
        let bytes = jpeg(&pixels(), 95).unwrap();
        let (mut at, mut markers) = (2, Vec::new());
        while bytes[at + 1] != 0xda {
            markers.push(bytes[at + 1]);
            if bytes[at + 1] == 0xc0 {
                assert_eq!(bytes[at + 11], 0x22, "luma sampled twice in both directions");
            }
            at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
        }
        assert!(markers.contains(&0xc0), "baseline");
        assert!(markers.iter().all(|m| [0xe0, 0xdb, 0xc0, 0xc4].contains(m)), "{markers:x?}");
    }

    #[test]
    fn a_webp_says_nothing_but_the_picture() {
        let bytes = webp(&pixels(), 75).unwrap();
        assert_eq!(Format::sniff(&bytes), Some(Format::WebP));
        assert_eq!(&bytes[12..16], b"VP8 ", "one lossy frame, with no extended header before it");
        let frame = u32::from_le_bytes(bytes[16..20].try_into().unwrap());
        assert_eq!(bytes.len(), 20 + usize::try_from(frame.next_multiple_of(2)).unwrap());
    }

    #[test]
    fn a_webp_is_the_same_picture_as_a_jpeg_made_of_it() {
        let (pixels, chip) = (pixels(), webp(&pixels(), 90).unwrap());
        let jpeg = jpeg_of_webp(&chip, 95).unwrap();
        assert_eq!(Format::sniff(&jpeg), Some(Format::Jpeg));
        for bytes in [chip, jpeg] {
            let seen = image::load_from_memory(&bytes).unwrap().into_rgb8();
            let off = seen.as_raw().iter().zip(&pixels.rgb);
            let off: u64 = off.map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
            assert!(off < 3 * 64 * 64 * 3, "mean error under three grey levels: {off}");
        }
    }

    #[test]
    fn the_same_pixels_give_the_same_webp_from_every_thread() {
        let first = webp(&pixels(), 75).unwrap();
        let again = || webp(&pixels(), 75).unwrap();
        let others: Vec<_> = (0..4).map(|_| std::thread::spawn(again)).collect();
        assert!(others.into_iter().all(|other| other.join().unwrap() == first));
        // What libwebp 1.x makes of these pixels: another version may change it, knowingly.
        assert_eq!(crate::imagery::ContentHash::of(&first).to_string(), FIRST_WEBP);
    }

    #[test]
    fn only_a_whole_webp_is_made_into_a_jpeg() {
        let chip = webp(&pixels(), 75).unwrap();
        for bytes in
            [&b""[..], b"RIFF....WEBP", &chip[..chip.len() / 2], &jpeg(&pixels(), 75).unwrap()]
        {
            assert!(matches!(jpeg_of_webp(bytes, 80), Err(EncodeError::Kept(_))));
        }
        assert!(matches!(jpeg_of_webp(&chip, 0), Err(EncodeError::Quality(0))));
    }

    #[test]
    fn a_quality_that_does_not_exist_is_refused() {
        assert!(matches!(webp(&pixels(), 0), Err(EncodeError::Quality(0))));
        assert!(matches!(webp(&pixels(), 101), Err(EncodeError::Quality(101))));
        assert!(matches!(jpeg(&pixels(), 0), Err(EncodeError::Quality(0))));
        assert!(matches!(jpeg(&pixels(), 101), Err(EncodeError::Quality(101))));
    }

    #[test]
    fn pixels_of_another_shape_are_refused() {
        let short = Pixels { side: 65, ..pixels() };
        assert!(matches!(webp(&short, 80), Err(EncodeError::Shape { side: 65, .. })));
        assert!(matches!(jpeg(&short, 80), Err(EncodeError::Shape { side: 65, .. })));
    }
}
