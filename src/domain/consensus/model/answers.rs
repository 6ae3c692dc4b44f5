//! Labels as every fitted model reads them: each distinct answer of a worker once, with one row of
//! likelihoods (what is the chance of this answer if the task is of class z?). The expectation step
//! lives here; how rows follow from expected counts is each model's.
//!
//! All labels with the same answer of the same worker have the same row, so the sum of their tasks'
//! posteriors is all that a maximisation step needs: the models are exact at a cost of one
//! multiplication and one addition a label and class. Tasks read rows and workers read posteriors,
//! so nothing is written out of order.

use std::ops::Range;

use super::labels::{Label, Labels};
use super::math::{count, index, real, single};
use super::odds::Odds;

/// A distinct answer of one worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Answer {
    /// The lowest class it leaves possible.
    pub(super) low: u16,
    /// The highest.
    pub(super) high: u16,
    /// How many labels give it.
    pub(super) times: u32,
}

/// What was said, for models. Workers are numbered by rank here.
#[derive(Debug)]
pub(super) struct Answers {
    classes: usize,
    starts: Vec<u32>,
    /// Of each label, task by task, its place among the distinct answers.
    of_label: Vec<u32>,
    distinct: Vec<Answer>,
    /// Where the answers of each rank begin.
    of_rank: Vec<u32>,
    /// The tasks of each distinct answer, answer by answer; empty for models that do not ask.
    tasks_of: Vec<u32>,
    gold: Vec<(u32, u16)>,
}

/// One worker, as a maximisation step sees them.
pub(super) struct Worker<'a> {
    /// By number of labels, most first.
    pub(super) rank: usize,
    /// Every distinct answer.
    pub(super) said: &'a [Answer],
    /// For each of them and each class, how many of the labels are on tasks of that class.
    pub(super) counts: &'a mut [f64],
    /// For each of them and each class, its likelihood: to be written.
    pub(super) rows: &'a mut [f32],
}

impl Worker<'_> {
    /// How many labels.
    pub(super) fn labels(&self) -> f64 {
        self.said.iter().map(|answer| f64::from(answer.times)).sum()
    }
}

impl Answers {
    /// Reads labels, leaving out those that say nothing; gold outside the tasks and classes does
    /// not count, and of two for one task the lower class does.
    pub(super) fn of(labels: &Labels, gold: &[(u32, u16)]) -> Self {
        let order: Vec<u32> = (0..count(labels.tasks())).collect();
        let mut answers = Self::in_order(labels, gold, &order);
        answers.tasks_of = transposed(&answers.starts, &answers.of_label, &answers.distinct);
        answers
    }

    /// The same with the tasks numbered anew: `order` names every task once. For models that only
    /// go from tasks to answers: [`Self::each_worker`] counts nothing.
    pub(super) fn in_order(labels: &Labels, gold: &[(u32, u16)], order: &[u32]) -> Self {
        let classes = labels.classes();
        let rank = labels.ranks();
        let rank_of = |label: &Label| rank.get(index(label.worker)).map_or(0, |r| index(*r));
        let (distinct, of_rank) = distinct(labels, rank_of);
        let mut starts = Vec::with_capacity(labels.tasks() + 1);
        let mut of_label = Vec::with_capacity(labels.len());
        starts.push(0);
        for task in order {
            let heard = labels.of(index(*task)).iter().filter(|l| labels.says_something(**l));
            for label in heard {
                let own = bounds(&of_rank, rank_of(label));
                let said = distinct.get(own.clone()).unwrap_or_default();
                let at = said.partition_point(|a| (a.low, a.high) < (label.low, label.high));
                of_label.push(count(own.start + at));
            }
            starts.push(count(of_label.len()));
        }
        let gold = renumbered(gold, order, classes);
        Self { classes, starts, of_label, distinct, of_rank, tasks_of: Vec::new(), gold }
    }

    /// How many classes.
    pub(super) const fn classes(&self) -> usize {
        self.classes
    }

