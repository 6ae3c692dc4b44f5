//! Events that wait are given their places, and checkpoints are signed.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use rand::{CryptoRng, RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

use super::names;
use crate::access::ledger_key::KeyFile;
use crate::domain::campaign::Campaign;
use crate::domain::id::{CampaignId, VolunteerId};
use crate::domain::ledger::tree::{self, Hash};
use crate::domain::ledger::{Checkpoint, Kind, NewKey, Nonce, Note, Secret};
use crate::store::ledger::{self, Composer, Kept, Tree, Waiting};
use crate::store::{Db, Store, StoreError, campaigns};

/// Events given a place in one transaction.
const BATCH: i64 = 256;
/// Transactions of one call of [`seal`]; what is left waits for the next.
const BATCHES_MAX: usize = 100_000;
/// How long after one checkpoint the next is signed by itself, when something came.
pub const EVERY_MINUTES: i64 = 10;

/// Gives every event that waits its place, a bounded number a transaction, and returns how many
/// there were.
///
/// # Errors
/// When the store fails; what was given its place keeps it.
pub fn seal(store: &Store, rng: &mut impl CryptoRng) -> Result<usize, StoreError> {
    let mut sealed = 0;
    for _ in 0..BATCHES_MAX {
        if store.read(|db| ledger::waiting(db, 1))?.is_empty() {
            break;
        }
        let mut own = ChaCha20Rng::from_rng(rng);
        sealed += store.write(move |db| seal_some(db, &mut own))?;
    }
    Ok(sealed)
}

/// Gives the oldest events that wait their places, and returns how many there were.
///
/// # Errors
/// When the store fails.
pub fn seal_some(db: &mut Db, rng: &mut impl CryptoRng) -> Result<usize, StoreError> {
    ledger::lock(db)?;
    let waiting = ledger::waiting(db, BATCH)?;
    let count = waiting.len();
    let mut own: BTreeMap<CampaignId, Vec<Waiting>> = BTreeMap::new();
    for event in waiting {
        own.entry(event.1).or_default().push(event);
    }
    for (campaign, events) in own {
        seal_in(db, campaign, &events, rng)?;
    }
    Ok(count)
}

fn seal_in(
    db: &mut Db,
    campaign: CampaignId,
    events: &[Waiting],
    rng: &mut impl CryptoRng,
) -> Result<(), StoreError> {
    let names = names(db, campaign)?;
    let mut composer = Composer::new(db, campaign, &names)?;
    let mut kinds: BTreeMap<Kind, Vec<&Waiting>> = BTreeMap::new();
    for event in events {
        kinds.entry(event.2).or_default().push(event);
    }
    let mut lines: BTreeMap<i64, (i64, Kind, String)> = BTreeMap::new();
    for (kind, events) in kinds {
        let items: Vec<_> = events.iter().map(|event| event.3.clone()).collect();
        composer.open(db, kind, &items, Some(&mut || Secret::new(rng.random())))?;
        let own = ledger::compose(db, &composer, kind, &items)?;
        for (event, leaf) in events.iter().zip(own) {
            // A row that is gone already was never seen by anybody.
            if let Some(leaf) = leaf {
                let line = leaf.line(Nonce::new(rng.random()));
                lines.insert(event.0, (event.3.0, kind, line));
            }
        }
    }
    let lines: Vec<_> = lines.into_values().collect();
    let done: Vec<i64> = events.iter().map(|event| event.0).collect();
    ledger::append(db, campaign, &lines, &done)?;
    for (subject, kind, _) in &lines {
        if *kind == Kind::Erased {
            ledger::forget_about(db, campaign, VolunteerId(*subject))?;
        }
    }
    Ok(())
}

/// Signs a campaign's checkpoint, where something came since the last one; the newest, or none
/// where nothing was recorded yet.
///
/// # Errors
/// When the store fails.
pub fn sign(
    db: &mut Db,
    now: DateTime<Utc>,
    keys: &KeyFile,
    campaign: &Campaign,
) -> Result<Option<Kept>, StoreError> {
    ledger::lock(db)?;
    let size = ledger::size(db, campaign.id)?;
    let newest = ledger::newest(db, campaign.id)?;
    let origin = keys.origin(campaign.slug.as_str());
    let is_new = newest.as_ref().is_none_or(|newest| newest.size != size);
    if size == 0 || !is_new {
        return Ok(newest);
    }
    let root = root(db, campaign, size)?;
    let mut note = Note::new(Checkpoint { origin: origin.clone(), size, root }.text());
    note.sign(&keys.key, &origin);
    ledger::add_checkpoint(db, campaign.id, (size, &note.written()), now)?;
    ledger::newest(db, campaign.id)
}

/// Gives places to what waits, and signs the checkpoint of a campaign, in one transaction: for an
/// export that is taken.
///
/// # Errors
/// When the store fails.
pub fn seal_and_sign(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl CryptoRng,
    keys: &KeyFile,
    campaign: &Campaign,
) -> Result<Option<Kept>, StoreError> {
    // What else waits is left to the sealer.
    for _ in 0..8 {
        if seal_some(db, rng)? == 0 {
            break;
        }
    }
    sign(db, now, keys, campaign)
}

/// Signs the checkpoint of every campaign whose last one is old enough.
///
/// # Errors
/// When the store fails.
pub fn sign_due(store: &Store, now: DateTime<Utc>, keys: &KeyFile) -> Result<(), StoreError> {
    for campaign in store.read(campaigns::all)? {
        let newest = store.read(|db| ledger::newest(db, campaign.id))?;
        let is_due =
            newest.is_none_or(|kept| now - kept.signed_at >= Duration::minutes(EVERY_MINUTES));
        if is_due {
            let keys = keys.clone();
            store.write(move |db| sign(db, now, &keys, &campaign))?;
        }
    }
    Ok(())
}

/// Says in every campaign that another key signs from now on.
///
/// # Errors
/// When the store fails.
pub fn announce_key(db: &mut Db, key: &NewKey) -> Result<(), StoreError> {
    for campaign in campaigns::all(db)? {
        ledger::new_key(db, campaign.id, key)?;
    }
    Ok(())
}

fn root(db: &mut Db, campaign: &Campaign, size: u64) -> Result<Hash, StoreError> {
    tree::root(&mut Tree::new(db, campaign.id), size)
}
