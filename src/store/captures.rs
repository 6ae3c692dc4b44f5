//! Captures and the files that they were delivered in.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{capture_files, captures as t, shifts};
use super::{Db, StoreError, ledger, stored};
use crate::domain::capture::{Capture, CaptureFacts, CapturedAt, Precision};
use crate::domain::id::{CampaignId, CaptureId, ImportId, SourceId};
use crate::domain::licence::{Audience, Terms};
use crate::domain::limits::CAPTURES_MAX;
use crate::domain::reading::Reading;

/// (id, external id, captured at, precision, facts) of one capture, as stored.
pub(super) type Row = (i64, String, NaiveDateTime, String, String);

/// The columns of [`Row`].
pub(super) const COLUMNS: (t::id, t::external_id, t::captured_at, t::precision, t::facts) =
    (t::id, t::external_id, t::captured_at, t::precision, t::facts);

/// The capture of a row.
pub(super) fn capture((id, external_id, at, precision, facts): Row) -> Result<Capture, StoreError> {
    let known = Precision::parse(&precision);
    let facts: CaptureFacts =
        serde_json::from_str(&facts).map_err(|error| StoreError::unknown("captures", &error))?;
    Ok(Capture {
        id: CaptureId(id),
        external_id,
        taken: CapturedAt {
            at: at.and_utc(),
            precision: known.ok_or_else(|| StoreError::unknown("captures", &precision))?,
        },
        facts,
    })
}

/// A capture to be added.
#[derive(Debug, Clone)]
pub struct NewCapture {
    /// The coordinator's own id.
    pub external_id: String,
    /// When it was taken.
    pub taken: CapturedAt,
    /// What else is known.
    pub facts: CaptureFacts,
    /// (path, SHA-256 in hex) of its files, in the order in which they are tried.
    pub files: Vec<(String, String)>,
    /// SHA-256 over all of the above but the paths: equal when nothing changed.
    pub fingerprint: String,
    /// What is stated about its files.
    pub reading: Reading,
    /// Metres (east, north) by which it is moved to lie on the others.
    pub shift_m: (f64, f64),
}

/// Where a new capture belongs.
#[derive(Debug, Clone, Copy)]
pub struct Belongs {
    /// Its campaign.
    pub campaign: CampaignId,
    /// Its source.
    pub source: SourceId,
    /// Whether the source's terms let volunteers see it.
    pub is_shown: bool,
    /// Whether it waits until the buildings that it could narrow are opened again.
    pub is_held: bool,
    /// The import that brings it.
    pub import: ImportId,
}

/// Adds a capture and its files.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    to: Belongs,
    new: &NewCapture,
    now: DateTime<Utc>,
) -> Result<CaptureId, StoreError> {
    let reading = serde_json::to_string(&new.reading)
        .map_err(|error| StoreError::unknown("captures", &error))?;
    let facts = serde_json::to_string(&new.facts)
        .map_err(|error| StoreError::unknown("captures", &error))?;
    let row = (
        t::campaign_id.eq(to.campaign.0),
        t::external_id.eq(&new.external_id),
        t::captured_at.eq(stored(new.taken.at)),
        t::precision.eq(new.taken.precision.as_str()),
        t::facts.eq(facts),
        t::fingerprint.eq(&new.fingerprint),
        t::imported_at.eq(stored(now)),
        t::source_id.eq(to.source.0),
        t::import_id.eq(to.import.0),
        t::is_shown.eq(to.is_shown && !to.is_held),
        t::is_held.eq(to.is_held),
        t::reading.eq(reading),
        t::shift_east_m.eq(new.shift_m.0),
        t::shift_north_m.eq(new.shift_m.1),
    );
    let id: i64 = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    for ((path, sha256), position) in new.files.iter().zip(0i32..) {
        use capture_files as f;
        let row = (
            f::capture_id.eq(id),
            f::position.eq(position),
            f::path.eq(path),
            f::sha256.eq(sha256),
        );
        diesel::insert_into(f::table).values(row).execute(db)?;
    }
    ledger::queue_capture(db, id)?;
    Ok(CaptureId(id))
}

/// (external id, fingerprint) of every capture of a campaign.
///
/// # Errors
/// When the database fails.
pub fn fingerprints(
    db: &mut Db,
    campaign: CampaignId,
) -> Result<Vec<(String, String)>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0));
    Ok(query.select((t::external_id, t::fingerprint)).load(db)?)
}

/// Every capture of a campaign, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(db: &mut Db, campaign: CampaignId) -> Result<Vec<Capture>, StoreError> {
    let most = i64::try_from(CAPTURES_MAX).unwrap_or(i64::MAX);
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order((t::captured_at, t::id));
    let rows: Vec<Row> = query.select(COLUMNS).limit(most).load(db)?;
    rows.into_iter().map(capture).collect()
}

