//! What changed between two releases: their files of buildings, read side by side.

use std::cmp::Ordering;
use std::fs::File as OsFile;
use std::io::Write;

use super::Shelf;
use super::make::MakeError;
use crate::journey::publish::File;
use crate::store::releases::Kept;

/// The columns that are compared.
pub const COMPARED: [&str; 7] = [
    "status",
    "last_intact_date",
    "last_intact_image_id",
    "last_intact_open",
    "first_destroyed_date",
    "first_destroyed_image_id",
    "first_destroyed_open",
];

/// What a building says in one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// Its number.
    pub building: i64,
    /// Its id in the coordinator's list, where the release tells it.
    pub external_id: String,
    /// The values of [`COMPARED`].
    pub values: [String; 7],
}

/// A building that is not the same in both: before and after; one is missing where it is added or
/// gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change(pub Option<Side>, pub Option<Side>);

impl Change {
    /// What happened, in a word.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match (&self.0, &self.1) {
            (None, _) => "added",
            (_, None) => "gone",
            _ => "changed",
        }
    }

    /// The building: as the newer release has it, where it has it.
    #[must_use]
    pub fn building(&self) -> (i64, &str) {
        let side = self.1.as_ref().or(self.0.as_ref());
        side.map_or((0, ""), |side| (side.building, &side.external_id))
    }
}

/// The buildings of one release, in order.
struct Sides {
    table: csv::Reader<OsFile>,
    at: [Option<usize>; 9],
}

impl Sides {
    fn open(shelf: &Shelf, files: &[Kept]) -> Result<Self, MakeError> {
        let kept = files.iter().find(|kept| kept.name == File::BUILDINGS.name());
        let kept = kept.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound))?;
        let mut table = csv::Reader::from_reader(shelf.open(kept)?);
        let header = table.headers()?.clone();
        let place = |name: &str| header.iter().position(|own| own == name);
        let mut at = [None; 9];
        let names = ["building_id", "external_id"].into_iter().chain(COMPARED);
        for (own, name) in at.iter_mut().zip(names) {
            *own = place(name);
        }
        Ok(Self { table, at })
    }

    fn next(&mut self) -> Result<Option<Side>, MakeError> {
        let mut row = csv::StringRecord::new();
        if !self.table.read_record(&mut row)? {
            return Ok(None);
        }
        let mut cells =
            self.at.map(|at| at.and_then(|at| row.get(at)).unwrap_or_default().to_owned());
        let building = cells[0].parse().unwrap_or(0);
        let external_id = std::mem::take(&mut cells[1]);
        let [_, _, values @ ..] = cells;
        Ok(Some(Side { building, external_id, values }))
    }
}

/// Passes on every building that is not the same in two releases, in order of its number.
///
/// # Errors
/// When a file cannot be read.
pub fn changes<E: From<MakeError>>(
    shelf: &Shelf,
    (older, newer): (&[Kept], &[Kept]),
    mut each: impl FnMut(Change) -> Result<(), E>,
) -> Result<(), E> {
    let (mut older, mut newer) = (Sides::open(shelf, older)?, Sides::open(shelf, newer)?);
    let (mut before, mut after) = (older.next()?, newer.next()?);
    loop {
        let which = match (&before, &after) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(before), Some(after)) => before.building.cmp(&after.building),
        };
        let old = if which.is_le() { std::mem::replace(&mut before, older.next()?) } else { None };
        let new = if which.is_ge() { std::mem::replace(&mut after, newer.next()?) } else { None };
        let is_same =
            old.as_ref().map(|side| &side.values) == new.as_ref().map(|side| &side.values);
        if !is_same {
            each(Change(old, new))?;
        }
    }
}

/// Writes all changes as a table.
///
/// # Errors
/// When a file cannot be read, or the output fails.
pub fn table(
    shelf: &Shelf,
    releases: (&[Kept], &[Kept]),
    output: impl Write,
) -> Result<(), MakeError> {
    let line_end = csv::Terminator::Any(b'\n');
    let mut table = csv::WriterBuilder::new().terminator(line_end).from_writer(output);
    let named = |prefix: &str| COMPARED.map(|name| format!("{prefix}_{name}"));
    let mut header = vec!["building_id".to_owned(), "external_id".into(), "change".into()];
    header.extend(named("old").into_iter().chain(named("new")));
    table.write_record(&header)?;
    changes(shelf, releases, |change| {
        let (building, external_id) = change.building();
        let mut row = vec![building.to_string(), external_id.to_owned(), change.kind().to_owned()];
        for side in [&change.0, &change.1] {
            row.extend(side.as_ref().map(|side| side.values.clone()).unwrap_or_default());
        }
        Ok::<_, MakeError>(table.write_record(&row)?)
    })?;
    table.flush()?;
    Ok(())
}
