//! What the volunteer's screen shows: one building over its dated captures.

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
