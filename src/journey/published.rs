//! What is published about one building: what its votes agree on, or the ruling in force, which
//! outranks them.

use std::collections::BTreeMap;

use crate::domain::adjudication::Outcome;
use crate::domain::campaign::Campaign;
use crate::domain::capture::CaptureSeries;
use crate::domain::consensus::RetirementReason::Ruled;
use crate::domain::consensus::window::{Agreed, End};
use crate::domain::finding::Status;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::task::TaskState;
use crate::store::screens::votes;
use crate::store::{Db, StoreError, coverage, rulings, tasks};

/// What is published about a building.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// In one word.
    pub status: Status,
    /// Its window, in positions of the building's own captures.
    pub window: Agreed,
}

impl Published {
    /// Of a task whose votes agree on `votes`; a ruling counts where the task says that it was
    /// ruled on.
    #[must_use]
    pub fn of(
        state: TaskState,
        votes: Agreed,
        ruling: Option<Outcome>,
        position: impl Fn(CaptureId) -> Option<usize>,
    ) -> Self {
        let ruling = ruling.filter(|_| state == TaskState::Retired(Ruled));
        if let Some(Outcome::Undatable(_)) = ruling {
            return Self { status: Status::Undatable, window: votes };
        }
        // A capture that is shown no more leaves its end open, as it does in votes.
        let at = |capture: CaptureId| position(capture).or(Some(usize::MAX));
        let window = ruling.and_then(|ruling| ruling.agreed(at)).map_or(votes, |window| {
            let end = |end: End| if end == End::At(usize::MAX) { End::Dispute } else { end };
            Agreed {
                last_standing: end(window.last_standing),
                first_destroyed: end(window.first_destroyed),
            }
        });
        Self { status: Status::of(state, window.last_standing, window.first_destroyed), window }
    }
}

/// The newest deciding rulings on buildings.
///
/// # Errors
/// When the store fails.
pub(super) fn deciding(
    db: &mut Db,
    campaign: &Campaign,
    buildings: &[BuildingId],
) -> Result<BTreeMap<BuildingId, Outcome>, StoreError> {
    let found = rulings::deciding(db, campaign.id, buildings)?;
    Ok(found.into_iter().map(|(building, ruling)| (building, ruling.outcome)).collect())
}

/// What is published about one building at present, and the captures that show it.
///
/// # Errors
/// When the store fails.
pub(super) fn of_building(
    db: &mut Db,
    building: BuildingId,
    ruling: Option<Outcome>,
) -> Result<(Published, CaptureSeries), StoreError> {
    let (series, _) = coverage::series(db, building)?;
    let (task, found) = (tasks::get(db, building)?, votes::agreement(db, building)?);
    let end = |word: &str, capture: Option<CaptureId>| match (word, capture) {
        ("at", Some(capture)) => series.position(capture).map_or(End::Dispute, End::At),
        ("evidence", _) => End::Evidence,
        _ => End::Dispute,
    };
    let agreed = Agreed {
        last_standing: end(&found.last_standing, found.last_standing_capture),
        first_destroyed: end(&found.first_destroyed, found.first_destroyed_capture),
    };
    let published = Published::of(task.state, agreed, ruling, |capture| series.position(capture));
    Ok((published, series))
}
