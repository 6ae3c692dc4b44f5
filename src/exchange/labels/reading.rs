//! Rows of labels, windows or judgements become numbers.

use std::path::Path;

use super::super::rows::{RowError, Spot};
use super::captures;
use super::header::{Answer, Columns};
use super::levels::{Levels, NoLevel};
use super::names::Names;
use super::repeats::Said;
use super::table::{Row, Table};
use super::{LabelFile, LabelFileError, Options};
use crate::domain::consensus::model::{Kind, Label, Labels};

/// The number of an open end, while levels have no order yet.
const OPEN: u16 = u16::MAX;

/// Everything read so far.
struct Intake {
    columns: Columns,
    tasks: Names,
    workers: Names,
    levels: Levels,
    captures: Names,
    rows: Vec<Said>,
    open: u64,
    not_counted: u64,
}

/// What a row says.
enum Content {
    /// The numbers of the lowest and the highest level, or [`OPEN`].
    Range(u16, u16),
    /// Nothing: open at both ends.
    Open,
    /// Nothing that counts.
    NotCounted,
}

/// Reads a table of labels.
///
/// # Errors
/// When the file is no such table, its levels have no order where one is needed, or a row is at
/// fault; then all faults are named.
pub fn read(path: &Path, options: &Options) -> Result<LabelFile, LabelFileError> {
    let mut table = Table::open(path)?;
    let columns = Columns::find(table.names())?;
    let is_window = !matches!(columns.answer, Answer::Label(_));
    if is_window && options.kind == Some(Kind::Nominal) {
        return Err(LabelFileError::WindowsHaveOrder);
    }
    let kind = options.kind.unwrap_or(if is_window { Kind::Ordinal } else { Kind::Nominal });
    let mut intake = Intake::new(path, columns, options)?;
    table.each(|row| intake.take(row))?;
    if table.rows == 0 {
        return Err(LabelFileError::NoRows(path.to_owned()));
    }
    intake.finish(table, kind, options)
}

impl Intake {
    fn new(path: &Path, columns: Columns, options: &Options) -> Result<Self, LabelFileError> {
        let (mut captures, mut levels) = (Names::new(), Levels::new(&options.levels)?);
        if matches!(columns.answer, Answer::Judgement { .. }) {
            if !options.levels.is_empty() {
                return Err(LabelFileError::JudgementsHaveLevels);
            }
            let beside = || path.with_file_name("images.csv");
            captures = captures::read(&options.images.clone().unwrap_or_else(beside))?;
            levels = Levels::counted(captures.len());
        }
        Ok(Self {
            columns,
            tasks: Names::new(),
            workers: Names::new(),
            levels,
            captures,
            rows: Vec::new(),
            open: 0,
            not_counted: 0,
        })
    }

    fn take(&mut self, row: &Row<'_>) -> Result<Result<(), RowError>, LabelFileError> {
        let read = self.read(row);
        let Err(Trouble::TooManyLevels) = read else {
            return Ok(read.map_err(|trouble| match trouble {
                Trouble::Row(fault) => fault,
                Trouble::TooManyLevels => row.fault("it has one label too many"),
            }));
        };
        Err(LabelFileError::TooManyLevels)
    }

    fn read(&mut self, row: &Row<'_>) -> Result<(), Trouble> {
        let Ok(line) = u32::try_from(row.line) else {
            return Err(row.fault("there are too many lines; split the table").into());
        };
        let (low, high) = match self.content(row)? {
            Content::NotCounted => {
                self.not_counted += 1;
                return Ok(());
            }
            Content::Range(low, high) => (low, high),
            Content::Open => (OPEN, OPEN),
        };
        let task = row.name(self.columns.task, "task")?;
        let worker = row.name(self.columns.worker, "worker")?;
        let task = self.tasks.learn(task);
        if (low, high) == (OPEN, OPEN) {
            self.open += 1;
            return Ok(());
        }
        let worker = self.workers.learn(worker);
        self.rows.push(Said { task, worker, low, high, line });
        Ok(())
    }

    fn content(&mut self, row: &Row<'_>) -> Result<Content, Trouble> {
        match self.columns.answer {
            Answer::Label(at) => {
                let level = self.level(row, row.name(at, "label")?, "label")?;
                Ok(Content::Range(level, level))
            }
            Answer::Window { low, high } => {
                let low = self.end(row, row.cell(low)?, "low")?;
                let high = self.end(row, row.cell(high)?, "high")?;
                Ok(if (low, high) == (OPEN, OPEN) {
                    Content::Open
                } else {
                    Content::Range(low, high)
                })
            }
            Answer::Judgement { last_intact, first_destroyed, counted } => {
                match row.cell(counted)? {
                    "true" => self.judgement(row, last_intact, first_destroyed),
                    "false" => Ok(Content::NotCounted),
                    other => {
                        let reason = format!("\"{other}\" is neither true nor false");
                        Err(row.fault(reason).in_column("counted").into())
                    }
                }
            }
        }
    }

