//! Staff accounts and their sessions, both known by hashes alone.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{accounts as t, sessions};
use super::{Db, StoreError, stored};
use crate::domain::id::AccountId;
use crate::domain::volunteer::Role;

/// A staff account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Ours.
    pub id: AccountId,
    /// What they sign in with.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

fn account((id, name, role): (i64, String, String)) -> Result<Account, StoreError> {
    let known = Role::parse(&role);
    let role = known.ok_or_else(|| StoreError::unknown("accounts", &role))?;
    Ok(Account { id: AccountId(id), name, role })
}

/// Adds an account, or gives an existing one this password and role and ends its sessions.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    name: &str,
    password_hash: &str,
    role: Role,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let insert = diesel::insert_into(t::table).values((
        t::name.eq(name),
        t::password_hash.eq(password_hash),
        t::role.eq(role.as_str()),
        t::created_at.eq(stored(now)),
    ));
    let change = (t::password_hash.eq(password_hash), t::role.eq(role.as_str()));
    let id: i64 = on_each_backend!(db, |conn| insert
        .on_conflict(t::name)
        .do_update()
        .set(change)
        .returning(t::id)
        .get_result(conn))?;
    diesel::delete(sessions::table.filter(sessions::account_id.eq(id))).execute(db)?;
    Ok(())
}

/// An account and its password's hash, by name.
///
/// # Errors
/// When the database fails.
pub fn by_name(db: &mut Db, name: &str) -> Result<Option<(Account, String)>, StoreError> {
    let query =
        t::table.filter(t::name.eq(name)).select(((t::id, t::name, t::role), t::password_hash));
    let row: Option<((i64, String, String), String)> = query.first(db).optional()?;
    row.map(|(row, hash)| Ok((account(row)?, hash))).transpose()
}

/// Starts a session, and forgets those that ran out.
///
/// # Errors
/// When the database fails.
pub fn start_session(
    db: &mut Db,
    token_hash: &str,
    account: AccountId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    use sessions as s;
    diesel::delete(s::table.filter(s::expires_at.lt(stored(now)))).execute(db)?;
    let row = (
        s::token_hash.eq(token_hash),
        s::account_id.eq(account.0),
        s::created_at.eq(stored(now)),
        s::expires_at.eq(stored(expires_at)),
    );
    diesel::insert_into(s::table).values(row).execute(db)?;
    Ok(())
}

/// The account of a session that has not run out.
///
/// # Errors
/// When the database fails.
pub fn by_session(
    db: &mut Db,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<Option<Account>, StoreError> {
    let query = sessions::table
        .inner_join(t::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(stored(now)))
        .select((t::id, t::name, t::role));
    query.first(db).optional()?.map(account).transpose()
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub fn end_session(db: &mut Db, token_hash: &str) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(token_hash)).execute(db)?;
    Ok(())
}
