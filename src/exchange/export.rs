//! Exported tables as CSV in one go, and what can go wrong with any export. The formats are in
//! `sink`; which columns there are and what they say is in `columns`.

use std::io;

use super::cell::Cell;
use super::columns::Record;
use super::sink::{Format, Rows};

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
    /// The database of a `GeoPackage` failed.
    #[error("the GeoPackage could not be written: {0}")]
    GeoPackage(#[from] rusqlite::Error),
    /// A Parquet file failed.
    #[error("the Parquet file could not be written: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A workbook failed.
    #[error("the workbook could not be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// More rows than a sheet holds.
    #[error(
        "{table} has more rows than a sheet of a workbook holds ({most}); take it as CSV or Parquet"
    )]
    TooLong {
        /// The table.
        table: &'static str,
        /// Rows below its header.
        most: u32,
    },
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
            table.write_field(Cell::Text(text.into()).to_table().as_bytes())?;
        }
        table.write_record(None::<&[u8]>)?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}

/// Records as CSV.
///
/// # Errors
/// When a value is not explained by the codebook.
pub fn csv_of<R: Record>(records: impl IntoIterator<Item = R>) -> Result<Vec<u8>, ExportError> {
    file_of(Format::Csv, records)
}

/// Records as a file of one format, in memory.
///
/// # Errors
/// When a value is not explained by the codebook, or the format cannot hold a row.
pub fn file_of<R: Record>(
    format: Format,
    records: impl IntoIterator<Item = R>,
) -> Result<Vec<u8>, ExportError> {
    let mut bytes = Vec::new();
    let mut sink = format.sink(Box::new(&mut bytes))?;
    let mut rows = Rows::begin(&mut *sink)?;
    records.into_iter().try_for_each(|record| rows.row(&record))?;
    sink.finish()?;
    drop(sink);
    Ok(bytes)
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
