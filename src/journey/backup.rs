//! Copies of the database and of the files of releases, made while the server works.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::log::By;
use super::release::Shelf;
use crate::domain::act::ActKind;
use crate::imagery::file_sha256;
use crate::store::{Store, StoreError, upkeep};

/// How the time of a copy stands in its name.
const STAMP: &str = "%Y%m%dT%H%M%SZ";
/// What stands before it.
const PREFIX: &str = "aftermath-";

/// A copy of the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// Its file's name.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// Its hash, as `sha256sum` writes it; empty when the note beside it is gone.
    pub sha256: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// Why no copy was made.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database is a server's.
    #[error(
        "the database is a PostgreSQL server's: back it up with its own tools, such as \
         `pg_dump --format=custom`"
    )]
    NotAFile,
    /// There is a copy of this second.
    #[error("{0} is there already; wait a second, or choose another name")]
    Exists(String),
    /// The file system refused.
    #[error("the copy cannot be written: {0}; nothing of it was kept")]
    Io(#[from] io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The name of a copy that is made now.
#[must_use]
pub fn file_name(now: DateTime<Utc>) -> String {
    format!("{PREFIX}{}.db", now.format(STAMP))
}

/// Copies the database to a file, which appears once it is whole and on the disk, with its hash
/// beside it, and the files of releases to a shelf beside that, where those that are there already
/// stay; and writes down who did. Readers and writers go on meanwhile.
///
/// # Errors
/// When it is no SQLite database, the file is there, or it cannot be written.
pub fn make(
    store: &Store,
    by: By<'_>,
    (file, shelf): (&Path, &Shelf),
) -> Result<Backup, BackupError> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_default();
    if file.exists() {
        return Err(BackupError::Exists(name));
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = file.with_extension("part");
    let copied = copy(store, &part, (file, shelf), &name);
    if copied.is_err() {
        drop(fs::remove_file(&part));
    }
    let (bytes, sha256) = copied?;
    let (who, now, subject) = (by.name.to_owned(), by.now, name.clone());
    store.write(move |db| By { name: &who, now }.did(db, ActKind::BackedUp, None, subject, ""))?;
    Ok(Backup { name, bytes, sha256, made_at: now })
}

fn copy(
    store: &Store,
    part: &Path,
    (file, shelf): (&Path, &Shelf),
    name: &str,
) -> Result<(u64, String), BackupError> {
    if part.exists() {
        fs::remove_file(part)?;
    }
    if !store.read(|db| upkeep::copy_into(db, part))? {
        return Err(BackupError::NotAFile);
    }
    let written = File::open(part)?;
    written.sync_all()?;
    // Every file of a release that the copy knows lies on the shelf by now.
    let beside = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    shelf.copy_to(beside.unwrap_or_else(|| Path::new(".")))?;
    let sha256 = file_sha256(part)?.to_string();
    fs::write(file.with_extension("db.sha256"), format!("{sha256}  {name}\n"))?;
    fs::rename(part, file)?;
    Ok((written.metadata()?.len(), sha256))
}

/// The copies in a folder, newest first.
///
/// # Errors
/// When it cannot be read.
pub fn list(folder: &Path) -> io::Result<Vec<Backup>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut copies = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let stamp = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(".db"));
        let made = stamp.and_then(|stamp| NaiveDateTime::parse_from_str(stamp, STAMP).ok());
        let Some(made) = made else { continue };
        let note = fs::read_to_string(entry.path().with_extension("db.sha256"));
        let sha256 = note.unwrap_or_default().split(' ').next().unwrap_or_default().to_owned();
        copies.push(Backup {
            name,
            bytes: entry.metadata()?.len(),
            sha256,
            made_at: made.and_utc(),
        });
    }
    copies.sort_by(|one, other| other.name.cmp(&one.name));
    Ok(copies)
}
