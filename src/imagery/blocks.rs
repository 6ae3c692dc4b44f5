//! Decoded strips and tiles, kept while they may be wanted again: neighbouring chips share them.

use std::collections::BTreeMap;

/// Bytes of decoded blocks that one open raster keeps; always at least one block.
const KEPT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Decoded blocks by number; those unused for longest make room.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    kept: BTreeMap<u32, Kept>,
    by_use: BTreeMap<u64, u32>,
    bytes: usize,
    uses: u64,
}

#[derive(Debug)]
struct Kept {
    used_at: u64,
    bytes: Vec<u8>,
}

impl Blocks {
    /// The block of this number, decoded with `decode` unless it is still kept.
    ///
    /// # Errors
    /// What `decode` says.
    pub(super) fn get<E>(
        &mut self,
        number: u32,
        decode: impl FnOnce() -> Result<Vec<u8>, E>,
    ) -> Result<&[u8], E> {
        if !self.kept.contains_key(&number) {
            self.keep(number, decode()?);
        }
        self.uses += 1;
        let Some(kept) = self.kept.get_mut(&number) else {
            return Ok(&[]);
        };
        self.by_use.remove(&kept.used_at);
        self.by_use.insert(self.uses, number);
        kept.used_at = self.uses;
        Ok(&kept.bytes)
    }

    fn keep(&mut self, number: u32, bytes: Vec<u8>) {
        while self.bytes + bytes.len() > KEPT_BYTES_MAX
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.bytes -= self.kept.remove(&oldest).map_or(0, |kept| kept.bytes.len());
        }
        self.uses += 1;
        self.bytes += bytes.len();
        self.by_use.insert(self.uses, number);
        self.kept.insert(number, Kept { used_at: self.uses, bytes });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(blocks: &mut Blocks, number: u32, bytes: usize) -> bool {
        let mut was_decoded = false;
        let decode = || -> Result<Vec<u8>, ()> {
            was_decoded = true;
            Ok(vec![0; bytes])
        };
        assert_eq!(blocks.get(number, decode).unwrap().len(), bytes);
        was_decoded
    }

    #[test]
    fn the_block_unused_for_longest_makes_room() {
        let (mut blocks, third) = (Blocks::default(), KEPT_BYTES_MAX / 3);
        for number in [1, 2, 3, 1] {
            get(&mut blocks, number, third);
        }
        assert!(get(&mut blocks, 4, third), "a new block is decoded");
        assert!(!get(&mut blocks, 1, third), "a block used lately is still there");
        assert!(get(&mut blocks, 2, third), "the oldest is gone");
        assert!(blocks.bytes <= KEPT_BYTES_MAX);
    }

    #[test]
    fn a_block_larger_than_the_whole_allowance_is_still_handed_out() {
        let mut blocks = Blocks::default();
        get(&mut blocks, 1, 10);
        get(&mut blocks, 2, KEPT_BYTES_MAX + 1);
        assert_eq!(blocks.kept.len(), 1);
    }
}
