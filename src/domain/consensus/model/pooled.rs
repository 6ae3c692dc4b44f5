//! One confusion matrix that the whole crowd shares, and for each worker a share of lapses with the
//! habit of what they say then. Matrices that nobody shares live in `dawid_skene`.
//!
//! What workers have in common is pooled so that few labels suffice, after M. Venanzi and others,
//! "Community-based Bayesian aggregation models for crowdsourcing", WWW 2014, with one community;
//! the lapse with its own habit is that of D. Hovy and others, "Learning whom to trust with MACE",
//! NAACL 2013. Every step has a closed form.

use std::ops::Range;

use super::answers::{Answer, Answers, Worker, prior};
use super::labels::Labels;
use super::math::{index, real, single};

/// Of the labels that the shared matrix is learnt from, the most that one account may make.
const SHARE_OF_POOL_MAX: f64 = 0.05;
/// Labels that the crowd's share of lapses counts in one worker's.
const LAPSE_STRENGTH: f64 = 1.0;
/// Lapses that a habit of saying everything alike counts in one worker's.
const HABIT_STRENGTH: f64 = 3.0;
/// The share of lapses at the start.
const LAPSE_START: f64 = 0.1;
/// Labels added to each wrong answer of the shared matrix; right ones get twice as many.
const PSEUDO: f64 = 0.5;
/// Rounds unless another number is asked for.
pub const ITERATIONS: u32 = 20;

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct PooledFit {
    /// Tasks times classes, row by row; 1 a row.
    pub posterior: Vec<f32>,
    /// Share of each class among the tasks.
    pub prior: Vec<f64>,
    /// The shared matrix, truth times said, row by row; 1 a row.
    pub confusion: Vec<f64>,
    /// Every worker's share of lapses, by number; the crowd's for one without labels.
    pub lapses: Vec<f64>,
    /// Rounds done.
    pub iterations: u32,
    /// Natural log-likelihood of the labels.
    pub log_likelihood: f64,
}

/// Fits by expectation-maximisation in closed form, beginning with the vote shares. Gold is (task,
/// class).
#[must_use]
pub fn fit(labels: &Labels, iterations: u32, gold: &[(u32, u16)]) -> PooledFit {
    let answers = Answers::of(labels, gold);
    let classes = answers.classes();
    let mut rows = vec![1f32; answers.cells()];
    let mut pool = Pool::new(&answers, labels.workers());
    let mut posterior = Vec::new();
    let mut share = prior(&answers.vote(&mut posterior), 1.0);
    pool.learn(&answers, &posterior, &mut rows, true);
    for _ in 0..iterations {
        let tasks = answers.expect(&rows, &share, &mut posterior);
        share = prior(&tasks, 1.0);
        pool.learn(&answers, &posterior, &mut rows, false);
    }
    let log_likelihood = answers.conclude(&rows, &share, 1.0, &mut posterior);
    let by_number = |rank: &u32| pool.lapses.get(index(*rank)).copied();
    let lapses = labels.ranks().iter().map(|r| by_number(r).unwrap_or(pool.lapse)).collect();
    let confusion = (0..classes).flat_map(|z| pool.shared.iter().skip(z).step_by(classes));
    let confusion = confusion.copied().collect();
    PooledFit { posterior, prior: share, confusion, lapses, iterations, log_likelihood }
}

struct Pool {
    classes: usize,
    /// Said times truth.
    shared: Vec<f64>,
    /// The crowd's share of lapses.
    lapse: f64,
    /// Each worker's, by rank.
    lapses: Vec<f64>,
    /// For each distinct answer, its share of the worker's lapses.
    habits: Vec<f64>,
}

impl Pool {
    fn new(answers: &Answers, workers: usize) -> Self {
        let classes = answers.classes();
        Self {
            classes,
            shared: vec![1.0 / real(classes); classes * classes],
            lapse: LAPSE_START,
            lapses: vec![LAPSE_START; workers],
            habits: answers.distinct().iter().map(|answer| blind(*answer, classes)).collect(),
        }
    }

    /// The rows of the shared matrix that an answer covers.
    fn band(&self, answer: Answer) -> Range<usize> {
        usize::from(answer.low) * self.classes..(usize::from(answer.high) + 1) * self.classes
    }

