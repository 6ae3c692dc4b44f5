//! What a ledger holds, for whoever may see it, and the proofs it gives.

use crate::domain::campaign::Campaign;
use crate::domain::ledger::Kind;
use crate::domain::ledger::proof::{self, ProofFile};
use crate::domain::ledger::tree;
use crate::store::ledger::{self, Kept, Tree};
use crate::store::{Db, StoreError};

/// How many lines a campaign's ledger has.
///
/// # Errors
/// When the store fails.
pub fn size(db: &mut Db, campaign: &Campaign) -> Result<u64, StoreError> {
    ledger::size(db, campaign.id)
}

/// A campaign's newest checkpoints, the newest first.
///
/// # Errors
/// When the store fails.
pub fn checkpoints(db: &mut Db, campaign: &Campaign, most: i64) -> Result<Vec<Kept>, StoreError> {
    ledger::checkpoints(db, campaign.id, most)
}

/// A campaign's checkpoint of a size, or its newest.
///
/// # Errors
/// When the store fails.
pub fn checkpoint(
    db: &mut Db,
    campaign: &Campaign,
    size: Option<u64>,
) -> Result<Option<Kept>, StoreError> {
    match size {
        Some(size) => ledger::checkpoint(db, campaign.id, size),
        None => ledger::newest(db, campaign.id),
    }
}

/// The proof that one size of a campaign's ledger is the beginning of another, a hash a line; none
/// where there are no such sizes.
///
/// # Errors
/// When the store fails.
pub fn consistency(
    db: &mut Db,
    campaign: &Campaign,
    (from, to): (u64, u64),
) -> Result<Option<String>, StoreError> {
    if from > to || to > ledger::size(db, campaign.id)? {
        return Ok(None);
    }
    let path = tree::consistency(&mut Tree::new(db, campaign.id), from, to)?;
    Ok(Some(proof::lines(&path)))
}

/// The file that proves the first line of a kind about something, under the newest checkpoint: the
/// line, and the file. None where no checkpoint holds it yet.
///
/// # Errors
/// When the store fails.
pub fn prove(
    db: &mut Db,
    campaign: &Campaign,
    kind: Kind,
    subject: i64,
) -> Result<Option<(String, ProofFile)>, StoreError> {
    let Some(index) = ledger::position_of(db, campaign.id, kind, subject)? else {
        return Ok(None);
    };
    let Some(newest) = ledger::newest(db, campaign.id)?.filter(|newest| newest.size > index) else {
        return Ok(None);
    };
    let line = ledger::page(db, campaign.id, index)?.into_iter().next().map(|own| own.line);
    let path = tree::inclusion(&mut Tree::new(db, campaign.id), index, newest.size)?;
    Ok(line.map(|line| (line, ProofFile { index, path, checkpoint: newest.note })))
}
