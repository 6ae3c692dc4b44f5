//! Judgements. Never updated, never deleted: what replaces one is a row in `supersedings`.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{enrolments, judgements as t, supersedings};
use super::{Db, StoreError, ledger, stored};
use crate::domain::answer::Answer;
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::Vote;
use crate::domain::dealing::Purpose;
use crate::domain::guide::{Seen, Trace};
use crate::domain::id::{
    AssignmentId, BuildingId, CampaignId, CaptureId, CohortId, JudgementId, VolunteerId,
};
use crate::domain::judgement::{Doubt, Mode, Sureness, Verdict, Window};
use crate::domain::ledger::Kind;
use crate::domain::limits::JUDGEMENTS_PER_BUILDING_MAX;

/// A judgement to be added.
#[derive(Debug, Clone)]
pub struct NewJudgement<'a> {
    /// The client's UUID: the same one is the same judgement, however often it is sent.
    pub client_key: &'a str,
    /// The assignment that it uses up.
    pub assignment: AssignmentId,
    /// Whose it is.
    pub volunteer: VolunteerId,
    /// In which campaign.
    pub campaign: CampaignId,
    /// About which building.
    pub building: BuildingId,
    /// Its content.
    pub answer: &'a Answer,
    /// The digest of the chips that were shown.
    pub exhibit: &'a str,
    /// What the task was dealt for.
    pub purpose: Purpose,
    /// When the task was dealt.
    pub dealt_at: DateTime<Utc>,
    /// When the answer came.
    pub submitted_at: DateTime<Utc>,
}

/// Adds a judgement; positions become captures by the building's series.
///
/// # Errors
/// A race when its key or assignment is used already.
pub fn add(
    db: &mut Db,
    new: &NewJudgement<'_>,
    series: &CaptureSeries,
) -> Result<JudgementId, StoreError> {
    let answer = new.answer;
    let (verdict, last_standing, first_destroyed, doubt) = content(answer.verdict, series);
    let row = (
        t::client_key.eq(new.client_key),
        t::assignment_id.eq(new.assignment.0),
        t::volunteer_id.eq(new.volunteer.0),
        t::campaign_id.eq(new.campaign.0),
        t::building_id.eq(new.building.0),
        t::verdict.eq(verdict),
        t::last_standing_capture_id.eq(last_standing),
        t::first_destroyed_capture_id.eq(first_destroyed),
        t::doubt.eq(doubt),
        t::sureness.eq(answer.sureness.map(Sureness::as_str)),
        t::mode.eq(answer.mode.as_str()),
        t::trace.eq(answer.trace.to_string()),
        t::unusable.eq(answer.unusable_words()),
        t::dealt_at.eq(stored(new.dealt_at)),
        t::submitted_at.eq(stored(new.submitted_at)),
        t::exhibit.eq(new.exhibit),
        t::purpose.eq(new.purpose.as_str()),
    );
    let id = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    ledger::queue(db, new.campaign, Kind::Judgement, id)?;
    Ok(JudgementId(id))
}

/// What is needed to recognise a judgement that was sent before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Ours.
    pub id: JudgementId,
    /// Whose it is.
    pub volunteer: VolunteerId,
    /// The assignment it used up.
    pub assignment: AssignmentId,
    /// About which building.
    pub building: BuildingId,
    /// Its content, as stored: (verdict, last standing, first destroyed, doubt).
    pub content: Content,
    /// When it came.
    pub submitted_at: DateTime<Utc>,
    /// What it was given for.
    pub purpose: Purpose,
}

/// (verdict, last standing, first destroyed, doubt) as stored.
pub type Content = (String, Option<i64>, Option<i64>, Option<String>);

/// A verdict as it is stored: positions become captures by the building's series.
#[must_use]
pub fn content(verdict: Verdict, series: &CaptureSeries) -> Content {
    let capture = |position: Option<usize>| position.and_then(|p| series.at(p)).map(|id| id.0);
    let window = verdict.window();
    let doubt = match verdict {
        Verdict::CannotTell(doubt) => Some(doubt.as_str().to_owned()),
        Verdict::Seen(_) => None,
    };
    (
        verdict.as_str().to_owned(),
        capture(window.and_then(Window::last_standing)),
        capture(window.and_then(Window::first_destroyed)),
        doubt,
    )
}

type KeptRow = ((i64, i64, i64, i64), Content, NaiveDateTime, String);
/// Where a judgement is: its id, volunteer, assignment and building.
type KeptIds = (t::id, t::volunteer_id, t::assignment_id, t::building_id);
/// Its content as stored.
type KeptContent =
    (t::verdict, t::last_standing_capture_id, t::first_destroyed_capture_id, t::doubt);
