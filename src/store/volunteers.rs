//! Volunteers: known by the hash of a random token alone.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{enrolments, volunteers as t};
use super::{Db, StoreError, count, devices, merges, stored};
use crate::domain::id::{CampaignId, VolunteerId};
use crate::domain::limits::COHORT_MAX;

/// Adds a volunteer with this token's hash.
///
/// # Errors
/// When the database fails.
pub fn add(db: &mut Db, token_hash: &str, now: DateTime<Utc>) -> Result<VolunteerId, StoreError> {
    let row = (t::token_hash.eq(token_hash), t::created_at.eq(stored(now)));
    Ok(VolunteerId(diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?))
}

/// The volunteer with this token's hash, on any of their devices.
///
/// # Errors
/// When the database fails.
pub fn by_token_hash(db: &mut Db, token_hash: &str) -> Result<Option<VolunteerId>, StoreError> {
    let query = t::table.filter(t::token_hash.eq(token_hash)).select(t::id);
    match query.first(db).optional()? {
        Some(id) => Ok(Some(VolunteerId(id))),
        None => devices::holder(db, token_hash),
    }
}

/// When a volunteer came first.
///
/// # Errors
/// When there is none, or the database fails.
pub fn since(db: &mut Db, volunteer: VolunteerId) -> Result<DateTime<Utc>, StoreError> {
    let at: NaiveDateTime = t::table.find(volunteer.0).select(t::created_at).first(db)?;
    Ok(at.and_utc())
}

/// Records consent to a campaign; a second time changes nothing. Whether it was the first.
///
/// # Errors
/// When the database fails.
pub fn enrol(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    use enrolments as e;
    let row = (
        e::volunteer_id.eq(volunteer.0),
        e::campaign_id.eq(campaign.0),
        e::consented_at.eq(stored(now)),
        e::answered.eq(0),
    );
    let insert = diesel::insert_into(e::table).values(row);
    Ok(on_each_backend!(db, |conn| insert.on_conflict_do_nothing().execute(conn))? == 1)
}

/// A volunteer in a campaign that they consented to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolled {
    /// Who.
    pub volunteer: VolunteerId,
    /// Buildings that they have answered, without answers taken back.
    pub answered: u32,
}

/// The volunteer with this token's hash, if they consented to this campaign.
///
/// # Errors
/// When the database fails.
pub fn enrolled(
    db: &mut Db,
    token_hash: &str,
    campaign: CampaignId,
) -> Result<Option<Enrolled>, StoreError> {
    let query = t::table
        .inner_join(enrolments::table.on(enrolments::volunteer_id.eq(t::id)))
        .filter(t::token_hash.eq(token_hash))
        .filter(enrolments::campaign_id.eq(campaign.0))
        .select((t::id, enrolments::answered));
    let row: Option<(i64, i32)> = query.first(db).optional()?;
    let row = match row {
        Some(row) => Some(row),
        None => enrolled_elsewhere(db, token_hash, campaign)?,
    };
    Ok(row.map(|(id, answered)| Enrolled { volunteer: VolunteerId(id), answered: count(answered) }))
}

/// The same for the token of a further device: a second look-up, so that the first stays short.
fn enrolled_elsewhere(
    db: &mut Db,
    token_hash: &str,
    campaign: CampaignId,
) -> Result<Option<(i64, i32)>, StoreError> {
    let Some(volunteer) = devices::holder(db, token_hash)? else { return Ok(None) };
    let own = enrolments::table.find((volunteer.0, campaign.0));
    Ok(own.select((enrolments::volunteer_id, enrolments::answered)).first(db).optional()?)
}

/// Counts an answer given (`by` 1) or taken back (`by` -1). Kept, not counted when asked for, so
/// that a page costs the same for somebody with ten thousand answers.
///
/// # Errors
/// When the database fails.
pub fn count_answers(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    by: i32,
) -> Result<(), StoreError> {
    use enrolments as e;
    let row = diesel::update(e::table.find((volunteer.0, campaign.0)));
    row.set(e::answered.eq(e::answered + by)).execute(db)?;
    Ok(())
}

/// What the dealing needs to know of a volunteer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Buildings that they have answered.
    pub answered: u32,
    /// They, all accounts of their suspected group, and all devices of the same person.
    pub together: Vec<VolunteerId>,
}

/// How a volunteer stands in a campaign; nothing answered where they are not enrolled.
///
/// # Errors
/// When the database fails.
pub fn standing(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Standing, StoreError> {
    use enrolments as e;
    let own = e::table.find((volunteer.0, campaign.0));
    let own = own.select((e::answered, e::cohort_id, e::person_id));
    let own: Option<(i32, Option<i64>, Option<i64>)> = own.first(db).optional()?;
    let (answered, cohort, person) = own.unwrap_or_default();
    let mut together = vec![volunteer];
    if let Some(cohort) = cohort {
        let others = e::table
            .filter(e::cohort_id.eq(cohort))
            .filter(e::volunteer_id.ne(volunteer.0))
            .order(e::volunteer_id)
            .select(e::volunteer_id)
            .limit(COHORT_MAX);
        together.extend(others.load::<i64>(db)?.into_iter().map(VolunteerId));
    }
    if person.is_some() {
        let devices = merges::devices(db, volunteer, campaign)?;
        let others: Vec<_> = devices.into_iter().filter(|id| !together.contains(id)).collect();
        together.extend(others);
    }
    Ok(Standing { answered: count(answered), together })
}

/// The next volunteers of a campaign with ids above `after`, and how many buildings each answered.
///
/// # Errors
/// When the database fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    after: VolunteerId,
    most: i64,
) -> Result<Vec<(VolunteerId, u32)>, StoreError> {
    use enrolments as e;
    let query = e::table
        .filter(e::campaign_id.eq(campaign.0))
        .filter(e::volunteer_id.gt(after.0))
        .order(e::volunteer_id)
        .select((e::volunteer_id, e::answered))
        .limit(most);
    let rows: Vec<(i64, i32)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, answered)| (VolunteerId(id), count(answered))).collect())
}

/// When each volunteer of a campaign joined it.
///
/// # Errors
/// When the database fails.
pub fn joined(
    db: &mut Db,
    campaign: CampaignId,
) -> Result<Vec<(VolunteerId, DateTime<Utc>)>, StoreError> {
    use enrolments as e;
    let query = e::table
        .filter(e::campaign_id.eq(campaign.0))
        .order(e::volunteer_id)
        .select((e::volunteer_id, e::consented_at));
    let rows: Vec<(i64, NaiveDateTime)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, at)| (VolunteerId(id), at.and_utc())).collect())
}
