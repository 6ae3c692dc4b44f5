//! Fits of the model: the crowd's figures, each volunteer's, and what follows for each building.
//! Derived, and computed anew from the judgements at will; nothing published rests on them.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::dialect::on_each_backend;
use super::schema::{fits as t, posteriors, skills};
use super::which::{Which, about};
use super::{Db, StoreError, count, stored, stored_count};
use crate::domain::consensus::model::alarm::Disagreement;
use crate::domain::consensus::model::ordinal::Skill;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, VolunteerId};

/// Rows added by one statement.
const BATCH_ROWS: usize = 500;

/// What of a fit is kept as text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameters {
    /// The captures over which it was made, oldest first.
    pub captures: Vec<CaptureId>,
    /// The share of each class.
    pub prior: Vec<f64>,
    /// Exactness, lateness, spread and lapses expected of a volunteer nobody knows.
    pub population: [f64; 4],
    /// The factor on the log-likelihood of the judgements.
    pub temper: f64,
}

/// A fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Its number.
    pub id: i64,
    /// The model with its parameters, in words.
    pub method: String,
    /// Judgements that entered.
    pub judgements: u64,
    /// Where it leaves a clear plurality.
    pub disagreement: Disagreement,
    /// Whether the alarm fired: it decides nothing.
    pub is_frozen: bool,
    /// What is needed to go on from it.
    pub parameters: Parameters,
    /// When.
    pub fitted_at: DateTime<Utc>,
}

/// The four numbers of a skill as stored.
#[must_use]
pub const fn numbers(skill: Skill) -> [f64; 4] {
    [skill.exactness, skill.lateness, skill.spread, skill.lapse]
}

/// The skill of four stored numbers.
#[must_use]
pub const fn skill([exactness, lateness, spread, lapse]: [f64; 4]) -> Skill {
    Skill { exactness, lateness, spread, lapse }
}

/// Adds a fit; its id is given back.
///
/// # Errors
/// When the database fails.
pub fn add(db: &mut Db, campaign: CampaignId, new: &Fit) -> Result<i64, StoreError> {
    let parameters = serde_json::to_string(&new.parameters)
        .map_err(|error| StoreError::unknown("fits", &error))?;
    let row = (
        t::campaign_id.eq(campaign.0),
        t::method.eq(&new.method),
        t::judgements.eq(i64::try_from(new.judgements).unwrap_or(i64::MAX)),
        t::compared.eq(i64::from(new.disagreement.compared)),
        t::differing.eq(i64::from(new.disagreement.differing)),
        t::is_frozen.eq(new.is_frozen),
        t::parameters.eq(parameters),
        t::fitted_at.eq(stored(new.fitted_at)),
    );
    Ok(diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?)
}

type Row = (i64, String, i64, i64, i64, bool, String, NaiveDateTime);

/// The newest fit of a campaign.
///
/// # Errors
/// When the database fails.
pub fn latest(db: &mut Db, campaign: CampaignId) -> Result<Option<Fit>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::id.desc()).select((
        t::id,
        t::method,
        t::judgements,
        t::compared,
        t::differing,
        t::is_frozen,
        t::parameters,
        t::fitted_at,
    ));
    let row: Option<Row> = query.first(db).optional()?;
    let Some((id, method, judgements, compared, differing, is_frozen, text, at)) = row else {
        return Ok(None);
    };
    let parameters =
        serde_json::from_str(&text).map_err(|error| StoreError::unknown("fits", &error))?;
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(Some(Fit {
        id,
        method,
        judgements: judgements.unsigned_abs(),
        disagreement: Disagreement { compared: number(compared), differing: number(differing) },
        is_frozen,
        parameters,
        fitted_at: at.and_utc(),
    }))
}

/// How many judgements to date a building a campaign has, and how many buildings.
///
/// # Errors
/// When the database fails.
pub fn size(db: &mut Db, campaign: CampaignId) -> Result<(u64, u64), StoreError> {
    use super::schema::{judgements, tasks};
    let judged: i64 = judgements::table
        .filter(judgements::campaign_id.eq(campaign.0))
        .filter(judgements::purpose.eq("task"))
        .count()
        .get_result(db)?;
    let of = tasks::table.filter(tasks::campaign_id.eq(campaign.0));
    let buildings: i64 = of.count().get_result(db)?;
    Ok((judged.unsigned_abs(), buildings.unsigned_abs()))
}

/// Replaces the skills of a campaign's volunteers.
///
/// # Errors
/// When the database fails.
pub fn put_skills(
    db: &mut Db,
    campaign: CampaignId,
    all: &[(VolunteerId, Skill)],
) -> Result<(), StoreError> {
    diesel::delete(skills::table.filter(skills::campaign_id.eq(campaign.0))).execute(db)?;
    for part in all.chunks(BATCH_ROWS) {
        let row = |(volunteer, skill): &(VolunteerId, Skill)| {
            (
                skills::volunteer_id.eq(volunteer.0),
                skills::campaign_id.eq(campaign.0),
                skills::exactness.eq(skill.exactness),
                skills::lateness.eq(skill.lateness),
                skills::spread.eq(skill.spread),
                skills::lapse.eq(skill.lapse),
            )
        };
        let rows: Vec<_> = part.iter().map(row).collect();
        on_each_backend!(db, |conn| diesel::insert_into(skills::table)
            .values(&rows)
            .execute(conn))?;
    }
    Ok(())
}

