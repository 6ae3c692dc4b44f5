//! Rulings. Rows are only ever added.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{accounts, rulings as t};
use super::which::{Which, about};
use super::{Db, StoreError, count, ledger, stored, stored_count};
use crate::domain::adjudication::{Bound, Kind, Outcome};
use crate::domain::id::{AccountId, BuildingId, CampaignId, CaptureId, RulingId};
use crate::domain::judgement::Doubt;
use crate::domain::ledger::Kind as Event;

/// A ruling as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Ours.
    pub id: RulingId,
    /// About what.
    pub building: BuildingId,
    /// By whom.
    pub account: AccountId,
    /// Their name; empty in a new one.
    pub name: String,
    /// In which round of the case.
    pub round: i32,
    /// How it came about.
    pub kind: Kind,
    /// What it says.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Whether they had answered before they saw votes.
    pub is_blind: bool,
    /// Whether the case was decided by it.
    pub decides: bool,
    /// When.
    pub ruled_at: DateTime<Utc>,
}

const fn words(bound: Bound) -> (&'static str, Option<i64>) {
    match bound {
        Bound::At(capture) => ("at", Some(capture.0)),
        Bound::Evidence => ("evidence", None),
        Bound::Dispute => ("dispute", None),
    }
}

fn bound(word: Option<&str>, capture: Option<i64>) -> Option<Bound> {
    match (word?, capture) {
        ("at", Some(capture)) => Some(Bound::At(CaptureId(capture))),
        ("evidence", None) => Some(Bound::Evidence),
        ("dispute", None) => Some(Bound::Dispute),
        _ => None,
    }
}

/// Keeps a ruling.
///
/// # Errors
/// When this account ruled in this round, or the database fails.
pub fn add(db: &mut Db, campaign: CampaignId, new: &Ruling) -> Result<(), StoreError> {
    let (mut last, mut first, mut doubt, mut more) = (None, None, None, None);
    match new.outcome {
        Outcome::Window(lower, upper) => (last, first) = (Some(words(lower)), Some(words(upper))),
        Outcome::Undatable(why) => doubt = Some(why.as_str()),
        Outcome::Ask(n) => more = Some(stored_count(n)),
        Outcome::Mend => {}
    }
    let ends = (
        t::last_standing.eq(last.map(|(word, _)| word)),
        t::last_standing_capture_id.eq(last.and_then(|(_, id)| id)),
        t::first_destroyed.eq(first.map(|(word, _)| word)),
        t::first_destroyed_capture_id.eq(first.and_then(|(_, id)| id)),
    );
    let row = (
        t::campaign_id.eq(campaign.0),
        t::building_id.eq(new.building.0),
        t::account_id.eq(new.account.0),
        t::round.eq(new.round),
        t::kind.eq(new.kind.as_str()),
        t::doubt.eq(doubt),
        t::more.eq(more),
        t::reason.eq(&new.reason),
        t::is_blind.eq(new.is_blind),
        t::decides.eq(new.decides),
        t::ruled_at.eq(stored(new.ruled_at)),
    );
    let insert = diesel::insert_into(t::table).values((row, ends));
    let id = insert.returning(t::id).get_result(db)?;
    ledger::queue(db, campaign, Event::Ruling, id)
}

#[derive(Queryable)]
struct Row {
    id: i64,
    building_id: i64,
    account_id: i64,
    name: String,
    round: i32,
    kind: String,
    last_standing: (Option<String>, Option<i64>),
    first_destroyed: (Option<String>, Option<i64>),
    doubt: Option<String>,
    more: Option<i32>,
    reason: String,
    is_blind: bool,
    decides: bool,
    ruled_at: NaiveDateTime,
}

macro_rules! rows {
    () => {
        t::table.inner_join(accounts::table).select((
            t::id,
            t::building_id,
            t::account_id,
            accounts::name,
            t::round,
            t::kind,
            (t::last_standing, t::last_standing_capture_id),
            (t::first_destroyed, t::first_destroyed_capture_id),
            t::doubt,
            t::more,
            t::reason,
            t::is_blind,
            t::decides,
            t::ruled_at,
        ))
    };
}

fn ruling(row: Row) -> Result<Ruling, StoreError> {
    let last = bound(row.last_standing.0.as_deref(), row.last_standing.1);
    let first = bound(row.first_destroyed.0.as_deref(), row.first_destroyed.1);
    let doubt = row.doubt.as_deref().and_then(Doubt::parse);
    let kind = Kind::parse(&row.kind);
    let outcome = match kind {
        Some(Kind::Accept | Kind::Window) => last.zip(first).map(|(l, f)| Outcome::Window(l, f)),
        Some(Kind::Undatable) => doubt.map(Outcome::Undatable),
        Some(Kind::Ask) => row.more.map(|more| Outcome::Ask(count(more))),
        Some(Kind::Mend) => Some(Outcome::Mend),
        None => None,
    };
    let (kind, outcome) =
        kind.zip(outcome).ok_or_else(|| StoreError::unknown("rulings", &row.kind))?;
    Ok(Ruling {
        id: RulingId(row.id),
        building: BuildingId(row.building_id),
        account: AccountId(row.account_id),
        name: row.name,
        round: row.round,
        kind,
        outcome,
        reason: row.reason,
        is_blind: row.is_blind,
        decides: row.decides,
        ruled_at: row.ruled_at.and_utc(),
    })
}

/// Every ruling on a building, in order.
///
/// # Errors
/// When the database fails.
pub fn about(
    db: &mut Db,
    campaign: CampaignId,
    building: BuildingId,
) -> Result<Vec<Ruling>, StoreError> {
    among(db, campaign, Which::These(&[building]))
}

/// The newest deciding ruling on each of these buildings: it is in force where the task says that
/// it was ruled on.
///
/// # Errors
/// When the database fails.
pub fn deciding(
    db: &mut Db,
    campaign: CampaignId,
    buildings: &[BuildingId],
) -> Result<BTreeMap<BuildingId, Ruling>, StoreError> {
    let mut found = BTreeMap::new();
    for part in buildings.chunks(500) {
        let query = rows!()
            .filter(t::campaign_id.eq(campaign.0))
            .filter(t::building_id.eq_any(part.iter().map(|id| id.0)))
            .filter(t::decides.eq(true))
            .order(t::id);
        for row in query.load::<Row>(db)? {
            let own = ruling(row)?;
            found.insert(own.building, own);
        }
    }
    Ok(found)
}

/// Every ruling on some buildings, in order.
///
/// # Errors
/// When the database fails.
pub fn among(
    db: &mut Db,
    campaign: CampaignId,
    which: Which<'_>,
) -> Result<Vec<Ruling>, StoreError> {
    let query = rows!().filter(t::campaign_id.eq(campaign.0)).order(t::id);
    about!(which, t::building_id, query).load::<Row>(db)?.into_iter().map(ruling).collect()
}

/// The next page of a campaign's rulings with ids above `after`.
///
/// # Errors
/// When the database fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    after: RulingId,
    most: i64,
) -> Result<Vec<Ruling>, StoreError> {
    let query = rows!()
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::id.gt(after.0))
        .order(t::id)
        .limit(most);
    query.load::<Row>(db)?.into_iter().map(ruling).collect()
}
