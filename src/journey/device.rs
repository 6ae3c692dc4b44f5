//! A volunteer goes on with their work on another device, by a phrase that only they have.

use chrono::{DateTime, Utc};

use crate::domain::id::VolunteerId;
use crate::store::{Db, StoreError, devices, volunteers};

/// Why work cannot go on here.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// Nobody has this phrase.
    #[error("no progress is kept under these words; check them and try again")]
    Unknown,
    /// The token is somebody's.
    #[error("this device already has progress of its own; try again in another browser")]
    Taken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets the phrase that restores a volunteer's progress; the one before holds no more.
///
/// # Errors
/// When the store fails.
pub fn set_phrase(
    db: &mut Db,
    volunteer: VolunteerId,
    phrase_hash: &str,
) -> Result<(), StoreError> {
    devices::set_phrase(db, volunteer, phrase_hash)
}

/// Whether a volunteer has a phrase, and on how many devices they go on.
///
/// # Errors
/// When the store fails.
pub fn status(db: &mut Db, volunteer: VolunteerId) -> Result<(bool, u32), StoreError> {
    let further = devices::count(db, volunteer)?;
    Ok((devices::has_phrase(db, volunteer)?, u32::try_from(further + 1).unwrap_or(u32::MAX)))
}

/// Lets a new device, which is given the token of this hash, go on as the volunteer of a phrase.
///
/// # Errors
/// When nobody has the phrase, or the token is somebody else's.
pub fn restore(
    db: &mut Db,
    now: DateTime<Utc>,
    phrase_hash: &str,
    new_token_hash: &str,
) -> Result<VolunteerId, DeviceError> {
    let volunteer = devices::by_phrase(db, phrase_hash)?.ok_or(DeviceError::Unknown)?;
    match volunteers::by_token_hash(db, new_token_hash)? {
        Some(known) if known == volunteer => Ok(volunteer),
        Some(_) => Err(DeviceError::Taken),
        None => {
            devices::add(db, volunteer, new_token_hash, now)?;
            Ok(volunteer)
        }
    }
}
