//! Which buildings may be asked about again, to see how far a volunteer agrees with themselves.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::judgements as t;
use super::schema::{assignments as a, avoided, shown, supersedings, tasks};
use super::{Db, StoreError, stored};
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CampaignId, VolunteerId};

/// Buildings that a volunteer judged before a time, on the captures of today, was not asked to
/// repeat, did not practise on, does not avoid and was not shown what others said about: a hundred
/// of those judged first.
///
/// # Errors
/// When the database fails.
pub fn repeatable(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
    before: DateTime<Utc>,
) -> Result<Vec<BuildingId>, StoreError> {
    let superseded = supersedings::table.filter(supersedings::judgement_id.eq(t::id));
    let known_since = [Purpose::Repeat.as_str(), Purpose::Practice.as_str()];
    let dealt_again = a::table
        .filter(a::volunteer_id.eq(t::volunteer_id))
        .filter(a::building_id.eq(t::building_id))
        .filter(a::purpose.eq_any(known_since));
    let is_avoided = avoided::table
        .filter(avoided::volunteer_id.eq(volunteer.0))
        .filter(avoided::campaign_id.eq(campaign.0))
        .filter(avoided::cell.eq(tasks::cell));
    let was_shown = shown::table
        .filter(shown::volunteer_id.eq(t::volunteer_id))
        .filter(shown::building_id.eq(t::building_id));
    let query = t::table
        .inner_join(tasks::table.on(tasks::building_id.eq(t::building_id)))
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::purpose.eq(Purpose::Task.as_str()))
        .filter(t::id.gt(tasks::counted_after))
        .filter(diesel::dsl::not(diesel::dsl::exists(superseded)))
        .filter(diesel::dsl::not(diesel::dsl::exists(dealt_again)))
        .filter(diesel::dsl::not(diesel::dsl::exists(is_avoided)))
        .filter(diesel::dsl::not(diesel::dsl::exists(was_shown)))
        .order(t::id)
        .select((t::building_id, t::submitted_at))
        .limit(100);
    // The time is compared here, so that the index of the volunteer is the one that fits.
    let rows: Vec<(i64, NaiveDateTime)> = query.load(db)?;
    let old = rows.into_iter().filter(|(_, at)| *at < stored(before));
    Ok(old.map(|(building, _)| BuildingId(building)).collect())
}
