//! One row a task: what the labels came to. Which numbers stand in it is the business of
//! `domain::consensus::model`.

use std::io::{self, Write};

use super::LabelFile;
use super::names::number;
use crate::domain::consensus::model::{Aggregate, Best};
use crate::exchange::cell::Cell;

/// Why results cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ResultsError {
    /// A row could not be written.
    #[error("the results could not be written: {0}")]
    Table(#[from] csv::Error),
    /// The output failed.
    #[error("the results could not be written: {0}")]
    Write(#[from] io::Error),
}

/// Writes a row for each task, in the order of the tasks:
/// - `task`;
/// - `label`: the level that leads; empty where several do, or there is no label;
/// - `probability`: of that level, or of each of those that lead; 6 decimals, as all numbers here;
/// - `low`, `high`: the lowest and the highest level that the method leaves possible; empty for
///   methods without windows;
/// - `votes`: labels counted;
/// - `tied`: where several levels lead, all of them with `|` between them;
/// - `p_LEVEL`: the probability of each level, or for votes its share.
///
/// Names are guarded against being taken for formulas; numbers stay as they are.
///
/// # Errors
/// When the output fails.
pub fn write_results(
    output: impl Write,
    file: &LabelFile,
    result: &Aggregate,
) -> Result<(), ResultsError> {
    let line_end = csv::Terminator::Any(b'\n');
    let mut table = csv::WriterBuilder::new().terminator(line_end).from_writer(output);
    let fixed = ["task", "label", "probability", "low", "high", "votes", "tied"];
    for name in fixed {
        table.write_field(name)?;
    }
    for level in file.levels.iter() {
        table.write_field(format!("p_{level}"))?;
    }
    table.write_record(None::<&[u8]>)?;
    let chances = result.probability.chunks_exact(result.classes.max(1));
    let rows = file.tasks.iter().zip(&result.best).zip(&result.windows).zip(chances);
    for (at, (((task, best), window), chances)) in rows.enumerate() {
        let level = |class: u16| file.levels.get(class.into());
        let (label, tied, leading) = match best {
            Best::Leads(class) => (level(*class), String::new(), Some(*class)),
            Best::Tied(classes) => {
                let all: Vec<&str> = classes.iter().map(|class| level(*class)).collect();
                ("", all.join("|"), classes.first().copied())
            }
            Best::Nothing => ("", String::new(), None),
        };
        let chance = leading.and_then(|class| chances.get(usize::from(class)));
        let (low, high) = window.map_or(("", ""), |(low, high)| (level(low), level(high)));
        table.write_field(plain(task))?;
        table.write_field(plain(label))?;
        table.write_field(chance.map_or_else(String::new, |chance| rounded(*chance)))?;
        table.write_field(plain(low))?;
        table.write_field(plain(high))?;
        table.write_field(file.labels.of(at).len().to_string())?;
        table.write_field(plain(&tied))?;
        for chance in chances {
            table.write_field(rounded(*chance))?;
        }
        table.write_record(None::<&[u8]>)?;
    }
    Ok(table.flush()?)
}

fn rounded(chance: f32) -> String {
    format!("{chance:.6}")
}

/// A name as a cell: as it is if it is a number, else guarded.
fn plain(name: &str) -> String {
    if number(name).is_some() {
        return name.to_owned();
    }
    Cell::Text(name.into()).to_table().into_owned()
}
