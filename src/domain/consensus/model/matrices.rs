//! One confusion matrix a worker, held as rows of likelihoods of what each worker did say; and how
//! it follows from expected counts. When to stop is decided in `dawid_skene`.

use std::ops::RangeInclusive;

use super::answers::{Answer, Answers, Worker};
use super::dawid_skene::Smoothing;
use super::math::{real, single};

/// What crowd-kit takes for an expected count of nothing; so do we, where nothing is smoothed.
pub(super) const COUNT_MIN: f64 = 1e-10;

/// Likelihoods of every distinct answer.
#[derive(Debug)]
pub(super) struct Matrices {
    smoothing: Option<Smoothing>,
    /// A row for each distinct answer.
    pub(super) rows: Vec<f32>,
    /// For workers who gave ranges, by rank: the whole matrix, said times truth.
    ranged: Vec<(usize, Vec<f64>)>,
}

impl Matrices {
    /// Matrices that say nothing yet.
    pub(super) fn new(answers: &Answers, smoothing: Option<Smoothing>) -> Self {
        let classes = answers.classes();
        let even = 1.0 / real(classes);
        let mut ranged: Vec<(usize, Vec<f64>)> = Vec::new();
        for rank in 0..answers.ranks() {
            let said = answers.distinct().get(answers.of_rank(rank)).unwrap_or_default();
            if said.iter().any(|answer| answer.low != answer.high) {
                ranged.push((rank, vec![even; classes * classes]));
            }
        }
        Self { smoothing, rows: vec![1.0; answers.cells()], ranged }
    }

    /// Rows from expected counts. Where a class prior is given, returns the expected log-likelihood
    /// of the labels and, once a label, of their tasks' classes; 0 otherwise.
    pub(super) fn maximise(
        &mut self,
        answers: &Answers,
        posterior: &[f32],
        prior: Option<&[f64]>,
    ) -> f64 {
        let logs = |share: &f64| libm::log(share.max(COUNT_MIN));
        let prior: Option<Vec<f64>> = prior.map(|shares| shares.iter().map(logs).collect());
        let Self { smoothing, rows, ranged } = self;
        let smoothing = smoothing.unwrap_or(Smoothing::NONE);
        let mut ranged = ranged.iter_mut().peekable();
        let mut totals = vec![0.0; answers.classes()];
        let mut expected = 0.0;
        answers.each_worker(posterior, rows, |mut worker| {
            match ranged.next_if(|(rank, _)| *rank == worker.rank) {
                Some((_, matrix)) => maximise_ranged(smoothing, &mut worker, matrix, &mut totals),
                None => maximise_single(smoothing, &mut worker, &mut totals),
            }
            if let Some(prior) = &prior {
                let pairs = worker.counts.iter().zip(worker.rows.iter());
                let cells = pairs.zip(prior.iter().cycle());
                let log =
                    |((n, p), prior): ((&f64, &f32), &f64)| n * (libm::log(f64::from(*p)) + prior);
                expected += cells.map(log).sum::<f64>();
            }
        });
        expected
    }

    /// The chance that the worker of a rank says `said` of a task of class `truth`.
    pub(super) fn cell(&self, answers: &Answers, rank: usize, truth: usize, said: u16) -> f64 {
        let classes = answers.classes();
        let row = usize::from(said) * classes;
        let whole = self.ranged.iter().find(|(ranged, _)| *ranged == rank);
        if let Some((_, matrix)) = whole {
            return matrix.get(row + truth).copied().unwrap_or(0.0);
        }
        let own = answers.of_rank(rank);
        let distinct = answers.distinct().get(own.clone()).unwrap_or_default();
        if let Some(place) = distinct.iter().position(|answer| answer.low == said) {
            let cell = self.rows.get((own.start + place) * classes + truth);
            return cell.copied().map_or(0.0, f64::from);
        }
        let Some(smoothing) = self.smoothing else { return 0.0 };
        let rows = own.start * classes..own.end * classes;
        let rest = self.rows.get(rows).unwrap_or_default();
        let given: f64 = rest.iter().skip(truth).step_by(classes).copied().map(f64::from).sum();
        let pseudo = |y: usize| if y == truth { smoothing.diagonal } else { smoothing.off };
        let unsaid =
            (0..classes).filter(|y| distinct.iter().all(|answer| usize::from(answer.low) != *y));
        (1.0 - given) * pseudo(usize::from(said)) / unsaid.map(pseudo).sum::<f64>()
    }
}

