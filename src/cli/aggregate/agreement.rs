//! How far the workers of a table of labels agree with each other.

use crate::domain::consensus::agreement::{Agreement, Rating, agreement};
use crate::exchange::labels::LabelFile;

/// Labels of which agreement is reckoned; of more it is left out, for the room it would take.
const LABELS_MAX: usize = 2_000_000;

/// The agreement of all labels that name one level; nothing of too many. Its value is the number
/// that the level writes where all levels are numbers, else the place of the level.
pub(super) fn of(file: &LabelFile) -> Option<Agreement> {
    if file.labels.len() > LABELS_MAX {
        return None;
    }
    let numbers: Option<Vec<f64>> = file.levels.iter().map(|level| level.parse().ok()).collect();
    let value = |class: u16| {
        let written = numbers.as_ref().and_then(|numbers| numbers.get(usize::from(class)));
        written.copied().unwrap_or_else(|| class.into())
    };
    let ratings: Vec<Rating> = (0_u64..)
        .zip(0..file.tasks.len())
        .flat_map(|(unit, task)| file.labels.of(task).iter().map(move |label| (unit, *label)))
        .filter(|(_, label)| label.low == label.high)
        .map(|(unit, label)| Rating { unit, rater: label.worker.into(), value: value(label.low) })
        .collect();
    Some(agreement(&ratings))
}
