//! The true levels of tasks, to hold results against; no method ever sees them.

use std::path::Path;

use super::header::{find, needed};
use super::levels::same_level;
use super::table::Table;
use super::{LabelFile, LabelFileError};

/// The number of a true level that is none of the levels of the labels.
const ELSEWHERE: u16 = u16::MAX;

/// What is true of the tasks of a table of labels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    /// The number of each task's true level, where it is known. A level that is none of the
    /// table's has the highest number there is: no answer can be right or near.
    pub levels: Vec<Option<u16>>,
    /// How many are none of the table's levels.
    pub elsewhere: u64,
    /// How many are of tasks that the table does not have.
    pub without_labels: u64,
}

impl Truth {
    /// How many tasks of the table have a true level.
    #[must_use]
    pub fn known(&self) -> usize {
        self.levels.iter().flatten().count()
    }
}

/// Reads `task,truth` (or `task,label`) beside a table of labels. Other columns are not used.
///
/// # Errors
/// When the file is no such table, or a row is at fault: empty, or the second of a task.
pub fn read_truth(path: &Path, file: &LabelFile) -> Result<Truth, LabelFileError> {
    let mut table = Table::open(path)?;
    let task_at = needed(table.names(), "task")?;
    let label_at = match find(table.names(), "truth")? {
        Some(at) => at,
        None => find(table.names(), "label")?.map_or_else(|| needed(table.names(), "truth"), Ok)?,
    };
    let mut levels: Vec<Option<u16>> = vec![None; file.tasks.len()];
    let (mut elsewhere, mut without_labels) = (0, 0);
    table.each(|row| {
        let mut read = || {
            let task = row.name(task_at, "task")?;
            let level = row.name(label_at, "truth")?;
            let known = file.tasks.find(task).and_then(|task| usize::try_from(task).ok());
            let Some(slot) = known.and_then(|task| levels.get_mut(task)) else {
                without_labels += 1;
                return Ok(());
            };
            if slot.is_some() {
                return Err(row.fault(format!("the truth of task \"{task}\" is there twice")));
            }
            let level = same_level(&file.levels, level).and_then(|at| u16::try_from(at).ok());
            elsewhere += u64::from(level.is_none());
            *slot = Some(level.unwrap_or(ELSEWHERE));
            Ok(())
        };
        Ok(read())
    })?;
    table.check()?;
    if table.rows == 0 {
        return Err(LabelFileError::NoRows(path.to_owned()));
    }
    Ok(Truth { levels, elsewhere, without_labels })
}
