//! A table read row by row, with its faults counted; what the cells mean is elsewhere.

use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder};

use super::super::guard::{Allowance, Guarded};
use super::super::rows::{Report, RowError, Spot};
use super::super::sniff::{Content, OpenError, Source, line_of, open};
use super::{Faults, LABEL_FILE_BYTES_MAX, LabelFileError};

/// An open table behind its header.
pub(super) struct Table {
    path: PathBuf,
    reader: csv::Reader<Guarded<Source>>,
    allowance: Allowance,
    names: Vec<String>,
    /// Rows read.
    pub(super) rows: u64,
    faults: Report<()>,
}

/// One row: its line, and its cells.
pub(super) struct Row<'r> {
    pub(super) line: u64,
    cells: &'r ByteRecord,
}

impl Table {
    /// Opens a table and reads its header.
    ///
    /// # Errors
    /// When the file cannot be opened, or is no table.
    pub(super) fn open(path: &Path) -> Result<Self, LabelFileError> {
        let failed = |source| LabelFileError::open(path, source);
        let (source, content) = open(path, LABEL_FILE_BYTES_MAX).map_err(failed)?;
        let Content::Table(separator) = content else {
            let mend = "save the labels as CSV";
            return Err(failed(OpenError::Foreign { what: "a JSON file", mend }));
        };
        let (source, allowance) = Guarded::new(source);
        let mut reader =
            ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(source);
        let failed = |source| LabelFileError::Read { path: path.to_owned(), source };
        let names = reader.headers().map_err(failed)?;
        let names = names.iter().map(|name| name.trim().to_owned()).collect();
        let faults = Report::new();
        Ok(Self { path: path.to_owned(), reader, allowance, names, rows: 0, faults })
    }

    /// The names of the columns, without blanks around them.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Gives every row that has as many cells as the header to `take`; what that says is wrong
    /// with a row is a fault of that row.
    ///
    /// # Errors
    /// When the file breaks off, or `take` says that no more rows are of use.
    pub(super) fn each(
        &mut self,
        mut take: impl FnMut(&Row<'_>) -> Result<Result<(), RowError>, LabelFileError>,
    ) -> Result<(), LabelFileError> {
        let mut cells = ByteRecord::new();
        loop {
            self.allowance.renew();
            match self.reader.read_byte_record(&mut cells) {
                Ok(false) => return Ok(()),
                Ok(true) => {}
                Err(source) => {
                    return Err(LabelFileError::Read { path: self.path.clone(), source });
                }
            }
            self.rows += 1;
            let row = Row { line: line_of(cells.position()), cells: &cells };
            let taken = if cells.len() == self.names.len() {
                take(&row)?
            } else {
                Err(row.fault(format!(
                    "it has {} cells, the header {}; put quotes around cells that hold the \
                     separator",
                    cells.len(),
                    self.names.len()
                )))
            };
            if let Err(fault) = taken {
                self.fail(fault);
            }
        }
    }

    /// Counts a fault of a row.
    pub(super) fn fail(&mut self, fault: RowError) {
        self.faults.fail(fault);
    }

    /// Whether no row was at fault.
    ///
    /// # Errors
    /// With all faults, when one was.
    pub(super) fn check(&mut self) -> Result<(), LabelFileError> {
        if self.faults.is_clean() {
            return Ok(());
        }
        let faults = std::mem::take(&mut self.faults);
        let (mut listed, count) = (faults.errors, faults.error_count);
        listed.sort_by_key(RowError::line);
        let faults = Faults { listed, count };
        Err(LabelFileError::Rows { path: self.path.clone(), faults })
    }
}

impl<'r> Row<'r> {
    /// A cell without blanks around it.
    ///
    /// # Errors
    /// When it is not UTF-8, or holds a control character.
    pub(super) fn cell(&self, at: usize) -> Result<&'r str, RowError> {
        let bytes = self.cells.get(at).unwrap_or_default();
        let Ok(text) = std::str::from_utf8(bytes) else {
            return Err(self.fault("it is not UTF-8; save the table as UTF-8"));
        };
        let text = text.trim();
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            let reason = "a cell holds a line break or another control character; is a quote \
                          never closed?";
            return Err(self.fault(reason));
        }
        Ok(text)
    }

    /// A cell that names something.
    ///
    /// # Errors
    /// As [`Self::cell`], or when it is empty.
    pub(super) fn name(&self, at: usize, column: &str) -> Result<&'r str, RowError> {
        match self.cell(at)? {
            "" => Err(self.fault("it is empty; fill it in or leave the row out").in_column(column)),
            name => Ok(name),
        }
    }

    /// A fault of this row.
    pub(super) fn fault(&self, reason: impl std::fmt::Display) -> RowError {
        RowError::new(Spot::Line(self.line), reason)
    }
}
