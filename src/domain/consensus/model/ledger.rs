//! The structured ordinal model's working memory: for each distinct answer of each worker its
//! likelihoods and, right beside them, how many of its labels are on tasks of each class. One visit
//! of a label's row serves the expectation and the counts of the maximisation, and costs one
//! stretch of memory instead of two far apart: with many workers the fit waits for memory, not for
//! sums. How likelihoods follow from counts lives in `ordinal` and `skill`.

use super::answers::{Answer, Answers};
use super::math::{index, single};
use super::odds::Odds;

/// Labels multiplied before the product is brought back into range: a likelihood of this model is
/// at least 2^-24 (see [`super::skill::LABEL_ODDS_MAX`]), so twenty of them keep a number that
/// starts above 2^-512 above 2^-992.
const BETWEEN_RESCALES: usize = 20;

/// Up to `N` classes of one distinct answer.
#[derive(Debug, Clone, Copy)]
#[repr(align(32))]
struct Cell<const N: usize> {
    /// The chance of the answer for each true class; 0 beyond the last.
    chance: [f32; N],
    /// How many of its labels are on tasks of each class, by the last expectation.
    count: [f32; N],
}

/// Likelihoods and counts of every distinct answer, `N` classes in a block.
#[derive(Debug)]
pub(super) struct Ledger<'a, const N: usize> {
    answers: &'a Answers,
    /// Blocks of one answer.
    blocks: usize,
    cells: Vec<Cell<N>>,
}

/// One distinct answer, as a maximisation step sees it.
#[derive(Debug)]
pub(super) struct Entry<'a, const N: usize>(&'a mut [Cell<N>]);

impl<const N: usize> Entry<'_, N> {
    /// How many labels are on tasks of each class: as many as there are classes, or more, then 0.
    pub(super) fn counts(&self) -> impl Iterator<Item = f64> {
        self.0.iter().flat_map(|cell| cell.count.iter().map(|count| f64::from(*count)))
    }

    /// Sets the likelihoods, from a row like [`Ledger::row`], and the counts to nothing.
    pub(super) fn set(&mut self, row: &[f32]) {
        let (blocks, _) = row.as_chunks::<N>();
        for (cell, chance) in self.0.iter_mut().zip(blocks) {
            cell.chance = *chance;
            cell.count.fill(0.0);
        }
    }
}

impl<'a, const N: usize> Ledger<'a, N> {
    /// An empty one.
    pub(super) fn new(answers: &'a Answers) -> Self {
        let blocks = answers.classes().div_ceil(N);
        let none = Cell { chance: [0.0; N], count: [0.0; N] };
        Self { answers, blocks, cells: vec![none; answers.distinct().len() * blocks] }
    }

    /// A row of likelihoods to be written: 1 for each class, then 0 to the end of the last block.
    pub(super) fn row(&self) -> Vec<f32> {
        let mut row = vec![1.0; self.answers.classes()];
        row.resize(self.blocks * N, 0.0);
        row
    }

    /// The expectation step: adds the posterior of every task to the counts of its labels. Returns
    /// how many tasks are of each class; those without labels do not count.
    pub(super) fn expect(&mut self, prior: &[f64]) -> Vec<f64> {
        let mut odds = Odds::new(self.blocks * N);
        let mut sums = vec![0.0; self.blocks * N];
        for (own, gold) in self.answers.each_own() {
            if own.is_empty() {
                continue;
            }
            self.multiply(prior, own, &mut odds);
            odds.normalise();
            if let Some(z) = gold {
                odds.fix(z);
            }
            sums.iter_mut().zip(&odds.values).for_each(|(sum, share)| *sum += share);
            self.add(own, &odds.values);
        }
        sums.truncate(self.answers.classes());
        sums
    }

    /// The last expectation step: the posterior of every task, tasks times classes, row by row,
    /// the log-likelihood of a task's labels counting `temper` times; and the natural
    /// log-likelihood of all labels, untempered. `order` says which task each one read is.
    pub(super) fn conclude(&self, prior: &[f64], temper: f64, order: &[u32]) -> (Vec<f32>, f64) {
        let classes = self.answers.classes();
        let mut odds = Odds::new(self.blocks * N);
        let mut posterior = vec![0.0; self.answers.tasks() * classes];
        let mut evidence = 0.0;
        for ((own, gold), task) in self.answers.each_own().zip(order) {
            self.multiply(prior, own, &mut odds);
            evidence += odds.normalise().ln();
            match gold {
                Some(z) => odds.fix(z),
                None => odds.temper(prior, temper),
            }
            let start = index(*task) * classes;
            let row = posterior.get_mut(start..start + classes).unwrap_or_default();
            row.iter_mut().zip(&odds.values).for_each(|(cell, share)| *cell = single(*share));
        }
        (posterior, evidence)
    }

    /// The prior times the likelihoods of a task's labels.
    #[inline]
    fn multiply(&self, prior: &[f64], own: &[u32], odds: &mut Odds) {
        odds.start(prior);
        for (turn, some) in own.chunks(BETWEEN_RESCALES).enumerate() {
            if turn > 0 {
                odds.rescale();
            }
            let (blocks, _) = odds.values.as_chunks_mut::<N>();
            for (block, values) in blocks.iter_mut().enumerate() {
                let mut product = *values;
                for at in some {
                    let Some(cell) = self.cells.get(index(*at) * self.blocks + block) else {
                        continue;
                    };
                    for (value, chance) in product.iter_mut().zip(&cell.chance) {
                        *value *= f64::from(*chance);
                    }
                }
                *values = product;
            }
        }
    }

    /// Adds a task's posterior to the counts of its labels.
    #[inline]
    fn add(&mut self, own: &[u32], posterior: &[f64]) {
        let (blocks, _) = posterior.as_chunks::<N>();
        for (block, shares) in blocks.iter().enumerate() {
            let shares = shares.map(single);
            for at in own {
                let Some(cell) = self.cells.get_mut(index(*at) * self.blocks + block) else {
                    continue;
                };
                cell.count.iter_mut().zip(&shares).for_each(|(count, share)| *count += share);
            }
        }
    }

    /// Hands over every worker, by rank, with their distinct answers and what stands beside them.
    pub(super) fn each_worker(&mut self, mut each: impl FnMut(usize, &[Answer], &mut [Entry<N>])) {
        let mut cells = self.cells.chunks_exact_mut(self.blocks);
        let mut entries = Vec::new();
        for rank in 0..self.answers.ranks() {
            let said = self.answers.said(rank);
            entries.clear();
            entries.extend(cells.by_ref().take(said.len()).map(Entry));
            each(rank, said, &mut entries);
        }
    }
}
