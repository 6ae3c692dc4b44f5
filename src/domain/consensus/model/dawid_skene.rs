//! Free confusion matrices, one for each worker: as Dawid and Skene published them, and smoothed.
//! Matrices that workers share live in `pooled`.
//!
//! A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the
//! EM algorithm", Applied Statistics 28 (1979), 20-28. Smoothing by pseudo-counts is the maximum a
//! posteriori form of independent Bayesian classifier combination: H.-C. Kim and Z. Ghahramani,
//! "Bayesian classifier combination", AISTATS 2012.
//!
//! Where labels a worker are few, thousands of free numbers are worse than a plain vote
//! (`docs/METHOD.md`): these are references to hold other methods against.

use super::answers::{Answers, prior};
use super::labels::Labels;
use super::math::{index, real};
use super::matrices::{COUNT_MIN, Matrices};

/// Rounds at most of the form of 1979, unless another number is asked for.
pub const ITERATIONS: u32 = 100;
/// Rounds of the smoothed form, unless another number is asked for.
pub const IBCC_ITERATIONS: u32 = 50;
/// Tasks added to each class for the prior of the plain form: enough that no class is ruled out,
/// too few to change a digit that anybody prints.
const PRIOR_PSEUDO: f64 = 1e-9;

/// Pseudo-counts of every worker's confusion matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Smoothing {
    /// Labels added to each right answer.
    pub diagonal: f64,
    /// Labels added to each wrong one.
    pub off: f64,
}

impl Smoothing {
    /// The usual weak belief that workers are more often right than wrong in each one way.
    pub const IBCC: Self = Self { diagonal: 4.0, off: 1.0 };
    /// No belief at all.
    pub(super) const NONE: Self = Self { diagonal: 0.0, off: 0.0 };
}

/// How confusion matrices are fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfusionSettings {
    /// Rounds at most: one expectation and one maximisation each. At least 1 is done.
    pub iterations: u32,
    /// Stop after a round that gains less than this in the measure that crowd-kit 1.4.1 stops by:
    /// expected complete log-likelihood plus entropy, a label; it counts the class prior once a
    /// label, not once a task.
    pub tolerance: Option<f64>,
    /// None for the form of 1979.
    pub smoothing: Option<Smoothing>,
    /// Tasks whose class is known, as (task, class).
    pub gold: Vec<(u32, u16)>,
}

/// Fitted confusion matrices.
#[derive(Debug)]
pub struct ConfusionFit {
    /// Tasks times classes, row by row; 1 a row. From the last expectation.
    pub posterior: Vec<f32>,
    /// Share of each class among the tasks, from the last maximisation.
    pub prior: Vec<f64>,
    /// Rounds done.
    pub iterations: u32,
    /// Natural log-likelihood of the labels, as of the last expectation.
    pub log_likelihood: f64,
    answers: Answers,
    matrices: Matrices,
    rank: Vec<u32>,
}

impl ConfusionFit {
    /// The chance that a worker says `said` of a task whose class is `truth`, from the last
    /// maximisation. None for a worker or class there is not; 0 for what a worker never said,
    /// unless smoothed.
    #[must_use]
    pub fn confusion(&self, worker: u32, truth: u16, said: u16) -> Option<f64> {
        let rank = index(*self.rank.get(index(worker))?);
        let classes = self.answers.classes();
        if usize::from(truth.max(said)) >= classes {
            return None;
        }
        Some(self.matrices.cell(&self.answers, rank, usize::from(truth), said))
    }
}

/// Fits by expectation-maximisation, beginning with the vote shares.
#[must_use]
pub fn fit(labels: &Labels, settings: &ConfusionSettings) -> ConfusionFit {
    let answers = Answers::of(labels, &settings.gold);
    let mut matrices = Matrices::new(&answers, settings.smoothing);
    let pseudo = if settings.smoothing.is_some() { 1.0 } else { PRIOR_PSEUDO };
    let mut posterior = Vec::new();
    let mut share = prior(&answers.vote(&mut posterior), pseudo);
    matrices.maximise(&answers, &posterior, None);
    let (mut bound, mut log_likelihood, mut iterations) = (f64::NEG_INFINITY, 0.0, 0);
    loop {
        iterations += 1;
        let is_last = iterations >= settings.iterations;
        let tasks = if is_last || settings.tolerance.is_some() {
            log_likelihood = answers.conclude(&matrices.rows, &share, 1.0, &mut posterior);
            answers.shares(&posterior)
        } else {
            answers.expect(&matrices.rows, &share, &mut posterior)
        };
        share = prior(&tasks, pseudo);
        let Some(tolerance) = settings.tolerance.filter(|_| !is_last) else {
            matrices.maximise(&answers, &posterior, None);
            if is_last {
                break;
            }
            continue;
        };
        let expected = matrices.maximise(&answers, &posterior, Some(&share));
        let reached = (expected + entropy(&posterior)) / real(answers.labels().max(1));
        if reached - bound < tolerance {
            break;
        }
        bound = reached;
    }
    let rank = labels.ranks();
    ConfusionFit { posterior, prior: share, iterations, log_likelihood, answers, matrices, rank }
}

/// In nats, of all tasks together; shares below crowd-kit's least count are taken for it.
fn entropy(posterior: &[f32]) -> f64 {
    let shares = posterior.iter().map(|share| f64::from(*share).max(COUNT_MIN));
    shares.map(|share| -share * libm::log(share)).sum()
}
