//! A campaign's own words in other languages.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::schema::texts as t;
use super::{Db, StoreError};
use crate::domain::id::CampaignId;

/// Those of some names that a campaign has in a language.
///
/// # Errors
/// When the database fails.
pub fn of(
    db: &mut Db,
    campaign: CampaignId,
    lang: &str,
    names: &[&str],
) -> Result<BTreeMap<String, String>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::lang.eq(lang))
        .filter(t::name.eq_any(names))
        .select((t::name, t::text));
    let rows: Vec<(String, String)> = query.load(db)?;
    Ok(rows.into_iter().collect())
}

/// Sets a text in a language; an empty one is removed.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    campaign: CampaignId,
    (lang, name): (&str, &str),
    text: &str,
) -> Result<(), StoreError> {
    let own = t::table.find((campaign.0, lang, name));
    if text.is_empty() {
        diesel::delete(own).execute(db)?;
        return Ok(());
    }
    if diesel::update(own).set(t::text.eq(text)).execute(db)? == 0 {
        let keys = (t::campaign_id.eq(campaign.0), t::lang.eq(lang), t::name.eq(name));
        diesel::insert_into(t::table).values((keys, t::text.eq(text))).execute(db)?;
    }
    Ok(())
}

/// Removes a text in every language.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut Db, campaign: CampaignId, name: &str) -> Result<(), StoreError> {
    let own = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::name.eq(name));
    diesel::delete(own).execute(db)?;
    Ok(())
}

/// In how many languages a campaign has a text of a name.
///
/// # Errors
/// When the database fails.
pub fn languages(db: &mut Db, campaign: CampaignId, name: &str) -> Result<usize, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::name.eq(name));
    let count: i64 = query.count().get_result(db)?;
    Ok(usize::try_from(count).unwrap_or(0))
}
