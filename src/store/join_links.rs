//! Links by which volunteers come to a campaign that is not listed.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::join_links as t;
use super::{Db, StoreError, count, stored};
use crate::domain::id::{CampaignId, JoinLinkId};

/// A link by which volunteers come to a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinLink {
    /// Ours.
    pub id: JoinLinkId,
    /// Whom it was given to, as its maker remembers it.
    pub label: String,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// How many have come by it.
    pub joined: u32,
    /// When it was taken back.
    pub ended_at: Option<DateTime<Utc>>,
}

/// Adds a link.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    token_hash: &str,
    (label, made_by): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::token_hash.eq(token_hash),
        t::campaign_id.eq(campaign.0),
        t::label.eq(label),
        t::made_by.eq(made_by),
        t::made_at.eq(stored(now)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// The campaign that a secret leads to at present, and its link.
///
/// # Errors
/// When the database fails.
pub fn by_token(
    db: &mut Db,
    token_hash: &str,
) -> Result<Option<(JoinLinkId, CampaignId)>, StoreError> {
    let query = t::table
        .filter(t::token_hash.eq(token_hash))
        .filter(t::ended_at.is_null())
        .select((t::id, t::campaign_id));
    let row: Option<(i64, i64)> = query.first(db).optional()?;
    Ok(row.map(|(id, campaign)| (JoinLinkId(id), CampaignId(campaign))))
}

/// Counts one more who came by a link.
///
/// # Errors
/// When the database fails.
pub fn count_one(db: &mut Db, id: JoinLinkId) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::joined.eq(t::joined + 1)).execute(db)?;
    Ok(())
}

/// A campaign's links, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<JoinLink>, StoreError> {
    type Row = (i64, String, String, NaiveDateTime, i32, Option<NaiveDateTime>);
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .order(t::id.desc())
        .limit(100)
        .select((t::id, t::label, t::made_by, t::made_at, t::joined, t::ended_at));
    let rows: Vec<Row> = query.load(db)?;
    let link = |(id, label, made_by, made_at, joined, ended_at): Row| JoinLink {
        id: JoinLinkId(id),
        label,
        made_by,
        made_at: made_at.and_utc(),
        joined: count(joined),
        ended_at: ended_at.map(|at| at.and_utc()),
    };
    Ok(rows.into_iter().map(link).collect())
}

/// Takes a campaign's link back. False when there is none, or it was taken back before.
///
/// # Errors
/// When the database fails.
pub fn end(
    db: &mut Db,
    campaign: CampaignId,
    id: JoinLinkId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let own = t::table.find(id.0).filter(t::campaign_id.eq(campaign.0));
    let own = own.filter(t::ended_at.is_null());
    Ok(diesel::update(own).set(t::ended_at.eq(stored(now))).execute(db)? == 1)
}
