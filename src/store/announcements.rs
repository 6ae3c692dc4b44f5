//! Words of a campaign to all its volunteers, from one time to another.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{announcement_texts as x, announcements as t};
use super::{Db, StoreError, stored};
use crate::domain::id::{AnnouncementId, CampaignId};
use crate::domain::limits::ANNOUNCEMENTS_SHOWN_MAX;

/// An announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Ours.
    pub id: AnnouncementId,
    /// Who made it.
    pub account: String,
    /// Since when it stands.
    pub begins_at: DateTime<Utc>,
    /// Until when.
    pub ends_at: DateTime<Utc>,
    /// Who ended it before its time.
    pub ended_by: Option<String>,
    /// Its words by the code of their language.
    pub texts: BTreeMap<String, String>,
}

/// Makes an announcement.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    account: &str,
    (begins_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    texts: &[(String, String)],
    now: DateTime<Utc>,
) -> Result<AnnouncementId, StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::account.eq(account),
        t::made_at.eq(stored(now)),
        t::begins_at.eq(stored(begins_at)),
        t::ends_at.eq(stored(ends_at)),
    );
    let id: i64 = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    for (lang, text) in texts {
        let row = (x::announcement_id.eq(id), x::lang.eq(lang), x::text.eq(text));
        diesel::insert_into(x::table).values(row).execute(db)?;
    }
    Ok(AnnouncementId(id))
}

/// Ends an announcement that is not over; false where there is none.
///
/// # Errors
/// When the database fails.
pub fn end(
    db: &mut Db,
    campaign: CampaignId,
    id: AnnouncementId,
    account: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let own = t::table
        .filter(t::id.eq(id.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::ends_at.gt(stored(now)));
    let values = (t::ended_by.eq(account), t::ends_at.eq(stored(now)));
    Ok(diesel::update(own).set(values).execute(db)? == 1)
}

/// What stands at a time, the newest first: the words of each by language.
///
/// # Errors
/// When the database fails.
pub fn standing(
    db: &mut Db,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<Vec<BTreeMap<String, String>>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::ends_at.gt(stored(now)))
        .filter(t::begins_at.le(stored(now)))
        .order(t::id.desc())
        .select(t::id)
        .limit(ANNOUNCEMENTS_SHOWN_MAX);
    let ids: Vec<i64> = query.load(db)?;
    let mut all = Vec::new();
    for id in ids {
        all.push(texts(db, id)?);
    }
    Ok(all)
}

fn texts(db: &mut Db, id: i64) -> Result<BTreeMap<String, String>, StoreError> {
    let query = x::table.filter(x::announcement_id.eq(id)).select((x::lang, x::text));
    Ok(query.load::<(String, String)>(db)?.into_iter().collect())
}

type Row = (i64, String, NaiveDateTime, NaiveDateTime, Option<String>);

/// The newest announcements of a campaign, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(
    db: &mut Db,
    campaign: CampaignId,
    most: i64,
) -> Result<Vec<Announcement>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .order(t::id.desc())
        .select((t::id, t::account, t::begins_at, t::ends_at, t::ended_by))
        .limit(most);
    let rows: Vec<Row> = query.load(db)?;
    let mut all = Vec::new();
    for (id, account, begins_at, ends_at, ended_by) in rows {
        all.push(Announcement {
            id: AnnouncementId(id),
            account,
            begins_at: begins_at.and_utc(),
            ends_at: ends_at.and_utc(),
            ended_by,
            texts: texts(db, id)?,
        });
    }
    Ok(all)
}
