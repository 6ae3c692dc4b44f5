//! Addresses of staff, and mail that is to be sent.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use super::schema::{accounts, addresses as a, mails as t, memberships, tasks};
use super::{Db, StoreError, count, stored};
use crate::domain::id::{AccountId, CampaignId};

/// The address of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Where mail goes.
    pub address: String,
    /// Whether somebody who reads it has confirmed it.
    pub is_verified: bool,
    /// Whether announcements are wanted.
    pub wants_news: bool,
    /// Whether a daily line of what waits is wanted.
    pub wants_waiting: bool,
}

/// Mail to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Ours.
    pub id: i64,
    /// To whom.
    pub address: String,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub body: String,
    /// The page that it leads to, below the site's address; empty for none.
    pub path: String,
    /// How often it was tried.
    pub tries: u32,
}

/// Mail that is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMail<'a> {
    /// To whom.
    pub address: &'a str,
    /// What it is about.
    pub subject: &'a str,
    /// What it says.
    pub body: &'a str,
    /// The page that it leads to.
    pub path: &'a str,
}

/// How the queue is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queue {
    /// Waiting to be sent.
    pub waiting: i64,
    /// Given up.
    pub failed: i64,
    /// Why the newest of those that failed did, at its last attempt.
    pub error: String,
}

/// The address of an account.
///
/// # Errors
/// When the database fails.
pub fn address(db: &mut Db, account: AccountId) -> Result<Option<Address>, StoreError> {
    type Row = (String, bool, bool, bool);
    let query = a::table.find(account.0).select((
        a::address,
        a::verified_at.is_not_null(),
        a::wants_news,
        a::wants_waiting,
    ));
    let row: Option<Row> = query.first(db).optional()?;
    Ok(row.map(|(address, is_verified, wants_news, wants_waiting)| Address {
        address,
        is_verified,
        wants_news,
        wants_waiting,
    }))
}

/// Keeps an address that is to be confirmed by the link of this hash, in place of another.
///
/// # Errors
/// When the database fails.
pub fn put_address(
    db: &mut Db,
    account: AccountId,
    address: &str,
    token_hash: &str,
) -> Result<(), StoreError> {
    forget_address(db, account)?;
    let row = (
        a::account_id.eq(account.0),
        a::address.eq(address),
        a::token_hash.eq(token_hash),
        a::wants_news.eq(false),
        a::wants_waiting.eq(false),
    );
    diesel::insert_into(a::table).values(row).execute(db)?;
    Ok(())
}

/// Sets what is wanted by mail.
///
/// # Errors
/// When the database fails.
pub fn set_wishes(
    db: &mut Db,
    account: AccountId,
    (news, waiting): (bool, bool),
) -> Result<(), StoreError> {
    let values = (a::wants_news.eq(news), a::wants_waiting.eq(waiting));
    diesel::update(a::table.find(account.0)).set(values).execute(db)?;
    Ok(())
}

/// Confirms the address of an account by the hash of its link; false where it is another's.
///
/// # Errors
/// When the database fails.
pub fn confirm(
    db: &mut Db,
    account: AccountId,
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let own = a::table.filter(a::account_id.eq(account.0)).filter(a::token_hash.eq(token_hash));
    let values = (a::verified_at.eq(stored(now)), a::token_hash.eq(Option::<String>::None));
    Ok(diesel::update(own).set(values).execute(db)? > 0)
}

/// Forgets the address of an account.
///
/// # Errors
/// When the database fails.
pub fn forget_address(db: &mut Db, account: AccountId) -> Result<(), StoreError> {
    diesel::delete(a::table.find(account.0)).execute(db)?;
    Ok(())
}

/// The addresses of a campaign's staff who want announcements.
///
/// # Errors
/// When the database fails.
pub fn readers(db: &mut Db, campaign: CampaignId) -> Result<Vec<String>, StoreError> {
    let query = a::table
        .inner_join(accounts::table.inner_join(memberships::table))
        .filter(memberships::campaign_id.eq(campaign.0))
        .filter(accounts::disabled_at.is_null())
        .filter(a::verified_at.is_not_null())
        .filter(a::wants_news.eq(true));
    Ok(query.select(a::address).order(a::account_id).load(db)?)
}

