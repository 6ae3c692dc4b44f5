//! The rows that are counted for a campaign's dashboard, and what it reads beside the count.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::progress::{Place, place, state};
use crate::domain::census::{Said, Standing};
use crate::domain::id::{BuildingId, CampaignId, CaptureId};
use crate::domain::task::TaskState;
use crate::store::judgements::unusable;
use crate::store::schema::{
    buildings, captures, consensus, enrolments, judgements, past_findings, supersedings, tasks,
};
use crate::store::{Db, StoreError, stored};

type StandingRow = (
    (i64, f64, f64, NaiveDateTime),
    (String, Option<String>),
    (Option<i64>, Option<i64>, i32, NaiveDateTime),
);

/// Where every building of a campaign stands.
///
/// # Errors
/// When the store fails.
pub fn standings(db: &mut Db, campaign: CampaignId) -> Result<Vec<Standing>, StoreError> {
    let rows: Vec<StandingRow> = buildings::table
        .inner_join(tasks::table)
        .inner_join(consensus::table)
        .filter(buildings::campaign_id.eq(campaign.0))
        .select((
            (buildings::id, buildings::lon, buildings::lat, buildings::imported_at),
            (tasks::state, tasks::retirement_reason),
            (
                consensus::last_standing_capture_id,
                consensus::first_destroyed_capture_id,
                consensus::width,
                consensus::decided_at,
            ),
        ))
        .load(db)?;
    let standing = |row: StandingRow| {
        let ((id, lon, lat, imported_at), (word, reason), (after, before, width, decided_at)) = row;
        let state = state(&word, reason.as_deref())?;
        let (imported_at, decided_at) = (imported_at.and_utc(), decided_at.and_utc());
        Ok(Standing { id, lon, lat, state, after, before, width, decided_at, imported_at })
    };
    rows.into_iter().map(standing).collect()
}

/// Where those buildings stood at a time whose verdict of then has ended since.
///
/// # Errors
/// When the store fails.
pub fn ended_since(
    db: &mut Db,
    campaign: CampaignId,
    at: DateTime<Utc>,
) -> Result<Vec<TaskState>, StoreError> {
    let rows: Vec<(String, Option<String>)> = past_findings::table
        .inner_join(buildings::table)
        .filter(past_findings::ended_at.gt(stored(at)))
        .filter(past_findings::decided_at.le(stored(at)))
        .filter(buildings::campaign_id.eq(campaign.0))
        .select((past_findings::state, past_findings::retirement_reason))
        .load(db)?;
    rows.into_iter().map(|(word, reason)| state(&word, reason.as_deref())).collect()
}

/// When the first judgement from a time on came.
///
/// # Errors
/// When the store fails.
pub fn first_from(
    db: &mut Db,
    campaign: CampaignId,
    from: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let query = judgements::table
        .filter(judgements::campaign_id.eq(campaign.0))
        .filter(judgements::submitted_at.ge(stored(from)))
        .order(judgements::submitted_at)
        .select(judgements::submitted_at);
    let first: Option<NaiveDateTime> = query.first(db).optional()?;
    Ok(first.map(|at| at.and_utc()))
}

/// An answer on gold: (building, last standing, first destroyed, whether they could not tell).
pub type OnGold = (BuildingId, Option<CaptureId>, Option<CaptureId>, bool);

type SaidRow = (i64, String, Option<i64>, Option<i64>, Option<String>, String);

