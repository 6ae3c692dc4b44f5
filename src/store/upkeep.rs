//! The database itself: how large it is, whether it is whole, and copies of it.

use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{accounts, acts, imports, judgements};
use super::{Db, StoreError, dialect};
use crate::store::imports::ImportState;

/// Bytes of the database on its disk.
///
/// # Errors
/// When the database fails.
pub fn bytes(db: &mut Db) -> Result<u64, StoreError> {
    Ok(u64::try_from(dialect::database_bytes(db)?).unwrap_or(0))
}

/// What is damaged in the database; nothing where it is whole. Reads all of it. PostgreSQL has
/// tools of its own for this, and is only asked whether it answers.
///
/// # Errors
/// When the database fails.
pub fn damage(db: &mut Db) -> Result<Vec<String>, StoreError> {
    let said = dialect::quick_check(db)?;
    Ok(said.into_iter().filter(|line| line != "ok").collect())
}

/// Copies the whole database, as it is at one moment, to a new file; whether it is of the kind
/// that can be copied so.
///
/// # Errors
/// When the database fails, or the file is there already.
pub fn copy_into(db: &mut Db, file: &Path) -> Result<bool, StoreError> {
    Ok(dialect::copy_into(db, &file.to_string_lossy())?)
}

/// Whether the database is a file that the program copies itself.
#[must_use]
pub const fn is_file(db: &Db) -> bool {
    dialect::is_file(db)
}

/// When the newest judgement or act was written down.
///
/// # Errors
/// When the database fails.
pub fn newest(db: &mut Db) -> Result<Option<DateTime<Utc>>, StoreError> {
    let judged: Option<NaiveDateTime> = judgements::table
        .order(judgements::id.desc())
        .select(judgements::submitted_at)
        .first(db)
        .optional()?;
    let done: Option<NaiveDateTime> =
        acts::table.order(acts::id.desc()).select(acts::done_at).first(db).optional()?;
    Ok(judged.max(done).map(|at| at.and_utc()))
}

/// Since when the oldest import is under way.
///
/// # Errors
/// When the database fails.
pub fn oldest_import(db: &mut Db) -> Result<Option<DateTime<Utc>>, StoreError> {
    let under_way = [ImportState::Staged, ImportState::Checking, ImportState::Applying];
    let query = imports::table
        .filter(imports::state.eq_any(under_way.map(ImportState::as_str)))
        .select(diesel::dsl::min(imports::changed_at));
    let at: Option<NaiveDateTime> = query.first(db)?;
    Ok(at.map(|at| at.and_utc()))
}

/// Accounts that let somebody in, and those of them without a second factor.
///
/// # Errors
/// When the database fails.
pub fn accounts(db: &mut Db) -> Result<(i64, i64), StoreError> {
    let open = || accounts::table.filter(accounts::disabled_at.is_null());
    let all = open().count().get_result(db)?;
    let bare = open().filter(accounts::second_since.is_null()).count().get_result(db)?;
    Ok((all, bare))
}
