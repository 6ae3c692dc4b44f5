//! How the values of samples become shades: shown as they are, through a table, or spread over a
//! range.

use super::container::{Tags, damaged};
use super::layout::SampleType;
use super::number::{Number, count, shade};
use super::refusal::RasterError;
use crate::domain::reading::{Range, Stretch};

/// How values become shades.
#[derive(Debug, Clone)]
pub(super) enum Tone {
    /// Bytes, shown as they are.
    Plain,
    /// A shade for each value that 8 or 16 bits can have, for each channel.
    Tables([Vec<u8>; 3]),
    /// Computed for each pixel.
    Ranges(Stretch),
    /// Nothing is stated and nothing is usual.
    Unstated,
}

impl Tone {
    /// How values of a type are shown: bytes as they are, others only once a range is stated.
    pub(super) fn of_type(
        sample: SampleType,
        stretch: Option<Stretch>,
    ) -> Result<Self, RasterError> {
        let Some(stretch) = stretch else {
            return Ok(if sample == SampleType::U8 { Self::Plain } else { Self::Unstated });
        };
        for Range { low, high } in stretch {
            if !(low.is_finite() && high.is_finite() && low < high) {
                return Err(RasterError::EmptyRange { low, high });
            }
        }
        let tables = |values: usize| {
            Self::Tables(stretch.map(|range| (0..values).map(|v| shade(count(v), range)).collect()))
        };
        Ok(match sample {
            SampleType::U8 => tables(1 << 8),
            SampleType::U16 => tables(1 << 16),
            _ => Self::Ranges(stretch),
        })
    }

    /// The colour map: all reds, all greens, all blues, of 16 bits. GDAL takes the high bytes,
    /// unless the writer forgot to fill them.
    pub(super) fn of_palette(tags: Tags) -> Result<Self, RasterError> {
        let map = tags.words(320)?;
        let [red, green, blue] = [0, 1, 2].map(|n| map.get(n * 256..(n + 1) * 256));
        let (Some(red), Some(green), Some(blue)) = (red, green, blue) else {
            return Err(damaged("its colour map is missing or too short"));
        };
        let is_filled = map.iter().any(|shade| *shade > 255);
        let byte = |word: &u16| u8::try_from(if is_filled { *word >> 8 } else { *word });
        let bytes = |words: &[u16]| words.iter().map(|w| byte(w).unwrap_or_default()).collect();
        Ok(Self::Tables([bytes(red), bytes(green), bytes(blue)]))
    }

    /// The shades of a pixel.
    pub(super) fn shades<T: Number>(&self, [r, g, b]: [T; 3]) -> [u8; 3] {
        match self {
            Self::Plain => [r, g, b].map(|v| shade(v.value(), Range { low: 0.0, high: 255.0 })),
            Self::Tables([red, green, blue]) => {
                let of = |table: &[u8], v: T| table.get(v.rank()).copied().unwrap_or_default();
                [of(red, r), of(green, g), of(blue, b)]
            }
            Self::Ranges([red, green, blue]) => {
                [shade(r.value(), *red), shade(g.value(), *green), shade(b.value(), *blue)]
            }
            Self::Unstated => [0; 3],
        }
    }
}
