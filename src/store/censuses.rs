//! Campaigns counted. Derived: what cannot be read is counted anew.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::censuses as t;
use super::{Db, StoreError, stored};
use crate::domain::census::Census;
use crate::domain::id::CampaignId;

/// The last count of a campaign, and when it was made; none where there is none that this version
/// can read.
///
/// # Errors
/// When the database fails.
pub fn of(
    db: &mut Db,
    campaign: CampaignId,
) -> Result<Option<(Census, DateTime<Utc>)>, StoreError> {
    let row = t::table.find(campaign.0).select((t::body, t::counted_at));
    let row: Option<(String, NaiveDateTime)> = row.first(db).optional()?;
    let read = |(body, at): (String, NaiveDateTime)| {
        serde_json::from_str(&body).ok().map(|census| (census, at.and_utc()))
    };
    Ok(row.and_then(read))
}

/// Keeps a count in place of the one before.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    campaign: CampaignId,
    census: &Census,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let body =
        serde_json::to_string(census).map_err(|error| StoreError::unknown("censuses", &error))?;
    let values = (t::body.eq(body), t::counted_at.eq(stored(now)));
    let insert =
        diesel::insert_into(t::table).values((t::campaign_id.eq(campaign.0), values.clone()));
    on_each_backend!(db, |conn| insert
        .on_conflict(t::campaign_id)
        .do_update()
        .set(values)
        .execute(conn))?;
    Ok(())
}
