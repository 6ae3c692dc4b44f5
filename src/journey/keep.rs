//! The chips that are kept are held against those that are recorded: damaged and missing ones are
//! named and cut anew, and what nobody needs is removed.

use std::ops::ControlFlow;

use chrono::{DateTime, Duration, Utc};

use crate::imagery::Vault;
use crate::imagery::vault::{ContentHash, VaultError, What};
use crate::store::{Store, StoreError, chips, coverage};

/// Hashes read at once.
const PAGE: i64 = 2_000;
/// Hours for which a file is spared: its row may still be on the way.
const SPARED_HOURS: i64 = 24;
/// Names listed of each kind; the rest is counted.
const LISTED_MAX: usize = 1_000;

/// Why chips cannot be checked.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// The place of the chips failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Chips that are as they were.
    pub whole: u64,
    /// Chips that are gone.
    pub missing: Vec<String>,
    /// Chips whose bytes changed.
    pub damaged: Vec<String>,
    /// Chips taken out of sight, so that they are cut anew.
    pub to_cut: u64,
}

/// Reads every recorded chip and holds it against its hash. With `mends`, those that are gone or
/// changed and are shown at present are marked to be cut again by `chips build`; a chip of the
/// past can only come back from a backup. `progress` is told how many more were read.
///
/// # Errors
/// When the place or the store fails, not when a chip does.
pub fn verify(
    store: &Store,
    vault: &Vault,
    mends: bool,
    progress: &mut dyn FnMut(u64),
) -> Result<Verified, KeepError> {
    let (mut found, mut after) = (Verified::default(), String::new());
    loop {
        let page = store.read(|db| chips::hashes(db, &after, PAGE))?;
        let Some(last) = page.last() else { return Ok(found) };
        after.clone_from(last);
        progress(u64::try_from(page.len()).unwrap_or(0));
        for name in page {
            let Ok(hash) = name.parse::<ContentHash>() else {
                found.damaged.push(name);
                continue;
            };
            let faults = match vault.get(&hash) {
                Ok(Some(_)) => {
                    found.whole += 1;
                    continue;
                }
                Ok(None) => &mut found.missing,
                Err(VaultError::Damaged(_)) => &mut found.damaged,
                Err(error) => return Err(error.into()),
            };
            faults.push(name.clone());
            if mends {
                // A damaged file would otherwise be taken for the chip that is put again.
                vault.remove(&hash)?;
                found.to_cut += store.write(move |db| coverage::hide_chip(db, &name))?;
            }
        }
    }
}

/// What tidying found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Files that are recorded.
    pub kept: u64,
    /// Files too young to judge.
    pub spared: u64,
    /// Files that no row names: removed, unless it was a dry run.
    pub removed: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that are not ours; never touched.
    pub foreign: Vec<String>,
}

/// Removes what is kept but recorded nowhere, such as the chips of an import that was taken back
/// or of a write that a crash ended. What is younger than a day is spared.
///
/// # Errors
/// When the place or the store fails.
pub fn gc(
    store: &Store,
    vault: &Vault,
    now: DateTime<Utc>,
    is_dry_run: bool,
) -> Result<Tidied, KeepError> {
    let mut tidied = Tidied::default();
    let mut failed: Option<KeepError> = None;
    let oldest_spared = now - Duration::hours(SPARED_HOURS);
    vault.list(&mut |entry| {
        let is_young = entry.changed_at.is_none_or(|at| at > oldest_spared);
        let outcome = match &entry.what {
            What::Foreign(name) => {
                if tidied.foreign.len() < LISTED_MAX {
                    tidied.foreign.push(name.clone());
                }
                return ControlFlow::Continue(());
            }
            _ if is_young => {
                tidied.spared += 1;
                return ControlFlow::Continue(());
            }
            What::Chip(hash, _) => {
                let (hash, name) = (*hash, hash.to_string());
                match store.read(|db| chips::exists(db, &name)) {
                    Ok(true) => {
                        tidied.kept += 1;
                        return ControlFlow::Continue(());
                    }
                    Ok(false) if is_dry_run => Ok(()),
                    Ok(false) => vault.remove(&hash).map_err(KeepError::from),
                    Err(error) => Err(KeepError::from(error)),
                }
            }
            What::Part(_) if is_dry_run => Ok(()),
            What::Part(name) => vault.remove_part(name).map_err(KeepError::from),
        };
        match outcome {
            Ok(()) => {
                tidied.removed += 1;
                tidied.bytes += entry.bytes;
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    })?;
    failed.map_or(Ok(tidied), Err)
}
