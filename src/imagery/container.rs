//! The TIFF container: its header, its directories of tags, and the values of tags. Every count is
//! held against the length of the file before memory is set aside. What the tags mean is not
//! known here.
//!
//! Formats: TIFF 6.0 (Adobe 1992) section 2, and `BigTIFF` as libtiff specifies it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::refusal::RasterError;

/// Bytes of one tag, such as the list of a large file's tiles.
const TAG_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Tags of one directory; a sound file has some 20.
const ENTRIES_MAX: u64 = 4096;
/// Directories that are looked at: an image, its overviews and their masks.
const DIRECTORIES_MAX: usize = 64;

/// An open TIFF file.
#[derive(Debug)]
pub(super) struct Container {
    file: File,
    bytes: u64,
    pub(super) is_big_endian: bool,
    pub(super) is_big_tiff: bool,
}

/// The tags of one image, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Directory {
    entries: BTreeMap<u16, Entry>,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    kind: u16,
    count: u64,
    /// Where in the file the values are.
    at: u64,
}

/// The tags of one directory, for reading their values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tags<'a> {
    pub(super) container: &'a Container,
    pub(super) directory: &'a Directory,
}

impl Container {
    /// Opens a file that starts like a TIFF and lists its directories.
    pub(super) fn open(file: File) -> Result<(Self, Vec<Directory>), RasterError> {
        let bytes = file.metadata().map_err(RasterError::Unreadable)?.len();
        let mut container = Self { file, bytes, is_big_endian: false, is_big_tiff: false };
        let header = container.read(0, 8)?;
        container.is_big_endian = header.starts_with(b"MM");
        let first = match container.number(&header, 2, 2) {
            Some(42) => container.number(&header, 4, 4),
            Some(43) if container.number(&header, 4, 2) == Some(8) => {
                container.is_big_tiff = true;
                container.number(&container.read(8, 8)?, 0, 8)
            }
            _ => None,
        };
        let first = first.ok_or_else(|| damaged("its header is not that of a TIFF"))?;
        let directories = container.directories(first)?;
        Ok((container, directories))
    }

    /// Length of the file.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads a part of the file, if it lies within it.
    pub(super) fn read(&self, at: u64, length: u64) -> Result<Vec<u8>, RasterError> {
        if at.checked_add(length).is_none_or(|end| end > self.bytes) {
            return Err(damaged("it ends too early"));
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(at)).and_then(|_| file.read_exact(&mut bytes)).map_err(
            |error| match error.kind() {
                io::ErrorKind::UnexpectedEof => damaged("it ends too early"),
                _ => RasterError::Unreadable(error),
            },
        )?;
        Ok(bytes)
    }

    fn directories(&self, first: u64) -> Result<Vec<Directory>, RasterError> {
        let (mut found, mut seen, mut at) = (Vec::new(), BTreeSet::new(), first);
        while at != 0 && found.len() < DIRECTORIES_MAX {
            if !seen.insert(at) {
                return Err(damaged("its directories form a cycle"));
            }
            let (directory, next) = self.directory(at)?;
            found.push(directory);
            at = next;
        }
        if found.is_empty() { Err(damaged("it holds no image")) } else { Ok(found) }
    }

    fn directory(&self, at: u64) -> Result<(Directory, u64), RasterError> {
        let (count_bytes, entry_bytes, field) =
            if self.is_big_tiff { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(&self.read(at, count_bytes)?, 0, index(count_bytes)).unwrap_or(0);
        if count > ENTRIES_MAX {
            return Err(damaged("a directory claims more tags than any file has"));
        }
        let start = at + count_bytes;
        let list = self.read(start, count * entry_bytes + u64::from(self.field_bytes()))?;
        let mut entries = BTreeMap::new();
        for (n, bytes) in (0..count).zip(list.chunks_exact(index(entry_bytes))) {
            let read = |at, length| self.number(bytes, at, length).unwrap_or(0);
            let (tag, kind) = (short(read(0, 2)), short(read(2, 2)));
            let count = read(4, field);
            let inline = start + n * entry_bytes + 4 + u64::from(self.field_bytes());
            let length = value_bytes(kind).unwrap_or(1).saturating_mul(count);
            let is_inline = length <= u64::from(self.field_bytes());
            let at = if is_inline { inline } else { read(4 + field, field) };
            // libtiff too keeps the first of two.
            entries.entry(tag).or_insert(Entry { kind, count, at });
        }
        let next = list.get(index(count * entry_bytes)..).unwrap_or_default();
        Ok((Directory { entries }, self.number(next, 0, field).unwrap_or(0)))
    }

    /// Bytes of a count, an offset, or values small enough to stand in their place.
    const fn field_bytes(&self) -> u32 {
        if self.is_big_tiff { 8 } else { 4 }
    }

    /// An unsigned number within bytes.
    fn number(&self, bytes: &[u8], at: usize, length: usize) -> Option<u64> {
        let digits = bytes.get(at..at + length)?;
        let join = |sum: u64, digit: &u8| sum << 8 | u64::from(*digit);
        Some(if self.is_big_endian {
            digits.iter().fold(0, join)
        } else {
            digits.iter().rev().fold(0, join)
        })
    }
}

impl Tags<'_> {
    /// Whether the tag is there.
    pub(super) fn has(self, tag: u16) -> bool {
        self.directory.entries.contains_key(&tag)
    }

