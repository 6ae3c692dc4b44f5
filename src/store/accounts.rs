//! Staff accounts.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{accounts as t, paper_codes, sessions};
use super::{Db, StoreError, stored};
use crate::domain::id::AccountId;

/// A staff account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Ours.
    pub id: AccountId,
    /// What they sign in with.
    pub name: String,
    /// Whether they make campaigns and look after accounts.
    pub is_admin: bool,
    /// Which second factor is theirs: every new one has the next number.
    pub second_generation: i32,
    /// Since when they have proved it.
    pub second_since: Option<DateTime<Utc>>,
    /// Since when the account lets nobody in.
    pub disabled_at: Option<DateTime<Utc>>,
}

pub(super) type Row = (i64, String, bool, i32, Option<NaiveDateTime>, Option<NaiveDateTime>);

pub(super) type Columns =
    (t::id, t::name, t::is_admin, t::second_generation, t::second_since, t::disabled_at);

pub(super) const COLUMNS: Columns =
    (t::id, t::name, t::is_admin, t::second_generation, t::second_since, t::disabled_at);

pub(super) fn account((id, name, is_admin, generation, since, disabled): Row) -> Account {
    Account {
        id: AccountId(id),
        name,
        is_admin,
        second_generation: generation,
        second_since: since.map(|at| at.and_utc()),
        disabled_at: disabled.map(|at| at.and_utc()),
    }
}

/// Adds an account.
///
/// # Errors
/// A race when the name is taken.
pub fn add(
    db: &mut Db,
    name: &str,
    password_hash: &str,
    is_admin: bool,
    now: DateTime<Utc>,
) -> Result<AccountId, StoreError> {
    let row = (
        t::name.eq(name),
        t::password_hash.eq(password_hash),
        t::is_admin.eq(is_admin),
        t::created_at.eq(stored(now)),
    );
    Ok(AccountId(diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?))
}

/// An account and its password's hash, by name.
///
/// # Errors
/// When the database fails.
pub fn by_name(db: &mut Db, name: &str) -> Result<Option<(Account, String)>, StoreError> {
    let query = t::table.filter(t::name.eq(name)).select((COLUMNS, t::password_hash));
    let row: Option<(Row, String)> = query.first(db).optional()?;
    Ok(row.map(|(row, hash)| (account(row), hash)))
}

/// An account by its id.
///
/// # Errors
/// When there is none, or the database fails.
pub fn get(db: &mut Db, id: AccountId) -> Result<Account, StoreError> {
    Ok(account(t::table.find(id.0).select(COLUMNS).first(db)?))
}

/// All accounts, by name.
///
/// # Errors
/// When the database fails.
pub fn all(db: &mut Db) -> Result<Vec<Account>, StoreError> {
    let rows: Vec<Row> = t::table.select(COLUMNS).order(t::name).limit(1_000).load(db)?;
    Ok(rows.into_iter().map(account).collect())
}

/// Gives an account another password.
///
/// # Errors
/// When the database fails.
pub fn set_password(db: &mut Db, id: AccountId, hash: &str) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::password_hash.eq(hash)).execute(db)?;
    Ok(())
}

/// Makes an account one that looks after others, or no longer.
///
/// # Errors
/// When the database fails.
pub fn set_admin(db: &mut Db, id: AccountId, is_admin: bool) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::is_admin.eq(is_admin)).execute(db)?;
    Ok(())
}

/// Closes an account, or opens it again.
///
/// # Errors
/// When the database fails.
pub fn set_disabled(
    db: &mut Db,
    id: AccountId,
    at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::disabled_at.eq(at.map(stored))).execute(db)?;
    Ok(())
}

/// Takes an account's second factor and its codes on paper away; the next one has a new number.
///
/// # Errors
/// When the database fails.
pub fn reset_second(db: &mut Db, id: AccountId) -> Result<(), StoreError> {
    diesel::delete(paper_codes::table.filter(paper_codes::account_id.eq(id.0))).execute(db)?;
    let none: Option<NaiveDateTime> = None;
    let change = (t::second_generation.eq(t::second_generation + 1), t::second_since.eq(none));
    diesel::update(t::table.find(id.0)).set(change).execute(db)?;
    Ok(())
}

/// Sets an account's second factor, proved with this step's code.
///
/// # Errors
/// When the database fails.
pub fn set_second(
    db: &mut Db,
    id: AccountId,
    (generation, step): (i32, i64),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let change = (
        t::second_generation.eq(generation),
        t::second_since.eq(stored(now)),
        t::second_step.eq(step),
    );
    diesel::update(t::table.find(id.0)).set(change).execute(db)?;
    Ok(())
}

