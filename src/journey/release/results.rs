//! What a release says of each building, listed from its own file once that is written: for maps,
//! lists and single rows, at any number of buildings.

use std::io::BufReader;
use std::path::Path;

use chrono::{Months, NaiveDate};

use super::make::MakeError;
use super::{Shelf, lines};
use crate::domain::id::{BuildingId, ReleaseId};
use crate::domain::results::{Point, Status};
use crate::journey::publish::File;
pub use crate::store::results::{Past, Told};
use crate::store::{Db, Store, StoreError, releases, results};

/// Lists the buildings of every ready release that has none listed yet. How many releases.
///
/// # Errors
/// When a file cannot be read, or the store fails.
pub fn list_due(store: &Store, data: &Path) -> Result<usize, MakeError> {
    let (mut listed, mut after) = (0, ReleaseId(0));
    loop {
        let Some(release) = store.read(|db| results::due(db, after))? else { return Ok(listed) };
        list(store, data, release)?;
        (listed, after) = (listed + 1, release);
    }
}

/// Lists the buildings of a release, and where each file has its rows.
pub(super) fn list(store: &Store, data: &Path, release: ReleaseId) -> Result<(), MakeError> {
    let shelf = Shelf::of(data);
    let files = store.read(|db| releases::files(db, release))?;
    let of = |file: File| files.iter().find(|kept| kept.name == file.name());
    for file in [File::BUILDINGS, File::JUDGEMENTS, File::EXHIBITS, File::RULINGS, File::LINKS] {
        if let Some(kept) = of(file) {
            lines::ensure(&shelf, kept)?;
        }
    }
    if let Some(kept) = of(File::BUILDINGS) {
        let buffered = BufReader::with_capacity(1 << 18, shelf.open(kept)?);
        let mut table = csv::Reader::from_reader(buffered);
        let header = table.headers()?.clone();
        let (mut part, mut row) = (Vec::new(), csv::StringRecord::new());
        while table.read_record(&mut row)? {
            let start = row.position().map_or(0, csv::Position::byte);
            let length = table.position().byte().saturating_sub(start);
            part.extend(told(&header, &row, (start, length)));
            if part.len() == results::BATCH {
                add(store, release, std::mem::take(&mut part))?;
            }
        }
        add(store, release, part)?;
    }
    Ok(store.write(move |db| results::finish(db, release))?)
}

/// Other writes go on between two parts of a large release.
fn add(store: &Store, release: ReleaseId, part: Vec<Told>) -> Result<(), StoreError> {
    store.write(move |db| results::add(db, release, &part))
}

fn told(
    header: &csv::StringRecord,
    row: &csv::StringRecord,
    (start, length): (u64, u64),
) -> Option<Told> {
    let cell = |name: &str| {
        let at = header.iter().position(|own| own == name);
        at.and_then(|at| row.get(at)).unwrap_or_default()
    };
    let point = Point {
        building: BuildingId(cell("building_id").parse().ok()?),
        lon: cell("lon").parse().ok()?,
        lat: cell("lat").parse().ok()?,
        status: Status::parse(cell("status")).unwrap_or(Status::Open),
        after: first_day(cell("last_intact_date")),
        by: last_day(cell("first_destroyed_date")),
        agreement_pm: cell("support_share").parse::<f64>().ok().map(thousandths),
    };
    Some(Told {
        point,
        external_id: cell("external_id").to_owned(),
        name: cell("name").to_owned(),
        counted: cell("n_counted").parse().unwrap_or(0),
        row: (i64::try_from(start).ok()?, i32::try_from(length).ok()?),
    })
}

/// A day, or the first one of a month of which no day is known.
fn first_day(words: &str) -> Option<NaiveDate> {
    words.parse().ok().or_else(|| format!("{words}-01").parse().ok())
}

/// A day, or the last one of a month of which no day is known: by then it is certain.
fn last_day(words: &str) -> Option<NaiveDate> {
    let month = || first_day(words)?.checked_add_months(Months::new(1))?.pred_opt();
    words.parse().ok().or_else(month)
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "from 0 to 1000")]
fn thousandths(share: f64) -> i32 {
    (share * 1000.0).floor().clamp(0.0, 1000.0) as i32
}

/// Every building of a release; none while they are not all listed.
///
/// # Errors
/// When the store fails.
pub fn points(db: &mut Db, release: ReleaseId) -> Result<Option<Vec<Point>>, StoreError> {
    if !results::is_listed(db, release)? {
        return Ok(None);
    }
    results::points(db, release).map(Some)
}

/// What a release says of some buildings, in their order.
///
/// # Errors
/// When the store fails.
pub fn told_of(
    db: &mut Db,
    release: ReleaseId,
    buildings: &[BuildingId],
) -> Result<Vec<Told>, StoreError> {
    results::told(db, release, buildings)
}

/// The results about a building before the one of a release, which has the version given.
///
/// # Errors
/// When the store fails.
pub fn past(db: &mut Db, building: BuildingId, version: i32) -> Result<Vec<Past>, StoreError> {
    results::past(db, building, version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_as_wide_as_it_is() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(first_day("2017-02"), day("2017-02-01"));
        assert_eq!(last_day("2017-02"), day("2017-02-28"));
        assert_eq!(
            (first_day("2017-02-10"), last_day("2017-02-10")),
            (day("2017-02-10"), day("2017-02-10"))
        );
        assert_eq!((first_day(""), last_day("")), (None, None));
    }
}
