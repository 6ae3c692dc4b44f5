//! Rows as JSON objects in memory: for pages of few rows.

use super::json::{geometry, value};
use super::{Head, Sink};
use crate::domain::place::Footprint;
use crate::exchange::cell::Cell;
use crate::exchange::export::ExportError;

/// Keeps each row of one table as a JSON object; rows that stand somewhere have a `geometry` too.
#[derive(Debug)]
pub struct Objects {
    without: &'static [&'static str],
    keys: Vec<Option<Vec<u8>>>,
    rows: Vec<Vec<u8>>,
}

impl Objects {
    /// Of every column but these.
    #[must_use]
    pub const fn without(without: &'static [&'static str]) -> Self {
        Self { without, keys: Vec::new(), rows: Vec::new() }
    }

    /// The rows so far.
    #[must_use]
    pub fn into_rows(self) -> Vec<Vec<u8>> {
        self.rows
    }
}

impl Sink for Objects {
    fn begin(&mut self, head: &Head) -> Result<(), ExportError> {
        let key = |name: &str| {
            (!self.without.contains(&name)).then(|| format!("\"{name}\":").into_bytes())
        };
        self.keys = head.columns.iter().map(|column| key(&column.name)).collect();
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>], place: Option<&Footprint>) -> Result<(), ExportError> {
        let mut row = Vec::new();
        for (key, cell) in self.keys.iter().zip(cells) {
            let Some(key) = key else { continue };
            row.push(if row.is_empty() { b'{' } else { b',' });
            row.extend_from_slice(key);
            value(&mut row, cell)?;
        }
        if let Some(place) = place {
            row.extend_from_slice(b",\"geometry\":");
            geometry(&mut row, place)?;
        }
        row.push(b'}');
        self.rows.push(row);
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ExportError> {
        Ok(())
    }
}
