//! The same number of judgements for every building: what the methods make of them, and whether
//! this simulator agrees with the figures of its specification.

use super::tradeoff::standard_error;
use super::{Making, Plan, Tick, number, share};
use crate::domain::consensus::model::{
    Aggregate, Kind as Scale, Labels, Method, Settings, aggregate,
};
use crate::domain::policy::Policy;
use crate::simulation::audit::{audit, sample, warmed};
use crate::simulation::deal::fixed;
use crate::simulation::progress::{Given, labels};
use crate::simulation::score::{Score, Scored, score};
use crate::simulation::stopping::Point;
use crate::simulation::table::{Cell, Table};
use crate::simulation::world::World;

/// The generator's stream for the audit.
pub(super) const AUDIT: u64 = 6;
/// Buildings of an audit.
pub(super) const AUDITED: usize = 200;

/// The methods held against each other; plurality comes from the votes themselves.
const METHODS: [Method; 6] =
    [Method::DawidSkene, Method::OneCoin, Method::Ibcc, Method::Pcm, Method::Ordinal, Method::Auto];

fn scored<'a>(given: &'a [Vec<Given>], posterior: &'a [f32]) -> Scored<'a> {
    let point = if posterior.is_empty() { Point::Plurality } else { Point::Model };
    Scored { given, steps: &[], published: Policy::default(), point, posterior }
}

fn fit(labels: &Labels, method: Method) -> Option<Aggregate> {
    aggregate(labels, Scale::Ordinal, method, &Settings::default()).ok()
}

/// Every method on the same labels, mean over all worlds of a plan. `som + audit` is the ordinal
/// model at the temperature that 200 audited buildings ask for, scored on the others.
#[must_use]
pub fn selftest(plan: &Plan, tick: Tick<'_>) -> Table {
    let title = format!("Methods at {} judgements a building: {}", plan.judgements, plan.words());
    let columns =
        ["q", "spam", "method", "exact", "within_one", "days", "ece", "nll", "cover90", "width90"];
    let mut table = Table::new(title, &columns);
    let all = plan.exacts.len() * plan.spams.len() * plan.worlds_each();
    let mut making = Making { tick, done: 0, all };
    for exact in &plan.exacts {
        for spam in &plan.spams {
            let mut scores: Vec<Vec<Score>> = vec![Vec::new(); METHODS.len() + 2];
            for settings in plan.worlds(*exact, *spam) {
                let world = making.world(settings);
                for (score, scores) in methods(&world, plan.judgements).iter().zip(&mut scores) {
                    scores.push(*score);
                }
            }
            let names = ["plurality"].into_iter().chain(METHODS.map(Method::as_str));
            for (name, scores) in names.chain(["ordinal + audit"]).zip(&scores) {
                let mean = Score::mean(scores);
                let mut row = vec![number(*exact), number(*spam), name.into(), share(mean.exact)];
                row.extend([share(mean.within_one), number(mean.days)]);
                // Votes alone have no probability that could be calibrated.
                row.extend(match name {
                    "plurality" => [const { Cell::Empty }; 4],
                    _ => calibrated(&mean),
                });
                table.rows.push(row);
            }
        }
    }
    table
}

fn calibrated(mean: &Score) -> [Cell; 4] {
    [share(mean.ece), share(mean.nll), share(mean.set_cover), number(mean.set_width)]
}

/// Plurality, every method, and the ordinal model after an audit.
fn methods(world: &World, judgements: usize) -> Vec<Score> {
    let given = fixed(world, judgements);
    let mut found = vec![score(world, scored(&given, &[]), |_| true)];
    let Ok(labels) = labels(&given, world.sizes()) else { return found };
    let mut ordinal = Vec::new();
    for method in METHODS {
        let posterior = fit(&labels, method).map(|fit| fit.probability).unwrap_or_default();
        found.push(score(world, scored(&given, &posterior), |_| true));
        if method == Method::Ordinal {
            ordinal = posterior;
        }
    }
    let chosen = sample(world.buildings.len(), AUDITED, &mut world.stream(AUDIT));
    let temperature = audit(world, &ordinal, &chosen).temperature;
    let warm: Vec<f32> =
        ordinal.chunks_exact(world.classes()).flat_map(|row| warmed(row, temperature)).collect();
    let unseen = |building: usize| chosen.binary_search(&building).is_err();
    found.push(score(world, scored(&given, &warm), unseen));
    found
}

/// The ordinal model against plurality on the same labels, by answer model: the means, the
/// difference with its standard error, and the worst world.
#[must_use]
pub fn accuracy(plan: &Plan, tick: Tick<'_>) -> Table {
    let title = format!("Accuracy at {} judgements a building: {}", plan.judgements, plan.words());
    let columns =
        ["q", "spam", "answers", "plurality", "ordinal", "gain", "gain_se", "worst", "lost_half"];
    let mut table = Table::new(title, &columns);
    let all = plan.exacts.len() * plan.spams.len() * plan.worlds_each();
    let mut making = Making { tick, done: 0, all };
    for exact in &plan.exacts {
        for spam in &plan.spams {
            let mut of_all = Vec::new();
            for kind in &plan.kinds {
                let one = Plan { kinds: vec![*kind], ..plan.clone() };
                let pairs: Vec<(f64, f64)> = one
                    .worlds(*exact, *spam)
                    .map(|settings| pair(&making.world(settings), plan.judgements))
                    .collect();
                table.rows.push(accuracy_row(*exact, *spam, kind.as_str(), &pairs));
                of_all.extend(pairs);
            }
            table.rows.push(accuracy_row(*exact, *spam, "all", &of_all));
        }
    }
    table
}

/// Exact shares of plurality and of the ordinal model in one world.
fn pair(world: &World, judgements: usize) -> (f64, f64) {
    let given = fixed(world, judgements);
    let posterior = labels(&given, world.sizes())
        .ok()
        .and_then(|labels| fit(&labels, Method::Ordinal))
        .map(|fit| fit.probability)
        .unwrap_or_default();
    let found = score(world, scored(&given, &posterior), |_| true);
    (found.plurality, found.model)
}

fn accuracy_row(exact: f64, spam: f64, name: &str, pairs: &[(f64, f64)]) -> Vec<Cell> {
    let mean = |of: fn(&(f64, f64)) -> f64| {
        pairs.iter().map(of).sum::<f64>() / crate::simulation::chance::real(pairs.len()).max(1.0)
    };
    let gains: Vec<f64> = pairs.iter().map(|(votes, model)| model - votes).collect();
    let worst = gains.iter().copied().fold(f64::INFINITY, f64::min);
    let lost = gains.iter().filter(|gain| **gain < -0.005).count();
    vec![
        number(exact),
        number(spam),
        name.into(),
        share(mean(|pair| pair.0)),
        share(mean(|pair| pair.1)),
        Cell::Number(mean(|pair| pair.1 - pair.0), 4),
        Cell::Number(standard_error(&gains), 4),
        Cell::Number(worst, 4),
        lost.into(),
    ]
}
