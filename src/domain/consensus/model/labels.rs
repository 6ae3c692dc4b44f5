//! Labels grouped by task: the one input of every method here. What a method makes of them lives
//! in its own file.

use super::math::{class, count, index};

/// The most classes that a set of labels may have: one more than the captures of a campaign.
pub const CLASSES_MAX: usize = crate::domain::limits::CAPTURES_MAX + 1;

/// One worker's label about a task: the inclusive range of classes it leaves possible. A single
/// answer has `low == high`. For a building, a class is the number of captures that show it
/// standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Whose it is: below the number of workers.
    pub worker: u32,
    /// The lowest class it leaves possible.
    pub low: u16,
    /// The highest class it leaves possible.
    pub high: u16,
}

impl Label {
    /// How many classes it leaves possible: at least 1.
    #[must_use]
    pub fn width(self) -> usize {
        usize::from(self.high - self.low) + 1
    }

    /// Whether it leaves a class possible.
    #[must_use]
    pub fn holds(self, class: u16) -> bool {
        (self.low..=self.high).contains(&class)
    }
}

/// Labels grouped by task. Within a task they stand in an order that depends on what the workers
/// said and not on their numbers, those of one worker side by side; so every sum is formed in the
/// same order whatever numbers the workers have, and results are equal to the last bit.
///
/// Memory: 8 bytes a label, 4 a task and 4 a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    starts: Vec<u32>,
    by_task: Vec<Label>,
    by_rank: Vec<u32>,
    classes: usize,
}

