//! What compressed blocks hold is often the difference to the pixel before. Here differences become
//! values again, and values little-endian.
//!
//! Formats: TIFF 6.0 section 14 (horizontal), Adobe's TIFF technical note 3 (floating point).

/// How the rows of a block are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rows {
    /// Bytes of one row.
    pub(super) row_bytes: usize,
    /// Samples of a pixel that lie beside one another.
    pub(super) bands: usize,
    /// Bytes of one sample.
    pub(super) sample_bytes: usize,
    /// As TIFF numbers it: 1 none, 2 horizontal, 3 floating point.
    pub(super) predictor: u16,
    /// Whether the first byte of a sample is its highest.
    pub(super) is_big_endian: bool,
}

impl Rows {
    /// Makes values, little-endian, of a block as it was decompressed.
    pub(super) fn restore(self, block: &mut [u8]) {
        if self.predictor == 3 {
            for row in block.chunks_exact_mut(self.row_bytes.max(1)) {
                self.restore_floats(row);
            }
            return;
        }
        if self.is_big_endian && self.sample_bytes > 1 {
            block.chunks_exact_mut(self.sample_bytes).for_each(<[u8]>::reverse);
        }
        if self.predictor != 2 {
            return;
        }
        for row in block.chunks_exact_mut(self.row_bytes.max(1)) {
            match (self.sample_bytes, self.bands) {
                (1, 1) => add_bytes::<1>(row),
                (1, 3) => add_bytes::<3>(row),
                (1, 4) => add_bytes::<4>(row),
                (1, _) => self.add::<1>(row, |a, [b]| [a[0].wrapping_add(b)]),
                (2, _) => self.add(row, |a, b| {
                    u16::from_le_bytes(a).wrapping_add(u16::from_le_bytes(b)).to_le_bytes()
                }),
                (4, _) => self.add(row, |a, b| {
                    u32::from_le_bytes(a).wrapping_add(u32::from_le_bytes(b)).to_le_bytes()
                }),
                _ => self.add(row, |a, b| {
                    u64::from_le_bytes(a).wrapping_add(u64::from_le_bytes(b)).to_le_bytes()
                }),
            }
        }
    }

    /// Adds to each sample of `N` bytes that of the same band in the pixel before.
    fn add<const N: usize>(self, row: &mut [u8], sum: impl Fn([u8; N], [u8; N]) -> [u8; N]) {
        let mut before = vec![[0; N]; self.bands];
        let (samples, _) = row.as_chunks_mut::<N>();
        for pixel in samples.chunks_mut(self.bands.max(1)) {
            for (before, sample) in before.iter_mut().zip(pixel) {
                *sample = sum(*before, *sample);
                *before = *sample;
            }
        }
    }

    /// The bytes of all samples are stored by rank, the highest first, each the difference to the
    /// one a pixel before.
    fn restore_floats(self, row: &mut [u8]) {
        self.add::<1>(row, |a, [b]| [a[0].wrapping_add(b)]);
        let ranked = row.to_vec();
        let samples = row.len() / self.sample_bytes.max(1);
        let ranks = || ranked.chunks_exact(samples.max(1)).rev();
        for (n, sample) in row.chunks_exact_mut(self.sample_bytes.max(1)).enumerate() {
            for (byte, rank) in sample.iter_mut().zip(ranks()) {
                *byte = rank.get(n).copied().unwrap_or_default();
            }
        }
    }
}

fn add_bytes<const N: usize>(row: &mut [u8]) {
    let mut before = [0_u8; N];
    for pixel in row.as_chunks_mut::<N>().0 {
        for (before, sample) in before.iter_mut().zip(pixel) {
            *before = before.wrapping_add(*sample);
            *sample = *before;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDS: Rows =
        Rows { row_bytes: 8, bands: 2, sample_bytes: 2, predictor: 2, is_big_endian: true };

    #[test]
    fn each_band_adds_to_itself_and_each_row_starts_anew() {
        let mut block = [0, 1, 0, 5, 0, 255, 255, 255, 0, 7, 0, 0, 0, 1, 0, 2];
        WORDS.restore(&mut block);
        assert_eq!(block, [1, 0, 5, 0, 0, 1, 4, 0, 7, 0, 0, 0, 8, 0, 2, 0]);
    }

    #[test]
    fn floats_come_back_from_their_ranks() {
        let floats = Rows { row_bytes: 8, bands: 1, sample_bytes: 4, predictor: 3, ..WORDS };
        // 1.0 is 3f 80 00 00 and 2.0 is 40 00 00 00: ranks 3f 40, 80 00, 00 00, 00 00.
        let mut block = [0x3f, 0x01, 0x40, 0x80, 0, 0, 0, 0];
        floats.restore(&mut block);
        assert_eq!(block, [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]);
    }
}
