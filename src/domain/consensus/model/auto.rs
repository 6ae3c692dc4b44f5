//! Vote and models together: one fixed configuration that sees no truth and must not do worse than
//! the vote. The members live in their own files.
//!
//! The pooled answer is the mean of three opinions about every task: the vote shares, confusion
//! matrices with pseudo-counts, and one shared matrix with lapses (a linear opinion pool; M. Stone,
//! "The opinion pool", Annals of Mathematical Statistics 32 (1961)). It must earn its place by
//! labels alone. The workers are dealt into two halves; what the pool makes of one half has to
//! agree with the labels of the other better than what a vote makes of it (cross-validation by
//! workers: the other half errs on its own, so it is a fair, if noisy, judge). Otherwise the answer
//! is the vote. So it is where labels are too few to know anybody by, and a model that sets off the
//! alarm is not heard.

use super::aggregate::{Aggregate, Kind, Method, Settings};
use super::alarm::disagreement;
use super::dawid_skene::{IBCC_ITERATIONS, Smoothing};
use super::dispatch::{Fitted, confusion, counted};
use super::labels::{Label, Labels};
use super::math::{count, index, real, single};
use super::{pooled, vote};

/// Labels a task, in the mean over tasks that have any, below which the models are not asked.
const LABELS_OF_TASK_MIN: f64 = 2.5;
/// Standard errors by which the pool must win.
const MARGIN: f64 = 2.0;

/// [`Method::Auto`].
pub(super) fn aggregate(labels: &Labels, kind: Kind, settings: &Settings) -> Aggregate {
    let is_asked = !is_thin(labels) && has_earned_it(labels, settings);
    match is_asked.then(|| pool(labels, settings, true)).flatten() {
        Some(pool) => pool.told(labels, kind, Method::Auto, settings),
        None => counted(labels, kind, Method::Majority, settings),
    }
}

/// [`Method::Pool`]: the same without having to earn it.
pub(super) fn pooled_opinion(labels: &Labels, kind: Kind, settings: &Settings) -> Aggregate {
    match pool(labels, settings, true) {
        Some(pool) => pool.told(labels, kind, Method::Pool, settings),
        None => counted(labels, kind, Method::Majority, settings),
    }
}

/// Whether most tasks have hardly a label.
fn is_thin(labels: &Labels) -> bool {
    let with_any = (0..labels.tasks()).filter(|task| !labels.of(*task).is_empty()).count();
    real(labels.len()) < LABELS_OF_TASK_MIN * real(with_any)
}

/// The mean of the vote and the models; where it is guarded, only those that do not set off the
/// alarm, and none where all do.
fn pool(labels: &Labels, settings: &Settings, is_guarded: bool) -> Option<Fitted> {
    let gold = settings.gold.clone();
    let rounds = settings.iterations.unwrap_or(IBCC_ITERATIONS);
    let matrices = confusion(labels, rounds, None, Some(Smoothing::IBCC), gold);
    let rounds = settings.iterations.unwrap_or(pooled::ITERATIONS);
    let shared = pooled::fit(labels, rounds, &settings.gold);
    let shared = Fitted::new(shared.posterior, shared.iterations, shared.log_likelihood);
    let mut members = vec![matrices, shared];
    if is_guarded {
        members.retain(|fitted| !disagreement(labels, &fitted.posterior).is_alarming());
    }
    if members.is_empty() {
        return None;
    }
    let opinions = real(members.len() + 1);
    let mut posterior = vote::shares(labels);
    let (first, second) = (members.first()?, members.get(1));
    for (at, share) in posterior.iter_mut().enumerate() {
        let of = |member: &Fitted| member.posterior.get(at).copied().map_or(0.0, f64::from);
        *share = single((f64::from(*share) + of(first) + second.map_or(0.0, of)) / opinions);
    }
    let iterations = members.iter().map(|member| member.iterations).max()?;
    Some(Fitted { posterior, iterations, log_likelihood: None })
}

/// Whether the pool of either half of the workers agrees with the other half better than the vote.
fn has_earned_it(labels: &Labels, settings: &Settings) -> bool {
    let ranks = labels.ranks();
    let half = |parity: u32| -> Option<Labels> {
        let is_in =
            |label: &&Label| ranks.get(index(label.worker)).is_some_and(|r| r % 2 == parity);
        let rows = (0..labels.tasks())
            .flat_map(|task| labels.of(task).iter().filter(is_in).map(move |l| (count(task), *l)))
            .collect();
        Labels::new(labels.tasks(), labels.workers(), labels.classes(), rows).ok()
    };
    let (Some(even), Some(odd)) = (half(0), half(1)) else { return false };
    let (mut sum, mut squares) = (0.0, 0.0);
    for (heard, judge) in [(&even, &odd), (&odd, &even)] {
        let Some(pool) = pool(heard, settings, false) else { continue };
        let classes = labels.classes();
        let (voted, judged) = (vote::shares(heard), vote::shares(judge));
        let rows = pool.posterior.chunks_exact(classes).zip(voted.chunks_exact(classes));
        for (task, ((pool, vote), judge_row)) in rows.zip(judged.chunks_exact(classes)).enumerate()
        {
            if heard.of(task).is_empty() || judge.of(task).is_empty() {
                continue;
            }
            let gain = agreement(pool, judge_row) - agreement(vote, judge_row);
            sum += gain;
            squares += gain * gain;
        }
    }
    sum > MARGIN * squares.sqrt()
}

/// The share of the judges who say what a row says is best, the mean over its best where it ties.
fn agreement(row: &[f32], judges: &[f32]) -> f64 {
    let most = row.iter().copied().fold(0f32, f32::max);
    let (mut number, mut sum) = (0.0, 0.0);
    for (_, judge) in row.iter().zip(judges).filter(|(share, _)| **share >= most) {
        number += 1.0;
        sum += f64::from(*judge);
    }
    sum / number
}