    /// How many tasks.
    pub(super) const fn tasks(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many labels say something.
    pub(super) const fn labels(&self) -> usize {
        self.of_label.len()
    }

    /// Every distinct answer, by rank of the worker, then lowest and highest class.
    pub(super) fn distinct(&self) -> &[Answer] {
        &self.distinct
    }

    /// How many numbers a model holds beside the posterior.
    pub(super) fn cells(&self) -> usize {
        self.distinct.len() * self.classes
    }

    /// The labels of one task, as positions among the distinct answers.
    pub(super) fn of_task(&self, task: usize) -> &[u32] {
        self.of_label.get(bounds(&self.starts, task)).unwrap_or_default()
    }

    /// The start of models that begin with the vote: the posterior of a task is its shares of
    /// votes, a range counting as much as a single answer and divided evenly. Returns how many
    /// tasks are of each class.
    pub(super) fn vote(&self, out: &mut Vec<f32>) -> Vec<f64> {
        self.each_task(out, |own, gold, shares| {
            shares.values.fill(0.0);
            for answer in own.iter().filter_map(|at| self.distinct.get(index(*at))) {
                let range = usize::from(answer.low)..=usize::from(answer.high);
                let part = 1.0 / (real(range.clone().count()) * real(own.len()));
                let within = shares.values.get_mut(range).unwrap_or_default();
                for share in within {
                    *share += part;
                }
            }
            if let Some(z) = gold {
                shares.fix(z);
            }
        })
    }

    /// The expectation step: writes the posterior of every task to `out` (tasks times classes, row
    /// by row) from the likelihoods of the distinct answers. Returns how many tasks are of each
    /// class; those without labels do not count.
    pub(super) fn expect(&self, rows: &[f32], prior: &[f64], out: &mut Vec<f32>) -> Vec<f64> {
        self.each_task(out, |own, gold, odds| {
            odds.of(prior, own.iter().map(|at| self.row(rows, *at)));
            if let Some(z) = gold {
                odds.fix(z);
            }
        })
    }

    /// The last expectation step, the log-likelihood of a task's labels counting `temper` times in
    /// its posterior. Returns the natural log-likelihood of all labels, untempered.
    pub(super) fn conclude(
        &self,
        rows: &[f32],
        prior: &[f64],
        temper: f64,
        out: &mut Vec<f32>,
    ) -> f64 {
        let mut evidence = 0.0;
        self.each_task(out, |own, gold, odds| {
            evidence += odds.of(prior, own.iter().map(|at| self.row(rows, *at))).ln();
            match gold {
                Some(z) => odds.fix(z),
                None => odds.temper(prior, temper),
            }
        });
        evidence
    }

    /// How many tasks are of each class under a posterior; those without labels do not count.
    pub(super) fn shares(&self, posterior: &[f32]) -> Vec<f64> {
        let mut sums = vec![0.0; self.classes];
        for (task, row) in posterior.chunks_exact(self.classes).enumerate() {
            if !self.of_task(task).is_empty() {
                sums.iter_mut().zip(row).for_each(|(sum, share)| *sum += f64::from(*share));
            }
        }
        sums
    }

    /// Every task's labels, as positions among the distinct answers, and its class where that is
    /// known.
    pub(super) fn each_own(&self) -> impl Iterator<Item = (&[u32], Option<u16>)> {
        let mut gold = self.gold.iter().copied().peekable();
        (0..self.tasks()).map(move |task| {
            let known = gold.next_if(|(known, _)| index(*known) == task);
            (self.of_task(task), known.map(|(_, z)| z))
        })
    }

    fn row<'a>(&self, rows: &'a [f32], at: u32) -> &'a [f32] {
        let start = index(at) * self.classes;
        rows.get(start..start + self.classes).unwrap_or_default()
    }

    /// Asks for the posterior of every task, given its labels and its class where that is known;
    /// writes it down and adds it up.
    fn each_task(
        &self,
        out: &mut Vec<f32>,
        mut each: impl FnMut(&[u32], Option<u16>, &mut Odds),
    ) -> Vec<f64> {
        out.resize(self.tasks() * self.classes, 0.0);
        let mut odds = Odds::new(self.classes);
        let mut sums = vec![0.0; self.classes];
        for (row, (own, gold)) in out.chunks_exact_mut(self.classes).zip(self.each_own()) {
            each(own, gold, &mut odds);
            for (cell, share) in row.iter_mut().zip(&odds.values) {
                *cell = single(*share);
            }
            if !own.is_empty() {
                sums.iter_mut().zip(&odds.values).for_each(|(sum, share)| *sum += share);
            }
        }
        sums
    }

    /// Hands over every worker, by rank, with what their labels count under a posterior.
    pub(super) fn each_worker(
        &self,
        posterior: &[f32],
        rows: &mut [f32],
        mut each: impl FnMut(Worker),
    ) {
        let classes = self.classes;
        let mut counts = Vec::new();
        let mut tasks = self.tasks_of.as_slice();
        let mut rows = rows;
        for rank in 0..self.ranks() {
            let said = self.said(rank);
            counts.clear();
            counts.resize(said.len() * classes, 0.0);
            for (answer, row) in said.iter().zip(counts.chunks_exact_mut(classes)) {
                let times = index(answer.times).min(tasks.len());
                let (own, rest) = tasks.split_at(times);
                tasks = rest;
                for task in own {
                    for (sum, share) in row.iter_mut().zip(self.row(posterior, *task)) {
                        *sum += f64::from(*share);
                    }
                }
            }
            let (own, rest) = std::mem::take(&mut rows).split_at_mut(said.len() * classes);
            rows = rest;
            each(Worker { rank, said, counts: &mut counts, rows: own });
        }
    }

    /// Hands over every worker's distinct answers and their rows, by rank.
    pub(super) fn each_row(
        &self,
        rows: &mut [f32],
        mut each: impl FnMut(usize, Answer, &mut [f32]),
    ) {
        let mut rows = rows.chunks_exact_mut(self.classes);
        for rank in 0..self.ranks() {
            let said = self.said(rank);
            for (answer, row) in said.iter().zip(rows.by_ref()) {
                each(rank, *answer, row);
            }
        }
    }

    /// How many workers, those without labels included.
    pub(super) const fn ranks(&self) -> usize {
        self.of_rank.len() - 1
    }

    /// The distinct answers of the worker of a rank.
    pub(super) fn said(&self, rank: usize) -> &[Answer] {
        self.distinct.get(bounds(&self.of_rank, rank)).unwrap_or_default()
    }

    /// Where the answers of the worker of a rank stand among the distinct ones.
    pub(super) fn of_rank(&self, rank: usize) -> Range<usize> {
        bounds(&self.of_rank, rank)
    }
}