    /// A judgement between two captures: the levels from one after its last standing capture to
    /// its first destroyed one.
    fn judgement(&self, row: &Row<'_>, last: usize, first: usize) -> Result<Content, Trouble> {
        let position = |at, column| match row.cell(at)? {
            "" => Ok(None),
            name => self.captures.find(name).map(Some).ok_or_else(|| {
                let reason = format!("images.csv has no capture \"{name}\"");
                row.fault(reason).in_column(column)
            }),
        };
        let last = position(last, "last_intact_image_id")?;
        let first = position(first, "first_destroyed_image_id")?;
        let level = |number: u32| u16::try_from(number).unwrap_or(OPEN);
        match (last, first) {
            (None, None) => {
                Err(row.fault("it is counted, but names no capture; export it again").into())
            }
            (Some(last), Some(first)) if last >= first => {
                Err(row.fault("it is destroyed before it is last intact").into())
            }
            (last, first) => {
                let low = last.map_or(0, |last| level(last + 1));
                let all = u32::try_from(self.captures.len()).unwrap_or(u32::MAX);
                Ok(Content::Range(low, level(first.unwrap_or(all))))
            }
        }
    }

    fn end(&mut self, row: &Row<'_>, text: &str, column: &str) -> Result<u16, Trouble> {
        if text.is_empty() { Ok(OPEN) } else { self.level(row, text, column) }
    }

    fn level(&mut self, row: &Row<'_>, label: &str, column: &str) -> Result<u16, Trouble> {
        self.levels.of(label).map_err(|why| match why {
            NoLevel::TooMany => Trouble::TooManyLevels,
            NoLevel::NotStated => {
                let levels = self.levels.words();
                let reason = format!("\"{label}\" is none of the stated levels: {levels}");
                row.fault(reason).in_column(column).into()
            }
        })
    }

    /// Puts everything in order.
    fn finish(
        mut self,
        mut table: Table,
        kind: Kind,
        options: &Options,
    ) -> Result<LabelFile, LabelFileError> {
        let ordered = self.levels.ordered(kind == Kind::Ordinal);
        if ordered.is_err() {
            table.check()?;
        }
        let (levels, places) = ordered?;
        let top = u16::try_from(levels.len().saturating_sub(1)).unwrap_or(OPEN);
        let place = |level: u16, open: u16| {
            places.get(usize::from(level)).copied().filter(|_| level != OPEN).unwrap_or(open)
        };
        let (tasks, task_ranks) = self.tasks.sorted();
        let (workers, worker_ranks) = self.workers.sorted();
        let rank = |ranks: &[u32], number: u32| {
            usize::try_from(number).ok().and_then(|at| ranks.get(at)).copied().unwrap_or(0)
        };
        for row in &mut self.rows {
            row.task = rank(&task_ranks, row.task);
            row.worker = rank(&worker_ranks, row.worker);
            (row.low, row.high) = (place(row.low, 0), place(row.high, top));
            if row.low > row.high {
                let (low, high) = (levels.get(row.low.into()), levels.get(row.high.into()));
                let reason = format!("its low end {low} is above its high end {high}; swap them");
                table.fail(RowError::new(Spot::Line(row.line.into()), reason));
            }
        }
        drop((task_ranks, worker_ranks));
        let repeated = options.repeats.settle(&mut self.rows, &mut table);
        table.check()?;
        if self.rows.is_empty() {
            return Err(LabelFileError::NoLabels);
        }
        let label =
            |row: Said| (row.task, Label { worker: row.worker, low: row.low, high: row.high });
        let rows = self.rows.into_iter().map(label).collect();
        Ok(LabelFile {
            labels: Labels::new(tasks.len(), workers.len(), levels.len(), rows)?,
            kind,
            tasks,
            workers: workers.len(),
            levels,
            rows: table.rows,
            repeated,
            open: self.open,
            not_counted: self.not_counted,
            unused_columns: self.columns.unused,
        })
    }
}

/// What is wrong with a row, or with all that follow.
enum Trouble {
    Row(RowError),
    TooManyLevels,
}

impl From<RowError> for Trouble {
    fn from(fault: RowError) -> Self {
        Self::Row(fault)
    }
}
