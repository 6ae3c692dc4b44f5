//! A volunteer starts without an account; staff sign in with one.

use chrono::{DateTime, Duration, Utc};

use crate::access::password::{self, Effort};
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::id::VolunteerId;
use crate::domain::limits::SESSION_HOURS;
use crate::domain::volunteer::Role;
pub use crate::store::accounts::Account;
use crate::store::{Db, Store, StoreError, accounts, volunteers};

/// Why somebody cannot start or sign in.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Volunteers cannot join a campaign that is not open.
    #[error("this campaign takes no answers at present")]
    NotOpen,
    /// Wrong name or password; which of them is not said.
    #[error("the name or the password is wrong")]
    Refused,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Records a volunteer's consent to a campaign. `token_hash` is of the cookie they show or are
/// about to be given; an unknown one makes a new volunteer.
///
/// # Errors
/// When the campaign is not open.
pub fn join(
    db: &mut Db,
    now: DateTime<Utc>,
    token_hash: &str,
    campaign: &Campaign,
) -> Result<VolunteerId, AccountError> {
    if campaign.phase != Phase::Open {
        return Err(AccountError::NotOpen);
    }
    let volunteer = match volunteers::by_token_hash(db, token_hash)? {
        Some(known) => known,
        None => volunteers::add(db, token_hash, now)?,
    };
    volunteers::enrol(db, volunteer, campaign.id, now)?;
    Ok(volunteer)
}

/// Adds a staff account, or gives an existing one this password and role; its sessions end.
///
/// # Errors
/// When the store fails.
pub fn put(
    db: &mut Db,
    now: DateTime<Utc>,
    name: &str,
    password_hash: &str,
    role: Role,
) -> Result<(), StoreError> {
    accounts::put(db, name, password_hash, role, now)
}

/// Who a session's token belongs to.
///
/// # Errors
/// When the store fails.
pub fn signed_in(
    db: &mut Db,
    now: DateTime<Utc>,
    session_hash: &str,
) -> Result<Option<Account>, StoreError> {
    accounts::by_session(db, session_hash, now)
}

/// Ends a session.
///
/// # Errors
/// When the store fails.
pub fn sign_out(db: &mut Db, session_hash: &str) -> Result<(), StoreError> {
    accounts::end_session(db, session_hash)
}

/// Signs staff in: checks the password, then stores the hash of a new session token. Slow on
/// purpose; not to be called where others wait.
///
/// # Errors
/// When the name or the password is wrong.
pub fn sign_in(
    store: &Store,
    now: DateTime<Utc>,
    name: &str,
    password: &str,
    effort: Effort,
    session_hash: String,
) -> Result<Account, AccountError> {
    let known = store.read(|db| accounts::by_name(db, name))?;
    let hash = known.as_ref().map(|(_, hash)| hash.as_str());
    let is_right = password::verify(password, hash, effort);
    let (Some((account, _)), true) = (known, is_right) else {
        return Err(AccountError::Refused);
    };
    let id = account.id;
    let until = now + Duration::hours(SESSION_HOURS);
    store.write(move |db| accounts::start_session(db, &session_hash, id, now, until))?;
    Ok(account)
}
