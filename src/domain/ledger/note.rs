//! Checkpoints: what a ledger is at a time, signed (C2SP tlog-checkpoint and signed-note), and the
//! signatures that others put below them (C2SP tlog-cosignature).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

use super::tree::Hash;
use super::{hex, unhex};

/// The kind of a key that signs notes as they are.
const ED25519: u8 = 1;
/// The kind of a key that signs notes with a time.
const COSIGNATURE: u8 = 4;

/// Why a note is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not a signed note.
    #[error("this is no signed note")]
    NoNote,
    /// Not a checkpoint.
    #[error("this is no checkpoint")]
    NoCheckpoint,
    /// Not a key.
    #[error("this is no key: it has the form name+hash+key")]
    NoKey,
    /// The key has not signed it.
    #[error("there is no signature of {0} on it")]
    Unsigned(String),
    /// The signature is wrong.
    #[error("the signature of {0} is wrong")]
    Wrong(String),
    /// About another ledger.
    #[error("it is about {0}")]
    OtherOrigin(String),
}

/// The hash of a line in base64.
pub(super) fn hash_of(line: &str) -> Option<Hash> {
    BASE64_STANDARD.decode(line).ok()?.try_into().ok()
}

/// How large a ledger is, and its root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which ledger: `host/campaign`.
    pub origin: String,
    /// How many leaves.
    pub size: u64,
    /// The root.
    pub root: Hash,
}

impl Checkpoint {
    /// The text that is signed.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root))
    }

    /// Reads the text of a note; lines after the third are passed over.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut lines = text.lines();
        let mut next = || lines.next().ok_or(NoteError::NoCheckpoint);
        let (origin, digits, root) = (next()?, next()?, next()?);
        let size: u64 = digits.parse().map_err(|_error| NoteError::NoCheckpoint)?;
        let root = hash_of(root).ok_or(NoteError::NoCheckpoint)?;
        if origin.is_empty() || size.to_string() != digits {
            return Err(NoteError::NoCheckpoint);
        }
        Ok(Self { origin: origin.to_owned(), size, root })
    }
}

/// A text with signatures below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What is signed; ends with a line break.
    pub text: String,
    /// Each signature: the key's name, and its hash with the signature.
    pub signatures: Vec<(String, Vec<u8>)>,
}

impl Note {
    /// One without signatures.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self { text, signatures: Vec::new() }
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let (text, below) = note.rsplit_once("\n\n").ok_or(NoteError::NoNote)?;
        if !below.ends_with('\n') || note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(NoteError::NoNote);
        }
        let signature = |line: &str| {
            let (name, body) = line.strip_prefix("— ")?.split_once(' ')?;
            let bytes = BASE64_STANDARD.decode(body).ok()?;
            (!name.is_empty() && bytes.len() > 4).then(|| (name.to_owned(), bytes))
        };
        let signatures: Option<Vec<_>> = below.lines().map(signature).collect();
        let signatures = signatures.ok_or(NoteError::NoNote)?;
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    /// The whole of it.
    #[must_use]
    pub fn written(&self) -> String {
        let mut note = format!("{}\n", self.text);
        for (name, bytes) in &self.signatures {
            // Writing to a string cannot fail.
            let _ = writeln!(note, "— {name} {}", BASE64_STANDARD.encode(bytes));
        }
        note
    }

    /// Adds a signature.
    pub fn sign(&mut self, key: &Key, name: &str) {
        let mut bytes = key.public(name).id.to_vec();
        bytes.extend(key.0.sign(self.text.as_bytes()).to_bytes());
        self.signatures.push((name.to_owned(), bytes));
    }

    /// Adds the signature of a witness who saw it at a time, in seconds since 1970.
    pub fn cosign(&mut self, key: &Key, name: &str, time: u64) {
        let mut bytes = key.witness(name).id.to_vec();
        bytes.extend(time.to_be_bytes());
        bytes.extend(key.0.sign(cosigned(&self.text, time).as_bytes()).to_bytes());
        self.signatures.push((name.to_owned(), bytes));
    }

    /// Checks that a key has signed it.
    ///
    /// # Errors
    /// When it has not.
    pub fn verify(&self, key: &PublicKey) -> Result<(), NoteError> {
        let own =
            |(name, bytes): &&(String, Vec<u8>)| *name == key.name && bytes.starts_with(&key.id);
        let mut all = self.signatures.iter().filter(own).peekable();
        if all.peek().is_none() {
            return Err(NoteError::Unsigned(key.name.clone()));
        }
        // Anybody can put another one of the same name before it.
        let is_right = all.any(|(_, bytes)| self.is_signed(key, bytes));
        if is_right { Ok(()) } else { Err(NoteError::Wrong(key.name.clone())) }
    }

    fn is_signed(&self, key: &PublicKey, bytes: &[u8]) -> bool {
        let Some((head, signature)) = bytes.split_last_chunk::<64>() else { return false };
        let time = head.get(4..).and_then(|time| time.try_into().ok()).map(u64::from_be_bytes);
        let text = match (key.kind, time) {
            (COSIGNATURE, Some(time)) => cosigned(&self.text, time),
            (ED25519, None) if head.len() == 4 => self.text.clone(),
            _ => return false,
        };
        let signature = Signature::from_bytes(signature);
        key.key.verify_strict(text.as_bytes(), &signature).is_ok()
    }

    /// The checkpoint that it is, of the ledger that the key's name says, signed by that key.
    ///
    /// # Errors
    /// When it is not.
    pub fn checkpoint(&self, key: &PublicKey) -> Result<Checkpoint, NoteError> {
        self.verify(key)?;
        let checkpoint = Checkpoint::parse(&self.text)?;
        let is_own = checkpoint.origin == key.name;
        if is_own { Ok(checkpoint) } else { Err(NoteError::OtherOrigin(checkpoint.origin)) }
    }
}

