//! One row for each ruling of an adjudicator, in force or not.

use chrono::{DateTime, Utc};

use super::Kind::{Boolean, Instant, Integer, Text};
use super::outcomes::{OPEN_END, RULING};
use super::{Cell, Column, Record, word};
use crate::domain::id::{BuildingId, RulingId};

/// A ruling as it is exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingRow {
    /// Ours.
    pub ruling_id: RulingId,
    /// The building.
    pub building_id: BuildingId,
    /// In which round of the case.
    pub round: i32,
    /// Whose, never their name.
    pub adjudicator_pseudonym: String,
    /// One of the words of the column `kind`.
    pub kind: String,
    /// The two ends of its window, by their captures.
    pub images: [Option<String>; 2],
    /// Why an end has none.
    pub open: [Option<String>; 2],
    /// Why it cannot be dated.
    pub doubt: Option<String>,
    /// How many more were asked.
    pub more: Option<u32>,
    /// Why.
    pub reason: String,
    /// Whether they had answered before they saw votes.
    pub is_blind: bool,
    /// When.
    pub ruled_at: DateTime<Utc>,
    /// Whether it decides what is published at present.
    pub is_in_force: bool,
    /// What ended its round: `disputed` or `mended`.
    pub ended: Option<String>,
    /// Why it was.
    pub ended_reason: Option<String>,
}

impl RulingRow {
    fn image(&self, end: usize) -> Cell<'_> {
        Cell::text(self.images.get(end).and_then(Option::as_ref))
    }

    fn open(&self, end: usize) -> Cell<'_> {
        Cell::text(self.open.get(end).and_then(Option::as_ref))
    }
}

impl Record for RulingRow {
    const TABLE: &'static str = "rulings";

    fn columns() -> &'static [Column<Self>] {
        RULINGS
    }
}

/// The columns of `rulings.csv`.
pub static RULINGS: &[Column<RulingRow>] = &[
    Column::new("ruling_id", Integer, "Number of the ruling in this installation.", |row| {
        Cell::Integer(row.ruling_id.0)
    }),
    Column::new("building_id", Integer, "The building; joins with buildings.csv.", |row| {
        Cell::Integer(row.building_id.0)
    }),
    Column::new(
        "round",
        Integer,
        "Round of the case, from 1; a dispute, a mending or a request for votes begins another.",
        |row| Cell::integer(Some(i64::from(row.round))),
    ),
    Column::new(
        "adjudicator_pseudonym",
        Text,
        "Whose, the same in every row of this campaign and unlike in any other; never a name.",
        |row| Cell::text(Some(&row.adjudicator_pseudonym)),
    ),
    Column::new("kind", Text, "How the adjudicator ruled.", |row: &RulingRow| {
        Cell::text(Some(&row.kind))
    })
    .of(RULING),
    Column::new(
        "last_intact_image_id",
        Text,
        "The last capture ruled to show it standing. Empty when that end is open or not ruled on.",
        |row| row.image(0),
    ),
    Column::new(
        "last_intact_open",
        Text,
        "Why there is none. Empty when there is one, or it is not ruled on.",
        |row: &RulingRow| row.open(0),
    )
    .of(OPEN_END),
    Column::new(
        "first_destroyed_image_id",
        Text,
        "The first capture ruled to show it destroyed. Empty when it is open or not ruled on.",
        |row| row.image(1),
    ),
    Column::new(
        "first_destroyed_open",
        Text,
        "Why there is none. Empty when there is one, or it is not ruled on.",
        |row: &RulingRow| row.open(1),
    )
    .of(OPEN_END),
    Column::new("doubt", Text, "Why it cannot be dated. Empty unless it was ruled so.", |row| {
        Cell::text(row.doubt.as_ref())
    }),
    Column::new(
        "more",
        Integer,
        "How many more volunteers were asked. Empty unless it was ruled so.",
        |row| Cell::integer(row.more),
    ),
    Column::new("reason", Text, "Why, in the adjudicator's own words.", |row| {
        Cell::text(Some(&row.reason))
    }),
    Column::new(
        "blind",
        Boolean,
        "Whether they had answered before they saw any vote about the building.",
        |row| Cell::Boolean(row.is_blind),
    ),
    Column::new("ruled_at", Instant, "When the ruling was made (UTC).", |row| {
        Cell::instant(Some(row.ruled_at))
    }),
    Column::new(
        "in_force",
        Boolean,
        "Whether buildings.csv follows this ruling: the last of its round, undisputed.",
        |row| Cell::Boolean(row.is_in_force),
    ),
    Column::new(
        "ended",
        Text,
        "What ended its round. Empty while nothing has, or when volunteers were asked for more.",
        |row: &RulingRow| Cell::text(row.ended.as_ref()),
    )
    .of(&[
        word("disputed", "Staff disputed the ruling, and somebody else decides"),
        word("mended", "What was to be mended was"),
    ]),
    Column::new("ended_reason", Text, "Why it was disputed, or what was mended.", |row| {
        Cell::text(row.ended_reason.as_ref())
    }),
];
