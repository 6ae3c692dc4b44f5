//! What was shown when a building was judged: the hashes of its chips, named by one digest.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::capture::CaptureSeries;
use super::id::BuildingId;

/// A set of chips of one building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exhibit {
    /// The first 32 hex digits of the SHA-256 of the building's id, a line break, and `chips`.
    pub digest: String,
    /// One line `capture hash` for each capture, oldest first; `-` where none was cut.
    pub chips: String,
}

impl Exhibit {
    /// The set of a building's captures and chips, both in the same order.
    #[must_use]
    pub fn of(building: BuildingId, series: &CaptureSeries, chips: &[Option<String>]) -> Self {
        let mut text = String::with_capacity(chips.len() * 80);
        for (position, chip) in chips.iter().enumerate() {
            let capture = series.at(position).map_or(0, |id| id.0);
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{capture} {}", chip.as_deref().unwrap_or("-"));
        }
        let hash = Sha256::new().chain_update(format!("{building}\n")).chain_update(&text);
        let mut digest = String::with_capacity(32);
        for byte in hash.finalize().iter().take(16) {
            let _ = write!(digest, "{byte:02x}");
        }
        Self { digest, chips: text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::CaptureId;

    #[test]
    fn another_chip_or_another_building_is_another_exhibit() {
        let series = CaptureSeries::new(vec![CaptureId(3), CaptureId(5)]);
        let of = |building, second: &str| {
            let chips = [Some("aa".to_owned()), Some(second.to_owned())];
            Exhibit::of(BuildingId(building), &series, &chips)
        };
        assert_eq!(of(1, "bb").chips, "3 aa\n5 bb\n");
        assert_eq!(of(1, "bb").digest.len(), 32);
        assert_ne!(of(1, "bb").digest, of(1, "cc").digest);
        assert_ne!(of(1, "bb").digest, of(2, "bb").digest);
    }

    #[test]
    fn a_chip_that_was_not_cut_is_a_dash() {
        let series = CaptureSeries::new(vec![CaptureId(3)]);
        assert_eq!(Exhibit::of(BuildingId(1), &series, &[None]).chips, "3 -\n");
    }
}
