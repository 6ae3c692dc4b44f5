//! Numbers out of bytes, as binary formats lay them; nothing where the bytes run out.

/// The bytes not read yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes<'b>(pub(super) &'b [u8]);

impl<'b> Bytes<'b> {
    /// The next `count` bytes.
    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// The next bytes as an array.
    pub(super) fn chunk<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (chunk, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*chunk)
    }

    /// A byte.
    pub(super) fn u8(&mut self) -> Option<u8> {
        self.chunk().map(u8::from_le_bytes)
    }

    /// Two bytes, the lowest first.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.chunk().map(u16::from_le_bytes)
    }

    /// Four bytes, the lowest first.
    pub(super) fn u32(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_le_bytes)
    }

    /// Four bytes, the highest first.
    pub(super) fn u32_high_first(&mut self) -> Option<u32> {
        self.chunk().map(u32::from_be_bytes)
    }

    /// Four bytes as a count, the lowest first.
    pub(super) fn count(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    /// A number with fraction, the lowest byte first.
    pub(super) fn f64(&mut self) -> Option<f64> {
        self.chunk().map(f64::from_le_bytes)
    }

    /// A number with fraction, the highest byte first.
    pub(super) fn f64_high_first(&mut self) -> Option<f64> {
        self.chunk().map(f64::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_either_order_until_the_bytes_run_out() {
        let mut bytes = Bytes(&[1, 2, 0, 0, 0, 3, 4, 0, 0, 9]);
        assert_eq!((bytes.u8(), bytes.u32()), (Some(1), Some(2)));
        assert_eq!((bytes.u16(), bytes.u8()), (Some(0x0403), Some(0)));
        assert_eq!(bytes.u32(), None);
        assert_eq!(bytes.take(2), Some(&[0, 9][..]));
        assert_eq!(Bytes(&[0, 0, 1, 0]).u32_high_first(), Some(256));
    }
}
