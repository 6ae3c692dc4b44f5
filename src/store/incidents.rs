//! Incidents that others report.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{buildings as b, consensus as c, incident_links, incidents as t, tasks};
use super::{Db, StoreError, count, stored, stored_count};
use crate::domain::id::{BuildingId, CampaignId, CaptureId, IncidentId};
use crate::domain::incident::{Accuracy, Days, Incident, LinkState, Range};
use crate::domain::place::LonLat;
use crate::domain::task::TaskState;

/// Incidents of one statement.
const BATCH: usize = 500;

/// An incident as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Ours.
    pub id: IncidentId,
    /// Who publishes the list.
    pub source: String,
    /// What the list says.
    pub incident: Incident,
    /// How often what the list says was another, and once more.
    pub version: u32,
    /// When it was last another.
    pub changed_at: Option<DateTime<Utc>>,
    /// Whether buildings are yet to be looked up.
    pub is_due: bool,
    /// How many buildings fit it, when they were looked up; none where too many stand around.
    pub fits: Option<u32>,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    source: String,
    words: (String, String, String, String, String),
    days: (NaiveDate, NaiveDate),
    place: (Option<f64>, Option<f64>),
    accuracy: (String, Option<i32>),
    killed: (Option<i32>, Option<i32>),
    injured: (Option<i32>, Option<i32>),
    version: i32,
    changed_at: Option<NaiveDateTime>,
    is_due: bool,
    fits: i32,
}

macro_rules! columns {
    () => {
        (
            t::id,
            t::source,
            (t::external_id, t::title, t::url, t::grade, t::status),
            (t::from_on, t::to_on),
            (t::lon, t::lat),
            (t::accuracy, t::accuracy_m),
            (t::killed_min, t::killed_max),
            (t::injured_min, t::injured_max),
            t::version,
            t::changed_at,
            t::is_due,
            t::fits,
        )
    };
}

fn range((least, most): (Option<i32>, Option<i32>)) -> Range {
    (least.map(count), most.map(count))
}

fn kept(row: Row) -> Kept {
    let (external_id, title, url, grade, status) = row.words;
    let (said, metres) = row.accuracy;
    let place = row.place.0.zip(row.place.1);
    Kept {
        id: IncidentId(row.id),
        source: row.source,
        incident: Incident {
            external_id,
            title,
            url,
            grade,
            status,
            when: Days { from: row.days.0, to: row.days.1 },
            place: place.and_then(|(lon, lat)| LonLat::new(lon, lat).ok()),
            accuracy: Accuracy { said, metres: metres.map(count) },
            killed: range(row.killed),
            injured: range(row.injured),
        },
        version: count(row.version),
        changed_at: row.changed_at.map(|at| at.and_utc()),
        is_due: row.is_due,
        fits: u32::try_from(row.fits).ok(),
    }
}

macro_rules! values {
    ($own:expr) => {{
        let (own, number) = ($own, |number: Option<u32>| number.map(stored_count));
        (
            (
                t::title.eq(own.title.clone()),
                t::url.eq(own.url.clone()),
                t::grade.eq(own.grade.clone()),
                t::status.eq(own.status.clone()),
            ),
            (t::from_on.eq(own.when.from), t::to_on.eq(own.when.to)),
            (t::lon.eq(own.place.map(LonLat::lon)), t::lat.eq(own.place.map(LonLat::lat))),
            t::accuracy.eq(own.accuracy.said.clone()),
            t::accuracy_m.eq(number(own.accuracy.metres)),
            (t::killed_min.eq(number(own.killed.0)), t::killed_max.eq(number(own.killed.1))),
            (t::injured_min.eq(number(own.injured.0)), t::injured_max.eq(number(own.injured.1))),
            t::is_due.eq(own.around().is_some()),
            t::fits.eq(0),
        )
    }};
}

/// What became of a list: how many were added, changed, and the same as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Put {
    /// New ones.
    pub added: usize,
    /// Those of which the list says something else now.
    pub changed: usize,
    /// The others.
    pub unchanged: usize,
}

/// Adds the incidents of a list, and changes those of which it says something else now: for these
/// buildings are to be looked up.
///
/// # Errors
/// When the database fails.
pub fn put(
    db: &mut Db,
    campaign: CampaignId,
    source: &str,
    all: &[Incident],
    now: DateTime<Utc>,
) -> Result<Put, StoreError> {
    let mut put = Put::default();
    for part in all.chunks(BATCH) {
        let names: Vec<&str> = part.iter().map(|own| own.external_id.as_str()).collect();
        let query = t::table
            .filter(t::campaign_id.eq(campaign.0))
            .filter(t::source.eq(source))
            .filter(t::external_id.eq_any(names))
            .select(columns!());
        let old = query.load::<Row>(db)?.into_iter().map(kept);
        let old: BTreeMap<String, Kept> =
            old.map(|own| (own.incident.external_id.clone(), own)).collect();
        let mut rows = Vec::new();
        for own in part {
            match old.get(&own.external_id) {
                None => rows.push((
                    t::campaign_id.eq(campaign.0),
                    t::source.eq(source),
                    t::external_id.eq(own.external_id.clone()),
                    t::version.eq(1),
                    t::imported_at.eq(stored(now)),
                    values!(own),
                )),
                Some(old) if old.incident == *own => put.unchanged += 1,
                Some(old) => {
                    let change = (t::version.eq(t::version + 1), t::changed_at.eq(stored(now)));
                    let row = diesel::update(t::table.find(old.id.0));
                    row.set((change, values!(own))).execute(db)?;
                    put.changed += 1;
                }
            }
        }
        if rows.is_empty() {
            continue;
        }
        put.added += rows.len();
        on_each_backend!(db, |conn| diesel::insert_into(t::table).values(rows).execute(conn))?;
    }
    Ok(put)
}

