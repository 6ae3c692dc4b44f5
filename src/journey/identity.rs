//! Staff sign in by an account that they have elsewhere. Who may is not decided elsewhere: an
//! account here is made by invitation, and its holder links it when they are signed in.

use chrono::{DateTime, Utc};

use super::account::{Account, AccountError, Missing, missing, start};
use super::log::By;
use crate::domain::act::ActKind;
use crate::store::{Db, StoreError, accounts, identities};

/// Why an account elsewhere cannot be linked.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// It signs in to another account.
    #[error("it signs in to another account here already; that account has to part with it first")]
    Taken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Since when an account has one elsewhere that signs in.
///
/// # Errors
/// When the store fails.
pub fn since(db: &mut Db, account: &Account) -> Result<Option<DateTime<Utc>>, StoreError> {
    identities::since(db, account.id)
}

/// Links an account with one elsewhere, in place of the one it had.
///
/// # Errors
/// When that one signs in to another account.
pub fn link(db: &mut Db, by: By<'_>, account: &Account, print: &str) -> Result<(), IdentityError> {
    match identities::account(db, print)? {
        Some(other) if other != account.id => return Err(IdentityError::Taken),
        Some(_) => return Ok(()),
        None => identities::put(db, print, account.id, by.now)?,
    }
    Ok(by.did(db, ActKind::IdentityLinked, None, account.name.as_str(), "")?)
}

/// Parts an account from the one elsewhere.
///
/// # Errors
/// When the store fails.
pub fn part(db: &mut Db, by: By<'_>, account: &Account) -> Result<(), StoreError> {
    if identities::remove(db, account.id)? {
        by.did(db, ActKind::IdentityParted, None, account.name.as_str(), "")?;
    }
    Ok(())
}

/// Signs in whoever an issuer says it is. `is_strong` when it says, too, that more than a password
/// was asked for there.
///
/// # Errors
/// When no account is linked with them, or it was closed.
pub fn sign_in(
    db: &mut Db,
    now: DateTime<Utc>,
    (print, is_strong): (&str, bool),
    session_hash: &str,
    is_second_required: bool,
) -> Result<Missing, AccountError> {
    let linked = identities::account(db, print)?.ok_or(AccountError::Refused)?;
    let account = accounts::get(db, linked)?;
    if account.disabled_at.is_some() {
        return Err(AccountError::Refused);
    }
    let missing = if is_strong { Missing::Nothing } else { missing(&account, is_second_required) };
    start(db, now, &account, session_hash, missing)?;
    Ok(missing)
}
