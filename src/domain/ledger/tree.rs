//! The Merkle tree of RFC 6962 over the lines of a ledger: its root, and the proofs it gives.
//!
//! Level 0 is the leaves. A node of level `n` stands for `2^n` leaves; only whole ones are asked
//! for, so that whoever keeps them never has to change one.

use sha2::{Digest as _, Sha256};

/// A hash of the tree.
pub type Hash = [u8; 32];

/// The hash of a line, without its line break.
#[must_use]
pub fn leaf_hash(line: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(line).finalize().into()
}

/// The hash of two nodes.
#[must_use]
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// The root of a tree without leaves.
#[must_use]
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// Where the whole nodes of a tree are kept.
pub trait Nodes {
    /// Why one cannot be had.
    type Error;

    /// The hash of the node `index` of a level; all its leaves are in the tree.
    ///
    /// # Errors
    /// When it cannot be had.
    fn node(&mut self, level: u32, index: u64) -> Result<Hash, Self::Error>;
}

/// The largest power of two below a length of at least 2.
const fn split(len: u64) -> u64 {
    1 << (len - 1).ilog2()
}

/// The hash over `len` leaves from `start` on, as a tree of its own.
fn subtree<N: Nodes>(nodes: &mut N, start: u64, len: u64) -> Result<Hash, N::Error> {
    if len.is_power_of_two() {
        let level = len.trailing_zeros();
        return nodes.node(level, start >> level);
    }
    let left = split(len);
    let (left, right) = (subtree(nodes, start, left)?, subtree(nodes, start + left, len - left)?);
    Ok(node_hash(&left, &right))
}

/// The root of the first `size` leaves.
///
/// # Errors
/// When a node cannot be had.
pub fn root<N: Nodes>(nodes: &mut N, size: u64) -> Result<Hash, N::Error> {
    if size == 0 { Ok(empty_root()) } else { subtree(nodes, 0, size) }
}

/// The proof that the leaf at `index` is in the tree of `size` leaves: from its sibling upwards.
/// `index` is below `size`.
///
/// # Errors
/// When a node cannot be had.
pub fn inclusion<N: Nodes>(nodes: &mut N, index: u64, size: u64) -> Result<Vec<Hash>, N::Error> {
    let (mut path, mut start, mut len) = (Vec::new(), 0, size);
    while len > 1 {
        let left = split(len);
        if index - start < left {
            path.push(subtree(nodes, start + left, len - left)?);
            len = left;
        } else {
            path.push(subtree(nodes, start, left)?);
            (start, len) = (start + left, len - left);
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree of `from` leaves is the beginning of that of `to`; empty where either is
/// nothing or both are one. `from` is at most `to`.
///
/// # Errors
/// When a node cannot be had.
pub fn consistency<N: Nodes>(nodes: &mut N, from: u64, to: u64) -> Result<Vec<Hash>, N::Error> {
    if from == 0 || from == to {
        return Ok(Vec::new());
    }
    let (mut path, mut start, mut len, mut is_known) = (Vec::new(), 0, to, true);
    while from != start + len {
        let left = split(len);
        if from - start <= left {
            path.push(subtree(nodes, start + left, len - left)?);
            len = left;
        } else {
            path.push(subtree(nodes, start, left)?);
            (start, len, is_known) = (start + left, len - left, false);
        }
    }
    if !is_known {
        path.push(subtree(nodes, start, len)?);
    }
    path.reverse();
    Ok(path)
}

/// The right edge of a growing tree: all that is needed to append to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// The whole nodes that make up the tree, the largest first.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// One that was kept: as many peaks as `size` has ones in binary.
    #[must_use]
    pub fn new(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (u32::try_from(peaks.len()) == Ok(size.count_ones())).then_some(Self { size, peaks })
    }

    /// How many leaves the tree has.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The whole nodes that make up the tree, the largest first.
    #[must_use]
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Appends a leaf and tells of every node above it that is whole now: (level, index, hash).
    pub fn append(&mut self, leaf: Hash, mut whole: impl FnMut(u32, u64, Hash)) {
        let (mut hash, mut level, mut index) = (leaf, 0, self.size);
        while index % 2 == 1 {
            // As many peaks as ones in the size: there is one for each carry.
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
            (level, index) = (level + 1, index / 2);
            whole(level, index, hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return empty_root() };
        peaks.fold(*last, |right, left| node_hash(left, &right))
    }
}