    /// The first value of a tag of whole numbers.
    pub(super) fn unsigned(self, tag: u16) -> Result<Option<u64>, RasterError> {
        let Some(entry) = self.directory.entries.get(&tag) else {
            return Ok(None);
        };
        let first = Entry { count: entry.count.min(1), ..*entry };
        Ok(self.unsigned_values(tag, first)?.first().copied())
    }

    /// As [`Tags::unsigned`], of 16 bits; a larger value is none that TIFF knows.
    pub(super) fn word(self, tag: u16) -> Result<Option<u16>, RasterError> {
        Ok(self.unsigned(tag)?.map(short))
    }

    /// The values of a tag of whole numbers, none when it is missing.
    pub(super) fn unsigneds(self, tag: u16) -> Result<Vec<u64>, RasterError> {
        let entry = self.directory.entries.get(&tag);
        entry.map_or(Ok(Vec::new()), |entry| self.unsigned_values(tag, *entry))
    }

    /// The same, each of 16 bits.
    pub(super) fn words(self, tag: u16) -> Result<Vec<u16>, RasterError> {
        Ok(self.unsigneds(tag)?.into_iter().map(short).collect())
    }

    /// The values of a tag of floating-point numbers, none when it is missing.
    pub(super) fn doubles(self, tag: u16) -> Result<Vec<f64>, RasterError> {
        let Some((entry, bytes)) = self.values(tag)? else {
            return Ok(Vec::new());
        };
        let number = |bytes: &[u8]| self.container.number(bytes, 0, bytes.len());
        let single = |bits| f64::from(f32::from_bits(u32::try_from(bits).unwrap_or_default()));
        match entry.kind {
            11 => Ok(bytes.chunks_exact(4).filter_map(number).map(single).collect()),
            12 => Ok(bytes.chunks_exact(8).filter_map(number).map(f64::from_bits).collect()),
            _ => Err(wrong_kind(tag)),
        }
    }

    /// The text of a tag, without what pads it.
    pub(super) fn text(self, tag: u16) -> Result<Option<String>, RasterError> {
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8_lossy(&bytes);
            text.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_owned()
        };
        Ok(self.bytes(tag)?.map(text))
    }

    /// The bytes of a tag as they are.
    pub(super) fn bytes(self, tag: u16) -> Result<Option<Vec<u8>>, RasterError> {
        Ok(self.values(tag)?.map(|(_, bytes)| bytes))
    }

    fn unsigned_values(self, tag: u16, entry: Entry) -> Result<Vec<u64>, RasterError> {
        let width = match entry.kind {
            1 | 7 => 1,
            3 => 2,
            4 | 13 => 4,
            16 | 18 => 8,
            _ => return Err(wrong_kind(tag)),
        };
        let bytes = self.read(entry)?;
        let values = bytes.chunks_exact(width);
        Ok(values.filter_map(|bytes| self.container.number(bytes, 0, width)).collect())
    }

    fn values(self, tag: u16) -> Result<Option<(Entry, Vec<u8>)>, RasterError> {
        let entry = self.directory.entries.get(&tag);
        entry.map(|entry| Ok((*entry, self.read(*entry)?))).transpose()
    }

    fn read(self, entry: Entry) -> Result<Vec<u8>, RasterError> {
        let width = value_bytes(entry.kind).ok_or_else(|| damaged("a tag has no known type"))?;
        let length = width.saturating_mul(entry.count);
        if length > TAG_BYTES_MAX {
            return Err(RasterError::IndexTooLarge);
        }
        self.container.read(entry.at, length)
    }
}

/// Bytes of one value of a type.
const fn value_bytes(kind: u16) -> Option<u64> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        4 | 9 | 11 | 13 => Some(4),
        5 | 10 | 12 | 16..=18 => Some(8),
        _ => None,
    }
}

/// The error of a file that cannot be as it says.
pub(super) fn damaged(what: impl Into<String>) -> RasterError {
    RasterError::Damaged(what.into())
}

fn wrong_kind(tag: u16) -> RasterError {
    damaged(format!("its tag {tag} is of the wrong type"))
}

fn short(number: u64) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

fn index(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
