//! What the judgements of each building agree on: derived, and recomputed at will.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{consensus as t, past_findings};
use super::{Db, StoreError, stored, stored_count};
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::Consensus;
use crate::domain::consensus::window::End;
use crate::domain::id::BuildingId;
use crate::domain::task::TaskState;

/// The word of an end, in the database and in exports: `at`, `evidence`, `dispute`.
const fn word(end: End) -> &'static str {
    match end {
        End::At(_) => "at",
        End::Evidence => "evidence",
        End::Dispute => "dispute",
    }
}

/// The changing columns of a consensus, as stored.
#[derive(AsChangeset, Queryable, PartialEq, Eq)]
#[diesel(table_name = t, treat_none_as_null = true)]
struct Columns {
    counted: i32,
    cannot_tell: i32,
    agree: i32,
    last_standing: String,
    last_standing_capture_id: Option<i64>,
    first_destroyed: String,
    first_destroyed_capture_id: Option<i64>,
    width: i32,
    why: String,
    method: String,
}

impl Columns {
    fn of(consensus: &Consensus, series: &CaptureSeries, method: &str) -> Self {
        let capture = |end: End| end.position().and_then(|p| series.at(p)).map(|id| id.0);
        let agreed = consensus.agreed;
        Self {
            counted: stored_count(consensus.counted),
            cannot_tell: stored_count(consensus.cannot_tell),
            agree: stored_count(consensus.agree),
            last_standing: word(agreed.last_standing).to_owned(),
            last_standing_capture_id: capture(agreed.last_standing),
            first_destroyed: word(agreed.first_destroyed).to_owned(),
            first_destroyed_capture_id: capture(agreed.first_destroyed),
            width: i32::try_from(consensus.width).unwrap_or(i32::MAX),
            why: consensus.why.to_string(),
            method: method.to_owned(),
        }
    }
}

/// Adds the consensus of no judgements for buildings.
pub(super) fn add(
    db: &mut Db,
    empty: &[(BuildingId, &Consensus)],
    method: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let none = CaptureSeries::new(Vec::new());
    let row = |(building, empty): &(BuildingId, &Consensus)| {
        let columns = Columns::of(empty, &none, method);
        (
            t::building_id.eq(building.0),
            t::version.eq(0),
            t::counted.eq(columns.counted),
            t::cannot_tell.eq(columns.cannot_tell),
            t::agree.eq(columns.agree),
            t::last_standing.eq(columns.last_standing),
            t::first_destroyed.eq(columns.first_destroyed),
            t::width.eq(columns.width),
            t::why.eq(columns.why),
            t::method.eq(columns.method),
            t::decided_at.eq(stored(now)),
        )
    };
    let rows: Vec<_> = empty.iter().map(row).collect();
    on_each_backend!(db, |conn| diesel::insert_into(t::table).values(&rows).execute(conn))?;
    Ok(())
}

/// A verdict that was decided and is so no longer: where its task was, and why that ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended<'a> {
    /// Where the task was.
    pub state: TaskState,
    /// What ended it.
    pub why: &'a str,
}

/// Keeps the verdict that is stored at present, as a version of the past.
fn keep(
    db: &mut Db,
    building: BuildingId,
    old: Columns,
    ended: Ended<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use past_findings as p;
    let of = t::table.find(building.0).select((t::version, t::decided_at));
    let (version, decided_at): (i32, NaiveDateTime) = of.first(db)?;
    let (state, reason) = ended.state.as_strs();
    let row = (
        (
            p::building_id.eq(building.0),
            p::version.eq(version),
            p::state.eq(state),
            p::retirement_reason.eq(reason),
            p::decided_at.eq(decided_at),
            p::ended_at.eq(stored(now)),
            p::ended_why.eq(ended.why),
        ),
        (
            p::counted.eq(old.counted),
            p::cannot_tell.eq(old.cannot_tell),
            p::agree.eq(old.agree),
            p::last_standing.eq(old.last_standing),
            p::last_standing_capture_id.eq(old.last_standing_capture_id),
            p::first_destroyed.eq(old.first_destroyed),
            p::first_destroyed_capture_id.eq(old.first_destroyed_capture_id),
            p::width.eq(old.width),
            p::why.eq(old.why),
            p::method.eq(old.method),
        ),
    );
    diesel::insert_into(p::table).values(row).execute(db)?;
    Ok(())
}

/// Stores a consensus and counts its version up, unless nothing changed. Says whether it did. Where
/// the one before was decided (`ended`), it is kept as a version of the past.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    building: BuildingId,
    consensus: &Consensus,
    (series, method): (&CaptureSeries, &str),
    ended: Option<Ended<'_>>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let new = Columns::of(consensus, series, method);
    let old = stored_columns(db, building)?;
    if old == new {
        return Ok(false);
    }
    if let Some(ended) = ended {
        keep(db, building, old, ended, now)?;
    }
    let change = (new, t::version.eq(t::version + 1), t::decided_at.eq(stored(now)));
    diesel::update(t::table.find(building.0)).set(change).execute(db)?;
    Ok(true)
}

/// Counts the version up because people decided or disputed, though votes say the same. Where there
/// was a decision (`ended`), it is kept as a version of the past.
///
/// # Errors
/// When the database fails.
pub fn turn(
    db: &mut Db,
    building: BuildingId,
    ended: Option<Ended<'_>>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if let Some(ended) = ended {
        let old = stored_columns(db, building)?;
        keep(db, building, old, ended, now)?;
    }
    let change = (t::version.eq(t::version + 1), t::decided_at.eq(stored(now)));
    diesel::update(t::table.find(building.0)).set(change).execute(db)?;
    Ok(())
}

fn stored_columns(db: &mut Db, building: BuildingId) -> Result<Columns, StoreError> {
    let columns = t::table
        .find(building.0)
        .select((
            t::counted,
            t::cannot_tell,
            t::agree,
            t::last_standing,
            t::last_standing_capture_id,
            t::first_destroyed,
            t::first_destroyed_capture_id,
            t::width,
            t::why,
            t::method,
        ))
        .first(db)?;
    Ok(columns)
}
