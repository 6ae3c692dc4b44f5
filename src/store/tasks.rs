//! Tasks: the queue from which buildings are dealt.

use diesel::dsl::case_when;
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::tasks as t;
use super::{Db, StoreError, count, dialect, stored_count};
use crate::domain::consensus::RetirementReason;
use crate::domain::id::{AssignmentId, BuildingId, CampaignId, JudgementId, VolunteerId};
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

/// Adds the tasks of buildings, all alike but for their random places and their neighbourhoods:
/// (building, random place, cell).
pub(super) fn add(
    db: &mut Db,
    campaign: CampaignId,
    task: Task,
    places: &[(BuildingId, i64, i64)],
) -> Result<(), StoreError> {
    let row = |(building, shuffle, cell): &(BuildingId, i64, i64)| {
        (
            t::building_id.eq(building.0),
            t::campaign_id.eq(campaign.0),
            t::cell.eq(*cell),
            Columns::of(task, *shuffle),
        )
    };
    let rows: Vec<_> = places.iter().map(row).collect();
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
    type Row = (String, Option<String>, i32, i32, i32, i32, bool, i32);
    let row: Row = t::table
        .find(building.0)
        .select((
            t::state,
            t::retirement_reason,
            t::judged,
            t::leased,
            t::wanted,
            t::asked,
            t::is_held,
            t::least,
        ))
        .first(db)?;
    let (state, reason, judged, leased, wanted, asked, is_held, least) = row;
    let known = TaskState::parse(&state, reason.as_deref());
    Ok(Task {
        state: known.ok_or_else(|| StoreError::unknown("tasks", &state))?,
        judged: count(judged),
        leased: count(leased),
        wanted: count(wanted),
        asked: count(asked),
        is_held,
        least: count(least),
    })
}

/// The newest assignment that was dealt on a building's captures of before it was opened again; 0
/// where it never was.
///
/// # Errors
/// When there is none, or the database fails.
pub fn dealt_after(db: &mut Db, building: BuildingId) -> Result<AssignmentId, StoreError> {
    Ok(AssignmentId(t::table.find(building.0).select(t::dealt_after).first(db)?))
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

/// Who asks for a task: the volunteer, and whom they are suspected to act with.
#[derive(Debug, Clone)]
pub struct Asker {
    /// Who.
    pub volunteer: VolunteerId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// The volunteer and all accounts of their suspected group: what one of them was dealt, the
    /// others are not asked about.
    pub together: Vec<VolunteerId>,
    /// Of each building of a neighbourhood, how many judgements may be the volunteer's, in
    /// thousandths; at least [`crate::domain::dealing::NEAR_MIN`] of a neighbourhood in any case.
    pub near_pm: i64,
}

impl Asker {
    /// The ids of all of them.
    pub(super) fn ids(&self) -> Vec<i64> {
        self.together.iter().map(|volunteer| volunteer.0).collect()
    }
}

/// Whether there is a building that this volunteer could be asked about.
///
/// # Errors
/// When the database fails.
pub fn any_for(db: &mut Db, asker: &Asker) -> Result<bool, StoreError> {
    let query = dialect::dealable_to!(asker).select(t::building_id);
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The building that this volunteer is asked about next, and its task, locked for this write.
///
/// # Errors
/// When the database fails.
pub fn next_for(db: &mut Db, asker: &Asker) -> Result<Option<Next>, StoreError> {
    let next = dialect::next_task(db, asker)?;
    Ok(next.map(|(building, judged, leased, wanted, dealt_after)| {
        let (judged, leased, wanted) = (count(judged), count(leased), count(wanted));
        // What people asked for is in what is wanted.
        let task = Task { judged, leased, wanted, ..Task::fresh(wanted) };
        Next { building: BuildingId(building), task, was_reopened: dealt_after > 0 }
    }))
}

/// A building to be dealt next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// Which.
    pub building: BuildingId,
    /// Its task.
    pub task: Task,
    /// Whether it was opened again, so that the volunteer may have been dealt it before that.
    pub was_reopened: bool,
}

/// Begins a building anew: judgements up to `judgement` are counted no more, and whoever was dealt
/// it up to `assignment` may be dealt it again.
///
/// # Errors
/// When the database fails.
pub fn begin_anew(
    db: &mut Db,
    building: BuildingId,
    judgement: JudgementId,
    assignment: AssignmentId,
) -> Result<(), StoreError> {
    let values = (
        t::counted_after.eq(judgement.0),
        t::dealt_after.eq(assignment.0),
        t::asked.eq(0),
        t::is_held.eq(false),
    );
    diesel::update(t::table.find(building.0)).set(values).execute(db)?;
    Ok(())
}

/// Stores a task as people leave it, with what they asked for and whether they hold it.
///
/// # Errors
/// When the database fails.
pub fn put_ruled(
    db: &mut Db,
    building: BuildingId,
    task: Task,
    shuffle: i64,
) -> Result<(), StoreError> {
    put(db, building, task, shuffle)?;
    let values = (t::asked.eq(stored_count(task.asked)), t::is_held.eq(task.is_held));
    diesel::update(t::table.find(building.0)).set(values).execute(db)?;
    Ok(())
}

/// Notes how far the votes about a building disagree that is put before people, in thousandths.
///
/// # Errors
/// When the database fails.
pub fn contest(db: &mut Db, building: BuildingId, disagreement: u32) -> Result<(), StoreError> {
    let value = t::disagreement.eq(stored_count(disagreement));
    diesel::update(t::table.find(building.0)).set(value).execute(db)?;
    Ok(())
}

/// Where a building stands in the queue: its neighbourhood, and how many buildings are in it.
///
/// # Errors
/// When there is no such building, or the database fails.
pub fn cell_of(db: &mut Db, building: BuildingId) -> Result<i64, StoreError> {
    Ok(t::table.find(building.0).select(t::cell).first(db)?)
}

/// Moves a building's task to another neighbourhood.
pub(super) fn set_cell(db: &mut Db, building: BuildingId, cell: i64) -> Result<(), StoreError> {
    diesel::update(t::table.find(building.0)).set(t::cell.eq(cell)).execute(db)?;
    Ok(())
}

/// How many buildings of a campaign stand in a neighbourhood.
///
/// # Errors
/// When the database fails.
pub fn count_in_cell(db: &mut Db, campaign: CampaignId, cell: i64) -> Result<u64, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::cell.eq(cell));
    let found: i64 = query.count().get_result(db)?;
    Ok(u64::try_from(found).unwrap_or(0))
}

