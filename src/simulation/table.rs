//! Tables of results: aligned for people, as JSON for programs.

use std::fmt;

use serde::ser::{Serialize, SerializeMap as _, SerializeStruct as _, Serializer};

/// One value of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// A word.
    Word(String),
    /// A number, and how many decimals people want to see; programs get six.
    Number(f64, usize),
    /// A whole number.
    Count(u64),
    /// Nothing to say.
    Empty,
}

impl From<&str> for Cell {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Count(u64::try_from(count).unwrap_or(u64::MAX))
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Number(number, decimals) => write!(f, "{number:.decimals$}"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Empty => f.write_str("-"),
        }
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Word(word) => serializer.serialize_str(word),
            Self::Number(number, _) => {
                // Six decimals say more than a simulation knows, and are the same everywhere.
                serializer.serialize_f64(libm::round(number * 1e6) / 1e6)
            }
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Empty => serializer.serialize_none(),
        }
    }
}

/// A table: a title, the names of its columns, and rows as long as those.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<&'static str>,
    /// Rows.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table without rows.
    #[must_use]
    pub fn new(title: impl Into<String>, columns: &[&'static str]) -> Self {
        Self { title: title.into(), columns: columns.to_vec(), rows: Vec::new() }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<Vec<String>> =
            self.rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        let widths: Vec<usize> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, name)| {
                let cells = texts.iter().filter_map(|row| row.get(at)).map(String::len);
                cells.max().unwrap_or(0).max(name.len())
            })
            .collect();
        writeln!(f, "{}", self.title)?;
        let mut line = |cells: &mut dyn Iterator<Item = (&str, bool)>| -> fmt::Result {
            let mut text = String::new();
            for ((cell, is_word), width) in cells.zip(&widths) {
                let padded =
                    if is_word { format!("{cell:<width$}") } else { format!("{cell:>width$}") };
                text = if text.is_empty() { padded } else { format!("{text}  {padded}") };
            }
            writeln!(f, "{}", text.trim_end())
        };
        let is_word =
            |at: usize| self.rows.iter().any(|row| matches!(row.get(at), Some(Cell::Word(_))));
        line(&mut self.columns.iter().enumerate().map(|(at, name)| (*name, is_word(at))))?;
        for row in &texts {
            line(&mut row.iter().enumerate().map(|(at, cell)| (cell.as_str(), is_word(at))))?;
        }
        Ok(())
    }
}

/// One row by the names of its columns.
struct Row<'a>(&'a Table, &'a [Cell]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.1.len()))?;
        for (name, cell) in self.0.columns.iter().zip(self.1) {
            map.serialize_entry(name, cell)?;
        }
        map.end()
    }
}

impl Serialize for Table {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows: Vec<Row<'_>> = self.rows.iter().map(|row| Row(self, row)).collect();
        let mut table = serializer.serialize_struct("Table", 2)?;
        table.serialize_field("title", &self.title)?;
        table.serialize_field("rows", &rows)?;
        table.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new("t", &["policy", "n"]);
        table.rows.push(vec!["rule".into(), Cell::Number(4.123_456_789, 2)]);
        table.rows.push(vec!["a".into(), Cell::Empty]);
        table
    }

    #[test]
    fn people_get_aligned_columns_with_few_decimals() {
        assert_eq!(table().to_string(), "t\npolicy     n\nrule    4.12\na          -\n");
    }

    #[test]
    fn programs_get_rows_by_name_with_six_decimals() {
        let text = serde_json::to_string(&table()).unwrap();
        let rows = r#"[{"policy":"rule","n":4.123457},{"policy":"a","n":null}]"#;
        assert_eq!(text, format!(r#"{{"title":"t","rows":{rows}}}"#));
    }
}
