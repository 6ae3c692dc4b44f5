//! What votes and models promise. Figures on public sets live in `bench`.

mod auto;
mod fits;
mod table;
mod votes;
mod world;

use proptest::prelude::*;

use super::labels::{Label, Labels};

/// Rows over this many tasks, workers and classes.
#[derive(Debug, Clone)]
struct Rows {
    tasks: usize,
    workers: usize,
    classes: usize,
    given: Vec<(u32, Label)>,
}

impl Rows {
    fn labels(&self) -> Labels {
        Labels::new(self.tasks, self.workers, self.classes, self.given.clone()).unwrap()
    }
}

/// Every class as likely to be a single answer as to begin or end a range.
fn any_rows(most: usize) -> impl Strategy<Value = Rows> {
    (2u16..6, 1u32..6, 1u32..6).prop_flat_map(move |(classes, tasks, workers)| {
        let row = (0..tasks, 0..workers, 0..classes, 0..classes, any::<bool>());
        proptest::collection::vec(row, 1..most).prop_map(move |rows| Rows {
            tasks: tasks.try_into().unwrap(),
            workers: workers.try_into().unwrap(),
            classes: classes.into(),
            given: rows
                .into_iter()
                .map(|(task, worker, a, b, is_range)| {
                    let b = if is_range { b } else { a };
                    (task, Label { worker, low: a.min(b), high: a.max(b) })
                })
                .collect(),
        })
    })
}

/// A single answer.
fn one(worker: u32, class: u16) -> Label {
    Label { worker, low: class, high: class }
}
