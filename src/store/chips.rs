//! Chips ever cut, by the hash of their bytes, each under the recipe that made it. Never changed:
//! judgements were made on them. Which one is shown at present is in `coverage`.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::dialect::on_each_backend;
use super::schema::{assignments, captures, chips as t, coverage, memberships, recipes, sources};
use super::sources::{TERMS, TermsRow, terms};
use super::{Db, StoreError, stored_count};
use crate::domain::chip::{ChipKind, ChipRecipe};
use crate::domain::id::{AccountId, BuildingId, CampaignId, CaptureId, RecipeId, VolunteerId};
use crate::domain::licence::Terms;

/// Rows added by one statement.
const BATCH_ROWS: usize = 1_000;

/// A chip to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChip {
    /// The building it shows.
    pub building: BuildingId,
    /// Metres across.
    pub metres: u32,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its size.
    pub bytes: u32,
}

/// The recipe of a capture's chips of one kind, recorded if it is new.
///
/// # Errors
/// When the database fails.
pub fn recipe(
    db: &mut Db,
    capture: CaptureId,
    (kind, px): (ChipKind, u32),
    recipe: &ChipRecipe,
) -> Result<RecipeId, StoreError> {
    use recipes as r;
    if let Some(known) = known_recipe(db, capture, kind, recipe)? {
        return Ok(known);
    }
    let text = written(recipe)?;
    let row = (
        r::capture_id.eq(capture.0),
        r::kind.eq(kind.as_str()),
        r::px.eq(stored_count(px)),
        r::recipe.eq(&text),
    );
    Ok(RecipeId(diesel::insert_into(r::table).values(row).returning(r::id).get_result(db)?))
}

fn written(recipe: &ChipRecipe) -> Result<String, StoreError> {
    serde_json::to_string(recipe).map_err(|error| StoreError::unknown("recipes", &error))
}

/// The recipe of a capture's chips of one kind, if it is recorded.
///
/// # Errors
/// When the database fails.
pub fn known_recipe(
    db: &mut Db,
    capture: CaptureId,
    kind: ChipKind,
    recipe: &ChipRecipe,
) -> Result<Option<RecipeId>, StoreError> {
    use recipes as r;
    let own = r::table
        .filter(r::capture_id.eq(capture.0))
        .filter(r::kind.eq(kind.as_str()))
        .filter(r::recipe.eq(written(recipe)?));
    let known: Option<i64> = own.select(r::id).first(db).optional()?;
    Ok(known.map(RecipeId))
}

/// Adds chips made by one recipe; those recorded already are left alone.
///
/// # Errors
/// When the database fails.
pub fn add(db: &mut Db, recipe: RecipeId, new: &[NewChip]) -> Result<(), StoreError> {
    for part in new.chunks(BATCH_ROWS) {
        let row = |chip: &NewChip| {
            (
                t::building_id.eq(chip.building.0),
                t::recipe_id.eq(recipe.0),
                t::metres.eq(stored_count(chip.metres)),
                t::sha256.eq(chip.sha256.clone()),
                t::bytes.eq(stored_count(chip.bytes)),
            )
        };
        let rows: Vec<_> = part.iter().map(row).collect();
        on_each_backend!(db, |conn| diesel::insert_into(t::table)
            .values(&rows)
            .on_conflict_do_nothing()
            .execute(conn))?;
    }
    Ok(())
}

/// The chip of a building by a recipe: its hash.
///
/// # Errors
/// When the database fails.
pub fn by_recipe(
    db: &mut Db,
    building: BuildingId,
    recipe: RecipeId,
) -> Result<Option<String>, StoreError> {
    let query = t::table
        .filter(t::building_id.eq(building.0))
        .filter(t::recipe_id.eq(recipe.0))
        .select(t::sha256);
    Ok(query.first(db).optional()?)
}

/// How many chips of a campaign were ever cut.
///
/// # Errors
/// When the database fails.
pub fn count(db: &mut Db, campaign: CampaignId) -> Result<i64, StoreError> {
    let query = t::table
        .inner_join(recipes::table.inner_join(captures::table))
        .filter(captures::campaign_id.eq(campaign.0));
    Ok(query.count().get_result(db)?)
}

/// The terms under which a chip with these bytes may be shown to staff; nothing when there is no
/// such chip in a campaign in which the account has a part. A capture without a source has the
/// terms of no licence.
///
/// # Errors
/// When the database fails.
pub fn terms_of(
    db: &mut Db,
    sha256: &str,
    account: AccountId,
) -> Result<Option<Terms>, StoreError> {
    let query = t::table
        .inner_join(recipes::table.inner_join(captures::table.left_join(sources::table)))
        .inner_join(memberships::table.on(memberships::campaign_id.eq(captures::campaign_id)))
        .filter(t::sha256.eq(sha256))
        .filter(memberships::account_id.eq(account.0))
        .select(TERMS.nullable());
    let row: Option<Option<TermsRow>> = query.first(db).optional()?;
    row.map(|row| row.map_or_else(|| Ok(Terms::default()), terms)).transpose()
}

