//! What each policy costs and what it brings, by how exact volunteers are and how many do not
//! look. Attackers are another study.

use super::{Making, Plan, Tick, number, share};
use crate::simulation::deal::arrive;
use crate::simulation::score::{Score, Scored, score};
use crate::simulation::table::{Cell, Table};
use crate::simulation::world::World;

const COLUMNS: &[&str] = &[
    "q",
    "spam",
    "policy",
    "judgements",
    "exact",
    "exact_se",
    "within_one",
    "days",
    "in_window",
    "width",
    "narrow",
    "escalated",
    "plurality",
    "median",
    "model",
    "ece",
    "nll",
    "cover90",
    "silent_wrong",
    "alarms",
];

/// Volunteers arrive until each policy is satisfied; means over all answer models and seeds.
/// `exact` is the policy's own point (plurality, the median vote for the rule, the model where
/// there is one), `exact_se` the standard error of its mean over worlds; `in_window` and `width`
/// are those of the published window.
#[must_use]
pub fn tradeoff(plan: &Plan, tick: Tick<'_>) -> Table {
    let mut table = Table::new(format!("Trade-off: {}", plan.words()), COLUMNS);
    let all = plan.exacts.len() * plan.spams.len() * plan.worlds_each();
    let mut making = Making { tick, done: 0, all };
    for exact in &plan.exacts {
        for spam in &plan.spams {
            let mut scores: Vec<Vec<Score>> = vec![Vec::new(); plan.policies.len()];
            let mut alarms = vec![0u64; plan.policies.len()];
            for settings in plan.worlds(*exact, *spam) {
                let world = making.world(settings);
                for ((policy, scores), alarms) in
                    plan.policies.iter().zip(&mut scores).zip(&mut alarms)
                {
                    let (found, fired) = one(&world, plan, *policy);
                    scores.push(found);
                    *alarms += u64::from(fired);
                }
            }
            for ((policy, scores), alarms) in plan.policies.iter().zip(&scores).zip(&alarms) {
                let mut row = vec![number(*exact), number(*spam), Cell::Word(policy.to_string())];
                row.extend(cells(scores));
                row.push(Cell::Count(*alarms));
                table.rows.push(row);
            }
        }
    }
    table
}

/// One world under one policy: its score, and how often the alarm fired.
fn one(world: &World, plan: &Plan, policy: crate::simulation::stopping::Stopping) -> (Score, u32) {
    let progress = arrive(world, policy, plan.dealing);
    let temper = policy.sure().map_or(1.0, |sure| sure.temper);
    let posterior = progress
        .fit_cold(temper)
        .ok()
        .filter(|guarded| !guarded.is_frozen)
        .map(|guarded| guarded.fit.posterior)
        .unwrap_or_default();
    (score(world, Scored::of(&progress, &posterior), |_| true), progress.alarms)
}

fn cells(scores: &[Score]) -> Vec<Cell> {
    let mean = Score::mean(scores);
    let exacts: Vec<f64> = scores.iter().map(|score| score.exact).collect();
    vec![
        number(mean.judgements),
        share(mean.exact),
        Cell::Number(standard_error(&exacts), 4),
        share(mean.within_one),
        number(mean.days),
        share(mean.in_window),
        number(mean.width),
        share(mean.narrow),
        share(mean.escalated),
        share(mean.plurality),
        share(mean.median),
        share(mean.model),
        share(mean.ece),
        share(mean.nll),
        share(mean.set_cover),
        Cell::Number(mean.silent_wrong, 4),
    ]
}

/// The standard error of a mean; 0 for fewer than two.
pub(super) fn standard_error(values: &[f64]) -> f64 {
    let count = crate::simulation::chance::real(values.len());
    if values.len() < 2 {
        return 0.0;
    }
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (count - 1.0) / count).sqrt()
}