/// What came between two times, and what of it was about gold.
///
/// # Errors
/// When the store fails.
pub fn said_between(
    db: &mut Db,
    campaign: CampaignId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(Vec<Said>, Vec<OnGold>), StoreError> {
    let rows: Vec<SaidRow> = judgements::table
        .filter(judgements::campaign_id.eq(campaign.0))
        .filter(judgements::submitted_at.ge(stored(from)))
        .filter(judgements::submitted_at.lt(stored(to)))
        .select((
            judgements::building_id,
            judgements::purpose,
            judgements::last_standing_capture_id,
            judgements::first_destroyed_capture_id,
            judgements::doubt,
            judgements::unusable,
        ))
        .load(db)?;
    let (mut said, mut on_gold) = (Vec::with_capacity(rows.len()), Vec::new());
    for (building, purpose, last, first, doubt, words) in rows {
        if purpose == "gold" {
            let capture = |id: Option<i64>| id.map(CaptureId);
            on_gold.push((BuildingId(building), capture(last), capture(first), doubt.is_some()));
        }
        said.push(Said { doubt, unusable: unusable(&words).collect() });
    }
    Ok((said, on_gold))
}

/// Judgements of a campaign that no longer stand.
///
/// # Errors
/// When the store fails.
pub fn superseded(db: &mut Db, campaign: CampaignId) -> Result<u64, StoreError> {
    let of = supersedings::table
        .inner_join(judgements::table)
        .filter(judgements::campaign_id.eq(campaign.0));
    let all: i64 = of.count().get_result(db)?;
    Ok(all.unsigned_abs())
}

/// How many volunteers judged between two times.
///
/// # Errors
/// When the store fails.
pub fn people_between(
    db: &mut Db,
    campaign: CampaignId,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<u64, StoreError> {
    let people = diesel::dsl::count(judgements::volunteer_id).aggregate_distinct();
    let all: i64 = judgements::table
        .filter(judgements::campaign_id.eq(campaign.0))
        .filter(judgements::submitted_at.ge(stored(from)))
        .filter(judgements::submitted_at.lt(stored(to)))
        .select(people)
        .first(db)?;
    Ok(all.unsigned_abs())
}

/// How many (captures, volunteers who consented) a campaign has.
///
/// # Errors
/// When the store fails.
pub fn sizes(db: &mut Db, campaign: CampaignId) -> Result<(u64, u64), StoreError> {
    let of = captures::table.filter(captures::campaign_id.eq(campaign.0));
    let captures: i64 = of.count().get_result(db)?;
    let of = enrolments::table.filter(enrolments::campaign_id.eq(campaign.0));
    let volunteers: i64 = of.count().get_result(db)?;
    Ok((captures.unsigned_abs(), volunteers.unsigned_abs()))
}

/// These buildings, decided last first.
///
/// # Errors
/// When the store fails.
pub fn places_of(db: &mut Db, ids: &[i64]) -> Result<Vec<Place>, StoreError> {
    let rows: Vec<super::progress::PlaceRow> = super::progress::places_query!()
        .filter(buildings::id.eq_any(ids))
        .order((consensus::decided_at.desc(), buildings::id))
        .load(db)?;
    rows.into_iter().map(place).collect()
}

/// One building as the map's script takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The coordinator's own id.
    pub external_id: String,
    /// Degrees.
    pub lon: f64,
    /// Degrees.
    pub lat: f64,
    /// Where its task is.
    pub state: TaskState,
    /// The last capture agreed to show it standing.
    pub after: Option<i64>,
    /// The first capture agreed to show it destroyed.
    pub before: Option<i64>,
}

type PointRow = ((String, f64, f64), (String, Option<String>), (Option<i64>, Option<i64>));

/// Every building of a campaign, in order of the coordinator's own ids.
///
/// # Errors
/// When the store fails.
pub fn points(db: &mut Db, campaign: CampaignId) -> Result<Vec<Point>, StoreError> {
    let rows: Vec<PointRow> = buildings::table
        .inner_join(tasks::table)
        .inner_join(consensus::table)
        .filter(buildings::campaign_id.eq(campaign.0))
        .order(buildings::external_id)
        .select((
            (buildings::external_id, buildings::lon, buildings::lat),
            (tasks::state, tasks::retirement_reason),
            (consensus::last_standing_capture_id, consensus::first_destroyed_capture_id),
        ))
        .load(db)?;
    let point = |((external_id, lon, lat), (word, reason), (after, before)): PointRow| {
        let state = state(&word, reason.as_deref())?;
        Ok(Point { external_id, lon, lat, state, after, before })
    };
    rows.into_iter().map(point).collect()
}
