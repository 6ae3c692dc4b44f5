//! Volunteers who are set aside: their judgements stay and are not counted until they are
//! restored. Each is an event with its reason; none is ever deleted.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{judgements, quarantines as t};
use super::{Db, StoreError, ledger, stored};
use crate::domain::id::{BuildingId, CampaignId, VolunteerId};
use crate::domain::ledger::Kind;

/// One time that a volunteer was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantine {
    /// Who.
    pub volunteer: VolunteerId,
    /// Why.
    pub reason: String,
    /// By whom.
    pub account: String,
    /// Since when.
    pub began_at: DateTime<Utc>,
    /// When, by whom and why they were restored.
    pub ended: Option<(DateTime<Utc>, String, String)>,
}

/// Whether a volunteer is set aside at present.
///
/// # Errors
/// When the database fails.
pub fn is_set_aside(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<bool, StoreError> {
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::ended_at.is_null());
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// Who is set aside in a campaign at present.
///
/// # Errors
/// When the database fails.
pub fn at_present(db: &mut Db, campaign: CampaignId) -> Result<BTreeSet<VolunteerId>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::ended_at.is_null());
    let ids: Vec<i64> = query.select(t::volunteer_id).load(db)?;
    Ok(ids.into_iter().map(VolunteerId).collect())
}

/// Sets a volunteer aside.
///
/// # Errors
/// When the database fails.
pub fn begin(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    (reason, account): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::volunteer_id.eq(volunteer.0),
        t::reason.eq(reason),
        t::account.eq(account),
        t::began_at.eq(stored(now)),
    );
    let id = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    ledger::queue(db, campaign, Kind::Quarantine, id)
}

/// Restores a volunteer.
///
/// # Errors
/// When the database fails.
pub fn end(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    (reason, account): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let open = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::ended_at.is_null());
    let values = (t::end_reason.eq(reason), t::ended_by.eq(account), t::ended_at.eq(stored(now)));
    for id in open.select(t::id).load::<i64>(db)? {
        diesel::update(t::table.find(id)).set(values).execute(db)?;
        ledger::queue(db, campaign, Kind::Restore, id)?;
    }
    Ok(())
}

type Row =
    (i64, String, String, NaiveDateTime, Option<String>, Option<String>, Option<NaiveDateTime>);

/// Whenever a volunteer was set aside, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_volunteer(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<Vec<Quarantine>, StoreError> {
    let own = t::table.filter(t::volunteer_id.eq(volunteer.0));
    let query = own.filter(t::campaign_id.eq(campaign.0)).order(t::id).select((
        t::volunteer_id,
        t::reason,
        t::account,
        t::began_at,
        t::end_reason,
        t::ended_by,
        t::ended_at,
    ));
    let rows: Vec<Row> = query.load(db)?;
    let event = |(volunteer, reason, account, began_at, why, by, at): Row| Quarantine {
        volunteer: VolunteerId(volunteer),
        reason,
        account,
        began_at: began_at.and_utc(),
        ended: at.map(|at| (at.and_utc(), by.unwrap_or_default(), why.unwrap_or_default())),
    };
    Ok(rows.into_iter().map(event).collect())
}

/// The next buildings, with ids above `after`, that some volunteers judged.
///
/// # Errors
/// When the database fails.
pub fn buildings_of(
    db: &mut Db,
    volunteers: &[VolunteerId],
    campaign: CampaignId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<BuildingId>, StoreError> {
    use judgements as j;
    let query = j::table
        .filter(j::volunteer_id.eq_any(volunteers.iter().map(|volunteer| volunteer.0)))
        .filter(j::campaign_id.eq(campaign.0))
        .filter(j::building_id.gt(after.0))
        .order(j::building_id)
        .select(j::building_id)
        .distinct()
        .limit(most);
    Ok(query.load::<i64>(db)?.into_iter().map(BuildingId).collect())
}
