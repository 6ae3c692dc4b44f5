//! One row for each act of the staff, as it was written down.

use chrono::{DateTime, Utc};

use super::Kind::{Instant, Integer, Text};
use super::{Cell, Column, Record};

/// An act, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRow {
    /// Its number.
    pub number: i64,
    /// When.
    pub done_at: DateTime<Utc>,
    /// Whose name it was done in.
    pub done_by: String,
    /// What was done.
    pub kind: &'static str,
    /// To what.
    pub subject: String,
    /// Why.
    pub reason: String,
}

impl Record for ActRow {
    const TABLE: &'static str = "acts";

    fn columns() -> &'static [Column<Self>] {
        ACTS
    }
}

/// The columns of `log.csv`.
pub static ACTS: &[Column<ActRow>] = &[
    Column::new("number", Integer, "The act's number; later acts have higher ones.", |row| {
        Cell::Integer(row.number)
    }),
    Column::new("done_at", Instant, "When it was done.", |row| Cell::Instant(row.done_at)),
    Column::new("done_by", Text, "The account that did it, or `command line`.", |row| {
        Cell::text(Some(&row.done_by))
    }),
    Column::new("kind", Text, "What was done.", |row| Cell::Text(row.kind.into())),
    Column::new("subject", Text, "To what or to whom, and how.", |row| {
        Cell::text(Some(&row.subject))
    }),
    Column::new("reason", Text, "Why, where a reason was asked for.", |row| {
        Cell::text(Some(&row.reason))
    }),
];
