//! What others said of checkpoints: time-stamps, and signatures of witnesses.

use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::ledger::{Note, STAMP_BYTES_MAX, is_reply_for};
use crate::journey::log::By;
use crate::store::ledger::{self, Stamp};
use crate::store::{Db, StoreError};

/// Why what somebody else said of a checkpoint is not kept.
#[derive(Debug, thiserror::Error)]
pub enum StampError {
    /// No such checkpoint.
    #[error("there is no checkpoint of this size; choose one of the list")]
    NoCheckpoint,
    /// Not about it.
    #[error(
        "this is no time-stamp reply (.tsr) about this checkpoint, and no copy of it with a \
         signature of others; send the file that came back for this very checkpoint"
    )]
    NotAboutIt,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps what somebody else said of a checkpoint: an RFC 3161 reply, or the checkpoint with their
/// signature below. Whether their signature is right is for those to check who have their key.
///
/// # Errors
/// When it is not about that checkpoint.
pub fn keep_stamp(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    size: u64,
    bytes: Vec<u8>,
) -> Result<(), StampError> {
    let own = ledger::checkpoint(db, campaign.id, size)?.ok_or(StampError::NoCheckpoint)?;
    let (kind, name) = if is_reply_for(&own.note, &bytes) {
        ("time-stamp", "RFC 3161".to_owned())
    } else {
        ("cosignature", cosigner(&own.note, &bytes).ok_or(StampError::NotAboutIt)?)
    };
    let stamp = Stamp {
        id: 0,
        size,
        kind: kind.to_owned(),
        name: name.clone(),
        body: bytes,
        account: by.name.to_owned(),
        received_at: by.now,
    };
    ledger::add_stamp(db, campaign.id, &stamp)?;
    let subject = format!("{kind} of {name} on the checkpoint of {size} lines");
    Ok(by.did(db, ActKind::StampKept, Some(campaign.id), subject, "")?)
}

/// Who signed a copy of a checkpoint besides us.
fn cosigner(own: &str, bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.len() <= STAMP_BYTES_MAX)?;
    let (own, copy) = (Note::parse(own).ok()?, Note::parse(text).ok()?);
    let theirs = copy.signatures.into_iter().find(|one| !own.signatures.contains(one));
    theirs.map(|(name, _)| name).filter(|_| copy.text == own.text)
}

/// What others said of a campaign's checkpoints, the newest first.
///
/// # Errors
/// When the store fails.
pub fn stamps(db: &mut Db, campaign: &Campaign, most: i64) -> Result<Vec<Stamp>, StoreError> {
    ledger::stamps(db, campaign.id, most)
}

/// One of them.
///
/// # Errors
/// When the store fails.
pub fn stamp(db: &mut Db, campaign: &Campaign, id: i64) -> Result<Option<Stamp>, StoreError> {
    ledger::stamp(db, campaign.id, id)
}
