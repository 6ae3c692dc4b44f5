//! Buildings that incidents may have to do with, and what a person answered for each.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{buildings, consensus, incident_links as t, incidents};
use super::{Db, StoreError, count, stored, stored_count};
use crate::domain::id::{BuildingId, CampaignId, IncidentId};
use crate::domain::incident::{Candidate, Days, LinkState};

/// A candidate, and what was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Ours.
    pub id: i64,
    /// The incident.
    pub incident: IncidentId,
    /// The building.
    pub building: BuildingId,
    /// What was answered.
    pub state: LinkState,
    /// From the reported place to the building's middle.
    pub distance_m: f64,
    /// Days of the incident in the window.
    pub overlap_days: i64,
    /// The window as it was.
    pub window: Days,
    /// The versions of the result and of the incident that this is about.
    pub versions: (u32, u32),
    /// Why it was answered so.
    pub reason: String,
    /// Who answered, and when.
    pub decided: Option<(String, DateTime<Utc>)>,
    /// Whose id the building has in the list, and the version of its result today.
    pub today: (String, u32),
}

#[derive(Queryable)]
struct Row {
    id: i64,
    incident: i64,
    building: i64,
    state: String,
    distance_m: f64,
    overlap_days: i64,
    window: (NaiveDate, NaiveDate),
    versions: (i32, i32),
    reason: String,
    decided_by: Option<String>,
    decided_at: Option<NaiveDateTime>,
    today: (String, i32),
}

macro_rules! rows {
    () => {
        t::table
            .inner_join(buildings::table)
            .inner_join(consensus::table.on(consensus::building_id.eq(t::building_id)))
            .select((
                t::id,
                t::incident_id,
                t::building_id,
                t::state,
                t::distance_m,
                t::overlap_days,
                (t::after_on, t::by_on),
                (t::verdict_version, t::incident_version),
                t::reason,
                t::decided_by,
                t::decided_at,
                (buildings::external_id, consensus::version),
            ))
    };
}

fn link(row: Row) -> Result<Link, StoreError> {
    let state = LinkState::parse(&row.state);
    Ok(Link {
        id: row.id,
        incident: IncidentId(row.incident),
        building: BuildingId(row.building),
        state: state.ok_or_else(|| StoreError::unknown("incident_links", &row.state))?,
        distance_m: row.distance_m,
        overlap_days: row.overlap_days,
        window: Days { from: row.window.0, to: row.window.1 },
        versions: (count(row.versions.0), count(row.versions.1)),
        reason: row.reason,
        decided: row.decided_by.zip(row.decided_at.map(|at| at.and_utc())),
        today: (row.today.0, count(row.today.1)),
    })
}

/// Puts candidates in the place of those of an incident for which nobody answered; what somebody
/// answered stays.
///
/// # Errors
/// When the database fails.
pub fn replace(
    db: &mut Db,
    campaign: CampaignId,
    (incident, version): (IncidentId, u32),
    all: &[Candidate],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let own = t::table.filter(t::incident_id.eq(incident.0));
    diesel::delete(own.filter(t::state.eq(LinkState::Open.as_str()))).execute(db)?;
    let answered: Vec<i64> = own.select(t::building_id).load(db)?;
    let answered: BTreeSet<i64> = answered.into_iter().collect();
    let row = |own: &Candidate| {
        (
            t::incident_id.eq(incident.0),
            t::building_id.eq(own.dated.building.0),
            t::campaign_id.eq(campaign.0),
            t::state.eq(LinkState::Open.as_str()),
            t::distance_m.eq(own.distance_m),
            t::overlap_days.eq(own.overlap_days),
            (t::after_on.eq(own.dated.window.from), t::by_on.eq(own.dated.window.to)),
            t::verdict_version.eq(stored_count(own.dated.version)),
            t::incident_version.eq(stored_count(version)),
            t::found_at.eq(stored(now)),
            t::reason.eq(""),
        )
    };
    let new = all.iter().filter(|own| !answered.contains(&own.dated.building.0));
    let rows: Vec<_> = new.map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    on_each_backend!(db, |conn| diesel::insert_into(t::table).values(rows).execute(conn))?;
    Ok(())
}

