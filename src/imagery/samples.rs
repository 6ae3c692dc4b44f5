//! What a raster's numbers mean as colours. The only place where samples become red, green, blue
//! and "nothing here": whoever adds 16-bit, palettes or masks starts and ends in this file.

use std::io::{Read, Seek};

use tiff::ColorType;
use tiff::decoder::Decoder;
use tiff::tags::Tag;

use super::refusal::RasterError;

/// One pixel: red, green, blue, and 255 where the source shows something or 0 where it does not.
pub type Texel = [u8; 4];

/// A pixel that the source does not show.
pub const NOTHING: Texel = [0; 4];

/// How the decoded bytes of a pixel are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colours {
    Grey,
    GreyAlpha,
    Rgb,
    /// A fourth sample that says where there is nothing.
    RgbAlpha,
    /// A fourth sample of unknown meaning, often near infrared; ignored.
    RgbOther,
    /// Y, Cb, Cr, as JPEG in TIFF stores colours and as the decoder hands them over.
    YCbCr,
}

/// How to turn a raster's decoded bytes into texels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Samples {
    colours: Colours,
    /// A pixel whose colour samples all have this value shows nothing.
    nodata: Option<u8>,
}

impl Samples {
    /// How the image that `decoder` stands at stores colours.
    ///
    /// # Errors
    /// When it does so in a way that is not read here; the error names the mend.
    pub fn read<R: Read + Seek>(decoder: &mut Decoder<R>) -> Result<Self, RasterError> {
        require_bytes(decoder)?;
        require_known_colours(decoder)?;
        let bands = one(decoder, Tag::SamplesPerPixel)?.unwrap_or(1);
        let extra = many(decoder, Tag::ExtraSamples)?;
        let has_alpha = matches!(extra.first(), Some(1 | 2));
        let colours = match decoder.colortype().map_err(RasterError::from_tiff)? {
            ColorType::Gray(8) => Colours::Grey,
            ColorType::RGB(8) => Colours::Rgb,
            ColorType::RGBA(8) if has_alpha => Colours::RgbAlpha,
            ColorType::RGBA(8) => Colours::RgbOther,
            ColorType::YCbCr(8) => Colours::YCbCr,
            ColorType::Multiband { bit_depth: 8, num_samples: 2 } if has_alpha => {
                Colours::GreyAlpha
            }
            _ => return Err(RasterError::BandChoice { bands }),
        };
        let samples = Self { colours, nodata: read_nodata(decoder)? };
        // The decoder drops further bands before it undoes the predictor, which spoils the rest.
        let is_predicted = one(decoder, Tag::Predictor)?.is_some_and(|predictor| predictor > 1);
        if is_predicted && samples.stride() != usize::from(bands) {
            return Err(RasterError::ExtraBandPredicted);
        }
        Ok(samples)
    }

    /// Bytes of one pixel as the decoder hands them over.
    #[must_use]
    pub const fn stride(self) -> usize {
        match self.colours {
            Colours::Grey => 1,
            Colours::GreyAlpha => 2,
            Colours::Rgb | Colours::YCbCr => 3,
            Colours::RgbAlpha | Colours::RgbOther => 4,
        }
    }

    /// Turns a run of decoded pixels into texels; the shorter of the two ends it.
    pub fn convert(self, decoded: &[u8], texels: &mut [Texel]) {
        match self.colours {
            Colours::Grey => self.fill(decoded, texels, |[v]: &[u8; 1]| [*v, *v, *v, 255]),
            Colours::GreyAlpha => self.fill(decoded, texels, |[v, a]: &[u8; 2]| [*v, *v, *v, *a]),
            Colours::Rgb => self.fill(decoded, texels, |[r, g, b]: &[u8; 3]| [*r, *g, *b, 255]),
            Colours::RgbAlpha => self.fill(decoded, texels, |rgba: &[u8; 4]| *rgba),
            Colours::RgbOther => {
                self.fill(decoded, texels, |[r, g, b, _]: &[u8; 4]| [*r, *g, *b, 255]);
            }
            Colours::YCbCr => self.fill(decoded, texels, |ycc: &[u8; 3]| from_ycbcr(*ycc)),
        }
    }

    fn fill<const N: usize>(
        self,
        decoded: &[u8],
        texels: &mut [Texel],
        colour: impl Fn(&[u8; N]) -> Texel,
    ) {
        let (pixels, _) = decoded.as_chunks::<N>();
        for (pixel, texel) in pixels.iter().zip(texels) {
            let [r, g, b, alpha] = colour(pixel);
            let is_nodata = self.nodata.is_some_and(|none| r == none && g == none && b == none);
            let shows = if alpha == 0 || is_nodata { 0 } else { 255 };
            *texel = [r, g, b, shows];
        }
    }
}

