//! What a raster's numbers mean as colours: which bands are shown, how their values are spread,
//! and which pixels show nothing. The only place where samples become [`Texel`]s.

use super::container::{Tags, damaged};
use super::layout::{Layout, SampleType};
use super::number::{Number, nodata_of};
use super::refusal::RasterError;
use super::tone::Tone;
use crate::domain::reading::{Reading, Stretch};

/// One pixel: red, green, blue, and 255 where the source shows something or 0 where it does not.
pub type Texel = [u8; 4];

/// A pixel that the source does not show.
pub const NOTHING: Texel = [0; 4];

/// What colours a file says its numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colours {
    /// Grey, or bands of no stated meaning.
    Grey,
    Rgb,
    Palette,
    /// Y, Cb, Cr, as JPEG in TIFF stores colours.
    YCbCr,
}

impl Colours {
    /// Its name, as facts give it: TIFF's own.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Grey => "MINISBLACK",
            Self::Rgb => "RGB",
            Self::Palette => "PALETTE",
            Self::YCbCr => "YCbCr",
        }
    }
}

/// How to turn a raster's decoded bytes into texels.
#[derive(Debug, Clone)]
pub(super) struct Samples {
    pub(super) colours: Colours,
    pub(super) sample: SampleType,
    /// The bands shown as red, green and blue, from 0.
    pub(super) shown: [u16; 3],
    /// The band that says where there is nothing, from 0.
    pub(super) alpha: Option<u16>,
    /// A pixel whose shown bands all have this value shows nothing.
    pub(super) nodata: Option<f64>,
    tone: Tone,
}

/// GDAL shows other colour spaces as RGB.
const TO_RGB: &str = "gdal_translate -b 1 -b 2 -b 3 -co PHOTOMETRIC=RGB in.tif out.tif";
/// GDAL shows grey that starts at white as a palette.
const EXPAND: &str = "gdal_translate -expand rgb in.tif out.tif";

/// One band of a run of pixels: its first byte is that of the first pixel's sample.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strand<'a> {
    pub(super) bytes: &'a [u8],
    /// Bytes from one pixel to the next.
    pub(super) stride: usize,
}

impl Samples {
    /// How the image with these tags stores colours, and what is stated about them.
    ///
    /// # Errors
    /// When it does so in a way that is not read here; the error names the mend.
    pub(super) fn read(
        tags: Tags,
        layout: &Layout,
        reading: &Reading,
    ) -> Result<Self, RasterError> {
        let colours = colours_of(tags, layout)?;
        if layout.sample == SampleType::Bit {
            return Err(RasterError::SampleType { found: "1-bit".to_owned() });
        }
        let extra = tags.words(338)?;
        let alpha = extra.iter().position(|kind| matches!(kind, 1 | 2));
        let alpha = alpha.and_then(|at| (usize::from(layout.bands) + at).checked_sub(extra.len()));
        let alpha = alpha.and_then(|at| u16::try_from(at).ok()).filter(|at| *at > 0);
        let nodata = tags.text(42_113)?.and_then(|text| nodata_of(&text, layout.sample));
        let shown = shown_bands(colours, layout.bands, alpha, reading)?;
        let tone = if colours == Colours::Palette {
            Tone::of_palette(tags)?
        } else {
            Tone::of_type(layout.sample, reading.stretch)?
        };
        Ok(Self { colours, sample: layout.sample, shown, alpha, nodata, tone })
    }

    /// Those of a decoded picture of bytes: grey or RGB, with alpha or without.
    pub(super) fn of_picture(bands: u16, reading: &Reading) -> Result<Self, RasterError> {
        let colours = if bands < 3 { Colours::Grey } else { Colours::Rgb };
        let alpha = bands.is_multiple_of(2).then(|| bands - 1);
        let shown = shown_bands(colours, bands, alpha, reading)?;
        let tone = Tone::of_type(SampleType::U8, reading.stretch)?;
        Ok(Self { colours, sample: SampleType::U8, shown, alpha, nodata: None, tone })
    }

    /// Whether the range of values to show has still to be stated or computed.
    pub(super) const fn needs_range(&self) -> bool {
        matches!(self.tone, Tone::Unstated)
    }

    /// Whether values are shown; those of a palette are only numbers of colours.
    pub(super) fn has_values(&self) -> bool {
        self.colours != Colours::Palette
    }

