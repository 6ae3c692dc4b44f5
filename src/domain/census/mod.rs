//! A campaign counted: what its dashboard shows. Counted now and then and kept, so that no page
//! reads hundreds of thousands of rows; all of it can be counted anew from the rows at any time.

mod buildings;
mod forecast;
mod given;
mod mass;
mod plan;
#[cfg(test)]
mod tests;

pub use buildings::{Buildings, Grid, GridCell, Standing, StateOf, Window};
pub use forecast::{Pace, forecast};
pub use given::{Given, Gold, Said};
pub use mass::mass_per_week;
pub use plan::Plan;

use serde::{Deserialize, Serialize};

/// Seconds of a day.
pub const DAY: i64 = 86_400;
/// Seconds of an hour.
pub const HOUR: i64 = 3_600;

/// A campaign counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Census {
    /// Its buildings.
    pub buildings: Buildings,
    /// What volunteers said.
    pub given: Given,
    /// When all that volunteers said was last counted from the beginning, in seconds.
    pub given_since: i64,
}
