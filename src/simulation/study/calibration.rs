//! Whether the model is as right as it says, before and after an audit.

use super::fixed::{AUDIT, AUDITED};
use super::{Making, Plan, Tick, number, share};
use crate::simulation::audit::{Audited, audit, sample, warmed};
use crate::simulation::chance::real;
use crate::simulation::deal::arrive;
use crate::simulation::score::{Score, Scored, narrowest, score};
use crate::simulation::stopping::Stopping;
use crate::simulation::table::{Cell, Table};
use crate::simulation::world::World;

const COLUMNS: &[&str] = &[
    "q",
    "spam",
    "policy",
    "answers",
    "judgements",
    "model",
    "ece_raw",
    "nll_raw",
    "cover90_raw",
    "temperature",
    "ece",
    "nll",
    "cover90",
    "width90",
    "mass",
    "cover_fit",
    "width_fit",
];

/// One world before and after.
#[derive(Debug, Clone, Copy, Default)]
struct Found {
    raw: Score,
    mended: Score,
    temperature: f64,
    mass: f64,
    cover: f64,
    width: f64,
}

/// The posterior of a last cold fit, before and after an audit of 200 random buildings, scored on
/// the buildings outside of the audit. `cover90` takes the narrowest run of classes with 90 % of
/// the mass; `cover_fit` the mass that covers 90 % of the audit.
#[must_use]
pub fn calibration(plan: &Plan, tick: Tick<'_>) -> Table {
    let mut table = Table::new(format!("Calibration: {}", plan.words()), COLUMNS);
    let all = plan.exacts.len() * plan.spams.len() * plan.policies.len() * plan.worlds_each();
    let mut making = Making { tick, done: 0, all };
    for exact in &plan.exacts {
        for spam in &plan.spams {
            for policy in &plan.policies {
                let mut of_all = Vec::new();
                for kind in &plan.kinds {
                    let one_kind = Plan { kinds: vec![*kind], ..plan.clone() };
                    let found: Vec<Found> = one_kind
                        .worlds(*exact, *spam)
                        .map(|settings| one(&making.world(settings), plan, *policy))
                        .collect();
                    let head = (*exact, *spam, policy.to_string());
                    table.rows.push(row(head, kind.as_str(), &found));
                    of_all.extend(found);
                }
                table.rows.push(row((*exact, *spam, policy.to_string()), "all", &of_all));
            }
        }
    }
    table
}

fn one(world: &World, plan: &Plan, policy: Stopping) -> Found {
    let progress = arrive(world, policy, plan.dealing);
    let posterior = progress.fit_cold(1.0).map(|guarded| guarded.fit.posterior).unwrap_or_default();
    let chosen = sample(world.buildings.len(), AUDITED, &mut world.stream(AUDIT));
    let unseen = |building: usize| chosen.binary_search(&building).is_err();
    let Audited { temperature, mass } = audit(world, &posterior, &chosen);
    let raw = score(world, Scored::of(&progress, &posterior), unseen);
    let warm: Vec<f32> =
        posterior.chunks_exact(world.classes()).flat_map(|row| warmed(row, temperature)).collect();
    let mended = score(world, Scored::of(&progress, &warm), unseen);
    let (mut held, mut widths, mut buildings) = (0, 0, 0);
    for (number, (row, seen)) in
        warm.chunks_exact(world.classes()).zip(&world.buildings).enumerate()
    {
        if unseen(number) {
            let (low, high) = narrowest(row, mass);
            buildings += 1;
            widths += high - low + 1;
            held += usize::from((low..=high).contains(&seen.truth));
        }
    }
    let all = real(buildings).max(1.0);
    Found { raw, mended, temperature, mass, cover: real(held) / all, width: real(widths) / all }
}

fn row(head: (f64, f64, String), answers: &str, found: &[Found]) -> Vec<Cell> {
    let raw = Score::mean(&found.iter().map(|f| f.raw).collect::<Vec<_>>());
    let mended = Score::mean(&found.iter().map(|f| f.mended).collect::<Vec<_>>());
    let mean =
        |of: fn(&Found) -> f64| found.iter().map(of).sum::<f64>() / real(found.len()).max(1.0);
    vec![
        number(head.0),
        number(head.1),
        Cell::Word(head.2),
        answers.into(),
        number(raw.judgements),
        share(raw.model),
        share(raw.ece),
        share(raw.nll),
        share(raw.set_cover),
        number(mean(|f| f.temperature)),
        share(mended.ece),
        share(mended.nll),
        share(mended.set_cover),
        number(mended.set_width),
        share(mean(|f| f.mass)),
        share(mean(|f| f.cover)),
        number(mean(|f| f.width)),
    ]
}
