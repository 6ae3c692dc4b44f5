//! The same worker's label about the same task again, and what becomes of it.

use super::super::rows::{RowError, Spot};
use super::table::Table;

/// One row of a table of labels, by numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) task: u32,
    pub(super) worker: u32,
    pub(super) low: u16,
    pub(super) high: u16,
    /// The line on which it stands; files of more lines are not accepted.
    pub(super) line: u32,
}

/// What becomes of a worker's second label about the same task. The same label again is the same
/// answer sent twice, and counts once, except with [`Repeats::All`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Repeats {
    /// It counts beside the first, also where it is the same: for repeated ratings, and as other
    /// tools count. The only way in which nothing depends on the order of the rows.
    #[default]
    All,
    /// It replaces the one before it, as an answer that a volunteer changes does.
    Last,
    /// It is left out.
    First,
    /// It is refused, by line, where it is another label.
    Refuse,
}

/// How many rows said something about a task that their worker had labelled before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Repeated {
    /// With a label that this worker had given it before.
    pub identical: u64,
    /// With another.
    pub contradicting: u64,
}

impl Repeats {
    /// All, the default first.
    pub const EACH: [Self; 4] = [Self::All, Self::Last, Self::First, Self::Refuse];

    /// The word used on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Last => "last",
            Self::First => "first",
            Self::All => "all",
            Self::Refuse => "refuse",
        }
    }

    /// Sorts rows by task and worker, leaves out those that do not count, and says how many were
    /// repeated. Rows that are refused become faults of `table`.
    pub(super) fn settle(self, rows: &mut Vec<Said>, table: &mut Table) -> Repeated {
        rows.sort_unstable_by_key(|row| (row.task, row.worker, row.line));
        let mut repeated = Repeated::default();
        let is_same = |a: &Said, b: &Said| (a.task, a.worker) == (b.task, b.worker);
        for same in rows.chunk_by(is_same).filter(|same| same.len() > 1) {
            let mut different: Vec<(u16, u16)> = Vec::new();
            for row in same {
                if different.contains(&(row.low, row.high)) {
                    repeated.identical += 1;
                } else {
                    different.push((row.low, row.high));
                    repeated.contradicting += u64::from(different.len() > 1);
                    if self == Self::Refuse && different.len() > 1 {
                        table.fail(refused(row, same));
                    }
                }
            }
        }
        match self {
            Self::All => {}
            Self::First | Self::Refuse => rows.dedup_by(|later, earlier| is_same(later, earlier)),
            Self::Last => rows.dedup_by(|later, earlier| {
                let is_again = is_same(later, earlier);
                if is_again {
                    *earlier = *later;
                }
                is_again
            }),
        }
        repeated
    }
}

fn refused(row: &Said, same: &[Said]) -> RowError {
    let first = same.first().map_or(0, |first| first.line);
    let reason = format!(
        "its worker has given this task another label on line {first}; keep one of the rows, or \
         choose --duplicates all, last or first"
    );
    RowError::new(Spot::Line(row.line.into()), reason)
}

impl std::fmt::Display for Repeats {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Repeats {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let found = Self::EACH.into_iter().find(|own| own.as_str() == word);
        found.ok_or_else(|| "choose all, last, first or refuse".to_owned())
    }
}
