//! Releases, the files of each, and how exactly the places of single buildings may be told.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{buildings, place_tiers, release_files as f, releases as t};
use super::{Db, StoreError, stored};
use crate::domain::id::{BuildingId, CampaignId, ReleaseId};
use crate::domain::release::{Audience, Naming, State, Tier};

/// What is asked of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its title.
    pub title: String,
    /// What readers should know of it.
    pub note: String,
    /// Why it is made.
    pub reason: String,
    /// The licence under which its data may be used; may be empty.
    pub licence: String,
    /// Who may see it.
    pub audience: Audience,
    /// How exactly it tells places.
    pub precision: Tier,
    /// Whether coarse buildings keep their names and ids from the list.
    pub keeps_names: bool,
    /// Over what pseudonyms stay the same.
    pub naming: Naming,
    /// The day from which others than the coordinators see it.
    pub embargo_until: Option<NaiveDate>,
}

/// A release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Ours.
    pub id: ReleaseId,
    /// The campaign's.
    pub campaign: CampaignId,
    /// Its number in the campaign: 1, 2, ...
    pub number: i32,
    /// What was asked of it.
    pub asked: Asked,
    /// In whose name it was made.
    pub account: String,
    /// When it was asked for.
    pub made_at: DateTime<Utc>,
    /// How far it is.
    pub state: State,
    /// Files written so far.
    pub done: i32,
    /// Why it failed, or was withdrawn.
    pub said: String,
    /// Buildings that no file has a row about.
    pub withheld: i64,
}

/// A file of a release.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Kept {
    /// Its name.
    #[serde(rename = "path")]
    pub name: String,
    /// The SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its length.
    pub bytes: i64,
    /// Rows of data; none where it is no table.
    pub rows: Option<i64>,
}

type Row = (
    (i64, i64, i32, String, String, String, String, String, String, bool, String),
    (Option<NaiveDate>, String, NaiveDateTime, String, i32, String, i64),
);

macro_rules! columns {
    () => {
        (
            (
                t::id,
                t::campaign_id,
                t::number,
                t::title,
                t::note,
                t::reason,
                t::licence,
                t::audience,
                t::precision_tier,
                t::keeps_names,
                t::pseudonyms,
            ),
            (t::embargo_until, t::account, t::made_at, t::state, t::done, t::said, t::withheld),
        )
    };
}

fn release((what, how): Row) -> Result<Release, StoreError> {
    let (id, campaign, number, title, note, reason, licence, audience, tier, keeps_names, naming) =
        what;
    let (embargo_until, account, made_at, state, done, said, withheld) = how;
    let unknown = |word: &str| StoreError::unknown("releases", &word);
    Ok(Release {
        id: ReleaseId(id),
        campaign: CampaignId(campaign),
        number,
        asked: Asked {
            audience: Audience::parse(&audience).ok_or_else(|| unknown(&audience))?,
            precision: Tier::parse(&tier).ok_or_else(|| unknown(&tier))?,
            naming: Naming::parse(&naming).ok_or_else(|| unknown(&naming))?,
            title,
            note,
            reason,
            licence,
            keeps_names,
            embargo_until,
        },
        account,
        made_at: made_at.and_utc(),
        state: State::parse(&state).ok_or_else(|| unknown(&state))?,
        done,
        said,
        withheld,
    })
}

/// Adds a release under the campaign's next number, to be made.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    asked: &Asked,
    (account, now): (&str, DateTime<Utc>),
) -> Result<Release, StoreError> {
    let last = t::table.filter(t::campaign_id.eq(campaign.0)).select(diesel::dsl::max(t::number));
    let last: Option<i32> = last.first(db)?;
    let row = (
        (
            t::campaign_id.eq(campaign.0),
            t::number.eq(last.unwrap_or(0) + 1),
            t::title.eq(&asked.title),
            t::note.eq(&asked.note),
            t::reason.eq(&asked.reason),
            t::licence.eq(&asked.licence),
            t::audience.eq(asked.audience.as_str()),
            t::precision_tier.eq(asked.precision.as_str()),
        ),
        (
            t::keeps_names.eq(asked.keeps_names),
            t::pseudonyms.eq(asked.naming.as_str()),
            t::embargo_until.eq(asked.embargo_until),
            t::account.eq(account),
            t::made_at.eq(stored(now)),
            t::state.eq(State::Making.as_str()),
        ),
    );
    release(diesel::insert_into(t::table).values(row).returning(columns!()).get_result(db)?)
}

/// A campaign's releases, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Release>, StoreError> {
    let own = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::number.desc());
    own.select(columns!()).load(db)?.into_iter().map(release).collect()
}

/// A campaign's release by its number.
///
/// # Errors
/// When the database fails.
pub fn get(db: &mut Db, campaign: CampaignId, number: i32) -> Result<Option<Release>, StoreError> {
    let own = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::number.eq(number));
    own.select(columns!()).first(db).optional()?.map(release).transpose()
}

