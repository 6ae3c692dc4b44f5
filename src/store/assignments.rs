//! Assignments: a task dealt to one volunteer, for a while.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{assignments as t, judgements, remarks};
use super::{Db, StoreError, dialect, stored};
use crate::domain::dealing::Purpose;
use crate::domain::id::{AssignmentId, BuildingId, CampaignId, CaptureId, VolunteerId};

/// Where an assignment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssignmentState {
    /// Dealt; the answer is awaited.
    Open,
    /// Answered.
    Done,
    /// Ran out and went back to the queue.
    Expired,
}

impl AssignmentState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Expired => "expired",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Done, Self::Expired].into_iter().find(|s| s.as_str() == word)
    }
}

/// A task dealt to one volunteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Ours.
    pub id: AssignmentId,
    /// To whom.
    pub volunteer: VolunteerId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// About which building.
    pub building: BuildingId,
    /// 0, or how often this volunteer took an answer back or let the time run out.
    pub round: i32,
    /// Where it is.
    pub state: AssignmentState,
    /// Since when.
    pub dealt_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// What for; the volunteer is not told.
    pub purpose: Purpose,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    volunteer_id: i64,
    campaign_id: i64,
    building_id: i64,
    round: i32,
    state: String,
    dealt_at: NaiveDateTime,
    expires_at: NaiveDateTime,
    purpose: String,
}

impl TryFrom<Row> for Assignment {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = AssignmentState::parse(&row.state);
        Ok(Self {
            id: AssignmentId(row.id),
            volunteer: VolunteerId(row.volunteer_id),
            campaign: CampaignId(row.campaign_id),
            building: BuildingId(row.building_id),
            round: row.round,
            state: state.ok_or_else(|| StoreError::unknown("assignments", &row.state))?,
            dealt_at: row.dealt_at.and_utc(),
            expires_at: row.expires_at.and_utc(),
            purpose: Purpose::parse(&row.purpose)
                .ok_or_else(|| StoreError::unknown("assignments", &row.purpose))?,
        })
    }
}

/// Deals a building to a volunteer.
///
/// # Errors
/// A race when it was dealt to them in this round before.
pub fn add(db: &mut Db, new: &Assignment) -> Result<AssignmentId, StoreError> {
    let row = (
        t::volunteer_id.eq(new.volunteer.0),
        t::campaign_id.eq(new.campaign.0),
        t::building_id.eq(new.building.0),
        t::round.eq(new.round),
        t::state.eq(new.state.as_str()),
        t::dealt_at.eq(stored(new.dealt_at)),
        t::expires_at.eq(stored(new.expires_at)),
        t::purpose.eq(new.purpose.as_str()),
    );
    Ok(AssignmentId(diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?))
}

/// An assignment by its id.
///
/// # Errors
/// When the database fails.
pub fn get(db: &mut Db, id: AssignmentId) -> Result<Option<Assignment>, StoreError> {
    let row: Option<Row> = t::table.find(id.0).first(db).optional()?;
    row.map(Assignment::try_from).transpose()
}

/// The assignments that a volunteer has open in a campaign and that have not run out, oldest first.
///
/// # Errors
/// When the database fails.
pub fn held_by(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<Vec<Assignment>, StoreError> {
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::state.eq(AssignmentState::Open.as_str()))
        .order(t::id);
    // The time is compared here, so that the index of the volunteer is the one that fits.
    let open: Vec<Row> = query.load(db)?;
    let in_time = open.into_iter().filter(|row| row.expires_at >= stored(now));
    in_time.map(Assignment::try_from).collect()
}

/// The last time that a volunteer was dealt a building: the round, and what for.
///
/// # Errors
/// When the database fails.
pub fn last_of(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Option<Assignment>, StoreError> {
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::building_id.eq(building.0))
        .order(t::round.desc());
    let row: Option<Row> = query.first(db).optional()?;
    row.map(Assignment::try_from).transpose()
}

/// The newest assignment of all; 0 where there is none.
///
/// # Errors
/// When the database fails.
pub fn newest(db: &mut Db) -> Result<AssignmentId, StoreError> {
    let id: Option<i64> = t::table.select(diesel::dsl::max(t::id)).first(db)?;
    Ok(AssignmentId(id.unwrap_or(0)))
}

