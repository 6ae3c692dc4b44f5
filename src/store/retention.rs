//! How long data is kept, and the removal of what is older, a few rows at a time.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::imports::ImportState;
use super::schema::{
    acts, api_tokens, imports, invitations, messages, remarks, retention as t, sessions,
};
use super::{Db, StoreError, stored};
use crate::domain::act::ActKind;
use crate::domain::retention::Kept;

/// The days that were set for a kind.
///
/// # Errors
/// When the database fails.
pub fn days(db: &mut Db, kind: Kept) -> Result<Option<u16>, StoreError> {
    let days: Option<i32> = t::table.find(kind.as_str()).select(t::days).first(db).optional()?;
    Ok(days.and_then(|days| u16::try_from(days).ok()))
}

/// Sets the days of a kind.
///
/// # Errors
/// When the database fails.
pub fn set_days(db: &mut Db, kind: Kept, days: u16) -> Result<(), StoreError> {
    let days = t::days.eq(i32::from(days));
    if diesel::update(t::table.find(kind.as_str())).set(days).execute(db)? == 0 {
        diesel::insert_into(t::table).values((t::kind.eq(kind.as_str()), days)).execute(db)?;
    }
    Ok(())
}

/// Counts the rows of a table that are old, or removes some of them.
macro_rules! rows {
    ($db:ident, $most:ident, $table:ident.$key:ident: $type:ty, $old:expr) => {{
        let Some(most) = $most else {
            return Ok($table::table.filter($old).count().get_result($db)?);
        };
        let query = $table::table.filter($old).select($table::$key).limit(most);
        let gone: Vec<$type> = query.load($db)?;
        let gone = diesel::delete($table::table.filter($table::$key.eq_any(gone))).execute($db)?;
        Ok(i64::try_from(gone).unwrap_or(i64::MAX))
    }};
}

/// How many rows of a kind are older than `before`; or, where `most` is given, how many of at most
/// that many were removed. Uploads are only counted: their files go first.
///
/// # Errors
/// When the database fails.
pub fn old(
    db: &mut Db,
    kind: Kept,
    before: DateTime<Utc>,
    most: Option<i64>,
) -> Result<i64, StoreError> {
    let at = stored(before);
    match kind {
        Kept::Sessions => {
            rows!(db, most, sessions.token_hash: String, sessions::expires_at.lt(at))
        }
        Kept::SignIns | Kept::Exports => {
            let words: Vec<&str> = kind.acts().iter().copied().map(ActKind::as_str).collect();
            let is_old = acts::done_at.lt(at).and(acts::kind.eq_any(words));
            rows!(db, most, acts.id: i64, is_old)
        }
        Kept::Invitations => {
            rows!(db, most, invitations.id: i64, invitations::expires_at.lt(at))
        }
        Kept::Tokens => {
            let is_old = api_tokens::expires_at.lt(at).or(api_tokens::ended_at.lt(at));
            rows!(db, most, api_tokens.id: i64, is_old)
        }
        Kept::Messages => {
            rows!(db, most, messages.id: i64, messages::sent_at.lt(at))
        }
        Kept::Remarks => silence(db, before, most),
        Kept::Uploads => {
            let waits = [ImportState::Staged, ImportState::Checked].map(ImportState::as_str);
            let old = imports::table.filter(imports::state.eq_any(waits));
            Ok(old.filter(imports::changed_at.lt(at)).count().get_result(db)?)
        }
    }
}

/// Old remarks keep their kind and building, and lose their words.
fn silence(db: &mut Db, before: DateTime<Utc>, most: Option<i64>) -> Result<i64, StoreError> {
    let old = remarks::table.filter(remarks::raised_at.lt(stored(before)));
    let old = old.filter(remarks::text.ne(""));
    let Some(most) = most else { return Ok(old.count().get_result(db)?) };
    let ids: Vec<i64> = old.select(remarks::id).limit(most).load(db)?;
    let own = remarks::table.filter(remarks::id.eq_any(ids));
    let gone = diesel::update(own).set(remarks::text.eq("")).execute(db)?;
    Ok(i64::try_from(gone).unwrap_or(i64::MAX))
}
