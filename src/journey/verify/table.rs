//! The tables of a package, row by row.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use crate::exchange::columns::Record;
use crate::journey::publish::anew::{Cells, cell};

/// Hands every row of a table over, and counts them. What is wrong with one is said with its line.
pub(super) fn each_row(
    folder: &Path,
    name: &str,
    mut take: impl FnMut(&Cells) -> Result<(), String>,
) -> Result<u64, String> {
    let trouble = |error: &dyn std::fmt::Display| format!("{name}: {error}");
    let file = File::open(folder.join(name)).map_err(|error| trouble(&error))?;
    let mut table = csv::ReaderBuilder::new().buffer_capacity(1 << 18).from_reader(file);
    let header = table.headers().map_err(|error| trouble(&error))?.clone();
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
    cell(cells, name).parse().map_err(|_error| format!("{name} is no number"))
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
