//! Buildings, each with its task and its (at first empty) consensus.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::references::Reference;
use super::schema::buildings as t;
use super::{Db, StoreError, consensus, coverage, ledger, references, stored, tasks};
use crate::domain::building::Building;
use crate::domain::consensus::Consensus;
use crate::domain::dealing::cell;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, ImportId};
use crate::domain::ledger::Kind;
use crate::domain::place::Footprint;
use crate::domain::task::Task;

/// Rows added by one statement.
const BATCH_ROWS: usize = 500;

type Row = (i64, String, Option<String>, String);
const COLUMNS: (t::id, t::external_id, t::name, t::footprint) =
    (t::id, t::external_id, t::name, t::footprint);

fn building((id, external_id, name, footprint): Row) -> Result<Building, StoreError> {
    Ok(Building { id: BuildingId(id), external_id, name, footprint: read_footprint(&footprint)? })
}

/// The footprint of a stored text.
pub(super) fn read_footprint(text: &str) -> Result<Footprint, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::unknown("buildings", &error))
}

/// A building to be added, with what it starts from.
#[derive(Debug, Clone)]
pub struct NewBuilding {
    /// The coordinator's own id.
    pub external_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Where it stands.
    pub footprint: Footprint,
    /// What else its list says of it, as JSON; empty where nothing.
    pub attributes: String,
    /// A number that changes with any of the above but the id; never 0.
    pub print: i64,
    /// A random number: its place among tasks that are judged equally often.
    pub shuffle: i64,
    /// The captures that show it.
    pub captures: Vec<CaptureId>,
    /// What its list says about when it was damaged.
    pub reference: Option<Reference>,
    /// The consensus of no judgements.
    pub empty: Consensus,
}

/// Where new buildings belong, and what all of them start from.
#[derive(Debug, Clone)]
pub struct Start {
    /// Their campaign.
    pub campaign: CampaignId,
    /// The import that brings them.
    pub import: ImportId,
    /// Their task.
    pub task: Task,
    /// The rule with its parameters.
    pub method: String,
}

/// Adds buildings, each with its task, the consensus of no judgements, and the captures that show
/// it.
///
/// # Errors
/// When the database fails, or one is there already.
pub fn add(
    db: &mut Db,
    start: &Start,
    new: &[NewBuilding],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for part in new.chunks(BATCH_ROWS) {
        let ids = add_rows(db, start, part, now)?;
        let added: Vec<(BuildingId, &NewBuilding)> = part
            .iter()
            .map(|new| Ok((*ids.get(&new.external_id).ok_or(StoreError::Lost)?, new)))
            .collect::<Result<_, StoreError>>()?;
        let in_queue = |(id, new): &(BuildingId, &NewBuilding)| {
            (*id, new.shuffle, cell(new.footprint.centre()))
        };
        let places: Vec<_> = added.iter().map(in_queue).collect();
        tasks::add(db, start.campaign, start.task, &places)?;
        let empty: Vec<_> = added.iter().map(|(id, new)| (*id, &new.empty)).collect();
        consensus::add(db, &empty, &start.method, now)?;
        place(db, &added)?;
    }
    Ok(())
}

/// Records which captures show buildings, and what their list says about when they were damaged.
fn place(db: &mut Db, added: &[(BuildingId, &NewBuilding)]) -> Result<(), StoreError> {
    let pairs: Vec<_> = added
        .iter()
        .flat_map(|(id, new)| new.captures.iter().map(move |capture| (*id, *capture)))
        .collect();
    coverage::add(db, &pairs)?;
    let said: Vec<_> =
        added.iter().filter_map(|(id, new)| Some((*id, new.reference.clone()?))).collect();
    references::add(db, &said)
}

