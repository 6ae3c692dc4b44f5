//! Whether the model ever leaves the voters on its own, and whether the alarm sees it when it is
//! made to.

use super::{Making, Plan, Tick};
use crate::domain::consensus::model::alarm::disagreement;
use crate::domain::consensus::model::ordinal::{OrdinalSettings, fit};
use crate::simulation::deal::fixed;
use crate::simulation::progress::labels;
use crate::simulation::score::{Score, Scored, score};
use crate::simulation::stopping::Point;
use crate::simulation::table::{Cell, Table};
use crate::simulation::world::World;

/// How far below plurality a fit is called a collapse.
const COLLAPSE: f64 = 0.10;

/// One fit, and what became of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Found {
    gain: f64,
    share: f64,
    is_alarming: bool,
    planted: u64,
    caught: u64,
}

/// One cold fit a world at a fixed number of judgements. A collapse is a fit that is right on at
/// least 10 points fewer buildings than plurality. Planted: the whole posterior moved by one
/// class, up and down, which is how a warm start was seen to go wrong.
#[must_use]
pub fn robustness(plan: &Plan, tick: Tick<'_>) -> Table {
    let title = format!("Robustness at {} judgements: {}", plan.judgements, plan.words());
    let columns = [
        "q",
        "spam",
        "worlds",
        "collapses",
        "alarms",
        "silent_collapses",
        "worst_gain",
        "worst_share",
        "planted",
        "caught",
    ];
    let mut table = Table::new(title, &columns);
    let all = plan.exacts.len() * plan.spams.len() * plan.worlds_each();
    let mut making = Making { tick, done: 0, all };
    for exact in &plan.exacts {
        for spam in &plan.spams {
            let found: Vec<Found> = plan
                .worlds(*exact, *spam)
                .filter_map(|settings| one(&making.world(settings), plan.judgements))
                .collect();
            let count = |is: fn(&Found) -> bool| found.iter().filter(|f| is(f)).count();
            let worst = found.iter().map(|f| f.gain).fold(f64::INFINITY, f64::min);
            let most = found.iter().map(|f| f.share).fold(0.0, f64::max);
            table.rows.push(vec![
                Cell::Number(*exact, 2),
                Cell::Number(*spam, 2),
                found.len().into(),
                count(|f| f.gain < -COLLAPSE).into(),
                count(|f| f.is_alarming).into(),
                count(|f| f.gain < -COLLAPSE && !f.is_alarming).into(),
                Cell::Number(worst, 3),
                Cell::Number(most, 3),
                Cell::Count(found.iter().map(|f| f.planted).sum()),
                Cell::Count(found.iter().map(|f| f.caught).sum()),
            ]);
        }
    }
    table
}

fn one(world: &World, judgements: usize) -> Option<Found> {
    let given = fixed(world, judgements);
    let labels = labels(&given, world.sizes()).ok()?;
    let posterior = fit(&labels, &OrdinalSettings::default()).posterior;
    let scored = Scored {
        given: &given,
        steps: &[],
        published: crate::domain::policy::Policy::default(),
        point: Point::Model,
        posterior: &posterior,
    };
    let Score { plurality, model, .. } = score(world, scored, |_| true);
    let found = disagreement(&labels, &posterior);
    let planted =
        [moved(&posterior, world.classes(), true), moved(&posterior, world.classes(), false)];
    let caught = planted.iter().filter(|p| disagreement(&labels, p).is_alarming()).count();
    Some(Found {
        gain: model - plurality,
        share: f64::from(found.differing) / f64::from(found.compared.max(1)),
        is_alarming: found.is_alarming(),
        planted: 2,
        caught: u64::try_from(caught).unwrap_or(0),
    })
}

/// The posterior of every building moved by one class; what would fall off stays at the end.
pub(super) fn moved(posterior: &[f32], classes: usize, up: bool) -> Vec<f32> {
    posterior
        .chunks_exact(classes.max(1))
        .flat_map(|row| {
            let mut new = vec![0.0; row.len()];
            for (class, share) in row.iter().enumerate() {
                let to = if up { (class + 1).min(row.len() - 1) } else { class.saturating_sub(1) };
                if let Some(slot) = new.get_mut(to) {
                    *slot += *share;
                }
            }
            new
        })
        .collect()
}
