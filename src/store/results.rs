//! What each release says of each building, for its map and lists: written once, never changed.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{past_findings as p, release_buildings as t, releases as r};
use super::{Db, StoreError};
use crate::domain::id::{BuildingId, ReleaseId};
use crate::domain::release::State;
use crate::domain::results::{Point, Status};

/// Rows of one statement.
pub const BATCH: usize = 1_000;

/// What a release says of a building.
#[derive(Debug, Clone, PartialEq)]
pub struct Told {
    /// Its place as the release tells it, and what is published about it.
    pub point: Point,
    /// Its id in the list; empty where the release keeps none.
    pub external_id: String,
    /// Its name in the list, likewise.
    pub name: String,
    /// How many answers count.
    pub counted: i32,
    /// Where its row begins in the release's buildings.csv, and its length.
    pub row: (i64, i32),
}

/// A result that held before the one of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// Its version.
    pub version: i32,
    /// The state of the building then, and why it was no longer asked about.
    pub state: String,
    /// How many answers counted, and how many of them agreed.
    pub counted: (i32, i32),
    /// When it was decided, and when it ended, UTC.
    pub held: (NaiveDateTime, NaiveDateTime),
    /// Why it ended.
    pub ended_why: String,
}

/// Adds what a release says of buildings; what is there already is left alone.
///
/// # Errors
/// When the database fails.
pub fn add(db: &mut Db, release: ReleaseId, all: &[Told]) -> Result<(), StoreError> {
    for part in all.chunks(BATCH) {
        let row = |told: &Told| {
            (
                t::release_id.eq(release.0),
                t::building_id.eq(told.point.building.0),
                t::external_id.eq(told.external_id.clone()),
                t::name.eq(told.name.clone()),
                t::lon.eq(told.point.lon),
                t::lat.eq(told.point.lat),
                t::status.eq(told.point.status.as_str()),
                t::after_on.eq(told.point.after),
                t::by_on.eq(told.point.by),
                t::agreement_pm.eq(told.point.agreement_pm),
                t::counted.eq(told.counted),
                t::row_at.eq(told.row.0),
                t::row_bytes.eq(told.row.1),
            )
        };
        let rows: Vec<_> = part.iter().map(row).collect();
        on_each_backend!(db, |conn| diesel::insert_into(t::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(())
}

/// The oldest ready release above `after` whose buildings are not listed yet.
///
/// # Errors
/// When the database fails.
pub fn due(db: &mut Db, after: ReleaseId) -> Result<Option<ReleaseId>, StoreError> {
    let waits = r::table
        .filter(r::state.eq(State::Ready.as_str()))
        .filter(r::id.gt(after.0))
        .filter(r::is_listed.eq(false));
    Ok(waits.order(r::id).select(r::id).first(db).optional()?.map(ReleaseId))
}

/// Says that the buildings of a release are all listed.
///
/// # Errors
/// When the database fails.
pub fn finish(db: &mut Db, release: ReleaseId) -> Result<(), StoreError> {
    diesel::update(r::table.find(release.0)).set(r::is_listed.eq(true)).execute(db)?;
    Ok(())
}

/// Whether the buildings of a release are all listed.
///
/// # Errors
/// When the database fails.
pub fn is_listed(db: &mut Db, release: ReleaseId) -> Result<bool, StoreError> {
    Ok(r::table.find(release.0).select(r::is_listed).first(db)?)
}

type Columns = (i64, f64, f64, String, Option<NaiveDate>, Option<NaiveDate>, Option<i32>);

fn point((building, lon, lat, status, after, by, agreement_pm): Columns) -> Point {
    // The word of a file that a later version wrote is shown as nothing agreed.
    let status = Status::parse(&status).unwrap_or(Status::Open);
    Point { building: BuildingId(building), lon, lat, status, after, by, agreement_pm }
}

macro_rules! columns {
    () => {
        (t::building_id, t::lon, t::lat, t::status, t::after_on, t::by_on, t::agreement_pm)
    };
}

/// Every building of a release, by number.
///
/// # Errors
/// When the database fails.
pub fn points(db: &mut Db, release: ReleaseId) -> Result<Vec<Point>, StoreError> {
    let own = t::table.filter(t::release_id.eq(release.0)).order(t::building_id);
    let rows: Vec<Columns> = own.select(columns!()).load(db)?;
    Ok(rows.into_iter().map(point).collect())
}

/// What a release says of some buildings, by number.
///
/// # Errors
/// When the database fails.
pub fn told(
    db: &mut Db,
    release: ReleaseId,
    buildings: &[BuildingId],
) -> Result<Vec<Told>, StoreError> {
    let ids: Vec<i64> = buildings.iter().map(|building| building.0).collect();
    let own = t::table
        .filter(t::release_id.eq(release.0))
        .filter(t::building_id.eq_any(ids))
        .order(t::building_id)
        .select((columns!(), t::external_id, t::name, t::counted, t::row_at, t::row_bytes));
    let rows: Vec<(Columns, String, String, i32, i64, i32)> = own.load(db)?;
    let told = |(own, external_id, name, counted, at, bytes)| Told {
        point: point(own),
        external_id,
        name,
        counted,
        row: (at, bytes),
    };
    Ok(rows.into_iter().map(told).collect())
}

type PastRow = ((i32, String, Option<String>), (i32, i32), (NaiveDateTime, NaiveDateTime), String);

/// The results about a building below a version, oldest first.
///
/// # Errors
/// When the database fails.
pub fn past(db: &mut Db, building: BuildingId, below: i32) -> Result<Vec<Past>, StoreError> {
    let own = p::table
        .filter(p::building_id.eq(building.0))
        .filter(p::version.lt(below))
        .order(p::version)
        .select((
            (p::version, p::state, p::retirement_reason),
            (p::counted, p::agree),
            (p::decided_at, p::ended_at),
            p::ended_why,
        ));
    let rows: Vec<PastRow> = own.load(db)?;
    let past = |((version, state, reason), counted, held, ended_why): PastRow| {
        let state = reason.map_or(state.clone(), |reason| format!("{state}, {reason}"));
        Past { version, state, counted, held, ended_why }
    };
    Ok(rows.into_iter().map(past).collect())
}
