//! Votes over labels: plurality, median, the supermajority window and the quorum window, in whole
//! numbers. They see no worker. The same rules over a building's judgements live in
//! `consensus::window`.

use super::labels::{Label, Labels};
use super::math::{class, count as small, index, single, wide};
use crate::domain::policy::Threshold;

/// What a single answer counts: divisible by every width up to 16, so that shares of ranges tie
/// where they should.
const WHOLE: u64 = 720_720 << 12;

/// Counts the votes of one task, [`WHOLE`] for a label, a range divided evenly over its classes;
/// those that say nothing are left out. Returns how many labels were counted.
pub(super) fn count(labels: &Labels, task: usize, votes: &mut [u64]) -> usize {
    let heard = labels.of(task).iter().filter(|label| labels.says_something(**label));
    tally(heard, votes)
}

fn tally<'a>(heard: impl Iterator<Item = &'a Label>, votes: &mut [u64]) -> usize {
    votes.fill(0);
    let mut number = 0;
    for label in heard {
        number += 1;
        let part = WHOLE / u64::from(label.high - label.low + 1);
        let range = usize::from(label.low)..=usize::from(label.high);
        votes.get_mut(range).unwrap_or_default().iter_mut().for_each(|sum| *sum += part);
    }
    number
}

/// What so many labels count together.
pub(super) fn all(labels: usize) -> u64 {
    WHOLE * u64::from(small(labels))
}

/// The class that leads alone, and what it counts.
pub(super) fn leader(votes: &[u64]) -> Option<(usize, u64)> {
    let most = votes.iter().copied().max()?;
    let mut leaders = votes.iter().enumerate().filter(|(_, sum)| **sum == most);
    let first = leaders.next().map(|(class, sum)| (class, *sum));
    if leaders.next().is_some() { None } else { first }
}

/// The classes with most votes in each task, in rising order; none where there is no label. A
/// range counts 1 / its width for each class.
#[must_use]
pub fn plurality(labels: &Labels) -> Vec<Vec<u16>> {
    let mut votes = vec![0u64; labels.classes()];
    (0..labels.tasks())
        .map(|task| {
            let number = tally(labels.of(task).iter(), &mut votes);
            let most = votes.iter().copied().max().unwrap_or(0);
            let leads = |sum: u64| number > 0 && sum == most;
            let leaders = votes.iter().enumerate().filter(|(_, sum)| leads(**sum));
            leaders.map(|(leader, _)| class(leader)).collect()
        })
        .collect()
}

/// Vote shares, tasks times classes, row by row; 1 a row, the same for every class where there is
/// no label. A range counts 1 / its width for each class, also where that is all of them.
#[must_use]
pub fn shares(labels: &Labels) -> Vec<f32> {
    let mut votes = vec![0u64; labels.classes()];
    let mut shares = Vec::with_capacity(labels.tasks() * labels.classes());
    for task in 0..labels.tasks() {
        if tally(labels.of(task).iter(), &mut votes) == 0 {
            votes.fill(1);
        }
        let total = votes.iter().sum::<u64>();
        shares.extend(votes.iter().map(|sum| single(wide(*sum) / wide(total))));
    }
    shares
}

/// The supermajority window of one task as the classes it leaves possible; none where no label
/// says anything. The rule of `consensus::window`, over classes.
#[must_use]
pub fn window(labels: &Labels, task: usize, threshold: Threshold) -> Option<(u16, u16)> {
    agreed(labels, task, |part, whole| threshold.is_reached(part, whole))
}

/// The lower and the upper median of one task.
#[must_use]
pub fn median(labels: &Labels, task: usize) -> Option<(u16, u16)> {
    agreed(labels, task, |part, whole| u64::from(part) * 2 > u64::from(whole))
}

/// The highest lower and the lowest higher end that enough labels share.
fn agreed(labels: &Labels, task: usize, enough: impl Fn(u32, u32) -> bool) -> Option<(u16, u16)> {
    let heard = heard(labels, task);
    let number = small(heard.len());
    let mut lows: Vec<u16> = heard.iter().map(|label| label.low).collect();
    let mut highs: Vec<u16> = heard.iter().map(|label| label.high).collect();
    lows.sort_unstable_by(|a, b| b.cmp(a));
    highs.sort_unstable();
    let needed = (1..=number).find(|part| enough(*part, number))?;
    let place = index(needed - 1);
    Some((*lows.get(place)?, *highs.get(place)?))
}

/// The narrowest run of classes that wholly holds the given share of a task's labels; among runs
/// as narrow the one with most labels, then the earliest.
#[must_use]
pub fn quorum(labels: &Labels, task: usize, share: Threshold) -> Option<(u16, u16)> {
    let mut heard = heard(labels, task);
    let number = small(heard.len());
    let needed = (1..=number).find(|part| share.is_reached(*part, number))?;
    heard.sort_unstable_by_key(|label| (label.high, label.low));
    let mut lows: Vec<u16> = heard.iter().map(|label| label.low).collect();
    lows.sort_unstable();
    lows.dedup();
    let run = |low: u16| {
        let mut inside = heard.iter().filter(|label| label.low >= low).map(|label| label.high);
        let high = inside.nth(index(needed - 1))?;
        let more = inside.take_while(|other| *other <= high).count();
        Some((high - low, std::cmp::Reverse(more), low, high))
    };
    lows.into_iter().filter_map(run).min().map(|(_, _, low, high)| (low, high))
}

fn heard(labels: &Labels, task: usize) -> Vec<Label> {
    labels.of(task).iter().copied().filter(|label| labels.says_something(*label)).collect()
}
