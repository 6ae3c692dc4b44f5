//! Secrets by which programs take exports. Only their hashes are kept.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{accounts, api_reads as r, api_tokens as t};
use super::{Db, StoreError, stored};
use crate::domain::api_token::Scope;
use crate::domain::id::{AccountId, ApiTokenId, CampaignId};
use crate::domain::limits::TOKENS_SHOWN;

/// A token, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Ours.
    pub id: ApiTokenId,
    /// In whose name it acts.
    pub account: AccountId,
    /// Their name.
    pub account_name: String,
    /// The one campaign that it opens.
    pub campaign: CampaignId,
    /// What it is remembered by.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// What its exports are for.
    pub reason: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// The day on which it was used last.
    pub used_on: Option<NaiveDate>,
    /// When it was taken back.
    pub ended_at: Option<DateTime<Utc>>,
}

impl ApiToken {
    /// Whether it opens something at this time.
    #[must_use]
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }
}

/// A token to be added.
#[derive(Debug, Clone)]
pub struct NewApiToken {
    /// In whose name it acts.
    pub account: AccountId,
    /// The one campaign that it opens.
    pub campaign: CampaignId,
    /// What it is remembered by.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// What its exports are for.
    pub reason: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
}

type Row = (
    (i64, i64, String, i64, String, String, String),
    (NaiveDateTime, NaiveDateTime, Option<NaiveDate>, Option<NaiveDateTime>),
);

type Columns = (
    (t::id, t::account_id, accounts::name, t::campaign_id, t::name, t::scope, t::reason),
    (t::made_at, t::expires_at, t::used_on, t::ended_at),
);

const COLUMNS: Columns = (
    (t::id, t::account_id, accounts::name, t::campaign_id, t::name, t::scope, t::reason),
    (t::made_at, t::expires_at, t::used_on, t::ended_at),
);

fn token((what, when): Row) -> Result<ApiToken, StoreError> {
    let (id, account, account_name, campaign, name, scope, reason) = what;
    let (made_at, expires_at, used_on, ended_at) = when;
    Ok(ApiToken {
        id: ApiTokenId(id),
        account: AccountId(account),
        account_name,
        campaign: CampaignId(campaign),
        name,
        scope: Scope::parse(&scope).ok_or_else(|| StoreError::unknown("api_tokens", &scope))?,
        reason,
        made_at: made_at.and_utc(),
        expires_at: expires_at.and_utc(),
        used_on,
        ended_at: ended_at.map(|at| at.and_utc()),
    })
}

/// Adds a token by the hash of its secret.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    token_hash: &str,
    new: &NewApiToken,
    now: DateTime<Utc>,
) -> Result<ApiTokenId, StoreError> {
    let row = (
        t::token_hash.eq(token_hash),
        t::account_id.eq(new.account.0),
        t::campaign_id.eq(new.campaign.0),
        t::name.eq(&new.name),
        t::scope.eq(new.scope.as_str()),
        t::reason.eq(&new.reason),
        t::made_at.eq(stored(now)),
        t::expires_at.eq(stored(new.expires_at)),
    );
    Ok(ApiTokenId(diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?))
}

/// The token of a secret's hash, of an account that lets in; good or not.
///
/// # Errors
/// When the database fails.
pub fn by_hash(db: &mut Db, token_hash: &str) -> Result<Option<ApiToken>, StoreError> {
    let query = t::table
        .inner_join(accounts::table)
        .filter(t::token_hash.eq(token_hash))
        .filter(accounts::disabled_at.is_null())
        .select(COLUMNS);
    query.first(db).optional()?.map(token).transpose()
}

/// A campaign's tokens, of all accounts or of one, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(
    db: &mut Db,
    campaign: CampaignId,
    account: Option<AccountId>,
) -> Result<Vec<ApiToken>, StoreError> {
    let mut query = t::table
        .inner_join(accounts::table)
        .filter(t::campaign_id.eq(campaign.0))
        .order(t::id.desc())
        .limit(TOKENS_SHOWN)
        .select(COLUMNS)
        .into_boxed();
    if let Some(account) = account {
        query = query.filter(t::account_id.eq(account.0));
    }
    query.load(db)?.into_iter().map(token).collect()
}

/// A campaign's token by its number.
///
/// # Errors
/// When the database fails.
pub fn get(
    db: &mut Db,
    campaign: CampaignId,
    id: ApiTokenId,
) -> Result<Option<ApiToken>, StoreError> {
    let query = t::table
        .inner_join(accounts::table)
        .filter(t::id.eq(id.0))
        .filter(t::campaign_id.eq(campaign.0))
        .select(COLUMNS);
    query.first(db).optional()?.map(token).transpose()
}

/// Takes a token back. False when it was taken back before.
///
/// # Errors
/// When the database fails.
pub fn end(db: &mut Db, id: ApiTokenId, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let own = t::table.filter(t::id.eq(id.0)).filter(t::ended_at.is_null());
    Ok(diesel::update(own).set(t::ended_at.eq(stored(now))).execute(db)? == 1)
}

/// Records on which day a token was used.
///
/// # Errors
/// When the database fails.
pub fn use_on(db: &mut Db, id: ApiTokenId, day: NaiveDate) -> Result<(), StoreError> {
    diesel::update(t::table.find(id.0)).set(t::used_on.eq(day)).execute(db)?;
    Ok(())
}

/// The day on which a token last read a table.
///
/// # Errors
/// When the database fails.
pub fn read_on(db: &mut Db, id: ApiTokenId, name: &str) -> Result<Option<NaiveDate>, StoreError> {
    Ok(r::table.find((id.0, name)).select(r::read_on).first(db).optional()?)
}

/// Records on which day a token read a table. False when that was recorded before.
///
/// # Errors
/// When the database fails.
pub fn set_read(
    db: &mut Db,
    id: ApiTokenId,
    name: &str,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    if read_on(db, id, name)? == Some(day) {
        return Ok(false);
    }
    let row = (r::token_id.eq(id.0), r::name.eq(name), r::read_on.eq(day));
    let insert = diesel::insert_into(r::table).values(row);
    on_each_backend!(db, |conn| insert
        .on_conflict((r::token_id, r::name))
        .do_update()
        .set(r::read_on.eq(day))
        .execute(conn))?;
    Ok(true)
}
