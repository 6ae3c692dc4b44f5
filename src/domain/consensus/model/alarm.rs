//! The alarm: whether a model has left the voters. What is done about it lives with the caller.

use super::labels::Labels;
use super::vote;

/// Labels of a task from which on it is compared.
const LABELS_MIN: usize = 3;

/// How often a model's best class is another than a clear plurality.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disagreement {
    /// Tasks compared: at least 3 labels that say something, 3 in 5 of them for one class.
    pub compared: u32,
    /// Of those, how many the model sees otherwise.
    pub differing: u32,
}

impl Disagreement {
    /// Whether more than one in ten differ: the model is frozen and the coordinator told. Sound
    /// fits stay below where volunteers are right more often than not, and pass it where every
    /// second answer is wrong or few buildings can be compared; collapsed ones reach .65
    /// (`docs/METHOD.md`).
    #[must_use]
    pub fn is_alarming(self) -> bool {
        u64::from(self.differing) * 10 > u64::from(self.compared)
    }

    /// The share that differs; 0 where nothing could be compared.
    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.differing) / f64::from(self.compared.max(1))
    }
}

/// Compares a posterior (tasks times classes, row by row) with the plurality.
#[must_use]
pub fn disagreement(labels: &Labels, posterior: &[f32]) -> Disagreement {
    let mut found = Disagreement { compared: 0, differing: 0 };
    let mut votes = vec![0u64; labels.classes()];
    for (task, row) in (0..labels.tasks()).zip(posterior.chunks_exact(labels.classes())) {
        if labels.of(task).len() < LABELS_MIN {
            continue;
        }
        let heard = vote::count(labels, task, &mut votes);
        let Some((plurality, most)) = vote::leader(&votes) else { continue };
        let is_clear = heard >= LABELS_MIN && most * 5 >= vote::all(heard) * 3;
        let Some(share) = row.get(plurality).filter(|_| is_clear) else { continue };
        found.compared += 1;
        if row.iter().any(|other| other > share) {
            found.differing += 1;
        }
    }
    found
}
