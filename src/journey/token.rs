//! Tokens by which programs take exports in somebody's name: made, shown once, taken back. What a
//! token opens is never more than its owner may.

use chrono::{DateTime, Duration, Utc};

use super::log::By;
use super::taking::{self, TakingError, Way};
use crate::access::token::Token;
use crate::domain::act::ActKind;
use crate::domain::api_token::Scope;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, ApiTokenId};
use crate::domain::limits::{NAME_CHARS_MAX, REASON_CHARS_MAX, TOKEN_DAYS_MAX};
use crate::domain::role::Power;
use crate::store::accounts::Account;
pub use crate::store::api_tokens::ApiToken;
use crate::store::api_tokens::NewApiToken;
use crate::store::{Db, StoreError, api_tokens, campaigns, memberships};

/// What every token begins with, so that one that leaked is known for what it is.
const START: &str = "aftermath_";

/// The secret as its holder gets it.
#[must_use]
pub fn reveal(token: &Token) -> String {
    format!("{START}{}", token.reveal())
}

/// Reads a secret that a program shows.
#[must_use]
pub fn parse(text: &str) -> Option<Token> {
    Token::parse(text.strip_prefix(START)?)
}

/// What a token is to be.
#[derive(Debug, Clone)]
pub struct Asked {
    /// What it is remembered by.
    pub name: String,
    /// What it opens.
    pub scope: Scope,
    /// What its exports are for.
    pub reason: String,
    /// Days for which it is good.
    pub days: u16,
}

/// Why a token cannot be made or taken back.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// No name, or too long a one.
    #[error("give it a name of 1 to {NAME_CHARS_MAX} characters, by which you know it again")]
    BadName,
    /// No reason, or too long a one.
    #[error("say in 1 to {REASON_CHARS_MAX} characters what its exports are for")]
    BadReason,
    /// No or too many days.
    #[error("a token is good for 1 to {TOKEN_DAYS_MAX} days")]
    BadDays,
    /// Its owner may not take exports.
    #[error("this account takes no exports of the campaign; give it a part that does")]
    NotAllowed,
    /// There is none, or it is somebody else's.
    #[error("there is no such token, or it was taken back before")]
    NoToken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn line(text: &str, most: usize) -> Option<String> {
    let text = text.trim();
    let is_sound =
        (1..=most).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    is_sound.then(|| text.to_owned())
}

fn may_export(db: &mut Db, account: AccountId, campaign: &Campaign) -> Result<bool, StoreError> {
    let role = memberships::of(db, account, campaign.id)?;
    Ok(role.is_some_and(|role| role.may(Power::Export)))
}

/// Makes a token of an account, by the hash of its secret.
///
/// # Errors
/// When something about it is missing, or its owner takes no exports.
pub fn make(
    db: &mut Db,
    by: By<'_>,
    account: &Account,
    campaign: &Campaign,
    (asked, hash): (&Asked, &str),
) -> Result<ApiTokenId, TokenError> {
    let name = line(&asked.name, NAME_CHARS_MAX).ok_or(TokenError::BadName)?;
    let reason = line(&asked.reason, REASON_CHARS_MAX).ok_or(TokenError::BadReason)?;
    if !(1..=TOKEN_DAYS_MAX).contains(&asked.days) {
        return Err(TokenError::BadDays);
    }
    if !may_export(db, account.id, campaign)? {
        return Err(TokenError::NotAllowed);
    }
    let subject = format!("{name} of {} for {}", account.name, asked.scope.as_str());
    let new = NewApiToken {
        account: account.id,
        campaign: campaign.id,
        name,
        scope: asked.scope,
        reason,
        expires_at: by.now + Duration::days(asked.days.into()),
    };
    let id = api_tokens::add(db, hash, &new, by.now)?;
    by.did(db, ActKind::TokenMade, Some(campaign.id), subject, &new.reason)?;
    Ok(id)
}

/// A campaign's tokens, of all accounts or of one, newest first.
///
/// # Errors
/// When the store fails.
pub fn list(
    db: &mut Db,
    campaign: &Campaign,
    account: Option<AccountId>,
) -> Result<Vec<ApiToken>, StoreError> {
    api_tokens::of_campaign(db, campaign.id, account)
}

/// Takes a token back; where `account` is given, only one of that account.
///
/// # Errors
/// When there is none.
pub fn take_back(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    id: ApiTokenId,
    account: Option<AccountId>,
) -> Result<(), TokenError> {
    let found = api_tokens::get(db, campaign.id, id)?;
    let own = found.filter(|own| account.is_none_or(|account| account == own.account));
    let own = own.ok_or(TokenError::NoToken)?;
    if !api_tokens::end(db, id, by.now)? {
        return Err(TokenError::NoToken);
    }
    let subject = format!("{} of {}", own.name, own.account_name);
    Ok(by.did(db, ActKind::TokenTakenBack, Some(campaign.id), subject, "")?)
}

/// What a secret opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// Nothing: it is unknown, was taken back, has run out, or its owner takes no exports any more.
    Nothing,
    /// A campaign other than the one that is asked for.
    Elsewhere,
    /// The campaign that is asked for.
    Campaign(Box<(ApiToken, Campaign)>),
}

/// What a secret opens of the campaign of a short name.
///
/// # Errors
/// When the store fails.
pub fn open(db: &mut Db, now: DateTime<Utc>, hash: &str, slug: &str) -> Result<Opened, StoreError> {
    Ok(match whose(db, now, hash)? {
        None => Opened::Nothing,
        Some((_, campaign)) if campaign.slug.as_str() != slug => Opened::Elsewhere,
        Some(found) => Opened::Campaign(Box::new(found)),
    })
}

/// The token of a secret that is good, and the campaign that it opens.
///
/// # Errors
/// When the store fails.
pub fn whose(
    db: &mut Db,
    now: DateTime<Utc>,
    hash: &str,
) -> Result<Option<(ApiToken, Campaign)>, StoreError> {
    let found = api_tokens::by_hash(db, hash)?.filter(|own| own.is_good(now));
    let Some(own) = found else { return Ok(None) };
    let campaign = campaigns::get(db, own.campaign)?;
    Ok(may_export(db, own.account, &campaign)?.then_some((own, campaign)))
}

/// Whether it is written down that a token reads a table today.
///
/// # Errors
/// When the store fails.
pub fn is_read(
    db: &mut Db,
    now: DateTime<Utc>,
    own: &ApiToken,
    name: &str,
) -> Result<bool, StoreError> {
    Ok(api_tokens::read_on(db, own.id, name)? == Some(now.date_naive()))
}

/// Writes down, once a day, that a program reads a table with a token.
///
/// # Errors
/// When the store fails.
pub fn read(
    db: &mut Db,
    now: DateTime<Utc>,
    (own, campaign): (&ApiToken, &Campaign),
    name: &str,
) -> Result<(), TakingError> {
    if api_tokens::set_read(db, own.id, name, now.date_naive())? {
        let (by, way) = (By { name: &own.account_name, now }, Way::Token(own.name.clone()));
        taking::take_named(
            db,
            by,
            campaign,
            (&format!("{name} by the API"), true),
            (&way, &own.reason),
        )?;
    }
    Ok(touch(db, now, own)?)
}

/// Records that a token is used.
///
/// # Errors
/// When the store fails.
pub fn touch(db: &mut Db, now: DateTime<Utc>, own: &ApiToken) -> Result<(), StoreError> {
    let today = now.date_naive();
    if own.used_on == Some(today) { Ok(()) } else { api_tokens::use_on(db, own.id, today) }
}
