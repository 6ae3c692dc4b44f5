//! Devices that are one person's: their judgements count as one volunteer's until they are parted.
//! Each is an event with its reason; none is ever deleted.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{enrolments as e, merges as t};
use super::{Db, StoreError, ledger, stored};
use crate::domain::id::{BuildingId, CampaignId, VolunteerId};
use crate::domain::ledger::Kind;

/// The volunteers of a campaign whose devices count as somebody's.
#[derive(Debug, Clone, Default)]
pub struct Persons(BTreeMap<VolunteerId, VolunteerId>);

impl Persons {
    /// As whom a volunteer counts: themselves, where they have one device.
    #[must_use]
    pub fn of(&self, volunteer: VolunteerId) -> VolunteerId {
        self.0.get(&volunteer).copied().unwrap_or(volunteer)
    }

    /// As whom a volunteer counts, where that is somebody else.
    #[must_use]
    pub fn other(&self, volunteer: VolunteerId) -> Option<VolunteerId> {
        Some(self.of(volunteer)).filter(|person| *person != volunteer)
    }

    /// Whether a volunteer is one of several devices.
    #[must_use]
    pub fn has(&self, volunteer: VolunteerId) -> bool {
        self.0.contains_key(&volunteer)
    }
}

/// Tells the first judgement of each person about each building from later ones.
#[derive(Debug, Default)]
pub struct Firsts(BTreeSet<(BuildingId, VolunteerId)>);

impl Firsts {
    /// Whether this one, of those that come in order of arrival, is the person's first about the
    /// building. What a person with one device says is always.
    pub fn is_first(
        &mut self,
        persons: &Persons,
        building: BuildingId,
        volunteer: VolunteerId,
    ) -> bool {
        !persons.has(volunteer) || self.0.insert((building, persons.of(volunteer)))
    }
}

/// One time that a device was taken for somebody's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merge {
    /// The device.
    pub volunteer: VolunteerId,
    /// As whom it counts.
    pub person: VolunteerId,
    /// Why.
    pub reason: String,
    /// By whom.
    pub account: String,
    /// Since when.
    pub began_at: DateTime<Utc>,
    /// When, by whom and why they were parted.
    pub ended: Option<(DateTime<Utc>, String, String)>,
}

/// The persons of a campaign.
///
/// # Errors
/// When the database fails.
pub fn persons(db: &mut Db, campaign: CampaignId) -> Result<Persons, StoreError> {
    let query = e::table
        .filter(e::campaign_id.eq(campaign.0))
        .filter(e::person_id.is_not_null())
        .select((e::volunteer_id, e::person_id.assume_not_null()));
    let rows: Vec<(i64, i64)> = query.load(db)?;
    Ok(Persons(rows.into_iter().map(|(id, own)| (VolunteerId(id), VolunteerId(own))).collect()))
}

/// The devices of the person that a volunteer is, in order; themselves alone where it is one.
///
/// # Errors
/// When the database fails.
pub fn devices(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Vec<VolunteerId>, StoreError> {
    let own = e::table.find((volunteer.0, campaign.0)).select(e::person_id);
    let Some(person) = own.first::<Option<i64>>(db).optional()?.flatten() else {
        return Ok(vec![volunteer]);
    };
    let all = e::table
        .filter(e::person_id.eq(person))
        .filter(e::campaign_id.eq(campaign.0))
        .order(e::volunteer_id)
        .select(e::volunteer_id);
    Ok(all.load::<i64>(db)?.into_iter().map(VolunteerId).collect())
}

fn set(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
    person: Option<VolunteerId>,
) -> Result<(), StoreError> {
    let row = diesel::update(e::table.find((volunteer.0, campaign.0)));
    row.set(e::person_id.eq(person.map(|person| person.0))).execute(db)?;
    Ok(())
}

/// Takes a device for one of a person's.
///
/// # Errors
/// When the database fails.
pub fn begin(
    db: &mut Db,
    campaign: CampaignId,
    (volunteer, person): (VolunteerId, VolunteerId),
    (reason, account): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::volunteer_id.eq(volunteer.0),
        t::person_id.eq(person.0),
        t::reason.eq(reason),
        t::account.eq(account),
        t::began_at.eq(stored(now)),
    );
    let id = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    ledger::queue(db, campaign, Kind::Merge, id)?;
    set(db, campaign, person, Some(person))?;
    set(db, campaign, volunteer, Some(person))
}

/// Parts a device from its person.
///
/// # Errors
/// When the database fails.
pub fn end(
    db: &mut Db,
    campaign: CampaignId,
    (volunteer, person): (VolunteerId, VolunteerId),
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
        ledger::queue(db, campaign, Kind::Part, id)?;
    }
    set(db, campaign, volunteer, None)?;
    if devices(db, person, campaign)?.len() == 1 {
        set(db, campaign, person, None)?;
    }
    Ok(())
}

type Row = (
    (i64, i64),
    String,
    String,
    NaiveDateTime,
    (Option<String>, Option<String>, Option<NaiveDateTime>),
);

/// Whenever a volunteer was taken for a device of somebody's, or somebody for one of theirs, oldest
/// first.
///
/// # Errors
/// When the database fails.
pub fn of_volunteer(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<Vec<Merge>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::volunteer_id.eq(volunteer.0).or(t::person_id.eq(volunteer.0)))
        .order(t::id)
        .select((
            (t::volunteer_id, t::person_id),
            t::reason,
            t::account,
            t::began_at,
            (t::end_reason, t::ended_by, t::ended_at),
        ));
    let merge = |((device, person), reason, account, began_at, (why, by, at)): Row| Merge {
        volunteer: VolunteerId(device),
        person: VolunteerId(person),
        reason,
        account,
        began_at: began_at.and_utc(),
        ended: at.map(|at| (at.and_utc(), by.unwrap_or_default(), why.unwrap_or_default())),
    };
    Ok(query.load::<Row>(db)?.into_iter().map(merge).collect())
}
