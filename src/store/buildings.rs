//! Buildings, each with its task and its (at first empty) consensus.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::buildings as t;
use super::{Db, StoreError, consensus, stored, tasks};
use crate::domain::building::Building;
use crate::domain::consensus::Consensus;
use crate::domain::id::{BuildingId, CampaignId};
use crate::domain::place::Footprint;
use crate::domain::task::Task;

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
    /// A random number: its place among tasks that are judged equally often.
    pub shuffle: i64,
}

/// Adds a building, its task, and the consensus of no judgements.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    new: &NewBuilding,
    start: (Task, &Consensus, &str),
    now: DateTime<Utc>,
) -> Result<BuildingId, StoreError> {
    let footprint = serde_json::to_string(&new.footprint)
        .map_err(|error| StoreError::unknown("buildings", &error))?;
    let centre = new.footprint.centre();
    let row = (
        t::campaign_id.eq(campaign.0),
        t::external_id.eq(&new.external_id),
        t::name.eq(new.name.as_deref()),
        t::footprint.eq(footprint),
        t::lon.eq(centre.lon()),
        t::lat.eq(centre.lat()),
        t::imported_at.eq(stored(now)),
    );
    let id: i64 = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    let (task, empty, method) = start;
    tasks::add(db, BuildingId(id), campaign, task, new.shuffle)?;
    consensus::add(db, BuildingId(id), empty, method, now)?;
    Ok(BuildingId(id))
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
