//! The key that signs checkpoints: kept beside the database, never in it, and read by its owner
//! only.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use rand::{CryptoRng, RngExt as _};

use crate::domain::ledger::{Key, NewKey};

/// The first line of the file.
const HEAD: &str = "aftermath key 1";
/// The host of a key that a server made for itself.
pub const NO_HOST: &str = "aftermath.invalid";

/// What stands in the file.
#[derive(Debug, Clone)]
pub struct KeyFile {
    /// The name of this installation: every checkpoint's origin begins with it.
    pub host: String,
    /// The key.
    pub key: Key,
    /// The public halves of the keys before it, in base64, the oldest first.
    pub old: Vec<String>,
}

impl KeyFile {
    /// A new key.
    #[must_use]
    pub fn new(host: &str, rng: &mut impl CryptoRng) -> Self {
        Self { host: host.to_owned(), key: Key::new(rng.random()), old: Vec::new() }
    }

    /// The origin of a campaign's checkpoints, which is also the key's name for it.
    #[must_use]
    pub fn origin(&self, slug: &str) -> String {
        format!("{}/{slug}", self.host)
    }

    /// The key that follows on this one, and what is to be said of that in every campaign.
    #[must_use]
    pub fn rotated(&self, at_ms: i64, rng: &mut impl CryptoRng) -> (Self, NewKey) {
        let mut next = Self::new(&self.host, rng);
        next.old.clone_from(&self.old);
        next.old.push(self.key.half());
        let (key, signature) = (next.key.half(), self.key.sign_over(&next.key.half()));
        (next, NewKey { key, old: self.key.half(), signature, at: at_ms })
    }

    /// Reads the file; none where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is no such file.
    pub fn load(path: &Path) -> io::Result<Option<Self>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let spoilt = || {
            let path = path.display();
            io::Error::other(format!("{path} is no key file; restore it from a copy"))
        };
        Self::parse(&text).map(Some).ok_or_else(spoilt)
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        lines.next().filter(|line| *line == HEAD)?;
        let host = lines.next()?.strip_prefix("host ")?.to_owned();
        let key = Key::parse(lines.next()?.strip_prefix("key ")?)?;
        let old = lines.map(|line| line.strip_prefix("old ").map(str::to_owned));
        Some(Self { host, key, old: old.collect::<Option<_>>()? })
    }

    /// Writes the file: whole or not at all, and readable by its owner only.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save(&self, path: &Path) -> io::Result<()> {
        let mut text = format!("{HEAD}\nhost {}\nkey {}\n", self.host, self.key.reveal());
        for old in &self.old {
            text.extend(["old ", old, "\n"]);
        }
        let part = path.with_extension("part");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&part)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&part, path)
    }

    /// Reads the file, or makes one for an installation that has no name yet.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn load_or_make(path: &Path, rng: &mut impl CryptoRng) -> io::Result<Self> {
        if let Some(own) = Self::load(path)? {
            return Ok(own);
        }
        let own = Self::new(NO_HOST, rng);
        own.save(path)?;
        Ok(own)
    }
}

/// Whether a name can stand in a checkpoint: a host, with a port perhaps.
#[must_use]
pub fn is_host(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:".contains(c);
    (1..=253).contains(&name.len()) && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ledger::is_succession;
    use rand::SeedableRng as _;

    #[test]
    fn a_key_is_kept_and_its_successor_is_vouched_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.key");
        let mut rng = rand_chacha::ChaCha20Rng::seed_from_u64(1);
        assert!(KeyFile::load(&path).unwrap().is_none());
        let made = KeyFile::load_or_make(&path, &mut rng).unwrap();
        assert_eq!(made.origin("aleppo"), "aftermath.invalid/aleppo");
        let (next, said) = made.rotated(5, &mut rng);
        assert!(is_succession(&said.old, &said.key, &said.signature));
        next.save(&path).unwrap();
        let read = KeyFile::load(&path).unwrap().unwrap();
        assert_eq!(read.old, [made.key.half()]);
        assert_eq!(read.key.half(), said.key);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "aftermath key 1\nhost a\nkey 12\n").unwrap();
        assert!(KeyFile::load(&path).is_err());
    }

    #[test]
    fn a_host_has_no_spaces_or_signs_of_other_fields() {
        assert!(is_host("aftermath.example.org:8443"));
        for bad in ["", "a b", "a/b", "a+b", "A", "a\nb"] {
            assert!(!is_host(bad), "{bad:?}");
        }
    }
}
