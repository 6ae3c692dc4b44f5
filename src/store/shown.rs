//! When volunteers were shown what others said about a building that they had answered.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::shown as t;
use super::{Db, StoreError, stored};
use crate::domain::id::{BuildingId, VolunteerId};

/// Keeps that a volunteer is shown it now.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let at = t::shown_at.eq(stored(now));
    let own = diesel::update(t::table.find((volunteer.0, building.0)));
    if own.set(at).execute(db)? == 0 {
        let row = (t::volunteer_id.eq(volunteer.0), t::building_id.eq(building.0), at);
        diesel::insert_into(t::table).values(row).execute(db)?;
    }
    Ok(())
}

/// When they were shown it last, by building.
///
/// # Errors
/// When the database fails.
pub fn to(
    db: &mut Db,
    volunteer: VolunteerId,
) -> Result<BTreeMap<BuildingId, DateTime<Utc>>, StoreError> {
    let own = t::table.filter(t::volunteer_id.eq(volunteer.0));
    let rows: Vec<(i64, NaiveDateTime)> = own.select((t::building_id, t::shown_at)).load(db)?;
    Ok(rows.into_iter().map(|(building, at)| (BuildingId(building), at.and_utc())).collect())
}

/// When they were shown it about one building.
///
/// # Errors
/// When the database fails.
pub fn about(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let own = t::table.find((volunteer.0, building.0)).select(t::shown_at);
    let at: Option<NaiveDateTime> = own.first(db).optional()?;
    Ok(at.map(|at| at.and_utc()))
}

/// Forgets what a volunteer was shown.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut Db, volunteer: VolunteerId) -> Result<(), StoreError> {
    diesel::delete(t::table.filter(t::volunteer_id.eq(volunteer.0))).execute(db)?;
    Ok(())
}