/// For a worker who only gave single answers: no more than the rows is needed.
fn maximise_single(smoothing: Smoothing, worker: &mut Worker, totals: &mut [f64]) {
    let classes = totals.len();
    let Smoothing { diagonal, off } = smoothing;
    totals.fill(off * real(classes - 1) + diagonal);
    for row in worker.counts.chunks_exact(classes) {
        for (total, n) in totals.iter_mut().zip(row) {
            *total += n.max(COUNT_MIN);
        }
    }
    for total in &mut *totals {
        *total = 1.0 / *total;
    }
    let pairs = worker.rows.chunks_exact_mut(classes).zip(worker.counts.chunks_exact(classes));
    for ((row, counts), answer) in pairs.zip(worker.said) {
        for ((cell, n), part) in row.iter_mut().zip(counts).zip(&*totals) {
            *cell = single((n.max(COUNT_MIN) + off) * part);
        }
        let z = usize::from(answer.low);
        if let (Some(cell), Some(n), Some(part)) = (row.get_mut(z), counts.get(z), totals.get(z)) {
            *cell = single((n.max(COUNT_MIN) + diagonal) * part);
        }
    }
}

/// For a worker who gave ranges: the count of a range is shared among its classes as the matrix so
/// far has it, and its likelihood is the sum over them.
fn maximise_ranged(
    smoothing: Smoothing,
    worker: &mut Worker,
    matrix: &mut [f64],
    totals: &mut [f64],
) {
    let classes = totals.len();
    let mut fresh = vec![0.0; classes * classes];
    for (answer, counts) in worker.said.iter().zip(worker.counts.chunks_exact(classes)) {
        let within = band(*answer, classes);
        let old = matrix.get(within.clone()).unwrap_or_default();
        let new = fresh.get_mut(within).unwrap_or_default();
        totals.fill(0.0);
        for row in old.chunks_exact(classes) {
            totals.iter_mut().zip(row).for_each(|(total, part)| *total += part);
        }
        for (new, old) in new.chunks_exact_mut(classes).zip(old.chunks_exact(classes)) {
            let parts = old.iter().zip(&*totals).map(|(part, total)| part / total);
            new.iter_mut().zip(counts).zip(parts).for_each(|((cell, n), part)| *cell += n * part);
        }
    }
    totals.fill(0.0);
    for (y, row) in (0u16..).zip(fresh.chunks_exact_mut(classes)) {
        let is_said = worker.said.iter().any(|answer| (answer.low..=answer.high).contains(&y));
        let floor = if is_said { COUNT_MIN } else { 0.0 };
        for (z, (cell, total)) in (0u16..).zip(row.iter_mut().zip(&mut *totals)) {
            *cell = cell.max(floor) + if y == z { smoothing.diagonal } else { smoothing.off };
            *total += *cell;
        }
    }
    for (row, new) in matrix.chunks_exact_mut(classes).zip(fresh.chunks_exact(classes)) {
        let cells = row.iter_mut().zip(new).zip(&*totals);
        cells.for_each(|((cell, n), total)| *cell = n / total);
    }
    for (answer, row) in worker.said.iter().zip(worker.rows.chunks_exact_mut(classes)) {
        let within = matrix.get(band(*answer, classes)).unwrap_or_default();
        totals.fill(0.0);
        for part in within.chunks_exact(classes) {
            totals.iter_mut().zip(part).for_each(|(total, part)| *total += part);
        }
        row.iter_mut().zip(&*totals).for_each(|(cell, total)| *cell = single(total.min(1.0)));
    }
}

/// The rows of a matrix (said times truth) that a range covers.
fn band(answer: Answer, classes: usize) -> RangeInclusive<usize> {
    usize::from(answer.low) * classes..=usize::from(answer.high) * classes + classes - 1
}
