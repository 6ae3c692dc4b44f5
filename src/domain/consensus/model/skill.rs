//! What one volunteer's four numbers say about an answer on a timeline: likelihoods, and which
//! part of an answer is exact, late, early or a lapse. The fit over many lives in `ordinal`.

use std::ops::Range;

use super::answers::Answer;
use super::math::{real, single};

/// The most that one label may favour one class over another, as a ratio of likelihoods: however
/// good an account's record, its single answer never outweighs this much of the evidence of
/// others. It keeps bought trust cheap to lose.
pub const LABEL_ODDS_MAX: f64 = 1000.0;

/// How one volunteer answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Skill {
    /// Probability of the right class when paying attention.
    pub exactness: f64,
    /// Probability that a wrong answer is too late (too high a class).
    pub lateness: f64,
    /// Probability that a wrong answer goes one class further, again and again.
    pub spread: f64,
    /// Probability of an answer that has nothing to do with the building.
    pub lapse: f64,
}

impl Skill {
    /// What is believed before anything is seen.
    pub const START: Self = Self { exactness: 0.7, lateness: 0.6, spread: 0.4, lapse: 0.06 };
}

/// Expected counts of one volunteer.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Tallies {
    /// Labels.
    pub(super) labels: f64,
    /// Exact ones that were no lapse.
    pub(super) exact: f64,
    /// Wrong ones that were no lapse.
    pub(super) wrong: f64,
    /// Late ones among them, where early was possible too.
    pub(super) late: f64,
    /// Early ones among them, where late was possible too.
    pub(super) early: f64,
    /// Classes beyond the first by which the wrong ones were off.
    pub(super) steps: f64,
}

impl Tallies {
    /// Adds another's, each counting `weight` times.
    pub(super) fn add(&mut self, other: &Self, weight: f64) {
        self.labels += other.labels * weight;
        self.exact += other.exact * weight;
        self.wrong += other.wrong * weight;
        self.late += other.late * weight;
        self.early += other.early * weight;
        self.steps += other.steps * weight;
    }
}

/// The tables of one skill over a number of classes; made to be filled again and again.
#[derive(Debug)]
pub(super) struct Shape {
    exact: f64,
    lapse: f64,
    /// Of each true class: the chance of an answer one too late.
    late: Vec<f64>,
    /// Of each true class: the chance of an answer one too early.
    early: Vec<f64>,
    /// r^i.
    power: Vec<f64>,
    /// Sum of r^j over j below i.
    run: Vec<f64>,
    /// Sum of j r^j over j below i.
    steps: Vec<f64>,
    /// By how much an answer is late, falling from the most to none: r^(by - 1), and after as many
    /// zeros for early ones. A stretch of it as long as the classes belongs to one answer.
    late_by: Vec<f64>,
    /// The same for early answers: zeros, then rising.
    early_by: Vec<f64>,
    /// One answer at a time: its chance for each true class, later the labels a chance.
    chances: Vec<f64>,
    /// One worker at a time, for each true class: labels a chance, of late answers and of early.
    sums: [Vec<f64>; 4],
}

/// The parts of the likelihood of an answer given one true class.
struct Parts {
    exact: f64,
    late: f64,
    early: f64,
    steps: f64,
}

impl Shape {
    /// Empty tables for so many classes.
    pub(super) fn new(classes: usize) -> Self {
        let zeros = || vec![0.0; classes];
        let long = || vec![0.0; (2 * classes).saturating_sub(1)];
        Self {
            exact: 1.0,
            lapse: 0.0,
            late: zeros(),
            early: zeros(),
            power: vec![0.0; classes + 1],
            run: vec![0.0; classes + 1],
            steps: vec![0.0; classes + 1],
            late_by: long(),
            early_by: long(),
            chances: zeros(),
            sums: [zeros(), zeros(), zeros(), zeros()],
        }
    }

    /// Number of classes.
    pub(super) const fn classes(&self) -> usize {
        self.late.len()
    }

