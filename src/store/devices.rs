//! The devices on which volunteers go on, and the phrases that let them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::{devices as t, volunteers};
use super::{Db, StoreError, stored};
use crate::domain::id::VolunteerId;
use crate::domain::limits::DEVICES_MAX;

/// The volunteer who goes on with the token of this hash on a further device.
pub(super) fn holder(db: &mut Db, token_hash: &str) -> Result<Option<VolunteerId>, StoreError> {
    let query = t::table.find(token_hash).select(t::volunteer_id);
    Ok(query.first(db).optional()?.map(VolunteerId))
}

/// Adds a device; beyond the most, the one added first is forgotten.
///
/// # Errors
/// A race when the token's hash is used already.
pub fn add(
    db: &mut Db,
    volunteer: VolunteerId,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let all = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .order((t::added_at.desc(), t::token_hash))
        .select(t::token_hash)
        .offset(DEVICES_MAX - 1)
        .limit(DEVICES_MAX);
    let old: Vec<String> = all.load(db)?;
    diesel::delete(t::table.filter(t::token_hash.eq_any(old))).execute(db)?;
    let row = (
        t::token_hash.eq(token_hash),
        t::volunteer_id.eq(volunteer.0),
        t::added_at.eq(stored(now)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// On how many further devices a volunteer goes on.
///
/// # Errors
/// When the database fails.
pub fn count(db: &mut Db, volunteer: VolunteerId) -> Result<i64, StoreError> {
    Ok(t::table.filter(t::volunteer_id.eq(volunteer.0)).count().get_result(db)?)
}

/// Sets the hash of a volunteer's phrase.
///
/// # Errors
/// A race when somebody has it already.
pub fn set_phrase(
    db: &mut Db,
    volunteer: VolunteerId,
    phrase_hash: &str,
) -> Result<(), StoreError> {
    let own = diesel::update(volunteers::table.find(volunteer.0));
    own.set(volunteers::phrase_hash.eq(phrase_hash)).execute(db)?;
    Ok(())
}

/// Whether a volunteer has a phrase.
///
/// # Errors
/// When there is no such volunteer, or the database fails.
pub fn has_phrase(db: &mut Db, volunteer: VolunteerId) -> Result<bool, StoreError> {
    let query = volunteers::table.find(volunteer.0).select(volunteers::phrase_hash.is_not_null());
    Ok(query.first(db)?)
}

/// The volunteer of a phrase.
///
/// # Errors
/// When the database fails.
pub fn by_phrase(db: &mut Db, phrase_hash: &str) -> Result<Option<VolunteerId>, StoreError> {
    let query =
        volunteers::table.filter(volunteers::phrase_hash.eq(phrase_hash)).select(volunteers::id);
    Ok(query.first(db).optional()?.map(VolunteerId))
}

/// Cuts every way to a volunteer: `lost` is the hash of a token that nobody holds.
///
/// # Errors
/// When the database fails.
pub fn cut_off(db: &mut Db, volunteer: VolunteerId, lost: &str) -> Result<(), StoreError> {
    diesel::delete(t::table.filter(t::volunteer_id.eq(volunteer.0))).execute(db)?;
    let values =
        (volunteers::token_hash.eq(lost), volunteers::phrase_hash.eq(Option::<String>::None));
    diesel::update(volunteers::table.find(volunteer.0)).set(values).execute(db)?;
    Ok(())
}
