//! Where the files of releases lie: under the hash of their content, written once.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::access::token::hex;
use crate::store::releases::Kept;

/// The folder of the files of all releases.
#[derive(Debug, Clone)]
pub struct Shelf(PathBuf);

impl Shelf {
    /// The shelf of a data folder.
    #[must_use]
    pub fn of(data: &Path) -> Self {
        Self(data.join("releases"))
    }

    /// Where the file with a hash lies.
    #[must_use]
    pub fn path(&self, sha256: &str) -> PathBuf {
        let name: String = sha256.chars().filter(char::is_ascii_hexdigit).collect();
        self.0.join(name)
    }

    /// Where the index of the file with a hash lies.
    pub(super) fn index(&self, sha256: &str) -> PathBuf {
        self.path(sha256).with_extension("lines")
    }

    /// A file that has no name yet.
    pub(super) fn part(&self) -> io::Result<tempfile::NamedTempFile> {
        fs::create_dir_all(&self.0)?;
        tempfile::NamedTempFile::new_in(&self.0)
    }

    /// Puts a file there: it has its name only once it is whole and on the disk.
    pub(super) fn put<E: From<io::Error>>(
        &self,
        name: &str,
        write: impl FnOnce(&mut (dyn Write + Send)) -> Result<Option<u64>, E>,
    ) -> Result<Kept, E> {
        let part = self.part()?;
        let mut output = Hashing::new(BufWriter::with_capacity(1 << 16, part));
        let rows = write(&mut output)?;
        let (sha256, bytes) = output.sum();
        let part = output.inner.into_inner().map_err(io::IntoInnerError::into_error)?;
        part.as_file().sync_all()?;
        let path = self.path(&sha256);
        // The same content may be there already: then that is the file.
        part.persist(&path).map_err(|error| error.error)?;
        File::open(&self.0)?.sync_all()?;
        let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let rows = rows.map(signed);
        Ok(Kept { name: name.to_owned(), sha256, bytes: signed(bytes), rows })
    }

    /// Copies every file to the shelf of a folder that has it not yet; indexes are made again from
    /// them. How many were copied.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn copy_to(&self, folder: &Path) -> io::Result<usize> {
        if !self.0.exists() {
            return Ok(0);
        }
        let (to, mut copied) = (Self::of(folder), 0);
        for entry in fs::read_dir(&self.0)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let is_hash = name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_hash && !to.path(&name).exists() {
                let mut part = to.part()?;
                io::copy(&mut File::open(self.path(&name))?, &mut part)?;
                part.as_file().sync_all()?;
                part.persist(to.path(&name)).map_err(|error| error.error)?;
                copied += 1;
            }
        }
        if copied > 0 {
            File::open(&to.0)?.sync_all()?;
        }
        Ok(copied)
    }

    /// Opens a kept file.
    ///
    /// # Errors
    /// When it is not there.
    pub fn open(&self, kept: &Kept) -> io::Result<File> {
        File::open(self.path(&kept.sha256))
    }
}

/// A writer that hashes and counts what passes.
struct Hashing<W> {
    inner: W,
    digest: Sha256,
    bytes: u64,
}

impl<W> Hashing<W> {
    fn new(inner: W) -> Self {
        Self { inner, digest: Sha256::new(), bytes: 0 }
    }

    fn sum(&self) -> (String, u64) {
        (hex(&self.digest.clone().finalize()), self.bytes)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.digest.update(bytes.get(..count).unwrap_or_default());
        self.bytes += u64::try_from(count).unwrap_or(0);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
