//! Rules that somebody would have in place of those in force, and what they would change: derived,
//! one of each campaign.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{buildings, proposal_changes as c, proposals as t};
use super::{Db, StoreError, stored};
use crate::domain::id::{BuildingId, CampaignId, ProposalId};
use crate::domain::rehearsal::Rehearsal;

/// A rule that is proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Ours.
    pub id: ProposalId,
    /// The campaign.
    pub campaign: CampaignId,
    /// The rule, in words.
    pub method: String,
    /// The rule in force when it was proposed.
    pub base: String,
    /// In whose name.
    pub by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// When it was counted, and what came of it; none while it is being counted.
    pub counted: Option<(DateTime<Utc>, Rehearsal)>,
}

type Row = (i64, i64, String, String, String, NaiveDateTime, Option<NaiveDateTime>, String);
type Columns =
    (t::id, t::campaign_id, t::method, t::base, t::account, t::asked_at, t::counted_at, t::body);
const COLUMNS: Columns =
    (t::id, t::campaign_id, t::method, t::base, t::account, t::asked_at, t::counted_at, t::body);

fn proposal(row: Row) -> Proposal {
    let (id, campaign, method, base, by, asked_at, counted_at, body) = row;
    let counted = counted_at.map(|at| at.and_utc()).zip(serde_json::from_str(&body).ok());
    let (id, campaign) = (ProposalId(id), CampaignId(campaign));
    Proposal { id, campaign, method, base, by, asked_at: asked_at.and_utc(), counted }
}

/// What is proposed in a campaign.
///
/// # Errors
/// When the database fails.
pub fn of(db: &mut Db, campaign: CampaignId) -> Result<Option<Proposal>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).select(COLUMNS);
    Ok(query.first::<Row>(db).optional()?.map(proposal))
}

/// The first proposal that is not counted yet.
///
/// # Errors
/// When the database fails.
pub fn to_count(db: &mut Db) -> Result<Option<Proposal>, StoreError> {
    let query = t::table.filter(t::counted_at.is_null()).order(t::id).select(COLUMNS);
    Ok(query.first::<Row>(db).optional()?.map(proposal))
}

/// Takes away what is proposed in a campaign.
///
/// # Errors
/// When the database fails.
pub fn drop(db: &mut Db, campaign: CampaignId) -> Result<(), StoreError> {
    if let Some(old) = of(db, campaign)? {
        diesel::delete(c::table.filter(c::proposal_id.eq(old.id.0))).execute(db)?;
        diesel::delete(t::table.find(old.id.0)).execute(db)?;
    }
    Ok(())
}

/// Proposes rules in place of what is proposed.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    campaign: CampaignId,
    (method, base): (&str, &str),
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    drop(db, campaign)?;
    let row = (
        t::campaign_id.eq(campaign.0),
        t::method.eq(method),
        t::base.eq(base),
        t::account.eq(by),
        t::asked_at.eq(stored(now)),
        t::body.eq(""),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// What another rule would change about a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The building.
    pub building: BuildingId,
    /// Its own id; empty in a new one.
    pub external_id: String,
    /// Where its task is, and where it would be: `retired agreed`.
    pub states: [String; 2],
    /// What its votes agree on, and what they would: `2017-02-15 to 2017-03-15`.
    pub windows: [String; 2],
}

/// Adds changes to a proposal that still is the one of its campaign: whether it is.
///
/// # Errors
/// When the database fails.
pub fn add_changes(db: &mut Db, id: ProposalId, new: &[Change]) -> Result<bool, StoreError> {
    let there = t::table.find(id.0).select(t::id).first::<i64>(db).optional()?;
    let row = |change: &Change| {
        let ([state_now, state_then], [window_now, window_then]) =
            (change.states.clone(), change.windows.clone());
        (
            c::proposal_id.eq(id.0),
            c::building_id.eq(change.building.0),
            c::state_now.eq(state_now),
            c::state_then.eq(state_then),
            c::window_now.eq(window_now),
            c::window_then.eq(window_then),
        )
    };
    let rows: Vec<_> = new.iter().map(row).collect();
    if there.is_some() && !rows.is_empty() {
        on_each_backend!(db, |conn| diesel::insert_into(c::table)
            .values(&rows)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(there.is_some())
}

/// Takes away the changes of a count that did not come to its end.
///
/// # Errors
/// When the database fails.
pub fn forget_changes(db: &mut Db, id: ProposalId) -> Result<(), StoreError> {
    diesel::delete(c::table.filter(c::proposal_id.eq(id.0))).execute(db)?;
    Ok(())
}

/// Keeps what a count came to.
///
/// # Errors
/// When the database fails.
pub fn counted(
    db: &mut Db,
    id: ProposalId,
    found: &Rehearsal,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let body =
        serde_json::to_string(found).map_err(|error| StoreError::unknown("proposals", &error))?;
    let values = (t::body.eq(body), t::counted_at.eq(stored(now)));
    diesel::update(t::table.find(id.0)).set(values).execute(db)?;
    Ok(())
}

type ChangeRow = (i64, String, String, String, String, String);

/// The changes of a proposal to buildings with ids above `after`.
///
/// # Errors
/// When the database fails.
pub fn changes(
    db: &mut Db,
    id: ProposalId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<Change>, StoreError> {
    let query = c::table
        .inner_join(buildings::table)
        .filter(c::proposal_id.eq(id.0))
        .filter(c::building_id.gt(after.0))
        .order(c::building_id)
        .limit(most)
        .select((
            c::building_id,
            buildings::external_id,
            c::state_now,
            c::state_then,
            c::window_now,
            c::window_then,
        ));
    let change = |row: ChangeRow| {
        let (building, external_id, now, then, window_now, window_then) = row;
        Change {
            building: BuildingId(building),
            external_id,
            states: [now, then],
            windows: [window_now, window_then],
        }
    };
    Ok(query.load::<ChangeRow>(db)?.into_iter().map(change).collect())
}