const KEPT: (KeptIds, KeptContent, t::submitted_at, t::purpose) = (
    (t::id, t::volunteer_id, t::assignment_id, t::building_id),
    (t::verdict, t::last_standing_capture_id, t::first_destroyed_capture_id, t::doubt),
    t::submitted_at,
    t::purpose,
);

fn kept(
    ((id, volunteer, assignment, building), content, at, purpose): KeptRow,
) -> Result<Kept, StoreError> {
    let known = Purpose::parse(&purpose);
    Ok(Kept {
        id: JudgementId(id),
        volunteer: VolunteerId(volunteer),
        assignment: AssignmentId(assignment),
        building: BuildingId(building),
        content,
        submitted_at: at.and_utc(),
        purpose: known.ok_or_else(|| StoreError::unknown("judgements", &purpose))?,
    })
}

/// The judgement with this client key, superseded or not.
///
/// # Errors
/// When the database fails.
pub fn by_client_key(db: &mut Db, key: &str) -> Result<Option<Kept>, StoreError> {
    let query = t::table.filter(t::client_key.eq(key)).select(KEPT);
    query.first(db).optional()?.map(kept).transpose()
}

/// The judgement of a volunteer about a building that still stands, if they gave one on the
/// captures that it is shown in at present.
///
/// # Errors
/// When the database fails.
pub fn standing_about(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Option<JudgementId>, StoreError> {
    use super::schema::tasks;
    let superseded = supersedings::table.filter(supersedings::judgement_id.eq(t::id));
    let query = t::table
        .inner_join(tasks::table.on(tasks::building_id.eq(t::building_id)))
        .filter(t::building_id.eq(building.0))
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::id.gt(tasks::counted_after))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .select(t::id);
    Ok(query.first(db).optional()?.map(JudgementId))
}

/// When the newest judgement of a volunteer about a building came, superseded or not.
///
/// # Errors
/// When the database fails.
pub fn newest_about(
    db: &mut Db,
    volunteer: VolunteerId,
    building: BuildingId,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let own =
        t::table.filter(t::building_id.eq(building.0)).filter(t::volunteer_id.eq(volunteer.0));
    let at: Option<NaiveDateTime> = own.select(diesel::dsl::max(t::submitted_at)).first(db)?;
    Ok(at.map(|at| at.and_utc()))
}

