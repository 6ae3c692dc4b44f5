//! What a volunteer's own pages show: their answers, with where each building is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::window::{Agreed, End};
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, JudgementId, VolunteerId};
use crate::domain::judgement::Verdict;
use crate::domain::limits::OWN_ANSWERS_MAX;
use crate::domain::task::TaskState;
use crate::store::schema::{
    assignments, buildings, captures, consensus, coverage, enrolments, judgements, past_findings,
    supersedings, tasks,
};
use crate::store::{Db, StoreError, count, judgements as store_judgements};

/// One answer of a volunteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// Ours.
    pub id: JudgementId,
    /// About which building.
    pub building: BuildingId,
    /// What it was dealt for.
    pub purpose: Purpose,
    /// The word of its verdict.
    pub verdict: String,
    /// The last capture seen standing.
    pub last_standing: Option<CaptureId>,
    /// The first capture seen destroyed.
    pub first_destroyed: Option<CaptureId>,
    /// When the task was dealt.
    pub dealt_at: DateTime<Utc>,
    /// When the answer came.
    pub submitted_at: DateTime<Utc>,
    /// Why it no longer counts.
    pub superseded: Option<String>,
    /// Where the building's task is.
    pub state: TaskState,
    /// Whether it was given before captures were added that show the building.
    pub is_earlier: bool,
    /// Whether the volunteer was shown the building again after it, to repeat it or to practise.
    pub was_dealt_since: bool,
    /// The captures of the agreed window, an end that is in dispute left out.
    pub agreed: (Known, Known),
}

/// An end of the agreed window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// In this capture.
    At(CaptureId),
    /// Open, by evidence.
    Open,
    /// Not agreed.
    Dispute,
}

impl Known {
    /// The end in positions of a series.
    #[must_use]
    pub fn end(self, series: &CaptureSeries) -> End {
        match self {
            Self::At(id) => series.position(id).map_or(End::Dispute, End::At),
            Self::Open => End::Evidence,
            Self::Dispute => End::Dispute,
        }
    }
}

impl Own {
    /// The agreed window in positions of a series.
    #[must_use]
    pub fn agreed_in(&self, series: &CaptureSeries) -> Agreed {
        let (last, first) = self.agreed;
        Agreed { last_standing: last.end(series), first_destroyed: first.end(series) }
    }
}

#[derive(Queryable)]
struct Row {
    id: i64,
    assignment_id: i64,
    building_id: i64,
    purpose: String,
    verdict: String,
    ends: (Option<i64>, Option<i64>),
    dealt_at: NaiveDateTime,
    submitted_at: NaiveDateTime,
    superseded: Option<String>,
    task: (String, Option<String>, i64),
    agreed: ((String, Option<i64>), (String, Option<i64>)),
}

/// A volunteer's answers in a campaign with ids below `before`, newest first.
///
/// # Errors
/// When the store fails.
pub fn answers(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    before: Option<JudgementId>,
    most: i64,
) -> Result<Vec<Own>, StoreError> {
    use consensus as c;
    use judgements as j;
    let query = j::table
        .inner_join(tasks::table.on(tasks::building_id.eq(j::building_id)))
        .inner_join(c::table.on(c::building_id.eq(j::building_id)))
        .left_join(supersedings::table)
        .filter(j::volunteer_id.eq(volunteer.0))
        .filter(j::campaign_id.eq(campaign.0))
        .filter(j::id.lt(before.map_or(i64::MAX, |id| id.0)))
        .order(j::id.desc())
        .select((
            j::id,
            j::assignment_id,
            j::building_id,
            j::purpose,
            j::verdict,
            (j::last_standing_capture_id, j::first_destroyed_capture_id),
            j::dealt_at,
            j::submitted_at,
            supersedings::reason.nullable(),
            (tasks::state, tasks::retirement_reason, tasks::counted_after),
            (
                (c::last_standing, c::last_standing_capture_id),
                (c::first_destroyed, c::first_destroyed_capture_id),
            ),
        ))
        .limit(most);
    let rows: Vec<Row> = query.load(db)?;
    let again = [Purpose::Repeat.as_str(), Purpose::Practice.as_str()];
    let again: Vec<(i64, i64)> = assignments::table
        .filter(assignments::volunteer_id.eq(volunteer.0))
        .filter(assignments::campaign_id.eq(campaign.0))
        .filter(assignments::purpose.eq_any(again))
        .select((assignments::building_id, assignments::id))
        .load(db)?;
    let again: BTreeSet<(i64, i64)> = again.into_iter().collect();
    rows.into_iter().map(|row| own(row, &again)).collect()
}

