//! How good a result is, held against the truth of the world.

use serde::Serialize;

use super::answer::{any_class, range};
use super::chance::{below, real};
use super::progress::{Given, Progress};
use super::stopping::{Point, Step};
use super::world::{Character, World};
use crate::domain::consensus::decide;
use crate::domain::consensus::span::Span;
use crate::domain::consensus::window::{Agreed, Tally, median};
use crate::domain::judgement::{Verdict, Window};
use crate::domain::policy::Policy;

/// The generator's stream for ties.
const TIES: u64 = 5;
/// Bins of the expected calibration error.
const BINS: usize = 15;
/// The mass that a credible window holds.
const MASS: f64 = 0.9;

/// What came of a run; all but the first few are shares of buildings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Score {
    /// Judgements a building, mean.
    pub judgements: f64,
    /// Exact answers among those of honest volunteers, as drawn.
    pub honest_exact: f64,
    /// The policy's own point estimate is exact.
    pub exact: f64,
    /// It is off by one interval at most.
    pub within_one: f64,
    /// Mean days between the middle of its interval and the true day. Beyond the first and last
    /// capture nothing can be told, so a day outside counts as that of the outer capture.
    pub days: f64,
    /// The plurality is exact.
    pub plurality: f64,
    /// The median vote is exact.
    pub median: f64,
    /// The model's likeliest class is exact.
    pub model: f64,
    /// The truth lies inside the published window.
    pub in_window: f64,
    /// Intervals that the published window leaves possible, mean.
    pub width: f64,
    /// The published window leaves one interval.
    pub narrow: f64,
    /// Stopped without what was wanted.
    pub escalated: f64,
    /// Expected calibration error of the model's likeliest class, 15 bins.
    pub ece: f64,
    /// Mean negative log-likelihood of the truth under the model, clipped at a millionth.
    pub nll: f64,
    /// The truth lies inside the narrowest run of classes with 90 % of the posterior.
    pub set_cover: f64,
    /// Classes of that run, mean.
    pub set_width: f64,
    /// The published window is narrow, wrong, and nothing warns of it: the building is not
    /// escalated and the model agrees.
    pub silent_wrong: f64,
    /// The building is escalated, its window wide, or the model outside of it.
    pub flagged: f64,
    /// The truth lies inside the published window, or the building is flagged.
    pub held_or_flagged: f64,
}

impl Score {
    /// The mean of several; all zero of none.
    #[must_use]
    pub fn mean(scores: &[Self]) -> Self {
        let share = 1.0 / real(scores.len()).max(1.0);
        scores.iter().fold(Self::default(), |sum, score| {
            sum.zip(score, |before, more| before + share * more)
        })
    }

    /// Both field by field.
    #[must_use]
    pub fn zip(&self, other: &Self, both: impl Fn(f64, f64) -> f64) -> Self {
        Self {
            judgements: both(self.judgements, other.judgements),
            honest_exact: both(self.honest_exact, other.honest_exact),
            exact: both(self.exact, other.exact),
            within_one: both(self.within_one, other.within_one),
            days: both(self.days, other.days),
            plurality: both(self.plurality, other.plurality),
            median: both(self.median, other.median),
            model: both(self.model, other.model),
            in_window: both(self.in_window, other.in_window),
            width: both(self.width, other.width),
            narrow: both(self.narrow, other.narrow),
            escalated: both(self.escalated, other.escalated),
            ece: both(self.ece, other.ece),
            nll: both(self.nll, other.nll),
            set_cover: both(self.set_cover, other.set_cover),
            set_width: both(self.set_width, other.set_width),
            silent_wrong: both(self.silent_wrong, other.silent_wrong),
            flagged: both(self.flagged, other.flagged),
            held_or_flagged: both(self.held_or_flagged, other.held_or_flagged),
        }
    }
}