/// Claims the oldest release that is to be made and that nobody has been at since `before`.
///
/// # Errors
/// When the database fails.
pub fn claim(
    db: &mut Db,
    (now, before): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Option<Release>, StoreError> {
    let free = t::claimed_at.is_null().or(t::claimed_at.lt(stored(before)));
    let next = t::table.filter(t::state.eq(State::Making.as_str())).filter(free).order(t::id);
    let Some(found) = next.select(columns!()).first::<Row>(db).optional()? else {
        return Ok(None);
    };
    let found = release(found)?;
    Ok(take(db, found.id, (now, before))?.then_some(found))
}

/// Claims a release, unless somebody has been at it since `before`.
///
/// # Errors
/// When the database fails.
pub fn take(
    db: &mut Db,
    id: ReleaseId,
    (now, before): (DateTime<Utc>, DateTime<Utc>),
) -> Result<bool, StoreError> {
    let free = t::claimed_at.is_null().or(t::claimed_at.lt(stored(before)));
    let own = t::table.find(id.0).filter(t::state.eq(State::Making.as_str())).filter(free);
    let changed = diesel::update(own).set((t::claimed_at.eq(stored(now)), t::done.eq(0)));
    Ok(changed.execute(db)? == 1)
}

/// Says how many files are written, and that somebody is still at it.
///
/// # Errors
/// When the database fails.
pub fn go_on(db: &mut Db, id: ReleaseId, done: i32, now: DateTime<Utc>) -> Result<(), StoreError> {
    let own = t::table.find(id.0).filter(t::state.eq(State::Making.as_str()));
    diesel::update(own).set((t::done.eq(done), t::claimed_at.eq(stored(now)))).execute(db)?;
    Ok(())
}

/// Records the files of a release, which is ready then. False when it was not being made.
///
/// # Errors
/// When the database fails.
pub fn finish(
    db: &mut Db,
    id: ReleaseId,
    files: &[Kept],
    withheld: i64,
) -> Result<bool, StoreError> {
    if !set_state(db, id, (State::Making, State::Ready), "")? {
        return Ok(false);
    }
    diesel::update(t::table.find(id.0)).set(t::withheld.eq(withheld)).execute(db)?;
    for (file, position) in files.iter().zip(1..) {
        let row = (
            f::release_id.eq(id.0),
            f::position.eq(position),
            f::name.eq(&file.name),
            f::sha256.eq(&file.sha256),
            f::bytes.eq(file.bytes),
            f::row_count.eq(file.rows),
        );
        diesel::insert_into(f::table).values(row).execute(db)?;
    }
    Ok(true)
}

/// Takes a release from one state to another, with what is said of it. False when it was in none
/// such.
///
/// # Errors
/// When the database fails.
pub fn set_state(
    db: &mut Db,
    id: ReleaseId,
    (from, to): (State, State),
    said: &str,
) -> Result<bool, StoreError> {
    let own = t::table.find(id.0).filter(t::state.eq(from.as_str()));
    Ok(diesel::update(own).set((t::state.eq(to.as_str()), t::said.eq(said))).execute(db)? == 1)
}

/// The files of a release, in order.
///
/// # Errors
/// When the database fails.
pub fn files(db: &mut Db, id: ReleaseId) -> Result<Vec<Kept>, StoreError> {
    let own = f::table.filter(f::release_id.eq(id.0)).order(f::position);
    let rows = own.select((f::name, f::sha256, f::bytes, f::row_count));
    let rows: Vec<(String, String, i64, Option<i64>)> = rows.load(db)?;
    let kept = |(name, sha256, bytes, rows)| Kept { name, sha256, bytes, rows };
    Ok(rows.into_iter().map(kept).collect())
}

/// Every building of a campaign whose place may be told less exactly than others'.
///
/// # Errors
/// When the database fails.
pub fn tiers(db: &mut Db, campaign: CampaignId) -> Result<BTreeMap<BuildingId, Tier>, StoreError> {
    let own = place_tiers::table.filter(place_tiers::campaign_id.eq(campaign.0));
    let rows: Vec<(i64, String)> =
        own.select((place_tiers::building_id, place_tiers::tier)).load(db)?;
    let read = |(building, word): (i64, String)| match Tier::parse(&word) {
        Some(tier) => Ok((BuildingId(building), tier)),
        None => Err(StoreError::unknown("place_tiers", &word)),
    };
    rows.into_iter().map(read).collect()
}

/// The building of a campaign with an id of the coordinator's list.
///
/// # Errors
/// When the database fails.
pub fn building(
    db: &mut Db,
    campaign: CampaignId,
    external_id: &str,
) -> Result<Option<BuildingId>, StoreError> {
    let own = buildings::table.filter(buildings::campaign_id.eq(campaign.0));
    let found = own.filter(buildings::external_id.eq(external_id)).select(buildings::id);
    Ok(found.first::<i64>(db).optional()?.map(BuildingId))
}

/// Sets how exactly the place of a building may be told; exact is the same as nothing said.
///
/// # Errors
/// When the database fails.
pub fn set_tier(
    db: &mut Db,
    campaign: CampaignId,
    building: BuildingId,
    tier: Tier,
) -> Result<(), StoreError> {
    if tier == Tier::Exact {
        diesel::delete(place_tiers::table.find(building.0)).execute(db)?;
        return Ok(());
    }
    let row = (
        place_tiers::building_id.eq(building.0),
        place_tiers::campaign_id.eq(campaign.0),
        place_tiers::tier.eq(tier.as_str()),
    );
    let insert = diesel::insert_into(place_tiers::table).values(row);
    on_each_backend!(db, |conn| insert
        .on_conflict(place_tiers::building_id)
        .do_update()
        .set(place_tiers::tier.eq(tier.as_str()))
        .execute(conn))?;
    Ok(())
}
