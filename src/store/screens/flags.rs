//! What volunteers remarked, as staff work through it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::{CampaignId, RemarkId, VolunteerId};
use crate::domain::remark::RemarkKind;
use crate::store::schema::{buildings, captures, remark_answers as a, remarks as t};
use crate::store::{Db, StoreError};

/// Which remarks are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Those that are dealt with, instead of open ones.
    pub is_resolved: bool,
    /// Those of a kind.
    pub kind: Option<RemarkKind>,
    /// Those before this one.
    pub before: Option<RemarkId>,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Ours.
    pub id: RemarkId,
    /// The coordinator's id of the building.
    pub building: String,
    /// Whose.
    pub volunteer: VolunteerId,
    /// Why.
    pub kind: RemarkKind,
    /// In words.
    pub text: String,
    /// The coordinator's id of the picture that it is about.
    pub capture: Option<String>,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// Whether nobody has dealt with it.
    pub is_open: bool,
    /// What staff did about it, oldest first.
    pub answers: Vec<FlagAnswer>,
}

/// What staff did about a remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagAnswer {
    /// Whether it was resolved; opened again otherwise.
    pub is_resolved: bool,
    /// In words.
    pub note: String,
    /// By whom.
    pub account: String,
    /// When.
    pub at: DateTime<Utc>,
}

type Row = (i64, String, i64, String, String, Option<String>, NaiveDateTime, bool);

/// Remarks with their buildings and pictures.
macro_rules! flags {
    ($campaign:expr) => {
        t::table
            .inner_join(buildings::table)
            .left_join(captures::table.on(captures::id.nullable().eq(t::capture_id)))
            .filter(t::campaign_id.eq($campaign.0))
            .order(t::id.desc())
            .select((
                t::id,
                buildings::external_id,
                t::volunteer_id,
                t::kind,
                t::text,
                captures::external_id.nullable(),
                t::raised_at,
                t::is_open,
            ))
            .into_boxed()
    };
}

/// Remarks, newest first.
///
/// # Errors
/// When the store fails.
pub fn list(
    db: &mut Db,
    campaign: CampaignId,
    wanted: Wanted,
    most: i64,
) -> Result<Vec<Flag>, StoreError> {
    let mut query = flags!(campaign).filter(t::is_open.eq(!wanted.is_resolved)).limit(most);
    if let Some(kind) = wanted.kind {
        query = query.filter(t::kind.eq(kind.as_str()));
    }
    if let Some(before) = wanted.before {
        query = query.filter(t::id.lt(before.0));
    }
    let rows: Vec<Row> = query.load(db)?;
    filled(db, rows)
}

/// One remark of a campaign.
///
/// # Errors
/// When the store fails.
pub fn one(db: &mut Db, campaign: CampaignId, id: RemarkId) -> Result<Option<Flag>, StoreError> {
    let rows: Vec<Row> = flags!(campaign).filter(t::id.eq(id.0)).load(db)?;
    Ok(filled(db, rows)?.pop())
}

fn filled(db: &mut Db, rows: Vec<Row>) -> Result<Vec<Flag>, StoreError> {
    let mut answers = answers(db, &rows.iter().map(|row| row.0).collect::<Vec<_>>())?;
    let flag = |(id, building, volunteer, kind, text, capture, raised_at, is_open): Row| {
        let known = RemarkKind::parse(&kind);
        Ok(Flag {
            id: RemarkId(id),
            building,
            volunteer: VolunteerId(volunteer),
            kind: known.ok_or_else(|| StoreError::unknown("remarks", &kind))?,
            text,
            capture,
            raised_at: raised_at.and_utc(),
            is_open,
            answers: answers.remove(&id).unwrap_or_default(),
        })
    };
    rows.into_iter().map(flag).collect()
}

/// What staff did about some remarks, by number, oldest first.
///
/// # Errors
/// When the store fails.
pub fn answers(db: &mut Db, remarks: &[i64]) -> Result<BTreeMap<i64, Vec<FlagAnswer>>, StoreError> {
    let query = a::table.filter(a::remark_id.eq_any(remarks)).order(a::id).select((
        a::remark_id,
        a::is_resolved,
        a::note,
        a::account,
        a::answered_at,
    ));
    let rows: Vec<(i64, bool, String, String, NaiveDateTime)> = query.load(db)?;
    let mut all: BTreeMap<i64, Vec<FlagAnswer>> = BTreeMap::new();
    for (remark, is_resolved, note, account, at) in rows {
        let answer = FlagAnswer { is_resolved, note, account, at: at.and_utc() };
        all.entry(remark).or_default().push(answer);
    }
    Ok(all)
}

/// How many remarks of each kind are open; a kind without one is left out.
///
/// # Errors
/// When the store fails.
pub fn open(db: &mut Db, campaign: CampaignId) -> Result<Vec<(RemarkKind, i64)>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_open.eq(true))
        .group_by(t::kind)
        .select((t::kind, diesel::dsl::count(t::id)));
    let rows: Vec<(String, i64)> = query.load(db)?;
    let known = |(kind, count): (String, i64)| Some((RemarkKind::parse(&kind)?, count));
    Ok(rows.into_iter().filter_map(known).collect())
}