/// The terms of a chip that a volunteer may see because they were dealt its building.
///
/// # Errors
/// When the database fails.
pub fn terms_for(
    db: &mut Db,
    sha256: &str,
    volunteer: VolunteerId,
) -> Result<Option<Terms>, StoreError> {
    let query = t::table
        .inner_join(recipes::table.inner_join(captures::table.left_join(sources::table)))
        .inner_join(assignments::table.on(assignments::building_id.eq(t::building_id)))
        .filter(t::sha256.eq(sha256))
        .filter(assignments::volunteer_id.eq(volunteer.0))
        .select(TERMS.nullable());
    let row: Option<Option<TermsRow>> = query.first(db).optional()?;
    row.map(|row| row.map_or_else(|| Ok(Terms::default()), terms)).transpose()
}

/// A chip for weak links.
#[derive(Debug, Clone, PartialEq)]
pub struct LowChip {
    /// The capture that it was cut from.
    pub capture: CaptureId,
    /// Metres (east, north) by which that is shifted now.
    pub shift_m: (f64, f64),
    /// How the chip was made.
    pub recipe: ChipRecipe,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
}

type LowRow = (i64, f64, f64, String, String);

/// Every chip for weak links that was cut of a building, oldest recipe first.
///
/// # Errors
/// When the database fails, or a recipe cannot be read.
pub fn low(db: &mut Db, building: BuildingId) -> Result<Vec<LowChip>, StoreError> {
    let query = t::table
        .inner_join(recipes::table.inner_join(captures::table))
        .filter(t::building_id.eq(building.0))
        .filter(recipes::kind.eq(ChipKind::Low.as_str()))
        .order(recipes::id)
        .select((
            captures::id,
            captures::shift_east_m,
            captures::shift_north_m,
            recipes::recipe,
            t::sha256,
        ));
    let rows: Vec<LowRow> = query.load(db)?;
    let chip = |(capture, east, north, recipe, sha256): LowRow| {
        let recipe = serde_json::from_str(&recipe);
        let recipe = recipe.map_err(|error| StoreError::unknown("recipes", &error))?;
        Ok(LowChip { capture: CaptureId(capture), shift_m: (east, north), recipe, sha256 })
    };
    rows.into_iter().map(chip).collect()
}

/// The size of some chips of a building together in bytes; nothing when one of them is not kept.
///
/// # Errors
/// When the database fails.
pub fn bytes(
    db: &mut Db,
    building: BuildingId,
    hashes: &[&str],
) -> Result<Option<u64>, StoreError> {
    let query = t::table
        .filter(t::building_id.eq(building.0))
        .filter(t::sha256.eq_any(hashes))
        .select((t::sha256, t::bytes))
        .distinct();
    let sizes: HashMap<String, i32> = query.load::<(String, i32)>(db)?.into_iter().collect();
    let size = |hash: &&str| sizes.get(*hash).and_then(|bytes| u64::try_from(*bytes).ok());
    Ok(hashes.iter().map(size).sum())
}

/// Whether a volunteer was dealt a building that this capture shows.
///
/// # Errors
/// When the database fails.
pub fn was_dealt(
    db: &mut Db,
    (building, capture): (BuildingId, CaptureId),
    volunteer: VolunteerId,
) -> Result<bool, StoreError> {
    let query = assignments::table
        .inner_join(coverage::table.on(coverage::building_id.eq(assignments::building_id)))
        .filter(assignments::volunteer_id.eq(volunteer.0))
        .filter(assignments::building_id.eq(building.0))
        .filter(coverage::capture_id.eq(capture.0));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The first source of a campaign whose terms no longer hold on a day: its name and last day.
///
/// # Errors
/// When the database fails.
pub fn expired_source(
    db: &mut Db,
    campaign: CampaignId,
    day: NaiveDate,
) -> Result<Option<(String, NaiveDate)>, StoreError> {
    let query = sources::table
        .inner_join(captures::table)
        .filter(sources::campaign_id.eq(campaign.0))
        .filter(captures::is_shown.eq(true))
        .filter(sources::expires_on.lt(day))
        .order(sources::expires_on)
        .select((sources::name, sources::expires_on));
    let row: Option<(String, Option<NaiveDate>)> = query.first(db).optional()?;
    Ok(row.and_then(|(name, day)| Some((name, day?))))
}

/// The next page of distinct hashes above `after`, in order: for checking them against what is
/// kept.
///
/// # Errors
/// When the database fails.
pub fn hashes(db: &mut Db, after: &str, most: i64) -> Result<Vec<String>, StoreError> {
    let query = t::table.filter(t::sha256.gt(after)).select(t::sha256).distinct();
    Ok(query.order(t::sha256).limit(most).load(db)?)
}

/// Whether a chip with these bytes is recorded.
///
/// # Errors
/// When the database fails.
pub fn exists(db: &mut Db, sha256: &str) -> Result<bool, StoreError> {
    let query = t::table.filter(t::sha256.eq(sha256));
    Ok(diesel::select(diesel::dsl::exists(query)).get_result(db)?)
}

/// The sizes of up to `most` chips of a campaign of one kind, in bytes.
///
/// # Errors
/// When the database fails.
pub fn sizes(
    db: &mut Db,
    campaign: CampaignId,
    kind: ChipKind,
    most: i64,
) -> Result<Vec<u32>, StoreError> {
    let query = t::table
        .inner_join(recipes::table.inner_join(captures::table))
        .filter(captures::campaign_id.eq(campaign.0))
        .filter(recipes::kind.eq(kind.as_str()))
        .select(t::bytes)
        .limit(most);
    let sizes: Vec<i32> = query.load(db)?;
    Ok(sizes.into_iter().map(super::count).collect())
}
