//! Some buildings are asked about before all others.

use crate::domain::campaign::Campaign;
use crate::store::{Db, StoreError, buildings, tasks};

/// Unknown buildings that are named; the rest is counted.
const NAMED_MAX: usize = 20;

/// Why buildings cannot be put first.
#[derive(Debug, thiserror::Error)]
pub enum PriorityError {
    /// No such buildings: (line, own id) of some, and how many there are.
    #[error("{}; nothing was changed", tell(.0, *.1))]
    Unknown(Vec<(usize, String)>, usize),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn tell(named: &[(usize, String)], all: usize) -> String {
    let lines: Vec<String> =
        named.iter().map(|(line, own_id)| format!("line {line}: \"{own_id}\"")).collect();
    format!("{all} buildings are not in this campaign: {}", lines.join(", "))
}

/// Gives the buildings with these own ids, one a line, a priority: higher ones are dealt before
/// all lower ones; 0 is where all begin. All of them, or none when one is not there. How many
/// changed.
///
/// # Errors
/// When a building is not in the campaign.
pub fn put_first(
    db: &mut Db,
    campaign: &Campaign,
    list: &str,
    priority: i32,
) -> Result<usize, PriorityError> {
    let (mut found, mut unknown, mut missing) = (Vec::new(), Vec::new(), 0);
    for (line, own_id) in list.lines().enumerate() {
        let own_id = own_id.trim().trim_start_matches('\u{feff}');
        if own_id.is_empty() {
            continue;
        }
        if let Some(building) = buildings::by_external_id(db, campaign.id, own_id)? {
            found.push(building.id);
            continue;
        }
        missing += 1;
        if unknown.len() < NAMED_MAX {
            unknown.push((line + 1, own_id.to_owned()));
        }
    }
    if missing > 0 {
        return Err(PriorityError::Unknown(unknown, missing));
    }
    Ok(tasks::set_priority(db, &found, priority)?)
}
