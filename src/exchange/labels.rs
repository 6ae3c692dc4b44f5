//! Tables of labels, as other tools write them and as this program exports its judgements: read
//! row by row, checked, and put into the order in which results are written. What is made of them
//! is in `domain::consensus::model`.
//!
//! Three forms are told apart by their header: `task,worker,label`; `task,worker,low,high`, where
//! an empty end is open; and our own `judgements.csv`, whose captures are put in order by
//! `images.csv`. All or nothing: every bad row is named by its line, and one is enough to refuse.
//!
//! **Order.** Tasks, workers and levels are put in the order of numbers when all of them are
//! numbers, else in that of their letters; so the order of the rows changes nothing, save which
//! of two contradicting rows is the last.

use std::path::{Path, PathBuf};

use super::rows::RowError;
use super::sniff::OpenError;
use crate::domain::consensus::model::labels::CLASSES_MAX;
use crate::domain::consensus::model::{Kind, Labels, LabelsError};

mod captures;
mod header;
mod levels;
mod names;
mod reading;
mod repeats;
mod results;
mod table;
#[cfg(test)]
#[path = "labels_tests.rs"]
mod tests;
mod truth;

pub use names::Names;
pub use reading::read;
pub use repeats::{Repeated, Repeats};
pub use results::{ResultsError, write_results};
pub use truth::{Truth, read_truth};

/// Bytes of one table of labels; 100 million rows, and far more than memory is meant for.
pub const LABEL_FILE_BYTES_MAX: u64 = 4_000_000_000;

/// How a table of labels is to be read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whether the levels have an order. Where it is not said: windows and our judgements have
    /// one, labels have none, even if they are numbers.
    pub kind: Option<Kind>,
    /// The levels from the lowest to the highest; empty for those that occur, in the order of
    /// numbers.
    pub levels: Vec<String>,
    /// What becomes of a worker's second label about the same task.
    pub repeats: Repeats,
    /// The `images.csv` beside our `judgements.csv`; by default the one in the same folder.
    pub images: Option<PathBuf>,
}

/// A table of labels that has been read.
#[derive(Debug, Clone)]
pub struct LabelFile {
    /// The labels, by numbers.
    pub labels: Labels,
    /// Whether the levels have an order.
    pub kind: Kind,
    /// The tasks' own names, by number.
    pub tasks: Names,
    /// How many workers there are.
    pub workers: usize,
    /// The levels' own names, by number. For our judgements a level is the number of captures of
    /// the campaign that show the building standing.
    pub levels: Names,
    /// Rows read, the header left out.
    pub rows: u64,
    /// Rows whose worker had labelled the task before.
    pub repeated: Repeated,
    /// Windows that are open at both ends: they say nothing and are left out.
    pub open: u64,
    /// Judgements that the published rule does not count, and that are left out.
    pub not_counted: u64,
    /// Columns that were not used.
    pub unused_columns: Vec<String>,
}

/// Why a table of labels, or a file beside it, cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LabelFileError {
    /// It cannot be opened, or is no table.
    #[error("{}: {}", path.display(), opened(source))]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: OpenError,
    },
    /// It breaks off.
    #[error("{}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A header and nothing else.
    #[error("{} has a header and no rows", .0.display())]
    NoRows(PathBuf),
    /// No row counts.
    #[error("no row of the table says anything that counts")]
    NoLabels,
    /// A column is not there.
    #[error(
        "there is no column \"{wanted}\" among {found}; the first line must name the columns: \
         task,worker,label or task,worker,low,high, or those of our judgements.csv"
    )]
    MissingColumn {
        /// The column.
        wanted: String,
        /// Those that are there.
        found: String,
    },
    /// A column is there twice.
    #[error("the column \"{0}\" is there twice; rename one")]
    TwiceNamed(String),
    /// Labels and windows in one table.
    #[error("the table has both a column label and the columns low and high; leave one out")]
    BothForms,
    /// A level stated twice, or an empty one.
    #[error("the levels name \"{0}\" twice, or it is empty; name each level once")]
    StatedTwice(String),
    /// Free text instead of labels.
    #[error(
        "there are more than {CLASSES_MAX} different labels; if the labels are free text or \
         measurements, put them into classes first"
    )]
    TooManyLevels,
    /// Levels without an order.
    #[error(
        "the labels are to be ordinal but are not all numbers ({0}, ...); state their order from \
         the lowest to the highest with --levels, or say --kind nominal"
    )]
    NoOrder(String),
    /// One level written in two ways.
    #[error(
        "the labels \"{0}\" and \"{1}\" are the same number; write it one way, or state the \
         levels with --levels"
    )]
    SameNumber(String, String),
    /// Windows over levels without an order.
    #[error("windows need levels in an order; leave out --kind nominal")]
    WindowsHaveOrder,
    /// Our judgements have their own levels.
    #[error("the levels of judgements.csv are made from its captures; leave out --levels")]
    JudgementsHaveLevels,
    /// Rows are at fault, each named by its line.
    #[error("{}: {} of its rows {}", path.display(), faults.count, faults.verb())]
    Rows {
        /// The file.
        path: PathBuf,
        /// What is wrong with which row.
        faults: Faults,
    },
    /// The labels do not fit into what the methods take.
    #[error(transparent)]
    Labels(#[from] LabelsError),
}

/// What is wrong with the rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// The first of them, in the order of the lines.
    pub listed: Vec<RowError>,
    /// How many there are, listed or not.
    pub count: u64,
}

impl Faults {
    const fn verb(&self) -> &'static str {
        if self.count == 1 { "is at fault" } else { "are at fault" }
    }
}

impl LabelFileError {
    fn open(path: &Path, source: OpenError) -> Self {
        Self::Open { path: path.to_owned(), source }
    }
}

/// Why a file is no table, in words for somebody who has labels and not a list of buildings.
fn opened(error: &OpenError) -> String {
    match error {
        OpenError::Foreign { what, .. } => {
            format!("this is {what}; save the labels as CSV in UTF-8")
        }
        other => other.to_string(),
    }
}
