//! Samples that experts audit, and the figures that were worked out from them. Rows are only ever
//! added. What experts answer is kept in [`super::blind_answers`], in a round of its own.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{
    buildings, consensus, quality_reports as r, quality_samples as t, sampled_buildings as s,
    tasks, votes_seen,
};
use super::{Db, StoreError, count, stored, stored_count};
use crate::domain::consensus::sample::Figures;
use crate::domain::consensus::window::{Agreed, End};
use crate::domain::id::{AccountId, BuildingId, CampaignId, SampleId};
use crate::domain::limits::VERSIONS_PAGE;
use crate::domain::task::TaskState;

/// A sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// Ours.
    pub id: SampleId,
    /// Of what.
    pub campaign: CampaignId,
    /// What it was drawn with: the same seed draws the same from the same.
    pub seed: i64,
    /// Experts who are to answer about each building.
    pub experts: u32,
    /// The rule that was in force.
    pub method: String,
    /// In whose name.
    pub by: String,
    /// When.
    pub drawn_at: DateTime<Utc>,
}

/// A building of a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    /// The building.
    pub building: BuildingId,
    /// Its own id; empty in a new one.
    pub external_id: String,
    /// What it stands for: status and agreement when it was drawn.
    pub stratum: String,
    /// Buildings of that stratum then.
    pub population: u32,
}

type Row = (i64, i64, i64, i32, String, String, NaiveDateTime);
type Columns = (t::id, t::campaign_id, t::seed, t::experts, t::method, t::account, t::drawn_at);
const COLUMNS: Columns =
    (t::id, t::campaign_id, t::seed, t::experts, t::method, t::account, t::drawn_at);

fn sample((id, campaign, seed, experts, method, by, drawn_at): Row) -> Sample {
    let (id, campaign, drawn_at) = (SampleId(id), CampaignId(campaign), drawn_at.and_utc());
    Sample { id, campaign, seed, experts: count(experts), method, by, drawn_at }
}

/// The newest samples of a campaign, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Sample>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::id.desc());
    let rows: Vec<Row> = query.limit(VERSIONS_PAGE).select(COLUMNS).load(db)?;
    Ok(rows.into_iter().map(sample).collect())
}

/// A sample of a campaign.
///
/// # Errors
/// When the database fails.
pub fn get(db: &mut Db, campaign: CampaignId, id: SampleId) -> Result<Option<Sample>, StoreError> {
    let query = t::table.find(id.0).filter(t::campaign_id.eq(campaign.0)).select(COLUMNS);
    Ok(query.first::<Row>(db).optional()?.map(sample))
}

/// Keeps a sample, in this order: its number. The id of `new` is not looked at.
///
/// # Errors
/// When the database fails.
pub fn add(db: &mut Db, new: &Sample, drawn: &[Sampled]) -> Result<SampleId, StoreError> {
    let row = (
        t::campaign_id.eq(new.campaign.0),
        t::seed.eq(new.seed),
        t::experts.eq(stored_count(new.experts)),
        t::method.eq(&new.method),
        t::account.eq(&new.by),
        t::drawn_at.eq(stored(new.drawn_at)),
    );
    let id: i64 = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    let row = |(position, one): (i32, &Sampled)| {
        (
            s::sample_id.eq(id),
            s::position.eq(position),
            s::building_id.eq(one.building.0),
            s::stratum.eq(one.stratum.clone()),
            s::population.eq(stored_count(one.population)),
        )
    };
    let rows: Vec<_> = (1..).zip(drawn).map(row).collect();
    for part in rows.chunks(500) {
        on_each_backend!(db, |conn| diesel::insert_into(s::table).values(part).execute(conn))?;
    }
    Ok(SampleId(id))
}

/// The buildings of a sample, in the order in which they are judged.
///
/// # Errors
/// When the database fails.
pub fn buildings(db: &mut Db, id: SampleId) -> Result<Vec<Sampled>, StoreError> {
    let query = s::table
        .inner_join(buildings::table)
        .filter(s::sample_id.eq(id.0))
        .order(s::position)
        .select((s::building_id, buildings::external_id, s::stratum, s::population));
    let one = |(building, external_id, stratum, population): (i64, String, String, i32)| Sampled {
        building: BuildingId(building),
        external_id,
        stratum,
        population: count(population),
    };
    Ok(query.load(db)?.into_iter().map(one).collect())
}