/// Accounts that want to be told daily what waits and were not yet on this day: with addresses.
///
/// # Errors
/// When the database fails.
pub fn untold(db: &mut Db, day: NaiveDate) -> Result<Vec<(AccountId, String)>, StoreError> {
    let query = a::table
        .inner_join(accounts::table)
        .filter(accounts::disabled_at.is_null())
        .filter(a::verified_at.is_not_null())
        .filter(a::wants_waiting.eq(true))
        .filter(a::told_on.is_null().or(a::told_on.lt(day)));
    let rows: Vec<(i64, String)> =
        query.select((a::account_id, a::address)).order(a::account_id).load(db)?;
    Ok(rows.into_iter().map(|(id, address)| (AccountId(id), address)).collect())
}

/// Keeps that an account was told on a day; false where it was.
///
/// # Errors
/// When the database fails.
pub fn tell(db: &mut Db, account: AccountId, day: NaiveDate) -> Result<bool, StoreError> {
    let own = a::table.filter(a::account_id.eq(account.0));
    let own = own.filter(a::told_on.is_null().or(a::told_on.lt(day)));
    Ok(diesel::update(own).set(a::told_on.eq(day)).execute(db)? > 0)
}

/// How many buildings of a campaign are contested.
///
/// # Errors
/// When the database fails.
pub fn contested(db: &mut Db, campaign: CampaignId) -> Result<i64, StoreError> {
    let own = tasks::table.filter(tasks::campaign_id.eq(campaign.0));
    Ok(own.filter(tasks::state.eq("escalated")).count().get_result(db)?)
}

/// Puts mail into the queue, to be sent from `due` on.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    new: NewMail<'_>,
    now: DateTime<Utc>,
    due: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::address.eq(new.address),
        t::subject.eq(new.subject),
        t::body.eq(new.body),
        t::path.eq(new.path),
        t::made_at.eq(stored(now)),
        t::due_at.eq(stored(due)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// Up to `most` of the mail that is due, the oldest first; none of it is due again before `until`.
///
/// # Errors
/// When the database fails.
pub fn take(
    db: &mut Db,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Mail>, StoreError> {
    type Row = (i64, String, String, String, String, i32);
    let query = t::table
        .filter(t::due_at.le(stored(now)))
        .order((t::due_at, t::id))
        .select((t::id, t::address, t::subject, t::body, t::path, t::tries))
        .limit(most);
    let rows: Vec<Row> = query.load(db)?;
    let mut taken = Vec::new();
    for (id, address, subject, body, path, tries) in rows {
        // Another server may have taken it this moment.
        let own = t::table.filter(t::id.eq(id)).filter(t::due_at.le(stored(now)));
        let change = (t::due_at.eq(stored(until)), t::tries.eq(t::tries + 1));
        if diesel::update(own).set(change).execute(db)? > 0 {
            let tries = count(tries) + 1;
            taken.push(Mail { id, address, subject, body, path, tries });
        }
    }
    Ok(taken)
}

/// Removes mail that was sent.
///
/// # Errors
/// When the database fails.
pub fn sent(db: &mut Db, id: i64) -> Result<(), StoreError> {
    diesel::delete(t::table.find(id)).execute(db)?;
    Ok(())
}

/// Keeps why mail could not be sent, and when it is tried again; given up, it loses its words.
///
/// # Errors
/// When the database fails.
pub fn failed(
    db: &mut Db,
    id: i64,
    error: &str,
    again: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    let own = diesel::update(t::table.find(id));
    own.set((t::error.eq(error), t::due_at.eq(again.map(stored)))).execute(db)?;
    if again.is_none() {
        let none = (t::body.eq(""), t::path.eq(""));
        diesel::update(t::table.find(id)).set(none).execute(db)?;
    }
    Ok(())
}

/// Removes mail that was given up and is older than that.
///
/// # Errors
/// When the database fails.
pub fn remove_failed(db: &mut Db, before: DateTime<Utc>) -> Result<(), StoreError> {
    let old = t::table.filter(t::due_at.is_null()).filter(t::made_at.lt(stored(before)));
    diesel::delete(old).execute(db)?;
    Ok(())
}

/// How the queue is.
///
/// # Errors
/// When the database fails.
pub fn queue(db: &mut Db) -> Result<Queue, StoreError> {
    let newest = t::table.filter(t::error.ne("")).order(t::id.desc()).select(t::error);
    let error: Option<String> = newest.first(db).optional()?;
    Ok(Queue {
        waiting: t::table.filter(t::due_at.is_not_null()).count().get_result(db)?,
        failed: t::table.filter(t::due_at.is_null()).count().get_result(db)?,
        error: error.unwrap_or_default(),
    })
}