/// The candidates of an incident, in the order in which they were found: nearest first.
///
/// # Errors
/// When the database fails.
pub fn of_incident(db: &mut Db, incident: IncidentId) -> Result<Vec<Link>, StoreError> {
    let query = rows!().filter(t::incident_id.eq(incident.0)).order((t::distance_m, t::id));
    query.load::<Row>(db)?.into_iter().map(link).collect()
}

/// A candidate of an incident.
///
/// # Errors
/// When the database fails.
pub fn get(db: &mut Db, incident: IncidentId, id: i64) -> Result<Option<Link>, StoreError> {
    let query = rows!().filter(t::id.eq(id)).filter(t::incident_id.eq(incident.0));
    query.first::<Row>(db).optional()?.map(link).transpose()
}

/// The incidents that were linked to a building, oldest link first.
///
/// # Errors
/// When the database fails.
pub fn confirmed_of(db: &mut Db, building: BuildingId) -> Result<Vec<Link>, StoreError> {
    let query = rows!()
        .filter(t::building_id.eq(building.0))
        .filter(t::state.eq(LinkState::Confirmed.as_str()))
        .order(t::id);
    query.load::<Row>(db)?.into_iter().map(link).collect()
}

/// For how many incidents each of these buildings is a candidate or linked.
///
/// # Errors
/// When the database fails.
pub fn rivals(
    db: &mut Db,
    buildings: &[BuildingId],
) -> Result<BTreeMap<BuildingId, i64>, StoreError> {
    let ids: Vec<i64> = buildings.iter().map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = t::table
        .filter(t::building_id.eq_any(ids))
        .filter(t::state.ne(LinkState::Refused.as_str()))
        .group_by(t::building_id)
        .select((t::building_id, count_star()));
    let rows: Vec<(i64, i64)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, count)| (BuildingId(id), count)).collect())
}

/// How many candidates of each of these incidents are in each state.
///
/// # Errors
/// When the database fails.
pub fn counts(
    db: &mut Db,
    incidents: &[IncidentId],
) -> Result<BTreeMap<(IncidentId, String), i64>, StoreError> {
    let ids: Vec<i64> = incidents.iter().map(|id| id.0).collect();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let query = t::table
        .filter(t::incident_id.eq_any(ids))
        .group_by((t::incident_id, t::state))
        .select((t::incident_id, t::state, count_star()));
    let rows: Vec<(i64, String, i64)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, state, count)| ((IncidentId(id), state), count)).collect())
}

/// Keeps what somebody answered for a candidate, or that nobody does any more.
///
/// # Errors
/// When the database fails.
pub fn answer(
    db: &mut Db,
    id: i64,
    (state, reason): (LinkState, &str),
    by: Option<(&str, DateTime<Utc>)>,
) -> Result<(), StoreError> {
    let change = (
        t::state.eq(state.as_str()),
        t::reason.eq(reason),
        t::decided_by.eq(by.map(|(name, _)| name)),
        t::decided_at.eq(by.map(|(_, at)| stored(at))),
    );
    diesel::update(t::table.find(id)).set(change).execute(db)?;
    Ok(())
}

/// An answered candidate, with the version of its incident today.
pub type Answered = (Link, u32);

/// The next page of a campaign's candidates for which somebody answered, with numbers above
/// `after`.
///
/// # Errors
/// When the database fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    after: i64,
    most: i64,
) -> Result<Vec<Answered>, StoreError> {
    let answered = [LinkState::Confirmed, LinkState::Refused].map(LinkState::as_str);
    let query = rows!()
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::state.eq_any(answered))
        .filter(t::id.gt(after))
        .order(t::id)
        .limit(most);
    let links = query.load::<Row>(db)?.into_iter().map(link).collect::<Result<Vec<_>, _>>()?;
    if links.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<i64> = links.iter().map(|own| own.incident.0).collect();
    let versions = incidents::table
        .filter(incidents::id.eq_any(ids))
        .select((incidents::id, incidents::version));
    let versions: BTreeMap<i64, i32> = versions.load::<(i64, i32)>(db)?.into_iter().collect();
    let today = |own: &Link| versions.get(&own.incident.0).copied().map_or(0, count);
    Ok(links.into_iter().map(|own| (today(&own), own)).map(|(now, own)| (own, now)).collect())
}