/// The newest judgement of a volunteer in a campaign that still stands.
///
/// # Errors
/// When the database fails.
pub fn last_standing_of(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Option<Kept>, StoreError> {
    let superseded = supersedings::table.filter(supersedings::judgement_id.eq(t::id));
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .order(t::id.desc())
        .select(KEPT);
    query.first(db).optional()?.map(kept).transpose()
}

/// The mode that a judgement was given in, and what it says picture by picture, both ends with it.
///
/// # Errors
/// When the database fails.
pub fn spoken(
    db: &mut Db,
    kept: &Kept,
    series: &CaptureSeries,
) -> Result<(String, Trace), StoreError> {
    let own = t::table.find(kept.id.0).select((t::mode, t::trace, t::unusable));
    let (mode, trace, marked): (String, String, String) = own.first(db)?;
    let mut said: Trace = trace.parse().unwrap_or_default();
    if mode == Mode::Guided.as_str() {
        return Ok((mode, said));
    }
    let end = |id: Option<i64>, seen| id.map(|id| (CaptureId(id), seen));
    let ends = [end(kept.content.1, Seen::Standing), end(kept.content.2, Seen::Destroyed)];
    let marked = unusable(&marked).map(|id| (id, Seen::Unusable));
    for (id, seen) in marked.chain(ends.into_iter().flatten()) {
        said = series.position(id).map_or(said.clone(), |at| said.and(at, seen));
    }
    Ok((mode, said))
}

/// Records that a judgement no longer counts, and why.
///
/// # Errors
/// A race when it was superseded before.
pub fn supersede(
    db: &mut Db,
    id: JudgementId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    use supersedings as s;
    let row = (s::judgement_id.eq(id.0), s::reason.eq(reason), s::superseded_at.eq(stored(now)));
    diesel::insert_into(s::table).values(row).execute(db)?;
    let campaign = t::table.find(id.0).select(t::campaign_id).first(db)?;
    ledger::queue(db, CampaignId(campaign), Kind::Superseding, id.0)
}

/// The judgements of a building that count: given to date it, on the captures that it is shown in
/// at present, not superseded, and not of a volunteer who is set aside.
macro_rules! counted {
    () => {{
        use crate::store::schema::{judgements, quarantines, supersedings, tasks};
        let superseded = supersedings::table.filter(supersedings::judgement_id.eq(judgements::id));
        let set_aside = quarantines::table
            .filter(quarantines::volunteer_id.eq(judgements::volunteer_id))
            .filter(quarantines::campaign_id.eq(judgements::campaign_id))
            .filter(quarantines::ended_at.is_null());
        judgements::table
            .inner_join(tasks::table.on(tasks::building_id.eq(judgements::building_id)))
            .filter(judgements::purpose.eq("task"))
            .filter(judgements::id.gt(tasks::counted_after))
            .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
            .filter(diesel::dsl::not(diesel::dsl::exists(set_aside)))
    }};
}
pub(super) use counted;

/// (last standing, first destroyed, doubt, volunteer, cohort, person).
type VoteRow = (Option<i64>, Option<i64>, Option<String>, i64, Option<i64>, Option<i64>);

/// The votes about a building that count, in order of arrival, and whose each is: of a person with
/// several devices the first.
///
/// # Errors
/// When the database fails, or a stored judgement does not fit the series.
pub fn votes(
    db: &mut Db,
    building: BuildingId,
    series: &CaptureSeries,
) -> Result<Vec<(VolunteerId, Vote)>, StoreError> {
    let enrolment = enrolments::volunteer_id
        .eq(t::volunteer_id)
        .and(enrolments::campaign_id.eq(t::campaign_id));
    let query = counted!()
        .left_join(enrolments::table.on(enrolment))
        .filter(t::building_id.eq(building.0))
        .order(t::id)
        .select((
            t::last_standing_capture_id,
            t::first_destroyed_capture_id,
            t::doubt,
            t::volunteer_id,
            enrolments::cohort_id.nullable(),
            enrolments::person_id.nullable(),
        ))
        .limit(JUDGEMENTS_PER_BUILDING_MAX);
    let rows: Vec<VoteRow> = query.load(db)?;
    let mut heard = BTreeSet::new();
    rows.into_iter()
        .filter(|(.., person)| person.is_none_or(|person| heard.insert(person)))
        .map(|(last, first, doubt, volunteer, cohort, person)| {
            let verdict = verdict(last, first, doubt, series)?;
            let who = VolunteerId(person.unwrap_or(volunteer));
            Ok((who, Vote { verdict, cohort: cohort.map(CohortId) }))
        })
        .collect()
}

/// The captures that stored words call unusable, such as `20:blur,30`, without the reasons.
pub fn unusable(stored: &str) -> impl Iterator<Item = CaptureId> {
    let id = |said: &str| said.split(':').next().and_then(|id| id.parse().ok());
    stored.split(',').filter_map(id)
}

/// The verdict of stored columns, in positions of the series.
pub(super) fn verdict(
    last: Option<i64>,
    first: Option<i64>,
    doubt: Option<String>,
    series: &CaptureSeries,
) -> Result<Verdict, StoreError> {
    if let Some(doubt) = doubt {
        let known = Doubt::parse(&doubt);
        return Ok(Verdict::CannotTell(
            known.ok_or_else(|| StoreError::unknown("judgements", &doubt))?,
        ));
    }
    let position = |id: Option<i64>| match id {
        None => Ok(None),
        Some(id) => match series.position(CaptureId(id)) {
            Some(position) => Ok(Some(position)),
            None => Err(StoreError::unknown("judgements", &format!("capture {id}"))),
        },
    };
    let window = Window::new(position(last)?, position(first)?, series.len());
    Ok(Verdict::Seen(window.map_err(|error| StoreError::unknown("judgements", &error))?))
}

/// The newest judgement of all; 0 where there is none.
///
/// # Errors
/// When the database fails.
pub fn newest(db: &mut Db) -> Result<JudgementId, StoreError> {
    let id: Option<i64> = t::table.select(diesel::dsl::max(t::id)).first(db)?;
    Ok(JudgementId(id.unwrap_or(0)))
}

/// Whether a campaign has judgements at all.
///
/// # Errors
/// When the database fails.
pub fn any(db: &mut Db, campaign: CampaignId) -> Result<bool, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The whole seconds between deal and answer of a campaign's newest judgements, up to `most`.
///
/// # Errors
/// When the database fails.
pub fn seconds(db: &mut Db, campaign: CampaignId, most: i64) -> Result<Vec<u64>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .order(t::id.desc())
        .select((t::dealt_at, t::submitted_at))
        .limit(most);
    let rows: Vec<(NaiveDateTime, NaiveDateTime)> = query.load(db)?;
    let spent = |(dealt, sent): (NaiveDateTime, NaiveDateTime)| {
        u64::try_from((sent - dealt).num_seconds()).ok()
    };
    Ok(rows.into_iter().filter_map(spent).collect())
}