    /// Fills the tables. D(y|z) falls by `spread` with every class further from z, late and early
    /// answers in the ratio of `lateness`, both cut off at the ends of the timeline.
    pub(super) fn fill(&mut self, skill: Skill) {
        let Skill { exactness, lateness, spread, lapse } = skill;
        let classes = self.classes();
        self.exact = (1.0 - lapse) * exactness;
        self.lapse = lapse / real(classes);
        let (mut power, mut run, mut steps) = (1.0, 0.0, 0.0);
        let tables = self.power.iter_mut().zip(&mut self.run).zip(&mut self.steps);
        for (at, ((power_at, run_at), steps_at)) in tables.enumerate() {
            (*power_at, *run_at, *steps_at) = (power, run, steps);
            run += power;
            steps += real(at) * power;
            power *= spread;
        }
        let wrong = (1.0 - lapse) * (1.0 - exactness);
        let room_late = self.run.iter().take(classes).rev();
        let sides = self.late.iter_mut().zip(&mut self.early);
        for ((late, early), (room_late, room_early)) in sides.zip(room_late.zip(&self.run)) {
            let part = wrong / (lateness * room_late + (1.0 - lateness) * room_early);
            *late = lateness * part;
            *early = (1.0 - lateness) * part;
        }
        let far = classes - 1;
        let powers = self.power.iter().take(far);
        self.late_by.iter_mut().take(far).rev().zip(powers.clone()).for_each(|(by, r)| *by = *r);
        self.early_by.iter_mut().skip(classes).zip(powers).for_each(|(by, r)| *by = *r);
    }

    /// The stretch of [`Self::late_by`] and [`Self::early_by`] for one answer.
    fn stretch(&self, class: u16) -> Range<usize> {
        let classes = self.classes();
        let start = (classes - 1).saturating_sub(class.into());
        start..start + classes
    }

    /// The chance of a single answer for each true class, without a cap.
    #[inline]
    fn single_answer(&mut self, class: u16) {
        let stretch = self.stretch(class);
        let late_by = self.late_by.get(stretch.clone()).unwrap_or_default();
        let early_by = self.early_by.get(stretch).unwrap_or_default();
        let late = late_by.iter().zip(&self.late);
        let early = early_by.iter().zip(&self.early);
        for (chance, ((l, late), (e, early))) in self.chances.iter_mut().zip(late.zip(early)) {
            *chance = self.lapse + l * late + e * early;
        }
        if let Some(chance) = self.chances.get_mut(usize::from(class)) {
            *chance = self.lapse + self.exact;
        }
    }

    /// Hands over the parts of the likelihood of the answer `low..=high`, for each true class.
    #[inline]
    fn each(&self, low: u16, high: u16, mut each: impl FnMut(Parts)) {
        let (low, high) = (usize::from(low), usize::from(high));
        let width = high - low + 1;
        let at = |table: &[f64], place: usize| table.get(place).copied().unwrap_or(0.0);
        let (run, steps) = (at(&self.run, width), at(&self.steps, width));
        let before = self.late.iter().take(low).zip(self.power.iter().take(low).rev());
        for (z, (late, power)) in before.enumerate() {
            let near = late * power;
            let late = near * run;
            let off = real(low - 1 - z) * late + near * steps;
            each(Parts { exact: 0.0, late, early: 0.0, steps: off });
        }
        for z in low..=high {
            let (late, early) = (at(&self.late, z), at(&self.early, z));
            each(Parts {
                exact: self.exact,
                late: late * at(&self.run, high - z),
                early: early * at(&self.run, z - low),
                steps: late * at(&self.steps, high - z) + early * at(&self.steps, z - low),
            });
        }
        let after = self.early.iter().skip(high + 1).zip(&self.power);
        for (beyond, (early, power)) in after.enumerate() {
            let near = early * power;
            let early = near * run;
            each(Parts {
                exact: 0.0,
                late: 0.0,
                early,
                steps: real(beyond) * early + near * steps,
            });
        }
    }

