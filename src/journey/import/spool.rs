//! Checked rows on their way into the database: on the disk, so that a long list takes no memory.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Seek as _, SeekFrom, Write as _};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Rows written one after another to a file without a name, and then read.
pub(super) struct Spool {
    file: BufWriter<File>,
    rows: usize,
}

impl Spool {
    /// An empty one, in the system's folder for temporary files.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: BufWriter::new(tempfile::tempfile()?), rows: 0 })
    }

    /// Adds a row.
    pub(super) fn push<T: Serialize>(&mut self, row: &T) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, row)?;
        self.rows += 1;
        self.file.write_all(b"\n")
    }

    /// How many rows it has.
    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    /// Looks at some rows, by their numbers from 0, before all are read: for `see`.
    pub(super) fn look<T: DeserializeOwned>(
        &mut self,
        wanted: &BTreeSet<u32>,
        mut see: impl FnMut(u32, T),
    ) -> io::Result<()> {
        self.file.flush()?;
        let mut file = self.file.get_ref();
        file.seek(SeekFrom::Start(0))?;
        for (line, number) in BufReader::new(file).lines().zip(0..) {
            let line = line?;
            if wanted.contains(&number) {
                see(number, serde_json::from_str(&line)?);
            }
        }
        file.seek(SeekFrom::End(0))?;
        Ok(())
    }

    /// Reads the rows in their order, `most` at a time.
    pub(super) fn read(self) -> io::Result<Rows> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Rows { file: BufReader::new(file), line: Vec::new() })
    }
}

/// The rows of a [`Spool`].
pub(super) struct Rows {
    file: BufReader<File>,
    line: Vec<u8>,
}

impl Rows {
    /// The next `most` rows, fewer at the end.
    pub(super) fn next<T: DeserializeOwned>(&mut self, most: usize) -> io::Result<Vec<T>> {
        let mut rows = Vec::new();
        while rows.len() < most {
            self.line.clear();
            if self.file.read_until(b'\n', &mut self.line)? == 0 {
                break;
            }
            rows.push(serde_json::from_slice(&self.line)?);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_in_their_order_and_in_parts() {
        let mut spool = Spool::new().unwrap();
        for number in 0..5 {
            spool.push(&(number, format!("line\nbreak {number}"))).unwrap();
        }
        assert_eq!(spool.rows(), 5);
        let mut seen = Vec::new();
        let wanted = BTreeSet::from([1, 3]);
        spool.look(&wanted, |number, row: (i32, String)| seen.push((number, row.0))).unwrap();
        assert_eq!(seen, [(1, 1), (3, 3)]);
        let mut rows = spool.read().unwrap();
        let first: Vec<(i32, String)> = rows.next(3).unwrap();
        assert_eq!(first[2], (2, "line\nbreak 2".to_owned()));
        assert_eq!(rows.next::<(i32, String)>(3).unwrap().len(), 2);
        assert!(rows.next::<(i32, String)>(3).unwrap().is_empty());
    }
}
