//! How far a campaign has come: the judgements of each building in order of arrival, whether it
//! is still open, and the model that is fitted anew from time to time. Where the judgements come
//! from, a simulated crowd or a real log, is the business of `deal` and `replay`.

use super::answer::range;
use super::stopping::{Step, Stopping};
use crate::domain::consensus::model::ordinal::{
    Guarded, OrdinalFit, OrdinalSettings, Skill, fit_guarded, posterior,
};
use crate::domain::consensus::model::{Label, Labels, LabelsError};
use crate::domain::judgement::Verdict;

/// One judgement as it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// Whose it is, by number.
    pub volunteer: u32,
    /// What it says.
    pub verdict: Verdict,
}

/// The sizes of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sizes {
    /// Buildings.
    pub buildings: usize,
    /// Volunteers.
    pub volunteers: usize,
    /// Captures of every building.
    pub captures: usize,
}

/// The state of a campaign under one policy.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The policy.
    pub stopping: Stopping,
    /// The sizes.
    pub sizes: Sizes,
    /// What each building was given, in order of arrival.
    pub given: Vec<Vec<Given>>,
    /// Where each building stands.
    pub steps: Vec<Step>,
    /// How often the model was fitted.
    pub refits: u32,
    /// How often the alarm fired at a fit, which was then not used.
    pub alarms: u32,
    /// How many closed buildings a refit opened again.
    pub reopened: u32,
    captures: Vec<usize>,
    /// The policy for volunteers as exact as the last fit found them.
    adapted: Stopping,
    fit: Option<OrdinalFit>,
    since_fit: usize,
    refit_every: usize,
}

impl Progress {
    /// Nothing judged yet. The model, where the policy has one, is fitted anew after every
    /// `refit_every` judgements.
    #[must_use]
    pub fn new(stopping: Stopping, sizes: Sizes, refit_every: usize) -> Self {
        Self {
            stopping,
            sizes,
            given: vec![Vec::new(); sizes.buildings],
            steps: vec![Step::Ask; sizes.buildings],
            refits: 0,
            alarms: 0,
            reopened: 0,
            captures: vec![sizes.captures; sizes.buildings],
            adapted: stopping,
            fit: None,
            since_fit: 0,
            refit_every: refit_every.max(1),
        }
    }

    /// The same with another number of captures for each building, none above that of the sizes.
    #[must_use]
    pub fn with_captures(self, captures: Vec<usize>) -> Self {
        Self { captures, ..self }
    }

    /// How many captures show a building.
    #[must_use]
    pub fn captures_of(&self, building: usize) -> usize {
        self.captures.get(building).copied().unwrap_or(self.sizes.captures)
    }

    /// Whether a building wants more.
    #[must_use]
    pub fn is_open(&self, building: usize) -> bool {
        self.steps.get(building) == Some(&Step::Ask)
    }

    /// How many judgements a building has.
    #[must_use]
    pub fn judged(&self, building: usize) -> usize {
        self.given.get(building).map_or(0, Vec::len)
    }

    /// Takes in one judgement and decides on its building. True when the model was fitted anew,
    /// which may have closed and opened any building.
    pub fn take(&mut self, building: usize, judgement: Given) -> bool {
        let Some(given) = self.given.get_mut(building) else { return false };
        given.push(judgement);
        self.since_fit += 1;
        if self.stopping.sure().is_some() && self.since_fit >= self.refit_every {
            self.refit();
            return true;
        }
        let posterior = self.posterior(building);
        self.decide(building, posterior.as_deref());
        false
    }

