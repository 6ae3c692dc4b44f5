//! Imports: what was brought in, from which file, by whom, and what became of it.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::imports as t;
use super::{Db, StoreError, ledger, stored};
use crate::domain::id::{CampaignId, ImportId};
use crate::domain::ledger::Kind;

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportState {
    /// The file is here and waits.
    Staged,
    /// It is being read.
    Checking,
    /// It was read; a person may confirm.
    Checked,
    /// It is being applied, and chips are being cut.
    Applying,
    /// It is in the campaign.
    Applied,
    /// It could not be read, or was not wanted.
    Refused,
    /// It was taken back.
    Undone,
}

impl ImportState {
    const ALL: [Self; 7] = [
        Self::Staged,
        Self::Checking,
        Self::Checked,
        Self::Applying,
        Self::Applied,
        Self::Refused,
        Self::Undone,
    ];

    /// The word used in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Staged => "staged",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::Refused => "refused",
            Self::Undone => "undone",
        }
    }
}

/// What an import brings in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// Dated satellite images.
    Captures,
    /// Things to be judged.
    Buildings,
}

impl ImportKind {
    /// The word used in the database and in addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Captures => "captures",
            Self::Buildings => "buildings",
        }
    }

    /// The value of a word written by [`Self::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Captures, Self::Buildings].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// An import to be recorded.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// What it brings in.
    pub kind: ImportKind,
    /// The file's name, as its owner called it.
    pub name: String,
    /// Where the file is.
    pub path: String,
    /// SHA-256 of the file in hex; empty for a folder.
    pub sha256: String,
    /// How it is to be read, as JSON.
    pub options: String,
    /// How far it is.
    pub state: ImportState,
    /// What it found, as JSON.
    pub report: String,
    /// Who brought it in.
    pub account: String,
}

/// A recorded import.
#[derive(Debug, Clone)]
pub struct Import {
    /// Ours.
    pub id: ImportId,
    /// Where it belongs.
    pub campaign: CampaignId,
    /// What it is.
    pub what: NewImport,
    /// When it was brought in.
    pub created_at: DateTime<Utc>,
    /// When its state last changed.
    pub changed_at: DateTime<Utc>,
}

#[derive(Queryable)]
struct Row {
    id: i64,
    campaign_id: i64,
    kind: String,
    name: String,
    path: String,
    sha256: String,
    options: String,
    state: String,
    report: String,
    account: String,
    created_at: NaiveDateTime,
    changed_at: NaiveDateTime,
}

impl TryFrom<Row> for Import {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = ImportState::ALL.into_iter().find(|state| state.as_str() == row.state);
        let kind = ImportKind::parse(&row.kind);
        Ok(Self {
            id: ImportId(row.id),
            campaign: CampaignId(row.campaign_id),
            what: NewImport {
                kind: kind.ok_or_else(|| StoreError::unknown("imports", &row.kind))?,
                name: row.name,
                path: row.path,
                sha256: row.sha256,
                options: row.options,
                state: state.ok_or_else(|| StoreError::unknown("imports", &row.state))?,
                report: row.report,
                account: row.account,
            },
            created_at: row.created_at.and_utc(),
            changed_at: row.changed_at.and_utc(),
        })
    }
}

/// Records an import.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    new: &NewImport,
    now: DateTime<Utc>,
) -> Result<ImportId, StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::kind.eq(new.kind.as_str()),
        t::name.eq(&new.name),
        t::path.eq(&new.path),
        t::sha256.eq(&new.sha256),
        t::options.eq(&new.options),
        t::state.eq(new.state.as_str()),
        t::report.eq(&new.report),
        t::account.eq(&new.account),
        t::created_at.eq(stored(now)),
        t::changed_at.eq(stored(now)),
    );
    let id = diesel::insert_into(t::table).values(row).returning(t::id).get_result(db)?;
    if new.state == ImportState::Applied {
        ledger::queue(db, campaign, Kind::Import, id)?;
    }
    Ok(ImportId(id))
}

/// An import of a campaign.
///
/// # Errors
/// When the database fails.
pub fn get(db: &mut Db, campaign: CampaignId, id: ImportId) -> Result<Option<Import>, StoreError> {
    let own = t::table.filter(t::id.eq(id.0)).filter(t::campaign_id.eq(campaign.0));
    own.first::<Row>(db).optional()?.map(Import::try_from).transpose()
}

/// A campaign's newest imports, newest first.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(
    db: &mut Db,
    campaign: CampaignId,
    most: i64,
) -> Result<Vec<Import>, StoreError> {
    let query = t::table.filter(t::campaign_id.eq(campaign.0)).order(t::id.desc()).limit(most);
    query.load::<Row>(db)?.into_iter().map(Import::try_from).collect()
}

/// Moves an import on, with what it found, if it is still in the state `from`; whether it was.
///
/// # Errors
/// When the database fails.
pub fn move_on(
    db: &mut Db,
    id: ImportId,
    (from, to): (ImportState, ImportState),
    report: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let own = t::table.filter(t::id.eq(id.0)).filter(t::state.eq(from.as_str()));
    let moved = diesel::update(own)
        .set((t::state.eq(to.as_str()), t::changed_at.eq(stored(now))))
        .execute(db)?;
    if let (1, Some(report)) = (moved, report) {
        diesel::update(t::table.find(id.0)).set(t::report.eq(report)).execute(db)?;
    }
    let kind = match to {
        ImportState::Applied => Some(Kind::Import),
        ImportState::Undone => Some(Kind::ImportUndone),
        _ => None,
    };
    if let (1, Some(kind)) = (moved, kind) {
        let campaign = t::table.find(id.0).select(t::campaign_id).first(db)?;
        ledger::queue(db, CampaignId(campaign), kind, id.0)?;
    }
    Ok(moved == 1)
}

/// Changes what is stated about an import that is checked; whether it was.
///
/// # Errors
/// When the database fails.
pub fn restate(
    db: &mut Db,
    id: ImportId,
    options: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let own = t::table.filter(t::id.eq(id.0)).filter(t::state.eq(ImportState::Checked.as_str()));
    let values = (t::options.eq(options), t::changed_at.eq(stored(now)));
    Ok(diesel::update(own).set(values).execute(db)? == 1)
}

/// Ends every import that a stopped server left half done: `to` says why in `report`.
///
/// # Errors
/// When the database fails.
pub fn end_interrupted(db: &mut Db, report: &str, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let cut_off = [ImportState::Staged, ImportState::Checking, ImportState::Applying];
    let own = t::table.filter(t::state.eq_any(cut_off.map(ImportState::as_str)));
    let values = (
        t::state.eq(ImportState::Refused.as_str()),
        t::report.eq(report),
        t::changed_at.eq(stored(now)),
    );
    Ok(diesel::update(own).set(values).execute(db)?)
}

/// Imports that wait for a person since before a time, the oldest first.
///
/// # Errors
/// When the database fails.
pub fn waiting_since(
    db: &mut Db,
    before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Import>, StoreError> {
    let waits = [ImportState::Staged, ImportState::Checked].map(ImportState::as_str);
    let query = t::table.filter(t::state.eq_any(waits)).filter(t::changed_at.lt(stored(before)));
    query.order(t::id).limit(most).load::<Row>(db)?.into_iter().map(Import::try_from).collect()
}