/// What chips of a capture are cut from, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Cutting {
    /// The capture.
    pub capture: Capture,
    /// (path, SHA-256 in hex) of its files, in the order in which they are tried.
    pub files: Vec<(String, String)>,
    /// What is stated about them.
    pub reading: Reading,
    /// Metres (east, north) by which it is moved.
    pub shift_m: (f64, f64),
}

/// What chips of a campaign's captures are cut from, oldest capture first.
///
/// # Errors
/// When the database fails.
pub fn cuttings(db: &mut Db, campaign: CampaignId) -> Result<Vec<Cutting>, StoreError> {
    let all = of_campaign(db, campaign)?;
    all.into_iter().map(|capture| cutting_of(db, capture)).collect()
}

/// What chips of one capture of a campaign are cut from.
///
/// # Errors
/// When there is no such capture, or the database fails.
pub fn cutting(
    db: &mut Db,
    campaign: CampaignId,
    id: CaptureId,
) -> Result<Option<Cutting>, StoreError> {
    let own = t::table.filter(t::id.eq(id.0)).filter(t::campaign_id.eq(campaign.0));
    let row: Option<Row> = own.select(COLUMNS).first(db).optional()?;
    row.map(|row| cutting_of(db, capture(row)?)).transpose()
}

fn cutting_of(db: &mut Db, capture: Capture) -> Result<Cutting, StoreError> {
    let query = t::table.find(capture.id.0);
    let (reading, east, north): (String, f64, f64) =
        query.select((t::reading, t::shift_east_m, t::shift_north_m)).first(db)?;
    let reading =
        serde_json::from_str(&reading).map_err(|error| StoreError::unknown("captures", &error))?;
    Ok(Cutting { files: files(db, capture.id)?, reading, shift_m: (east, north), capture })
}

/// Moves a capture by (east, north) metres from now on and records who said so. What is shown of
/// it is to be cut anew by the caller.
///
/// # Errors
/// When the database fails.
pub fn shift(
    db: &mut Db,
    id: CaptureId,
    (east, north): (f64, f64),
    account: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let values = (t::shift_east_m.eq(east), t::shift_north_m.eq(north));
    diesel::update(t::table.find(id.0)).set(values).execute(db)?;
    let row = (
        shifts::capture_id.eq(id.0),
        shifts::east_m.eq(east),
        shifts::north_m.eq(north),
        shifts::account.eq(account),
        shifts::shifted_at.eq(stored(now)),
    );
    diesel::insert_into(shifts::table).values(row).execute(db)?;
    ledger::queue_capture(db, id.0)
}

/// A campaign's captures that have a source, each with its terms.
///
/// # Errors
/// When the database fails.
pub fn terms_of_all(
    db: &mut Db,
    campaign: CampaignId,
) -> Result<Vec<(CaptureId, Terms)>, StoreError> {
    use super::schema::sources;
    use super::sources::{TERMS, TermsRow, terms};
    let query = t::table.inner_join(sources::table).filter(t::campaign_id.eq(campaign.0));
    let rows: Vec<(i64, TermsRow)> = query.select((t::id, TERMS)).load(db)?;
    rows.into_iter().map(|(id, row)| Ok((CaptureId(id), terms(row)?))).collect()
}

/// The captures of a campaign that came from no stated source, as in earlier versions.
///
/// # Errors
/// When the database fails.
pub fn without_source(db: &mut Db, campaign: CampaignId) -> Result<Vec<Capture>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::source_id.is_null());
    let rows: Vec<Row> = query.order(t::id).select(COLUMNS).load(db)?;
    rows.into_iter().map(capture).collect()
}

/// (path, SHA-256 in hex) of a capture's files, in the order in which they are tried.
///
/// # Errors
/// When the database fails.
pub fn files(db: &mut Db, capture: CaptureId) -> Result<Vec<(String, String)>, StoreError> {
    use capture_files as f;
    let query = f::table.filter(f::capture_id.eq(capture.0)).order(f::position);
    Ok(query.select((f::path, f::sha256)).load(db)?)
}

/// The captures that an import brought.
///
/// # Errors
/// When the database fails.
pub fn of_import(db: &mut Db, import: ImportId) -> Result<Vec<CaptureId>, StoreError> {
    let query = t::table.filter(t::import_id.eq(import.0)).order(t::id).select(t::id);
    Ok(query.load::<i64>(db)?.into_iter().map(CaptureId).collect())
}

