//! One row for each fault of an imported list, for the person who mends it.

use super::Kind::Text;
use super::{Cell, Column, Record};

/// A fault, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultRow {
    /// Where in the list.
    pub place: String,
    /// The row's own id.
    pub id: Option<String>,
    /// The column at fault.
    pub column: Option<String>,
    /// What is wrong and how to mend it.
    pub reason: String,
}

impl Record for FaultRow {
    const TABLE: &'static str = "faults";

    fn columns() -> &'static [Column<Self>] {
        FAULTS
    }
}

/// The columns of `errors.csv`.
pub static FAULTS: &[Column<FaultRow>] = &[
    Column::new("place", Text, "The line, feature or capture of the list.", |row| {
        Cell::text(Some(&row.place))
    }),
    Column::new("id", Text, "The row's own id. Empty when it has none.", |row| {
        Cell::text(row.id.as_ref())
    }),
    Column::new("column", Text, "The column at fault. Empty when it is the whole row.", |row| {
        Cell::text(row.column.as_ref())
    }),
    Column::new("reason", Text, "What is wrong, and how to mend it.", |row| {
        Cell::text(Some(&row.reason))
    }),
];