fn add_rows(
    db: &mut Db,
    start: &Start,
    part: &[NewBuilding],
    now: DateTime<Utc>,
) -> Result<HashMap<String, BuildingId>, StoreError> {
    let row = |new: &NewBuilding| {
        let centre = new.footprint.centre();
        Ok((
            t::campaign_id.eq(start.campaign.0),
            t::external_id.eq(new.external_id.clone()),
            t::name.eq(new.name.clone()),
            t::footprint.eq(write_footprint(&new.footprint)?),
            t::lon.eq(centre.lon()),
            t::lat.eq(centre.lat()),
            t::imported_at.eq(stored(now)),
            t::import_id.eq(start.import.0),
            t::attributes.eq(new.attributes.clone()),
            t::print.eq(new.print),
        ))
    };
    let rows: Vec<_> = part.iter().map(row).collect::<Result<_, StoreError>>()?;
    let insert = diesel::insert_into(t::table);
    let ids: Vec<(String, i64)> = on_each_backend!(db, |conn| insert
        .values(&rows)
        .returning((t::external_id, t::id))
        .get_results(conn))?;
    let new: Vec<i64> = ids.iter().map(|(_, id)| *id).collect();
    ledger::queue_many(db, start.campaign, Kind::Building, &new)?;
    Ok(ids.into_iter().map(|(external_id, id)| (external_id, BuildingId(id))).collect())
}

fn write_footprint(footprint: &Footprint) -> Result<String, StoreError> {
    serde_json::to_string(footprint).map_err(|error| StoreError::unknown("buildings", &error))
}

/// Gives a building that nobody was dealt another outline, name and captures; its chips are to be
/// cut anew.
///
/// # Errors
/// When the database fails.
pub fn change(db: &mut Db, id: BuildingId, new: &NewBuilding) -> Result<(), StoreError> {
    let centre = new.footprint.centre();
    let values = (
        t::name.eq(new.name.as_deref()),
        t::footprint.eq(write_footprint(&new.footprint)?),
        t::lon.eq(centre.lon()),
        t::lat.eq(centre.lat()),
        t::attributes.eq(&new.attributes),
        t::print.eq(new.print),
    );
    let row = diesel::update(t::table.find(id.0)).set(values);
    let campaign = row.returning(t::campaign_id).get_result(db)?;
    ledger::queue(db, CampaignId(campaign), Kind::Building, id.0)?;
    tasks::set_cell(db, id, cell(centre))?;
    forget_pictures(db, id)?;
    place(db, &[(id, new)])
}

/// Takes away what was cut and said of a building that nobody was dealt.
fn forget_pictures(db: &mut Db, id: BuildingId) -> Result<(), StoreError> {
    use super::schema::{chips, coverage, exhibits, reference_windows, tiles};
    diesel::delete(coverage::table.filter(coverage::building_id.eq(id.0))).execute(db)?;
    diesel::delete(tiles::table.filter(tiles::building_id.eq(id.0))).execute(db)?;
    diesel::delete(chips::table.filter(chips::building_id.eq(id.0))).execute(db)?;
    diesel::delete(exhibits::table.filter(exhibits::building_id.eq(id.0))).execute(db)?;
    let said = reference_windows::table.filter(reference_windows::building_id.eq(id.0));
    diesel::delete(said).execute(db)?;
    Ok(())
}

/// Removes a building that nobody was dealt, with all that hangs on it.
///
/// # Errors
/// When the database fails, or it was dealt after all.
pub fn remove(db: &mut Db, id: BuildingId) -> Result<(), StoreError> {
    use super::schema::{consensus, examples, place_buildings, place_tiers, tasks, votes_seen};
    forget_pictures(db, id)?;
    let placed = place_buildings::table.filter(place_buildings::building_id.eq(id.0));
    diesel::delete(placed).execute(db)?;
    diesel::delete(votes_seen::table.filter(votes_seen::building_id.eq(id.0))).execute(db)?;
    diesel::delete(examples::table.filter(examples::building_id.eq(id.0))).execute(db)?;
    diesel::delete(place_tiers::table.find(id.0)).execute(db)?;
    diesel::delete(consensus::table.find(id.0)).execute(db)?;
    diesel::delete(tasks::table.find(id.0)).execute(db)?;
    diesel::delete(t::table.find(id.0)).execute(db)?;
    Ok(())
}

