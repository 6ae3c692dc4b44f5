//! One row for each date that an imported list gives a building.

use chrono::NaiveDate;

use super::Kind::{Date, Integer, Text};
use super::{Cell, Column, Record};
use crate::domain::id::BuildingId;

/// What a list said, as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferenceRow {
    /// The building.
    pub building_id: BuildingId,
    /// The last day on which the list has it whole.
    pub after: Option<NaiveDate>,
    /// The first day on which the list has it damaged.
    pub before: Option<NaiveDate>,
    /// The kind of damage.
    pub damage: String,
    /// How sure the list is.
    pub confidence: Option<String>,
    /// What the list says.
    pub said: String,
}

impl Record for ReferenceRow {
    const TABLE: &'static str = "references";

    fn columns() -> &'static [Column<Self>] {
        REFERENCES
    }
}

/// The columns of `references.csv`.
pub static REFERENCES: &[Column<ReferenceRow>] = &[
    Column::new("building_id", Integer, "The building; joins with buildings.csv.", |row| {
        Cell::Integer(row.building_id.0)
    }),
    Column::new(
        "after",
        Date,
        "The last day on which the list saw it whole. Empty when the list does not bound it.",
        |row| Cell::date(row.after),
    ),
    Column::new(
        "before",
        Date,
        "The first day on which the list saw it damaged. Empty when the list does not bound it.",
        |row| Cell::date(row.before),
    ),
    Column::new(
        "damage",
        Text,
        "The kind of damage: destroyed, severe, moderate, possible, none or other.",
        |row| Cell::text(Some(&row.damage)),
    ),
    Column::new(
        "confidence",
        Text,
        "How sure the list says to be, in its own words. Empty when it does not say.",
        |row| Cell::text(row.confidence.as_ref()),
    ),
    Column::new(
        "said",
        Text,
        "What the list says, in its own words; no part of it enters the published window.",
        |row| Cell::text(Some(&row.said)),
    ),
];
