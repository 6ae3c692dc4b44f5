//! What the volunteer's screen shows: one building over its dated captures.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::domain::capture::Capture;
use crate::domain::id::BuildingId;
use crate::store::schema::{captures, chips};
use crate::store::{Db, StoreError, captures as captures_store, stored_count};

/// Pixels across the small chips of a filmstrip.
pub const THUMB_PX: u32 = 64;

/// One capture of a building, with the hashes of its chips.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The capture.
    pub capture: Capture,
    /// SHA-256 of the chip, in hex.
    pub chip: String,
    /// SHA-256 of the small chip; the chip itself where there is none.
    pub thumb: String,
}

type Row = (i64, String, NaiveDateTime, String, String, i32, String);

/// The captures that show a building, oldest first, with their chips at `px` and as thumbs.
///
/// # Errors
/// When the store fails.
pub fn series(db: &mut Db, building: BuildingId, px: u32) -> Result<Vec<Shown>, StoreError> {
    let rows: Vec<Row> = chips::table
        .inner_join(captures::table)
        .filter(chips::building_id.eq(building.0))
        // Not `eq_any`: diesel keeps no prepared statement for a list.
        .filter(chips::px.eq(stored_count(px)).or(chips::px.eq(stored_count(THUMB_PX))))
        .order((captures::captured_at, captures::id, chips::px.desc()))
        .select((
            captures::id,
            captures::external_id,
            captures::captured_at,
            captures::precision,
            captures::facts,
            chips::px,
            chips::sha256,
        ))
        .load(db)?;
    let mut shown: Vec<Shown> = Vec::new();
    for (id, external_id, at, precision, facts, chip_px, sha256) in rows {
        match shown.last_mut() {
            Some(last) if last.capture.id.0 == id => last.thumb = sha256,
            _ if chip_px == stored_count(px) => shown.push(Shown {
                capture: captures_store::capture((id, external_id, at, precision, facts))?,
                thumb: sha256.clone(),
                chip: sha256,
            }),
            _ => {}
        }
    }
    Ok(shown)
}
