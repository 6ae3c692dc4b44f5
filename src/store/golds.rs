//! Gold: buildings whose answer an expert has given, to measure volunteers on.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::{assignments, avoided, buildings, golds as t, tasks};
use super::{Db, StoreError, count, ledger, stored};
use crate::domain::id::{BuildingId, CampaignId, CaptureId, VolunteerId};
use crate::domain::ledger::Kind;
use crate::domain::limits::GOLDS_MAX;

/// The known answer of a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gold {
    /// Which.
    pub building: BuildingId,
    /// The last capture that shows it standing; none when it was destroyed in the first.
    pub last_standing: Option<CaptureId>,
    /// The first capture that shows it destroyed; none when it stands in the last.
    pub first_destroyed: Option<CaptureId>,
    /// Why, in a sentence for volunteers.
    pub explanation: String,
    /// Whether it is dealt.
    pub is_active: bool,
}

/// Sets or changes the known answer of a building.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    campaign: CampaignId,
    gold: &Gold,
    account: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let values = (
        t::last_standing_capture_id.eq(gold.last_standing.map(|id| id.0)),
        t::first_destroyed_capture_id.eq(gold.first_destroyed.map(|id| id.0)),
        t::explanation.eq(&gold.explanation),
        t::account.eq(account),
        t::set_at.eq(stored(now)),
        t::is_active.eq(gold.is_active),
    );
    let changed = diesel::update(t::table.find(gold.building.0)).set(values).execute(db)?;
    if changed == 0 {
        let row = (t::building_id.eq(gold.building.0), t::campaign_id.eq(campaign.0), values);
        diesel::insert_into(t::table).values(row).execute(db)?;
    }
    let (last, first) = (gold.last_standing, gold.first_destroyed);
    let note = (last, first, gold.is_active, account, now.timestamp_millis());
    ledger::queue_as(db, campaign, Kind::Gold, gold.building.0, &note)
}

/// The known answer of a building, its place among those to practise on, and the hint.
///
/// # Errors
/// When the database fails.
pub fn get(
    db: &mut Db,
    building: BuildingId,
) -> Result<Option<(Gold, Option<u32>, String)>, StoreError> {
    type Own = (Option<i64>, Option<i64>, String, bool, Option<i32>, String);
    let query = t::table.find(building.0).select((
        t::last_standing_capture_id,
        t::first_destroyed_capture_id,
        t::explanation,
        t::is_active,
        t::practice,
        t::hint,
    ));
    let row: Option<Own> = query.first(db).optional()?;
    Ok(row.map(|(last, first, explanation, is_active, place, hint)| {
        let (last_standing, first_destroyed) = (last.map(CaptureId), first.map(CaptureId));
        let gold = Gold { building, last_standing, first_destroyed, explanation, is_active };
        (gold, place.map(count), hint)
    }))
}

/// How many buildings of a campaign have a known answer, dealt or not.
///
/// # Errors
/// When the database fails.
pub fn count_of(db: &mut Db, campaign: CampaignId) -> Result<i64, StoreError> {
    Ok(t::table.filter(t::campaign_id.eq(campaign.0)).count().get_result(db)?)
}

/// What was said when buildings were dealt as gold: (building, last standing, first destroyed,
/// whether they could not tell).
///
/// # Errors
/// When the database fails.
pub fn answers(
    db: &mut Db,
    buildings: &[BuildingId],
) -> Result<Vec<super::screens::census::OnGold>, StoreError> {
    use super::schema::judgements as j;
    type Said = (i64, Option<i64>, Option<i64>, Option<String>);
    let ids: Vec<i64> = buildings.iter().map(|building| building.0).collect();
    let query = j::table
        .filter(j::building_id.eq_any(ids))
        .filter(j::purpose.eq("gold"))
        .order(j::id)
        .select((
            j::building_id,
            j::last_standing_capture_id,
            j::first_destroyed_capture_id,
            j::doubt,
        ));
    let rows: Vec<Said> = query.load(db)?;
    let capture = |id: Option<i64>| id.map(CaptureId);
    let said = rows.into_iter().map(|(building, last, first, doubt)| {
        (BuildingId(building), capture(last), capture(first), doubt.is_some())
    });
    Ok(said.collect())
}

type Row = (i64, Option<i64>, Option<i64>, String, bool);

/// All gold of a campaign, in order of building.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Gold>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .order(t::building_id)
        .select((
            t::building_id,
            t::last_standing_capture_id,
            t::first_destroyed_capture_id,
            t::explanation,
            t::is_active,
        ))
        .limit(GOLDS_MAX);
    let gold = |(building, last, first, explanation, is_active): Row| Gold {
        building: BuildingId(building),
        last_standing: last.map(CaptureId),
        first_destroyed: first.map(CaptureId),
        explanation,
        is_active,
    };
    Ok(query.load(db)?.into_iter().map(gold).collect())
}

/// The own ids of all buildings of a campaign with a known answer.
///
/// # Errors
/// When the database fails.
pub fn names(
    db: &mut Db,
    campaign: CampaignId,
) -> Result<BTreeMap<BuildingId, String>, StoreError> {
    let query = t::table.inner_join(buildings::table).filter(t::campaign_id.eq(campaign.0));
    let rows: Vec<(i64, String)> =
        query.select((t::building_id, buildings::external_id)).limit(GOLDS_MAX).load(db)?;
    Ok(rows.into_iter().map(|(id, own_id)| (BuildingId(id), own_id)).collect())
}

/// The gold that is dealt and that a volunteer was never given, in order of building: not what all
/// may practise on, and nothing in a neighbourhood that they avoid.
///
/// # Errors
/// When the database fails.
pub fn unseen_by(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Vec<BuildingId>, StoreError> {
    let dealt_before = assignments::table
        .filter(assignments::volunteer_id.eq(volunteer.0))
        .filter(assignments::building_id.eq(t::building_id));
    let withdrawn = tasks::retirement_reason.eq("withdrawn").assume_not_null();
    let is_withdrawn = tasks::table.filter(tasks::building_id.eq(t::building_id)).filter(withdrawn);
    let is_avoided = avoided::table
        .inner_join(tasks::table.on(tasks::cell.eq(avoided::cell)))
        .filter(tasks::building_id.eq(t::building_id))
        .filter(avoided::volunteer_id.eq(volunteer.0))
        .filter(avoided::campaign_id.eq(campaign.0));
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_active.eq(true))
        .filter(t::practice.is_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(is_avoided)))
        .filter(diesel::dsl::not(diesel::dsl::exists(is_withdrawn)))
        .filter(diesel::dsl::not(diesel::dsl::exists(dealt_before)))
        .order(t::building_id)
        .select(t::building_id)
        .limit(GOLDS_MAX);
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}
