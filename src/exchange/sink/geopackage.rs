//! `GeoPackage` 1.3: a `SQLite` database made in a file without a name, so that what leaves is
//! whole, and the same rows make the same bytes.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Write};

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, ToSql, params, params_from_iter};
use tempfile::TempDir;

use super::place::{Bounds, wkb};
use super::{Head, Sink, style};
use crate::domain::place::Footprint;
use crate::exchange::cell::Cell;
use crate::exchange::columns::Kind;
use crate::exchange::export::ExportError;

const BEGIN: &str = include_str!("geopackage_begin.sql");
const RTREE: &str = include_str!("geopackage_rtree.sql");
const FILE: &str = "export.gpkg";

/// Writes tables into one database.
pub(super) struct GeoPackage<'a> {
    output: Box<dyn Write + Send + 'a>,
    folder: TempDir,
    database: Option<Connection>,
    tables: Vec<Table>,
    latest: DateTime<Utc>,
}

struct Table {
    head: Head,
    insert: String,
    bounds: Bounds,
    rows: i64,
    points: i64,
}

impl<'a> GeoPackage<'a> {
    /// An empty database.
    pub(super) fn new(output: Box<dyn Write + Send + 'a>) -> Result<Self, ExportError> {
        let folder = TempDir::new()?;
        let database = Connection::open(folder.path().join(FILE))?;
        database.execute_batch(BEGIN)?;
        let (database, tables) = (Some(database), Vec::new());
        Ok(Self { output, folder, database, tables, latest: DateTime::UNIX_EPOCH })
    }
}

const fn declared(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "TEXT",
        Kind::Integer => "INTEGER",
        Kind::Number => "DOUBLE",
        Kind::Date => "DATE",
        Kind::Instant => "DATETIME",
        Kind::Boolean => "BOOLEAN",
    }
}

fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Empty => ToSqlOutput::Owned(Value::Null),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Integer(number) => ToSqlOutput::Owned(Value::Integer(*number)),
            Self::Number(number) => ToSqlOutput::Owned(Value::Real(*number)),
            Self::Boolean(answer) => ToSqlOutput::Owned(Value::Integer((*answer).into())),
            // A whole day is asked for: of a month, its first.
            Self::Month(day) => Self::Date(*day).to_table().into_owned().into(),
            Self::Date(_) | Self::Instant(_) => self.to_table().into_owned().into(),
        })
    }
}

/// A place behind the header that `GeoPackage` wants, with its box where it is no point.
fn blob(place: &Footprint, bounds: Bounds) -> Vec<u8> {
    let is_point = matches!(place, Footprint::Point(_));
    let mut out = vec![b'G', b'P', 0, if is_point { 0b01 } else { 0b11 }];
    out.extend(4_326_i32.to_le_bytes());
    if !is_point {
        for edge in [bounds.west, bounds.east, bounds.south, bounds.north] {
            out.extend(edge.to_le_bytes());
        }
    }
    out.extend(wkb(place));
    out
}

impl Sink for GeoPackage<'_> {
    fn begin(&mut self, head: &Head) -> Result<(), ExportError> {
        let Some(database) = &self.database else { return Ok(()) };
        let Head { table, columns, is_placed } = head;
        let mut list = "fid INTEGER PRIMARY KEY NOT NULL".to_owned();
        let mut marks = "?1".to_owned();
        if *is_placed {
            list.push_str(", geom GEOMETRY");
            marks.push_str(", ?2");
        }
        let before = if *is_placed { 3 } else { 2 };
        for (number, column) in columns.iter().enumerate() {
            // Writing to a String cannot fail.
            let _ = write!(list, ", \"{}\" {}", column.name, declared(column.kind));
            let _ = write!(marks, ", ?{}", number + before);
        }
        database.execute_batch(&format!("CREATE TABLE \"{table}\" ({list})"))?;
        if *is_placed {
            database.execute_batch(&format!(
                "CREATE VIRTUAL TABLE rtree_{table}_geom USING rtree(id, minx, maxx, miny, maxy)"
            ))?;
        }
        let insert = format!("INSERT INTO \"{table}\" VALUES ({marks})");
        let (head, bounds) = (head.clone(), Bounds::NONE);
        self.tables.push(Table { head, insert, bounds, rows: 0, points: 0 });
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>], place: Option<&Footprint>) -> Result<(), ExportError> {
        let (Some(database), Some(table)) = (&self.database, self.tables.last_mut()) else {
            return Ok(());
        };
        table.rows += 1;
        self.latest = cells.iter().filter_map(Cell::moment).fold(self.latest, DateTime::max);
        let mut insert = database.prepare_cached(&table.insert)?;
        let fid = Cell::Integer(table.rows);
        if !table.head.is_placed {
            insert.execute(params_from_iter(std::iter::once(&fid).chain(cells)))?;
            return Ok(());
        }
        let bounds = place.map(Bounds::of);
        let geometry = place.zip(bounds).map(|(place, bounds)| blob(place, bounds));
        let first: [&dyn ToSql; 2] = [&fid, &geometry];
        let rest = cells.iter().map(|cell| -> &dyn ToSql { cell });
        insert.execute(params_from_iter(first.into_iter().chain(rest)))?;
        if let Some(edges) = bounds {
            table.bounds = table.bounds.with(edges);
            table.points += i64::from(matches!(place, Some(Footprint::Point(_))));
            let name = table.head.table;
            let sql = format!("INSERT INTO rtree_{name}_geom VALUES (?1, ?2, ?3, ?4, ?5)");
            let Bounds { west, south, east, north } = edges;
            database
                .prepare_cached(&sql)?
                .execute(params![table.rows, west, east, south, north])?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ExportError> {
        let Some(database) = self.database.take() else { return Ok(()) };
        let made = moment(self.latest);
        for table in &self.tables {
            table.describe(&database, &made)?;
        }
        database.execute_batch("COMMIT")?;
        database.close().map_err(|(_, error)| error)?;
        io::copy(&mut File::open(self.folder.path().join(FILE))?, &mut self.output)?;
        Ok(self.output.flush()?)
    }
}

impl Table {
    /// Says in the catalogue what the table holds, once that is known.
    fn describe(&self, database: &Connection, made: &str) -> rusqlite::Result<()> {
        let name = self.head.table;
        let kind = if self.head.is_placed { "features" } else { "attributes" };
        let [west, south, east, north] = self.bounds.edges().map_or([None; 4], |e| e.map(Some));
        let srs = self.head.is_placed.then_some(4_326);
        database.execute(
            "INSERT INTO gpkg_contents VALUES (?1, ?2, ?1, '', ?3, ?4, ?5, ?6, ?7, ?8)",
            params![name, kind, made, west, south, east, north, srs],
        )?;
        if !self.head.is_placed {
            return Ok(());
        }
        database.execute_batch(&RTREE.replace("{table}", name))?;
        if let Some(qml) = style::qml(&self.head, self.points * 2 > self.rows) {
            database.execute_batch(style::TABLE)?;
            database.execute(style::CONTENTS, params![made])?;
            database.execute(style::INSERT, params![name, qml, made])?;
        }
        Ok(())
    }
}
