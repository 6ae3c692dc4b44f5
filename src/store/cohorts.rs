//! Groups of accounts that are suspected to act together: proposed by the figures, decided on by
//! a person. A suspected group is dealt no building twice; nothing else follows from suspicion.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::{cohorts as t, enrolments};
use super::{Db, StoreError, stored};
use crate::domain::id::{CampaignId, CohortId, VolunteerId};

/// A suspected group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohort {
    /// Ours.
    pub id: CohortId,
    /// Why, in words.
    pub why: String,
    /// Who.
    pub volunteers: Vec<VolunteerId>,
}

fn written(volunteers: &[VolunteerId]) -> String {
    let ids: Vec<String> = volunteers.iter().map(ToString::to_string).collect();
    ids.join(",")
}

/// Whether just this group was proposed before, whatever became of it.
///
/// # Errors
/// When the database fails.
pub fn is_known(
    db: &mut Db,
    campaign: CampaignId,
    volunteers: &[VolunteerId],
) -> Result<bool, StoreError> {
    let query =
        t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::members.eq(written(volunteers)));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// Proposes a group; accounts that were of another are of this one from now on.
///
/// # Errors
/// When the database fails.
pub fn propose(
    db: &mut Db,
    campaign: CampaignId,
    volunteers: &[VolunteerId],
    why: &str,
    now: DateTime<Utc>,
) -> Result<CohortId, StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::why.eq(why),
        t::state.eq("suspected"),
        t::members.eq(written(volunteers)),
        t::proposed_at.eq(stored(now)),
    );
    let id: i64 = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    let ids: Vec<i64> = volunteers.iter().map(|volunteer| volunteer.0).collect();
    let members = enrolments::table
        .filter(enrolments::campaign_id.eq(campaign.0))
        .filter(enrolments::volunteer_id.eq_any(ids));
    diesel::update(members).set(enrolments::cohort_id.eq(id)).execute(db)?;
    Ok(CohortId(id))
}

/// Ends the suspicion against a group; false where there is no such suspicion.
///
/// # Errors
/// When the database fails.
pub fn dismiss(
    db: &mut Db,
    campaign: CampaignId,
    id: CohortId,
    account: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let own = t::table
        .filter(t::id.eq(id.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::state.eq("suspected"));
    let values = (t::state.eq("dismissed"), t::account.eq(account), t::decided_at.eq(stored(now)));
    if diesel::update(own).set(values).execute(db)? == 0 {
        return Ok(false);
    }
    let none: Option<i64> = None;
    let members = enrolments::table.filter(enrolments::cohort_id.eq(id.0));
    diesel::update(members).set(enrolments::cohort_id.eq(none)).execute(db)?;
    Ok(true)
}

/// The groups of a campaign that are suspected at present, oldest first.
///
/// # Errors
/// When the database fails.
pub fn suspected(db: &mut Db, campaign: CampaignId) -> Result<Vec<Cohort>, StoreError> {
    let query = t::table
        .inner_join(enrolments::table.on(enrolments::cohort_id.eq(t::id.nullable())))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::state.eq("suspected"))
        .order((t::id, enrolments::volunteer_id))
        .select((t::id, t::why, enrolments::volunteer_id));
    let rows: Vec<(i64, String, i64)> = query.load(db)?;
    let mut found: Vec<Cohort> = Vec::new();
    for (id, why, volunteer) in rows {
        match found.last_mut().filter(|last| last.id.0 == id) {
            Some(last) => last.volunteers.push(VolunteerId(volunteer)),
            None => found.push(Cohort {
                id: CohortId(id),
                why,
                volunteers: vec![VolunteerId(volunteer)],
            }),
        }
    }
    Ok(found)
}
