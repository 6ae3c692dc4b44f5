//! Pictures of a campaign's own that say what counts as destroyed.

use diesel::prelude::*;

use super::schema::examples as t;
use super::{Db, StoreError, count, stored_count};
use crate::domain::id::{BuildingId, CampaignId, CaptureId};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its place among them, from 1.
    pub place: u32,
    /// Of which building.
    pub building: BuildingId,
    /// In which capture.
    pub capture: CaptureId,
    /// Whether it shows the building destroyed.
    pub is_destroyed: bool,
    /// What is seen, in the campaign's own language.
    pub words: String,
}

type Row = (i32, i64, i64, bool, String);

/// Those of a campaign, in their order.
///
/// # Errors
/// When the database fails.
pub fn of(db: &mut Db, campaign: CampaignId) -> Result<Vec<Example>, StoreError> {
    let columns = (t::place, t::building_id, t::capture_id, t::is_destroyed, t::words);
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::place).select(columns);
    let rows: Vec<Row> = query.load(db)?;
    let example = |(place, building, capture, is_destroyed, words)| Example {
        place: count(place),
        building: BuildingId(building),
        capture: CaptureId(capture),
        is_destroyed,
        words,
    };
    Ok(rows.into_iter().map(example).collect())
}

/// Puts these in place of those of a campaign.
///
/// # Errors
/// When the database fails.
pub fn put(db: &mut Db, campaign: CampaignId, all: &[Example]) -> Result<(), StoreError> {
    diesel::delete(t::table.filter(t::campaign_id.eq(campaign.0))).execute(db)?;
    for one in all {
        let row = (
            t::campaign_id.eq(campaign.0),
            t::place.eq(stored_count(one.place)),
            t::building_id.eq(one.building.0),
            t::capture_id.eq(one.capture.0),
            t::is_destroyed.eq(one.is_destroyed),
            t::words.eq(&one.words),
        );
        diesel::insert_into(t::table).values(row).execute(db)?;
    }
    Ok(())
}
