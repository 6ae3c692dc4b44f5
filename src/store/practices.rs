//! Practice: buildings of known answer in their order, and how volunteers did on them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::{golds, practices as t, tasks};
use super::{Db, StoreError, count, stored, stored_count};
use crate::domain::id::{BuildingId, CampaignId, CaptureId, VolunteerId};

/// A building to practise on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exercise {
    /// Which.
    pub building: BuildingId,
    /// Its place as it was given; the lowest comes first.
    pub place: u32,
    /// The last capture that shows it standing.
    pub last_standing: Option<CaptureId>,
    /// The first capture that shows it destroyed.
    pub first_destroyed: Option<CaptureId>,
    /// What to look for.
    pub hint: String,
    /// Why the answer is what it is.
    pub explanation: String,
}

type Row = (i64, Option<i32>, Option<i64>, Option<i64>, String, String);

/// The buildings to practise on, in their order.
///
/// # Errors
/// When the database fails.
pub fn exercises(db: &mut Db, campaign: CampaignId) -> Result<Vec<Exercise>, StoreError> {
    let withdrawn = tasks::retirement_reason.eq("withdrawn").assume_not_null();
    let is_withdrawn =
        tasks::table.filter(tasks::building_id.eq(golds::building_id)).filter(withdrawn);
    let query = golds::table
        .filter(golds::campaign_id.eq(campaign.0))
        .filter(golds::is_active.eq(true))
        .filter(golds::practice.is_not_null())
        .filter(diesel::dsl::not(diesel::dsl::exists(is_withdrawn)))
        .order((golds::practice, golds::building_id))
        .select((
            golds::building_id,
            golds::practice,
            golds::last_standing_capture_id,
            golds::first_destroyed_capture_id,
            golds::hint,
            golds::explanation,
        ));
    let rows: Vec<Row> = query.load(db)?;
    let exercise = |(building, place, last, first, hint, explanation): Row| Exercise {
        building: BuildingId(building),
        place: count(place.unwrap_or(0)),
        last_standing: last.map(CaptureId),
        first_destroyed: first.map(CaptureId),
        hint,
        explanation,
    };
    Ok(rows.into_iter().map(exercise).collect())
}

/// Makes the gold on a building practice, at a place and with a hint, or hidden gold again.
///
/// # Errors
/// When the database fails.
pub fn set(
    db: &mut Db,
    building: BuildingId,
    place: Option<u32>,
    hint: &str,
) -> Result<(), StoreError> {
    let values = (golds::practice.eq(place.map(stored_count)), golds::hint.eq(hint));
    diesel::update(golds::table.find(building.0)).set(values).execute(db)?;
    Ok(())
}

/// How a volunteer did on one practice building.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Practised {
    /// Answers given.
    pub tries: u32,
    /// Whether one was right.
    pub is_passed: bool,
    /// Whether the first was right, before the answer was shown.
    pub is_first_right: bool,
    /// Whether the answer was shown.
    pub was_shown: bool,
}

/// How a volunteer did on a building; nothing done where they never tried.
///
/// # Errors
/// When the database fails.
pub fn of(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Practised, StoreError> {
    let columns = (t::tries, t::is_passed, t::is_first_right, t::was_shown);
    let row: Option<Done> =
        t::table.find((volunteer.0, building.0)).select(columns).first(db).optional()?;
    Ok(row.map(practised).unwrap_or_default())
}

/// (tries, passed, first right, shown).
type Done = (i32, bool, bool, bool);

fn practised((tries, is_passed, is_first_right, was_shown): Done) -> Practised {
    Practised { tries: count(tries), is_passed, is_first_right, was_shown }
}

/// Keeps how a volunteer did on a building.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    volunteer: VolunteerId,
    (campaign, building): (CampaignId, BuildingId),
    done: Practised,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let values = (
        t::tries.eq(stored_count(done.tries)),
        t::is_passed.eq(done.is_passed),
        t::is_first_right.eq(done.is_first_right),
        t::was_shown.eq(done.was_shown),
        t::tried_at.eq(stored(now)),
    );
    let own = diesel::update(t::table.find((volunteer.0, building.0)));
    if own.set(values).execute(db)? == 0 {
        let keys = (
            t::volunteer_id.eq(volunteer.0),
            t::building_id.eq(building.0),
            t::campaign_id.eq(campaign.0),
        );
        diesel::insert_into(t::table).values((keys, values)).execute(db)?;
    }
    Ok(())
}

/// All that a volunteer practised, in order of building.
///
/// # Errors
/// When the database fails.
pub fn of_volunteer(
    db: &mut Db,
    volunteer: VolunteerId,
) -> Result<Vec<(CampaignId, BuildingId, Practised)>, StoreError> {
    let query = t::table.filter(t::volunteer_id.eq(volunteer.0)).order(t::building_id).select((
        t::campaign_id,
        t::building_id,
        (t::tries, t::is_passed, t::is_first_right, t::was_shown),
    ));
    let rows: Vec<(i64, i64, Done)> = query.load(db)?;
    let all = rows.into_iter().map(|(campaign, building, done)| {
        (CampaignId(campaign), BuildingId(building), practised(done))
    });
    Ok(all.collect())
}

/// Removes all that a volunteer practised.
///
/// # Errors
/// When the database fails.
pub fn remove_all(db: &mut Db, volunteer: VolunteerId) -> Result<(), StoreError> {
    diesel::delete(t::table.filter(t::volunteer_id.eq(volunteer.0))).execute(db)?;
    Ok(())
}
