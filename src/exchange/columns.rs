//! The column dictionary: every exported column's name, type and meaning, in the order in which
//! it is written. A column also knows how to get its value from a row, so that a header and its
//! rows cannot differ. How values are written is in `cell` and `export`.

use super::cell::Cell;
use crate::domain::place::Footprint;

mod acts;
mod buildings;
mod exhibits;
mod faults;
mod images;
mod incidents;
mod judgements;
mod links;
mod mapswipe;
mod outcomes;
mod references;
mod rulings;
mod unosat;
mod zooniverse;

pub use acts::{ACTS, ActRow};
pub use buildings::{BUILDINGS, BuildingRow, PosteriorCells, RulingCells, Seen};
pub use exhibits::{EXHIBITS, ExhibitRow};
pub use faults::{FAULTS, FaultRow};
pub use images::{IMAGES, ImageRow};
pub use incidents::{INCIDENTS, IncidentRow};
pub use judgements::{JUDGEMENTS, JudgementRow};
pub use links::{LINKS, LinkRow};
pub use mapswipe::{RESULTS, ResultRow, TOTALS, TotalsRow};
pub use references::{REFERENCES, ReferenceRow};
pub use rulings::{RULINGS, RulingRow};
pub use unosat::{Class, Sensed, UnosatRow};
pub use zooniverse::{CLASSIFICATIONS, ClassificationRow};

/// The type of a column's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 words.
    Text,
    /// A whole number.
    Integer,
    /// A number with a decimal point.
    Number,
    /// An ISO 8601 day in UTC (`2017-06-21`), or a month (`2017-06`) where only that is known.
    Date,
    /// An RFC 3339 moment in UTC with milliseconds (`2017-06-21T08:31:00.000Z`).
    Instant,
    /// `true` or `false`.
    Boolean,
}

impl Kind {
    /// The word for it in the codebook.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Boolean => "boolean",
        }
    }
}

/// One of the few words that a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// As it is written.
    pub word: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// One column of an export of rows `R`.
pub struct Column<R> {
    /// Its name in the header, `snake_case` ASCII.
    pub name: &'static str,
    /// The type of its values.
    pub kind: Kind,
    /// What it says, with the unit, and when it is empty.
    pub meaning: &'static str,
    /// The only words it may hold; none when it is free.
    pub words: &'static [Word],
    cell: for<'a> fn(&'a R) -> Cell<'a>,
}

impl<R> Column<R> {
    const fn new(
        name: &'static str,
        kind: Kind,
        meaning: &'static str,
        cell: for<'a> fn(&'a R) -> Cell<'a>,
    ) -> Self {
        Self { name, kind, meaning, words: &[], cell }
    }

    const fn of(self, words: &'static [Word]) -> Self {
        Self { name: self.name, kind: self.kind, meaning: self.meaning, words, cell: self.cell }
    }

    /// The column's value in one row.
    #[must_use]
    pub fn value<'a>(&self, row: &'a R) -> Cell<'a> {
        (self.cell)(row)
    }

    /// Whether the codebook explains this word: any, unless the column has a list of words.
    #[must_use]
    pub fn explains(&self, word: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|own| own.word == word)
    }
}

/// A row that has columns.
pub trait Record: Sized + 'static {
    /// What the table of such rows is called in files that hold several.
    const TABLE: &'static str;
    /// Whether its rows stand somewhere on the ground.
    const IS_PLACED: bool = false;

    /// Its columns in the order in which they are written.
    fn columns() -> &'static [Column<Self>];

    /// Where it stands.
    fn place(&self) -> Option<&Footprint> {
        None
    }
}

const fn word(word: &'static str, meaning: &'static str) -> Word {
    Word { word, meaning }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn check<R: Record>() {
        let mut names = HashSet::new();
        for column in R::columns() {
            let name = column.name;
            assert!(names.insert(name), "{name} stands there twice");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || "_0123456789".contains(c)));
            assert!(column.meaning.ends_with('.') && column.meaning.len() > 20, "{name}");
            assert!(!column.meaning.contains(['|', '\n']), "{name} would break the codebook");
            assert!(column.words.is_empty() || column.kind == Kind::Text, "{name}");
        }
    }

    #[test]
    fn every_column_has_a_name_of_its_own_and_a_meaning() {
        check::<BuildingRow>();
        check::<JudgementRow>();
        check::<ImageRow>();
        check::<ExhibitRow>();
        check::<ReferenceRow>();
        check::<RulingRow>();
        check::<FaultRow>();
        check::<IncidentRow>();
        check::<LinkRow>();
        check::<ClassificationRow>();
        check::<ResultRow>();
        check::<TotalsRow>();
    }
}
