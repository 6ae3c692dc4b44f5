//! Mail to staff who gave an address: announcements, and what waits for them. It goes into a queue
//! in the transaction of what it is about, and is sent later; volunteers have no address.

use chrono::{DateTime, Duration, Utc};

use super::flag;
use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::id::AccountId;
use crate::domain::limits::{ADDRESS_CHARS_MAX, MAIL_DAYS, MAILS_AT_ONCE};
use crate::domain::mail::{is_address, wait};
use crate::domain::role::{Power, Role};
use crate::store::mails::{self, NewMail};
pub use crate::store::mails::{Address, Mail};
use crate::store::{Db, Store, StoreError, campaigns, memberships};

/// Minutes after which mail is tried again of which nobody said what became of it.
const LOST_MINUTES: i64 = 10;
/// Hour of the day, UTC, from which the daily line is sent.
const FIRST_HOUR: i64 = 6;

/// Why an address is not kept or confirmed.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// No address.
    #[error("write an address such as name@example.org, of at most {ADDRESS_CHARS_MAX} characters")]
    NoAddress,
    /// Another's link, or one that was used.
    #[error("this link belongs to another account or address, or was used; give the address anew")]
    NotGood,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The address of an account.
///
/// # Errors
/// When the store fails.
pub fn of(db: &mut Db, account: AccountId) -> Result<Option<Address>, StoreError> {
    mails::address(db, account)
}

/// Sets where an account is written to and about what; a new address is sent a link, whose secret
/// and its hash are given. No address takes away the one there was.
///
/// # Errors
/// When it is no address.
pub fn set(
    db: &mut Db,
    by: By<'_>,
    account: AccountId,
    (address, wishes): (&str, (bool, bool)),
    (secret, token_hash): (&str, &str),
) -> Result<(), MailError> {
    let before = mails::address(db, account)?;
    if address.is_empty() {
        mails::forget_address(db, account)?;
        if before.is_some() {
            by.did(db, ActKind::AddressSet, None, "taken away", "")?;
        }
        return Ok(());
    }
    if !is_address(address) {
        return Err(MailError::NoAddress);
    }
    if before.is_none_or(|before| before.address != address) {
        mails::put_address(db, account, address, token_hash)?;
        let body = format!(
            "{} gave this address for mail of Aftermath. If that is you, sign in, open the page \
             below and confirm it. If not, do nothing: you will not be written to again.",
            by.name
        );
        let path = format!("/account?mail={secret}");
        let (subject, path) = ("Confirm your address", path.as_str());
        mails::add(db, NewMail { address, subject, body: &body, path }, by.now, by.now)?;
        by.did(db, ActKind::AddressSet, None, "given", "")?;
    }
    Ok(mails::set_wishes(db, account, wishes)?)
}

/// Confirms the address of an account by the hash of its link.
///
/// # Errors
/// When the link is another's, or was used.
pub fn confirm(
    db: &mut Db,
    by: By<'_>,
    account: AccountId,
    token_hash: &str,
) -> Result<(), MailError> {
    if !mails::confirm(db, account, token_hash, by.now)? {
        return Err(MailError::NotGood);
    }
    Ok(by.did(db, ActKind::AddressSet, None, "confirmed", "")?)
}

/// Sends the link of an invitation.
///
/// # Errors
/// When it is no address.
pub fn invite(
    db: &mut Db,
    by: By<'_>,
    address: &str,
    (campaign, role): (&Campaign, Role),
    path: &str,
) -> Result<(), MailError> {
    if !is_address(address) {
        return Err(MailError::NoAddress);
    }
    let subject = format!("Invitation to {}", campaign.title);
    let body = format!(
        "{} invites you to \"{}\" as {}. The page below is good once, and for some days; whoever \
         has its address can take it up.",
        by.name,
        campaign.title,
        role.as_str()
    );
    let new = NewMail { address, subject: &subject, body: &body, path };
    Ok(mails::add(db, new, by.now, by.now)?)
}

/// Sends an announcement to the staff of a campaign who want it, once its time has come.
///
/// # Errors
/// When the store fails.
pub(super) fn news(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    from: DateTime<Utc>,
    text: &str,
) -> Result<(), StoreError> {
    let subject = format!("{}: announcement", campaign.title);
    let path = format!("/desk/{}/announcements", campaign.slug);
    for address in mails::readers(db, campaign.id)? {
        let new = NewMail { address: &address, subject: &subject, body: text, path: &path };
        mails::add(db, new, now, from.max(now))?;
    }
    Ok(())
}

/// Writes to those who want to know daily what waits for them, where something does.
///
/// # Errors
/// When the store fails.
pub fn remind(store: &Store, now: DateTime<Utc>) -> Result<(), StoreError> {
    // Before the hour it is still yesterday.
    let day = (now - Duration::hours(FIRST_HOUR)).date_naive();
    for (account, address) in store.read(|db| mails::untold(db, day))? {
        store.write(move |db| {
            if !mails::tell(db, account, day)? {
                return Ok::<_, StoreError>(());
            }
            let lines = waiting(db, account)?;
            if lines.is_empty() {
                return Ok(());
            }
            let (subject, body) = ("What waits for you", lines.join("\n"));
            mails::add(
                db,
                NewMail { address: &address, subject, body: &body, path: "/desk" },
                now,
                now,
            )
        })?;
    }
    Ok(())
}

/// What waits for an account, a line for each campaign.
fn waiting(db: &mut Db, account: AccountId) -> Result<Vec<String>, StoreError> {
    let mut lines = Vec::new();
    for (slug, role) in memberships::of_account(db, account)? {
        let Some(campaign) = campaigns::by_slug(db, &slug)? else { continue };
        let mut parts = Vec::new();
        if role.may(Power::Adjudicate) {
            let cases = mails::contested(db, campaign.id)?;
            parts.extend((cases > 0).then(|| format!("{cases} contested")));
        }
        if role.may(Power::Moderate) {
            let open: i64 = flag::open(db, &campaign)?.iter().map(|(_, count)| count).sum();
            let word = if open == 1 { "remark" } else { "remarks" };
            parts.extend((open > 0).then(|| format!("{open} open {word}")));
        }
        if !parts.is_empty() {
            lines.push(format!("{}: {}", campaign.title, parts.join(", ")));
        }
    }
    Ok(lines)
}

/// Why mail was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// In words.
    pub reason: String,
    /// Whether it never will be.
    pub is_final: bool,
}

/// Sends what is due: how many were sent. What fails is tried again later, and given up in the end.
///
/// # Errors
/// When the store fails.
pub fn work_off(
    store: &Store,
    now: DateTime<Utc>,
    send: impl Fn(&Mail) -> Result<(), Unsent>,
) -> Result<usize, StoreError> {
    let mut count = 0;
    store.write(move |db| mails::remove_failed(db, now - Duration::days(MAIL_DAYS)))?;
    loop {
        let lost = now + Duration::minutes(LOST_MINUTES);
        let taken = store.write(move |db| mails::take(db, now, lost, MAILS_AT_ONCE))?;
        if taken.is_empty() {
            return Ok(count);
        }
        for mail in taken {
            let id = mail.id;
            match send(&mail) {
                Ok(()) => {
                    store.write(move |db| mails::sent(db, id))?;
                    count += 1;
                }
                Err(Unsent { reason, is_final }) => {
                    let again = wait(mail.tries).filter(|_| !is_final).map(|wait| now + wait);
                    store.write(move |db| mails::failed(db, id, &reason, again))?;
                }
            }
        }
    }
}