/// Records that a step's code was used. False when that code, or a later one, was used before.
///
/// # Errors
/// When the database fails.
pub fn use_step(db: &mut Db, id: AccountId, step: i64) -> Result<bool, StoreError> {
    let own = t::table.find(id.0).filter(t::second_step.lt(step));
    Ok(diesel::update(own).set(t::second_step.eq(step)).execute(db)? == 1)
}

/// Keeps the hashes of an account's codes on paper in place of those it had.
///
/// # Errors
/// When the database fails.
pub fn put_paper_codes(db: &mut Db, id: AccountId, hashes: &[String]) -> Result<(), StoreError> {
    use paper_codes as p;
    diesel::delete(p::table.filter(p::account_id.eq(id.0))).execute(db)?;
    for hash in hashes {
        let row = (p::account_id.eq(id.0), p::code_hash.eq(hash));
        diesel::insert_into(p::table).values(row).execute(db)?;
    }
    Ok(())
}

/// Uses a code on paper. False when there is none, or it was used before.
///
/// # Errors
/// When the database fails.
pub fn use_paper_code(
    db: &mut Db,
    id: AccountId,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    use paper_codes as p;
    let own = p::table.find((id.0, hash)).filter(p::used_at.is_null());
    Ok(diesel::update(own).set(p::used_at.eq(stored(now))).execute(db)? == 1)
}

/// How many codes on paper an account has left.
///
/// # Errors
/// When the database fails.
pub fn paper_codes_left(db: &mut Db, id: AccountId) -> Result<i64, StoreError> {
    use paper_codes as p;
    let own = p::table.filter(p::account_id.eq(id.0)).filter(p::used_at.is_null());
    Ok(own.count().get_result(db)?)
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub account: Account,
    /// When it was last used, to the minute.
    pub seen_at: DateTime<Utc>,
    /// Whether all that is asked for was proved; until then it opens no page of the desk.
    pub is_whole: bool,
}

/// Starts a session, and forgets those that ran out.
///
/// # Errors
/// When the database fails.
pub fn start_session(
    db: &mut Db,
    token_hash: &str,
    account: AccountId,
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
    is_whole: bool,
) -> Result<(), StoreError> {
    use sessions as s;
    diesel::delete(s::table.filter(s::expires_at.lt(stored(now)))).execute(db)?;
    let row = (
        s::token_hash.eq(token_hash),
        s::account_id.eq(account.0),
        s::created_at.eq(stored(now)),
        s::expires_at.eq(stored(expires_at)),
        s::seen_at.eq(stored(now)),
        s::is_whole.eq(is_whole),
    );
    diesel::insert_into(s::table).values(row).execute(db)?;
    Ok(())
}

/// A session that has not run out and was used since `since`, of an account that lets in.
///
/// # Errors
/// When the database fails.
pub fn by_session(
    db: &mut Db,
    token_hash: &str,
    now: DateTime<Utc>,
    since: DateTime<Utc>,
) -> Result<Option<Session>, StoreError> {
    let query = sessions::table
        .inner_join(t::table)
        .filter(sessions::token_hash.eq(token_hash))
        .filter(sessions::expires_at.gt(stored(now)))
        .filter(sessions::seen_at.gt(stored(since)))
        .filter(t::disabled_at.is_null())
        .select((COLUMNS, sessions::seen_at, sessions::is_whole));
    let row: Option<(Row, NaiveDateTime, bool)> = query.first(db).optional()?;
    Ok(row.map(|(row, seen_at, is_whole)| Session {
        account: account(row),
        seen_at: seen_at.and_utc(),
        is_whole,
    }))
}

/// Records that a session was used.
///
/// # Errors
/// When the database fails.
pub fn touch(db: &mut Db, token_hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    let own = sessions::table.find(token_hash);
    diesel::update(own).set(sessions::seen_at.eq(stored(now))).execute(db)?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// When the database fails.
pub fn end_session(db: &mut Db, token_hash: &str) -> Result<(), StoreError> {
    diesel::delete(sessions::table.find(token_hash)).execute(db)?;
    Ok(())
}

/// Ends an account's sessions, but for one.
///
/// # Errors
/// When the database fails.
pub fn end_sessions(db: &mut Db, id: AccountId, but: Option<&str>) -> Result<usize, StoreError> {
    let all = sessions::table.filter(sessions::account_id.eq(id.0));
    Ok(diesel::delete(all.filter(sessions::token_hash.ne(but.unwrap_or("")))).execute(db)?)
}
