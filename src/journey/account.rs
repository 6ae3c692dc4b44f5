//! A volunteer starts without an account; staff sign in with one, and prove a second factor.

use chrono::{DateTime, Duration, Utc};

use super::log::By;
use crate::access::password::{self, Effort};
use crate::access::second::SecondFactor;
use crate::domain::act::ActKind;
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::id::{JoinLinkId, VolunteerId};
use crate::domain::limits::{SECOND_FACTOR_MINUTES, SESSION_HOURS, SESSION_IDLE_MINUTES};
use crate::domain::role::Role;
pub use crate::store::accounts::{Account, Session};
use crate::store::{
    Db, Store, StoreError, accounts, campaigns, join_links, memberships, volunteers,
};

/// Why somebody cannot start or sign in.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Volunteers cannot join a campaign that is not open.
    #[error("this campaign takes no answers at present")]
    NotOpen,
    /// Wrong name or password; which of them is not said.
    #[error("the name or the password is wrong")]
    Refused,
    /// No code of the app, or one that was used before; nor one on paper.
    #[error("this code is not right, or was used before; wait for the next one")]
    WrongCode,
    /// The session is gone.
    #[error("too much time has passed; sign in again")]
    SignedOut,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Records a volunteer's consent to a campaign. `token_hash` is of the cookie they show or are
/// about to be given; an unknown one makes a new volunteer. Who came by a link is counted there.
///
/// # Errors
/// When the campaign is not open.
pub fn join(
    db: &mut Db,
    now: DateTime<Utc>,
    token_hash: &str,
    campaign: &Campaign,
    link: Option<JoinLinkId>,
) -> Result<VolunteerId, AccountError> {
    if campaign.phase != Phase::Open {
        return Err(AccountError::NotOpen);
    }
    let volunteer = match volunteers::by_token_hash(db, token_hash)? {
        Some(known) => known,
        None => volunteers::add(db, token_hash, now)?,
    };
    let is_new = volunteers::enrol(db, volunteer, campaign.id, now)?;
    if let Some(link) = link.filter(|_| is_new) {
        join_links::count_one(db, link)?;
    }
    Ok(volunteer)
}

/// What a session lacks still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Nothing.
    Nothing,
    /// A code of the second factor.
    Code,
    /// A second factor: there is none yet, and this site asks for one.
    SecondFactor,
}

/// What a session of an account lacks until a second factor was proved in it.
#[must_use]
pub const fn missing(account: &Account, is_second_required: bool) -> Missing {
    match (account.second_since, is_second_required) {
        (Some(_), _) => Missing::Code,
        (None, true) => Missing::SecondFactor,
        (None, false) => Missing::Nothing,
    }
}

/// A session that has neither run out nor lain idle.
///
/// # Errors
/// When the store fails.
pub fn signed_in(
    db: &mut Db,
    now: DateTime<Utc>,
    session_hash: &str,
) -> Result<Option<Session>, StoreError> {
    let since = now - Duration::minutes(SESSION_IDLE_MINUTES);
    accounts::by_session(db, session_hash, now, since)
}

/// Records that a session was used, if that is not known to the minute.
///
/// # Errors
/// When the store fails.
pub fn touch(db: &mut Db, now: DateTime<Utc>, session_hash: &str) -> Result<(), StoreError> {
    accounts::touch(db, session_hash, now)
}

/// Whether that a session was used is worth writing down.
#[must_use]
pub fn is_stale(session: &Session, now: DateTime<Utc>) -> bool {
    now - session.seen_at >= Duration::minutes(1)
}

/// A campaign in which an account has a part, with that part. None when it has none: the same as
/// for a campaign that does not exist.
///
/// # Errors
/// When the store fails.
pub fn at_desk(
    db: &mut Db,
    account: &Account,
    slug: &str,
) -> Result<Option<(Campaign, Role)>, StoreError> {
    let Some(campaign) = campaigns::by_slug(db, slug)? else { return Ok(None) };
    let role = memberships::of(db, account.id, campaign.id)?;
    Ok(role.map(|role| (campaign, role)))
}

/// The campaigns in which an account has a part, newest first.
///
/// # Errors
/// When the store fails.
pub fn desk(db: &mut Db, account: &Account) -> Result<Vec<(Campaign, Role)>, StoreError> {
    let mut all = Vec::new();
    for (slug, role) in memberships::of_account(db, account.id)? {
        all.extend(campaigns::by_slug(db, &slug)?.map(|campaign| (campaign, role)));
    }
    Ok(all)
}

/// Ends a session.
///
/// # Errors
/// When the store fails.
pub fn sign_out(db: &mut Db, session_hash: &str) -> Result<(), StoreError> {
    accounts::end_session(db, session_hash)
}

/// Signs staff in: checks the password, then stores the hash of a new session token, and says what
/// the session lacks still. Slow on purpose; not to be called where others wait.
///
/// # Errors
/// When the name or the password is wrong, or the account was closed.
pub fn sign_in(
    store: &Store,
    now: DateTime<Utc>,
    (name, password): (&str, &str),
    effort: Effort,
    session_hash: String,
    is_second_required: bool,
) -> Result<Missing, AccountError> {
    let known = store.read(|db| accounts::by_name(db, name))?;
    let hash = known.as_ref().map(|(_, hash)| hash.as_str());
    let is_right = password::verify(password, hash, effort);
    let (Some((account, _)), true) = (known, is_right) else {
        return Err(AccountError::Refused);
    };
    if account.disabled_at.is_some() {
        return Err(AccountError::Refused);
    }
    let missing = missing(&account, is_second_required);
    store.write(move |db| start(db, now, &account, &session_hash, missing))?;
    Ok(missing)
}

