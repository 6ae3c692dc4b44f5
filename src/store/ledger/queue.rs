//! Events wait for their places: queued in the transaction in which they happen, by the function
//! that writes their row.

use diesel::prelude::*;
use serde::Serialize;

use crate::domain::id::{CampaignId, VolunteerId};
use crate::domain::ledger::{Kind, NewKey, Release};
use crate::store::dialect::{self, on_each_backend};
use crate::store::schema::captures as c;
use crate::store::schema::ledger::{ledger_queue as q, ledger_secrets as s};
use crate::store::{Db, StoreError};

/// Lets an event wait for its place in the ledger: what its row says by then never changes.
pub(in crate::store) fn queue(
    db: &mut Db,
    campaign: CampaignId,
    kind: Kind,
    subject: i64,
) -> Result<(), StoreError> {
    let row = (q::campaign_id.eq(campaign.0), q::kind.eq(kind.as_str()), q::subject.eq(subject));
    diesel::insert_into(q::table).values(row).execute(db)?;
    Ok(())
}

/// Lets an event wait whose row may change before its turn: what it says now goes along.
pub(in crate::store) fn queue_as(
    db: &mut Db,
    campaign: CampaignId,
    kind: Kind,
    subject: i64,
    note: &impl Serialize,
) -> Result<(), StoreError> {
    let note =
        serde_json::to_string(note).map_err(|error| StoreError::unknown("ledger_queue", &error))?;
    let row = (
        q::campaign_id.eq(campaign.0),
        q::kind.eq(kind.as_str()),
        q::subject.eq(subject),
        q::note.eq(note),
    );
    diesel::insert_into(q::table).values(row).execute(db)?;
    Ok(())
}

/// Lets many events of a kind wait.
pub(in crate::store) fn queue_many(
    db: &mut Db,
    campaign: CampaignId,
    kind: Kind,
    subjects: &[i64],
) -> Result<(), StoreError> {
    let row = |subject: &i64| {
        (q::campaign_id.eq(campaign.0), q::kind.eq(kind.as_str()), q::subject.eq(*subject))
    };
    let rows: Vec<_> = subjects.iter().map(row).collect();
    on_each_backend!(db, |conn| diesel::insert_into(q::table).values(&rows).execute(conn))?;
    Ok(())
}

/// How a capture is shown: whether, whether it waits, and (east, north) in millimetres.
pub(super) type CaptureNote = (bool, bool, i64, i64);

/// Lets what a capture is from now on wait.
pub(in crate::store) fn queue_capture(db: &mut Db, id: i64) -> Result<(), StoreError> {
    type Row = (i64, bool, bool, f64, f64);
    let columns = (c::campaign_id, c::is_shown, c::is_held, c::shift_east_m, c::shift_north_m);
    let (campaign, shown, held, east, north): Row = c::table.find(id).select(columns).first(db)?;
    let note: CaptureNote = (shown, held, millimetres(east), millimetres(north));
    queue_as(db, CampaignId(campaign), Kind::Capture, id, &note)
}

/// Metres as whole millimetres.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "rounded before")]
pub(super) fn millimetres(metres: f64) -> i64 {
    (metres * 1_000.0).round() as i64
}

/// Lets an erasure wait, and removes what could still open the texts about the volunteer.
///
/// # Errors
/// When the database fails.
pub fn erased(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
    at_ms: i64,
) -> Result<(), StoreError> {
    queue_as(db, campaign, Kind::Erased, volunteer.0, &at_ms)?;
    forget_about(db, campaign, volunteer)
}

/// Removes what could still open the texts about a volunteer.
///
/// # Errors
/// When the database fails.
pub fn forget_about(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<(), StoreError> {
    use crate::store::schema::{merges, quarantines};
    let set_aside: Vec<i64> = quarantines::table
        .filter(quarantines::volunteer_id.eq(volunteer.0))
        .filter(quarantines::campaign_id.eq(campaign.0))
        .select(quarantines::id)
        .load(db)?;
    let merged: Vec<i64> = merges::table
        .filter(merges::volunteer_id.eq(volunteer.0).or(merges::person_id.eq(volunteer.0)))
        .filter(merges::campaign_id.eq(campaign.0))
        .select(merges::id)
        .load(db)?;
    forget(db, campaign, &[Kind::Quarantine, Kind::Restore], &set_aside)?;
    forget(db, campaign, &[Kind::Merge, Kind::Part], &merged)
}

fn forget(
    db: &mut Db,
    campaign: CampaignId,
    kinds: &[Kind],
    subjects: &[i64],
) -> Result<(), StoreError> {
    let own = s::table
        .filter(s::campaign_id.eq(campaign.0))
        .filter(s::kind.eq_any(kinds.iter().map(|kind| kind.as_str())))
        .filter(s::subject.eq_any(subjects));
    diesel::delete(own).execute(db)?;
    Ok(())
}

/// Lets a new key wait in a campaign; the note is its leaf's body.
///
/// # Errors
/// When the database fails.
pub fn new_key(db: &mut Db, campaign: CampaignId, key: &NewKey) -> Result<(), StoreError> {
    queue_as(db, campaign, Kind::Key, 0, key)
}

/// Lets a release wait; the note is its leaf's body.
///
/// # Errors
/// When the database fails.
pub fn released(db: &mut Db, campaign: CampaignId, own: &Release) -> Result<(), StoreError> {
    queue_as(db, campaign, Kind::Release, own.number, own)
}

/// Whether something of a campaign waits for its place.
///
/// # Errors
/// When the database fails.
pub fn is_waiting(db: &mut Db, campaign: CampaignId) -> Result<bool, StoreError> {
    let own = q::table.filter(q::campaign_id.eq(campaign.0));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(db)?)
}

/// Keeps other sealers waiting until this write ends.
///
/// # Errors
/// When the database fails.
pub fn lock(db: &mut Db) -> Result<(), StoreError> {
    Ok(dialect::lock_ledger(db)?)
}
