//! A bound on how much is read before a part of it is understood: what one row, one tag or one
//! text of a broken file could otherwise grow to is the whole file in memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// Bytes of one row or one text; the largest outline has less than one million.
pub(super) const PART_BYTES_MAX: usize = 16 * 1024 * 1024;

/// How much may still be read before [`Allowance::renew`].
#[derive(Debug, Clone)]
pub(super) struct Allowance(Rc<Cell<usize>>);

impl Allowance {
    /// Says that what was read is understood.
    pub(super) fn renew(&self) {
        self.0.set(PART_BYTES_MAX);
    }
}

/// A source that fails where the allowance is used up.
#[derive(Debug)]
pub(super) struct Guarded<R> {
    source: R,
    left: Allowance,
}

impl<R: Read> Guarded<R> {
    /// A source with a full allowance, and the handle to renew it.
    pub(super) fn new(source: R) -> (Self, Allowance) {
        let left = Allowance(Rc::new(Cell::new(PART_BYTES_MAX)));
        (Self { source, left: left.clone() }, left)
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let left = self.left.0.get();
        let allowed = room.len().min(left);
        if allowed == 0 && !room.is_empty() {
            return Err(io::Error::other(format!(
                "one row or text is longer than {PART_BYTES_MAX} bytes; is a quote or a bracket \
                 never closed?"
            )));
        }
        let read = self.source.read(room.get_mut(..allowed).unwrap_or_default())?;
        self.left.0.set(left - read.min(left));
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_understood_in_time_is_read_on() {
        let (mut source, allowance) = Guarded::new(io::repeat(b' '));
        let mut room = vec![0; PART_BYTES_MAX];
        source.read_exact(&mut room).unwrap();
        assert!(source.read(&mut room).unwrap_err().to_string().contains("never closed"));
        allowance.renew();
        assert_eq!(source.read(&mut room[..10]).unwrap(), 10);
    }
}
