//! Incidents that others report: read, held against dated buildings, and linked to them by people.
//! No finding is read from them, and none is changed.

use chrono::{DateTime, Utc};

use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::adjudication::{Bound, Outcome as Ruled};
use crate::domain::campaign::Campaign;
use crate::domain::capture::Capture;
use crate::domain::consensus::RetirementReason;
use crate::domain::consensus::window::End;
use crate::domain::finding::Status;
use crate::domain::id::{BuildingId, CaptureId, IncidentId};
use crate::domain::incident::{Dated, Days, Found, LinkState, bounds, candidates};
use crate::domain::limits::{AROUND_MAX, INCIDENTS_PAGE, INCIDENTS_STEP, REASON_CHARS_MAX};
use crate::domain::place::LonLat;
use crate::domain::task::TaskState;
pub use crate::exchange::days::DayOrder;
use crate::exchange::incidents::{self as lists, IncidentListError};
use crate::exchange::rows::{LabelError, RowError, label};
pub use crate::store::incident_links::Link;
pub use crate::store::incidents::{Kept, Listed, Put};
use crate::store::{Db, StoreError, captures, incident_links, incidents, rulings};

/// Who publishes a table of Airwars' columns, where nobody says who.
const AIRWARS: &str = "Airwars";

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum IncidentError {
    /// The file.
    #[error(transparent)]
    File(#[from] IncidentListError),
    /// Nobody said whose list it is.
    #[error("say who publishes the list: an incident is known again by that and its id")]
    NoSource,
    /// No name.
    #[error("the name of who publishes the list: {0}")]
    Source(#[from] LabelError),
    /// No reason.
    #[error("say in a sentence why")]
    NoReason,
    /// Too long a reason.
    #[error("a reason may have at most {REASON_CHARS_MAX} characters; shorten it")]
    LongReason,
    /// No candidate any more.
    #[error("this building is no candidate any more; the list below is the one of now")]
    Gone,
    /// Somebody else was faster.
    #[error("somebody answered already; take that back first")]
    Answered,
    /// Nothing to take back.
    #[error("nobody answered; there is nothing to take back")]
    NotAnswered,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How a list is read.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Who publishes it; empty where its columns tell.
    pub source: String,
    /// Which of 3/4/2017 is the day.
    pub days: DayOrder,
    /// Whether to say what would happen, and do nothing.
    pub is_dry_run: bool,
}

/// What became of a list.
#[derive(Debug)]
pub struct Imported {
    /// Who publishes it.
    pub source: String,
    /// What was done; nothing where a row is at fault, or nothing was to be done.
    pub put: Option<Put>,
    /// The first faults.
    pub errors: Vec<RowError>,
    /// All faults.
    pub error_count: u64,
    /// What is worth knowing.
    pub notes: Vec<String>,
    /// Rows without fault.
    pub read: usize,
}

/// Takes a list in: all of it or, when a row is at fault, nothing. For what is new or changed,
/// buildings are to be looked up by [`look_up`].
///
/// # Errors
/// When the file is no such list, or nobody says whose it is.
pub fn import(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    bytes: &[u8],
    how: &How,
) -> Result<Imported, IncidentError> {
    let lists::List { report, is_airwars } = lists::read(bytes, how.days)?;
    let source = match how.source.trim() {
        "" if is_airwars => AIRWARS.to_owned(),
        "" => return Err(IncidentError::NoSource),
        said => label(said)?,
    };
    let mut put = None;
    if report.is_clean() && !how.is_dry_run {
        let done = incidents::put(db, campaign.id, &source, &report.items, by.now)?;
        if done.added + done.changed > 0 {
            let what = format!("{source}: {} new, {} changed", done.added, done.changed);
            by.did(db, ActKind::IncidentsImported, Some(campaign.id), what, "")?;
        }
        put = Some(done);
    }
    Ok(Imported {
        source,
        put,
        read: report.items.len(),
        errors: report.errors,
        error_count: report.error_count,
        notes: report.notes,
    })
}

/// What was found for an incident: nothing where too many dated buildings stand around it.
#[derive(Debug)]
pub struct Looked {
    kept: Kept,
    found: Option<Found>,
}

/// Looks buildings up for a few of the incidents that wait for it. Reads only, as it may take a
/// while around places that are known coarsely; [`keep`] comes next.
///
/// # Errors
/// When the store fails.
pub fn look_up(db: &mut Db, campaign: &Campaign) -> Result<Vec<Looked>, StoreError> {
    let due = incidents::due(db, campaign.id, INCIDENTS_STEP)?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let all = captures::of_campaign(db, campaign.id)?;
    due.into_iter().map(|kept| look_up_one(db, campaign, &all, kept)).collect()
}

/// Keeps what was found, but for incidents that were changed meanwhile. How many were looked at.
///
/// # Errors
/// When the store fails.
pub fn keep(
    db: &mut Db,
    campaign: &Campaign,
    looked: &[Looked],
    now: DateTime<Utc>,
) -> Result<usize, StoreError> {
    for own in looked {
        let Looked { kept, found } = own;
        if incidents::get(db, campaign.id, kept.id)?.is_none_or(|now| now.version != kept.version) {
            continue;
        }
        let all = found.as_ref().map_or(&[][..], |found| &found.candidates);
        incident_links::replace(db, campaign.id, (kept.id, kept.version), all, now)?;
        incidents::looked(db, kept.id, found.as_ref().map(|found| found.fits))?;
    }
    Ok(looked.len())
}

/// Has buildings looked up anew for every incident of a campaign, as findings change.
///
/// # Errors
/// When the store fails.
pub fn look_again(db: &mut Db, campaign: &Campaign) -> Result<(), StoreError> {
    incidents::look_again(db, campaign.id, None)
}

fn look_up_one(
    db: &mut Db,
    campaign: &Campaign,
    captures: &[Capture],
    kept: Kept,
) -> Result<Looked, StoreError> {
    let around = match kept.incident.around() {
        Some(around) => dated_around(db, campaign, captures, around)?,
        None => Some(Vec::new()),
    };
    let found = around.map(|dated| candidates(&kept.incident, &dated));
    Ok(Looked { kept, found })
}

/// The dated buildings around a place; none where there are too many to point at any of them.
fn dated_around(
    db: &mut Db,
    campaign: &Campaign,
    captures: &[Capture],
    (place, metres): (LonLat, u32),
) -> Result<Option<Vec<Dated>>, StoreError> {
    let around = bounds(place, metres);
    let decided = incidents::decided_between(db, campaign.id, around, AROUND_MAX + 1)?;
    if i64::try_from(decided.len()).is_ok_and(|count| count > AROUND_MAX) {
        return Ok(None);
    }
    let is_ruled = |state: TaskState| state == TaskState::Retired(RetirementReason::Ruled);
    let ruled: Vec<BuildingId> =
        decided.iter().filter(|own| is_ruled(own.state)).map(|own| own.building).collect();
    let ruled = rulings::deciding(db, campaign.id, &ruled)?;
    let days = |id: CaptureId| {
        captures.iter().find(|capture| capture.id == id).map(|capture| capture.taken.days())
    };
    let dated = decided.iter().filter_map(|own| {
        let votes = own.ends.map(|end| end.map_or(Bound::Dispute, Bound::At));
        let [last, first] = match ruled.get(&own.building).map(|ruling| ruling.outcome) {
            Some(Ruled::Window(last, first)) => [last, first],
            Some(_) => return None,
            None => votes,
        };
        let (Bound::At(last), Bound::At(first)) = (last, first) else { return None };
        let status = Status::of(own.state, End::At(0), End::At(1));
        let window = Days { from: days(last)?.0, to: days(first)?.1 };
        let place = LonLat::new(own.place.0, own.place.1).ok()?;
        let dated = Dated { building: own.building, place, window, version: own.version };
        (status == Status::Dated).then_some(dated)
    });
    Ok(Some(dated.collect()))
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The incident.
    pub kept: Kept,
    /// Candidates that wait for an answer, were linked, and were not.
    pub counts: [i64; 3],
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its lines.
    pub lines: Vec<Line>,
    /// The incident after which the next page begins; none where this is the last.
    pub next: Option<IncidentId>,
    /// All incidents of the campaign, and those for which buildings are yet to be looked up.
    pub counts: (i64, i64),
}

/// A page of a campaign's incidents after one.
///
/// # Errors
/// When the store fails.
pub fn page(
    db: &mut Db,
    campaign: &Campaign,
    listed: Listed,
    after: IncidentId,
) -> Result<Page, StoreError> {
    let all = incidents::page(db, campaign.id, listed, (after, INCIDENTS_PAGE))?;
    let ids: Vec<IncidentId> = all.iter().map(|kept| kept.id).collect();
    let counts = incident_links::counts(db, &ids)?;
    let of = |id: IncidentId, state: LinkState| {
        counts.get(&(id, state.as_str().to_owned())).copied().unwrap_or(0)
    };
    let is_full = i64::try_from(all.len()).is_ok_and(|count| count >= INCIDENTS_PAGE);
    let next = all.last().map(|kept| kept.id).filter(|_| is_full);
    let line = |kept: Kept| Line { counts: LinkState::ALL.map(|state| of(kept.id, state)), kept };
    let lines = all.into_iter().map(line).collect();
    Ok(Page { lines, next, counts: incidents::counts(db, campaign.id)? })
}

/// An incident with its candidates.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The incident.
    pub kept: Kept,
    /// Its candidates, nearest first, each with the number of other incidents that it is a
    /// candidate for.
    pub links: Vec<(Link, i64)>,
}

/// An incident of a campaign; none where there is no such one.
///
/// # Errors
/// When the store fails.
pub fn open(
    db: &mut Db,
    campaign: &Campaign,
    id: IncidentId,
) -> Result<Option<Opened>, StoreError> {
    let Some(kept) = incidents::get(db, campaign.id, id)? else { return Ok(None) };
    let links = incident_links::of_incident(db, id)?;
    let buildings: Vec<BuildingId> = links.iter().map(|link| link.building).collect();
    let rivals = incident_links::rivals(db, &buildings)?;
    let others = |link: &Link| {
        let all = rivals.get(&link.building).copied().unwrap_or(0);
        all - i64::from(link.state != LinkState::Refused)
    };
    let links = links.into_iter().map(|link| (others(&link), link)).map(|(n, link)| (link, n));
    Ok(Some(Opened { kept, links: links.collect() }))
}

/// Keeps a person's answer for a candidate, with the reason; `Open` takes an answer back.
///
/// # Errors
/// When there is no such candidate, no reason, or an answer stands in the way.
pub fn answer(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (incident, link): (IncidentId, i64),
    (state, reason): (LinkState, &str),
) -> Result<(), IncidentError> {
    let kept = incidents::get(db, campaign.id, incident)?.ok_or(IncidentError::Gone)?;
    let own = incident_links::get(db, incident, link)?.ok_or(IncidentError::Gone)?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(IncidentError::NoReason);
    }
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(IncidentError::LongReason);
    }
    let kind = match (own.state, state) {
        (LinkState::Open, LinkState::Confirmed) => ActKind::LinkConfirmed,
        (LinkState::Open, LinkState::Refused) => ActKind::LinkRefused,
        (LinkState::Open, LinkState::Open) => return Err(IncidentError::NotAnswered),
        (_, LinkState::Open) => ActKind::LinkReopened,
        _ => return Err(IncidentError::Answered),
    };
    if state == LinkState::Open {
        incident_links::answer(db, link, (state, ""), None)?;
        let all = captures::of_campaign(db, campaign.id)?;
        let looked = look_up_one(db, campaign, &all, kept.clone())?;
        keep(db, campaign, &[looked], by.now)?;
    } else {
        incident_links::answer(db, link, (state, reason), Some((by.name, by.now)))?;
    }
    let name = format!("{} {}", kept.source, kept.incident.external_id);
    let what = format!("{name}, building {}", own.today.0);
    Ok(by.did(db, kind, Some(campaign.id), what, reason)?)
}

/// The incidents that people linked to a building.
///
/// # Errors
/// When the store fails.
pub fn confirmed(
    db: &mut Db,
    campaign: &Campaign,
    building: BuildingId,
) -> Result<Vec<(Link, Kept)>, StoreError> {
    let mut all = Vec::new();
    for link in incident_links::confirmed_of(db, building)? {
        let kept = incidents::get(db, campaign.id, link.incident)?;
        all.extend(kept.map(|kept| (link, kept)));
    }
    Ok(all)
}
