//! The tables of a package, row by row.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::files;
use crate::exchange::cell::Cell;
use crate::exchange::columns::Record;
use crate::journey::publish::anew::{Cells, cell, moment};

/// Hands every row of a table over, and counts them. Its columns are those that the program writes:
/// others could be taken for findings. What is wrong with a row is said with its line.
pub(super) fn each_row<R: Record>(
    folder: &Path,
    mut take: impl FnMut(&Cells) -> Result<(), String>,
) -> Result<u64, String> {
    let name = &format!("{}.csv", R::TABLE);
    let trouble = |error: &dyn std::fmt::Display| format!("{name}: {error}");
    let file = files::Lines::open(folder, name).map_err(|error| trouble(&error))?;
    let mut table = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
    let header = table.headers().map_err(|error| trouble(&error))?.clone();
    if !header.iter().eq(R::columns().iter().map(|column| column.name)) {
        return Err(format!("{name}, line 1: its columns are not those that the program writes"));
    }
    let (mut cells, mut count) = (Cells { header: Arc::new(header), ..Cells::default() }, 0);
    while table.read_record(&mut cells.row).map_err(|error| trouble(&error))? {
        let line = cells.row.position().map_or(0, csv::Position::line);
        take(&cells).map_err(|error| format!("{name}, line {line}: {error}"))?;
        count += 1;
    }
    Ok(count)
}

/// A cell that holds a number.
pub(super) fn number(cells: &Cells, name: &str) -> Result<i64, String> {
    let text = cell(cells, name);
    let number: i64 = text.parse().map_err(|_error| format!("{name} is no number"))?;
    is(cells, name, &number.to_string())?;
    Ok(number)
}

/// A cell that holds a moment.
pub(super) fn time(cells: &Cells, name: &str) -> Result<DateTime<Utc>, String> {
    let at = moment(cell(cells, name)).ok_or_else(|| format!("{name} is no moment"))?;
    is(cells, name, &Cell::Instant(at).to_table())?;
    Ok(at)
}

/// Whether a cell holds a moment of the ledger, in milliseconds.
pub(super) fn is_at(cells: &Cells, name: &str, own: i64) -> Result<(), String> {
    let at = DateTime::from_timestamp_millis(own).ok_or("its line has no moment")?;
    is(cells, name, &Cell::Instant(at).to_table())
}

/// The first column in which a row is not what it should be.
pub(super) fn compare<R: Record>(
    there: &Cells,
    wanted: &R,
    skips: impl Fn(&str) -> bool,
) -> Result<(), String> {
    for (at, column) in R::columns().iter().enumerate() {
        let value = column.value(wanted);
        let own = value.to_table();
        // Where it stands as it is written: millions of rows are compared.
        let is_in_place = there.header.get(at) == Some(column.name);
        if (is_in_place && there.row.get(at) == Some(&own)) || skips(column.name) {
            continue;
        }
        is(there, column.name, &own)?;
    }
    Ok(())
}

/// Whether a cell is what it should be.
pub(super) fn is(there: &Cells, name: &str, own: &str) -> Result<(), String> {
    let there = cell(there, name);
    if own == there {
        Ok(())
    } else {
        Err(format!("{name} is \"{there}\", and should be \"{own}\""))
    }
}
