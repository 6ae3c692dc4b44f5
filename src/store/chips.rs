//! Chips: which picture shows which building in which capture, by the hash of its bytes.

use diesel::prelude::*;

use super::schema::{assignments, buildings, captures, chips as t};
use super::{Db, StoreError, stored_count};
use crate::domain::building::Building;
use crate::domain::capture::CaptureSeries;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, VolunteerId};

/// A chip to be added.
#[derive(Debug, Clone)]
pub struct NewChip {
    /// The building it shows.
    pub building: BuildingId,
    /// The capture it was cut from.
    pub capture: CaptureId,
    /// Pixels across.
    pub px: u32,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u32,
    /// How it was made, as JSON.
    pub recipe: String,
}

/// Adds chips. A chip once there is never replaced: judgements were made on it.
///
/// # Errors
/// When the database fails, or a chip is there already.
pub fn add(db: &mut Db, new: &[NewChip]) -> Result<(), StoreError> {
    for chip in new {
        let row = (
            t::building_id.eq(chip.building.0),
            t::capture_id.eq(chip.capture.0),
            t::px.eq(stored_count(chip.px)),
            t::sha256.eq(&chip.sha256),
            t::bytes.eq(stored_count(chip.bytes)),
            t::recipe.eq(&chip.recipe),
        );
        diesel::insert_into(t::table).values(row).execute(db)?;
    }
    Ok(())
}

/// The captures that show a building at this size, oldest first.
///
/// # Errors
/// When the database fails.
pub fn series(db: &mut Db, building: BuildingId, px: u32) -> Result<CaptureSeries, StoreError> {
    let query = t::table
        .inner_join(captures::table)
        .filter(t::building_id.eq(building.0))
        .filter(t::px.eq(stored_count(px)))
        .order((captures::captured_at, captures::id))
        .select(captures::id);
    let ids: Vec<i64> = query.load(db)?;
    Ok(CaptureSeries::new(ids.into_iter().map(CaptureId).collect()))
}

/// Up to `most` buildings with ids above `after` that have no chip of this capture yet.
///
/// # Errors
/// When the database fails.
pub fn missing(
    db: &mut Db,
    campaign: CampaignId,
    capture: CaptureId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<Building>, StoreError> {
    let cut = t::table.filter(t::building_id.eq(buildings::id)).filter(t::capture_id.eq(capture.0));
    let query = buildings::table
        .filter(buildings::campaign_id.eq(campaign.0))
        .filter(buildings::id.gt(after.0))
        .filter(diesel::dsl::not(diesel::dsl::exists(cut)))
        .order(buildings::id)
        .select(buildings::id)
        .limit(most);
    let ids: Vec<i64> = query.load(db)?;
    ids.into_iter().map(|id| super::buildings::get(db, BuildingId(id))).collect()
}

/// How many chips a campaign has.
///
/// # Errors
/// When the database fails.
pub fn count(db: &mut Db, campaign: CampaignId) -> Result<i64, StoreError> {
    let query = t::table.inner_join(buildings::table).filter(buildings::campaign_id.eq(campaign.0));
    Ok(query.count().get_result(db)?)
}

/// Whether a chip with these bytes exists at all: what staff may see.
///
/// # Errors
/// When the database fails.
pub fn exists(db: &mut Db, sha256: &str) -> Result<bool, StoreError> {
    let query = t::table.filter(t::sha256.eq(sha256));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// Whether a volunteer was dealt a building that this chip shows: what a volunteer may see.
///
/// # Errors
/// When the database fails.
pub fn was_dealt(db: &mut Db, sha256: &str, volunteer: VolunteerId) -> Result<bool, StoreError> {
    let query = t::table
        .inner_join(assignments::table.on(assignments::building_id.eq(t::building_id)))
        .filter(t::sha256.eq(sha256))
        .filter(assignments::volunteer_id.eq(volunteer.0));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}
