//! What was shown when a building was judged: the hashes of its chips, once for each set of them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::exhibits as t;
use super::{Db, StoreError, stored};
use crate::domain::exhibit::Exhibit;
use crate::domain::id::{BuildingId, CampaignId};

/// Keeps a set; one that is kept already is left alone.
///
/// # Errors
/// When the database fails.
pub fn keep(
    db: &mut Db,
    building: BuildingId,
    exhibit: &Exhibit,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::digest.eq(&exhibit.digest),
        t::building_id.eq(building.0),
        t::chips.eq(&exhibit.chips),
        t::shown_at.eq(stored(now)),
    );
    on_each_backend!(db, |conn| diesel::insert_into(t::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(conn))?;
    Ok(())
}

/// Whether a set of this digest is kept for this building.
///
/// # Errors
/// When the database fails.
pub fn is_kept(db: &mut Db, building: BuildingId, digest: &str) -> Result<bool, StoreError> {
    let query = t::table.filter(t::digest.eq(digest)).filter(t::building_id.eq(building.0));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The next page of a campaign's sets with digests above `after`: (building, set).
///
/// # Errors
/// When the database fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    after: &str,
    most: i64,
) -> Result<Vec<(BuildingId, Exhibit)>, StoreError> {
    use super::schema::buildings;
    let query = t::table
        .inner_join(buildings::table.on(buildings::id.eq(t::building_id)))
        .filter(buildings::campaign_id.eq(campaign.0))
        .filter(t::digest.gt(after))
        .order(t::digest)
        .select((t::building_id, t::digest, t::chips))
        .limit(most);
    let rows: Vec<(i64, String, String)> = query.load(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, digest, chips)| (BuildingId(id), Exhibit { digest, chips }))
        .collect())
}
