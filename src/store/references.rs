//! What lists say about when a building was damaged: for gold and for comparison, never part of a
//! consensus.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{buildings, golds, reference_windows as t};
use super::{Db, StoreError};
use crate::domain::id::{BuildingId, CampaignId};

/// A window of dates that a list gives a building.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Reference {
    /// The last day on which it was seen whole; nothing when open.
    pub after_on: Option<NaiveDate>,
    /// The first day on which it was seen damaged; nothing when open.
    pub before_on: Option<NaiveDate>,
    /// The kind of damage, in our word.
    pub damage: String,
    /// How sure the list is, in its own words.
    pub confidence: Option<String>,
    /// What the list says, in its own words.
    pub said: String,
}

/// Adds windows.
///
/// # Errors
/// When the database fails.
pub fn add(db: &mut Db, new: &[(BuildingId, Reference)]) -> Result<(), StoreError> {
    for part in new.chunks(1_000) {
        let row = |(building, reference): &(BuildingId, Reference)| {
            (
                t::building_id.eq(building.0),
                t::after_on.eq(reference.after_on),
                t::before_on.eq(reference.before_on),
                t::damage.eq(reference.damage.clone()),
                t::confidence.eq(reference.confidence.clone()),
                t::said.eq(reference.said.clone()),
            )
        };
        let rows: Vec<_> = part.iter().map(row).collect();
        on_each_backend!(db, |conn| diesel::insert_into(t::table).values(&rows).execute(conn))?;
    }
    Ok(())
}

type Row = (i64, Option<NaiveDate>, Option<NaiveDate>, String, Option<String>, String);

/// The next page of a campaign's windows, of buildings with ids above `after`, in their order.
///
/// # Errors
/// When the database fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<(BuildingId, Reference)>, StoreError> {
    let query = t::table
        .inner_join(buildings::table)
        .filter(buildings::campaign_id.eq(campaign.0))
        .filter(t::building_id.gt(after.0))
        .order((t::building_id, t::id))
        .select((t::building_id, t::after_on, t::before_on, t::damage, t::confidence, t::said))
        .limit(most);
    let rows: Vec<Row> = query.load(db)?;
    Ok(rows.into_iter().map(reference).collect())
}

/// The windows of one building.
///
/// # Errors
/// When the database fails.
pub fn of_building(db: &mut Db, building: BuildingId) -> Result<Vec<Reference>, StoreError> {
    let query = t::table.filter(t::building_id.eq(building.0)).order(t::id);
    let rows: Vec<Row> = query
        .select((t::building_id, t::after_on, t::before_on, t::damage, t::confidence, t::said))
        .load(db)?;
    Ok(rows.into_iter().map(|row| reference(row).1).collect())
}

/// The windows of some buildings, in the buildings' order.
///
/// # Errors
/// When the database fails.
pub fn of_buildings(
    db: &mut Db,
    ids: &[BuildingId],
) -> Result<Vec<(BuildingId, Reference)>, StoreError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let query = t::table.filter(t::building_id.eq_any(ids)).order((t::building_id, t::id));
    let rows: Vec<Row> = query
        .select((t::building_id, t::after_on, t::before_on, t::damage, t::confidence, t::said))
        .load(db)?;
    Ok(rows.into_iter().map(reference).collect())
}

/// Up to `most` buildings of a campaign with windows and without a known answer, with ids above
/// `after`, in their order: (id, own id).
///
/// # Errors
/// When the database fails.
pub fn without_gold(
    db: &mut Db,
    campaign: CampaignId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<(BuildingId, String)>, StoreError> {
    let is_gold = golds::table.filter(golds::building_id.eq(t::building_id));
    let query = t::table
        .inner_join(buildings::table)
        .filter(buildings::campaign_id.eq(campaign.0))
        .filter(t::building_id.gt(after.0))
        .filter(diesel::dsl::not(diesel::dsl::exists(is_gold)))
        .select((t::building_id, buildings::external_id))
        .distinct()
        .order(t::building_id)
        .limit(most);
    let rows: Vec<(i64, String)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, own_id)| (BuildingId(id), own_id)).collect())
}

fn reference(row: Row) -> (BuildingId, Reference) {
    let (building, after_on, before_on, damage, confidence, said) = row;
    (BuildingId(building), Reference { after_on, before_on, damage, confidence, said })
}
