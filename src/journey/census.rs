//! A campaign counted, for its dashboard. A small one is counted when asked for; of a large one
//! the last count is shown, which a thread of the server makes anew while somebody looks.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::domain::campaign::Campaign;
use crate::domain::capture::Capture;
use crate::domain::census::{Buildings, Census, DAY, Given, Gold, HOUR};
use crate::domain::consensus::span::Span;
use crate::domain::id::{BuildingId, CampaignId, CaptureId};
use crate::domain::judgement::Window;
use crate::domain::limits::{CENSUS_SECONDS, MAP_CIRCLES_MAX};
use crate::domain::trust::gold::{GoldAnswer, gold_scores};
use crate::exchange::export::{ExportError, plain_table};
pub use crate::store::screens::census::Point;
use crate::store::screens::census::{self as rows, OnGold};
use crate::store::screens::progress::{self, Place};
use crate::store::{Db, Store, StoreError, captures, censuses, coverage, golds, setups};

/// Minutes after which no judgement of an earlier time can still be on its way.
const LATE_MINUTES: i64 = 5;
/// Seconds after which all that volunteers said is counted from the beginning: gold that was set
/// meanwhile counts for the answers of before.
const AFRESH_SECONDS: i64 = DAY;

/// What the dashboard of a campaign shows.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// The campaign.
    pub campaign: Campaign,
    /// The campaign counted; what volunteers said up to now.
    pub census: Census,
    /// Whether what volunteers said is being counted for the first time, and not known yet.
    pub is_first: bool,
    /// When its buildings were counted.
    pub counted_at: DateTime<Utc>,
    /// By when all is to be settled.
    pub finish_by: Option<NaiveDate>,
    /// Its captures, oldest first.
    pub captures: Vec<Capture>,
    /// Volunteers who consented.
    pub volunteers: u64,
    /// Volunteers who judged within the last hour, and within the same hour a day before.
    pub people: (u64, u64),
    /// Every building, where they can all be drawn.
    pub places: Vec<Place>,
    /// The buildings decided last.
    pub latest: Vec<Place>,
}

/// What the dashboard shows, and whether it is time to count anew.
///
/// # Errors
/// When the store fails.
pub fn look(
    db: &mut Db,
    campaign: Campaign,
    now: DateTime<Utc>,
) -> Result<(Dashboard, bool), StoreError> {
    let id = campaign.id;
    let kept = censuses::of(db, id)?;
    let was_large = kept.as_ref().is_some_and(|(census, _)| is_large(&census.buildings));
    let (mut census, counted_at, is_due) = match kept {
        Some((census, at)) if was_large => {
            (census, at, now - at >= Duration::seconds(CENSUS_SECONDS))
        }
        kept => {
            let mut census = kept.map(|(census, _)| census).unwrap_or_default();
            census.buildings = buildings(db, id, now)?;
            census.given.superseded = rows::superseded(db, id)?;
            let is_due = is_large(&census.buildings);
            (census, now, is_due)
        }
    };
    // A large campaign that was never counted is not counted while somebody waits.
    let is_first = census.given_since == 0 && is_large(&census.buildings);
    while !is_first && extend(db, id, &mut census.given, now + Duration::seconds(1))? {}
    let hour = Duration::hours(1);
    let before = now - Duration::days(1);
    let all = i64::try_from(MAP_CIRCLES_MAX).unwrap_or(i64::MAX);
    let are_drawn = census.buildings.grid.cells.is_empty();
    let places = if are_drawn { progress::places(db, id, all)? } else { Vec::new() };
    let dashboard = Dashboard {
        is_first,
        counted_at,
        finish_by: setups::of(db, id)?.finish_by,
        captures: captures::of_campaign(db, id)?,
        volunteers: rows::sizes(db, id)?.1,
        people: (
            // What comes in this very moment is within the hour.
            rows::people_between(db, id, (now - hour, now + hour))?,
            rows::people_between(db, id, (before - hour, before))?,
        ),
        places,
        latest: rows::places_of(db, &census.buildings.latest)?,
        census,
        campaign,
    };
    Ok((dashboard, is_due))
}

const fn is_large(buildings: &Buildings) -> bool {
    !buildings.grid.cells.is_empty()
}

/// Whether so many buildings are too many to be counted whenever somebody looks.
#[must_use]
pub fn is_counted_ahead(buildings: u64) -> bool {
    buildings > u64::try_from(MAP_CIRCLES_MAX).unwrap_or(u64::MAX)
}

/// The buildings of a campaign by state, and when they were counted: now, or where that takes too
/// long, lately; none where that never was.
///
/// # Errors
/// When the store fails.
pub(super) fn counted(
    db: &mut Db,
    campaign: CampaignId,
    (all, now): (u64, DateTime<Utc>),
) -> Result<Option<(Buildings, DateTime<Utc>)>, StoreError> {
    if is_counted_ahead(all) {
        return Ok(censuses::of(db, campaign)?.map(|(census, at)| (census.buildings, at)));
    }
    buildings(db, campaign, now).map(|counted| Some((counted, now)))
}

