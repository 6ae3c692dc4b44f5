//! Chips on disk under the hash of their bytes: `root/ab/cd/<sha256>.jpg`. Written whole or not at
//! all, never changed, and checked against their name when read.
//!
//! Which chips exist is the database's to know; the vault keeps bytes.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

/// Bytes read at once when a file is hashed.
const HASH_BUFFER_BYTES: usize = 64 * 1024;

/// The SHA-256 of some bytes; prints and parses as 64 lower-case hexadecimal digits. Nothing else
/// can be one, so that it is safe in a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentHash([u8; 32]);

/// A text that is no [`ContentHash`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a content hash is 64 digits, 0 to 9 and a to f")]
pub struct NotAHash;

impl ContentHash {
    /// The hash of `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ContentHash {
    type Err = NotAHash;

    fn from_str(text: &str) -> Result<Self, NotAHash> {
        let digit = |c: u8| match c {
            b'0'..=b'9' => Some(c - b'0'),
            b'a'..=b'f' => Some(c - b'a' + 10),
            _ => None,
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
        let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        bytes
            .filter(|_| rest.is_empty())
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok())
            .map(Self)
            .ok_or(NotAHash)
    }
}

/// A directory of chips.
#[derive(Debug)]
pub struct Vault {
    root: PathBuf,
    /// Tells apart what several threads write at once.
    parts: AtomicU64,
}

impl Vault {
    /// Opens the vault at `root`, making the directory if needed.
    ///
    /// # Errors
    /// What the file system says.
    pub fn open(root: impl Into<PathBuf>) -> io::Result<Self> {
        let root = root.into();
        fs::create_dir_all(&root)?;
        Ok(Self { root, parts: AtomicU64::new(0) })
    }

    /// Keeps `bytes` and says under which hash. Once it returns they are on the disk, not only on
    /// their way to it. Bytes that are there already are left alone.
    ///
    /// # Errors
    /// What the file system says; then nothing is kept, or all.
    pub fn put(&self, bytes: &[u8]) -> io::Result<ContentHash> {
        let hash = ContentHash::of(bytes);
        if self.get(&hash).is_ok_and(|kept| kept.is_some()) {
            return Ok(hash);
        }
        let path = self.path(&hash);
        let directory = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(directory)?;
        let (part, mut file) = self.new_part(&path)?;
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&part, &path))
            .and_then(|()| sync_directories(directory, &self.root));
        if written.is_err() {
            // The first error is the one to tell.
            drop(fs::remove_file(&part));
        }
        written.map(|()| hash)
    }

    /// The bytes of a hash, if they are kept.
    ///
    /// # Errors
    /// What the file system says, and [`io::ErrorKind::InvalidData`] when the file no longer has
    /// the bytes that its name promises: evidence must not change in silence.
    pub fn get(&self, hash: &ContentHash) -> io::Result<Option<Vec<u8>>> {
        let bytes = match fs::read(self.path(hash)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        if ContentHash::of(&bytes) == *hash {
            return Ok(Some(bytes));
        }
        let said = format!("chip {hash} is damaged on disk; restore it from a backup or cut it");
        Err(io::Error::new(io::ErrorKind::InvalidData, said))
    }

    fn path(&self, hash: &ContentHash) -> PathBuf {
        let [first, second, ..] = hash.0;
        let shard = self.root.join(format!("{first:02x}")).join(format!("{second:02x}"));
        shard.join(format!("{hash}.jpg"))
    }

    /// A new file beside `path` that no one else writes. One that a crash left behind is passed
    /// over, as it never gets the name of a chip.
    fn new_part(&self, path: &Path) -> io::Result<(PathBuf, File)> {
        loop {
            let number = self.parts.fetch_add(1, Ordering::Relaxed);
            let part = path.with_extension(format!("{}-{number}.part", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&part) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return opened.map(|file| (part, file)),
            }
        }
    }
}

/// A new name is only safe once the directories on the way to it are on the disk.
fn sync_directories(lowest: &Path, root: &Path) -> io::Result<()> {
    for directory in lowest.ancestors().take_while(|path| path.starts_with(root)) {
        File::open(directory)?.sync_all()?;
    }
    Ok(())
}

