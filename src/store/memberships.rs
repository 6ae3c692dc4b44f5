//! Who of the staff has which part in which campaign.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{accounts, campaigns, memberships as t};
use super::{Db, StoreError, stored};
use crate::domain::id::{AccountId, CampaignId};
use crate::domain::role::Role;

/// One account's part in a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Whose.
    pub account: AccountId,
    /// Their name.
    pub name: String,
    /// Their part.
    pub role: Role,
    /// Since when.
    pub granted_at: DateTime<Utc>,
    /// Whether their account lets in.
    pub is_enabled: bool,
    /// Whether they have a second factor.
    pub has_second: bool,
}

fn role(word: &str) -> Result<Role, StoreError> {
    Role::parse(word).ok_or_else(|| StoreError::unknown("memberships", word))
}

/// An account's part in a campaign.
///
/// # Errors
/// When the database fails.
pub fn of(
    db: &mut Db,
    account: AccountId,
    campaign: CampaignId,
) -> Result<Option<Role>, StoreError> {
    let own = t::table.find((account.0, campaign.0)).select(t::role);
    let word: Option<String> = own.first(db).optional()?;
    word.map(|word| role(&word)).transpose()
}

/// The campaigns in which an account has a part, newest first, with it.
///
/// # Errors
/// When the database fails.
pub fn of_account(db: &mut Db, account: AccountId) -> Result<Vec<(String, Role)>, StoreError> {
    let query = t::table
        .inner_join(campaigns::table)
        .filter(t::account_id.eq(account.0))
        .order(campaigns::id.desc())
        .select((campaigns::slug, t::role));
    let rows: Vec<(String, String)> = query.load(db)?;
    rows.into_iter().map(|(slug, word)| Ok((slug, role(&word)?))).collect()
}

/// A campaign's staff, by name.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Membership>, StoreError> {
    type Row = (i64, String, String, NaiveDateTime, bool, bool);
    let query = t::table
        .inner_join(accounts::table)
        .filter(t::campaign_id.eq(campaign.0))
        .order(accounts::name)
        .select((
            accounts::id,
            accounts::name,
            t::role,
            t::granted_at,
            accounts::disabled_at.is_null(),
            accounts::second_since.is_not_null(),
        ));
    let rows: Vec<Row> = query.load(db)?;
    let membership = |(id, name, word, at, is_enabled, has_second): Row| {
        Ok(Membership {
            account: AccountId(id),
            name,
            role: role(&word)?,
            granted_at: at.and_utc(),
            is_enabled,
            has_second,
        })
    };
    rows.into_iter().map(membership).collect()
}

/// Gives an account a part in a campaign, in place of the one it had.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    account: AccountId,
    campaign: CampaignId,
    role: Role,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::account_id.eq(account.0),
        t::campaign_id.eq(campaign.0),
        t::role.eq(role.as_str()),
        t::granted_at.eq(stored(now)),
    );
    let change = (t::role.eq(role.as_str()), t::granted_at.eq(stored(now)));
    let insert = diesel::insert_into(t::table).values(row);
    on_each_backend!(db, |conn| insert
        .on_conflict((t::account_id, t::campaign_id))
        .do_update()
        .set(change)
        .execute(conn))?;
    Ok(())
}

/// Takes an account's part in a campaign. False when it had none.
///
/// # Errors
/// When the database fails.
pub fn remove(db: &mut Db, account: AccountId, campaign: CampaignId) -> Result<bool, StoreError> {
    Ok(diesel::delete(t::table.find((account.0, campaign.0))).execute(db)? == 1)
}

/// How many accounts that let in have a role in a campaign.
///
/// # Errors
/// When the database fails.
pub fn count_in_role(db: &mut Db, campaign: CampaignId, role: Role) -> Result<i64, StoreError> {
    let query = t::table
        .inner_join(accounts::table)
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::role.eq(role.as_str()))
        .filter(accounts::disabled_at.is_null());
    Ok(query.count().get_result(db)?)
}
