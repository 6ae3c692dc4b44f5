//! What the exports read: pages of rows in order of id, so that memory stays flat.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::window::End;
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, JudgementId, VolunteerId};
use crate::domain::judgement::Verdict;
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::domain::place::Footprint;
use crate::domain::task::TaskState;
use crate::store::buildings::read_footprint;
use crate::store::judgements::{counted, unusable, verdict};
use crate::store::merges::{self, Firsts};
use crate::store::schema::{
    buildings, consensus, coverage, golds, judgements, supersedings, tasks,
};
use crate::store::screens::turn::Turn;
use crate::store::which::{Which, about};
use crate::store::{Db, StoreError, count, stored};

/// A building with what is stored of its result.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Ours.
    pub id: BuildingId,
    /// The coordinator's.
    pub external_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Where it stands.
    pub footprint: Footprint,
    /// Where its task is.
    pub state: TaskState,
    /// The lower end of the window, in positions of the given series.
    pub last_standing: End,
    /// The upper end.
    pub first_destroyed: End,
    /// Windows counted.
    pub counted: u32,
    /// Judgements that could not tell.
    pub cannot_tell: u32,
    /// Windows inside the agreed one.
    pub agree: u32,
    /// The rule with its parameters.
    pub method: String,
    /// When it was decided.
    pub decided_at: DateTime<Utc>,
    /// How often the result changed.
    pub version: u32,
}

#[derive(Queryable)]
struct FoundRow {
    id: i64,
    external_id: String,
    name: Option<String>,
    footprint: String,
    state: String,
    retirement_reason: Option<String>,
    last_standing: String,
    last_standing_capture_id: Option<i64>,
    first_destroyed: String,
    first_destroyed_capture_id: Option<i64>,
    counted: i32,
    cannot_tell: i32,
    agree: i32,
    method: String,
    decided_at: NaiveDateTime,
    version: i32,
}

/// The rows of buildings with what is stored of their results, in order.
macro_rules! rows {
    ($campaign:expr) => {
        buildings::table
            .inner_join(tasks::table)
            .inner_join(consensus::table)
            .filter(buildings::campaign_id.eq($campaign.0))
            .order(buildings::id)
            .select((
                buildings::id,
                buildings::external_id,
                buildings::name,
                buildings::footprint,
                tasks::state,
                tasks::retirement_reason,
                consensus::last_standing,
                consensus::last_standing_capture_id,
                consensus::first_destroyed,
                consensus::first_destroyed_capture_id,
                consensus::counted,
                consensus::cannot_tell,
                consensus::agree,
                consensus::method,
                consensus::decided_at,
                consensus::version,
            ))
    };
}

/// The next page of buildings; ends are positions in `captures`, all of the campaign's captures
/// in order of time. Those since a moment are those whose result came or changed then or later.
///
/// # Errors
/// When the store fails.
pub fn buildings(
    db: &mut Db,
    campaign: CampaignId,
    turn: &Turn,
    captures: &CaptureSeries,
) -> Result<Vec<Found>, StoreError> {
    let mut query =
        rows!(campaign).filter(buildings::id.gt(turn.after)).limit(turn.most).into_boxed();
    if let Some(since) = turn.since {
        query = query.filter(consensus::decided_at.ge(stored(since)));
    }
    query.load(db)?.into_iter().map(|row| found(row, captures)).collect()
}

/// These buildings, in order of their ids.
///
/// # Errors
/// When the store fails.
pub fn these(
    db: &mut Db,
    campaign: CampaignId,
    ids: &[BuildingId],
    captures: &CaptureSeries,
) -> Result<Vec<Found>, StoreError> {
    let query = rows!(campaign).filter(buildings::id.eq_any(ids.iter().map(|id| id.0)));
    query.load(db)?.into_iter().map(|row| found(row, captures)).collect()
}

fn found(row: FoundRow, captures: &CaptureSeries) -> Result<Found, StoreError> {
    let state = TaskState::parse(&row.state, row.retirement_reason.as_deref());
    Ok(Found {
        id: BuildingId(row.id),
        footprint: read_footprint(&row.footprint)?,
        state: state.ok_or_else(|| StoreError::unknown("tasks", &row.state))?,
        last_standing: end(&row.last_standing, row.last_standing_capture_id, captures)?,
        first_destroyed: end(&row.first_destroyed, row.first_destroyed_capture_id, captures)?,
        external_id: row.external_id,
        name: row.name,
        counted: count(row.counted),
        cannot_tell: count(row.cannot_tell),
        agree: count(row.agree),
        method: row.method,
        decided_at: row.decided_at.and_utc(),
        version: count(row.version),
    })
}

