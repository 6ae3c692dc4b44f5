//! An import is taken back, as long as nobody has seen anything of it.

use super::{ImportError, not_open};
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::id::ImportId;
use crate::journey::log::By;
use crate::store::imports::ImportState;
use crate::store::{Db, StoreError, buildings, captures, imports};

/// Why an import cannot be taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// No such import, or it was not applied.
    #[error("there is no such import that could be taken back")]
    NotApplied,
    /// Somebody has seen it.
    #[error(
        "volunteers have been shown buildings of this import; what they saw and said is kept, so \
         it can no longer be taken back"
    )]
    WasSeen,
    /// The campaign is open.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes back what an import brought: its buildings or captures with their chips, whose bytes
/// stay until `aftermath chips gc`. Buildings that it only changed stay changed. How many were
/// removed.
///
/// # Errors
/// When it was not applied, or somebody was dealt a building of it.
pub fn undo(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    id: ImportId,
) -> Result<usize, UndoError> {
    let import = imports::get(db, campaign.id, id)?.ok_or(UndoError::NotApplied)?;
    not_open(db, campaign.id)?;
    let change = (ImportState::Applied, ImportState::Undone);
    if !imports::move_on(db, id, change, None, by.now)? {
        return Err(UndoError::NotApplied);
    }
    let mut removed = 0;
    // A list of ready-cut pictures may have brought buildings too.
    for building in buildings::of_import(db, id)? {
        if buildings::was_dealt(db, building)? {
            return Err(UndoError::WasSeen);
        }
        buildings::remove(db, building)?;
        removed += 1;
    }
    for capture in captures::of_import(db, id)? {
        if captures::was_dealt(db, capture)? {
            return Err(UndoError::WasSeen);
        }
        captures::remove(db, capture)?;
        removed += 1;
    }
    by.did(db, ActKind::ImportUndone, Some(campaign.id), import.what.name, "")?;
    Ok(removed)
}