/// What is scored: judgements as given, what became of each building, and the model.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// By building.
    pub given: &'a [Vec<Given>],
    /// By building; none where nothing was decided.
    pub steps: &'a [Step],
    /// The rule of the published windows.
    pub published: Policy,
    /// The point estimate meant by `exact`.
    pub point: Point,
    /// Buildings times classes, row by row; empty without a model.
    pub posterior: &'a [f32],
}

impl<'a> Scored<'a> {
    /// A run under its policy, with the posterior of a last fit.
    #[must_use]
    pub fn of(progress: &'a Progress, posterior: &'a [f32]) -> Self {
        Self {
            given: &progress.given,
            steps: &progress.steps,
            published: progress.stopping.published(),
            point: progress.stopping.point(),
            posterior,
        }
    }
}

/// The most frequent class, ties at random; a wide window counts in part for each of its classes.
/// Any class where nobody gave a window.
pub(super) fn plurality(verdicts: &[Verdict], captures: usize, rng: &mut impl rand::Rng) -> usize {
    let mut votes = vec![0.0; captures + 1];
    for (low, high) in verdicts.iter().filter_map(|verdict| range(*verdict, captures)) {
        let part = 1.0 / real(high.saturating_sub(low) + 1);
        votes.iter_mut().take(high + 1).skip(low).for_each(|vote: &mut f64| *vote += part);
    }
    let most = votes.iter().copied().fold(0.0, f64::max);
    let leaders: Vec<usize> = votes
        .iter()
        .enumerate()
        .filter(|(_, vote)| **vote >= most - 1e-9)
        .map(|(class, _)| class)
        .collect();
    leaders.get(below(rng, leaders.len())).copied().unwrap_or(0)
}

/// The classes that an agreed window leaves possible, inclusive.
#[must_use]
pub fn classes_of(agreed: Agreed, captures: usize) -> (usize, usize) {
    let Span { low, high } = Span::of_agreed(agreed, captures);
    (low, high)
}

/// The likeliest class and its probability; the first of equals.
pub(super) fn top(row: &[f32]) -> (usize, f64) {
    row.iter().enumerate().fold((0, 0.0), |best, (class, share)| {
        if f64::from(*share) > best.1 { (class, f64::from(*share)) } else { best }
    })
}

/// The narrowest run of classes that holds a mass; of equals the one that holds most. The whole
/// row where nothing does.
pub(super) fn narrowest(row: &[f32], mass: f64) -> (usize, usize) {
    let mut sums = vec![0.0];
    let mut sum = 0.0;
    for share in row {
        sum += f64::from(*share);
        sums.push(sum);
    }
    for width in 1..=row.len() {
        let held = sums.iter().zip(sums.iter().skip(width)).map(|(from, to)| to - from);
        let best =
            held.enumerate().fold((0, 0.0), |best, now| if now.1 > best.1 { now } else { best });
        if best.1 >= mass - 1e-9 {
            return (best.0, best.0 + width - 1);
        }
    }
    (0, row.len().saturating_sub(1))
}

/// Scores the buildings for which `counts` holds.
#[must_use]
pub fn score(world: &World, scored: Scored<'_>, counts: impl Fn(usize) -> bool) -> Score {
    let mut rng = world.stream(TIES);
    let classes = world.classes();
    let mut sum = Score::default();
    let mut bins = [(0.0, 0.0); BINS];
    let (mut buildings, mut honest, mut honest_right) = (0, 0, 0);
    for (building, given) in scored.given.iter().enumerate() {
        let row = scored.posterior.chunks_exact(classes).nth(building);
        let one = score_one(world, scored, building, row, &mut rng);
        if !counts(building) {
            continue;
        }
        buildings += 1;
        sum = sum.zip(&one, |all, more| all + more);
        let truth = world.buildings.get(building).map_or(0, |seen| seen.truth);
        if let Some(row) = row {
            let (class, share) = top(row);
            fill_bin(&mut bins, share, class == truth);
        }
        for judgement in given {
            let (is_honest, is_right) = honest_answer(world, judgement, truth);
            honest += usize::from(is_honest);
            honest_right += usize::from(is_honest && is_right);
        }
    }
    let all = real(buildings).max(1.0);
    let mean = sum.zip(&Score::default(), |value, _| value / all);
    let ece = bins.iter().map(|(sure, right)| f64::abs(sure - right)).sum::<f64>() / all;
    let honest_exact = real(honest_right) / real(honest).max(1.0);
    Score { honest_exact, ece, ..mean }
}

