//! The files of a package, and whether they are those in its list of hashes.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Check, SUMS};
use crate::domain::ledger::hex;
use crate::journey::taking::{LEDGER, SALTS};

/// Files that are outside of the list of hashes.
const OUTSIDE: [&str; 5] = [SUMS, LEDGER, "checkpoint", "keys", SALTS];
/// Bytes of a file that is read whole.
const SHORT_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of a line.
const LINE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The names of a package's files.
pub(super) fn names(folder: &Path) -> io::Result<BTreeSet<String>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into())).collect()
}

/// Opens a file of a package: reading from anything else might never end.
pub(super) fn open(folder: &Path, name: &str) -> io::Result<File> {
    let path = folder.join(name);
    if !fs::metadata(&path)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    File::open(path)
}

/// A short file of a package.
pub(super) fn text(folder: &Path, name: &str) -> Result<String, String> {
    let trouble = |error: io::Error| format!("{name}: {error}");
    let mut text = String::new();
    let file = open(folder, name).map_err(trouble)?;
    file.take(SHORT_BYTES_MAX + 1).read_to_string(&mut text).map_err(trouble)?;
    let is_short = u64::try_from(text.len()).is_ok_and(|length| length <= SHORT_BYTES_MAX);
    if is_short { Ok(text) } else { Err(format!("{name}: it is too long for what it is")) }
}

/// The next line, with its line break; nothing at the end.
pub(super) fn line(input: &mut impl BufRead, bytes: &mut Vec<u8>) -> io::Result<usize> {
    bytes.clear();
    let length = input.take(LINE_BYTES_MAX).read_until(b'\n', bytes)?;
    let is_whole = u64::try_from(length).is_ok_and(|length| length < LINE_BYTES_MAX);
    if is_whole { Ok(length) } else { Err(too_long()) }
}

/// A file of lines, of which none is longer than any that is true.
pub(super) struct Lines(File, u64);

impl Lines {
    pub(super) fn open(folder: &Path, name: &str) -> io::Result<Self> {
        Ok(Self(open(folder, name)?, 0))
    }
}

impl Read for Lines {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        let rest = bytes.rsplit(|byte| *byte == b'\n').next().unwrap_or_default().len();
        let so_far = if rest == count { self.1 } else { 0 };
        self.1 = so_far.saturating_add(u64::try_from(rest).unwrap_or(u64::MAX));
        if self.1 < LINE_BYTES_MAX { Ok(count) } else { Err(too_long()) }
    }
}

fn too_long() -> io::Error {
    io::Error::other("a line is too long")
}

pub(super) fn sha256(folder: &Path, name: &str) -> io::Result<String> {
    let mut digest = Sha256::new();
    let mut input = BufReader::with_capacity(1 << 16, open(folder, name)?);
    loop {
        let bytes = input.fill_buf()?;
        if bytes.is_empty() {
            break;
        }
        digest.update(bytes);
        let count = bytes.len();
        input.consume(count);
    }
    Ok(hex(&digest.finalize()))
}

/// Whether every file is what the list says, and there is no other.
pub(super) fn files(folder: &Path, mut there: BTreeSet<String>) -> Check {
    for name in OUTSIDE {
        if !there.remove(name) {
            return Err(format!("{name} is missing"));
        }
    }
    let mut count = 0;
    for (line, number) in text(folder, SUMS)?.lines().zip(1..) {
        let Some((sum, name)) = line.split_once("  ") else {
            return Err(format!("{SUMS}, line {number}: no hash and name"));
        };
        if !there.remove(name) {
            return Err(format!("{SUMS}, line {number}: {name} is missing or named twice"));
        }
        let own = sha256(folder, name).map_err(|error| format!("{name}: {error}"))?;
        if own != sum {
            return Err(format!("{name}: its hash is {own}, {SUMS} says {sum}"));
        }
        count += 1;
    }
    match there.first() {
        Some(name) => Err(format!("{name} is in no list")),
        None => Ok(format!("{count} with the hashes in {SUMS}, no other")),
    }
}