/// Sets what is dealt first, buildings of a higher priority before all of a lower one, and how many
/// judgements are wanted of them at least.
pub(super) fn weigh(
    db: &mut Db,
    buildings: &[i64],
    priority: i32,
    least: i32,
) -> Result<(), StoreError> {
    let query = t::table.filter(t::building_id.eq_any(buildings));
    diesel::update(query).set((t::priority.eq(priority), t::least.eq(least))).execute(db)?;
    Ok(())
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
        .order((t::priority.desc(), t::load, t::shuffle, t::building_id))
        .select(t::building_id)
        .limit(most);
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}

/// Asks again about those of these buildings that were withdrawn, from the beginning: as many
/// judgements as their places want at least, where that is more.
///
/// # Errors
/// When the database fails.
pub fn ask_afresh(
    db: &mut Db,
    buildings: &[BuildingId],
    judgements_min: u32,
) -> Result<(), StoreError> {
    let task = Task::fresh(judgements_min);
    for part in buildings.chunks(500) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let none: Option<String> = None;
        let values = (
            t::state.eq(task.state.as_strs().0),
            t::retirement_reason.eq(none),
            t::judged.eq(0),
            t::leased.eq(0),
            t::is_dealable.eq(task.is_dealable()),
            t::load.eq(0),
        );
        let query = t::table.filter(t::building_id.eq_any(ids));
        let withdrawn = query.filter(t::retirement_reason.eq("withdrawn"));
        let few = stored_count(task.wanted);
        let wanted = case_when(t::least.gt(few), t::least).otherwise(few);
        diesel::update(withdrawn).set((values, t::wanted.eq(wanted))).execute(db)?;
    }
    Ok(())
}

/// Withdraws buildings that nobody has judged.
///
/// # Errors
/// When the database fails.
pub fn withdraw(db: &mut Db, buildings: &[BuildingId]) -> Result<(), StoreError> {
    let (state, reason) = TaskState::Retired(RetirementReason::Withdrawn).as_strs();
    for part in buildings.chunks(500) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let values = (
            t::state.eq(state),
            t::retirement_reason.eq(reason),
            t::wanted.eq(0),
            t::is_dealable.eq(false),
        );
        diesel::update(t::table.filter(t::building_id.eq_any(ids))).set(values).execute(db)?;
    }
    Ok(())
}

/// Wants another number of judgements of every building of a draft, which nobody has judged; as
/// many as its places want at least, where that is more.
///
/// # Errors
/// When the database fails.
pub fn want(db: &mut Db, campaign: CampaignId, judgements_min: u32) -> Result<(), StoreError> {
    let own = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::state.eq("open"));
    let few = stored_count(judgements_min);
    let wanted = case_when(t::least.gt(few), t::least).otherwise(few);
    diesel::update(own).set(t::wanted.eq(wanted)).execute(db)?;
    Ok(())
}