    /// Spreads these ranges over 0 to 255 from now on.
    pub(super) fn stretch(&mut self, stretch: Stretch) -> Result<(), RasterError> {
        if self.has_values() {
            self.tone = Tone::of_type(self.sample, Some(stretch))?;
        }
        Ok(())
    }

    /// Turns a run of pixels into texels; the shortest ends it.
    pub(super) fn convert(&self, bands: [Strand; 3], alpha: Option<Strand>, texels: &mut [Texel]) {
        match (self.colours, self.sample, &self.tone) {
            (Colours::YCbCr, ..) => self.convert_ycbcr(bands, texels),
            (_, SampleType::U8, Tone::Plain) => self.convert_bytes(bands, texels),
            (_, SampleType::U8, _) => self.convert_as::<u8>(bands, texels),
            (_, SampleType::I8, _) => self.convert_as::<i8>(bands, texels),
            (_, SampleType::U16, _) => self.convert_as::<u16>(bands, texels),
            (_, SampleType::I16, _) => self.convert_as::<i16>(bands, texels),
            (_, SampleType::U32, _) => self.convert_as::<u32>(bands, texels),
            (_, SampleType::I32, _) => self.convert_as::<i32>(bands, texels),
            (_, SampleType::F32, _) => self.convert_as::<f32>(bands, texels),
            (_, SampleType::F64, _) => self.convert_as::<f64>(bands, texels),
            (_, SampleType::Bit, _) => {}
        }
        if let Some(alpha) = alpha {
            let bytes = self.sample.bits() / 8;
            for (texel, sample) in texels.iter_mut().zip(alpha.bytes.chunks(alpha.stride.max(1))) {
                if sample.iter().take(bytes).all(|byte| *byte == 0) {
                    texel[3] = 0;
                }
            }
        }
    }

    /// Whether a shown colour is mixed from all bands, so that all have to be read.
    pub(super) fn is_mixed(&self) -> bool {
        self.colours == Colours::YCbCr
    }

