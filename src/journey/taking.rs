//! An export is taken: who took which file, by which way and why is written down before it leaves.

use std::fmt;

use chrono::{DateTime, Utc};

use super::log::By;
use super::publish::File;
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::store::acts::{self, Entry, Wanted};
use crate::store::releases::Release;
pub use crate::store::takings::Taking;
use crate::store::{Db, StoreError, takings};

/// By which way a file was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// In a browser.
    Page,
    /// By a program, with the token of this name.
    Token(String),
    /// On the server itself.
    CommandLine,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Page => f.write_str("page"),
            Self::Token(name) => write!(f, "token {name}"),
            Self::CommandLine => f.write_str("command line"),
        }
    }
}

/// Why a file cannot be taken so.
#[derive(Debug, thiserror::Error)]
pub enum TakingError {
    /// A file with what single people said, and no reason.
    #[error(
        "{0} holds what single people said, so say what it is for: it is written down beside your \
         name"
    )]
    NoReason(String),
    /// A reason that is too long.
    #[error("a reason has at most {REASON_CHARS_MAX} characters")]
    LongReason,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes down that a file is taken.
///
/// # Errors
/// When a reason is missing that is needed.
pub fn take(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    file: File,
    (way, reason): (&Way, &str),
) -> Result<(), TakingError> {
    let needs_reason = file.is_of_single_people() && *way != Way::CommandLine;
    take_named(db, by, campaign, (&file.name(), needs_reason), (way, reason))
}

/// What a dossier of a building is called in the log, before its number.
pub const DOSSIER: &str = "dossier of building";

/// What the record is called in a release.
pub const LEDGER: &str = "ledger.ndjson";

/// What opens the commitments to reasons that a release tells.
pub const SALTS: &str = "salts";

/// Whether a file holds what single people said, by its name: the package and a dossier do too.
#[must_use]
pub fn is_of_single_people(name: &str) -> bool {
    File::parse(name).is_some_and(File::is_of_single_people)
        || name.starts_with("package.")
        || [LEDGER, SALTS].contains(&name)
        || name.starts_with(DOSSIER)
}

/// Writes down that something is taken, by what it is called, and whether it needs a reason.
///
/// # Errors
/// When a reason is missing that is needed.
pub fn take_named(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (name, needs_reason): (&str, bool),
    (way, reason): (&Way, &str),
) -> Result<(), TakingError> {
    let reason = reason.trim();
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(TakingError::LongReason);
    }
    if reason.is_empty() && needs_reason {
        return Err(TakingError::NoReason(name.to_owned()));
    }
    let subject = format!("{name}, {way}");
    Ok(by.did(db, ActKind::Exported, Some(campaign.id), subject, reason)?)
}

/// The exports that were taken of a campaign, newest first.
///
/// # Errors
/// When the store fails.
pub fn taken(db: &mut Db, campaign: &Campaign, most: i64) -> Result<Vec<Entry>, StoreError> {
    let kind = Some(ActKind::Exported);
    acts::list(db, &Wanted { campaign: Some(campaign.id), kind, most, ..Wanted::default() })
}

/// Counts that somebody without an account takes a file of a release: how often on a day, and
/// nothing of who it was.
///
/// # Errors
/// When the store fails.
pub fn count_open(
    db: &mut Db,
    release: &Release,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    takings::count(db, release.id, name, now.date_naive())
}

/// How often the files of a campaign's releases were taken by who has no account.
///
/// # Errors
/// When the store fails.
pub fn taken_openly(db: &mut Db, campaign: &Campaign) -> Result<Vec<Taking>, StoreError> {
    takings::list(db, campaign.id)
}

/// The file and the way that an act of [`take`] names.
#[must_use]
pub fn parts(subject: &str) -> (&str, &str) {
    subject.split_once(", ").unwrap_or((subject, ""))
}
