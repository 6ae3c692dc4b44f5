//! What tells two buildings, or two states of one, apart without holding both.

use sha2::{Digest as _, Sha256};

use crate::domain::place::Footprint;

/// The first 64 bits of the SHA-256 of a text.
pub(super) fn hash(text: &str) -> u64 {
    let digest = <[u8; 32]>::from(Sha256::digest(text));
    digest.first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

/// What changes when anything about a building but its id does; never 0.
pub(super) fn print_of(footprint: &Footprint, name: Option<&str>) -> i64 {
    let text = serde_json::to_string(&(footprint, name)).unwrap_or_default();
    match hash(&text).cast_signed() {
        0 => 1,
        print => print,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::place::LonLat;

    #[test]
    fn every_change_of_place_or_name_changes_the_print() {
        let at = |lon: f64| Footprint::Point(LonLat::new(lon, 36.0).unwrap());
        let all: std::collections::HashSet<i64> =
            (0..1_000).map(|n| print_of(&at(f64::from(n) / 100.0), None)).collect();
        assert_eq!(all.len(), 1_000);
        assert!(!all.contains(&0) && !all.contains(&print_of(&at(1.0), Some("a name"))));
    }
}