/// ITU-R BT.601 colours in full range, as JFIF 1.02 section 7 states them, in 1/65536.
fn from_ycbcr([y, cb, cr]: [u8; 3]) -> Texel {
    let (luma, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    let byte = |value: i32| {
        let rounded = (value + 32_768) >> 16;
        u8::try_from(rounded.clamp(0, 255)).unwrap_or_default()
    };
    [
        byte(luma + 91_881 * cr),
        byte(luma - 22_554 * cb - 46_802 * cr),
        byte(luma + 116_130 * cb),
        255,
    ]
}

fn require_bytes<R: Read + Seek>(decoder: &mut Decoder<R>) -> Result<(), RasterError> {
    let bits = many(decoder, Tag::BitsPerSample)?.first().copied().unwrap_or(1);
    let format = match many(decoder, Tag::SampleFormat)?.first() {
        None | Some(1) => "unsigned",
        Some(2) => "signed",
        Some(3) => "floating-point",
        Some(_) => "of an unknown format",
    };
    if bits == 8 && format == "unsigned" {
        return Ok(());
    }
    let is_several = one(decoder, Tag::SamplesPerPixel)?.is_some_and(|bands| bands > 1);
    let choice = if is_several { "-b 1 -b 2 -b 3 -co PHOTOMETRIC=RGB " } else { "" };
    Err(RasterError::SampleType { found: format!("{bits}-bit {format}"), choice })
}

/// Photometric interpretations as TIFF 6.0 numbers them.
fn require_known_colours<R: Read + Seek>(decoder: &mut Decoder<R>) -> Result<(), RasterError> {
    match one(decoder, Tag::PhotometricInterpretation)? {
        Some(1 | 2 | 6) => Ok(()),
        Some(0) => Err(RasterError::Colours { found: "inverted grey (white is zero)" }),
        Some(3) => Err(RasterError::Palette),
        Some(5) => Err(RasterError::Colours { found: "CMYK" }),
        Some(8..=10) => Err(RasterError::Colours { found: "CIE L*a*b*" }),
        _ => Err(RasterError::Colours { found: "of an unknown kind" }),
    }
}

/// GDAL writes its "no data" value as text; one that no byte can have marks nothing.
fn read_nodata<R: Read + Seek>(decoder: &mut Decoder<R>) -> Result<Option<u8>, RasterError> {
    let Some(value) = decoder.find_tag(Tag::GdalNodata).map_err(RasterError::from_tiff)? else {
        return Ok(None);
    };
    let text = value.into_string().unwrap_or_default();
    Ok((0..=u8::MAX).find(|byte| nodata_is(&text, *byte)))
}

fn nodata_is(text: &str, byte: u8) -> bool {
    let number = text.trim_matches(|c: char| c.is_whitespace() || c == '\0').parse::<f64>();
    number.is_ok_and(|number| (number - f64::from(byte)).abs() < 1e-9)
}

fn one<R: Read + Seek>(decoder: &mut Decoder<R>, tag: Tag) -> Result<Option<u16>, RasterError> {
    decoder.find_tag_unsigned(tag).map_err(RasterError::from_tiff)
}

fn many<R: Read + Seek>(decoder: &mut Decoder<R>, tag: Tag) -> Result<Vec<u16>, RasterError> {
    let found = decoder.find_tag_unsigned_vec(tag).map_err(RasterError::from_tiff)?;
    Ok(found.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(colours: Colours, nodata: Option<u8>, decoded: &[u8]) -> Texel {
        let mut texels = [NOTHING];
        Samples { colours, nodata }.convert(decoded, &mut texels);
        texels[0]
    }

    #[test]
    fn jpeg_red_is_red_and_not_purple() {
        // Pure red in JFIF: Y 76, Cb 85, Cr 255.
        assert_eq!(converted(Colours::YCbCr, None, &[76, 85, 255]), [254, 0, 0, 255]);
        assert_eq!(converted(Colours::YCbCr, None, &[128, 128, 128]), [128, 128, 128, 255]);
    }

    #[test]
    fn a_pixel_shows_nothing_only_when_every_band_is_nodata() {
        assert_eq!(converted(Colours::Rgb, Some(0), &[0, 0, 0]), [0, 0, 0, 0]);
        assert_eq!(converted(Colours::Rgb, Some(0), &[0, 0, 1]), [0, 0, 1, 255]);
    }

    #[test]
    fn a_fourth_band_hides_pixels_only_when_it_is_alpha() {
        assert_eq!(converted(Colours::RgbAlpha, None, &[1, 2, 3, 0]), [1, 2, 3, 0]);
        assert_eq!(converted(Colours::RgbOther, None, &[1, 2, 3, 0]), [1, 2, 3, 255]);
    }

    #[test]
    fn a_nodata_text_is_read_as_gdal_writes_it() {
        assert!(nodata_is("0", 0) && nodata_is(" 255 \0", 255) && nodata_is("1.0", 1));
        assert!(!nodata_is("nan", 0) && !nodata_is("-9999", 0) && !nodata_is("", 0));
    }
}