/// Whether a building that a capture shows was ever dealt to anybody.
///
/// # Errors
/// When the database fails.
pub fn was_dealt(db: &mut Db, id: CaptureId) -> Result<bool, StoreError> {
    use super::schema::{assignments, coverage};
    let query = coverage::table
        .inner_join(assignments::table.on(assignments::building_id.eq(coverage::building_id)))
        .filter(coverage::capture_id.eq(id.0));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// Removes a capture that nobody was shown, with all that was cut from it.
///
/// # Errors
/// When the database fails.
pub fn remove(db: &mut Db, id: CaptureId) -> Result<(), StoreError> {
    use super::schema::{chips, coverage, examples, recipes, tiles};
    let of = recipes::table.filter(recipes::capture_id.eq(id.0)).select(recipes::id);
    let of: Vec<i64> = of.load(db)?;
    for recipe in of {
        diesel::delete(chips::table.filter(chips::recipe_id.eq(recipe))).execute(db)?;
    }
    diesel::delete(recipes::table.filter(recipes::capture_id.eq(id.0))).execute(db)?;
    diesel::delete(coverage::table.filter(coverage::capture_id.eq(id.0))).execute(db)?;
    diesel::delete(examples::table.filter(examples::capture_id.eq(id.0))).execute(db)?;
    diesel::delete(tiles::table.filter(tiles::capture_id.eq(id.0))).execute(db)?;
    diesel::delete(shifts::table.filter(shifts::capture_id.eq(id.0))).execute(db)?;
    diesel::delete(capture_files::table.filter(capture_files::capture_id.eq(id.0))).execute(db)?;
    diesel::delete(t::table.find(id.0)).execute(db)?;
    Ok(())
}

/// The campaign of a capture, and the terms of its source.
///
/// # Errors
/// When the database fails.
pub fn campaign_and_terms(
    db: &mut Db,
    id: CaptureId,
) -> Result<Option<(CampaignId, Terms)>, StoreError> {
    use super::schema::sources;
    use super::sources::{TERMS, TermsRow, terms};
    let query = t::table
        .left_join(sources::table)
        .filter(t::id.eq(id.0))
        .select((t::campaign_id, TERMS.nullable()));
    let row: Option<(i64, Option<TermsRow>)> = query.first(db).optional()?;
    row.map(|(campaign, row)| {
        Ok((CampaignId(campaign), row.map_or_else(|| Ok(Terms::default()), terms)?))
    })
    .transpose()
}

/// The capture of a campaign with this id of the coordinator's own.
///
/// # Errors
/// When the database fails.
pub fn by_external_id(
    db: &mut Db,
    campaign: CampaignId,
    external_id: &str,
) -> Result<Option<CaptureId>, StoreError> {
    let query = t::table
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::external_id.eq(external_id))
        .select(t::id);
    Ok(query.first(db).optional()?.map(CaptureId))
}

/// A capture that waits to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which.
    pub id: CaptureId,
    /// The coordinator's own id.
    pub external_id: String,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// Whether its source's terms let volunteers see it.
    pub may_be_shown: bool,
}

/// The captures of a campaign that wait to be shown, oldest first.
///
/// # Errors
/// When the database fails.
pub fn held(db: &mut Db, campaign: CampaignId) -> Result<Vec<Held>, StoreError> {
    use super::schema::sources;
    let query = t::table
        .left_join(sources::table)
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_held.eq(true))
        .order((t::captured_at, t::id))
        .select((t::id, t::external_id, t::captured_at, sources::audience.nullable()));
    let rows: Vec<(i64, String, NaiveDateTime, Option<String>)> = query.load(db)?;
    let held = |(id, external_id, at, audience): (i64, String, NaiveDateTime, Option<String>)| {
        let may_be_shown = audience.is_none_or(|word| word != Audience::Staff.as_str());
        Held { id: CaptureId(id), external_id, taken_at: at.and_utc(), may_be_shown }
    };
    Ok(rows.into_iter().map(held).collect())
}

/// Shows a capture that waited, where its source's terms allow it.
///
/// # Errors
/// When the database fails.
pub fn let_go(db: &mut Db, held: &Held) -> Result<(), StoreError> {
    let values = (t::is_held.eq(false), t::is_shown.eq(held.may_be_shown));
    diesel::update(t::table.find(held.id.0)).set(values).execute(db)?;
    ledger::queue_capture(db, held.id.0)
}

/// When captures were taken.
///
/// # Errors
/// When there is none of such an id, or the database fails.
pub fn taken_at(db: &mut Db, id: CaptureId) -> Result<DateTime<Utc>, StoreError> {
    let at: NaiveDateTime = t::table.find(id.0).select(t::captured_at).first(db)?;
    Ok(at.and_utc())
}
