//! Captures and the files that they were delivered in.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::{capture_files, captures as t};
use super::{Db, StoreError, stored};
use crate::domain::capture::{Capture, CaptureFacts, CapturedAt, Precision};
use crate::domain::id::{CampaignId, CaptureId};
use crate::domain::limits::CAPTURES_MAX;

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
}

/// Adds a capture and its files.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    new: &NewCapture,
    now: DateTime<Utc>,
) -> Result<CaptureId, StoreError> {
    let facts = serde_json::to_string(&new.facts)
        .map_err(|error| StoreError::unknown("captures", &error))?;
    let row = (
        t::campaign_id.eq(campaign.0),
        t::external_id.eq(&new.external_id),
        t::captured_at.eq(stored(new.taken.at)),
        t::precision.eq(new.taken.precision.as_str()),
        t::facts.eq(facts),
        t::fingerprint.eq(&new.fingerprint),
        t::imported_at.eq(stored(now)),
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

/// (path, SHA-256 in hex) of a capture's files, in the order in which they are tried.
///
/// # Errors
/// When the database fails.
pub fn files(db: &mut Db, capture: CaptureId) -> Result<Vec<(String, String)>, StoreError> {
    use capture_files as f;
    let query = f::table.filter(f::capture_id.eq(capture.0)).order(f::position);
    Ok(query.select((f::path, f::sha256)).load(db)?)
}
