//! Comma-separated values.

use std::io::Write;

use super::{Head, Sink};
use crate::domain::place::Footprint;
use crate::exchange::cell::{Cell, guarded};
use crate::exchange::export::ExportError;

/// Writes one table as CSV.
pub(super) struct Delimited<'a> {
    output: Box<dyn Write + Send + 'a>,
    line: Vec<u8>,
    mark: &'static str,
    end: &'static [u8],
}

impl<'a> Delimited<'a> {
    /// With `\n`, without a byte order mark.
    pub(super) fn plain(output: Box<dyn Write + Send + 'a>) -> Self {
        Self { output, line: Vec::new(), mark: "", end: b"\n" }
    }

    /// With `\r\n` and a byte order mark.
    pub(super) fn for_excel(output: Box<dyn Write + Send + 'a>) -> Self {
        Self { output, line: Vec::new(), mark: "\u{feff}", end: b"\r\n" }
    }

    fn text(&mut self, text: &str) {
        if !text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            self.line.extend_from_slice(text.as_bytes());
            return;
        }
        self.line.push(b'"');
        for byte in text.bytes() {
            self.line.extend_from_slice(if byte == b'"' {
                b"\"\""
            } else {
                std::slice::from_ref(&byte)
            });
        }
        self.line.push(b'"');
    }

    fn send(&mut self) -> Result<(), ExportError> {
        self.line.extend_from_slice(self.end);
        self.output.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }
}

impl Sink for Delimited<'_> {
    fn begin(&mut self, head: &Head) -> Result<(), ExportError> {
        self.line.extend_from_slice(self.mark.as_bytes());
        for (number, column) in head.columns.iter().enumerate() {
            if number > 0 {
                self.line.push(b',');
            }
            self.text(&column.name);
        }
        self.send()
    }

    fn row(&mut self, cells: &[Cell<'_>], _: Option<&Footprint>) -> Result<(), ExportError> {
        for (number, cell) in cells.iter().enumerate() {
            if number > 0 {
                self.line.push(b',');
            }
            match cell {
                Cell::Text(text) => self.text(&guarded(text)),
                other => other.plain(&mut self.line),
            }
        }
        self.send()
    }

    fn finish(&mut self) -> Result<(), ExportError> {
        Ok(self.output.flush()?)
    }
}