/// The hash of a file, read in pieces.
///
/// # Errors
/// What the file system says.
pub fn file_sha256(path: &Path) -> io::Result<ContentHash> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; HASH_BUFFER_BYTES];
    loop {
        let count = match file.read(&mut buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if count == 0 {
            return Ok(ContentHash(hasher.finalize().into()));
        }
        hasher.update(buffer.get(..count).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault() -> (tempfile::TempDir, Vault) {
        let directory = tempfile::tempdir().unwrap();
        let vault = Vault::open(directory.path().join("chips")).unwrap();
        (directory, vault)
    }

    fn files_in(directory: &Path) -> usize {
        fs::read_dir(directory).map_or(0, |entries| {
            entries
                .map(|entry| entry.unwrap().path())
                .map(|path| if path.is_dir() { files_in(&path) } else { 1 })
                .sum()
        })
    }

    #[test]
    fn what_is_put_is_got_again_under_its_sha_256() {
        let (directory, vault) = vault();
        let hash = vault.put(b"abc").unwrap();
        // FIPS 180-4's own example.
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash.to_string(), known);
        assert_eq!(vault.get(&known.parse().unwrap()).unwrap().unwrap(), b"abc");
        assert!(directory.path().join(format!("chips/ba/78/{known}.jpg")).exists());
        assert_eq!(vault.get(&ContentHash::of(b"other")).unwrap(), None);
    }

    #[test]
    fn putting_twice_keeps_one_file_untouched() {
        let (directory, vault) = vault();
        let hash = vault.put(b"abc").unwrap();
        let written = fs::metadata(vault.path(&hash)).unwrap().modified().unwrap();
        assert_eq!(vault.put(b"abc").unwrap(), hash);
        assert_eq!(files_in(directory.path()), 1);
        assert_eq!(fs::metadata(vault.path(&hash)).unwrap().modified().unwrap(), written);
    }

    #[test]
    fn no_text_but_64_hex_digits_reaches_a_path() {
        let good = ContentHash::of(b"abc").to_string();
        let upper = good.to_uppercase();
        let traversal = format!("../{}", good.get(3..).unwrap());
        let texts = [
            "",
            "../../etc/passwd",
            good.get(1..).unwrap(),
            &upper,
            &traversal,
            &format!("{good}0"),
            "é",
        ];
        for text in texts {
            assert_eq!(text.parse::<ContentHash>(), Err(NotAHash), "{text}");
        }
        assert_eq!(good.parse::<ContentHash>().unwrap().to_string(), good);
    }

    #[test]
    fn a_part_that_a_crash_left_is_never_taken_for_a_chip() {
        let (_directory, vault) = vault();
        let hash = ContentHash::of(b"abc");
        let path = vault.path(&hash);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let left = path.with_extension(format!("{}-0.part", std::process::id()));
        fs::write(&left, b"a").unwrap();
        assert_eq!(vault.get(&hash).unwrap(), None);
        vault.put(b"abc").unwrap();
        assert_eq!(vault.get(&hash).unwrap().unwrap(), b"abc");
        assert_eq!(fs::read(&left).unwrap(), b"a");
    }

    #[test]
    fn a_chip_that_changed_on_disk_is_an_error_until_it_is_put_again() {
        let (_directory, vault) = vault();
        let hash = vault.put(b"abc").unwrap();
        fs::write(vault.path(&hash), b"abd").unwrap();
        assert_eq!(vault.get(&hash).unwrap_err().kind(), io::ErrorKind::InvalidData);
        vault.put(b"abc").unwrap();
        assert_eq!(vault.get(&hash).unwrap().unwrap(), b"abc");
    }

    #[test]
    fn a_file_hashes_as_its_bytes_do() {
        let directory = tempfile::tempdir().unwrap();
        let (path, bytes) = (directory.path().join("scene"), vec![7; HASH_BUFFER_BYTES * 2 + 5]);
        fs::write(&path, &bytes).unwrap();
        assert_eq!(file_sha256(&path).unwrap(), ContentHash::of(&bytes));
    }
}
