//! A finding: what is published about one building.

use super::consensus::RetirementReason;
use super::consensus::window::End;
use super::task::TaskState;

/// What is published about a building, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Destroyed within a window with both ends agreed.
    Dated,
    /// Not visibly destroyed in the captures; never "undamaged".
    NotDestroyed,
    /// Already destroyed in the first usable capture.
    DestroyedBeforeFirstImage,
    /// Could not be dated.
    Undatable,
    /// Taken out of the campaign.
    Withdrawn,
    /// At least one end of the window is not agreed.
    Disputed,
    /// Still being asked.
    Open,
}

impl Status {
    /// The word used in exports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dated => "dated",
            Self::NotDestroyed => "not_destroyed",
            Self::DestroyedBeforeFirstImage => "destroyed_before_first_image",
            Self::Undatable => "undatable",
            Self::Withdrawn => "withdrawn",
            Self::Disputed => "disputed",
            Self::Open => "open",
        }
    }

    /// Whether a window is published, however wide.
    #[must_use]
    pub const fn has_window(self) -> bool {
        !matches!(self, Self::Open | Self::Undatable | Self::Withdrawn)
    }

    /// The status of a task and the two ends of its agreed window.
    #[must_use]
    pub const fn of(state: TaskState, last_standing: End, first_destroyed: End) -> Self {
        use RetirementReason::{Undatable, Withdrawn};
        match (state, last_standing, first_destroyed) {
            (TaskState::Open, _, _) => Self::Open,
            (TaskState::Retired(Undatable), _, _) => Self::Undatable,
            (TaskState::Retired(Withdrawn), _, _) => Self::Withdrawn,
            (TaskState::Retired(_), End::Evidence, _) => Self::DestroyedBeforeFirstImage,
            (TaskState::Retired(_), _, End::Evidence) => Self::NotDestroyed,
            (TaskState::Retired(_), End::At(_), End::At(_)) => Self::Dated,
            (TaskState::Escalated | TaskState::Retired(_), _, _) => Self::Disputed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disputed_end_is_never_published_as_a_date() {
        let capped = TaskState::Retired(RetirementReason::CapReached);
        assert_eq!(Status::of(capped, End::At(2), End::Dispute), Status::Disputed);
        assert_eq!(Status::of(capped, End::At(2), End::At(7)), Status::Dated);
        assert_eq!(Status::of(capped, End::At(2), End::Evidence), Status::NotDestroyed);
        assert_eq!(Status::of(TaskState::Open, End::At(2), End::At(3)), Status::Open);
    }
}
