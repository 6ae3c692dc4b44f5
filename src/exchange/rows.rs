//! What was read from a list row by row, and what was wrong with which row.
//! The formats themselves are elsewhere.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::limits::{EXTERNAL_ID_CHARS_MAX, ROW_ERRORS_MAX};

/// Where in a file something stands. Everything is counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Spot {
    /// The file holds one thing only.
    File,
    /// A line of a table.
    Line(u64),
    /// A feature of a `GeoJSON` file, or a record of another format.
    Feature(u64),
    /// An entry of a JSON manifest.
    Capture(u64),
}

impl Spot {
    /// The number of the line, feature or entry.
    #[must_use]
    pub const fn number(self) -> Option<u64> {
        match self {
            Self::File => None,
            Self::Line(number) | Self::Feature(number) | Self::Capture(number) => Some(number),
        }
    }

    /// The same kind of spot with another number.
    #[must_use]
    pub const fn at(self, number: u64) -> Self {
        match self {
            Self::File => Self::File,
            Self::Line(_) => Self::Line(number),
            Self::Feature(_) => Self::Feature(number),
            Self::Capture(_) => Self::Capture(number),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("the file"),
            Self::Line(number) => write!(f, "line {number}"),
            Self::Feature(number) => write!(f, "feature {number}"),
            Self::Capture(number) => write!(f, "capture {number}"),
        }
    }
}

/// One fault of one row, in words for the person who can mend the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowError {
    /// Where the row stands.
    pub place: Spot,
    /// The column or property at fault, as the file format names it.
    pub column: Option<String>,
    /// The row's own id, where it has one.
    pub id: Option<String>,
    /// What is wrong and how to mend it.
    pub reason: String,
}

impl RowError {
    /// A fault of a whole row.
    #[must_use]
    pub fn new(place: Spot, reason: impl fmt::Display) -> Self {
        Self { place, column: None, id: None, reason: reason.to_string() }
    }

    /// The same fault, of one column.
    #[must_use]
    pub fn in_column(self, column: &str) -> Self {
        Self { column: Some(column.to_owned()), ..self }
    }

    /// The same fault, of a row that has an id.
    #[must_use]
    pub fn of(self, id: &str) -> Self {
        Self { id: (!id.is_empty()).then(|| id.to_owned()), ..self }
    }

    /// The line, in a table.
    #[must_use]
    pub const fn line(&self) -> Option<u64> {
        if let Spot::Line(number) = self.place { Some(number) } else { None }
    }

    /// The feature's number, in a `GeoJSON` file.
    #[must_use]
    pub const fn feature(&self) -> Option<u64> {
        if let Spot::Feature(number) = self.place { Some(number) } else { None }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.place)?;
        if let (Some(id), None) = (&self.id, self.line()) {
            write!(f, " (\"{id}\")")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Everything read from one list. A caller that wants all or nothing asks [`Self::is_clean`].
#[derive(Debug, Clone, PartialEq)]
pub struct Report<T> {
    /// The rows that are right, in the order of the file.
    pub items: Vec<T>,
    /// The first [`ROW_ERRORS_MAX`] faults.
    pub errors: Vec<RowError>,
    /// How many faults there are, listed or not.
    pub error_count: u64,
    /// Readings that are no faults but that a coordinator should know, one sentence each.
    pub notes: Vec<String>,
}

impl<T> Report<T> {
    /// Nothing read yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new(), errors: Vec::new(), error_count: 0, notes: Vec::new() }
    }

    /// Counts a fault, and lists it while there is room.
    pub fn fail(&mut self, error: RowError) {
        self.error_count += 1;
        if self.errors.len() < ROW_ERRORS_MAX {
            self.errors.push(error);
        }
    }

    /// Whether no row was at fault.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.error_count == 0
    }
}

impl<T> Default for Report<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a text cannot be the id or the name of a building or capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LabelError {
    /// Nothing in it but blanks.
    #[error("it is empty; every row needs its own id")]
    Empty,
    /// Longer than any real one.
    #[error("it has more than {EXTERNAL_ID_CHARS_MAX} characters; shorten it")]
    TooLong,
    /// Would break tables and pages.
    #[error("it holds a line break or another control character; remove it")]
    Control,
}

/// An id or a name without blanks around it.
///
/// # Errors
/// When it is empty, too long, or holds a control character.
pub fn label(text: &str) -> Result<String, LabelError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(LabelError::Empty);
    }
    if text.chars().count() > EXTERNAL_ID_CHARS_MAX {
        return Err(LabelError::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(LabelError::Control);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_line_and_column() {
        let error = RowError::new(Spot::Line(14), "\"x\" is no date").in_column("captured_at");
        assert_eq!(error.to_string(), "line 14, column captured_at: \"x\" is no date");
    }

    #[test]
    fn a_fault_without_a_line_names_the_id_instead() {
        let error = RowError::new(Spot::Capture(2), "it has no file").of("a2");
        assert_eq!(error.to_string(), "capture 2 (\"a2\"): it has no file");
    }

    #[test]
    fn faults_beyond_the_limit_are_counted_but_not_kept() {
        let mut report = Report::<u8>::new();
        for line in 0..2_000 {
            report.fail(RowError::new(Spot::Line(line), "bad"));
        }
        assert_eq!((report.errors.len(), report.error_count), (ROW_ERRORS_MAX, 2_000));
        assert!(!report.is_clean());
    }

    #[test]
    fn an_id_is_trimmed_and_has_bounds() {
        assert_eq!(label(" A 1 ").unwrap(), "A 1");
        assert_eq!(label("  "), Err(LabelError::Empty));
        assert_eq!(label("a\nb"), Err(LabelError::Control));
        assert_eq!(label(&"ä".repeat(201)), Err(LabelError::TooLong));
        assert!(label(&"ä".repeat(200)).is_ok());
    }
}
