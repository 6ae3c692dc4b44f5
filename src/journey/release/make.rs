//! Makes the files of a release from one moment of the database.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};

use super::note::{markdown, note};
use super::package::{self, Frozen, PACKAGE};
use super::{SILENT, Shelf, results};
use crate::clock::Clock;
use crate::domain::campaign::Campaign;
use crate::domain::release::{State, Tier};
use crate::journey::publish::{self, File, Lens, PublishError};
use crate::store::releases::{self, Kept, Release};
use crate::store::{Db, Store, StoreError, campaigns};

/// Why a release cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// A file of data failed.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The folder failed.
    #[error("a file could not be written: {0}")]
    Write(#[from] io::Error),
    /// The package failed.
    #[error("the package could not be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// A file that was just written cannot be read.
    #[error("a file could not be read back: {0}")]
    Read(#[from] csv::Error),
    /// A text failed.
    #[error("a text could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes every release that waits for it, and that nobody else is making. How many.
///
/// # Errors
/// When the store fails. A release whose files fail says so itself.
pub fn work_off(store: &Store, data: &Path, clock: &Clock) -> Result<usize, StoreError> {
    let mut made = 0;
    loop {
        let now = clock.now();
        let claimed = store.write(move |db| releases::claim(db, (now, now - SILENT)))?;
        let Some(release) = claimed else { return Ok(made) };
        finish(store, data, clock, &release)?;
        made += 1;
    }
}

/// Makes one release, here and now; nothing where somebody else does.
///
/// # Errors
/// When the store fails.
pub fn make(
    store: &Store,
    data: &Path,
    clock: &Clock,
    release: &Release,
) -> Result<(), StoreError> {
    let (id, now) = (release.id, clock.now());
    if store.write(move |db| releases::take(db, id, (now, now - SILENT)))? {
        finish(store, data, clock, release)?;
    }
    Ok(())
}

fn finish(store: &Store, data: &Path, clock: &Clock, release: &Release) -> Result<(), StoreError> {
    let (id, mut done) = (release.id, 0);
    let mut tick = || {
        done += 1;
        let now: DateTime<Utc> = clock.now();
        store.write(move |db| releases::go_on(db, id, done, now))
    };
    let written = store.snapshot(|db| write(db, &Shelf::of(data), release, &mut tick));
    match written {
        Ok((files, withheld)) => {
            store.write(move |db| releases::finish(db, id, &files, withheld))?;
            // Where this fails the thread that makes releases tries again.
            if let Err(MakeError::Store(error)) = results::list(store, data, id) {
                return Err(error);
            }
        }
        Err(error) => {
            let said = error.to_string();
            store.write(move |db| {
                releases::set_state(db, id, (State::Making, State::Failed), &said)
            })?;
        }
    }
    Ok(())
}

/// Writes every file of a release as the database stands: the same bytes from the same state.
fn write(
    db: &mut Db,
    shelf: &Shelf,
    release: &Release,
    tick: &mut impl FnMut() -> Result<(), StoreError>,
) -> Result<(Vec<Kept>, i64), MakeError> {
    let campaign = campaigns::get(db, release.campaign)?;
    let lens = Lens::of(db, &campaign, release)?;
    let mut files = Vec::new();
    for file in File::RELEASED {
        files.push(data(db, shelf, (&campaign, &lens), file)?);
        tick()?;
    }
    let own = releases::tiers(db, campaign.id)?;
    let withheld = own.values().filter(|tier| **tier == Tier::Withheld).count();
    let withheld = i64::try_from(withheld).unwrap_or(i64::MAX);
    let counts = counts(shelf, &files)?;
    let note = markdown(&campaign, &note(db, &campaign, Some(&counts))?);
    let release = release.clone();
    let mut frozen = Frozen { campaign, release, files, counts, withheld, note };
    for (name, text) in package::TEXTS {
        let text = text(&frozen)?;
        let kept = shelf.put(name, |output| {
            output.write_all(text.as_bytes())?;
            Ok::<_, MakeError>(None)
        })?;
        frozen.files.push(kept);
    }
    tick()?;
    let whole = shelf.put(PACKAGE, |output| {
        package::zip(shelf, &frozen, output)?;
        Ok::<_, MakeError>(None)
    })?;
    frozen.files.push(whole);
    Ok((frozen.files, withheld))
}

fn data(
    db: &mut Db,
    shelf: &Shelf,
    of: (&Campaign, &Lens),
    file: File,
) -> Result<Kept, PublishError> {
    shelf.put(&file.name(), |output| {
        let mut rows = publish::write_files(db, of, vec![(file, Box::new(output))])?;
        Ok(rows.pop().flatten())
    })
}

/// Buildings by what is published about them, as the file says it.
fn counts(shelf: &Shelf, files: &[Kept]) -> Result<BTreeMap<String, u64>, MakeError> {
    let mut counts = BTreeMap::new();
    let Some(file) = files.iter().find(|kept| kept.name == File::BUILDINGS.name()) else {
        return Ok(counts);
    };
    let mut table = csv::Reader::from_reader(shelf.open(file)?);
    let column = table.headers()?.iter().position(|name| name == "status").unwrap_or(0);
    let mut row = csv::StringRecord::new();
    while table.read_record(&mut row)? {
        *counts.entry(row.get(column).unwrap_or_default().to_owned()).or_default() += 1;
    }
    Ok(counts)
}
