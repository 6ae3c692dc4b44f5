//! How many buildings of each neighbourhood a volunteer was dealt, and how many it has. What was
//! passed on counts: were it free, somebody could leaf on until the building comes that they seek.

use diesel::prelude::*;

use super::schema::visits as t;
use super::{Db, StoreError};
use crate::domain::id::{CampaignId, VolunteerId};

/// Counts one more building of a neighbourhood, answered or not; false where the volunteer has not
/// been there.
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

/// The first building of a neighbourhood of `near` buildings.
///
/// # Errors
/// A race when they have been there.
pub fn begin(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    cell: i64,
    near: u64,
) -> Result<(), StoreError> {
    let row = (
        t::volunteer_id.eq(volunteer.0),
        t::campaign_id.eq(campaign.0),
        t::cell.eq(cell),
        t::dealt.eq(1),
        t::near.eq(i64::try_from(near).unwrap_or(i64::MAX)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// Counts the buildings of every visited neighbourhood of a campaign anew, after an import.
///
/// # Errors
/// When the database fails.
pub fn recount(db: &mut Db, campaign: CampaignId) -> Result<(), StoreError> {
    let cells: Vec<i64> =
        t::table.filter(t::campaign_id.eq(campaign.0)).select(t::cell).distinct().load(db)?;
    for cell in cells {
        let near = super::tasks::count_in_cell(db, campaign, cell)?;
        let visited = t::table.filter(t::campaign_id.eq(campaign.0)).filter(t::cell.eq(cell));
        let near = t::near.eq(i64::try_from(near).unwrap_or(i64::MAX));
        diesel::update(visited).set(near).execute(db)?;
    }
    Ok(())
}
