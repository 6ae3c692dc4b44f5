//! What proofs prove: that a line is in a tree, and that one tree is the beginning of another.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::note::hash_of;
use super::tree::{Hash, empty_root, node_hash};

/// The root that a proof of inclusion leads to; none where it has not the right length.
#[must_use]
pub fn root_of_inclusion(index: u64, size: u64, leaf: &Hash, path: &[Hash]) -> Option<Hash> {
    if index >= size {
        return None;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in path {
        if last == 0 {
            return None;
        }
        if at % 2 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at.is_multiple_of(2) && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (at, last) = (at / 2, last / 2);
    }
    (last == 0).then_some(hash)
}

/// Whether a proof shows that the tree of `from` leaves with the root `old` is the beginning of
/// that of `to` leaves with the root `new`.
#[must_use]
pub fn is_consistent(from: u64, to: u64, old: &Hash, new: &Hash, path: &[Hash]) -> bool {
    if from > to {
        return false;
    }
    if from == to {
        return path.is_empty() && old == new;
    }
    if from == 0 {
        return path.is_empty() && *old == empty_root();
    }
    let mut steps = path.iter();
    // A whole tree is a node of the larger one, and is not sent along.
    let first = if from.is_power_of_two() { Some(old) } else { steps.next() };
    let Some(first) = first else { return false };
    let (mut at, mut last) = (from - 1, to - 1);
    while at % 2 == 1 {
        (at, last) = (at / 2, last / 2);
    }
    let (mut was, mut is) = (*first, *first);
    for step in steps {
        if last == 0 {
            return false;
        }
        if at % 2 == 1 || at == last {
            (was, is) = (node_hash(step, &was), node_hash(step, &is));
            while at.is_multiple_of(2) && at != 0 {
                (at, last) = (at / 2, last / 2);
            }
        } else {
            is = node_hash(&is, step);
        }
        (at, last) = (at / 2, last / 2);
    }
    last == 0 && was == *old && is == *new
}

/// Hashes, a line each.
#[must_use]
pub fn lines(path: &[Hash]) -> String {
    path.iter().fold(String::new(), |mut text, hash| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", BASE64_STANDARD.encode(hash));
        text
    })
}

/// The hashes of [`lines`]; none where a line is not one.
#[must_use]
pub fn parse_lines(text: &str) -> Option<Vec<Hash>> {
    if !text.is_empty() && !text.ends_with('\n') {
        return None;
    }
    text.lines().map(hash_of).collect()
}

/// The first line of a proof file.
const HEAD: &str = "c2sp.org/tlog-proof@v1";

/// A file that proves that one line is in the tree of a checkpoint (C2SP tlog-proof).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofFile {
    /// The position of the line, from 0.
    pub index: u64,
    /// The proof.
    pub path: Vec<Hash>,
    /// The signed checkpoint, as it was given out.
    pub checkpoint: String,
}

impl ProofFile {
    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> String {
        format!("{HEAD}\nindex {}\n{}\n{}", self.index, lines(&self.path), self.checkpoint)
    }

    /// Reads the text of a file; a line of extra data is passed over, since nothing vouches for it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (head, checkpoint) = text.split_once("\n\n")?;
        let mut rest = head.strip_prefix(HEAD)?.strip_prefix('\n')?;
        if rest.starts_with("extra ") {
            rest = rest.split_once('\n')?.1;
        }
        let (first, path) = rest.split_once('\n').unwrap_or((rest, ""));
        let digits = first.strip_prefix("index ")?;
        let index: u64 = digits.parse().ok()?;
        if index.to_string() != digits {
            return None;
        }
        let path = path.lines().map(hash_of).collect::<Option<_>>()?;
        Some(Self { index, path, checkpoint: checkpoint.to_owned() })
    }
}
