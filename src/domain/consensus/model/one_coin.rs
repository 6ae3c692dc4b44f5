//! One accuracy a worker, every wrong class as likely as any other. Which class is mistaken for
//! which lives in `dawid_skene` and `pooled`.
//!
//! The homogeneous form of Dawid and Skene 1979, with a Beta belief on accuracy: the most
//! probable accuracy a posteriori (Raykar and others, "Learning from crowds", JMLR 11 (2010)).

use std::ops::RangeInclusive;

use super::answers::{Answer, Answers, prior};
use super::labels::Labels;
use super::math::{index, real, single};

/// The belief on accuracy: Beta(6, 3), whose most probable value is 5/7.
const RIGHT: f64 = 6.0;
/// Its other number.
const WRONG: f64 = 3.0;

/// Rounds unless another number is asked for.
pub const ITERATIONS: u32 = 50;

/// A fitted accuracy a worker.
#[derive(Debug, Clone, PartialEq)]
pub struct OneCoinFit {
    /// Tasks times classes, row by row; 1 a row.
    pub posterior: Vec<f32>,
    /// Share of each class among the tasks.
    pub prior: Vec<f64>,
    /// Every worker's chance of the right class, by number; 5/7 for one without labels.
    pub accuracies: Vec<f64>,
    /// Rounds done.
    pub iterations: u32,
    /// Natural log-likelihood of the labels.
    pub log_likelihood: f64,
}

/// Fits by expectation-maximisation, beginning with the vote shares. Gold is (task, class).
#[must_use]
pub fn fit(labels: &Labels, iterations: u32, gold: &[(u32, u16)]) -> OneCoinFit {
    let answers = Answers::of(labels, gold);
    let mut rows = vec![1f32; answers.cells()];
    let start = (RIGHT - 1.0) / (RIGHT + WRONG - 2.0);
    let mut accuracies = vec![start; labels.workers()];
    let mut posterior = Vec::new();
    let mut share = prior(&answers.vote(&mut posterior), 1.0);
    learn(&answers, &posterior, &mut rows, &mut accuracies);
    for _ in 0..iterations {
        let tasks = answers.expect(&rows, &share, &mut posterior);
        learn(&answers, &posterior, &mut rows, &mut accuracies);
        share = prior(&tasks, 1.0);
    }
    let log_likelihood = answers.conclude(&rows, &share, 1.0, &mut posterior);
    let by_number = |rank: &u32| accuracies.get(index(*rank)).copied();
    let accuracies = labels.ranks().iter().map(|r| by_number(r).unwrap_or(start)).collect();
    OneCoinFit { posterior, prior: share, accuracies, iterations, log_likelihood }
}

/// The chances of an answer where it holds the truth, and where it does not.
fn chances(answer: Answer, accuracy: f64, classes: usize) -> (f64, f64) {
    let others = (1.0 - accuracy) / real(classes - 1).max(1.0);
    let width = real(usize::from(answer.high - answer.low));
    (accuracy + width * others, (width + 1.0) * others)
}

/// The maximisation step: everybody's accuracy, and the likelihoods that follow from it.
fn learn(answers: &Answers, posterior: &[f32], rows: &mut [f32], accuracies: &mut [f64]) {
    let classes = answers.classes();
    answers.each_worker(posterior, rows, |worker| {
        let Some(accuracy) = accuracies.get_mut(worker.rank) else { return };
        let mut right = 0.0;
        for (answer, counts) in worker.said.iter().zip(worker.counts.chunks_exact(classes)) {
            let inside: f64 = counts.get(within(*answer)).unwrap_or_default().iter().sum();
            right += inside * *accuracy / chances(*answer, *accuracy, classes).0;
        }
        *accuracy = (right + RIGHT - 1.0) / (worker.labels() + RIGHT + WRONG - 2.0);
        for (answer, row) in worker.said.iter().zip(worker.rows.chunks_exact_mut(classes)) {
            let (right, wrong) = chances(*answer, *accuracy, classes);
            row.fill(single(wrong));
            row.get_mut(within(*answer)).unwrap_or_default().fill(single(right));
        }
    });
}

fn within(answer: Answer) -> RangeInclusive<usize> {
    usize::from(answer.low)..=usize::from(answer.high)
}
