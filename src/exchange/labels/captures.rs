//! The captures of our own export in order of time, so that windows between them become classes.

use std::path::Path;

use chrono::DateTime;

use super::header::needed;
use super::names::Names;
use super::table::Table;
use super::{CLASSES_MAX, LabelFileError};

/// The ids of the captures in `images.csv`, oldest first; of two at the same time the one that
/// stands first in the file, as the export writes them.
///
/// # Errors
/// When the file cannot be read, a row is at fault, or there are too many captures.
pub(super) fn read(path: &Path) -> Result<Names, LabelFileError> {
    let mut table = Table::open(path)?;
    let id = needed(table.names(), "image_id")?;
    let at = needed(table.names(), "captured_at")?;
    let mut captures = Vec::new();
    table.each(|row| {
        let read = || {
            let name = row.name(id, "image_id")?;
            let text = row.name(at, "captured_at")?;
            let taken = DateTime::parse_from_rfc3339(text).ok().ok_or_else(|| {
                let reason = format!("\"{text}\" is no moment such as 2017-06-21T08:31:00.000Z");
                row.fault(reason).in_column("captured_at")
            })?;
            Ok((taken, name.to_owned(), row.line))
        };
        Ok(read().map(|capture| captures.push(capture)))
    })?;
    captures.sort_by_key(|(taken, ..)| *taken);
    let mut names = Names::new();
    for (_, name, line) in captures {
        if names.find(&name).is_some() {
            let reason = format!("the capture \"{name}\" is there twice");
            table.fail(super::RowError::new(super::super::rows::Spot::Line(line), reason));
        }
        names.learn(&name);
    }
    table.check()?;
    if names.len() >= CLASSES_MAX {
        return Err(LabelFileError::TooManyLevels);
    }
    if names.is_empty() {
        return Err(LabelFileError::NoRows(path.to_owned()));
    }
    Ok(names)
}