/// Which incidents are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listed {
    /// Those with a candidate for which nobody answered yet.
    #[default]
    Open,
    /// Those that were linked to a building.
    Confirmed,
    /// All.
    All,
}

/// The next page of a campaign's incidents with ids above `after`.
///
/// # Errors
/// When the database fails.
pub fn page(
    db: &mut Db,
    campaign: CampaignId,
    listed: Listed,
    (after, most): (IncidentId, i64),
) -> Result<Vec<Kept>, StoreError> {
    use incident_links as l;
    let mut query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::id.gt(after.0))
        .order(t::id)
        .limit(most)
        .select(columns!())
        .into_boxed();
    let state = match listed {
        Listed::Open => Some(LinkState::Open),
        Listed::Confirmed => Some(LinkState::Confirmed),
        Listed::All => None,
    };
    if let Some(state) = state {
        let with = l::table
            .filter(l::campaign_id.eq(campaign.0))
            .filter(l::state.eq(state.as_str()))
            .filter(l::incident_id.gt(after.0))
            .select(l::incident_id);
        query = query.filter(t::id.eq_any(with));
    }
    Ok(query.load::<Row>(db)?.into_iter().map(kept).collect())
}

/// An incident of a campaign; none where there is no such one.
///
/// # Errors
/// When the database fails.
pub fn get(db: &mut Db, campaign: CampaignId, id: IncidentId) -> Result<Option<Kept>, StoreError> {
    let own = t::table.find(id.0).filter(t::campaign_id.eq(campaign.0)).select(columns!());
    Ok(own.first::<Row>(db).optional()?.map(kept))
}

/// Incidents for which buildings are yet to be looked up, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn due(db: &mut Db, campaign: CampaignId, most: i64) -> Result<Vec<Kept>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_due.eq(true))
        .order(t::id)
        .limit(most)
        .select(columns!());
    Ok(query.load::<Row>(db)?.into_iter().map(kept).collect())
}

/// How many incidents there are, and for how many buildings are yet to be looked up.
///
/// # Errors
/// When the database fails.
pub fn counts(db: &mut Db, campaign: CampaignId) -> Result<(i64, i64), StoreError> {
    let own = t::table.filter(t::campaign_id.eq(campaign.0));
    let due = own.filter(t::is_due.eq(true)).count().get_result(db)?;
    Ok((own.count().get_result(db)?, due))
}

/// Has buildings looked up anew for one incident, or all of a campaign.
///
/// # Errors
/// When the database fails.
pub fn look_again(
    db: &mut Db,
    campaign: CampaignId,
    one: Option<IncidentId>,
) -> Result<(), StoreError> {
    let own = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::lon.is_not_null())
        .filter(t::accuracy_m.is_not_null());
    let due = t::is_due.eq(true);
    match one {
        Some(id) => diesel::update(own.filter(t::id.eq(id.0))).set(due).execute(db)?,
        None => diesel::update(own).set(due).execute(db)?,
    };
    Ok(())
}

/// Says that buildings were looked up for an incident, and how many fit it.
///
/// # Errors
/// When the database fails.
pub fn looked(db: &mut Db, id: IncidentId, fits: Option<usize>) -> Result<(), StoreError> {
    let fits = fits.map_or(-1, |fits| i32::try_from(fits).unwrap_or(i32::MAX));
    diesel::update(t::table.find(id.0)).set((t::is_due.eq(false), t::fits.eq(fits))).execute(db)?;
    Ok(())
}

/// A building that is decided, with the captures at the ends of its window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decided {
    /// Which.
    pub building: BuildingId,
    /// Its middle.
    pub place: (f64, f64),
    /// Where its task is.
    pub state: TaskState,
    /// The last that shows it standing and the first that shows it destroyed, as votes have it.
    pub ends: [Option<CaptureId>; 2],
    /// The version of the result.
    pub version: u32,
}

/// Decided buildings of a campaign between these bounds (west, south, east, north) that have a
/// window with two ends or were ruled on.
///
/// # Errors
/// When the database fails.
pub fn decided_between(
    db: &mut Db,
    campaign: CampaignId,
    (west, south, east, north): (f64, f64, f64, f64),
    most: i64,
) -> Result<Vec<Decided>, StoreError> {
    type Found = (i64, f64, f64, Option<String>, Option<i64>, Option<i64>, i32);
    let has_ends =
        c::last_standing_capture_id.is_not_null().and(c::first_destroyed_capture_id.is_not_null());
    let query = b::table
        .inner_join(tasks::table)
        .inner_join(c::table)
        .filter(b::campaign_id.eq(campaign.0))
        .filter(b::lat.between(south, north))
        .filter(b::lon.between(west, east))
        .filter(tasks::state.eq("retired"))
        .filter(has_ends.or(tasks::retirement_reason.eq("ruled")))
        .select((
            b::id,
            b::lon,
            b::lat,
            tasks::retirement_reason,
            c::last_standing_capture_id,
            c::first_destroyed_capture_id,
            c::version,
        ))
        .limit(most);
    let decided = |(id, lon, lat, reason, last, first, version): Found| {
        let state = TaskState::parse("retired", reason.as_deref());
        Ok(Decided {
            building: BuildingId(id),
            place: (lon, lat),
            state: state.ok_or_else(|| StoreError::unknown("tasks", &"retired"))?,
            ends: [last.map(CaptureId), first.map(CaptureId)],
            version: count(version),
        })
    };
    query.load::<Found>(db)?.into_iter().map(decided).collect()
}
