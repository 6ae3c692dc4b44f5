//! Which captures show which building, and the chip of each that is shown at present. The chips of
//! the past are in `chips`.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{buildings, captures, coverage as t};
use super::{Db, StoreError};
use crate::domain::capture::CaptureSeries;
use crate::domain::id::{BuildingId, CampaignId, CaptureId};
use crate::domain::place::{Footprint, LonLat};

/// Rows added by one statement.
const BATCH_ROWS: usize = 2_000;

/// Records that captures show buildings.
///
/// # Errors
/// When the database fails, or one is recorded already.
pub fn add(db: &mut Db, pairs: &[(BuildingId, CaptureId)]) -> Result<(), StoreError> {
    for part in pairs.chunks(BATCH_ROWS) {
        let rows: Vec<_> = part
            .iter()
            .map(|(building, capture)| (t::building_id.eq(building.0), t::capture_id.eq(capture.0)))
            .collect();
        on_each_backend!(db, |conn| diesel::insert_into(t::table).values(&rows).execute(conn))?;
    }
    Ok(())
}

/// Takes back that a capture shows a building: it turned out to be blank there.
///
/// # Errors
/// When the database fails.
pub fn remove(db: &mut Db, building: BuildingId, capture: CaptureId) -> Result<(), StoreError> {
    diesel::delete(t::table.find((building.0, capture.0))).execute(db)?;
    Ok(())
}

/// Takes captures away from many buildings.
///
/// # Errors
/// When the database fails.
pub fn withhold(
    db: &mut Db,
    buildings: &[BuildingId],
    captures: &[CaptureId],
) -> Result<(), StoreError> {
    let captures: Vec<i64> = captures.iter().map(|capture| capture.0).collect();
    for part in buildings.chunks(BATCH_ROWS) {
        let ids: Vec<i64> = part.iter().map(|building| building.0).collect();
        let query = t::table.filter(t::building_id.eq_any(ids));
        diesel::delete(query.filter(t::capture_id.eq_any(&captures))).execute(db)?;
    }
    Ok(())
}

/// The captures that volunteers are shown of a building, oldest first, and the hash of the chip
/// of each; nothing where none is cut yet.
///
/// # Errors
/// When the database fails.
pub fn series(
    db: &mut Db,
    building: BuildingId,
) -> Result<(CaptureSeries, Vec<Option<String>>), StoreError> {
    let query = t::table
        .inner_join(captures::table)
        .filter(t::building_id.eq(building.0))
        .filter(captures::is_shown.eq(true))
        .order((captures::captured_at, captures::id))
        .select((captures::id, t::chip));
    let rows: Vec<(i64, Option<String>)> = query.load(db)?;
    let (ids, chips) = rows.into_iter().map(|(id, chip)| (CaptureId(id), chip)).unzip();
    Ok((CaptureSeries::new(ids), chips))
}

/// The captures that volunteers are shown of some buildings, oldest first, with their days.
///
/// # Errors
/// When the database fails.
pub fn days(
    db: &mut Db,
    buildings: &[BuildingId],
) -> Result<HashMap<BuildingId, Vec<(CaptureId, NaiveDate)>>, StoreError> {
    let ids: Vec<i64> = buildings.iter().map(|building| building.0).collect();
    let query = t::table
        .inner_join(captures::table)
        .filter(t::building_id.eq_any(ids))
        .filter(captures::is_shown.eq(true))
        .order((captures::captured_at, captures::id))
        .select((t::building_id, captures::id, captures::captured_at));
    let rows: Vec<(i64, i64, NaiveDateTime)> = query.load(db)?;
    let mut found: HashMap<BuildingId, Vec<_>> = HashMap::new();
    for (building, capture, at) in rows {
        found.entry(BuildingId(building)).or_default().push((CaptureId(capture), at.date()));
    }
    Ok(found)
}

/// A building whose chip of some capture is not cut yet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uncut {
    /// Which.
    pub building: BuildingId,
    /// The middle of its chips.
    pub centre: LonLat,
    /// The longer side of its footprint in metres.
    pub longest_side_m: f64,
}

