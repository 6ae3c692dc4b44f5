//! The ledger: an append-only record of what happened in a campaign, that others can hold us to.
//!
//! An event is a [`Leaf`], written as one line; the hashes of all lines make the tree of RFC 6962
//! ([`tree`]), whose root is signed in a [`Checkpoint`]. [`proof`] checks what a tree proves.
//! `docs/LEDGER.md` is the contract with those who read it without us.

mod body;
mod leaf;
mod note;
pub mod proof;
mod stamp;
pub mod tree;

pub use body::{
    Act, Building, CampaignState, Capture, Dispute, Erased, Gold, Import, Judgement, Merge, NewKey,
    Priority, PriorityEnded, Quarantine, Release, Rules, Ruling, Superseding,
};
pub use leaf::{Commitment, Kind, Leaf, LeafError, Nonce, Secret};
pub use note::{Checkpoint, Key, Note, NoteError, PublicKey, is_succession};
pub use stamp::{STAMP_BYTES_MAX, is_reply_for, request};

use super::id::{AccountId, VolunteerId};

/// How people are called in a campaign's ledger.
pub trait Names {
    /// A volunteer's pseudonym.
    fn volunteer(&self, volunteer: VolunteerId) -> String;
    /// An account's.
    fn account(&self, account: AccountId) -> String;
}

#[cfg(test)]
mod tests;

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of hex digits, if they are as many as wanted.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}
