//! What was kept long enough is removed: a few rows a transaction, so that nobody waits for it.

use std::path::Path;

use chrono::{DateTime, Duration, Utc};

use super::import;
use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::retention::{Kept, days};
use crate::store::{Db, Store, StoreError, imports, retention};

/// The name under which the server's own acts are written down.
pub const SERVER: &str = "server";
/// Rows removed in one transaction.
const BATCH: i64 = 500;
/// Transactions of one kind in one sweep; what is left goes with the next one.
const BATCHES_MAX: usize = 2_000;

/// How long a kind is kept, and how much of it is older.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Of what.
    pub kind: Kept,
    /// Days; 0 is for ever.
    pub days: u16,
    /// What a sweep would remove now.
    pub due: i64,
}

fn days_of(db: &mut Db, kind: Kept) -> Result<u16, StoreError> {
    Ok(retention::days(db, kind)?.unwrap_or(kind.default_days()))
}

/// Before which time what is kept so many days is old; none where it is kept for ever.
fn limit(now: DateTime<Utc>, days: u16) -> Option<DateTime<Utc>> {
    (days > 0).then(|| now - Duration::days(days.into()))
}

/// Every kind with its period, and what would go now.
///
/// # Errors
/// When the store fails.
pub fn periods(db: &mut Db, now: DateTime<Utc>) -> Result<Vec<Period>, StoreError> {
    let mut all = Vec::new();
    for kind in Kept::ALL {
        let days = days_of(db, kind)?;
        let before = limit(now, days);
        let due = before.map_or(Ok(0), |before| retention::old(db, kind, before, None))?;
        all.push(Period { kind, days, due });
    }
    Ok(all)
}

/// Why periods cannot be set so.
#[derive(Debug, thiserror::Error)]
pub enum PeriodError {
    /// No number of days.
    #[error("{0}: give whole days from 0 to 3650; 0 keeps it for ever")]
    BadDays(&'static str),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets the days of every kind as `said` says them; all or none.
///
/// # Errors
/// When one says no days.
pub fn set(db: &mut Db, by: By<'_>, said: impl Fn(Kept) -> String) -> Result<(), PeriodError> {
    for kind in Kept::ALL {
        let new = days(&said(kind)).ok_or(PeriodError::BadDays(kind.as_str()))?;
        let before = days_of(db, kind)?;
        if new != before {
            retention::set_days(db, kind, new)?;
            let subject = format!("{}: {new} days, before {before}", kind.as_str());
            by.did(db, ActKind::RetentionSet, None, subject, "")?;
        }
    }
    Ok(())
}

/// Removes what was kept long enough, and writes down how much; `folder` is that of the data.
///
/// # Errors
/// When the store fails; what was removed until then is gone.
pub fn sweep(
    store: &Store,
    now: DateTime<Utc>,
    by: &'static str,
    folder: &Path,
) -> Result<Vec<(Kept, i64)>, StoreError> {
    let mut gone = Vec::new();
    for kind in Kept::ALL {
        let days = store.read(|db| days_of(db, kind))?;
        let Some(before) = limit(now, days) else { continue };
        let count = match kind {
            Kept::Uploads => discard(store, now, before, folder)?,
            _ => remove(store, kind, before)?,
        };
        if count > 0 {
            gone.push((kind, count));
        }
    }
    if !gone.is_empty() {
        let said = said(&gone);
        store.write(move |db| By { name: by, now }.did(db, ActKind::Swept, None, said, ""))?;
    }
    Ok(gone)
}

/// What was removed, in words.
#[must_use]
pub fn said(gone: &[(Kept, i64)]) -> String {
    let parts: Vec<String> =
        gone.iter().map(|(kind, count)| format!("{}: {count}", kind.as_str())).collect();
    parts.join(", ")
}

fn remove(store: &Store, kind: Kept, before: DateTime<Utc>) -> Result<i64, StoreError> {
    let mut all = 0;
    for _ in 0..BATCHES_MAX {
        let count = store.write(move |db| retention::old(db, kind, before, Some(BATCH)))?;
        all += count;
        if count < BATCH {
            break;
        }
    }
    Ok(all)
}

/// Throws imports away that nobody confirmed, with their files if they were uploaded.
fn discard(
    store: &Store,
    now: DateTime<Utc>,
    before: DateTime<Utc>,
    folder: &Path,
) -> Result<i64, StoreError> {
    let uploads = std::path::absolute(folder.join("uploads")).unwrap_or_default();
    let mut all = 0;
    for waiting in store.read(|db| imports::waiting_since(db, before, BATCH))? {
        // Somebody may have gone on with it this moment.
        if import::discard(store, now, &waiting).is_ok() {
            let path = Path::new(&waiting.what.path);
            if let Some(own) = path.ancestors().find(|at| at.parent() == Some(&uploads)) {
                drop(std::fs::remove_dir_all(own));
            }
            all += 1;
        }
    }
    Ok(all)
}
