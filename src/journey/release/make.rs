//! Makes the files of a release from one moment of the database.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use chrono::{DateTime, Utc};
use rand::CryptoRng;

use super::note::{markdown, note};
use super::package::{self, Frozen, PACKAGE};
use super::{SILENT, Shelf, record, results};
use crate::access::ledger_key::KeyFile;
use crate::clock::Clock;
use crate::domain::campaign::Campaign;
use crate::domain::release::{State, Tier};
use crate::journey::ledger;
use crate::journey::publish::{self, File, Lens, PublishError};
use crate::store::releases::{self, Kept, Release};
use crate::store::{Db, Store, StoreError, campaigns, ledger as store_ledger};

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
    /// Too much happened.
    #[error("so much comes in that the record did not come to rest; make it again later")]
    Restless,
    /// A text failed.
    #[error("a text could not be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often it is tried to find a moment at which nothing waits for its place in the ledger.
const ATTEMPTS: usize = 1_000;

/// Makes every release that waits for it, and that nobody else is making. How many.
///
/// # Errors
/// When the store fails. A release whose files fail says so itself.
pub fn work_off(
    store: &Store,
    data: &Path,
    (clock, rng): (&Clock, &mut impl CryptoRng),
) -> Result<usize, StoreError> {
    let mut made = 0;
    loop {
        let now = clock.now();
        let claimed = store.write(move |db| releases::claim(db, (now, now - SILENT)))?;
        let Some(release) = claimed else { return Ok(made) };
        finish(store, data, (clock, rng), &release)?;
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
    (clock, rng): (&Clock, &mut impl CryptoRng),
    release: &Release,
) -> Result<(), StoreError> {
    let (id, now) = (release.id, clock.now());
    if store.write(move |db| releases::take(db, id, (now, now - SILENT)))? {
        finish(store, data, (clock, rng), release)?;
    }
    Ok(())
}

fn finish(
    store: &Store,
    data: &Path,
    (clock, rng): (&Clock, &mut impl CryptoRng),
    release: &Release,
) -> Result<(), StoreError> {
    let id = release.id;
    match written(store, data, (clock, rng), release) {
        Ok(frozen) => {
            store.write(move |db| releases::finish(db, id, &frozen.files, frozen.withheld))?;
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

/// Writes the files at a moment when all that happened has its place in the ledger, records them
/// there, and puts the ledger and the package beside them.
fn written(
    store: &Store,
    data: &Path,
    (clock, rng): (&Clock, &mut impl CryptoRng),
    release: &Release,
) -> Result<Frozen, MakeError> {
    let (id, shelf, mut done) = (release.id, Shelf::of(data), 0);
    let mut tick = || {
        done += 1;
        let now: DateTime<Utc> = clock.now();
        store.write(move |db| releases::go_on(db, id, done, now))
    };
    for _ in 0..ATTEMPTS {
        ledger::seal(store, rng)?;
        let found = store.snapshot(|db| write(db, &shelf, release, &mut tick))?;
        let Some((mut frozen, lines)) = found else { continue };
        let keys = KeyFile::load_or_make(&data.join("ledger.key"), rng)?;
        let signed = record::sign(store, &frozen, lines, (clock.now(), rng, &keys))?;
        let beside = store.snapshot(|db| record::put(db, &shelf, &frozen, (&keys, &signed)))?;
        frozen.files.extend(beside);
        let whole = shelf.put(PACKAGE, |output| {
            package::zip(&shelf, &frozen, output)?;
            Ok::<_, MakeError>(None)
        })?;
        frozen.files.push(whole);
        return Ok(frozen);
    }
    Err(MakeError::Restless)
}

/// Writes every file of a release as the database stands: the same bytes from the same state. With
/// how many lines the ledger has; nothing where an event waits for its place.
fn write(
    db: &mut Db,
    shelf: &Shelf,
    release: &Release,
    tick: &mut impl FnMut() -> Result<(), StoreError>,
) -> Result<Option<(Frozen, u64)>, MakeError> {
    let campaign = campaigns::get(db, release.campaign)?;
    if store_ledger::is_waiting(db, campaign.id)? {
        return Ok(None);
    }
    let lines = ledger::size(db, &campaign)?;
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
    let note = markdown(&campaign, &note(db, &campaign, release.made_at, Some(&counts))?);
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
    Ok(Some((frozen, lines)))
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