    /// The values of the shown bands of a run of pixels.
    pub(super) fn values<'a>(
        &'a self,
        bands: [Strand<'a>; 3],
    ) -> Box<dyn Iterator<Item = [f64; 3]> + 'a> {
        fn all<'a, T: Number + 'a>(bands: [Strand<'a>; 3]) -> impl Iterator<Item = [f64; 3]> + 'a {
            pixels::<T>(bands).map(|pixel| pixel.map(T::value))
        }
        match self.sample {
            _ if self.is_mixed() => {
                Box::new(pixels::<u8>(bands).map(|ycc| self.chosen(ycc).map(f64::from)))
            }
            SampleType::U8 | SampleType::Bit => Box::new(all::<u8>(bands)),
            SampleType::I8 => Box::new(all::<i8>(bands)),
            SampleType::U16 => Box::new(all::<u16>(bands)),
            SampleType::I16 => Box::new(all::<i16>(bands)),
            SampleType::U32 => Box::new(all::<u32>(bands)),
            SampleType::I32 => Box::new(all::<i32>(bands)),
            SampleType::F32 => Box::new(all::<f32>(bands)),
            SampleType::F64 => Box::new(all::<f64>(bands)),
        }
    }

    fn convert_bytes(&self, bands: [Strand; 3], texels: &mut [Texel]) {
        let [red, green, blue] = bands;
        let is_rgb = self.nodata.is_none()
            && red.stride == 3
            && std::ptr::eq(red.bytes.get(1..).unwrap_or_default().as_ptr(), green.bytes.as_ptr())
            && std::ptr::eq(green.bytes.get(1..).unwrap_or_default().as_ptr(), blue.bytes.as_ptr());
        if is_rgb {
            let pixels = red.bytes.chunks(3);
            for (texel, pixel) in texels.iter_mut().zip(pixels) {
                if let [r, g, b] = pixel {
                    *texel = [*r, *g, *b, 255];
                }
            }
            return;
        }
        for (texel, pixel) in texels.iter_mut().zip(pixels::<u8>(bands)) {
            *texel = shown(pixel, self.shows(pixel.map(f64::from)));
        }
    }

    fn convert_ycbcr(&self, bands: [Strand; 3], texels: &mut [Texel]) {
        let is_plain = self.nodata.is_none() && matches!(self.tone, Tone::Plain);
        for (texel, pixel) in texels.iter_mut().zip(pixels::<u8>(bands)) {
            let chosen = self.chosen(pixel);
            *texel = if is_plain {
                let [r, g, b] = chosen;
                [r, g, b, 255]
            } else {
                shown(self.tone.shades(chosen), self.shows(chosen.map(f64::from)))
            };
        }
    }

    /// The shown ones of red, green and blue.
    fn chosen(&self, ycbcr: [u8; 3]) -> [u8; 3] {
        let [r, g, b] = from_ycbcr(ycbcr);
        self.shown.map(|band| match band {
            0 => r,
            1 => g,
            _ => b,
        })
    }

    fn convert_as<T: Number>(&self, bands: [Strand; 3], texels: &mut [Texel]) {
        for (texel, pixel) in texels.iter_mut().zip(pixels::<T>(bands)) {
            let shows = self.shows(pixel.map(T::value));
            *texel = shown(self.tone.shades(pixel), shows);
        }
    }

    fn shows(&self, pixel: [f64; 3]) -> bool {
        let is_none = |value: f64| {
            !value.is_finite()
                || self.nodata.is_some_and(|none| (value + 0.0).total_cmp(&none).is_eq())
        };
        !pixel.into_iter().all(is_none)
    }
}

const fn shown([red, green, blue]: [u8; 3], shows: bool) -> Texel {
    [red, green, blue, if shows { 255 } else { 0 }]
}

/// The pixels of three bands, as far as all go.
fn pixels<'a, T: Number + 'a>(bands: [Strand<'a>; 3]) -> impl Iterator<Item = [T; 3]> + 'a {
    let samples = |band: Strand<'a>| band.bytes.chunks(band.stride.max(1)).map_while(T::read);
    let [red, green, blue] = bands.map(samples);
    red.zip(green).zip(blue).map(|((r, g), b)| [r, g, b])
}

/// Photometric interpretations as TIFF 6.0 numbers them.
fn colours_of(tags: Tags, layout: &Layout) -> Result<Colours, RasterError> {
    let refused = |found| Err(RasterError::Colours { found, mend: TO_RGB });
    match tags.word(262)?.unwrap_or(1) {
        0 => Err(RasterError::Colours { found: "grey with white at 0", mend: EXPAND }),
        1 => Ok(Colours::Grey),
        2 if layout.bands < 3 => Err(damaged("it claims RGB with fewer than 3 bands")),
        2 => Ok(Colours::Rgb),
        3 if layout.sample == SampleType::U8 => Ok(Colours::Palette),
        3 => Err(RasterError::Palette),
        4 => refused("a mask"),
        5 => refused("CMYK"),
        6 if layout.bands == 3 && !layout.is_planar && layout.sample == SampleType::U8 => {
            let is_whole = super::codec::Compression::Jpeg == layout.compression
                || matches!(tags.words(530)?.as_slice(), [1, 1, ..]);
            if is_whole { Ok(Colours::YCbCr) } else { refused("subsampled YCbCr without JPEG") }
        }
        6 => refused("YCbCr in an unusual arrangement"),
        8..=10 => refused("CIE L*a*b*"),
        32_844 | 32_845 => refused("LogLuv"),
        _ => refused("of an unknown kind"),
    }
}

/// The bands shown, from 0: those stated, else the usual ones.
fn shown_bands(
    colours: Colours,
    bands: u16,
    alpha: Option<u16>,
    reading: &Reading,
) -> Result<[u16; 3], RasterError> {
    if colours == Colours::Palette {
        return Ok([0; 3]);
    }
    if let Some(stated) = reading.bands {
        let missing = stated.into_iter().find(|band| !(1..=bands).contains(band));
        return match missing {
            Some(stated) => Err(RasterError::BandMissing { stated, bands }),
            None => Ok(stated.map(|band| band - 1)),
        };
    }
    let of_colour = bands - u16::from(alpha.is_some());
    Ok(match (colours, of_colour) {
        (Colours::Grey, 0..=2) => [0; 3],
        // WorldView: coastal, blue, green, yellow, red, red edge, two near infrared.
        (Colours::Grey, 8) => [4, 2, 1],
        _ => [0, 1, 2],
    })
}

/// ITU-R BT.601 colours in full range, as JFIF 1.02 section 7 states them, in 1/65536.
fn from_ycbcr([y, cb, cr]: [u8; 3]) -> [u8; 3] {
    let (luma, cb, cr) = (i32::from(y) << 16, i32::from(cb) - 128, i32::from(cr) - 128);
    let byte = |value: i32| {
        let rounded = (value + 32_768) >> 16;
        u8::try_from(rounded.clamp(0, 255)).unwrap_or_default()
    };
    [byte(luma + 91_881 * cr), byte(luma - 22_554 * cb - 46_802 * cr), byte(luma + 116_130 * cb)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reading::Range;

    fn samples(sample: SampleType, colours: Colours, nodata: Option<f64>, tone: Tone) -> Samples {
        Samples { colours, sample, shown: [0, 1, 2], alpha: None, nodata, tone }
    }

    fn converted(samples: &Samples, pixel: &[u8]) -> Texel {
        let (bytes, stride) = (samples.sample.bits() / 8, pixel.len());
        let strand = |band: usize| Strand { bytes: &pixel[band * bytes..], stride };
        let mut texels = [NOTHING];
        samples.convert([0, 1, 2].map(strand), samples.alpha.map(|_| strand(3)), &mut texels);
        texels[0]
    }

    #[test]
    fn jpeg_red_is_red_and_not_purple() {
        let ycbcr = samples(
            SampleType::U8,
            Colours::YCbCr,
            None,
            Tone::Tables([(); 3].map(|()| (0..=255).collect())),
        );
        // Pure red in JFIF: Y 76, Cb 85, Cr 255.
        assert_eq!(converted(&ycbcr, &[76, 85, 255]), [254, 0, 0, 255]);
        let plain = samples(SampleType::U8, Colours::YCbCr, None, Tone::Plain);
        assert_eq!(converted(&plain, &[76, 85, 255]), [254, 0, 0, 255]);
        assert_eq!(converted(&plain, &[128, 128, 128]), [128, 128, 128, 255]);
    }

    #[test]
    fn a_pixel_shows_nothing_only_when_every_band_is_nodata() {
        let rgb = samples(SampleType::U8, Colours::Rgb, Some(0.0), Tone::Plain);
        assert_eq!(converted(&rgb, &[0, 0, 0]), [0, 0, 0, 0]);
        assert_eq!(converted(&rgb, &[0, 0, 1]), [0, 0, 1, 255]);
    }

    #[test]
    fn a_fourth_band_hides_pixels_only_when_it_is_alpha() {
        let mut rgb = samples(SampleType::U8, Colours::Rgb, None, Tone::Plain);
        assert_eq!(converted(&rgb, &[1, 2, 3, 0]), [1, 2, 3, 255]);
        rgb.alpha = Some(3);
        assert_eq!(converted(&rgb, &[1, 2, 3, 0]), [1, 2, 3, 0]);
        assert_eq!(converted(&rgb, &[1, 2, 3, 9]), [1, 2, 3, 255]);
    }

    #[test]
    fn not_a_number_shows_nothing_and_its_neighbour_is_spread() {
        let tone = Tone::Ranges([Range { low: -1.0, high: 1.0 }; 3]);
        let floats = samples(SampleType::F32, Colours::Grey, None, tone);
        let pixel = |v: f32| v.to_le_bytes().repeat(3);
        assert_eq!(converted(&floats, &pixel(f32::NAN))[3], 0);
        assert_eq!(converted(&floats, &pixel(0.0)), [128, 128, 128, 255]);
        assert_eq!(converted(&floats, &pixel(9.0)), [255; 4]);
    }

    #[test]
    fn sixteen_bits_are_spread_over_the_stated_range() {
        let tone =
            Tone::of_type(SampleType::U16, Some([Range { low: 100.0, high: 355.0 }; 3])).unwrap();
        let words = samples(SampleType::U16, Colours::Rgb, Some(100.0), tone);
        let bytes = [100_u16, 200, 9000].map(u16::to_le_bytes).concat();
        assert_eq!(converted(&words, &bytes), [0, 100, 255, 255]);
        let none = [100_u16; 3].map(u16::to_le_bytes).concat();
        assert_eq!(converted(&words, &none)[3], 0);
        assert!(Tone::of_type(SampleType::U16, Some([Range { low: 5.0, high: 5.0 }; 3])).is_err());
    }
}