fn own(row: Row, again: &BTreeSet<(i64, i64)>) -> Result<Own, StoreError> {
    let (state, reason, counted_after) = row.task;
    let known = |(word, id): (String, Option<i64>)| match (word.as_str(), id) {
        ("at", Some(id)) => Known::At(CaptureId(id)),
        ("evidence", _) => Known::Open,
        _ => Known::Dispute,
    };
    Ok(Own {
        id: JudgementId(row.id),
        building: BuildingId(row.building_id),
        purpose: Purpose::parse(&row.purpose)
            .ok_or_else(|| StoreError::unknown("judgements", &row.purpose))?,
        verdict: row.verdict,
        last_standing: row.ends.0.map(CaptureId),
        first_destroyed: row.ends.1.map(CaptureId),
        dealt_at: row.dealt_at.and_utc(),
        submitted_at: row.submitted_at.and_utc(),
        superseded: row.superseded,
        state: TaskState::parse(&state, reason.as_deref())
            .ok_or_else(|| StoreError::unknown("tasks", &state))?,
        is_earlier: row.id <= counted_after,
        was_dealt_since: again
            .range((row.building_id, row.assignment_id + 1)..=(row.building_id, i64::MAX))
            .next()
            .is_some(),
        agreed: (known(row.agreed.0), known(row.agreed.1)),
    })
}

/// (last standing, first destroyed, doubt, unusable).
type Content = (Option<i64>, Option<i64>, Option<String>, String);

/// The content of an answer of a volunteer, and the captures that they called unusable: none where
/// it is not theirs.
///
/// # Errors
/// When the store fails, or the answer does not fit the series.
pub fn content(
    db: &mut Db,
    volunteer: VolunteerId,
    judgement: JudgementId,
    series: &CaptureSeries,
) -> Result<Option<(Verdict, Vec<CaptureId>)>, StoreError> {
    use judgements as j;
    let query = j::table.find(judgement.0).filter(j::volunteer_id.eq(volunteer.0)).select((
        j::last_standing_capture_id,
        j::first_destroyed_capture_id,
        j::doubt,
        j::unusable,
    ));
    let row: Option<Content> = query.first(db).optional()?;
    let Some((last, first, doubt, unusable)) = row else { return Ok(None) };
    let verdict = store_judgements::verdict(last, first, doubt, series)?;
    let unusable = store_judgements::unusable(&unusable).collect();
    Ok(Some((verdict, unusable)))
}

/// What a volunteer sent with an answer beside its window.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Sent {
    /// The answer.
    pub id: i64,
    /// The building's own id.
    pub building: String,
    /// Why they could not tell.
    pub doubt: Option<String>,
    /// How sure they said they were.
    pub sureness: Option<String>,
    /// On which screen.
    pub mode: String,
    /// What they said picture by picture.
    pub trace: String,
    /// The captures that they called unusable, by id, separated by commas.
    pub unusable: String,
}

/// All that a volunteer sent in a campaign, oldest first.
///
/// # Errors
/// When the store fails.
pub fn sent(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Vec<Sent>, StoreError> {
    use judgements as j;
    let query = j::table
        .inner_join(buildings::table)
        .filter(j::volunteer_id.eq(volunteer.0))
        .filter(j::campaign_id.eq(campaign.0))
        .order(j::id)
        .select((
            j::id,
            buildings::external_id,
            j::doubt,
            j::sureness,
            j::mode,
            j::trace,
            j::unusable,
        ));
    Ok(query.load(db)?)
}

/// A task that a volunteer was dealt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dealt {
    /// The building's own id.
    pub building: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when the answer was awaited.
    pub until: DateTime<Utc>,
    /// `open`, `done` or `expired`: passed on, or not answered in time.
    pub state: String,
}

