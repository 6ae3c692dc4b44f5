//! The key that signs cookies: made once, kept beside the database, readable by its owner only.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use rand::{CryptoRng, RngExt as _};

/// Bytes of the key.
const BYTES: usize = 64;

/// Reads the key file, or makes it.
///
/// # Errors
/// When it cannot be read or written, or is too short to be a key.
pub fn load_or_make(path: &Path, rng: &mut impl CryptoRng) -> io::Result<Vec<u8>> {
    match fs::read(path) {
        Ok(key) if key.len() >= BYTES => Ok(key),
        Ok(_) => Err(io::Error::other(format!(
            "{} is no key: it has fewer than {BYTES} bytes; restore it from a backup, or remove \
             it to make a new one (volunteers will then have to start again)",
            path.display()
        ))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path, rng),
        Err(error) => Err(error),
    }
}

fn make(path: &Path, rng: &mut impl CryptoRng) -> io::Result<Vec<u8>> {
    let key: [u8; BYTES] = rng.random();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(&key)?;
    file.sync_all()?;
    Ok(key.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    #[test]
    fn the_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret.key");
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        let made = load_or_make(&path, &mut rng).unwrap();
        assert_eq!(load_or_make(&path, &mut rng).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, b"short").unwrap();
        assert!(load_or_make(&path, &mut rng).is_err());
    }
}
