//! Signed checkpoints, and what others said of them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::CampaignId;
use crate::store::schema::ledger::{ledger_checkpoints as t, ledger_stamps as s};
use crate::store::{Db, StoreError, stored};

/// A checkpoint as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// How many lines.
    pub size: u64,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub signed_at: DateTime<Utc>,
}

type Row = (i64, String, NaiveDateTime);

fn kept((size, note, at): Row) -> Kept {
    Kept { size: u64::try_from(size).unwrap_or(0), note, signed_at: at.and_utc() }
}

fn number(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}

/// Keeps a checkpoint.
///
/// # Errors
/// A race when there is one of this size.
pub fn add_checkpoint(
    db: &mut Db,
    campaign: CampaignId,
    (size, note): (u64, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::size.eq(number(size)),
        t::note.eq(note),
        t::signed_at.eq(stored(now)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// A campaign's newest checkpoints, the newest first.
///
/// # Errors
/// When the database fails.
pub fn checkpoints(db: &mut Db, campaign: CampaignId, most: i64) -> Result<Vec<Kept>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::size.desc()).limit(most);
    let rows: Vec<Row> = query.select((t::size, t::note, t::signed_at)).load(db)?;
    Ok(rows.into_iter().map(kept).collect())
}

/// A campaign's newest checkpoint.
///
/// # Errors
/// When the database fails.
pub fn newest(db: &mut Db, campaign: CampaignId) -> Result<Option<Kept>, StoreError> {
    Ok(checkpoints(db, campaign, 1)?.pop())
}

/// A campaign's checkpoint of a size.
///
/// # Errors
/// When the database fails.
pub fn checkpoint(
    db: &mut Db,
    campaign: CampaignId,
    size: u64,
) -> Result<Option<Kept>, StoreError> {
    let own = t::table.find((campaign.0, number(size)));
    let row: Option<Row> = own.select((t::size, t::note, t::signed_at)).first(db).optional()?;
    Ok(row.map(kept))
}

/// What somebody else said of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Ours.
    pub id: i64,
    /// Of which checkpoint.
    pub size: u64,
    /// `time-stamp` or `cosignature`.
    pub kind: String,
    /// Whose.
    pub name: String,
    /// What was sent.
    pub body: Vec<u8>,
    /// Who brought it.
    pub account: String,
    /// When.
    pub received_at: DateTime<Utc>,
}

/// Keeps one.
///
/// # Errors
/// When the database fails.
pub fn add_stamp(db: &mut Db, campaign: CampaignId, new: &Stamp) -> Result<(), StoreError> {
    let row = (
        s::campaign_id.eq(campaign.0),
        s::size.eq(number(new.size)),
        s::kind.eq(&new.kind),
        s::name.eq(&new.name),
        s::body.eq(BASE64_STANDARD.encode(&new.body)),
        s::account.eq(&new.account),
        s::received_at.eq(stored(new.received_at)),
    );
    diesel::insert_into(s::table).values(row).execute(db)?;
    Ok(())
}

type StampRow = (i64, i64, String, String, String, String, NaiveDateTime);

fn read((id, size, kind, name, body, account, at): StampRow) -> Result<Stamp, StoreError> {
    let body = BASE64_STANDARD
        .decode(body)
        .map_err(|error| StoreError::unknown("ledger_stamps", &error))?;
    let size = u64::try_from(size).unwrap_or(0);
    Ok(Stamp { id, size, kind, name, body, account, received_at: at.and_utc() })
}

macro_rules! rows {
    ($campaign:expr) => {
        s::table.filter(s::campaign_id.eq($campaign.0)).select((
            s::id,
            s::size,
            s::kind,
            s::name,
            s::body,
            s::account,
            s::received_at,
        ))
    };
}

/// What others said of a campaign's checkpoints, the newest first.
///
/// # Errors
/// When the database fails.
pub fn stamps(db: &mut Db, campaign: CampaignId, most: i64) -> Result<Vec<Stamp>, StoreError> {
    let query = rows!(campaign).order(s::id.desc()).limit(most);
    query.load::<StampRow>(db)?.into_iter().map(read).collect()
}

/// One of them.
///
/// # Errors
/// When the database fails.
pub fn stamp(db: &mut Db, campaign: CampaignId, id: i64) -> Result<Option<Stamp>, StoreError> {
    let row: Option<StampRow> = rows!(campaign).filter(s::id.eq(id)).first(db).optional()?;
    row.map(read).transpose()
}
