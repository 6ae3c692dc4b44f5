//! The name of a chip: the SHA-256 of its bytes.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::str::FromStr;

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

    /// The two folders in which what has this hash lies: its first two bytes.
    pub(super) const fn shard(&self) -> (u8, u8) {
        let [first, second, ..] = self.0;
        (first, second)
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
    fn a_file_hashes_as_its_bytes_do() {
        let directory = tempfile::tempdir().unwrap();
        let (path, bytes) = (directory.path().join("scene"), vec![7; HASH_BUFFER_BYTES * 2 + 5]);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(file_sha256(&path).unwrap(), ContentHash::of(&bytes));
    }
}