/// Whether a building was ever dealt to anybody.
///
/// # Errors
/// When the database fails.
pub fn was_dealt(db: &mut Db, id: BuildingId) -> Result<bool, StoreError> {
    use super::schema::assignments;
    let query = assignments::table.filter(assignments::building_id.eq(id.0));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The buildings that an import brought.
///
/// # Errors
/// When the database fails.
pub fn of_import(db: &mut Db, import: ImportId) -> Result<Vec<BuildingId>, StoreError> {
    let query = t::table.filter(t::import_id.eq(import.0)).order(t::id).select(t::id);
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}

/// The next page of (id, the coordinator's own id, print) of a campaign's buildings with ids above
/// `after`.
///
/// # Errors
/// When the database fails.
pub fn prints(
    db: &mut Db,
    campaign: CampaignId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<(BuildingId, String, i64)>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::id.gt(after.0))
        .order(t::id)
        .select((t::id, t::external_id, t::print))
        .limit(most);
    let rows: Vec<(i64, String, i64)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, own, print)| (BuildingId(id), own, print)).collect())
}

/// A building by its id.
///
/// # Errors
/// When there is none, or the database fails.
pub fn get(db: &mut Db, id: BuildingId) -> Result<Building, StoreError> {
    building(t::table.find(id.0).select(COLUMNS).first(db)?)
}

/// The building with this id of the coordinator's own, in this campaign.
///
/// # Errors
/// When the database fails.
pub fn by_external_id(
    db: &mut Db,
    campaign: CampaignId,
    external_id: &str,
) -> Result<Option<Building>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::external_id.eq(external_id))
        .select(COLUMNS);
    query.first(db).optional()?.map(building).transpose()
}

/// Those of these ids of the coordinator's own that are in this campaign.
///
/// # Errors
/// When the database fails.
pub fn named(
    db: &mut Db,
    campaign: CampaignId,
    external_ids: &[&str],
) -> Result<HashMap<String, BuildingId>, StoreError> {
    let mut found = HashMap::new();
    for part in external_ids.chunks(BATCH_ROWS) {
        let query = t::table
            .filter(t::campaign_id.eq(campaign.0))
            .filter(t::external_id.eq_any(part))
            .select((t::external_id, t::id));
        let rows: Vec<(String, i64)> = query.load(db)?;
        found.extend(rows.into_iter().map(|(own_id, id)| (own_id, BuildingId(id))));
    }
    Ok(found)
}

/// The middles of a campaign's buildings between these bounds (west, south, east, north).
///
/// # Errors
/// When the database fails.
pub fn between(
    db: &mut Db,
    campaign: CampaignId,
    (west, south, east, north): (f64, f64, f64, f64),
) -> Result<Vec<(BuildingId, f64, f64)>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::lon.between(west, east))
        .filter(t::lat.between(south, north))
        .order(t::id)
        .select((t::id, t::lon, t::lat));
    let rows: Vec<(i64, f64, f64)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, lon, lat)| (BuildingId(id), lon, lat)).collect())
}

/// Up to `most` buildings of a campaign with ids above `after`, in order of id.
///
/// # Errors
/// When the database fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<Building>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::id.gt(after.0))
        .order(t::id)
        .select(COLUMNS)
        .limit(most);
    query.load(db)?.into_iter().map(building).collect()
}

/// The ids of up to `most` buildings of a campaign above `after`, in order.
///
/// # Errors
/// When the database fails.
pub fn ids(
    db: &mut Db,
    campaign: CampaignId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<BuildingId>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::id.gt(after.0))
        .order(t::id)
        .select(t::id)
        .limit(most);
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}