/// Up to `most` buildings with ids above `after` that a capture shows and that have no chip of it.
///
/// # Errors
/// When the database fails.
pub fn uncut(
    db: &mut Db,
    capture: CaptureId,
    after: BuildingId,
    most: i64,
) -> Result<Vec<Uncut>, StoreError> {
    let query = t::table
        .inner_join(buildings::table)
        .filter(t::capture_id.eq(capture.0))
        .filter(t::building_id.gt(after.0))
        .filter(t::chip.is_null().or(t::thumb.is_null()))
        .order(t::building_id)
        .select((t::building_id, buildings::footprint))
        .limit(most);
    let rows: Vec<(i64, String)> = query.load(db)?;
    rows.into_iter()
        .map(|(id, text)| {
            let footprint: Footprint = super::buildings::read_footprint(&text)?;
            let (centre, side) = (footprint.centre(), footprint.longest_side_m());
            Ok(Uncut { building: BuildingId(id), centre, longest_side_m: side })
        })
        .collect()
}

/// How many chips a campaign shows, and how many of them are not cut yet.
///
/// # Errors
/// When the database fails.
pub fn size(db: &mut Db, campaign: CampaignId) -> Result<(u64, u64), StoreError> {
    let of = || t::table.inner_join(captures::table).filter(captures::campaign_id.eq(campaign.0));
    let all: i64 = of().count().get_result(db)?;
    let missing = of().filter(t::chip.is_null().or(t::thumb.is_null()));
    let missing: i64 = missing.count().get_result(db)?;
    Ok((u64::try_from(all).unwrap_or(0), u64::try_from(missing).unwrap_or(0)))
}

/// The same, each counted up to `most`.
///
/// # Errors
/// When the database fails.
pub fn size_up_to(db: &mut Db, campaign: CampaignId, most: i64) -> Result<(u64, u64), StoreError> {
    let of = || t::table.inner_join(captures::table).filter(captures::campaign_id.eq(campaign.0));
    let all: Vec<i64> = of().select(t::building_id).limit(most).load(db)?;
    let missing = of().filter(t::chip.is_null().or(t::thumb.is_null()));
    let missing: Vec<i64> = missing.select(t::building_id).limit(most).load(db)?;
    let count = |rows: Vec<i64>| u64::try_from(rows.len()).unwrap_or(u64::MAX);
    Ok((count(all), count(missing)))
}

/// Shows these chips from now on: (building, chip, thumb) of one capture.
///
/// # Errors
/// When the database fails.
pub fn show(
    db: &mut Db,
    capture: CaptureId,
    chips: &[(BuildingId, String, String)],
) -> Result<(), StoreError> {
    for (building, chip, thumb) in chips {
        diesel::update(t::table.find((building.0, capture.0)))
            .set((t::chip.eq(chip), t::thumb.eq(thumb)))
            .execute(db)?;
    }
    Ok(())
}

/// Takes a capture's chips out of sight until they are cut anew.
///
/// # Errors
/// When the database fails.
pub fn hide(db: &mut Db, capture: CaptureId) -> Result<(), StoreError> {
    let none: Option<String> = None;
    diesel::update(t::table.filter(t::capture_id.eq(capture.0)))
        .set((t::chip.eq(&none), t::thumb.eq(&none)))
        .execute(db)?;
    Ok(())
}

/// Whether a capture shows a building.
///
/// # Errors
/// When the database fails.
pub fn shows(db: &mut Db, building: BuildingId, capture: CaptureId) -> Result<bool, StoreError> {
    let own = t::table.find((building.0, capture.0));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(db)?)
}