/// How volunteers did on gold: counted anew, or when it was counted last; none where it never
/// was.
///
/// # Errors
/// When the store fails.
pub(super) fn on_gold(
    db: &mut Db,
    campaign: CampaignId,
    is_anew: bool,
) -> Result<Option<Gold>, StoreError> {
    if !is_anew {
        return Ok(censuses::of(db, campaign)?.map(|(census, _)| census.given.gold));
    }
    let mut given = Given::default();
    while extend(db, campaign, &mut given, DateTime::<Utc>::MAX_UTC)? {}
    Ok(Some(given.gold))
}

/// Counts a campaign and keeps the count, unless somebody has just done so: whether it did.
///
/// # Errors
/// When the store fails; the last count stays.
pub fn recount(
    store: &Store,
    now: DateTime<Utc>,
    campaign: CampaignId,
) -> Result<bool, StoreError> {
    let kept = store.read(|db| censuses::of(db, campaign))?;
    let seconds = |since: DateTime<Utc>| (now - since).num_seconds();
    if kept.as_ref().is_some_and(|(_, at)| (0..CENSUS_SECONDS).contains(&seconds(*at))) {
        return Ok(false);
    }
    let mut census = kept.map(|(census, _)| census).unwrap_or_default();
    if now.timestamp() - census.given_since > AFRESH_SECONDS {
        (census.given, census.given_since) = (Given::default(), now.timestamp());
    }
    // A read for each hour: none of them is long.
    let to = hour_of(now - Duration::minutes(LATE_MINUTES));
    while store.read(|db| extend(db, campaign, &mut census.given, to))? {}
    census.given.superseded = store.read(|db| rows::superseded(db, campaign))?;
    census.buildings = store.read(|db| buildings(db, campaign, now))?;
    store.write(move |db| censuses::put(db, campaign, &census, now))?;
    Ok(true)
}

/// The beginning of an hour.
fn hour_of(at: DateTime<Utc>) -> DateTime<Utc> {
    at - Duration::seconds(at.timestamp().rem_euclid(HOUR))
        - Duration::nanoseconds(i64::from(at.timestamp_subsec_nanos()))
}

fn buildings(
    db: &mut Db,
    campaign: CampaignId,
    now: DateTime<Utc>,
) -> Result<Buildings, StoreError> {
    let past = rows::ended_since(db, campaign, now - Duration::days(1))?;
    Ok(Buildings::of(&rows::standings(db, campaign)?, &past, now))
}

/// Counts the next hour in which anything was said up to `to`: whether there was one.
fn extend(
    db: &mut Db,
    campaign: CampaignId,
    given: &mut Given,
    to: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let from = DateTime::from_timestamp(given.up_to, 0).unwrap_or_default();
    let first = rows::first_from(db, campaign, from)?.filter(|first| *first < to);
    let Some(first) = first else {
        return Ok(false);
    };
    let hour = hour_of(first);
    let until = hour + Duration::hours(1);
    let (said, on_gold) = rows::said_between(db, campaign, (first, until))?;
    given.add(hour.timestamp() / HOUR, &said);
    given.up_to = until.timestamp();
    for score in gold_scores(&answers(db, campaign, on_gold)?) {
        given.gold.add(&score);
    }
    Ok(true)
}

/// Answers on gold beside what the expert said; the volunteers are not told apart, the buildings
/// are.
pub(super) fn answers(
    db: &mut Db,
    campaign: CampaignId,
    on_gold: Vec<OnGold>,
) -> Result<Vec<GoldAnswer>, StoreError> {
    if on_gold.is_empty() {
        return Ok(Vec::new());
    }
    let known = golds::of_campaign(db, campaign)?;
    let known: BTreeMap<BuildingId, _> =
        known.into_iter().map(|gold| (gold.building, gold)).collect();
    let mut all = Vec::new();
    let mut shown = HashMap::new();
    for (building, last, first, is_unsure) in on_gold {
        let Some(gold) = known.get(&building) else { continue };
        let series = match shown.entry(building) {
            std::collections::hash_map::Entry::Occupied(there) => there.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(coverage::series(db, building)?.0)
            }
        };
        let captures = series.len();
        let position = |id: Option<CaptureId>| match id {
            None => Some(None),
            Some(id) => series.position(id).map(Some),
        };
        let span = |last: Option<CaptureId>, first: Option<CaptureId>| {
            let window = Window::new(position(last)?, position(first)?, captures).ok()?;
            Some(Span::of(window, captures))
        };
        // What was said about captures that are shown no more is not compared.
        let Some(truth) = span(gold.last_standing, gold.first_destroyed) else { continue };
        let answer = span(last, first);
        if is_unsure || answer.is_some() {
            let answer = answer.filter(|_| !is_unsure);
            all.push(GoldAnswer { volunteer: building.0.unsigned_abs(), answer, truth, captures });
        }
    }
    Ok(all)
}

/// Every building of a campaign for the map's script, and its captures, oldest first.
///
/// # Errors
/// When the store fails.
pub fn points(db: &mut Db, campaign: CampaignId) -> Result<(Vec<Point>, Vec<Capture>), StoreError> {
    Ok((rows::points(db, campaign)?, captures::of_campaign(db, campaign)?))
}

/// The captures of a campaign, oldest first.
///
/// # Errors
/// When the store fails.
pub fn captures_of(db: &mut Db, campaign: CampaignId) -> Result<Vec<Capture>, StoreError> {
    captures::of_campaign(db, campaign)
}

/// A chart's table as a file.
///
/// # Errors
/// When it cannot be written.
pub fn table(columns: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, ExportError> {
    plain_table(columns, rows)
}
