//! Attackers, through the real assignment and, as a what-if, without one.

use super::{Making, Plan, Tick, number, share};
use crate::simulation::deal::{Dealing, arrive};
use crate::simulation::score::{Score, Scored, score};
use crate::simulation::stopping::Stopping;
use crate::simulation::table::{Cell, Table};
use crate::simulation::world::{Attack, Ring, World};

const COLUMNS: &[&str] = &[
    "q",
    "policy",
    "ring",
    "volume",
    "chosen",
    "judgements",
    "plurality",
    "model",
    "in_window",
    "width",
    "flagged",
    "silent_wrong",
    "held_or_flagged",
    "of_honest",
];

/// What a ring does and how much of it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Case {
    name: &'static str,
    attack: Attack,
    volume: f64,
    chosen: usize,
}

fn cases() -> Vec<Case> {
    let case = |name, attack, volume, chosen| Case { name, attack, volume, chosen };
    let mut all = vec![case("none", Attack::Blunt, 0.0, 0)];
    for volume in [0.1, 0.2, 0.3] {
        all.push(case("blunt", Attack::Blunt, volume, 0));
    }
    for volume in [0.1, 0.2, 0.3] {
        all.push(case("camouflaged", Attack::Camouflaged, volume, 0));
    }
    for chosen in [3, 4, 6] {
        all.push(case("choosing", Attack::Camouflaged, 0.02, chosen));
    }
    all
}

/// Results on the targeted buildings alone. `silent_wrong` is the damage: a narrow published
/// window that is wrong, though neither the cap nor the model says so. `of_honest` is
/// `held_or_flagged` as a share of `in_window` without a ring: what an attack leaves of an honest
/// run when a flag counts as caught.
#[must_use]
pub fn sabotage(plan: &Plan, tick: Tick<'_>) -> Table {
    let mut table = Table::new(format!("Sabotage: {}", plan.words()), COLUMNS);
    let cases = cases();
    let spam = plan.spams.first().copied().unwrap_or(0.0);
    let all = plan.exacts.len() * plan.policies.len() * plan.worlds_each();
    let mut making = Making { tick, done: 0, all };
    for exact in &plan.exacts {
        for policy in &plan.policies {
            let mut scores: Vec<Vec<Score>> = vec![Vec::new(); cases.len()];
            for settings in plan.worlds(*exact, spam) {
                let world = making.world(settings);
                for (case, scores) in cases.iter().zip(&mut scores) {
                    let ring =
                        Ring { attack: case.attack, volume: case.volume, ..world.settings.ring };
                    let dealing = Dealing { chosen: case.chosen, ..plan.dealing };
                    scores.push(on_targets(&world.attacked(ring), *policy, dealing));
                }
            }
            let means: Vec<Score> = scores.iter().map(|scores| Score::mean(scores)).collect();
            let honest = means.first().map_or(0.0, |mean| mean.in_window);
            for (case, mean) in cases.iter().zip(&means) {
                table.rows.push(row(*exact, *policy, case, mean, honest));
            }
        }
    }
    table
}

fn on_targets(world: &World, policy: Stopping, dealing: Dealing) -> Score {
    let progress = arrive(world, policy, dealing);
    let temper = policy.sure().map_or(1.0, |sure| sure.temper);
    let posterior =
        progress.fit_cold(temper).map(|guarded| guarded.fit.posterior).unwrap_or_default();
    let is_target =
        |building: usize| world.buildings.get(building).is_some_and(|seen| seen.is_target);
    score(world, Scored::of(&progress, &posterior), is_target)
}

fn row(exact: f64, policy: Stopping, case: &Case, mean: &Score, honest: f64) -> Vec<Cell> {
    vec![
        number(exact),
        Cell::Word(policy.to_string()),
        case.name.into(),
        number(case.volume),
        case.chosen.into(),
        number(mean.judgements),
        share(mean.plurality),
        share(mean.model),
        share(mean.in_window),
        number(mean.width),
        share(mean.flagged),
        share(mean.silent_wrong),
        share(mean.held_or_flagged),
        share(mean.held_or_flagged / honest.max(1e-9)),
    ]
}