/// What a witness signs.
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// A key that signs.
#[derive(Clone)]
pub struct Key(SigningKey);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key(..)")
    }
}

impl Key {
    /// From 32 random bytes.
    #[must_use]
    pub fn new(seed: [u8; 32]) -> Self {
        Self(SigningKey::from_bytes(&seed))
    }

    /// Reads what [`Self::reveal`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).map(Self::new)
    }

    /// In hex, to be kept where nobody else reads it.
    #[must_use]
    pub fn reveal(&self) -> String {
        hex(self.0.as_bytes())
    }

    /// The public half, in base64.
    #[must_use]
    pub fn half(&self) -> String {
        BASE64_STANDARD.encode(self.0.verifying_key().as_bytes())
    }

    /// Signs that another key, whose public half is given, follows on this one; in base64.
    #[must_use]
    pub fn sign_over(&self, next: &str) -> String {
        let text = format!("aftermath key\n{}\n{next}\n", self.half());
        BASE64_STANDARD.encode(self.0.sign(text.as_bytes()).to_bytes())
    }

    /// The public key under a name.
    #[must_use]
    pub fn public(&self, name: &str) -> PublicKey {
        PublicKey::new(name, ED25519, self.0.verifying_key())
    }

    /// The public key under a name, of one who cosigns.
    #[must_use]
    pub fn witness(&self, name: &str) -> PublicKey {
        PublicKey::new(name, COSIGNATURE, self.0.verifying_key())
    }
}

/// Whether one key said that another follows: both public halves and the signature in base64.
#[must_use]
pub fn is_succession(old: &str, next: &str, signature: &str) -> bool {
    let key = hash_of(old).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
    let signature = BASE64_STANDARD.decode(signature).ok();
    let signature = signature.and_then(|bytes| Signature::from_slice(&bytes).ok());
    let text = format!("aftermath key\n{old}\n{next}\n");
    let checked = key.zip(signature);
    checked.is_some_and(|(key, signature)| key.verify_strict(text.as_bytes(), &signature).is_ok())
}

/// A key that checks, under a name: `name+hash+key`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Whose.
    pub name: String,
    kind: u8,
    id: [u8; 4],
    key: VerifyingKey,
}

impl PublicKey {
    fn new(name: &str, kind: u8, key: VerifyingKey) -> Self {
        let hash = Sha256::new().chain_update(name).chain_update([b'\n', kind]);
        let hash = hash.chain_update(key.as_bytes()).finalize();
        let mut id = [0; 4];
        id.iter_mut().zip(hash).for_each(|(byte, own)| *byte = own);
        Self { name: name.to_owned(), kind, id, key }
    }

    /// The key whose public half is given in base64, under a name.
    #[must_use]
    pub fn of_half(name: &str, half: &str) -> Option<Self> {
        let key = VerifyingKey::from_bytes(&hash_of(half)?).ok()?;
        Some(Self::new(name, ED25519, key))
    }

    /// Reads one.
    ///
    /// # Errors
    /// When it is none.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let mut parts = text.trim().splitn(3, '+');
        let mut next = || parts.next().ok_or(NoteError::NoKey);
        let (name, id, body) = (next()?, next()?, next()?);
        let body = BASE64_STANDARD.decode(body).map_err(|_error| NoteError::NoKey)?;
        let (kind, bytes) = body.split_first().ok_or(NoteError::NoKey)?;
        let bytes = bytes.try_into().map_err(|_error| NoteError::NoKey)?;
        let key = VerifyingKey::from_bytes(bytes).map_err(|_error| NoteError::NoKey)?;
        let own = Self::new(name, *kind, key);
        let is_whole = unhex(id) == Some(own.id) && [ED25519, COSIGNATURE].contains(kind);
        if is_whole && !name.is_empty() { Ok(own) } else { Err(NoteError::NoKey) }
    }
}

impl std::fmt::Display for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body = [&[self.kind], self.key.as_bytes().as_slice()].concat();
        write!(f, "{}+{}+{}", self.name, hex(&self.id), BASE64_STANDARD.encode(body))
    }
}
