//! Writing the exports, row by row to any writer: CSV of every kind of row, and `GeoJSON` of the
//! buildings. Which columns there are and what they say is in `columns`.

use std::io::{self, Write};
use std::marker::PhantomData;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::cell::Cell;
use super::columns::{BuildingRow, Record};
use super::outline::{counter_clockwise, rounded};
use crate::domain::place::{Footprint, LonLat};

/// Why an export cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The table could not be written.
    #[error("the table could not be written: {0}")]
    Table(#[from] csv::Error),
    /// The output could not be written.
    #[error("the export could not be written: {0}")]
    Write(#[from] io::Error),
    /// A row could not be written as JSON.
    #[error("the row could not be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A word that the codebook does not explain must not reach a reader.
    #[error("\"{word}\" is no value of the column {column}; the codebook does not explain it")]
    UnknownWord {
        /// The column.
        column: &'static str,
        /// The word.
        word: String,
    },
    /// Infinity, or no number at all.
    #[error("the column {0} has a value that is no finite number")]
    NotFinite(&'static str),
}

/// The values of a row in the order of its columns, each checked.
fn cells<R: Record>(row: &R) -> Result<Vec<(&'static str, Cell)>, ExportError> {
    let checked = |column: &super::columns::Column<R>| match column.value(row) {
        Cell::Number(number) if !number.is_finite() => Err(ExportError::NotFinite(column.name)),
        Cell::Text(word) if !column.explains(&Cell::Text(word.clone())) => {
            Err(ExportError::UnknownWord { column: column.name, word })
        }
        cell => Ok((column.name, cell)),
    };
    R::columns().iter().map(checked).collect()
}

/// A table of plain texts as CSV, safe to open in a spreadsheet.
///
/// # Errors
/// When it cannot be written.
pub fn plain_table(columns: &[&str], rows: &[Vec<String>]) -> Result<Vec<u8>, ExportError> {
    let line_end = csv::Terminator::Any(b'\n');
    let mut table = csv::WriterBuilder::new().terminator(line_end).from_writer(Vec::new());
    table.write_record(columns)?;
    for row in rows {
        for text in row {
            table.write_field(Cell::Text(text.clone()).to_table().as_bytes())?;
        }
        table.write_record(None::<&[u8]>)?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

/// Writes rows as CSV (RFC 4180 with `\n`, UTF-8 without a byte order mark).
pub struct CsvWriter<R, W: Write> {
    table: csv::Writer<W>,
    rows: PhantomData<R>,
}

impl<R: Record, W: Write> CsvWriter<R, W> {
    /// Begins a table with the columns of its rows.
    ///
    /// # Errors
    /// When the header cannot be written.
    pub fn new(output: W) -> Result<Self, ExportError> {
        let line_end = csv::Terminator::Any(b'\n');
        let mut table = csv::WriterBuilder::new().terminator(line_end).from_writer(output);
        table.write_record(R::columns().iter().map(|column| column.name))?;
        Ok(Self { table, rows: PhantomData })
    }

    /// Writes one row.
    ///
    /// # Errors
    /// When a value is not explained by the codebook, or the output fails.
    pub fn row(&mut self, row: &R) -> Result<(), ExportError> {
        for (_, cell) in cells(row)? {
            self.table.write_field(cell.to_table().as_bytes())?;
        }
        self.table.write_record(None::<&[u8]>)?;
        Ok(())
    }

    /// Writes what is still held back, and hands the output back.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(self) -> Result<W, ExportError> {
        self.table.into_inner().map_err(|error| ExportError::Write(error.into_error()))
    }
}

/// Writes buildings as one `GeoJSON` `FeatureCollection` (RFC 7946), a line for each.
pub struct GeoJsonWriter<W: Write> {
    output: W,
    is_first: bool,
}

impl<W: Write> GeoJsonWriter<W> {
    /// Begins `buildings.geojson`.
    ///
    /// # Errors
    /// When the output fails.
    pub fn new(mut output: W) -> Result<Self, ExportError> {
        output.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        Ok(Self { output, is_first: true })
    }

    /// Writes one building.
    ///
    /// # Errors
    /// When a value is not explained by the codebook, or the output fails.
    pub fn row(&mut self, row: &BuildingRow) -> Result<(), ExportError> {
        let properties = Properties(cells(row)?);
        self.output.write_all(if self.is_first { b"\n" } else { b",\n" })?;
        self.is_first = false;
        serde_json::to_writer(&mut self.output, &Feature { row, properties })?;
        Ok(())
    }

    /// Writes the end, and hands the output back.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> Result<W, ExportError> {
        self.output.write_all(b"\n]}\n")?;
        self.output.flush()?;
        Ok(self.output)
    }
}

struct Feature<'a> {
    row: &'a BuildingRow,
    properties: Properties,
}

impl Serialize for Feature<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(4))?;
        map.serialize_entry("type", "Feature")?;
        map.serialize_entry("id", &self.row.external_id)?;
        map.serialize_entry("geometry", &Geometry(&self.row.footprint))?;
        map.serialize_entry("properties", &self.properties)?;
        map.end()
    }
}

struct Properties(Vec<(&'static str, Cell)>);

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, cell)| (*name, cell)))
    }
}

struct Geometry<'a>(&'a Footprint);

impl Serialize for Geometry<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let position = |at: &LonLat| [rounded(at.lon()), rounded(at.lat())];
        let mut map = serializer.serialize_map(Some(2))?;
        match self.0 {
            Footprint::Point(at) => {
                map.serialize_entry("type", "Point")?;
                map.serialize_entry("coordinates", &position(at))?;
            }
            Footprint::Ring(ring) => {
                let mut ring: Vec<_> = counter_clockwise(ring).iter().map(position).collect();
                ring.extend(ring.first().copied());
                map.serialize_entry("type", "Polygon")?;
                map.serialize_entry("coordinates", &[ring])?;
            }
        }
        map.end()
    }
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
