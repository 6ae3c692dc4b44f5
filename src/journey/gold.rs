//! Experts' answers come in: gold, on which volunteers are measured.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::judgement::Window;
use crate::exchange::experts::{self, ExpertError, ExpertRow};
use crate::exchange::rows::{Report, RowError};
pub use crate::store::golds::Gold;
use crate::store::{Db, StoreError, buildings, captures, coverage, golds};

/// Why gold cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The file.
    #[error(transparent)]
    File(#[from] ExpertError),
    /// No such building, or no gold on it.
    #[error(
        "there is no gold on a building \"{0}\" in this campaign; `aftermath gold list` shows all"
    )]
    Unknown(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An expert's row, found in the campaign: the building, the two captures.
pub(super) type Placed = (BuildingId, Option<CaptureId>, Option<CaptureId>);

/// Finds the building and the captures of an expert's row.
///
/// # Errors
/// What is wrong with the row.
pub(super) fn place(
    db: &mut Db,
    campaign: &Campaign,
    row: &ExpertRow,
) -> Result<Result<Placed, RowError>, StoreError> {
    let fault = |words: &str, column: &str| {
        Ok(Err(RowError::new(row.place, words).in_column(column).of(&row.external_id)))
    };
    let Some(building) = buildings::by_external_id(db, campaign.id, &row.external_id)? else {
        return fault("there is no such building in this campaign", "external_id");
    };
    let (series, _) = coverage::series(db, building.id)?;
    let mut found = [None, None];
    let ends = [
        (&row.last_intact, "last_intact_image_id"),
        (&row.first_destroyed, "first_destroyed_image_id"),
    ];
    for ((name, column), found) in ends.into_iter().zip(&mut found) {
        let Some(name) = name else { continue };
        let id = captures::by_external_id(db, campaign.id, name)?;
        let Some(position) = id.and_then(|id| series.position(id)) else {
            let words = format!("no capture \"{name}\" shows this building");
            return fault(&words, column);
        };
        *found = Some(position);
    }
    let [last, first] = found;
    if let Err(error) = Window::new(last, first, series.len()) {
        return fault(&error.to_string(), "first_destroyed_image_id");
    }
    let id = |position: Option<usize>| position.and_then(|position| series.at(position));
    Ok(Ok((building.id, id(last), id(first))))
}

/// Sets gold from a table, all of it or, when a row is at fault, none: how many, and the faults.
///
/// # Errors
/// When the file is no such table.
pub fn import(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    bytes: &[u8],
    account: &str,
) -> Result<Report<Gold>, GoldError> {
    let read = experts::read(bytes)?;
    let mut report = Report {
        items: Vec::new(),
        errors: read.errors,
        error_count: read.error_count,
        notes: read.notes,
    };
    let mut seen = BTreeSet::new();
    for row in read.items {
        match place(db, campaign, &row)? {
            Err(error) => report.fail(error),
            Ok((building, ..)) if !seen.insert(building) => {
                let words = "this building has a row above; experts must agree on gold first";
                report.fail(RowError::new(row.place, words).of(&row.external_id));
            }
            Ok((building, last_standing, first_destroyed)) => report.items.push(Gold {
                building,
                last_standing,
                first_destroyed,
                explanation: row.explanation,
                is_active: true,
            }),
        }
    }
    if report.error_count == 0 {
        for gold in &report.items {
            golds::put(db, campaign.id, gold, account, now)?;
        }
    }
    Ok(report)
}

/// Deals the gold on a building no more; answers given stay measured against it.
///
/// # Errors
/// When there is none.
pub fn retire(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    external_id: &str,
    account: &str,
) -> Result<(), GoldError> {
    let unknown = || GoldError::Unknown(external_id.to_owned());
    let building = buildings::by_external_id(db, campaign.id, external_id)?.ok_or_else(unknown)?;
    let all = golds::of_campaign(db, campaign.id)?;
    let gold = all.into_iter().find(|gold| gold.building == building.id).ok_or_else(unknown)?;
    let gold = Gold { is_active: false, ..gold };
    Ok(golds::put(db, campaign.id, &gold, account, now)?)
}

/// Gold with names: the building's own id, the gold, the two captures' own ids.
pub type Listed = (String, Gold, [Option<String>; 2]);

/// All gold of a campaign: (the building's own id, the gold, the two captures' own ids).
///
/// # Errors
/// When the store fails.
pub fn list(db: &mut Db, campaign: &Campaign) -> Result<Vec<Listed>, StoreError> {
    let all = captures::of_campaign(db, campaign.id)?;
    let name = |id: Option<CaptureId>| {
        let found = all.iter().find(|capture| Some(capture.id) == id);
        found.map(|capture| capture.external_id.clone())
    };
    let golds = golds::of_campaign(db, campaign.id)?;
    golds
        .into_iter()
        .map(|gold| {
            let names = [name(gold.last_standing), name(gold.first_destroyed)];
            Ok((buildings::get(db, gold.building)?.external_id, gold, names))
        })
        .collect()
}
