//! Which buildings are read at once.

use crate::domain::id::BuildingId;

/// Which buildings are read at once.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// Those with ids above the first up to the second.
    Run(BuildingId, BuildingId),
    /// These.
    These(&'a [BuildingId]),
}

/// A query for rows about some buildings alone.
macro_rules! about {
    ($which:expr, $building:expr, $query:expr) => {{
        let query = $query.into_boxed();
        match $which {
            Which::Run(after, last) => {
                query.filter($building.gt(after.0)).filter($building.le(last.0))
            }
            Which::These(ids) => query.filter($building.eq_any(ids.iter().map(|id| id.0))),
        }
    }};
}
pub(super) use about;
