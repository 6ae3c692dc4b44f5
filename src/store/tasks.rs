//! Tasks: the queue from which buildings are dealt.

use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{assignments, tasks as t};
use super::{Db, StoreError, count, dialect, stored_count};
use crate::domain::id::{BuildingId, CampaignId, VolunteerId};
use crate::domain::task::{Task, TaskState};

/// The changing columns of a task, as stored.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = t, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Columns {
    state: &'static str,
    retirement_reason: Option<String>,
    judged: i32,
    leased: i32,
    wanted: i32,
    is_dealable: bool,
    load: i32,
    shuffle: i64,
}

impl Columns {
    fn of(task: Task, shuffle: i64) -> Self {
        let (state, reason) = task.state.as_strs();
        Self {
            state,
            retirement_reason: reason.map(str::to_owned),
            judged: stored_count(task.judged),
            leased: stored_count(task.leased),
            wanted: stored_count(task.wanted),
            is_dealable: task.is_dealable(),
            load: stored_count(task.load()),
            shuffle,
        }
    }
}

/// Adds the tasks of buildings, all alike but for their random places.
pub(super) fn add(
    db: &mut Db,
    campaign: CampaignId,
    task: Task,
    shuffles: &[(BuildingId, i64)],
) -> Result<(), StoreError> {
    let row = |(building, shuffle): &(BuildingId, i64)| {
        (t::building_id.eq(building.0), t::campaign_id.eq(campaign.0), Columns::of(task, *shuffle))
    };
    let rows: Vec<_> = shuffles.iter().map(row).collect();
    on_each_backend!(db, |conn| diesel::insert_into(t::table).values(rows).execute(conn))?;
    Ok(())
}

/// The task of a building, kept from other writers until this write ends.
///
/// # Errors
/// When there is none, or the database fails.
pub fn locked(db: &mut Db, building: BuildingId) -> Result<Task, StoreError> {
    dialect::lock_task(db, building)?;
    get(db, building)
}

/// The task of a building.
///
/// # Errors
/// When there is none, or the database fails.
pub fn get(db: &mut Db, building: BuildingId) -> Result<Task, StoreError> {
    let columns = (t::state, t::retirement_reason, t::judged, t::leased, t::wanted);
    let row: (String, Option<String>, i32, i32, i32) =
        t::table.find(building.0).select(columns).first(db)?;
    let (state, reason, judged, leased, wanted) = row;
    let known = TaskState::parse(&state, reason.as_deref());
    Ok(Task {
        state: known.ok_or_else(|| StoreError::unknown("tasks", &state))?,
        judged: count(judged),
        leased: count(leased),
        wanted: count(wanted),
    })
}

/// Stores a changed task; `shuffle` is its new random place among its equals.
///
/// # Errors
/// When the database fails.
pub fn put(db: &mut Db, building: BuildingId, task: Task, shuffle: i64) -> Result<(), StoreError> {
    let columns = Columns::of(task, shuffle);
    diesel::update(t::table.find(building.0)).set(columns).execute(db)?;
    Ok(())
}

/// Whether there is a building that this volunteer could be asked about.
///
/// # Errors
/// When the database fails.
pub fn any_for(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<bool, StoreError> {
    let dealt_before = assignments::table
        .filter(assignments::volunteer_id.eq(volunteer.0))
        .filter(assignments::building_id.eq(t::building_id));
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_dealable.eq(true))
        .filter(diesel::dsl::not(diesel::dsl::exists(dealt_before)));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The building that this volunteer is asked about next, and its task, locked for this write.
///
/// # Errors
/// When the database fails.
pub fn next_for(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Option<(BuildingId, Task)>, StoreError> {
    let next = dialect::next_task(db, volunteer, campaign)?;
    Ok(next.map(|(building, judged, leased, wanted)| {
        let (judged, leased, wanted) = (count(judged), count(leased), count(wanted));
        (BuildingId(building), Task { state: TaskState::Open, judged, leased, wanted })
    }))
}

/// The first buildings of a campaign's queue, in the order in which they would be dealt to
/// somebody who has seen none.
///
/// # Errors
/// When the database fails.
pub fn upcoming(
    db: &mut Db,
    campaign: CampaignId,
    most: i64,
) -> Result<Vec<BuildingId>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_dealable.eq(true))
        .order((t::load, t::shuffle, t::building_id))
        .select(t::building_id)
        .limit(most);
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}
