//! The log of who did what, when and why. Rows are only ever added.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::acts as t;
use super::{Db, StoreError, ledger, stored};
use crate::domain::act::{Act, ActKind};
use crate::domain::id::CampaignId;
use crate::domain::ledger::Kind;

/// An act as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number; later acts have higher ones.
    pub id: i64,
    /// When.
    pub done_at: DateTime<Utc>,
    /// What was done, by whom, to what and why.
    pub act: Act,
}

/// Writes an act down.
///
/// # Errors
/// When the database fails.
pub fn add(db: &mut Db, act: &Act, now: DateTime<Utc>) -> Result<(), StoreError> {
    let row = (
        t::done_at.eq(stored(now)),
        t::done_by.eq(&act.by),
        t::campaign_id.eq(act.campaign.map(|campaign| campaign.0)),
        t::kind.eq(act.kind.as_str()),
        t::subject.eq(&act.subject),
        t::reason.eq(&act.reason),
    );
    let id = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    match act.campaign {
        Some(campaign) => ledger::queue(db, campaign, Kind::Act, id),
        None => Ok(()),
    }
}

/// Which acts are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Those of a campaign; none for those of the whole site.
    pub campaign: Option<CampaignId>,
    /// Those before this one.
    pub before: Option<i64>,
    /// Those of a kind.
    pub kind: Option<ActKind>,
    /// Those in whose name, subject or reason these words stand.
    pub words: String,
    /// At most so many.
    pub most: i64,
}

/// Acts, newest first.
///
/// # Errors
/// When the database fails.
pub fn list(db: &mut Db, wanted: &Wanted) -> Result<Vec<Entry>, StoreError> {
    type Row = (i64, NaiveDateTime, String, Option<i64>, String, String, String);
    let mut query = t::table
        .order(t::id.desc())
        .limit(wanted.most)
        .select((t::id, t::done_at, t::done_by, t::campaign_id, t::kind, t::subject, t::reason))
        .into_boxed();
    query = match wanted.campaign {
        Some(campaign) => query.filter(t::campaign_id.eq(campaign.0)),
        None => query.filter(t::campaign_id.is_null()),
    };
    if let Some(before) = wanted.before {
        query = query.filter(t::id.lt(before));
    }
    if let Some(kind) = wanted.kind {
        query = query.filter(t::kind.eq(kind.as_str()));
    }
    if !wanted.words.is_empty() {
        let plain = wanted.words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = format!("%{plain}%");
        query = query.filter(
            t::done_by
                .like(like.clone())
                .escape('\\')
                .or(t::subject.like(like.clone()).escape('\\'))
                .or(t::reason.like(like).escape('\\')),
        );
    }
    let rows: Vec<Row> = query.load(db)?;
    let entry = |(id, at, by, campaign, kind, subject, reason): Row| {
        let kind = ActKind::parse(&kind).ok_or_else(|| StoreError::unknown("acts", &kind))?;
        let campaign = campaign.map(CampaignId);
        Ok(Entry { id, done_at: at.and_utc(), act: Act { by, campaign, kind, subject, reason } })
    };
    rows.into_iter().map(entry).collect()
}