pub(super) fn start(
    db: &mut Db,
    now: DateTime<Utc>,
    account: &Account,
    session_hash: &str,
    missing: Missing,
) -> Result<(), StoreError> {
    let is_whole = missing == Missing::Nothing;
    let span = if is_whole {
        Duration::hours(SESSION_HOURS)
    } else {
        Duration::minutes(SECOND_FACTOR_MINUTES)
    };
    accounts::start_session(db, session_hash, account.id, (now, now + span), is_whole)?;
    if is_whole {
        By { name: &account.name, now }.did(db, ActKind::SignedIn, None, "", "")?;
    }
    Ok(())
}

/// Makes a session whole by a code, under a new token, so that the one before opens nothing.
///
/// # Errors
/// When the code is wrong or was used before, or the session is gone.
pub fn prove(
    db: &mut Db,
    now: DateTime<Utc>,
    second: &SecondFactor,
    (session_hash, new_hash): (&str, &str),
    code: &str,
) -> Result<(), AccountError> {
    let session = signed_in(db, now, session_hash)?.ok_or(AccountError::SignedOut)?;
    check_code(db, now, second, &session.account, code)?;
    accounts::end_session(db, session_hash)?;
    Ok(start(db, now, &session.account, new_hash, Missing::Nothing)?)
}

/// Uses a code of an account's app, or one on paper.
///
/// # Errors
/// When it is wrong or was used before.
pub fn check_code(
    db: &mut Db,
    now: DateTime<Utc>,
    second: &SecondFactor,
    account: &Account,
    code: &str,
) -> Result<(), AccountError> {
    let known = accounts::get(db, account.id)?;
    if known.second_since.is_none() {
        return Err(AccountError::WrongCode);
    }
    let step = second.step(account.id, known.second_generation, code, now.timestamp());
    if let Some(step) = step
        && accounts::use_step(db, account.id, step)?
    {
        return Ok(());
    }
    let hash = second.paper_hash(account.id, code);
    if !accounts::use_paper_code(db, account.id, &hash, now)? {
        return Err(AccountError::WrongCode);
    }
    By { name: &account.name, now }.did(db, ActKind::PaperCodeUsed, None, "", "")?;
    Ok(())
}

/// What an account's next second factor is: (the secret to type, the address to scan).
#[must_use]
pub fn offer(second: &SecondFactor, account: &Account) -> (String, String) {
    second.offer(account.id, account.second_generation + 1, &account.name)
}

/// Sets up the second factor that was offered, proved by its first code; keeps the codes on paper
/// that go with it. Other sessions of the account end.
///
/// # Errors
/// When the code is wrong, or the session is gone.
pub fn set_second(
    db: &mut Db,
    now: DateTime<Utc>,
    second: &SecondFactor,
    (session_hash, new_hash): (&str, &str),
    code: &str,
    paper: &[String],
) -> Result<(), AccountError> {
    let session = signed_in(db, now, session_hash)?.ok_or(AccountError::SignedOut)?;
    let account = session.account;
    // With a factor already, one must have proved it: half a session may not replace it.
    if account.second_since.is_some() && !session.is_whole {
        return Err(AccountError::SignedOut);
    }
    let generation = account.second_generation + 1;
    let step = second.step(account.id, generation, code, now.timestamp());
    let step = step.ok_or(AccountError::WrongCode)?;
    accounts::set_second(db, account.id, (generation, step), now)?;
    put_paper(db, second, &account, paper)?;
    accounts::end_sessions(db, account.id, None)?;
    By { name: &account.name, now }.did(db, ActKind::SecondFactorSet, None, "", "")?;
    Ok(start(db, now, &account, new_hash, Missing::Nothing)?)
}

/// Gives an account new codes on paper in place of those it had.
///
/// # Errors
/// When the store fails.
pub fn put_paper(
    db: &mut Db,
    second: &SecondFactor,
    account: &Account,
    codes: &[String],
) -> Result<(), StoreError> {
    let hashes: Vec<String> =
        codes.iter().map(|code| second.paper_hash(account.id, code)).collect();
    accounts::put_paper_codes(db, account.id, &hashes)
}

/// Gives an account another password, whose hash this is; its other sessions end.
///
/// # Errors
/// When the store fails.
pub fn set_password(
    db: &mut Db,
    by: By<'_>,
    account: &Account,
    hash: &str,
    own_session: Option<&str>,
) -> Result<(), StoreError> {
    accounts::set_password(db, account.id, hash)?;
    accounts::end_sessions(db, account.id, own_session)?;
    by.did(db, ActKind::PasswordSet, None, account.name.as_str(), "")
}

/// Whether a password is an account's. Slow on purpose.
///
/// # Errors
/// When the store fails.
pub fn knows_password(
    store: &Store,
    account: &Account,
    password: &str,
    effort: Effort,
) -> Result<bool, StoreError> {
    let known = store.read(|db| accounts::by_name(db, &account.name))?;
    Ok(password::verify(password, known.as_ref().map(|(_, hash)| hash.as_str()), effort))
}

/// How many codes on paper an account has left.
///
/// # Errors
/// When the store fails.
pub fn paper_left(db: &mut Db, account: &Account) -> Result<i64, StoreError> {
    accounts::paper_codes_left(db, account.id)
}

/// Ends an account's other sessions, and says how many.
///
/// # Errors
/// When the store fails.
pub fn end_others(db: &mut Db, account: &Account, own: &str) -> Result<usize, StoreError> {
    accounts::end_sessions(db, account.id, Some(own))
}
