//! The structured ordinal model (SOM) for answers on a timeline: four numbers a volunteer, learnt
//! without knowing the truth. What the four numbers mean lives in `skill`, free confusion matrices
//! in `dawid_skene`.
//!
//! The model is this project's own. Its ancestors: Dawid and Skene 1979 (expectation-maximisation
//! over unknown truths), B. Lakshminarayanan and Y. W. Teh, "Inferring ground truth from multi-annotator
//! ordinal data" (2013, arXiv 1305.0015: ordinal errors with few numbers a worker), and the
//! lapse of psychophysics. Every fit starts cold: refits that start from the last one can drift until
//! the whole archive is shifted by one interval (`docs/METHOD.md`).

use super::alarm::{Disagreement, disagreement};
use super::answers::{Answers, prior};
use super::labels::Labels;
use super::math::{index, real};
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
    let answers = Answers::of(labels, &settings.gold);
    let mut rows = vec![1f32; answers.cells()];
    let mut share = prior(&vec![0.0; answers.classes()], 1.0);
    let mut crowd = Crowd::new(&answers, labels.workers(), &mut rows);
    let mut posterior = Vec::new();
    for _ in 0..settings.iterations {
        let tasks = answers.expect(&rows, &share, &mut posterior);
        crowd.learn(&answers, &posterior, &mut rows);
        share = prior(&tasks, 1.0);
    }
    let log_likelihood = answers.conclude(&rows, &share, settings.temper, &mut posterior);
    let population = crowd.population;
    let skill = |rank: &u32| crowd.skills.get(index(*rank)).copied().unwrap_or(population);
    let skills = labels.ranks().iter().map(skill).collect();
    let iterations = settings.iterations;
    OrdinalFit { posterior, prior: share, skills, population, iterations, log_likelihood }
}

/// Everybody's skill while fitting, by rank.
struct Crowd {
    skills: Vec<Skill>,
    population: Skill,
    shape: Shape,
}

impl Crowd {
    /// Everybody as expected of one nobody knows, and the rows that follow from it.
    fn new(answers: &Answers, workers: usize, rows: &mut [f32]) -> Self {
        let mut shape = Shape::new(answers.classes());
        if answers.classes() > 1 {
            shape.fill(Skill::START);
            answers.each_row(rows, |_, answer, row| shape.likelihood(answer.low, answer.high, row));
        }
        Self { skills: vec![Skill::START; workers], population: Skill::START, shape }
    }

    /// The maximisation step: each volunteer towards the population so far, the rows that follow,
    /// and the population towards everybody.
    fn learn(&mut self, answers: &Answers, posterior: &[f32], rows: &mut [f32]) {
        let classes = answers.classes();
        if classes < 2 {
            return;
        }
        let Self { skills, population, shape } = self;
        let mut all = Tallies::default();
        let most = SHARE_OF_POPULATION_MAX * real(answers.labels());
        answers.each_worker(posterior, rows, |worker| {
            let Some(skill) = skills.get_mut(worker.rank) else { return };
            shape.fill(*skill);
            let found = shape.tallies(worker.said, worker.counts);
            let tallies = Tallies { labels: worker.labels(), ..found };
            *skill = tallies.skill(*population, [8.0, 15.0, 15.0, 6.0]);
            shape.fill(*skill);
            for (answer, row) in worker.said.iter().zip(worker.rows.chunks_exact_mut(classes)) {
                shape.likelihood(answer.low, answer.high, row);
            }
            let weight = if tallies.labels > most { most / tallies.labels } else { 1.0 };
            all.add(&tallies, weight);
        });
        let belief = Skill { exactness: 0.7, lateness: 0.6, spread: 0.4, lapse: 0.05 };
        self.population = all.skill(belief, [10.0, 10.0, 10.0, 20.0]);
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
