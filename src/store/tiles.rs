//! Ready-cut pictures: which file shows which building in which capture.

use diesel::prelude::*;

use super::schema::tiles as t;
use super::{Db, StoreError};
use crate::domain::id::{BuildingId, CaptureId};

/// The (path, SHA-256 in hex) of a building's picture in a capture.
///
/// # Errors
/// When the database fails.
pub fn get(
    db: &mut Db,
    building: BuildingId,
    capture: CaptureId,
) -> Result<Option<(String, String)>, StoreError> {
    let query = t::table.find((building.0, capture.0)).select((t::path, t::sha256));
    Ok(query.first(db).optional()?)
}

/// A ready-cut picture to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTile {
    /// The building it shows.
    pub building: BuildingId,
    /// The capture it is from.
    pub capture: CaptureId,
    /// Where the file is.
    pub path: String,
    /// SHA-256 of the file, in hex.
    pub sha256: String,
}

/// Adds pictures, and records that their captures show their buildings.
///
/// # Errors
/// When the database fails, or one is there already.
pub fn add(db: &mut Db, new: &[NewTile]) -> Result<(), StoreError> {
    for tile in new {
        let row = (
            t::building_id.eq(tile.building.0),
            t::capture_id.eq(tile.capture.0),
            t::path.eq(&tile.path),
            t::sha256.eq(&tile.sha256),
        );
        diesel::insert_into(t::table).values(row).execute(db)?;
    }
    let pairs: Vec<_> = new.iter().map(|tile| (tile.building, tile.capture)).collect();
    super::coverage::add(db, &pairs)
}
