//! JSON: an object a line, or one `FeatureCollection` with a feature a line.

use std::io::Write;

use super::place::position;
use super::{Head, Sink};
use crate::domain::place::Footprint;
use crate::exchange::cell::Cell;
use crate::exchange::export::ExportError;
use crate::exchange::outline::counter_clockwise;

/// The column that names a feature.
const ID: &str = "external_id";

/// Writes one table as JSON.
pub(super) struct Json<'a> {
    output: Box<dyn Write + Send + 'a>,
    has_features: bool,
    is_first: bool,
    /// What stands before each value: a comma, the name and a colon.
    keys: Vec<Vec<u8>>,
    id: Option<usize>,
    line: Vec<u8>,
}

impl<'a> Json<'a> {
    /// One object a line.
    pub(super) fn lines(output: Box<dyn Write + Send + 'a>) -> Self {
        let (keys, line) = (Vec::new(), Vec::new());
        Self { output, has_features: false, is_first: true, keys, id: None, line }
    }

    /// Features, a line for each.
    pub(super) fn features(output: Box<dyn Write + Send + 'a>) -> Self {
        Self { has_features: true, ..Self::lines(output) }
    }

    fn object(&mut self, cells: &[Cell<'_>]) -> Result<(), ExportError> {
        self.line.push(b'{');
        for (key, cell) in self.keys.iter().zip(cells) {
            self.line.extend_from_slice(key);
            value(&mut self.line, cell)?;
        }
        self.line.push(b'}');
        Ok(())
    }

    fn feature(&mut self, cells: &[Cell<'_>], place: &Footprint) -> Result<(), ExportError> {
        let before: &[u8] = if self.is_first { b"\n" } else { b",\n" };
        self.line.extend_from_slice(before);
        self.is_first = false;
        self.line.extend_from_slice(b"{\"type\":\"Feature\",");
        let id = self.id.and_then(|id| cells.get(id));
        if let Some(id) = id.filter(|id| !matches!(id, Cell::Empty)) {
            self.line.extend_from_slice(b"\"id\":");
            value(&mut self.line, id)?;
            self.line.push(b',');
        }
        self.line.extend_from_slice(b"\"geometry\":");
        geometry(&mut self.line, place)?;
        self.line.extend_from_slice(b",\"properties\":");
        self.object(cells)?;
        self.line.push(b'}');
        Ok(())
    }
}

pub(super) fn value(line: &mut Vec<u8>, cell: &Cell<'_>) -> Result<(), ExportError> {
    match cell {
        Cell::Empty => line.extend_from_slice(b"null"),
        Cell::Text(text) => serde_json::to_writer(line, text)?,
        Cell::Number(number) => serde_json::to_writer(line, number)?,
        Cell::Integer(_) | Cell::Boolean(_) => cell.plain(line),
        Cell::Date(_) | Cell::Month(_) | Cell::Instant(_) => {
            line.push(b'"');
            cell.plain(line);
            line.push(b'"');
        }
    }
    Ok(())
}

pub(super) fn geometry(line: &mut Vec<u8>, place: &Footprint) -> Result<(), ExportError> {
    match place {
        Footprint::Point(at) => {
            line.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":");
            serde_json::to_writer(&mut *line, &position(at))?;
        }
        Footprint::Ring(ring) => {
            let mut ring: Vec<_> = counter_clockwise(ring).iter().map(position).collect();
            ring.extend(ring.first().copied());
            line.extend_from_slice(b"{\"type\":\"Polygon\",\"coordinates\":");
            serde_json::to_writer(&mut *line, &[ring])?;
        }
    }
    line.push(b'}');
    Ok(())
}

impl Sink for Json<'_> {
    fn begin(&mut self, head: &Head) -> Result<(), ExportError> {
        for (number, column) in head.columns.iter().enumerate() {
            let comma = if number > 0 { "," } else { "" };
            self.keys.push(format!("{comma}\"{}\":", column.name).into_bytes());
        }
        self.id = head.columns.iter().position(|column| column.name == ID);
        if self.has_features {
            self.output.write_all(b"{\"type\":\"FeatureCollection\",\"features\":[")?;
        }
        Ok(())
    }

    fn row(&mut self, cells: &[Cell<'_>], place: Option<&Footprint>) -> Result<(), ExportError> {
        match place {
            Some(place) if self.has_features => self.feature(cells, place)?,
            _ => {
                self.object(cells)?;
                self.line.push(b'\n');
            }
        }
        self.output.write_all(&self.line)?;
        self.line.clear();
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ExportError> {
        if self.has_features {
            self.output.write_all(b"\n]}\n")?;
        }
        Ok(self.output.flush()?)
    }
}