/// The class prior from how many tasks are of each class, with `pseudo` tasks added to each, so
/// that no class is ever ruled out before a label is read.
pub(super) fn prior(tasks: &[f64], pseudo: f64) -> Vec<f64> {
    let total = tasks.iter().sum::<f64>() + pseudo * real(tasks.len());
    tasks.iter().map(|sum| (sum + pseudo) / total).collect()
}

/// Gold with the numbers of tasks in an order, rising.
fn renumbered(gold: &[(u32, u16)], order: &[u32], classes: usize) -> Vec<(u32, u16)> {
    let mut known: Vec<(u32, u16)> =
        gold.iter().copied().filter(|(_, z)| usize::from(*z) < classes).collect();
    if known.is_empty() {
        return known;
    }
    known.sort_unstable();
    let class_of = |task: &u32| {
        let first = known.partition_point(|(other, _)| other < task);
        known.get(first).filter(|(other, _)| other == task).map(|(_, z)| *z)
    };
    (0..).zip(order).filter_map(|(at, task)| class_of(task).map(|z| (at, z))).collect()
}

/// The tasks of each distinct answer, answer by answer and rising within each.
fn transposed(starts: &[u32], of_label: &[u32], distinct: &[Answer]) -> Vec<u32> {
    let mut next = Vec::with_capacity(distinct.len());
    let mut sum = 0;
    for answer in distinct {
        next.push(sum);
        sum += answer.times;
    }
    let mut tasks_of = vec![0u32; of_label.len()];
    for (task, own) in starts.windows(2).enumerate() {
        let &[start, end] = own else { continue };
        for at in of_label.get(index(start)..index(end)).unwrap_or_default() {
            let Some(place) = next.get_mut(index(*at)) else { continue };
            if let Some(slot) = tasks_of.get_mut(index(*place)) {
                *slot = count(task);
            }
            *place += 1;
        }
    }
    tasks_of
}

/// The distinct answers by rank, and where those of each rank begin.
fn distinct(labels: &Labels, rank_of: impl Fn(&Label) -> usize) -> (Vec<Answer>, Vec<u32>) {
    let heard = || {
        (0..labels.tasks())
            .flat_map(|task| labels.of(task))
            .filter(|label| labels.says_something(**label))
    };
    let mut ends = vec![0u32; labels.workers() + 1];
    for label in heard() {
        if let Some(slot) = ends.get_mut(rank_of(label) + 1) {
            *slot += 1;
        }
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    let mut next = ends.clone();
    let mut said = vec![(0u16, 0u16); index(sum)];
    for label in heard() {
        let Some(at) = next.get_mut(rank_of(label)) else { continue };
        if let Some(slot) = said.get_mut(index(*at)) {
            *slot = (label.low, label.high);
        }
        *at += 1;
    }
    let mut distinct: Vec<Answer> = Vec::new();
    let mut of_rank = vec![0u32];
    for rank in 0..labels.workers() {
        let own = said.get_mut(bounds(&ends, rank)).unwrap_or_default();
        own.sort_unstable();
        for same in own.chunk_by(|a, b| a == b) {
            let (low, high) = same.first().copied().unwrap_or_default();
            distinct.push(Answer { low, high, times: count(same.len()) });
        }
        of_rank.push(count(distinct.len()));
    }
    (distinct, of_rank)
}

fn bounds(starts: &[u32], at: usize) -> Range<usize> {
    let start = starts.get(at).map_or(0, |start| index(*start));
    start..starts.get(at + 1).map_or(start, |end| index(*end))
}
