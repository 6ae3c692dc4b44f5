//! What is said of a campaign while it is set up, whether it is a pilot, and whether it is in the
//! archive.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{checks, setups as t};
use super::{Db, StoreError, count, stored, stored_count};
use crate::domain::id::CampaignId;

/// What is known of a campaign beside what volunteers read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Setup {
    /// Where it is.
    pub place: String,
    /// Which months it is about.
    pub period: String,
    /// In a pilot, how many buildings are asked about.
    pub pilot_of: Option<u32>,
    /// When it was put into the archive.
    pub archived_at: Option<DateTime<Utc>>,
    /// By when all is to be settled.
    pub finish_by: Option<NaiveDate>,
}

/// A tick on the list of what is checked before a campaign opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// What was checked.
    pub name: String,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

type Row = (String, String, Option<i32>, Option<NaiveDateTime>, Option<NaiveDate>);

/// What is known of a campaign; nothing of those that were made before this was asked.
///
/// # Errors
/// When the database fails.
pub fn of(db: &mut Db, campaign: CampaignId) -> Result<Setup, StoreError> {
    let columns = (t::place, t::period, t::pilot_of, t::archived_at, t::finish_by);
    let row: Option<Row> = t::table.find(campaign.0).select(columns).first(db).optional()?;
    let setup = |(place, period, pilot_of, archived_at, finish_by): Row| Setup {
        place,
        period,
        pilot_of: pilot_of.map(count),
        archived_at: archived_at.map(|at| at.and_utc()),
        finish_by,
    };
    Ok(row.map(setup).unwrap_or_default())
}

/// Keeps what is known of a campaign.
///
/// # Errors
/// When the database fails.
pub fn put(db: &mut Db, campaign: CampaignId, setup: &Setup) -> Result<(), StoreError> {
    let values = (
        t::place.eq(setup.place.clone()),
        t::period.eq(setup.period.clone()),
        t::pilot_of.eq(setup.pilot_of.map(stored_count)),
        t::archived_at.eq(setup.archived_at.map(stored)),
        t::finish_by.eq(setup.finish_by),
    );
    let insert =
        diesel::insert_into(t::table).values((t::campaign_id.eq(campaign.0), values.clone()));
    on_each_backend!(db, |conn| insert
        .on_conflict(t::campaign_id)
        .do_update()
        .set(values)
        .execute(conn))?;
    Ok(())
}

/// The campaigns in the archive.
///
/// # Errors
/// When the database fails.
pub fn archived(db: &mut Db) -> Result<BTreeSet<CampaignId>, StoreError> {
    let query = t::table.filter(t::archived_at.is_not_null()).select(t::campaign_id);
    Ok(query.load::<i64>(db)?.into_iter().map(CampaignId).collect())
}

/// What was checked of a campaign.
///
/// # Errors
/// When the database fails.
pub fn ticks(db: &mut Db, campaign: CampaignId) -> Result<Vec<Tick>, StoreError> {
    let query = checks::table
        .filter(checks::campaign_id.eq(campaign.0))
        .order(checks::name)
        .select((checks::name, checks::checked_by, checks::checked_at));
    let rows: Vec<(String, String, NaiveDateTime)> = query.load(db)?;
    let tick =
        |(name, by, at): (String, String, NaiveDateTime)| Tick { name, by, at: at.and_utc() };
    Ok(rows.into_iter().map(tick).collect())
}

/// Ticks something.
///
/// # Errors
/// When the database fails, or it is ticked already.
pub fn tick(db: &mut Db, campaign: CampaignId, tick: &Tick) -> Result<(), StoreError> {
    let row = (
        checks::campaign_id.eq(campaign.0),
        checks::name.eq(&tick.name),
        checks::checked_by.eq(&tick.by),
        checks::checked_at.eq(stored(tick.at)),
    );
    diesel::insert_into(checks::table).values(row).execute(db)?;
    Ok(())
}

/// Takes a tick back.
///
/// # Errors
/// When the database fails.
pub fn untick(db: &mut Db, campaign: CampaignId, name: &str) -> Result<(), StoreError> {
    diesel::delete(checks::table.find((campaign.0, name))).execute(db)?;
    Ok(())
}
