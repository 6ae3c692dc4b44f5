//! A JSON text cut into pieces: whole values, found by their brackets alone, so that each can be
//! read on its own and no more than one is in memory. What a value holds is not looked at.

use std::io::{self, Read};

/// Bytes of one value: the largest footprint has less than one million.
const PIECE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes read at once.
const READ_BYTES: usize = 64 * 1024;
/// Brackets within brackets.
const DEPTH_MAX: u32 = 120;

/// A place in the file: line and byte in the line, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    pub(super) line: usize,
    pub(super) column: usize,
}

/// Why there is no next value.
#[derive(Debug, thiserror::Error)]
pub(super) enum PieceError {
    #[error("the file cannot be read on: {0}")]
    Read(#[from] io::Error),
    #[error("the file ends in the middle; fetch it again")]
    End,
    #[error("recursion limit exceeded: brackets nest deeper than {DEPTH_MAX}")]
    TooDeep,
    #[error("one value is longer than {PIECE_BYTES_MAX} bytes, which no building is")]
    TooLong,
    #[error("a bracket does not close what was opened, or a comma or colon is missing")]
    Unbalanced,
}

/// The reader of pieces.
pub(super) struct Pieces<R> {
    source: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    done: usize,
    at: At,
    is_over: bool,
}

impl<R: Read> Pieces<R> {
    pub(super) fn new(source: R) -> Self {
        let at = At { line: 1, column: 1 };
        Self { source, buffer: Vec::new(), done: 0, at, is_over: false }
    }

    /// Where the next byte stands.
    pub(super) const fn at(&self) -> At {
        self.at
    }

    /// The next byte that is no blank; it stays the next.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, PieceError> {
        loop {
            let rest = self.buffer.get(self.done..).unwrap_or_default();
            let blanks = rest.iter().take_while(|byte| is_blank(**byte)).count();
            let next = rest.get(blanks).copied();
            self.consume(blanks);
            if next.is_some() || !self.fill()? {
                return Ok(next);
            }
        }
    }

    /// Goes past one byte.
    pub(super) fn bump(&mut self) {
        self.consume(1);
    }

    /// The next value whole, and where it begins.
    pub(super) fn value(&mut self) -> Result<(&[u8], At), PieceError> {
        self.peek()?;
        let mut scan = Scan::default();
        let mut scanned = 0;
        let length = loop {
            let fresh = self.buffer.get(self.done + scanned..).unwrap_or_default();
            if let Some(length) = scan.run(fresh)? {
                break scanned + length;
            }
            scanned += fresh.len();
            if scanned > PIECE_BYTES_MAX {
                return Err(PieceError::TooLong);
            }
            if !self.fill()? {
                if scan.is_bare && scanned > 0 {
                    break scanned;
                }
                return Err(PieceError::End);
            }
        };
        let at = self.at;
        let start = self.done;
        self.consume(length);
        Ok((self.buffer.get(start..start + length).unwrap_or_default(), at))
    }

    fn consume(&mut self, bytes: usize) {
        let past = self.buffer.get(self.done..self.done + bytes).unwrap_or_default();
        match past.iter().rposition(|byte| *byte == b'\n') {
            Some(last) => {
                self.at.line += past.split(|byte| *byte == b'\n').count() - 1;
                self.at.column = past.len() - last;
            }
            None => self.at.column += past.len(),
        }
        self.done += past.len();
    }

