//! Neighbourhoods that a volunteer is not asked about, because they said so.

use diesel::prelude::*;

use super::assignments::Lease;
use super::dialect::on_each_backend;
use super::schema::{assignments, avoided as t, tasks, visits};
use super::{Db, StoreError};
use crate::domain::dealing::Purpose;
use crate::domain::id::{AssignmentId, BuildingId, CampaignId, VolunteerId};

/// Avoids a neighbourhood (`middle`) and those around it.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    middle: i64,
    around: &[i64],
) -> Result<(), StoreError> {
    let row = |cell: &i64| {
        (
            t::volunteer_id.eq(volunteer.0),
            t::campaign_id.eq(campaign.0),
            t::cell.eq(*cell),
            t::is_middle.eq(false),
        )
    };
    let rows: Vec<_> = around.iter().map(row).collect();
    on_each_backend!(db, |conn| diesel::insert_into(t::table)
        .values(rows)
        .on_conflict_do_nothing()
        .execute(conn))?;
    let own = diesel::update(t::table.find((volunteer.0, campaign.0, middle)));
    own.set(t::is_middle.eq(true)).execute(db)?;
    Ok(())
}

/// How many neighbourhoods a volunteer named, those around them not counted.
///
/// # Errors
/// When the database fails.
pub fn count(db: &mut Db, volunteer: VolunteerId, campaign: CampaignId) -> Result<i64, StoreError> {
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::is_middle.eq(true));
    Ok(query.count().get_result(db)?)
}

/// Avoids nothing in a campaign any more.
///
/// # Errors
/// When the database fails.
pub fn clear(db: &mut Db, volunteer: VolunteerId, campaign: CampaignId) -> Result<(), StoreError> {
    let own =
        t::table.filter(t::volunteer_id.eq(volunteer.0)).filter(t::campaign_id.eq(campaign.0));
    diesel::delete(own).execute(db)?;
    Ok(())
}

/// Removes where a volunteer was and where they did not want to be, in every campaign.
///
/// # Errors
/// When the database fails.
pub fn forget_places(db: &mut Db, volunteer: VolunteerId) -> Result<(), StoreError> {
    diesel::delete(t::table.filter(t::volunteer_id.eq(volunteer.0))).execute(db)?;
    diesel::delete(visits::table.filter(visits::volunteer_id.eq(volunteer.0))).execute(db)?;
    Ok(())
}

/// What a volunteer holds at present in neighbourhoods that they avoid, in order of building.
///
/// # Errors
/// When the database fails.
pub fn held_there(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Vec<Lease>, StoreError> {
    let cells = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .select(t::cell);
    let query = assignments::table
        .inner_join(tasks::table.on(tasks::building_id.eq(assignments::building_id)))
        .filter(assignments::volunteer_id.eq(volunteer.0))
        .filter(assignments::campaign_id.eq(campaign.0))
        .filter(assignments::state.eq("open"))
        .filter(tasks::cell.eq_any(cells))
        .order(assignments::building_id)
        .select((assignments::id, assignments::building_id, assignments::purpose));
    let rows: Vec<(i64, i64, String)> = query.load(db)?;
    Ok(rows.into_iter().map(lease).collect())
}

/// What a volunteer holds at present in a campaign, in order of building.
///
/// # Errors
/// When the database fails.
pub fn held(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> Result<Vec<Lease>, StoreError> {
    let query = assignments::table
        .filter(assignments::volunteer_id.eq(volunteer.0))
        .filter(assignments::campaign_id.eq(campaign.0))
        .filter(assignments::state.eq("open"))
        .order(assignments::building_id)
        .select((assignments::id, assignments::building_id, assignments::purpose));
    let rows: Vec<(i64, i64, String)> = query.load(db)?;
    Ok(rows.into_iter().map(lease).collect())
}

fn lease((id, building, purpose): (i64, i64, String)) -> Lease {
    Lease {
        id: AssignmentId(id),
        building: BuildingId(building),
        holds_a_seat: purpose == Purpose::Task.as_str(),
    }
}
