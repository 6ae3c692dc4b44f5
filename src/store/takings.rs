//! How often files of releases are taken by who has no account.

use chrono::NaiveDate;
use diesel::dsl::{max, min, sum};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{release_takings as k, releases as t};
use super::{Db, StoreError};
use crate::domain::id::{CampaignId, ReleaseId};

/// How often a file was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taking {
    /// The number of its release.
    pub release: i32,
    /// Its name.
    pub name: String,
    /// How often.
    pub times: i64,
    /// On which day first.
    pub first_on: NaiveDate,
    /// On which day last.
    pub last_on: NaiveDate,
}

/// Counts that a file is taken.
///
/// # Errors
/// When the database fails.
pub fn count(
    db: &mut Db,
    release: ReleaseId,
    name: &str,
    taken_on: NaiveDate,
) -> Result<(), StoreError> {
    let row =
        (k::release_id.eq(release.0), k::name.eq(name), k::taken_on.eq(taken_on), k::times.eq(1));
    let insert = diesel::insert_into(k::table).values(row);
    on_each_backend!(db, |conn| insert
        .on_conflict((k::release_id, k::name, k::taken_on))
        .do_update()
        .set(k::times.eq(k::times + 1))
        .execute(conn))?;
    Ok(())
}

/// What was taken of a campaign's releases, the newest first.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut Db, campaign: CampaignId) -> Result<Vec<Taking>, StoreError> {
    type Row = (i32, String, Option<i64>, Option<NaiveDate>, Option<NaiveDate>);
    let own = k::table.inner_join(t::table).filter(t::campaign_id.eq(campaign.0));
    let rows: Vec<Row> = own
        .group_by((t::number, k::name))
        .select((t::number, k::name, sum(k::times), min(k::taken_on), max(k::taken_on)))
        .order((t::number.desc(), k::name))
        .load(db)?;
    let taking = |(release, name, times, first, last): Row| {
        Some(Taking { release, name, times: times?, first_on: first?, last_on: last? })
    };
    Ok(rows.into_iter().filter_map(taking).collect())
}