/// Up to `most` buildings, with their middles, that both of two captures show, spread evenly over
/// all of them.
///
/// # Errors
/// When the database fails.
pub fn shared(
    db: &mut Db,
    (first, second): (CaptureId, CaptureId),
    most: usize,
) -> Result<Vec<(BuildingId, LonLat)>, StoreError> {
    let other = diesel::alias!(super::schema::coverage as other);
    let both = t::table
        .inner_join(other.on(other.field(t::building_id).eq(t::building_id)))
        .inner_join(buildings::table)
        .filter(t::capture_id.eq(first.0))
        .filter(other.field(t::capture_id).eq(second.0))
        .order(t::building_id)
        .select((buildings::id, buildings::lon, buildings::lat));
    let all: Vec<(i64, f64, f64)> = both.load(db)?;
    let step = all.len().div_ceil(most.max(1)).max(1);
    let place = |(id, lon, lat)| Some((BuildingId(id), LonLat::new(lon, lat).ok()?));
    Ok(all.into_iter().step_by(step).filter_map(place).collect())
}

/// Takes a chip or thumb out of sight wherever it is shown, so that it is cut again; how many
/// buildings that concerns.
///
/// # Errors
/// When the database fails.
pub fn hide_chip(db: &mut Db, sha256: &str) -> Result<u64, StoreError> {
    use super::schema::{chips, recipes};
    // By the index of hashes; coverage itself has none.
    let of = chips::table
        .inner_join(recipes::table)
        .filter(chips::sha256.eq(sha256))
        .select((chips::building_id, recipes::capture_id));
    let of: Vec<(i64, i64)> = of.load(db)?;
    let (none, mut hidden): (Option<String>, u64) = (None, 0);
    for (building, capture) in of {
        let own = t::table
            .filter(t::building_id.eq(building).and(t::capture_id.eq(capture)))
            .filter(t::chip.eq(sha256).or(t::thumb.eq(sha256)));
        let rows = diesel::update(own).set((t::chip.eq(&none), t::thumb.eq(&none))).execute(db)?;
        hidden += u64::try_from(rows).unwrap_or(0);
    }
    Ok(hidden)
}

/// Which of these captures show which buildings with ids above `after` up to `last`.
///
/// # Errors
/// When the database fails.
pub fn pairs(
    db: &mut Db,
    captures: &[CaptureId],
    (after, last): (BuildingId, BuildingId),
) -> Result<HashSet<(BuildingId, CaptureId)>, StoreError> {
    let ids: Vec<i64> = captures.iter().map(|capture| capture.0).collect();
    let query = t::table
        .filter(t::building_id.gt(after.0))
        .filter(t::building_id.le(last.0))
        .filter(t::capture_id.eq_any(ids))
        .select((t::building_id, t::capture_id));
    let rows: Vec<(i64, i64)> = query.load(db)?;
    Ok(rows.into_iter().map(|(b, c)| (BuildingId(b), CaptureId(c))).collect())
}

/// How many chips of these captures are not cut yet.
///
/// # Errors
/// When the database fails.
pub fn uncut_of(db: &mut Db, captures: &[CaptureId]) -> Result<u64, StoreError> {
    let ids: Vec<i64> = captures.iter().map(|capture| capture.0).collect();
    let missing =
        t::table.filter(t::capture_id.eq_any(ids)).filter(t::chip.is_null().or(t::thumb.is_null()));
    let missing: i64 = missing.count().get_result(db)?;
    Ok(u64::try_from(missing).unwrap_or(0))
}

/// The buildings with ids above `after` up to `last` of which volunteers are shown at least so many
/// captures.
///
/// # Errors
/// When the database fails.
pub fn covered(
    db: &mut Db,
    (after, last): (BuildingId, BuildingId),
    captures_min: usize,
) -> Result<HashSet<BuildingId>, StoreError> {
    let query = t::table
        .inner_join(captures::table)
        .filter(t::building_id.gt(after.0))
        .filter(t::building_id.le(last.0))
        .filter(captures::is_shown.eq(true))
        .group_by(t::building_id)
        .select((t::building_id, diesel::dsl::count_star()));
    let rows: Vec<(i64, i64)> = query.load(db)?;
    let enough = |count: i64| usize::try_from(count).is_ok_and(|count| count >= captures_min);
    let rows = rows.into_iter().filter(|(_, count)| enough(*count));
    Ok(rows.map(|(building, _)| BuildingId(building)).collect())
}
