//! A table of how exactly the places of single buildings may be told.

use std::collections::BTreeMap;

use super::{ReleaseError, coarsen};
use crate::domain::campaign::Campaign;
use crate::domain::release::Tier;
use crate::journey::log::By;
use crate::store::Db;

/// Sets what a table `id,tier` says, in releases to come: how many buildings.
///
/// # Errors
/// When it is no such table, or a row names no building or no tier; the caller's transaction then
/// ends without a change.
pub fn set_places(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (table, reason): (&[u8], &str),
) -> Result<usize, ReleaseError> {
    let mut set = 0;
    for (tier, ids) in read(table)? {
        set += coarsen(db, by, campaign, (&ids.join("\n"), tier, reason))?;
    }
    if set == 0 {
        return Err(ReleaseError::Text("the table has no row".to_owned()));
    }
    Ok(set)
}

fn read(table: &[u8]) -> Result<BTreeMap<Tier, Vec<String>>, ReleaseError> {
    let fail = |line: u64, what: &str| Err(ReleaseError::Text(format!("line {line}: {what}")));
    let unread = |error: csv::Error| ReleaseError::Text(format!("no table: {error}"));
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(table);
    let head = reader.headers().map_err(unread)?;
    if head.iter().map(|name| name.trim_start_matches('\u{feff}')).ne(["id", "tier"]) {
        return fail(1, "the head of the table is id,tier");
    }
    let (mut all, mut seen) = (BTreeMap::<Tier, Vec<String>>::new(), BTreeMap::new());
    for row in reader.into_records() {
        let row = row.map_err(unread)?;
        let line = row.position().map_or(0, csv::Position::line);
        let (id, word) = (row.get(0).unwrap_or_default(), row.get(1).unwrap_or_default());
        let Some(tier) = Tier::parse(word) else {
            return fail(line, "a tier is exact, 100m, neighbourhood or withheld");
        };
        if id.is_empty() || id.contains(['\n', '\r']) {
            return fail(line, "a building has an id");
        }
        if let Some(before) = seen.insert(id.to_owned(), line) {
            return fail(line, &format!("{id} stands in line {before} already"));
        }
        all.entry(tier).or_default().push(id.to_owned());
    }
    Ok(all)
}
