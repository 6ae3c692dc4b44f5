//! What the coordinator sees of a campaign's progress.

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::CampaignId;
use crate::domain::task::TaskState;
use crate::store::schema::{
    buildings, captures, consensus, enrolments, judgements, supersedings, tasks,
};
use crate::store::{Db, StoreError, stored};

/// Buildings in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateCount {
    /// The state, with its reason.
    pub state: TaskState,
    /// How many.
    pub buildings: i64,
}

/// The figures at the head of the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Buildings by state.
    pub states: Vec<StateCount>,
    /// Captures.
    pub captures: i64,
    /// Judgements that stand.
    pub judgements: i64,
    /// Volunteers who consented.
    pub volunteers: i64,
    /// Volunteers who judged within the last hour.
    pub active: i64,
}

/// The state of a stored pair.
pub(super) fn state(state: &str, reason: Option<&str>) -> Result<TaskState, StoreError> {
    TaskState::parse(state, reason).ok_or_else(|| StoreError::unknown("tasks", state))
}

/// Counts a campaign.
///
/// # Errors
/// When the store fails.
pub fn figures(
    db: &mut Db,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<Figures, StoreError> {
    let rows: Vec<(String, Option<String>, i64)> = tasks::table
        .filter(tasks::campaign_id.eq(campaign.0))
        .group_by((tasks::state, tasks::retirement_reason))
        .order((tasks::state, tasks::retirement_reason))
        .select((tasks::state, tasks::retirement_reason, diesel::dsl::count_star()))
        .load(db)?;
    let states: Result<Vec<StateCount>, StoreError> = rows
        .into_iter()
        .map(|(word, reason, buildings)| {
            Ok(StateCount { state: state(&word, reason.as_deref())?, buildings })
        })
        .collect();
    let superseded = supersedings::table.filter(supersedings::judgement_id.eq(judgements::id));
    let of_campaign = judgements::table.filter(judgements::campaign_id.eq(campaign.0));
    let standing = of_campaign.filter(diesel::dsl::not(diesel::dsl::exists(superseded)));
    let hour_ago = stored(now - Duration::hours(1));
    let lately = of_campaign.filter(judgements::submitted_at.ge(hour_ago));
    let people = diesel::dsl::count(judgements::volunteer_id).aggregate_distinct();
    let enrolled = enrolments::table.filter(enrolments::campaign_id.eq(campaign.0));
    Ok(Figures {
        states: states?,
        captures: captures::table
            .filter(captures::campaign_id.eq(campaign.0))
            .count()
            .get_result(db)?,
        judgements: standing.count().get_result(db)?,
        volunteers: enrolled.count().get_result(db)?,
        active: lately.select(people).first(db)?,
    })
}

/// How far a campaign is, for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Front {
    /// Buildings asked about.
    pub buildings: u64,
    /// Answers given and not taken back.
    pub answers: u64,
    /// Volunteers who consented.
    pub people: u64,
}

/// Counts a campaign for its card: by its tasks and by what is kept of each volunteer, without a
/// look at any judgement.
///
/// # Errors
/// When the store fails.
pub fn front(db: &mut Db, campaign: CampaignId) -> Result<Front, StoreError> {
    let buildings: i64 =
        tasks::table.filter(tasks::campaign_id.eq(campaign.0)).count().get_result(db)?;
    let enrolled = enrolments::table.filter(enrolments::campaign_id.eq(campaign.0));
    let (people, answers): (i64, Option<i64>) = enrolled
        .select((diesel::dsl::count_star(), diesel::dsl::sum(enrolments::answered)))
        .first(db)?;
    Ok(Front {
        buildings: buildings.unsigned_abs(),
        answers: answers.unwrap_or(0).unsigned_abs(),
        people: people.unsigned_abs(),
    })
}

/// How large a campaign is: (captures, buildings).
///
/// # Errors
/// When the store fails.
pub fn size(db: &mut Db, campaign: CampaignId) -> Result<(u64, u64), StoreError> {
    let captures: i64 =
        captures::table.filter(captures::campaign_id.eq(campaign.0)).count().get_result(db)?;
    let buildings: i64 =
        buildings::table.filter(buildings::campaign_id.eq(campaign.0)).count().get_result(db)?;
    Ok((captures.unsigned_abs(), buildings.unsigned_abs()))
}

/// One building on the map and in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The coordinator's own id.
    pub external_id: String,
    /// Degrees.
    pub lon: f64,
    /// Degrees.
    pub lat: f64,
    /// Where its task is.
    pub state: TaskState,
    /// Windows counted.
    pub counted: i32,
    /// Intervals left possible.
    pub width: i32,
    /// Why it is where it is, in words.
    pub why: String,
    /// When that was decided.
    pub decided_at: DateTime<Utc>,
}

pub(super) type PlaceRow =
    (String, f64, f64, String, Option<String>, i32, i32, String, NaiveDateTime);

/// What is read of each building.
macro_rules! places_query {
    () => {
        buildings::table.inner_join(tasks::table).inner_join(consensus::table).select((
            buildings::external_id,
            buildings::lon,
            buildings::lat,
            tasks::state,
            tasks::retirement_reason,
            consensus::counted,
            consensus::width,
            consensus::why,
            consensus::decided_at,
        ))
    };
}
pub(super) use places_query;

pub(super) fn place(row: PlaceRow) -> Result<Place, StoreError> {
    let (external_id, lon, lat, word, reason, counted, width, why, decided_at) = row;
    let state = state(&word, reason.as_deref())?;
    let decided_at = decided_at.and_utc();
    Ok(Place { external_id, lon, lat, state, counted, width, why, decided_at })
}

/// Up to `most` buildings of a campaign, in order of the coordinator's own ids.
///
/// # Errors
/// When the store fails.
pub fn places(db: &mut Db, campaign: CampaignId, most: i64) -> Result<Vec<Place>, StoreError> {
    let rows: Vec<PlaceRow> = places_query!()
        .filter(buildings::campaign_id.eq(campaign.0))
        .order((buildings::external_id, buildings::id))
        .limit(most)
        .load(db)?;
    rows.into_iter().map(place).collect()
}
