//! Places and lists of buildings that are asked about before others, or more often.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::dsl::max;
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{place_buildings as b, places as t, tasks as k};
use super::{Db, StoreError, count, ledger, stored, stored_count, tasks};
use crate::domain::id::{BuildingId, CampaignId, PlaceId};
use crate::domain::ledger::Kind;
use crate::domain::limits::PLACES_PAGE;
use crate::domain::task::TaskState;

/// Buildings of one statement.
const BATCH: usize = 500;

/// A place or list that is asked about before others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Ours.
    pub id: PlaceId,
    /// What it is called.
    pub name: String,
    /// Its outline as GeoJSON; empty for a list.
    pub outline: String,
    /// Its weight: higher ones are dealt first, 0 is where all begin.
    pub weight: i32,
    /// Judgements wanted of each of its buildings at least; 0 leaves that to the rules.
    pub least: u32,
    /// Buildings in it when it was made.
    pub buildings: u32,
    /// Who made it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Who ended it, and when.
    pub ended: Option<(String, DateTime<Utc>)>,
}

/// A place to be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPlace<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Its outline as GeoJSON; empty for a list.
    pub outline: &'a str,
    /// Its weight.
    pub weight: i32,
    /// Judgements wanted of each of its buildings at least.
    pub least: u32,
}

/// Adds a place with its buildings.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    new: NewPlace<'_>,
    buildings: &[BuildingId],
    (by, now): (&str, DateTime<Utc>),
) -> Result<PlaceId, StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::name.eq(new.name),
        t::outline.eq(new.outline),
        t::weight.eq(new.weight),
        t::least.eq(stored_count(new.least)),
        t::buildings.eq(i32::try_from(buildings.len()).unwrap_or(i32::MAX)),
        t::made_by.eq(by),
        t::made_at.eq(stored(now)),
    );
    let id: i64 = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    for part in buildings.chunks(BATCH) {
        let row = |building: &BuildingId| (b::place_id.eq(id), b::building_id.eq(building.0));
        let rows: Vec<_> = part.iter().map(row).collect();
        on_each_backend!(db, |conn| diesel::insert_into(b::table).values(rows).execute(conn))?;
    }
    ledger::queue(db, campaign, Kind::Priority, id)?;
    Ok(PlaceId(id))
}

type Row = (
    i64,
    String,
    String,
    i32,
    i32,
    i32,
    String,
    NaiveDateTime,
    Option<String>,
    Option<NaiveDateTime>,
);

/// A campaign's newest places, those that hold before those that ended.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Place>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .order((t::ended_at.is_not_null(), t::id.desc()))
        .limit(PLACES_PAGE)
        .select((
            t::id,
            t::name,
            t::outline,
            t::weight,
            t::least,
            t::buildings,
            t::made_by,
            t::made_at,
            t::ended_by,
            t::ended_at,
        ));
    let place =
        |(id, name, outline, weight, least, buildings, by, at, ended_by, ended_at): Row| Place {
            id: PlaceId(id),
            name,
            outline,
            weight,
            least: count(least),
            buildings: count(buildings),
            made_by: by,
            made_at: at.and_utc(),
            ended: ended_by.zip(ended_at.map(|at| at.and_utc())),
        };
    Ok(query.load(db)?.into_iter().map(place).collect())
}

/// Ends a place of a campaign: its name, or none where it holds no more.
///
/// # Errors
/// When the database fails.
pub fn end(
    db: &mut Db,
    campaign: CampaignId,
    id: PlaceId,
    (by, now): (&str, DateTime<Utc>),
) -> Result<Option<String>, StoreError> {
    let own = t::table
        .filter(t::id.eq(id.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::ended_at.is_null());
    let change = (t::ended_by.eq(by), t::ended_at.eq(stored(now)));
    let row = diesel::update(own).set(change).returning(t::name);
    let name: Option<String> = row.get_result(db).optional()?;
    if name.is_some() {
        ledger::queue(db, campaign, Kind::PriorityEnded, id.0)?;
    }
    Ok(name)
}

/// The buildings of a place.
///
/// # Errors
/// When the database fails.
pub fn buildings(db: &mut Db, id: PlaceId) -> Result<Vec<BuildingId>, StoreError> {
    let query = b::table.filter(b::place_id.eq(id.0)).order(b::building_id).select(b::building_id);
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}

/// Takes buildings out of every place.
///
/// # Errors
/// When the database fails.
pub fn leave(db: &mut Db, buildings: &[BuildingId]) -> Result<(), StoreError> {
    for part in buildings.chunks(BATCH) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        diesel::delete(b::table.filter(b::building_id.eq_any(ids))).execute(db)?;
    }
    Ok(())
}

/// How a task stands in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The building.
    pub building: BuildingId,
    /// Where its task is.
    pub state: TaskState,
    /// Judgements that stand.
    pub judged: u32,
    /// Judgements that its places want at least.
    pub least: u32,
    /// Its weight.
    pub priority: i32,
}

/// How the tasks of buildings stand.
///
/// # Errors
/// When the database fails.
pub fn standings(db: &mut Db, buildings: &[BuildingId]) -> Result<Vec<Standing>, StoreError> {
    let mut all = Vec::with_capacity(buildings.len());
    for part in buildings.chunks(BATCH) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let query = k::table.filter(k::building_id.eq_any(ids)).order(k::building_id).select((
            k::building_id,
            k::state,
            k::retirement_reason,
            k::judged,
            k::least,
            k::priority,
        ));
        let rows: Vec<(i64, String, Option<String>, i32, i32, i32)> = query.load(db)?;
        for (building, state, reason, judged, least, priority) in rows {
            let known = TaskState::parse(&state, reason.as_deref());
            all.push(Standing {
                building: BuildingId(building),
                state: known.ok_or_else(|| StoreError::unknown("tasks", &state))?,
                judged: count(judged),
                least: count(least),
                priority,
            });
        }
    }
    Ok(all)
}

/// Gives buildings the highest weight, and the most judgements wanted, of the places that hold and
/// that they are in. Those of which another number of judgements is wanted now, and how many
/// changed at all.
///
/// # Errors
/// When the database fails.
pub fn weigh(
    db: &mut Db,
    buildings: &[BuildingId],
) -> Result<(Vec<BuildingId>, usize), StoreError> {
    let (mut asking, mut changed) = (Vec::new(), 0);
    for part in buildings.chunks(BATCH) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let query = b::table
            .inner_join(t::table)
            .filter(b::building_id.eq_any(&ids))
            .filter(t::ended_at.is_null())
            .group_by(b::building_id)
            .select((b::building_id, max(t::weight), max(t::least)));
        let rows: Vec<(i64, Option<i32>, Option<i32>)> = query.load(db)?;
        let held: BTreeMap<i64, (i32, i32)> = rows
            .into_iter()
            .map(|(id, weight, least)| (id, (weight.unwrap_or(0), least.unwrap_or(0))))
            .collect();
        let mut by_value: BTreeMap<(i32, i32), Vec<i64>> = BTreeMap::new();
        for now in standings(db, part)? {
            let (weight, least) = held.get(&now.building.0).copied().unwrap_or((0, 0));
            let asks = count(least) != now.least;
            if asks {
                asking.push(now.building);
            }
            if asks || weight != now.priority {
                by_value.entry((weight, least)).or_default().push(now.building.0);
            }
        }
        for ((weight, least), ids) in by_value {
            tasks::weigh(db, &ids, weight, least)?;
            changed += ids.len();
        }
    }
    Ok((asking, changed))
}
