//! What the volunteer's screen shows: one building over its dated captures.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::domain::capture::Capture;
use crate::domain::id::BuildingId;
use crate::store::schema::{captures, coverage, sources};
use crate::store::{Db, StoreError, captures as captures_store};

/// One capture of a building, with the hashes of its chips.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The capture.
    pub capture: Capture,
    /// SHA-256 of the chip, in hex; nothing while it is not cut.
    pub chip: Option<String>,
    /// SHA-256 of the small chip.
    pub thumb: Option<String>,
}

type Row = (captures_store::Row, Option<String>, Option<String>, Option<String>);

/// The captures that volunteers are shown of a building, oldest first, with their chips.
///
/// # Errors
/// When the store fails.
pub fn series(db: &mut Db, building: BuildingId) -> Result<Vec<Shown>, StoreError> {
    let rows: Vec<Row> = coverage::table
        .inner_join(captures::table.left_join(sources::table))
        .filter(coverage::building_id.eq(building.0))
        .filter(captures::is_shown.eq(true))
        .order((captures::captured_at, captures::id))
        .select((
            captures_store::COLUMNS,
            coverage::chip,
            coverage::thumb,
            sources::attribution.nullable(),
        ))
        .load(db)?;
    rows.into_iter()
        .map(|(row, chip, thumb, attribution)| {
            let mut capture = captures_store::capture(row)?;
            // What was set for the source stands; the list may have said something else.
            let own = capture.facts.attribution.take();
            capture.facts.attribution = attribution.or(own);
            Ok(Shown { capture, chip, thumb })
        })
        .collect()
}

/// The first and the last capture that volunteers are shown of each of a few buildings, with the
/// small chip alone.
///
/// # Errors
/// When the store fails.
pub fn ends(
    db: &mut Db,
    buildings: &[BuildingId],
) -> Result<BTreeMap<BuildingId, (Shown, Shown)>, StoreError> {
    let ids: Vec<i64> = buildings.iter().map(|building| building.0).collect();
    let rows: Vec<(i64, captures_store::Row, Option<String>)> = coverage::table
        .inner_join(captures::table)
        .filter(coverage::building_id.eq_any(ids))
        .filter(captures::is_shown.eq(true))
        .order((coverage::building_id, captures::captured_at, captures::id))
        .select((coverage::building_id, captures_store::COLUMNS, coverage::thumb))
        .load(db)?;
    let mut all = BTreeMap::new();
    for same in rows.chunk_by(|one, next| one.0 == next.0) {
        let shown = |(_, row, thumb): &(i64, captures_store::Row, Option<String>)| {
            let capture = captures_store::capture(row.clone())?;
            Ok::<_, StoreError>(Shown { capture, chip: None, thumb: thumb.clone() })
        };
        if let (Some(first), Some(last)) = (same.first(), same.last()) {
            all.insert(BuildingId(first.0), (shown(first)?, shown(last)?));
        }
    }
    Ok(all)
}