impl Labels {
    /// Groups rows of (task, label), which may come in any order. The same (task, worker) may
    /// occur more than once and counts as often as it occurs: the caller decides on duplicates.
    ///
    /// # Errors
    /// When there is no class or too many, too many rows or workers, or a row that names a task,
    /// worker or class outside the bounds, or a range that ends before it begins.
    pub fn new(
        tasks: usize,
        workers: usize,
        classes: usize,
        rows: Vec<(u32, Label)>,
    ) -> Result<Self, LabelsError> {
        check(tasks, workers, classes, &rows)?;
        let by_rank = ranked(workers, classes, &rows);
        let rank = ranks(&by_rank);
        let mut starts = vec![0u32; tasks + 1];
        for (task, _) in &rows {
            if let Some(slot) = starts.get_mut(index(*task) + 1) {
                *slot += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut by_task = vec![Label { worker: 0, low: 0, high: 0 }; rows.len()];
        for (task, label) in rows {
            let Some(at) = next.get_mut(index(task)) else { continue };
            if let Some(slot) = by_task.get_mut(index(*at)) {
                *slot = label;
            }
            *at += 1;
        }
        let mut grouped = Self { starts, by_task, by_rank, classes };
        for task in 0..tasks {
            let bounds = grouped.bounds(task);
            if let Some(own) = grouped.by_task.get_mut(bounds) {
                own.sort_unstable_by_key(|l| (rank.get(index(l.worker)).copied(), l.low, l.high));
            }
        }
        Ok(grouped)
    }

    /// How many tasks, those without a label included.
    #[must_use]
    pub const fn tasks(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many workers, those without a label included.
    #[must_use]
    pub const fn workers(&self) -> usize {
        self.by_rank.len()
    }

    /// How many classes a task may be of.
    #[must_use]
    pub const fn classes(&self) -> usize {
        self.classes
    }

    /// How many labels.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.by_task.len()
    }

    /// Whether there are no labels at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.by_task.is_empty()
    }

    /// The labels of one task; none when there is no such task.
    #[must_use]
    pub fn of(&self, task: usize) -> &[Label] {
        self.by_task.get(self.bounds(task)).unwrap_or_default()
    }

    /// Whether a label rules anything out. One that leaves every class possible says nothing,
    /// and no model or window counts it.
    #[must_use]
    pub fn says_something(&self, label: Label) -> bool {
        label.width() < self.classes || self.classes == 1
    }

    /// The most numbers that free confusion matrices hold for these labels: classes squared a
    /// worker, or classes a label where that is less and no label is a range.
    #[must_use]
    pub fn cells(&self) -> usize {
        let has_range = self.by_task.iter().any(|label| label.low != label.high);
        let whole = self.workers() * self.classes * self.classes;
        if has_range { whole } else { whole.min(self.len() * self.classes) }
    }

    /// Workers in the order that depends only on what they said, those with most labels first.
    #[must_use]
    pub fn workers_by_rank(&self) -> &[u32] {
        &self.by_rank
    }

    /// The rank of every worker, by number.
    pub(super) fn ranks(&self) -> Vec<u32> {
        ranks(&self.by_rank)
    }

    fn bounds(&self, task: usize) -> std::ops::Range<usize> {
        let start = self.starts.get(task).copied().unwrap_or(0);
        index(start)..self.starts.get(task + 1).map_or(index(start), |end| index(*end))
    }
}

/// The place of every worker in an order of workers.
fn ranks(by_rank: &[u32]) -> Vec<u32> {
    let mut rank = vec![0u32; by_rank.len()];
    for (place, worker) in by_rank.iter().enumerate() {
        if let Some(slot) = rank.get_mut(index(*worker)) {
            *slot = count(place);
        }
    }
    rank
}

/// Workers by number of labels that say something, most first, and among equals by a sum over them
/// that does not depend on order: 64 mixed bits a label, so two workers fall together when they
/// said the same.
fn ranked(workers: usize, classes: usize, rows: &[(u32, Label)]) -> Vec<u32> {
    let mut keys = vec![(0u32, 0u64); workers];
    let heard = |label: Label| label.width() < classes || classes == 1;
    for (task, label) in rows.iter().filter(|(_, label)| heard(*label)) {
        if let Some((number, sum)) = keys.get_mut(index(label.worker)) {
            let said = u64::from(*task) << 32 | u64::from(label.low) << 16 | u64::from(label.high);
            *number += 1;
            *sum = sum.wrapping_add(mixed(said));
        }
    }
    let mut order: Vec<u32> = (0..count(workers)).collect();
    order.sort_by_cached_key(|worker| {
        let (number, sum) = keys.get(index(*worker)).copied().unwrap_or_default();
        (std::cmp::Reverse(number), sum)
    });
    order
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014).
const fn mixed(bits: u64) -> u64 {
    let bits = bits.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ (bits >> 31)
}

fn check(
    tasks: usize,
    workers: usize,
    classes: usize,
    rows: &[(u32, Label)],
) -> Result<(), LabelsError> {
    if classes == 0 || classes > CLASSES_MAX {
        return Err(LabelsError::Classes { classes });
    }
    let most = tasks.max(workers).max(rows.len());
    if u32::try_from(most).is_err() {
        return Err(LabelsError::TooMany { number: most });
    }
    for (row, (task, label)) in rows.iter().enumerate() {
        if index(*task) >= tasks {
            return Err(LabelsError::Task { row, task: *task, tasks });
        }
        if index(label.worker) >= workers {
            return Err(LabelsError::Worker { row, worker: label.worker, workers });
        }
        if label.low > label.high || label.high > class(classes - 1) {
            return Err(LabelsError::Range { row, low: label.low, high: label.high, classes });
        }
    }
    Ok(())
}

/// Why rows are no labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LabelsError {
    /// No classes or too many.
    #[error("labels need 1 to {CLASSES_MAX} classes, not {classes}")]
    Classes {
        /// As asked for.
        classes: usize,
    },
    /// More tasks, workers or rows than 32 bits count.
    #[error("{number} tasks, workers or labels are more than {max}; split the set", max = u32::MAX)]
    TooMany {
        /// The largest of the three.
        number: usize,
    },
    /// A row names a task that is none.
    #[error("row {row} names task {task}, but tasks are numbered from 0 below {tasks}")]
    Task {
        /// Position in the rows given, from 0.
        row: usize,
        /// As named.
        task: u32,
        /// How many there are.
        tasks: usize,
    },
    /// A row names a worker who is none.
    #[error("row {row} names worker {worker}, but workers are numbered from 0 below {workers}")]
    Worker {
        /// Position in the rows given, from 0.
        row: usize,
        /// As named.
        worker: u32,
        /// How many there are.
        workers: usize,
    },
    /// A range outside the classes, or one that ends before it begins.
    #[error("row {row} has the range {low} to {high}, which must rise and stay below {classes}")]
    Range {
        /// Position in the rows given, from 0.
        row: usize,
        /// Lowest class.
        low: u16,
        /// Highest class.
        high: u16,
        /// How many classes there are.
        classes: usize,
    },
}
