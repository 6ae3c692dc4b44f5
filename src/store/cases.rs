//! Cases: where each is, who has seen its votes, and what opened it again.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{
    accounts, case_reopenings as r, cases, devices, judgements, volunteers, votes_seen as seen,
};
use super::{Db, StoreError, ledger, stored};
use crate::domain::adjudication::CaseState;
use crate::domain::id::{AccountId, BuildingId, CampaignId};
use crate::domain::ledger::Kind;

/// Where a case is, and in which round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Where.
    pub state: CaseState,
    /// From 1; whatever opens it again begins another.
    pub round: i32,
}

impl Default for Case {
    fn default() -> Self {
        Self { state: CaseState::Open, round: 1 }
    }
}

/// The case of a building; a fresh one where nobody has touched it.
///
/// # Errors
/// When the database fails.
pub fn get(db: &mut Db, building: BuildingId) -> Result<Case, StoreError> {
    let query = cases::table.find(building.0).select((cases::state, cases::round));
    let Some((state, round)) = query.first::<(String, i32)>(db).optional()? else {
        return Ok(Case::default());
    };
    let state = CaseState::parse(&state).ok_or_else(|| StoreError::unknown("cases", &state))?;
    Ok(Case { state, round })
}

/// Stores where a case is.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    campaign: CampaignId,
    building: BuildingId,
    case: Case,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let values = (
        cases::state.eq(case.state.as_str()),
        cases::round.eq(case.round),
        cases::changed_at.eq(stored(now)),
    );
    // Its task is locked, so nobody else adds it meanwhile.
    if diesel::update(cases::table.find(building.0)).set(values).execute(db)? == 0 {
        let ids = (cases::building_id.eq(building.0), cases::campaign_id.eq(campaign.0));
        diesel::insert_into(cases::table).values((ids, values)).execute(db)?;
    }
    Ok(())
}

/// Whether an account was shown the votes about a building.
///
/// # Errors
/// When the database fails.
pub fn has_seen(db: &mut Db, account: AccountId, building: BuildingId) -> Result<bool, StoreError> {
    let query = seen::table.find((account.0, building.0)).select(seen::account_id);
    Ok(query.first::<i64>(db).optional()?.is_some())
}

/// Notes that an account is shown the votes about a building.
///
/// # Errors
/// When the database fails.
pub fn note_seen(
    db: &mut Db,
    account: AccountId,
    building: BuildingId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if has_seen(db, account, building)? {
        return Ok(());
    }
    let row = (
        seen::account_id.eq(account.0),
        seen::building_id.eq(building.0),
        seen::seen_at.eq(stored(now)),
    );
    diesel::insert_into(seen::table).values(row).execute(db)?;
    Ok(())
}

/// Whether the holder of a volunteer's token ever judged a building, taken back or not.
///
/// # Errors
/// When the database fails.
pub fn was_judged_by(
    db: &mut Db,
    token_hash: &str,
    building: BuildingId,
) -> Result<bool, StoreError> {
    let first = volunteers::table
        .filter(volunteers::token_hash.eq(token_hash))
        .select(volunteers::id)
        .load::<i64>(db)?;
    let device = devices::table
        .filter(devices::token_hash.eq(token_hash))
        .select(devices::volunteer_id)
        .load::<i64>(db)?;
    let own: Vec<i64> = first.into_iter().chain(device).collect();
    let judged = judgements::table
        .filter(judgements::building_id.eq(building.0))
        .filter(judgements::volunteer_id.eq_any(own));
    Ok(diesel::select(diesel::dsl::exists(judged)).get_result(db)?)
}

/// Why a case was opened again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopening {
    /// About what.
    pub building: BuildingId,
    /// Who did.
    pub name: String,
    /// The round that it ended.
    pub round: i32,
    /// Whether the ruling was disputed; something was mended otherwise.
    pub is_dispute: bool,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Keeps that a case was opened again.
///
/// # Errors
/// When this round was ended before, or the database fails.
pub fn reopen(
    db: &mut Db,
    (building, round): (BuildingId, i32),
    account: AccountId,
    (is_dispute, reason): (bool, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        r::building_id.eq(building.0),
        r::account_id.eq(account.0),
        r::round.eq(round),
        r::kind.eq(if is_dispute { "disputed" } else { "mended" }),
        r::reason.eq(reason),
        r::reopened_at.eq(stored(now)),
    );
    let id = diesel::insert_into(r::table).values(row).returning(r::id).get_result(db)?;
    let campaign = cases::table.find(building.0).select(cases::campaign_id).first(db)?;
    ledger::queue(db, CampaignId(campaign), Kind::Dispute, id)
}

/// Whenever cases of these buildings were opened again, in order.
///
/// # Errors
/// When the database fails.
pub fn reopenings(db: &mut Db, buildings: &[BuildingId]) -> Result<Vec<Reopening>, StoreError> {
    type Found = (i64, String, i32, String, String, NaiveDateTime);
    let mut all = Vec::new();
    for part in buildings.chunks(500) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let query = r::table
            .inner_join(accounts::table)
            .filter(r::building_id.eq_any(ids))
            .order(r::id)
            .select((r::building_id, accounts::name, r::round, r::kind, r::reason, r::reopened_at));
        all.extend(query.load::<Found>(db)?.into_iter().map(|found| {
            let (building, name, round, kind, reason, at) = found;
            let is_dispute = kind == "disputed";
            let building = BuildingId(building);
            Reopening { building, name, round, is_dispute, reason, at: at.and_utc() }
        }));
    }
    Ok(all)
}

/// In which round those of these buildings are whose cases are in a state.
///
/// # Errors
/// When the database fails.
pub fn rounds(
    db: &mut Db,
    buildings: &[BuildingId],
    state: CaseState,
) -> Result<BTreeMap<BuildingId, i32>, StoreError> {
    let mut all = BTreeMap::new();
    for part in buildings.chunks(500) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let query = cases::table
            .filter(cases::building_id.eq_any(ids))
            .filter(cases::state.eq(state.as_str()))
            .select((cases::building_id, cases::round));
        let rows = query.load::<(i64, i32)>(db)?;
        all.extend(rows.into_iter().map(|(building, round)| (BuildingId(building), round)));
    }
    Ok(all)
}