    /// Fits the model from a cold start and decides on every building. A fit that raises the
    /// alarm is dropped, and the one before it with it; labels that no model takes count as an
    /// alarm.
    pub fn refit(&mut self) {
        let Some(sure) = self.stopping.sure() else { return };
        let trusted = self.fit_cold(sure.temper).ok().filter(|guarded| !guarded.is_frozen);
        self.since_fit = 0;
        self.refits += 1;
        self.alarms += u32::from(trusted.is_none());
        self.fit = trusted.map(|guarded| guarded.fit);
        let exactness = self.fit.as_ref().map_or(0.0, |fit| fit.population.exactness);
        self.adapted = self.stopping.among(exactness);
        let tau = self.adapted.sure().map_or(sure.tau, |adapted| adapted.tau);
        for building in 0..self.sizes.buildings {
            let posterior = self.posterior(building);
            if self.is_open(building) {
                self.decide(building, posterior.as_deref());
            } else if let Some(shares) = posterior {
                let top = shares.iter().copied().fold(0.0, f64::max);
                let has_room = self.judged(building) < index(self.stopping.judgements_max());
                if has_room && top < tau - sure.slack {
                    self.reopen(building);
                }
            }
        }
    }

    /// A cold fit of everything given so far, with the word of the alarm.
    ///
    /// # Errors
    /// As [`labels`].
    pub fn fit_cold(&self, temper: f64) -> Result<Guarded, LabelsError> {
        let settings = OrdinalSettings { temper, ..OrdinalSettings::default() };
        Ok(fit_guarded(&rows(&self.given, self.sizes, |b| self.captures_of(b))?, &settings))
    }

    fn reopen(&mut self, building: usize) {
        // A rule that is satisfied stays so; only what the posterior closed may open again.
        if matches!(self.stopping, Stopping::Posterior(_))
            && let Some(step) = self.steps.get_mut(building)
        {
            *step = Step::Ask;
            self.reopened += 1;
        }
    }

    fn decide(&mut self, building: usize, posterior: Option<&[f64]>) {
        let Some(given) = self.given.get(building) else { return };
        let verdicts: Vec<Verdict> = given.iter().map(|judgement| judgement.verdict).collect();
        let step = self.adapted.step(&verdicts, self.captures_of(building), posterior);
        if let Some(slot) = self.steps.get_mut(building) {
            *slot = step;
        }
    }

    /// Bayes for one building with the skills of the last fit.
    fn posterior(&self, building: usize) -> Option<Vec<f64>> {
        let (sure, fit) = (self.stopping.sure()?, self.fit.as_ref()?);
        let captures = self.captures_of(building);
        let answers = self.given.get(building)?.iter().filter_map(|judgement| {
            let (low, high) = class_range(judgement.verdict, captures)?;
            Some((skill(fit, judgement.volunteer), low, high))
        });
        let mut shares = vec![0.0; fit.prior.len()];
        posterior(&fit.prior, sure.temper, answers, &mut shares);
        Some(shares)
    }
}

fn skill(fit: &OrdinalFit, volunteer: u32) -> Skill {
    fit.skills.get(index(volunteer)).copied().unwrap_or(fit.population)
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The classes that a verdict leaves possible, as a label has them.
fn class_range(verdict: Verdict, captures: usize) -> Option<(u16, u16)> {
    let (low, high) = range(verdict, captures)?;
    Some((u16::try_from(low).ok()?, u16::try_from(high).ok()?))
}

/// The windows of all buildings as labels.
///
/// # Errors
/// When there are more captures than a model takes, or a volunteer beyond the sizes.
pub fn labels(given: &[Vec<Given>], sizes: Sizes) -> Result<Labels, LabelsError> {
    rows(given, sizes, |_| sizes.captures)
}

fn rows(
    given: &[Vec<Given>],
    sizes: Sizes,
    captures_of: impl Fn(usize) -> usize,
) -> Result<Labels, LabelsError> {
    let mut rows = Vec::with_capacity(given.iter().map(Vec::len).sum());
    for (building, (task, judgements)) in (0u32..).zip(given).enumerate() {
        let captures = captures_of(building);
        rows.extend(judgements.iter().filter_map(|judgement| {
            let (low, high) = class_range(judgement.verdict, captures)?;
            Some((task, Label { worker: judgement.volunteer, low, high }))
        }));
    }
    Labels::new(sizes.buildings, sizes.volunteers, sizes.captures + 1, rows)
}