    /// The maximisation step: everybody's lapses and habit, the shared matrix from what is left,
    /// and the rows that follow. The first time nobody has lapsed yet.
    fn learn(&mut self, answers: &Answers, posterior: &[f32], rows: &mut [f32], is_first: bool) {
        let classes = self.classes;
        let most = SHARE_OF_POOL_MAX * real(answers.labels());
        let (mut lapses, mut labels) = (1.0, 20.0);
        let mut fresh = vec![PSEUDO; classes * classes];
        fresh.iter_mut().step_by(classes + 1).for_each(|cell| *cell += PSEUDO);
        let mut whole = vec![0.0; classes];
        answers.each_worker(posterior, rows, |mut worker| {
            let all = worker.labels();
            let weight = if all > most { most / all } else { 1.0 };
            if !is_first {
                let habits = self.habits.get_mut(answers.of_rank(worker.rank)).unwrap_or_default();
                if let Some(lapse) = self.lapses.get_mut(worker.rank) {
                    let found = separate(&mut worker, habits, *lapse, classes);
                    *lapse = (found + LAPSE_STRENGTH * self.lapse) / (all + LAPSE_STRENGTH);
                    lapses += found * weight;
                    labels += all * weight;
                }
            }
            self.share(&worker, weight, &mut whole, &mut fresh);
        });
        if !is_first {
            self.lapse = lapses / labels;
        }
        whole.fill(0.0);
        for row in fresh.chunks_exact(classes) {
            whole.iter_mut().zip(row).for_each(|(total, n)| *total += n);
        }
        for (row, new) in self.shared.chunks_exact_mut(classes).zip(fresh.chunks_exact(classes)) {
            let cells = row.iter_mut().zip(new).zip(&whole);
            cells.for_each(|((cell, n), total)| *cell = n / total);
        }
        self.write(answers, rows, &mut whole);
    }

    /// Adds a worker's genuine counts to a shared matrix in the making. A range is shared among its
    /// classes as the matrix so far has it.
    fn share(&self, worker: &Worker, weight: f64, whole: &mut [f64], fresh: &mut [f64]) {
        let classes = self.classes;
        for (answer, counts) in worker.said.iter().zip(worker.counts.chunks_exact(classes)) {
            let new = fresh.get_mut(self.band(*answer)).unwrap_or_default();
            if answer.low == answer.high {
                new.iter_mut().zip(counts).for_each(|(cell, n)| *cell += weight * n);
                continue;
            }
            self.chances(*answer, whole);
            let old = self.shared.get(self.band(*answer)).unwrap_or_default();
            for (new, old) in new.chunks_exact_mut(classes).zip(old.chunks_exact(classes)) {
                let parts = old.iter().zip(&*whole).map(|(part, whole)| part / whole);
                for ((cell, n), part) in new.iter_mut().zip(counts).zip(parts) {
                    *cell += weight * n * part;
                }
            }
        }
    }

    /// The shared chance of an answer, for each true class.
    fn chances(&self, answer: Answer, out: &mut [f64]) {
        out.fill(0.0);
        let within = self.shared.get(self.band(answer)).unwrap_or_default();
        for row in within.chunks_exact(self.classes) {
            out.iter_mut().zip(row).for_each(|(sum, part)| *sum += part);
        }
    }

    /// The likelihoods of every distinct answer.
    fn write(&self, answers: &Answers, rows: &mut [f32], chances: &mut [f64]) {
        let mut habits = self.habits.iter();
        answers.each_row(rows, |rank, answer, row| {
            let lapse = self.lapses.get(rank).copied().unwrap_or(self.lapse);
            let habit = lapse * habits.next().copied().unwrap_or(0.0);
            self.chances(answer, chances);
            for (cell, chance) in row.iter_mut().zip(&*chances) {
                *cell = single((1.0 - lapse) * chance + habit);
            }
        });
    }
}

/// Takes the expected lapses out of a worker's counts and learns their habit. Returns how many
/// they are.
fn separate(worker: &mut Worker, habits: &mut [f64], lapse: f64, classes: usize) -> f64 {
    let mut lapsed = 0.0;
    let rows = worker.rows.chunks_exact(classes);
    for (habit, (counts, row)) in
        habits.iter_mut().zip(worker.counts.chunks_exact_mut(classes).zip(rows))
    {
        let chance = lapse * *habit;
        let mut given = 0.0;
        for (n, cell) in counts.iter_mut().zip(row) {
            let part = *n * (chance / f64::from(*cell)).min(1.0);
            given += part;
            *n -= part;
        }
        *habit = given;
        lapsed += given;
    }
    for (habit, answer) in habits.iter_mut().zip(worker.said) {
        let even = blind(*answer, classes);
        *habit = (*habit + HABIT_STRENGTH * even) / (lapsed + HABIT_STRENGTH);
    }
    lapsed
}

/// The chance of an answer that says everything alike.
fn blind(answer: Answer, classes: usize) -> f64 {
    real(usize::from(answer.high - answer.low) + 1) / real(classes)
}