    /// Reads on; tells whether there was anything. What is done with makes room.
    fn fill(&mut self) -> Result<bool, PieceError> {
        if self.is_over {
            return Ok(false);
        }
        if self.done > 0 {
            self.buffer.drain(..self.done);
            self.done = 0;
        }
        let bytes = u64::try_from(READ_BYTES).unwrap_or(u64::MAX);
        let read = self.source.by_ref().take(bytes).read_to_end(&mut self.buffer)?;
        self.is_over = read == 0;
        Ok(read > 0)
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// What is known of a value whose end is not found yet.
#[derive(Default)]
struct Scan {
    depth: u32,
    /// One bit for each open bracket, the innermost lowest: set for a brace.
    open: u128,
    in_string: bool,
    is_escaped: bool,
    /// A number or a word: it ends before the next separator.
    is_bare: bool,
}

impl Scan {
    /// How many bytes of `fresh` belong to the value, once its end is found.
    fn run(&mut self, fresh: &[u8]) -> Result<Option<usize>, PieceError> {
        let mut bytes = fresh.iter();
        while let Some(byte) = bytes.next() {
            let taken = fresh.len() - bytes.as_slice().len();
            if self.in_string {
                match byte {
                    _ if self.is_escaped => self.is_escaped = false,
                    b'\\' => self.is_escaped = true,
                    b'"' => {
                        self.in_string = false;
                        if self.depth == 0 {
                            return Ok(Some(taken));
                        }
                    }
                    _ => {}
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.enter(*byte == b'{')?,
                b'}' | b']' if self.depth > 0 => {
                    self.leave(*byte == b'}')?;
                    if self.depth == 0 {
                        return Ok(Some(taken));
                    }
                }
                b',' | b':' | b'}' | b']' if self.depth == 0 => return self.ended(taken),
                byte if self.depth == 0 && is_blank(*byte) => return self.ended(taken),
                _ => self.is_bare |= self.depth == 0,
            }
        }
        Ok(None)
    }

    fn ended(&self, taken: usize) -> Result<Option<usize>, PieceError> {
        if self.is_bare { Ok(Some(taken - 1)) } else { Err(PieceError::Unbalanced) }
    }

    fn enter(&mut self, is_brace: bool) -> Result<(), PieceError> {
        if self.is_bare {
            return Err(PieceError::Unbalanced);
        }
        if self.depth >= DEPTH_MAX {
            return Err(PieceError::TooDeep);
        }
        self.depth += 1;
        self.open = (self.open << 1) | u128::from(is_brace);
        Ok(())
    }

    fn leave(&mut self, is_brace: bool) -> Result<(), PieceError> {
        if (self.open & 1 == 1) != is_brace {
            return Err(PieceError::Unbalanced);
        }
        self.depth -= 1;
        self.open >>= 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one byte at a time.
    struct Slow<'b>(&'b [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            let one = room.len().min(1);
            self.0.read(&mut room[..one])
        }
    }

    fn values(text: &str) -> Vec<String> {
        let mut pieces = Pieces::new(Slow(text.as_bytes()));
        let mut found = Vec::new();
        while pieces.peek().unwrap().is_some() {
            match pieces.value() {
                Ok((value, _)) => found.push(String::from_utf8(value.to_vec()).unwrap()),
                Err(error) => {
                    found.push(error.to_string());
                    break;
                }
            }
        }
        found
    }

    #[test]
    fn values_are_cut_at_their_end_whatever_strings_hold() {
        let text = r#" {"a":"}\"]"} [1,[2]] "x\\" -12.5 true"#;
        let expected = [r#"{"a":"}\"]"}"#, "[1,[2]]", r#""x\\""#, "-12.5", "true"];
        assert_eq!(values(text), expected);
    }

    #[test]
    fn brackets_that_do_not_match_and_texts_that_end_are_told_apart() {
        assert!(values("[1}")[0].contains("bracket"));
        assert!(values("{\"a\":[1")[0].contains("in the middle"));
        assert!(values(&"[".repeat(1_000))[0].contains("recursion"));
        assert!(values("]")[0].contains("bracket"));
    }

    #[test]
    fn the_place_of_a_value_is_its_line_and_byte() {
        let mut pieces = Pieces::new("\n  12\n 345".as_bytes());
        assert_eq!(pieces.value().unwrap().1, At { line: 2, column: 3 });
        assert_eq!(pieces.value().unwrap().1, At { line: 3, column: 2 });
    }

    #[test]
    fn a_value_without_end_is_given_up_before_it_fills_the_memory() {
        let mut pieces = Pieces::new(io::repeat(b' ').take(2).chain(io::repeat(b'1')));
        assert!(matches!(pieces.value(), Err(PieceError::TooLong)));
    }
}