/// All tasks that a volunteer was dealt in a campaign, oldest first.
///
/// # Errors
/// When the store fails.
pub fn dealt(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Vec<Dealt>, StoreError> {
    use assignments as a;
    let query = a::table
        .inner_join(buildings::table)
        .filter(a::volunteer_id.eq(volunteer.0))
        .filter(a::campaign_id.eq(campaign.0))
        .order(a::id)
        .select((buildings::external_id, a::dealt_at, a::expires_at, a::state));
    let rows: Vec<(String, NaiveDateTime, NaiveDateTime, String)> = query.load(db)?;
    let all = rows.into_iter().map(|(building, at, until, state)| {
        let (at, until) = (at.and_utc(), until.and_utc());
        Dealt { building, at, until, state }
    });
    Ok(all.collect())
}

/// The first time and the last.
pub type Between = (DateTime<Utc>, DateTime<Utc>);

/// When the first and the last capture of each building were taken.
///
/// # Errors
/// When the store fails.
pub fn spans(db: &mut Db, all: &[BuildingId]) -> Result<BTreeMap<BuildingId, Between>, StoreError> {
    use diesel::dsl::{max, min};
    let mut spans = BTreeMap::new();
    for part in all.chunks(500) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let query = coverage::table
            .inner_join(captures::table)
            .filter(coverage::building_id.eq_any(ids))
            .filter(captures::is_shown.eq(true))
            .group_by(coverage::building_id)
            .select((
                coverage::building_id,
                min(captures::captured_at),
                max(captures::captured_at),
            ));
        let rows: Vec<(i64, Option<NaiveDateTime>, Option<NaiveDateTime>)> = query.load(db)?;
        for (building, first, last) in rows {
            let (Some(first), Some(last)) = (first, last) else { continue };
            spans.insert(BuildingId(building), (first.and_utc(), last.and_utc()));
        }
    }
    Ok(spans)
}

/// When a verdict about each building ended that was decided and is so no longer: the last of them.
///
/// # Errors
/// When the store fails.
pub fn ended(
    db: &mut Db,
    all: &BTreeSet<BuildingId>,
) -> Result<BTreeMap<BuildingId, DateTime<Utc>>, StoreError> {
    use past_findings as p;
    let ids: Vec<i64> = all.iter().map(|building| building.0).collect();
    let mut found = BTreeMap::new();
    for part in ids.chunks(500) {
        let query = p::table
            .filter(p::building_id.eq_any(part))
            .group_by(p::building_id)
            .select((p::building_id, diesel::dsl::max(p::ended_at)));
        let rows: Vec<(i64, Option<NaiveDateTime>)> = query.load(db)?;
        let rows = rows.into_iter().filter_map(|(id, at)| Some((BuildingId(id), at?.and_utc())));
        found.extend(rows);
    }
    Ok(found)
}

/// When each task was dealt and its answer came, of all answers of a volunteer in a campaign.
///
/// # Errors
/// When the store fails.
pub fn times(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Vec<Between>, StoreError> {
    use judgements as j;
    let query = j::table
        .filter(j::volunteer_id.eq(volunteer.0))
        .filter(j::campaign_id.eq(campaign.0))
        .order(j::id.desc())
        .select((j::dealt_at, j::submitted_at))
        .limit(OWN_ANSWERS_MAX);
    let rows: Vec<(NaiveDateTime, NaiveDateTime)> = query.load(db)?;
    Ok(rows.into_iter().map(|(dealt, sent)| (dealt.and_utc(), sent.and_utc())).collect())
}

/// The campaigns that a volunteer consented to, when, and how many buildings they answered.
///
/// # Errors
/// When the store fails.
pub fn enrolments_of(
    db: &mut Db,
    volunteer: VolunteerId,
) -> Result<Vec<(CampaignId, DateTime<Utc>, u32)>, StoreError> {
    use enrolments as e;
    let query = e::table.filter(e::volunteer_id.eq(volunteer.0)).order(e::campaign_id).select((
        e::campaign_id,
        e::consented_at,
        e::answered,
    ));
    let rows: Vec<(i64, NaiveDateTime, i32)> = query.load(db)?;
    let all = rows
        .into_iter()
        .map(|(campaign, at, answered)| (CampaignId(campaign), at.and_utc(), count(answered)));
    Ok(all.collect())
}
