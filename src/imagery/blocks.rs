//! Decoded strips and tiles, kept while they may be wanted again: neighbouring chips share them.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Bytes of decoded blocks that one open raster keeps unless told otherwise.
const KEPT_BYTES: usize = 32 * 1024 * 1024;

/// Decoded blocks by number; those unused for longest make room.
#[derive(Debug)]
pub(super) struct Blocks {
    kept: BTreeMap<u64, Kept>,
    by_use: BTreeMap<u64, u64>,
    bytes: usize,
    bytes_max: usize,
    uses: u64,
    decoded: u64,
    /// Every block that was ever decoded.
    seen: HashSet<u64>,
}

#[derive(Debug)]
struct Kept {
    used_at: u64,
    bytes: Arc<Vec<u8>>,
}

impl Default for Blocks {
    fn default() -> Self {
        let (kept, by_use) = (BTreeMap::new(), BTreeMap::new());
        Self {
            kept,
            by_use,
            bytes: 0,
            bytes_max: KEPT_BYTES,
            uses: 0,
            decoded: 0,
            seen: HashSet::new(),
        }
    }
}

impl Blocks {
    /// Sets how many bytes are kept; always at least one block is.
    pub(super) fn set_bytes_max(&mut self, bytes_max: usize) {
        self.bytes_max = bytes_max;
        self.make_room(0);
    }

    /// How many blocks have been decoded so far.
    pub(super) const fn decoded(&self) -> u64 {
        self.decoded
    }

    /// How many different blocks those were.
    pub(super) fn touched(&self) -> u64 {
        u64::try_from(self.seen.len()).unwrap_or(u64::MAX)
    }

    /// The block of this number, decoded with `decode` unless it is still kept.
    ///
    /// # Errors
    /// What `decode` says.
    pub(super) fn get<E>(
        &mut self,
        number: u64,
        decode: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<Arc<Vec<u8>>, E> {
        self.uses += 1;
        if let Some(kept) = self.kept.get_mut(&number) {
            self.by_use.remove(&kept.used_at);
            self.by_use.insert(self.uses, number);
            kept.used_at = self.uses;
            return Ok(Arc::clone(&kept.bytes));
        }
        let bytes = Arc::new(decode()?);
        self.decoded += 1;
        self.seen.insert(number);
        self.make_room(bytes.len());
        self.bytes += bytes.len();
        self.by_use.insert(self.uses, number);
        self.kept.insert(number, Kept { used_at: self.uses, bytes: Arc::clone(&bytes) });
        Ok(bytes)
    }

    fn make_room(&mut self, wanted: usize) {
        while self.bytes.saturating_add(wanted) > self.bytes_max
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.bytes -= self.kept.remove(&oldest).map_or(0, |kept| kept.bytes.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(blocks: &mut Blocks, number: u64, bytes: usize) -> bool {
        let before = blocks.decoded();
        let decode = || -> Result<Vec<u8>, ()> { Ok(vec![0; bytes]) };
        assert_eq!(blocks.get(number, decode).unwrap().len(), bytes);
        blocks.decoded() > before
    }

    #[test]
    fn the_block_unused_for_longest_makes_room() {
        let mut blocks = Blocks::default();
        blocks.set_bytes_max(300);
        for number in [1, 2, 3, 1] {
            get(&mut blocks, number, 100);
        }
        assert!(get(&mut blocks, 4, 100), "a new block is decoded");
        assert!(!get(&mut blocks, 1, 100), "a block used lately is still there");
        assert!(get(&mut blocks, 2, 100), "the oldest is gone");
        assert!(blocks.bytes <= 300);
        blocks.set_bytes_max(100);
        assert_eq!(blocks.kept.len(), 1);
    }

    #[test]
    fn a_block_larger_than_the_whole_allowance_is_still_handed_out() {
        let mut blocks = Blocks::default();
        get(&mut blocks, 1, 10);
        get(&mut blocks, 2, KEPT_BYTES + 1);
        assert_eq!(blocks.kept.len(), 1);
    }
}
