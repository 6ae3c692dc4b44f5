//! Pixels made into the JPEG that volunteers see: baseline, chroma at half resolution, the standard
//! Huffman tables, no metadata, so that a chip says nothing of where it was taken.
//!
//! Optimised tables would save some bytes but must not be used: the `image` crate (through
//! zune-jpeg 0.5) misreads the streams that jpeg-encoder 0.7 then writes, without an error.

use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use super::cut::Pixels;

/// Why pixels cannot be made into a JPEG.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The quality is not one that JPEG has.
    #[error("a JPEG quality of {0} does not exist; choose 1 to 100")]
    Quality(u8),
    /// The bytes are not as many as the side says.
    #[error("a chip {side} pixels across needs three bytes for each and has {bytes} in all")]
    Shape {
        /// Pixels across.
        side: u32,
        /// Bytes that there are.
        bytes: usize,
    },
    /// The encoder refused.
    #[error("the chip could not be encoded: {0}")]
    Encoder(#[from] jpeg_encoder::EncodingError),
}

/// Encodes a chip. The same pixels and quality give the same bytes, on every processor only while
/// jpeg-encoder's feature `simd` is off: with it, those that have AVX2 round otherwise.
///
/// # Errors
/// When `quality` is not 1 to 100 or the pixels are not a square.
pub fn jpeg(pixels: &Pixels, quality: u8) -> Result<Vec<u8>, EncodeError> {
    if !(1..=100).contains(&quality) {
        return Err(EncodeError::Quality(quality));
    }
    let shape = || EncodeError::Shape { side: pixels.side, bytes: pixels.rgb.len() };
    let side = u16::try_from(pixels.side).ok().filter(|side| *side > 0).ok_or_else(shape)?;
    if pixels.rgb.len() != usize::from(side) * usize::from(side) * 3 {
        return Err(shape());
    }
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, quality);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder.set_optimized_huffman_tables(false);
    encoder.encode(&pixels.rgb, side, side, ColorType::Rgb)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_quality_that_does_not_exist_is_refused() {
        assert!(matches!(jpeg(&pixels(), 0), Err(EncodeError::Quality(0))));
        assert!(matches!(jpeg(&pixels(), 101), Err(EncodeError::Quality(101))));
    }

    #[test]
    fn pixels_of_another_shape_are_refused() {
        let short = Pixels { side: 65, ..pixels() };
        assert!(matches!(jpeg(&short, 80), Err(EncodeError::Shape { side: 65, .. })));
    }
}
