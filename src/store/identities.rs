//! Accounts elsewhere by which staff sign in.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::identities as t;
use super::{Db, StoreError, stored};
use crate::domain::id::AccountId;

/// The account that an identity signs in to.
///
/// # Errors
/// When the database fails.
pub fn account(db: &mut Db, print: &str) -> Result<Option<AccountId>, StoreError> {
    let found = t::table.find(print).select(t::account_id).first(db).optional()?;
    Ok(found.map(AccountId))
}

/// Since when an account has one.
///
/// # Errors
/// When the database fails.
pub fn since(db: &mut Db, account: AccountId) -> Result<Option<DateTime<Utc>>, StoreError> {
    let own = t::table.filter(t::account_id.eq(account.0));
    let since: Option<NaiveDateTime> = own.select(t::linked_at).first(db).optional()?;
    Ok(since.map(|at| at.and_utc()))
}

/// Gives an account an identity, in place of the one it had.
///
/// # Errors
/// A race when the identity is another account's.
pub fn put(
    db: &mut Db,
    print: &str,
    account: AccountId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    remove(db, account)?;
    let row = (t::print.eq(print), t::account_id.eq(account.0), t::linked_at.eq(stored(now)));
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// Takes an account's identity; `false` when it has none.
///
/// # Errors
/// When the database fails.
pub fn remove(db: &mut Db, account: AccountId) -> Result<bool, StoreError> {
    let own = t::table.filter(t::account_id.eq(account.0));
    Ok(diesel::delete(own).execute(db)? > 0)
}
