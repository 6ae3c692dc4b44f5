//! The structured ordinal model (SOM) for answers on a timeline: four numbers a volunteer, learnt
//! without knowing the truth. What the four numbers mean lives in `skill`, free confusion matrices
//! in `dawid_skene`.
//!
//! The model is this project's own. Its ancestors: Dawid and Skene 1979 (expectation-maximisation
//! over unknown truths), B. Lakshminarayanan and Y. W. Teh, "Inferring ground truth from
//! multi-annotator ordinal data" (2013, arXiv 1305.0015: ordinal errors with few numbers a worker),
//! and the lapse of psychophysics. Every fit starts cold: refits that start from the last one can
//! drift until the whole archive is shifted by one interval (`docs/METHOD.md`).

use super::alarm::{Disagreement, disagreement};
use super::answers::{Answer, Answers, prior};
use super::labels::Labels;
use super::ledger::{Entry, Ledger};
use super::math::{count, index, real};
use super::odds::Odds;
pub use super::skill::{LABEL_ODDS_MAX, Skill};
use super::skill::{Shape, Tallies};

/// Of the labels that the population is learnt from, the most that one account may make: 1 in 20.
/// More is scaled down, so that no account teaches the model what everybody is like.
const SHARE_OF_POPULATION_MAX: f64 = 0.05;
/// No learnt probability is surer than this.
const LEAST: f64 = 0.005;
/// Nor than this.
const MOST: f64 = 0.98;

/// How the model is fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct OrdinalSettings {
    /// Rounds of expectation and maximisation.
    pub iterations: u32,
    /// Factor on the log-likelihood of the labels in the last posterior; 1 while fitting.
    pub temper: f64,
    /// Buildings whose class an adjudicator ruled, as (task, class): their posterior is fixed.
    /// Tasks and classes that there are not do not count.
    pub gold: Vec<(u32, u16)>,
}

impl Default for OrdinalSettings {
    fn default() -> Self {
        Self { iterations: 20, temper: 1.0, gold: Vec::new() }
    }
}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct OrdinalFit {
    /// Tasks times classes, row by row; 1 a row.
    pub posterior: Vec<f32>,
    /// Share of each class among all buildings.
    pub prior: Vec<f64>,
    /// Every worker's, by number; the population's for one without labels.
    pub skills: Vec<Skill>,
    /// What is expected of a volunteer nobody knows.
    pub population: Skill,
    /// Rounds done.
    pub iterations: u32,
    /// Natural log-likelihood of the labels.
    pub log_likelihood: f64,
}

/// A fit with the verdict of the alarm on it.
#[derive(Debug, Clone, PartialEq)]
pub struct Guarded {
    /// The fit. Frozen ones are for looking at, not for deciding.
    pub fit: OrdinalFit,
    /// How often it leaves a clear plurality.
    pub disagreement: Disagreement,
    /// Whether the alarm fires: nothing may be decided by this fit.
    pub is_frozen: bool,
}

/// Fits from a cold start and asks the alarm.
#[must_use]
pub fn fit_guarded(labels: &Labels, settings: &OrdinalSettings) -> Guarded {
    let fit = fit(labels, settings);
    let disagreement = disagreement(labels, &fit.posterior);
    Guarded { fit, disagreement, is_frozen: disagreement.is_alarming() }
}

/// Fits by expectation-maximisation in closed form, from a cold start, always.
#[must_use]
pub fn fit(labels: &Labels, settings: &OrdinalSettings) -> OrdinalFit {
    let classes = labels.classes();
    let padded = |lanes: usize| classes.next_multiple_of(lanes);
    if padded(12) <= padded(8).min(padded(4)) {
        fit_in_blocks::<12>(labels, settings)
    } else if padded(8) <= padded(4) {
        fit_in_blocks::<8>(labels, settings)
    } else {
        fit_in_blocks::<4>(labels, settings)
    }
}

/// The same, `N` classes at a time; the result does not depend on `N`.
fn fit_in_blocks<const N: usize>(labels: &Labels, settings: &OrdinalSettings) -> OrdinalFit {
    let order = order(labels);
    let answers = Answers::in_order(labels, &settings.gold, &order);
    let mut share = prior(&vec![0.0; answers.classes()], 1.0);
    let mut ledger = Ledger::<N>::new(&answers);
    let mut crowd = Crowd::new(&mut ledger, answers.classes(), labels.workers());
    for _ in 0..settings.iterations {
        let tasks = ledger.expect(&share);
        crowd.learn(&answers, &mut ledger);
        share = prior(&tasks, 1.0);
    }
    let (posterior, log_likelihood) = ledger.conclude(&share, settings.temper, &order);
    let population = crowd.population;
    let skill = |rank: &u32| crowd.skills.get(index(*rank)).copied().unwrap_or(population);
    let skills = labels.ranks().iter().map(skill).collect();
    let iterations = settings.iterations;
    OrdinalFit { posterior, prior: share, skills, population, iterations, log_likelihood }
}