fn fill_bin(bins: &mut [(f64, f64); BINS], share: f64, is_right: bool) {
    let number = (1..BINS).filter(|bin| share > real(*bin) / real(BINS)).count();
    if let Some(bin) = bins.get_mut(number) {
        bin.0 += share;
        bin.1 += f64::from(u8::from(is_right));
    }
}

fn honest_answer(world: &World, judgement: &Given, truth: usize) -> (bool, bool) {
    let by = usize::try_from(judgement.volunteer).ok().and_then(|at| world.volunteers.get(at));
    let is_honest = by.is_some_and(|by| by.character == Character::Honest);
    let said = range(judgement.verdict, world.calendar.len());
    (is_honest && said.is_some(), said == Some((truth, truth)))
}

/// One building's part in the score.
fn score_one(
    world: &World,
    scored: Scored<'_>,
    building: usize,
    row: Option<&[f32]>,
    rng: &mut impl rand::Rng,
) -> Score {
    let captures = world.calendar.len();
    let seen = world.buildings.get(building);
    let (truth, day) = seen.map_or((0, 0.0), |seen| (seen.truth, seen.day));
    let last_day = world.calendar.last().copied().unwrap_or(0.0).max(0.0);
    let verdicts: Vec<Verdict> = scored
        .given
        .get(building)
        .map(|given| given.iter().map(|judgement| judgement.verdict).collect())
        .unwrap_or_default();
    let windows: Vec<Window> = verdicts.iter().filter_map(|verdict| verdict.window()).collect();
    let leading = plurality(&verdicts, captures, rng);
    let middle = median(&Tally::of(&windows, captures));
    let middle = any_class(classes_of(middle, captures), rng);
    let likeliest = row.map_or(leading, |row| top(row).0);
    let point = match scored.point {
        Point::Plurality => leading,
        Point::Median => middle,
        Point::Model => likeliest,
    };
    let consensus = decide(scored.published, &verdicts, captures);
    let (low, high) = classes_of(consensus.agreed, captures);
    let holds = |low: usize, high: usize| (low..=high).contains(&truth);
    let step = scored.steps.get(building);
    let is_escalated = step == Some(&Step::Escalate);
    let model_outside = !(low..=high).contains(&likeliest);
    let is_flagged = is_escalated || consensus.width > 1 || model_outside;
    let is_held = holds(low, high);
    let (set_low, set_high) = row.map_or((0, captures), |row| narrowest(row, MASS));
    let of_truth = row.and_then(|row| row.get(truth)).map_or(1.0, |share| f64::from(*share));
    let yes = |is: bool| f64::from(u8::from(is));
    Score {
        judgements: real(verdicts.len()),
        exact: yes(point == truth),
        within_one: yes(point.abs_diff(truth) <= 1),
        days: f64::abs(world.midpoint_days(point) - day.clamp(0.0, last_day)),
        plurality: yes(leading == truth),
        median: yes(middle == truth),
        model: yes(likeliest == truth),
        in_window: yes(is_held),
        width: real(consensus.width),
        narrow: yes(consensus.width == 1),
        escalated: yes(is_escalated),
        nll: -libm::log(of_truth.max(1e-6)),
        set_cover: yes(holds(set_low, set_high)),
        set_width: real(set_high - set_low + 1),
        silent_wrong: yes(!is_held && !is_flagged),
        flagged: yes(is_flagged),
        held_or_flagged: yes(is_held || is_flagged),
        ..Score::default()
    }
}

#[cfg(test)]
#[path = "score_tests.rs"]
mod tests;