fn end(word: &str, capture: Option<i64>, captures: &CaptureSeries) -> Result<End, StoreError> {
    let position = capture.and_then(|id| captures.position(CaptureId(id)));
    match (word, position) {
        ("at", Some(position)) => Ok(End::At(position)),
        ("evidence", None) => Ok(End::Evidence),
        ("dispute", None) => Ok(End::Dispute),
        _ => Err(StoreError::unknown("consensus", word)),
    }
}

/// (building, volunteer, last standing, first destroyed, doubt).
type VerdictRow = (i64, i64, Option<i64>, Option<i64>, Option<String>);

/// The verdicts that count, of some buildings, in positions of
/// `captures`.
///
/// # Errors
/// When the store fails.
pub fn verdicts(
    db: &mut Db,
    campaign: CampaignId,
    which: Which<'_>,
    captures: &CaptureSeries,
) -> Result<BTreeMap<BuildingId, Vec<Verdict>>, StoreError> {
    use judgements as j;
    let query =
        counted!().filter(j::campaign_id.eq(campaign.0)).order((j::building_id, j::id)).select((
            j::building_id,
            j::volunteer_id,
            j::last_standing_capture_id,
            j::first_destroyed_capture_id,
            j::doubt,
        ));
    let rows: Vec<VerdictRow> = about!(which, j::building_id, query).load(db)?;
    let (persons, mut firsts) = (merges::persons(db, campaign)?, Firsts::default());
    let mut all: BTreeMap<BuildingId, Vec<Verdict>> = BTreeMap::new();
    for (building, volunteer, last, first, doubt) in rows {
        let building = BuildingId(building);
        if firsts.is_first(&persons, building, VolunteerId(volunteer)) {
            all.entry(building).or_default().push(verdict(last, first, doubt, captures)?);
        }
    }
    Ok(all)
}

/// The captures that volunteers are shown of some buildings, as
/// positions in `captures`, oldest first.
///
/// # Errors
/// When the store fails.
pub fn series(
    db: &mut Db,
    campaign: CampaignId,
    which: Which<'_>,
    captures: &CaptureSeries,
) -> Result<BTreeMap<BuildingId, Vec<usize>>, StoreError> {
    use crate::store::schema::captures as c;
    let query = coverage::table
        .inner_join(c::table)
        .filter(c::campaign_id.eq(campaign.0))
        .filter(c::is_shown.eq(true))
        .select((coverage::building_id, coverage::capture_id));
    let rows: Vec<(i64, i64)> = about!(which, coverage::building_id, query).load(db)?;
    let mut all: BTreeMap<BuildingId, Vec<usize>> = BTreeMap::new();
    for (building, capture) in rows {
        let own = all.entry(BuildingId(building)).or_default();
        own.extend(captures.position(CaptureId(capture)));
    }
    for positions in all.values_mut() {
        positions.sort_unstable();
    }
    Ok(all)
}

/// A judgement as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Ours.
    pub id: JudgementId,
    /// The building judged.
    pub building: BuildingId,
    /// Who judged; to be replaced by a pseudonym before it leaves.
    pub volunteer: VolunteerId,
    /// The verdict's word.
    pub verdict: String,
    /// The last capture called standing.
    pub last_standing: Option<CaptureId>,
    /// The first capture called destroyed.
    pub first_destroyed: Option<CaptureId>,
    /// How sure they said they were.
    pub sureness: Option<String>,
    /// What was said picture by picture.
    pub trace: String,
    /// Captures called unusable.
    pub unusable: Vec<CaptureId>,
    /// When the task was dealt.
    pub dealt_at: DateTime<Utc>,
    /// When the answer came.
    pub submitted_at: DateTime<Utc>,
    /// Why it no longer counts.
    pub superseded: Option<String>,
    /// What it was dealt for.
    pub purpose: Purpose,
    /// Whether the building's answer is known.
    pub is_gold: bool,
    /// Whether it was given before captures were added that show the building.
    pub is_earlier: bool,
    /// The digest of the chips that were shown.
    pub exhibit: Option<String>,
}