/// Tasks by the lower median of the least classes they were said to be: those with like answers
/// together, so that few of each worker's answers are in use at a time and stay at hand.
fn order(labels: &Labels) -> Vec<u32> {
    let mut own = Vec::new();
    let mut order: Vec<u32> = (0..count(labels.tasks())).collect();
    order.sort_by_cached_key(|task| {
        let heard = labels.of(index(*task)).iter().filter(|l| labels.says_something(**l));
        own.clear();
        own.extend(heard.map(|label| label.low));
        own.sort_unstable();
        own.get(own.len().saturating_sub(1) / 2).copied()
    });
    order
}

/// Everybody's skill while fitting, by rank.
struct Crowd {
    skills: Vec<Skill>,
    population: Skill,
    shape: Shape,
    /// One row of likelihoods.
    row: Vec<f32>,
}

impl Crowd {
    /// Everybody as expected of one nobody knows, and the likelihoods that follow from it.
    fn new<const N: usize>(ledger: &mut Ledger<N>, classes: usize, workers: usize) -> Self {
        let mut shape = Shape::new(classes);
        let mut row = ledger.row();
        shape.fill(Skill::START);
        ledger.each_worker(|_, said, entries| write(&mut shape, said, entries, &mut row));
        Self { skills: vec![Skill::START; workers], population: Skill::START, shape, row }
    }

    /// The maximisation step: each volunteer towards the population so far, the likelihoods that
    /// follow, and the population towards everybody.
    fn learn<const N: usize>(&mut self, answers: &Answers, ledger: &mut Ledger<N>) {
        if answers.classes() < 2 {
            return;
        }
        let Self { skills, population, shape, row } = self;
        let mut all = Tallies::default();
        let most = SHARE_OF_POPULATION_MAX * real(answers.labels());
        ledger.each_worker(|rank, said, entries| {
            let Some(skill) = skills.get_mut(rank) else { return };
            shape.fill(*skill);
            let found = shape.tallies(said, entries.iter().map(Entry::counts));
            let labels = said.iter().map(|answer| f64::from(answer.times)).sum();
            let tallies = Tallies { labels, ..found };
            *skill = tallies.skill(*population, [8.0, 15.0, 15.0, 6.0]);
            shape.fill(*skill);
            write(shape, said, entries, row);
            let weight = if tallies.labels > most { most / tallies.labels } else { 1.0 };
            all.add(&tallies, weight);
        });
        let belief = Skill { exactness: 0.7, lateness: 0.6, spread: 0.4, lapse: 0.05 };
        self.population = all.skill(belief, [10.0, 10.0, 10.0, 20.0]);
    }
}

/// Writes one worker's likelihoods, by way of `row`.
fn write<const N: usize>(
    shape: &mut Shape,
    said: &[Answer],
    entries: &mut [Entry<N>],
    row: &mut [f32],
) {
    for (answer, entry) in said.iter().zip(entries) {
        if shape.classes() > 1 {
            shape.likelihood(answer.low, answer.high, row);
        }
        entry.set(row);
    }
}

impl Tallies {
    /// The likeliest skill when a belief counts as much as so many labels, for each of its four
    /// numbers.
    fn skill(&self, belief: Skill, strength: [f64; 4]) -> Skill {
        let [exactness, lateness, spread, lapse] = strength;
        let genuine = self.exact + self.wrong;
        let sided = self.late + self.early;
        let share = |part: f64, whole: f64, belief: f64, strength: f64| {
            ((part + strength * belief) / (whole + strength)).clamp(LEAST, MOST)
        };
        Skill {
            exactness: share(self.exact, genuine, belief.exactness, exactness),
            lateness: share(self.late, sided, belief.lateness, lateness),
            spread: share(self.steps, self.steps + self.wrong, belief.spread, spread),
            lapse: share(self.labels - genuine, self.labels, belief.lapse, lapse),
        }
    }
}

/// Bayes for one building with skills known, without a refit: writes the posterior of every class
/// to `out`, which is as long as `prior`. Answers are (skill, lowest, highest class); one that
/// leaves every class possible, or lies outside the classes, says nothing. Order matters to the
/// last bits only.
pub fn posterior(
    prior: &[f64],
    temper: f64,
    answers: impl Iterator<Item = (Skill, u16, u16)>,
    out: &mut [f64],
) {
    let classes = prior.len();
    let mut shape = Shape::new(classes);
    let mut rows = Vec::new();
    for (skill, low, high) in answers {
        let is_heard = low <= high && usize::from(high) < classes;
        if !is_heard || usize::from(high - low) + 1 == classes {
            continue;
        }
        shape.fill(skill);
        let start = rows.len();
        rows.resize(start + classes, 1f32);
        shape.likelihood(low, high, rows.get_mut(start..).unwrap_or_default());
    }
    let mut odds = Odds::new(classes);
    odds.of(prior, rows.chunks_exact(classes.max(1)));
    odds.temper(prior, temper);
    out.iter_mut().zip(&odds.values).for_each(|(share, value)| *share = *value);
}
