//! A manifest as a table. Rows with the same `capture_id` are several files of one capture.
//! Tables that are no manifest but known are told apart here and read elsewhere.

use std::collections::HashMap;
use std::io::Read;

use csv::{ErrorKind, Reader, ReaderBuilder, StringRecord};

use super::cells::{Cells, short, written};
use super::columns::{find, names, nearest};
use super::intake::Intake;
use super::{FILES_MAX, ManifestError, ard, pairs};
use crate::domain::limits::CAPTURES_MAX;
use crate::exchange::rows::{RowError, Spot};
use crate::exchange::sniff::line_of;

/// The rows of one capture, put together.
#[derive(Default)]
struct Group {
    id: String,
    line: u64,
    cells: Cells,
    files: Vec<(Spot, String)>,
    faults: Vec<RowError>,
}

/// Reads every capture into `intake`.
pub(super) fn read(
    bytes: &[u8],
    separator: u8,
    intake: &mut Intake<'_>,
) -> Result<(), ManifestError> {
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(bytes);
    let header = reader.headers()?.clone();
    if ard::is_header(&header) {
        return ard::table(&header, &mut reader, intake);
    }
    if pairs::is_header(&header) {
        return Err(pairs::advice(&header, &mut reader));
    }
    let columns = known(&header, intake.needs_files)?;
    let mut groups: Vec<Group> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut row = StringRecord::new();
    let mut rows = 0;
    while let Some(line) = next(&mut reader, &mut row, columns.len())? {
        rows += 1;
        if rows > FILES_MAX {
            return Err(ManifestError::Columns(format!(
                "the table has more than {FILES_MAX} rows; split it"
            )));
        }
        let of_row = |line| Ok((line, cells(&columns, line, &row)?));
        let (line, cells) = match line.and_then(of_row) {
            Ok(read) => read,
            Err(fault) => {
                intake.fail(fault, None);
                continue;
            }
        };
        let id = cells.get("capture_id").map_or("", |(_, id)| id.as_str()).to_owned();
        let position = *by_id.entry(id.clone()).or_insert_with(|| {
            groups.push(Group { id, line, ..Group::default() });
            groups.len() - 1
        });
        if groups.len() > CAPTURES_MAX {
            return Err(ManifestError::TooMany);
        }
        if let Some(group) = groups.get_mut(position) {
            group.merge(line, cells, intake.needs_files);
        }
    }
    let all = groups.into_iter().map(|group| {
        let place = Spot::Line(group.line);
        (place, written(group.id, &group.cells, group.files, group.faults))
    });
    intake.take_all(all.collect())
}

/// The line of the next row, which is then in `row`, or what is wrong with it.
pub(super) fn next<R: Read>(
    reader: &mut Reader<R>,
    row: &mut StringRecord,
    count: usize,
) -> Result<Option<Result<u64, RowError>>, csv::Error> {
    match reader.read_record(row) {
        Ok(false) => Ok(None),
        Ok(true) => {
            let line = line_of(row.position());
            if row.len() == count {
                return Ok(Some(Ok(line)));
            }
            let reason = format!(
                "it has {} cells, the header {count}; put quotes around cells that hold the \
                 separator",
                row.len(),
            );
            Ok(Some(Err(RowError::new(Spot::Line(line), reason))))
        }
        Err(error) => match error.kind() {
            ErrorKind::Utf8 { pos, .. } => {
                let place = Spot::Line(line_of(pos.as_ref()));
                let reason = "it is not UTF-8; save the file as \"CSV UTF-8\"";
                Ok(Some(Err(RowError::new(place, reason))))
            }
            _ => Err(error),
        },
    }
}

/// The known column of every cell.
fn known(header: &StringRecord, needs_files: bool) -> Result<Vec<&'static str>, ManifestError> {
    let mut columns = Vec::new();
    for name in header {
        let Some(column) = find(name) else {
            return Err(ManifestError::Columns(format!(
                "the column \"{}\" is not known; did you mean {}? known are: {}",
                name.trim().chars().take(64).collect::<String>(),
                nearest(name.trim()),
                names()
            )));
        };
        if columns.contains(&column.name) {
            let name = column.name;
            return Err(ManifestError::Columns(format!("the column {name} stands there twice")));
        }
        columns.push(column.name);
    }
    if !needs_files && columns.contains(&"file") {
        return Err(ManifestError::Columns(
            "captures of ready-cut chips have no column file: tiles.csv beside it names the chips; \
             remove the column, or take tiles.csv away if the captures are to be cut"
                .to_owned(),
        ));
    }
    let required: &[&str] = if needs_files {
        &["capture_id", "file", "captured_at"]
    } else {
        &["capture_id", "captured_at"]
    };
    match required.iter().find(|wanted| !columns.contains(wanted)) {
        Some(missing) => Err(ManifestError::Columns(format!(
            "the column {missing} is missing; a manifest needs {}",
            required.join(", ")
        ))),
        None => Ok(columns),
    }
}

fn cells(columns: &[&'static str], line: u64, row: &StringRecord) -> Result<Cells, RowError> {
    let filled = columns.iter().zip(row).map(|(column, cell)| (*column, cell.trim()));
    let cells: Cells = filled
        .filter(|(_, cell)| !cell.is_empty())
        .map(|(column, cell)| (column, (Spot::Line(line), cell.to_owned())))
        .collect();
    if cells.contains_key("capture_id") {
        return Ok(cells);
    }
    let reason = "it is empty; give every row the id of its capture";
    Err(RowError::new(Spot::Line(line), reason).in_column("capture_id"))
}

impl Group {
    fn merge(&mut self, line: u64, mut cells: Cells, needs_files: bool) {
        match cells.remove("file") {
            Some(file) => self.files.push(file),
            None if needs_files => self
                .faults
                .push(RowError::new(Spot::Line(line), "it names no file").in_column("file")),
            None => {}
        }
        for (column, (spot, cell)) in cells {
            match self.cells.get(column) {
                Some((first, own)) if *own != cell => {
                    let reason = format!(
                        "\"{}\" for capture \"{}\", but {first} has \"{}\"; rows of \
                         one capture must agree or be empty",
                        short(&cell),
                        short(&self.id),
                        short(own)
                    );
                    self.faults.push(RowError::new(spot, reason).in_column(column));
                }
                Some(_) => {}
                None => {
                    self.cells.insert(column, (spot, cell));
                }
            }
        }
    }
}