/// Whether a building was drawn for a sample.
///
/// # Errors
/// When the database fails.
pub fn holds(db: &mut Db, id: SampleId, building: BuildingId) -> Result<bool, StoreError> {
    let query = s::table.filter(s::building_id.eq(building.0)).filter(s::sample_id.eq(id.0));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The buildings of a sample about which somebody was shown votes.
///
/// # Errors
/// When the database fails.
pub fn seen_by(
    db: &mut Db,
    id: SampleId,
    account: AccountId,
) -> Result<BTreeSet<BuildingId>, StoreError> {
    let query = s::table
        .inner_join(votes_seen::table.on(votes_seen::building_id.eq(s::building_id)))
        .filter(s::sample_id.eq(id.0))
        .filter(votes_seen::account_id.eq(account.0))
        .select(s::building_id);
    Ok(query.load(db)?.into_iter().map(BuildingId).collect())
}

/// Where a building stands that may be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The building.
    pub building: BuildingId,
    /// Its own id.
    pub external_id: String,
    /// Where its task is.
    pub state: TaskState,
    /// What its votes agree on; which captures these are is left out.
    pub agreed: Agreed,
    /// Windows inside the agreed one.
    pub agree: u32,
    /// Windows counted.
    pub counted: u32,
    /// Intervals left possible.
    pub width: usize,
}

type StandingRow = ((i64, String), (String, Option<String>), (String, String), (i32, i32, i32));

/// Where every building of a campaign stands.
///
/// # Errors
/// When the database fails.
pub fn standings(db: &mut Db, campaign: CampaignId) -> Result<Vec<Standing>, StoreError> {
    let query = buildings::table
        .inner_join(tasks::table)
        .inner_join(consensus::table)
        .filter(buildings::campaign_id.eq(campaign.0))
        .select((
            (buildings::id, buildings::external_id),
            (tasks::state, tasks::retirement_reason),
            (consensus::last_standing, consensus::first_destroyed),
            (consensus::agree, consensus::counted, consensus::width),
        ));
    let end = |word: &str| match word {
        "at" => End::At(0),
        "evidence" => End::Evidence,
        _ => End::Dispute,
    };
    let standing = |row: StandingRow| {
        let ((id, external_id), (word, reason), (last, first), (agree, counted, width)) = row;
        let state = TaskState::parse(&word, reason.as_deref());
        Ok(Standing {
            building: BuildingId(id),
            external_id,
            state: state.ok_or_else(|| StoreError::unknown("tasks", &word))?,
            agreed: Agreed { last_standing: end(&last), first_destroyed: end(&first) },
            agree: count(agree),
            counted: count(counted),
            width: usize::try_from(width).unwrap_or(0),
        })
    };
    query.load::<StandingRow>(db)?.into_iter().map(standing).collect()
}

/// Figures of a sample, as they were kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Ours.
    pub id: i64,
    /// The sample.
    pub sample: SampleId,
    /// In whose name.
    pub by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// The figures.
    pub figures: Figures,
}

/// Keeps figures of a sample.
///
/// # Errors
/// When the database fails.
pub fn report(
    db: &mut Db,
    sample: SampleId,
    figures: &Figures,
    by: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let unknown = |error| StoreError::unknown("quality_reports", &error);
    let body = serde_json::to_string(figures).map_err(unknown)?;
    let row = (
        r::sample_id.eq(sample.0),
        r::body.eq(body),
        r::account.eq(by),
        r::made_at.eq(stored(now)),
    );
    diesel::insert_into(r::table).values(row).execute(db)?;
    Ok(())
}

/// The newest kept figures of a campaign's samples, newest first; those that this version cannot
/// read are left out.
///
/// # Errors
/// When the database fails.
pub fn reports(db: &mut Db, campaign: CampaignId) -> Result<Vec<Report>, StoreError> {
    let query = r::table
        .inner_join(t::table.on(t::id.eq(r::sample_id)))
        .filter(t::campaign_id.eq(campaign.0))
        .order(r::id.desc())
        .limit(VERSIONS_PAGE)
        .select((r::id, r::sample_id, r::account, r::made_at, r::body));
    let rows: Vec<(i64, i64, String, NaiveDateTime, String)> = query.load(db)?;
    let report = |(id, sample, by, made_at, body): (i64, i64, String, NaiveDateTime, String)| {
        let figures = serde_json::from_str(&body).ok()?;
        Some(Report { id, sample: SampleId(sample), by, made_at: made_at.and_utc(), figures })
    };
    Ok(rows.into_iter().filter_map(report).collect())
}
