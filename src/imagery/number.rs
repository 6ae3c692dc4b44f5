//! The types of number that samples come in, and how a value becomes a shade.

use super::layout::SampleType;
use crate::domain::reading::Range;

/// A sample of a decoded block, little-endian.
pub(super) trait Number: Copy {
    /// The first of these bytes; nothing when they are too few.
    fn read(bytes: &[u8]) -> Option<Self>;
    /// Its value.
    fn value(self) -> f64;
    /// Its place in a table of all values; only types of up to 16 bits without sign have one.
    fn rank(self) -> usize {
        0
    }
}

macro_rules! number {
    ($type:ty $(, $rank:path)?) => {
        impl Number for $type {
            fn read(bytes: &[u8]) -> Option<Self> {
                bytes.first_chunk().map(|bytes| Self::from_le_bytes(*bytes))
            }
            fn value(self) -> f64 {
                self.into()
            }
            $(fn rank(self) -> usize {
                $rank(self)
            })?
        }
    };
}
number!(u8, usize::from);
number!(i8);
number!(u16, usize::from);
number!(i16);
number!(u32);
number!(i32);
number!(f32);
number!(f64);

/// The shade, 0 to 255, of a value within a range that is not empty.
pub(super) fn shade(value: f64, Range { low, high }: Range) -> u8 {
    truncated((value - low) / (high - low) * 255.0 + 0.5)
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturates, NaN is 0"
)]
const fn truncated(number: f64) -> u8 {
    number as u8
}

/// A count as a number to compute with.
pub(super) fn count(n: usize) -> f64 {
    u32::try_from(n).map_or(f64::MAX, f64::from)
}

/// GDAL writes its "no data" value as text; one that no sample can have marks nothing, and not a
/// number always does.
pub(super) fn nodata_of(text: &str, sample: SampleType) -> Option<f64> {
    let value = text.parse::<f64>().ok().filter(|value| value.is_finite())?;
    let within = |low: f64, high: f64| {
        // GDAL writes 255 also as 2.55e+02; what is that near a whole number is one.
        let whole = value.round();
        ((value - whole).abs() < 1e-9 && (low..=high).contains(&whole)).then_some(whole)
    };
    match sample {
        SampleType::Bit => None,
        SampleType::U8 => within(0.0, u8::MAX.into()),
        SampleType::I8 => within(i8::MIN.into(), i8::MAX.into()),
        SampleType::U16 => within(0.0, u16::MAX.into()),
        SampleType::I16 => within(i16::MIN.into(), i16::MAX.into()),
        SampleType::U32 => within(0.0, u32::MAX.into()),
        SampleType::I32 => within(i32::MIN.into(), i32::MAX.into()),
        SampleType::F32 => Some(f64::from(single(value))),
        SampleType::F64 => Some(value),
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the nearest of single precision is wanted"
)]
const fn single(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nodata_text_is_read_as_gdal_writes_it() {
        let byte = |text| nodata_of(text, SampleType::U8);
        assert_eq!((byte("0"), byte("255"), byte("1.0")), (Some(0.0), Some(255.0), Some(1.0)));
        assert_eq!((byte("nan"), byte("-9999"), byte(""), byte("256")), (None, None, None, None));
        let single = nodata_of("-3.4028235e+38", SampleType::F32);
        assert_eq!(single, Some(f64::from(f32::MIN)));
        assert_eq!(nodata_of("-32768", SampleType::I16), Some(-32_768.0));
    }

    #[test]
    fn the_ends_of_a_range_are_black_and_white_and_beyond_is_too() {
        let range = Range { low: 10.0, high: 20.0 };
        let shades = [9.0, 10.0, 15.0, 20.0, 1e300, f64::NAN].map(|value| shade(value, range));
        assert_eq!(shades, [0, 0, 128, 255, 255, 0]);
    }
}