/// The skills of these volunteers, as far as they are known.
///
/// # Errors
/// When the database fails.
pub fn skills_of(
    db: &mut Db,
    campaign: CampaignId,
    volunteers: &[VolunteerId],
) -> Result<BTreeMap<VolunteerId, Skill>, StoreError> {
    let ids: Vec<i64> = volunteers.iter().map(|volunteer| volunteer.0).collect();
    let query = skills::table
        .filter(skills::volunteer_id.eq_any(ids))
        .filter(skills::campaign_id.eq(campaign.0))
        .select((
            skills::volunteer_id,
            (skills::exactness, skills::lateness, skills::spread, skills::lapse),
        ));
    let rows: Vec<(i64, (f64, f64, f64, f64))> = query.load(db)?;
    let known = rows.into_iter().map(|(id, (exactness, lateness, spread, lapse))| {
        (VolunteerId(id), Skill { exactness, lateness, spread, lapse })
    });
    Ok(known.collect())
}

/// What the model says of one building: the ends of the likeliest interval and of the run that
/// holds nine tenths, as captures; no capture where that end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posterior {
    /// Which building.
    pub building: BuildingId,
    /// By which fit.
    pub fit: i64,
    /// The likeliest interval.
    pub likeliest: [Option<CaptureId>; 2],
    /// How likely, in thousandths.
    pub sure_pm: u32,
    /// Where it lies with nine tenths.
    pub credible: [Option<CaptureId>; 2],
}

fn write_ends(ends: [Option<CaptureId>; 2]) -> String {
    let [last, first] = ends.map(|end| end.map(|id| id.to_string()).unwrap_or_default());
    format!("{last}-{first}")
}

fn read_ends(text: &str) -> Result<[Option<CaptureId>; 2], StoreError> {
    let unknown = || StoreError::unknown("posteriors", text);
    let (last, first) = text.split_once('-').ok_or_else(unknown)?;
    let end = |part: &str| match part {
        "" => Ok(None),
        id => id.parse().map(Some).ok().ok_or_else(unknown),
    };
    Ok([end(last)?, end(first)?])
}

/// Stores what the model says of buildings, in place of what it said before.
///
/// # Errors
/// When the database fails.
pub fn put_posteriors(
    db: &mut Db,
    all: &[Posterior],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use posteriors as p;
    for new in all {
        let values = (
            p::fit_id.eq(new.fit),
            p::likeliest.eq(write_ends(new.likeliest)),
            p::sure_pm.eq(stored_count(new.sure_pm)),
            p::credible.eq(write_ends(new.credible)),
            p::updated_at.eq(stored(now)),
        );
        let row = (p::building_id.eq(new.building.0), values.clone());
        // Two writers may be the first to say something of a building.
        let insert = diesel::insert_into(p::table).values(row);
        on_each_backend!(db, |conn| insert
            .on_conflict(p::building_id)
            .do_update()
            .set(values)
            .execute(conn))?;
    }
    Ok(())
}

/// Stores what a fit says of buildings, but not where a judgement that came since was heard by the
/// same fit or a later one.
///
/// # Errors
/// When the database fails.
pub fn put_older(
    db: &mut Db,
    campaign: CampaignId,
    all: &[Posterior],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Ok(()) };
    let which = Which::Run(BuildingId(first.building.0 - 1), last.building);
    let there = posteriors(db, campaign, which)?;
    let is_older = |new: &&Posterior| there.get(&new.building).is_none_or(|old| old.fit < new.fit);
    let older: Vec<Posterior> = all.iter().filter(is_older).copied().collect();
    put_posteriors(db, &older, now)
}

/// Forgets what the model says of a building.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut Db, building: BuildingId) -> Result<(), StoreError> {
    diesel::delete(posteriors::table.find(building.0)).execute(db)?;
    Ok(())
}

/// What the model says of some buildings.
///
/// # Errors
/// When the database fails.
pub fn posteriors(
    db: &mut Db,
    campaign: CampaignId,
    which: Which<'_>,
) -> Result<BTreeMap<BuildingId, Posterior>, StoreError> {
    use posteriors as p;
    let query = p::table
        .inner_join(t::table)
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_frozen.eq(false))
        .select((p::building_id, p::fit_id, p::likeliest, p::sure_pm, p::credible));
    let rows: Vec<(i64, i64, String, i32, String)> =
        about!(which, p::building_id, query).load(db)?;
    rows.into_iter()
        .map(|(building, fit, likeliest, sure_pm, credible)| {
            let building = BuildingId(building);
            let (likeliest, credible) = (read_ends(&likeliest)?, read_ends(&credible)?);
            let sure_pm = count(sure_pm);
            Ok((building, Posterior { building, fit, likeliest, sure_pm, credible }))
        })
        .collect()
}
