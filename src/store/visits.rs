//! How many buildings of each neighbourhood a volunteer was dealt, and how many they may be.

use diesel::prelude::*;

use super::schema::visits as t;
use super::{Db, StoreError};
use crate::domain::id::{CampaignId, VolunteerId};

/// Counts one more building of a neighbourhood; false where the volunteer has not been there.
///
/// # Errors
/// When the database fails.
pub fn count(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    cell: i64,
) -> Result<bool, StoreError> {
    let own = diesel::update(t::table.find((volunteer.0, campaign.0, cell)));
    Ok(own.set(t::dealt.eq(t::dealt + 1)).execute(db)? > 0)
}

/// The first building of a neighbourhood, of which the volunteer may be dealt `quota`.
///
/// # Errors
/// A race when they have been there.
pub fn begin(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    cell: i64,
    quota: u64,
) -> Result<(), StoreError> {
    let row = (
        t::volunteer_id.eq(volunteer.0),
        t::campaign_id.eq(campaign.0),
        t::cell.eq(cell),
        t::dealt.eq(1),
        t::quota.eq(i64::try_from(quota).unwrap_or(i64::MAX)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}
