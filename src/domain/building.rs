//! Buildings: the things judged.

use super::id::BuildingId;
use super::place::Footprint;

/// One building of a campaign.
#[derive(Debug, Clone, PartialEq)]
pub struct Building {
    /// Ours.
    pub id: BuildingId,
    /// The coordinator's own id, unique in the campaign.
    pub external_id: String,
    /// What people call it, where known.
    pub name: Option<String>,
    /// Where it stands.
    pub footprint: Footprint,
}
