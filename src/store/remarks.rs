//! Remarks: what volunteers say about tasks besides answering them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{remark_answers as a, remarks as t};
use super::{Db, StoreError, stored};
use crate::domain::id::{AssignmentId, BuildingId, CampaignId, CaptureId, RemarkId, VolunteerId};
use crate::domain::limits::REMARKS_SHOWN_MAX;
use crate::domain::remark::RemarkKind;

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// About which task.
    pub assignment: AssignmentId,
    /// Whose.
    pub volunteer: VolunteerId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// About which building.
    pub building: BuildingId,
    /// About which picture, if about one.
    pub capture: Option<CaptureId>,
    /// Why.
    pub kind: RemarkKind,
    /// In words.
    pub text: String,
    /// When.
    pub raised_at: DateTime<Utc>,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    _client_key: String,
    assignment_id: i64,
    volunteer_id: i64,
    campaign_id: i64,
    building_id: i64,
    capture_id: Option<i64>,
    kind: String,
    text: String,
    raised_at: NaiveDateTime,
    is_open: bool,
}

impl TryFrom<Row> for Remark {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let kind = RemarkKind::parse(&row.kind);
        Ok(Self {
            assignment: AssignmentId(row.assignment_id),
            volunteer: VolunteerId(row.volunteer_id),
            campaign: CampaignId(row.campaign_id),
            building: BuildingId(row.building_id),
            capture: row.capture_id.map(CaptureId),
            kind: kind.ok_or_else(|| StoreError::unknown("remarks", &row.kind))?,
            text: row.text,
            raised_at: row.raised_at.and_utc(),
        })
    }
}

/// Adds a remark under its client's key.
///
/// # Errors
/// A race when the key is used already.
pub fn add(db: &mut Db, client_key: &str, new: &Remark) -> Result<(), StoreError> {
    let row = (
        t::client_key.eq(client_key),
        t::assignment_id.eq(new.assignment.0),
        t::volunteer_id.eq(new.volunteer.0),
        t::campaign_id.eq(new.campaign.0),
        t::building_id.eq(new.building.0),
        t::capture_id.eq(new.capture.map(|id| id.0)),
        t::kind.eq(new.kind.as_str()),
        t::text.eq(&new.text),
        t::raised_at.eq(stored(new.raised_at)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// The remark with this client key.
///
/// # Errors
/// When the database fails.
pub fn by_client_key(db: &mut Db, key: &str) -> Result<Option<Remark>, StoreError> {
    let row: Option<Row> = t::table.filter(t::client_key.eq(key)).first(db).optional()?;
    row.map(Remark::try_from).transpose()
}

/// The newest remarks about a building, oldest first, each with its number and whether nobody has
/// dealt with it.
///
/// # Errors
/// When the database fails.
pub fn about(
    db: &mut Db,
    building: BuildingId,
) -> Result<Vec<(RemarkId, bool, Remark)>, StoreError> {
    let query =
        t::table.filter(t::building_id.eq(building.0)).order(t::id.desc()).limit(REMARKS_SHOWN_MAX);
    let rows: Vec<Row> = query.load(db)?;
    let kept = |row: Row| Ok((RemarkId(row.id), row.is_open, Remark::try_from(row)?));
    rows.into_iter().rev().map(kept).collect()
}

/// All remarks of a volunteer, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_volunteer(db: &mut Db, volunteer: VolunteerId) -> Result<Vec<Remark>, StoreError> {
    let query = t::table.filter(t::volunteer_id.eq(volunteer.0)).order(t::id);
    let rows: Vec<Row> = query.load(db)?;
    rows.into_iter().map(Remark::try_from).collect()
}

/// Whether a remark of a campaign is open, and the coordinator's id of its building.
///
/// # Errors
/// When the database fails.
pub fn state(
    db: &mut Db,
    campaign: CampaignId,
    id: RemarkId,
) -> Result<Option<(bool, String)>, StoreError> {
    use super::schema::buildings as b;
    let query = t::table
        .inner_join(b::table)
        .filter(t::id.eq(id.0))
        .filter(t::campaign_id.eq(campaign.0))
        .select((t::is_open, b::external_id));
    Ok(query.first(db).optional()?)
}

/// Resolves a remark or opens it again, with a note; false where it is so already.
///
/// # Errors
/// When the database fails.
pub fn set_open(
    db: &mut Db,
    id: RemarkId,
    is_open: bool,
    (note, account): (&str, &str),
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let other = t::table.filter(t::id.eq(id.0)).filter(t::is_open.eq(!is_open));
    if diesel::update(other).set(t::is_open.eq(is_open)).execute(db)? == 0 {
        return Ok(false);
    }
    let row = (
        a::remark_id.eq(id.0),
        a::is_resolved.eq(!is_open),
        a::note.eq(note),
        a::account.eq(account),
        a::answered_at.eq(stored(now)),
    );
    diesel::insert_into(a::table).values(row).execute(db)?;
    Ok(true)
}

/// How many remarks a volunteer has made about a building.
///
/// # Errors
/// When the database fails.
pub fn count_about(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<i64, StoreError> {
    let query =
        t::table.filter(t::building_id.eq(building.0)).filter(t::volunteer_id.eq(volunteer.0));
    Ok(query.count().get_result(db)?)
}

/// Removes the words of a volunteer's remarks; that they were made stays.
///
/// # Errors
/// When the database fails.
pub fn silence(db: &mut Db, volunteer: VolunteerId) -> Result<(), StoreError> {
    let own = t::table.filter(t::volunteer_id.eq(volunteer.0));
    diesel::update(own).set(t::text.eq("")).execute(db)?;
    Ok(())
}
