//! Where pictures come from, and under which terms: read before every chip is served.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::schema::{captures, sources as t};
use super::{Db, StoreError, ledger};
use crate::domain::id::{CampaignId, SourceId};
use crate::domain::licence::{Audience, Terms};

/// A source of a campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Ours.
    pub id: SourceId,
    /// What the coordinator calls it, unique in the campaign.
    pub name: String,
    /// Its terms.
    pub terms: Terms,
}

/// (licence, attribution, audience, may cache, may export, expires on) as stored.
pub(super) type TermsRow = (Option<String>, Option<String>, String, bool, bool, Option<NaiveDate>);

/// The columns of [`TermsRow`].
pub(super) const TERMS: (
    t::licence,
    t::attribution,
    t::audience,
    t::may_cache,
    t::may_export,
    t::expires_on,
) = (t::licence, t::attribution, t::audience, t::may_cache, t::may_export, t::expires_on);

/// The terms of a row.
pub(super) fn terms(row: TermsRow) -> Result<Terms, StoreError> {
    let (licence, attribution, audience, may_cache, may_export, expires_on) = row;
    let audience =
        Audience::parse(&audience).ok_or_else(|| StoreError::unknown("sources", &audience))?;
    Ok(Terms { licence, attribution, audience, may_cache, may_export, expires_on })
}

/// The sources of a campaign, by name.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Source>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::name);
    let rows: Vec<(i64, String, TermsRow)> = query.select((t::id, t::name, TERMS)).load(db)?;
    rows.into_iter()
        .map(|(id, name, row)| Ok(Source { id: SourceId(id), name, terms: terms(row)? }))
        .collect()
}

/// Adds a source, or gives the one of that name these terms.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    campaign: CampaignId,
    name: &str,
    terms: &Terms,
) -> Result<SourceId, StoreError> {
    let values = (
        t::licence.eq(terms.licence.as_deref()),
        t::attribution.eq(terms.attribution.as_deref()),
        t::audience.eq(terms.audience.as_str()),
        t::may_cache.eq(terms.may_cache),
        t::may_export.eq(terms.may_export),
        t::expires_on.eq(terms.expires_on),
    );
    let own = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::name.eq(name));
    let known: Option<i64> = own.select(t::id).first(db).optional()?;
    let id = if let Some(id) = known {
        diesel::update(t::table.find(id)).set(values).execute(db)?;
        id
    } else {
        let row = (t::campaign_id.eq(campaign.0), t::name.eq(name), values);
        diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?
    };
    // What the hot path asks of a capture is kept with it.
    let is_shown = terms.audience != Audience::Staff;
    let own = captures::table.filter(captures::source_id.eq(id));
    let others = own.filter(captures::is_held.eq(false)).filter(captures::is_shown.ne(is_shown));
    for capture in others.select(captures::id).load::<i64>(db)? {
        let row = diesel::update(captures::table.find(capture));
        row.set(captures::is_shown.eq(is_shown)).execute(db)?;
        ledger::queue_capture(db, capture)?;
    }
    Ok(SourceId(id))
}