#[derive(Queryable)]
struct GivenRow {
    id: i64,
    building_id: i64,
    volunteer_id: i64,
    verdict: String,
    last_standing: Option<i64>,
    first_destroyed: Option<i64>,
    sureness: Option<String>,
    trace: String,
    unusable: String,
    dealt_at: NaiveDateTime,
    submitted_at: NaiveDateTime,
    superseded: Option<String>,
    exhibit: Option<String>,
    purpose: String,
    gold: Option<i64>,
    counted_after: i64,
}

/// Judgements with all that is stored of each.
macro_rules! given_rows {
    ($campaign:expr) => {{
        use judgements as j;
        j::table
            .inner_join(tasks::table.on(tasks::building_id.eq(j::building_id)))
            .left_join(supersedings::table)
            .left_join(golds::table.on(golds::building_id.eq(j::building_id)))
            .filter(j::campaign_id.eq($campaign.0))
            .select((
                j::id,
                j::building_id,
                j::volunteer_id,
                j::verdict,
                j::last_standing_capture_id,
                j::first_destroyed_capture_id,
                j::sureness,
                j::trace,
                j::unusable,
                j::dealt_at,
                j::submitted_at,
                supersedings::reason.nullable(),
                j::exhibit,
                j::purpose,
                golds::building_id.nullable(),
                tasks::counted_after,
            ))
    }};
}

/// The next page of judgements, in order of arrival.
///
/// # Errors
/// When the store fails.
pub fn judgements(
    db: &mut Db,
    campaign: CampaignId,
    turn: &Turn,
) -> Result<Vec<Given>, StoreError> {
    let mut query = given_rows!(campaign)
        .filter(judgements::id.gt(turn.after))
        .order(judgements::id)
        .limit(turn.most)
        .into_boxed();
    if let Some(since) = turn.since {
        query = query.filter(judgements::submitted_at.ge(stored(since)));
    }
    query.load::<GivenRow>(db)?.into_iter().map(given).collect()
}

/// The judgements about the buildings with ids above `after` up to `last`, in order of arrival.
///
/// # Errors
/// When the store fails.
pub fn judgements_about(
    db: &mut Db,
    campaign: CampaignId,
    (after, last): (BuildingId, BuildingId),
) -> Result<Vec<Given>, StoreError> {
    let rows: Vec<GivenRow> = given_rows!(campaign)
        .filter(judgements::building_id.gt(after.0))
        .filter(judgements::building_id.le(last.0))
        .order(judgements::id)
        .load(db)?;
    rows.into_iter().map(given).collect()
}

fn given(row: GivenRow) -> Result<Given, StoreError> {
    let ids = unusable(&row.unusable);
    let purpose = Purpose::parse(&row.purpose)
        .ok_or_else(|| StoreError::unknown("judgements", &row.purpose))?;
    Ok(Given {
        id: JudgementId(row.id),
        building: BuildingId(row.building_id),
        volunteer: VolunteerId(row.volunteer_id),
        verdict: row.verdict,
        last_standing: row.last_standing.map(CaptureId),
        first_destroyed: row.first_destroyed.map(CaptureId),
        sureness: row.sureness,
        trace: row.trace,
        unusable: ids.collect(),
        dealt_at: row.dealt_at.and_utc(),
        submitted_at: row.submitted_at.and_utc(),
        superseded: row.superseded,
        exhibit: row.exhibit,
        purpose,
        is_gold: row.gold.is_some(),
        is_earlier: row.id <= row.counted_after,
    })
}

/// The next page of the chips that are shown of a capture, of buildings with ids above `after`:
/// (building, SHA-256 in hex).
///
/// # Errors
/// When the store fails.
pub fn chip_hashes(
    db: &mut Db,
    capture: CaptureId,
    after: BuildingId,
) -> Result<Vec<(BuildingId, String)>, StoreError> {
    let rows: Vec<(i64, Option<String>)> = coverage::table
        .filter(coverage::capture_id.eq(capture.0))
        .filter(coverage::chip.is_not_null())
        .filter(coverage::building_id.gt(after.0))
        .order(coverage::building_id)
        .select((coverage::building_id, coverage::chip))
        .limit(EXPORT_PAGE_ROWS)
        .load(db)?;
    let known = |(building, hash): (i64, Option<String>)| Some((BuildingId(building), hash?));
    Ok(rows.into_iter().filter_map(known).collect())
}
