//! What the ledger holds: one event, as one line of JSON whose bytes are the same wherever it is
//! made. Integers and strings only; times are milliseconds since 1970 in UTC. No name, address or
//! free text: people stand under their pseudonym, texts as a [`Commitment`].
//!
//! The order of the fields in `body.rs` is the order in the line. A kind never changes: what must
//! be said otherwise becomes a new version.

use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::body::{
    Act, Building, CampaignState, Capture, Dispute, Erased, Gold, Import, Judgement, Merge, NewKey,
    Priority, PriorityEnded, Quarantine, Release, Rules, Ruling, Superseding,
};
use super::{hex, unhex};

/// The version of the lines that are written. Those of version 1 have no nonce and are still read.
const VERSION: u8 = 2;

/// How the line of a judgement begins.
const JUDGEMENT: &str = "{\"v\":2,\"kind\":\"judgement\",";

/// What stands before a line's nonce.
const BEFORE_NONCE: &str = ",\"nonce\":\"";

/// 16 random bytes at the end of a line: whoever sees the hash alone of a line that is kept back
/// cannot find the line by trying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// From random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// SHA-256 over a salt and a text, in hex: whoever is shown both can check it, and once the secret
/// behind the salt is gone nobody can find the text by trying.
pub type Commitment = String;

/// What the salts of one event are made of: 32 random bytes, kept beside and removed on erasure.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    /// From random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads what [`Self::reveal`] wrote.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        unhex(text).map(Self)
    }

    /// In hex, to be kept.
    #[must_use]
    pub fn reveal(&self) -> String {
        hex(&self.0)
    }

    /// The salt of a field: HMAC-SHA-256 of its name. One salt tells nothing of another.
    #[must_use]
    pub fn salt(&self, field: &str) -> [u8; 32] {
        // HMAC takes keys of every length.
        let mac = Hmac::<Sha256>::new_from_slice(&self.0);
        mac.map(|mac| mac.chain_update(field).finalize().into_bytes().into()).unwrap_or_default()
    }

    /// The commitment to the text of a field.
    #[must_use]
    pub fn commit(&self, field: &str, text: &str) -> Commitment {
        hex(&Sha256::new().chain_update(self.salt(field)).chain_update(text).finalize())
    }
}

macro_rules! leaves {
    ($($(#[$doc:meta])* $name:ident($body:ident): $word:literal),* $(,)?) => {
        /// An event.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "kind")]
        pub enum Leaf {
            $($(#[$doc])* #[serde(rename = $word)] $name($body),)*
        }

        /// The kind of an event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the line and in the database.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }
        }

        impl Leaf {
            /// Its kind.
            #[must_use]
            pub const fn kind(&self) -> Kind {
                match self {
                    $(Self::$name(_) => Kind::$name,)*
                }
            }
        }
    };
}

leaves! {
    /// What a campaign is: when it is made, and whenever that changes.
    Campaign(CampaignState): "campaign",
    /// A capture came in, or is shown, held back or moved from now on.
    Capture(Capture): "capture",
    /// A building came in, or came in anew before anybody was dealt it.
    Building(Building): "building",
    /// A judgement was accepted.
    Judgement(Judgement): "judgement",
    /// A judgement was replaced or taken back.
    Superseding(Superseding): "superseding",
    /// A ruling.
    Ruling(Ruling): "ruling",
    /// A ruling was disputed, or its building mended.
    Dispute(Dispute): "dispute",
    /// A volunteer's judgements are no longer counted.
    Quarantine(Quarantine): "quarantine",
    /// They are counted again.
    Restore(Quarantine): "restore",
    /// Two devices were taken for one person's.
    Merge(Merge): "merge",
    /// They were taken apart again.
    Part(Merge): "part",
    /// A known answer was set or changed.
    Gold(Gold): "gold",
    /// Rules are in force from now on.
    Rules(Rules): "rules",
    /// Buildings were put first, or asked for more judgements.
    Priority(Priority): "priority",
    /// They are no longer.
    PriorityEnded(PriorityEnded): "priority-ended",
    /// A file was brought in.
    Import(Import): "import",
    /// That was taken back.
    ImportUndone(Import): "import-undone",
    /// Something that staff did; exports taken are among these.
    Act(Act): "act",
    /// A volunteer had all that leads to them removed.
    Erased(Erased): "erased",
    /// Findings were frozen under a number. One that is made anew has a line more: the last holds.
    Release(Release): "release",
    /// The checkpoints are signed by another key from now on.
    Key(NewKey): "key",
}

impl Kind {
    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

/// What makes a line no leaf.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeafError {
    /// Not JSON of a known kind with its fields.
    #[error("this is no event that this version knows: {0}")]
    Unknown(String),
    /// The same event is written otherwise.
    #[error("the line is not written as the ledger writes it")]
    NotCanonical,
}

#[derive(Serialize, Deserialize)]
struct Line<L> {
    v: u8,
    #[serde(flatten)]
    leaf: L,
}

impl Leaf {
    /// Its line, without a line break.
    #[must_use]
    pub fn line(&self, nonce: Nonce) -> String {
        let mut line = self.fields(VERSION);
        line.pop();
        line + BEFORE_NONCE + &hex(&nonce.0) + "\"}"
    }

    /// Its line in a version, without a nonce.
    fn fields(&self, v: u8) -> String {
        // Strings and integers can always be written.
        serde_json::to_string(&Line { v, leaf: self }).unwrap_or_default()
    }

    /// Reads a line.
    ///
    /// # Errors
    /// When it is none, or written in another way.
    pub fn parse(line: &str) -> Result<Self, LeafError> {
        let (fields, version) = before_nonce(line).map_or((line, 1), |own| (own, VERSION));
        let checked = |leaf: Self| {
            let own = leaf.fields(version);
            let is_so = own == fields || own.strip_suffix('}') == Some(fields);
            if is_so { Ok(leaf) } else { Err(LeafError::NotCanonical) }
        };
        // Most lines, read in a third of the time; another form is found below.
        let judgement = line.starts_with(JUDGEMENT).then(|| serde_json::from_str(line));
        if let Some(Ok(own)) = judgement {
            return checked(Self::Judgement(own));
        }
        let read: Line<Self> =
            serde_json::from_str(line).map_err(|error| LeafError::Unknown(error.to_string()))?;
        if read.v != version {
            return Err(LeafError::Unknown(format!("version {}", read.v)));
        }
        checked(read.leaf)
    }
}

/// What stands before the nonce of a line; none where it has none.
fn before_nonce(line: &str) -> Option<&str> {
    let line = line.strip_suffix("\"}")?;
    let (fields, nonce) = line.split_at_checked(line.len().checked_sub(32)?)?;
    let is_hex = nonce.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    fields.strip_suffix(BEFORE_NONCE).filter(|_| is_hex)
}
