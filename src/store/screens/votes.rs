//! What the coordinator sees of one building: its votes and what they agree on.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::{BuildingId, CaptureId, VolunteerId};
use crate::domain::limits::JUDGEMENTS_PER_BUILDING_MAX;
use crate::store::schema::{consensus, judgements, supersedings};
use crate::store::{Db, StoreError};

/// One judgement of a building.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// Whose; shown under a pseudonym only.
    pub volunteer: VolunteerId,
    /// The verdict's word.
    pub verdict: String,
    /// The last capture called standing.
    pub last_standing: Option<CaptureId>,
    /// The first capture called destroyed.
    pub first_destroyed: Option<CaptureId>,
    /// Why they could not tell.
    pub doubt: Option<String>,
    /// How sure they said they were.
    pub sureness: Option<String>,
    /// The screen's mode.
    pub mode: String,
    /// When the task was dealt.
    pub dealt_at: DateTime<Utc>,
    /// When the answer came.
    pub submitted_at: DateTime<Utc>,
    /// Why it no longer counts.
    pub superseded: Option<String>,
}

#[derive(Queryable)]
struct Row {
    volunteer_id: i64,
    verdict: String,
    last_standing: Option<i64>,
    first_destroyed: Option<i64>,
    doubt: Option<String>,
    sureness: Option<String>,
    mode: String,
    dealt_at: NaiveDateTime,
    submitted_at: NaiveDateTime,
    superseded: Option<String>,
}

/// Every judgement of a building, superseded ones too, in order of arrival.
///
/// # Errors
/// When the store fails.
pub fn votes(db: &mut Db, building: BuildingId) -> Result<Vec<Vote>, StoreError> {
    let rows: Vec<Row> = judgements::table
        .left_join(supersedings::table)
        .filter(judgements::building_id.eq(building.0))
        .order(judgements::id)
        .select((
            judgements::volunteer_id,
            judgements::verdict,
            judgements::last_standing_capture_id,
            judgements::first_destroyed_capture_id,
            judgements::doubt,
            judgements::sureness,
            judgements::mode,
            judgements::dealt_at,
            judgements::submitted_at,
            supersedings::reason.nullable(),
        ))
        .limit(JUDGEMENTS_PER_BUILDING_MAX)
        .load(db)?;
    Ok(rows
        .into_iter()
        .map(|row| Vote {
            volunteer: VolunteerId(row.volunteer_id),
            verdict: row.verdict,
            last_standing: row.last_standing.map(CaptureId),
            first_destroyed: row.first_destroyed.map(CaptureId),
            doubt: row.doubt,
            sureness: row.sureness,
            mode: row.mode,
            dealt_at: row.dealt_at.and_utc(),
            submitted_at: row.submitted_at.and_utc(),
            superseded: row.superseded,
        })
        .collect())
}

/// The stored consensus of a building, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Windows counted.
    pub counted: i32,
    /// Judgements that could not tell.
    pub cannot_tell: i32,
    /// Windows inside the agreed one.
    pub agree: i32,
    /// `at`, `evidence` or `dispute`.
    pub last_standing: String,
    /// The capture, with `at`.
    pub last_standing_capture: Option<CaptureId>,
    /// `at`, `evidence` or `dispute`.
    pub first_destroyed: String,
    /// The capture, with `at`.
    pub first_destroyed_capture: Option<CaptureId>,
    /// Intervals left possible.
    pub width: i32,
    /// In words.
    pub why: String,
    /// The rule with its parameters.
    pub method: String,
    /// Times it changed.
    pub version: i32,
}

type AgreementRow =
    (i32, i32, i32, String, Option<i64>, String, Option<i64>, i32, String, String, i32);

/// The stored consensus of a building.
///
/// # Errors
/// When the store fails.
pub fn agreement(db: &mut Db, building: BuildingId) -> Result<Agreement, StoreError> {
    let row: AgreementRow = consensus::table
        .find(building.0)
        .select((
            consensus::counted,
            consensus::cannot_tell,
            consensus::agree,
            consensus::last_standing,
            consensus::last_standing_capture_id,
            consensus::first_destroyed,
            consensus::first_destroyed_capture_id,
            consensus::width,
            consensus::why,
            consensus::method,
            consensus::version,
        ))
        .first(db)?;
    Ok(Agreement {
        counted: row.0,
        cannot_tell: row.1,
        agree: row.2,
        last_standing: row.3,
        last_standing_capture: row.4.map(CaptureId),
        first_destroyed: row.5,
        first_destroyed_capture: row.6.map(CaptureId),
        width: row.7,
        why: row.8,
        method: row.9,
        version: row.10,
    })
}