/// Ends all open assignments of a building.
///
/// # Errors
/// When the database fails.
pub fn end_all_of(
    db: &mut Db,
    campaign: CampaignId,
    building: BuildingId,
) -> Result<(), StoreError> {
    let open = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::state.eq(AssignmentState::Open.as_str()))
        .filter(t::building_id.eq(building.0));
    diesel::update(open).set(t::state.eq(AssignmentState::Expired.as_str())).execute(db)?;
    Ok(())
}

/// Ends an assignment that is open; whether it was.
///
/// # Errors
/// When the database fails.
pub fn expire(db: &mut Db, id: AssignmentId) -> Result<bool, StoreError> {
    let open = t::table.find(id.0).filter(t::state.eq(AssignmentState::Open.as_str()));
    let ended = diesel::update(open).set(t::state.eq(AssignmentState::Expired.as_str()));
    Ok(ended.execute(db)? == 1)
}

/// Ends an assignment.
///
/// # Errors
/// When the database fails.
pub fn end(db: &mut Db, id: AssignmentId, state: AssignmentState) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::state.eq(state.as_str())).execute(db)?;
    Ok(())
}

/// Makes a volunteer's other requests wait until this write ends.
///
/// # Errors
/// When the database fails.
pub fn lock_volunteer(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<(), StoreError> {
    Ok(dialect::lock_enrolment(db, volunteer, campaign)?)
}

/// Whether the time of any assignment of a campaign ran out.
///
/// # Errors
/// When the database fails.
pub fn any_expired(
    db: &mut Db,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::state.eq(AssignmentState::Open.as_str()))
        .filter(t::expires_at.lt(stored(now)));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// Up to `most` assignments whose time ran out, with their buildings' tasks locked.
///
/// # Errors
/// When the database fails.
pub fn expired(
    db: &mut Db,
    campaign: CampaignId,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Lease>, StoreError> {
    let found = dialect::expired_leases(db, campaign, stored(now), most)?;
    Ok(found
        .into_iter()
        .map(|(id, building, purpose)| Lease {
            id: AssignmentId(id),
            building: BuildingId(building),
            holds_a_seat: purpose == Purpose::Task.as_str(),
        })
        .collect())
}

/// What is needed to end an assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Which.
    pub id: AssignmentId,
    /// About which building.
    pub building: BuildingId,
    /// Whether the building's task counts it among its leases: gold and repeats are beside it.
    pub holds_a_seat: bool,
}

impl From<&Assignment> for Lease {
    fn from(dealt: &Assignment) -> Self {
        let holds_a_seat = dealt.purpose == Purpose::Task;
        Self { id: dealt.id, building: dealt.building, holds_a_seat }
    }
}

/// The buildings that a capture shows and about which an answer may still come: dealt since a time,
/// and not answered.
///
/// # Errors
/// When the database fails.
pub fn awaited_buildings_of(
    db: &mut Db,
    campaign: CampaignId,
    capture: CaptureId,
    since: DateTime<Utc>,
) -> Result<Vec<BuildingId>, StoreError> {
    use super::schema::coverage;
    let query = t::table
        .inner_join(coverage::table.on(coverage::building_id.eq(t::building_id)))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::state.ne(AssignmentState::Done.as_str()))
        .filter(t::dealt_at.ge(stored(since)))
        .filter(coverage::capture_id.eq(capture.0))
        .select(t::building_id)
        .distinct();
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}

/// Removes what a volunteer was dealt and neither answered nor remarked upon.
///
/// # Errors
/// When the database fails.
pub fn forget_unanswered(db: &mut Db, volunteer: VolunteerId) -> Result<(), StoreError> {
    let answered = judgements::table.filter(judgements::assignment_id.eq(t::id));
    let remarked = remarks::table.filter(remarks::assignment_id.eq(t::id));
    let unanswered = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(diesel::dsl::not(diesel::dsl::exists(answered)))
        .filter(diesel::dsl::not(diesel::dsl::exists(remarked)))
        .select(t::id);
    let ids: Vec<i64> = unanswered.load(db)?;
    for part in ids.chunks(500) {
        diesel::delete(t::table.filter(t::id.eq_any(part))).execute(db)?;
    }
    Ok(())
}
