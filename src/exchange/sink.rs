//! Where exported rows go: one reading of the rows feeds files of any number of formats, each
//! written as the rows come, so that memory stays flat however many there are.

use std::borrow::Cow;
use std::io::Write;
use std::marker::PhantomData;

use super::cell::Cell;
use super::columns::{Column, Kind, Record};
use super::export::ExportError;
use crate::domain::place::Footprint;

mod columnar;
mod delimited;
mod geopackage;
mod json;
mod objects;
mod place;
mod style;
mod workbook;

pub use objects::Objects;

/// A format of tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Comma-separated values, RFC 4180 with `\n`.
    Csv,
    /// The same with a byte order mark and `\r\n`, as Excel wants it.
    ExcelCsv,
    /// One JSON object a line.
    Ndjson,
    /// Features, RFC 7946.
    GeoJson,
    /// A database of features and tables.
    GeoPackage,
    /// Columns of typed values; `GeoParquet` where the rows stand somewhere.
    Parquet,
    /// A workbook, one sheet a table.
    Xlsx,
}

impl Format {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Csv,
        Self::ExcelCsv,
        Self::Ndjson,
        Self::GeoJson,
        Self::GeoPackage,
        Self::Parquet,
        Self::Xlsx,
    ];

    /// How the names of its files end.
    #[must_use]
    pub const fn end(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::ExcelCsv => "excel.csv",
            Self::Ndjson => "ndjson",
            Self::GeoJson => "geojson",
            Self::GeoPackage => "gpkg",
            Self::Parquet => "parquet",
            Self::Xlsx => "xlsx",
        }
    }

    /// The format of files whose names end so.
    #[must_use]
    pub fn parse(end: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.end() == end)
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Csv | Self::ExcelCsv => "text/csv; charset=utf-8",
            Self::Ndjson => "application/x-ndjson",
            Self::GeoJson => "application/geo+json",
            Self::GeoPackage => "application/geopackage+sqlite3",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// What opens it, in a phrase.
    #[must_use]
    pub const fn opens_in(self) -> &'static str {
        match self {
            Self::Csv => "pandas, R, LibreOffice",
            Self::ExcelCsv => "Excel",
            Self::Ndjson => "jq, DuckDB, pandas",
            Self::GeoJson => "QGIS, GDAL, geopandas, Kepler",
            Self::GeoPackage => "QGIS, ArcGIS, GDAL, geopandas, R",
            Self::Parquet => "pandas, geopandas, R, DuckDB",
            Self::Xlsx => "Excel, LibreOffice",
        }
    }

    /// What takes rows and writes them to `output` in this format.
    ///
    /// # Errors
    /// When the output fails.
    pub fn sink<'a>(
        self,
        output: Box<dyn Write + Send + 'a>,
    ) -> Result<Box<dyn Sink + 'a>, ExportError> {
        Ok(match self {
            Self::Csv => Box::new(delimited::Delimited::plain(output)),
            Self::ExcelCsv => Box::new(delimited::Delimited::for_excel(output)),
            Self::Ndjson => Box::new(json::Json::lines(output)),
            Self::GeoJson => Box::new(json::Json::features(output)),
            Self::GeoPackage => Box::new(geopackage::GeoPackage::new(output)?),
            Self::Parquet => Box::new(columnar::Parquet::new(output)),
            Self::Xlsx => Box::new(workbook::Sheets::new(output)),
        })
    }
}

/// The name and the kind of a column, as a sink needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its name.
    pub name: Cow<'static, str>,
    /// What its cells hold.
    pub kind: Kind,
}

/// What a sink is told of a table before its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its name, in files that hold several.
    pub table: &'static str,
    /// Its columns in order.
    pub columns: Vec<Heading>,
    /// Whether its rows stand somewhere on the ground.
    pub is_placed: bool,
}

impl Head {
    /// Of the rows of a record.
    #[must_use]
    pub fn of<R: Record>() -> Self {
        let heading = |column: &Column<R>| Heading { name: column.name.into(), kind: column.kind };
        let columns = R::columns().iter().map(heading).collect();
        Self { table: R::TABLE, columns, is_placed: R::IS_PLACED }
    }
}

/// What takes rows and makes a file of them.
pub trait Sink {
    /// Begins a table; formats of one table a file are given one.
    ///
    /// # Errors
    /// When the output fails.
    fn begin(&mut self, head: &Head) -> Result<(), ExportError>;

    /// Takes a row of the table begun last, its cells in the order of the columns.
    ///
    /// # Errors
    /// When the output fails, or the format cannot hold the row.
    fn row(&mut self, cells: &[Cell<'_>], place: Option<&Footprint>) -> Result<(), ExportError>;

    /// Writes what is still held back, and the end of the file.
    ///
    /// # Errors
    /// When the output fails.
    fn finish(&mut self) -> Result<(), ExportError>;
}

/// Several sinks that are given the same rows, which are counted.
pub struct Fan<'f, 'a> {
    sinks: Vec<&'f mut (dyn Sink + 'a)>,
    rows: u64,
}

impl<'f, 'a> Fan<'f, 'a> {
    /// Of these.
    #[must_use]
    pub const fn of(sinks: Vec<&'f mut (dyn Sink + 'a)>) -> Self {
        Self { sinks, rows: 0 }
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.sinks.is_empty()
    }

    /// How many rows they were given.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }
}

impl Sink for Fan<'_, '_> {
    fn begin(&mut self, head: &Head) -> Result<(), ExportError> {
        self.sinks.iter_mut().try_for_each(|sink| sink.begin(head))
    }

    fn row(&mut self, cells: &[Cell<'_>], place: Option<&Footprint>) -> Result<(), ExportError> {
        self.rows += 1;
        self.sinks.iter_mut().try_for_each(|sink| sink.row(cells, place))
    }

    fn finish(&mut self) -> Result<(), ExportError> {
        self.sinks.iter_mut().try_for_each(|sink| sink.finish())
    }
}

/// A table of records on its way into a sink.
pub struct Rows<'s, R> {
    sink: &'s mut dyn Sink,
    rows: PhantomData<R>,
}

impl<'s, R: Record> Rows<'s, R> {
    /// Begins the table.
    ///
    /// # Errors
    /// When the output fails.
    pub fn begin(sink: &'s mut dyn Sink) -> Result<Self, ExportError> {
        sink.begin(&Head::of::<R>())?;
        Ok(Self { sink, rows: PhantomData })
    }

    /// Writes one row, its values checked.
    ///
    /// # Errors
    /// When a value is not explained by the codebook, or the output fails.
    pub fn row(&mut self, row: &R) -> Result<(), ExportError> {
        let cells: Vec<Cell<'_>> =
            R::columns().iter().map(|column| checked(column, row)).collect::<Result<_, _>>()?;
        self.sink.row(&cells, row.place())
    }
}

fn checked<'a, R>(column: &Column<R>, row: &'a R) -> Result<Cell<'a>, ExportError> {
    match column.value(row) {
        Cell::Number(number) if !number.is_finite() => Err(ExportError::NotFinite(column.name)),
        Cell::Text(word) if !column.explains(&word) => {
            Err(ExportError::UnknownWord { column: column.name, word: word.into_owned() })
        }
        cell => Ok(cell),
    }
}

#[cfg(test)]
#[path = "sink_tests.rs"]
mod tests;
