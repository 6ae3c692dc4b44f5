//! Versions of a campaign's rules. Rows are only ever added; a row is noted once its rules have
//! decided every building.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::rule_versions as t;
use super::{Db, StoreError, ledger, stored};
use crate::domain::id::CampaignId;
use crate::domain::ledger::Kind;
use crate::domain::limits::VERSIONS_PAGE;

/// The rules of a campaign from a time on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// From 1, one after the other.
    pub number: i32,
    /// How buildings are settled, with every parameter.
    pub method: String,
    /// How tasks are dealt.
    pub dealing: String,
    /// Whose name it was set in; empty where that was not written down.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub set_at: DateTime<Utc>,
    /// When every building was decided by it; none while that is under way.
    pub settled_at: Option<DateTime<Utc>>,
}

type Row = (i32, String, String, String, String, NaiveDateTime, Option<NaiveDateTime>);

/// The newest versions of a campaign's rules, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Version>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .order(t::number.desc())
        .limit(VERSIONS_PAGE)
        .select((
            t::number,
            t::method,
            t::dealing,
            t::account,
            t::reason,
            t::set_at,
            t::settled_at,
        ));
    let version = |row: Row| {
        let (number, method, dealing, by, reason, set_at, settled_at) = row;
        let settled_at = settled_at.map(|at| at.and_utc());
        Version { number, method, dealing, by, reason, set_at: set_at.and_utc(), settled_at }
    };
    Ok(query.load::<Row>(db)?.into_iter().map(version).collect())
}

/// Adds a version.
///
/// # Errors
/// A race when its number is taken.
pub fn add(db: &mut Db, campaign: CampaignId, new: &Version) -> Result<(), StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::number.eq(new.number),
        t::method.eq(&new.method),
        t::dealing.eq(&new.dealing),
        t::account.eq(&new.by),
        t::reason.eq(&new.reason),
        t::set_at.eq(stored(new.set_at)),
        t::settled_at.eq(new.settled_at.map(stored)),
    );
    let id = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    ledger::queue(db, campaign, Kind::Rules, id)
}

/// The first version that has not decided every building yet: its id, and whose rules it is.
///
/// # Errors
/// When the database fails.
pub fn to_settle(db: &mut Db) -> Result<Option<(i64, CampaignId)>, StoreError> {
    let query = t::table.filter(t::settled_at.is_null()).order(t::id);
    let found: Option<(i64, i64)> = query.select((t::id, t::campaign_id)).first(db).optional()?;
    Ok(found.map(|(id, campaign)| (id, CampaignId(campaign))))
}

/// The newest version of a campaign.
///
/// # Errors
/// When the database fails.
pub fn newest(db: &mut Db, campaign: CampaignId) -> Result<Option<i64>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::number.desc());
    Ok(query.select(t::id).first(db).optional()?)
}

/// Notes that the versions of a campaign up to one have decided every building.
///
/// # Errors
/// When the database fails.
pub fn settled(
    db: &mut Db,
    campaign: CampaignId,
    up_to: i64,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let of = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::id.le(up_to))
        .filter(t::settled_at.is_null());
    diesel::update(of).set(t::settled_at.eq(stored(now))).execute(db)?;
    Ok(())
}
