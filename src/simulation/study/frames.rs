//! Single pictures against whole timelines.

use super::{Making, Plan, Tick, number, share};
use crate::simulation::chance::real;
use crate::simulation::frames::{Frames, ask};
use crate::simulation::table::Table;

/// The belief at which a building is done, tried one by one.
const TAUS: [f64; 4] = [0.8, 0.9, 0.95, 0.99];
/// Questions after which no more are asked.
const MOST: usize = 40;

/// Questions a building and accuracy of single pictures. Only the evidence models say what one
/// picture alone shows; the others are answered as `sdt` would at the same scale.
#[must_use]
pub fn frames(plan: &Plan, tick: Tick<'_>) -> Table {
    let columns = ["q", "spam", "answers", "tau", "questions", "exact", "within_one", "escalated"];
    let mut table = Table::new(format!("Single pictures: {}", plan.words()), &columns);
    let all = plan.exacts.len() * plan.spams.len() * plan.worlds_each();
    let mut making = Making { tick, done: 0, all };
    for exact in &plan.exacts {
        for spam in &plan.spams {
            for kind in &plan.kinds {
                let one = Plan { kinds: vec![*kind], ..plan.clone() };
                let mut found = [Frames::default(); TAUS.len()];
                for settings in one.worlds(*exact, *spam) {
                    let world = making.world(settings);
                    for (tau, sum) in TAUS.into_iter().zip(&mut found) {
                        add(sum, ask(&world, tau, MOST));
                    }
                }
                let worlds = real(plan.seeds.len()).max(1.0);
                for (tau, sum) in TAUS.into_iter().zip(found) {
                    let mut row = vec![number(*exact), number(*spam), kind.as_str().into()];
                    row.extend([number(tau), number(sum.questions / worlds)]);
                    row.extend(
                        [sum.exact, sum.within_one, sum.escalated].map(|s| share(s / worlds)),
                    );
                    table.rows.push(row);
                }
            }
        }
    }
    table
}

fn add(sum: &mut Frames, more: Frames) {
    sum.questions += more.questions;
    sum.exact += more.exact;
    sum.within_one += more.within_one;
    sum.escalated += more.escalated;
}