    /// The chance of the answer `low..=high` for each true class, without a cap.
    fn answer(&mut self, low: u16, high: u16) {
        if low == high {
            return self.single_answer(low);
        }
        let lapse = self.lapse * real(usize::from(high - low) + 1);
        let mut chances = std::mem::take(&mut self.chances);
        let mut cells = chances.iter_mut();
        self.each(low, high, |parts| {
            if let Some(cell) = cells.next() {
                *cell = lapse + parts.exact + parts.late + parts.early;
            }
        });
        self.chances = chances;
    }

    /// Writes the chance of the answer `low..=high` for each true class, capped at
    /// [`LABEL_ODDS_MAX`].
    pub(super) fn likelihood(&mut self, low: u16, high: u16, row: &mut [f32]) {
        self.answer(low, high);
        let most = self.chances.iter().copied().fold(0.0, f64::max);
        let least = most / LABEL_ODDS_MAX;
        for (cell, chance) in row.iter_mut().zip(&self.chances) {
            *cell = single(chance.max(least));
        }
    }

    /// Tallies what the labels of one worker were: `counts` of them a distinct answer and true
    /// class. Number of labels apart.
    pub(super) fn tallies(
        &mut self,
        said: &[Answer],
        counts: impl Iterator<Item = impl Iterator<Item = f64>>,
    ) -> Tallies {
        let classes = self.classes();
        let mut found = Tallies::default();
        self.sums.iter_mut().for_each(|sums| sums.fill(0.0));
        for (answer, counts) in said.iter().zip(counts) {
            self.answer(answer.low, answer.high);
            for (cell, n) in self.chances.iter_mut().zip(counts) {
                *cell = n / *cell;
            }
            if answer.low == answer.high {
                found.exact += self.gather(answer.low);
            } else {
                self.tally(*answer, &mut found);
            }
        }
        let last = classes - 1;
        let [late, early, late_steps, early_steps] = &self.sums;
        let sides = self.late.iter().zip(&self.early).enumerate();
        let sums = late.iter().zip(early).zip(late_steps.iter().zip(early_steps));
        for ((z, (late_one, early_one)), ((late, early), (late_steps, early_steps))) in
            sides.zip(sums)
        {
            let (late, early) = (late * late_one, early * early_one);
            found.wrong += late + early;
            found.steps += late_steps * late_one + early_steps * early_one;
            if z > 0 && z < last {
                found.late += late;
                found.early += early;
            }
        }
        found
    }

    /// Sums up the labels with one single answer; returns how many were exact.
    #[inline]
    fn gather(&mut self, class: u16) -> f64 {
        let stretch = self.stretch(class);
        let [late, early, late_steps, early_steps] = &mut self.sums;
        let late_by = self.late_by.get(stretch.clone()).unwrap_or_default();
        let early_by = self.early_by.get(stretch).unwrap_or_default();
        let mut off = f64::from(class) - 1.0;
        let late = late.iter_mut().zip(late_steps).zip(late_by);
        let early = early.iter_mut().zip(early_steps).zip(early_by);
        for (part, (((late, late_steps), l), ((early, early_steps), e))) in
            self.chances.iter().zip(late.zip(early))
        {
            let (l, e) = (part * l, part * e);
            *late += l;
            *early += e;
            *late_steps += l * off;
            *early_steps += e * (-2.0 - off);
            off -= 1.0;
        }
        self.chances.get(usize::from(class)).map_or(0.0, |part| part * self.exact)
    }

    /// Adds the labels with one range to the tallies.
    fn tally(&self, answer: Answer, found: &mut Tallies) {
        let last = self.classes() - 1;
        let mut cells = self.chances.iter().enumerate();
        self.each(answer.low, answer.high, |parts| {
            let Some((z, part)) = cells.next() else { return };
            found.exact += part * parts.exact;
            found.wrong += part * (parts.late + parts.early);
            found.steps += part * parts.steps;
            if z > 0 && z < last {
                found.late += part * parts.late;
                found.early += part * parts.early;
            }
        });
    }
}
