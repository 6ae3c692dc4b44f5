//! Which rows of a table are wanted next.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::domain::id::CampaignId;
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::store::schema::judgements as j;
use crate::store::{Db, StoreError, stored};

/// Which rows of a table are wanted next, in order of their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Those with numbers above this one.
    pub after: i64,
    /// Those of this moment and later; all where there is none.
    pub since: Option<DateTime<Utc>>,
    /// At most so many.
    pub most: i64,
}

impl Turn {
    /// A large page of rows with numbers above one.
    #[must_use]
    pub const fn after(after: i64) -> Self {
        Self { after, since: None, most: EXPORT_PAGE_ROWS }
    }
}

/// Writers whose judgements may get numbers in another order than their moments.
const AT_ONCE: i64 = 1_000;

/// A number below those of all judgements since a moment, so that older ones need not be read.
///
/// # Errors
/// When the database fails.
pub fn before(
    db: &mut Db,
    campaign: CampaignId,
    since: DateTime<Utc>,
) -> Result<Option<i64>, StoreError> {
    let first = j::table
        .filter(j::campaign_id.eq(campaign.0))
        .filter(j::submitted_at.ge(stored(since)))
        .order(j::submitted_at)
        .select(j::id)
        .first::<i64>(db)
        .optional()?;
    Ok(first.map(|id| id.saturating_sub(AT_ONCE)))
}
