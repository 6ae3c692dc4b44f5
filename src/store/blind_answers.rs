//! What adjudicators answer before they see votes. Rows are only ever added.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::schema::blind_answers as a;
use super::{Db, StoreError, judgements, stored};
use crate::domain::capture::CaptureSeries;
use crate::domain::id::{AccountId, BuildingId, CampaignId, CaptureId};
use crate::domain::judgement::{Doubt, Sureness, Verdict};

/// What an adjudicator answered, before or after they saw votes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindAnswer {
    /// Who.
    pub account: AccountId,
    /// About what.
    pub building: BuildingId,
    /// In which round of the case.
    pub round: i32,
    /// The last capture called standing.
    pub last_standing: Option<CaptureId>,
    /// The first capture called destroyed.
    pub first_destroyed: Option<CaptureId>,
    /// Why they could not tell.
    pub doubt: Option<Doubt>,
    /// How sure they said they were.
    pub sureness: Option<Sureness>,
    /// Whether they had seen no vote about it.
    pub is_blind: bool,
}

impl BlindAnswer {
    /// The answer in positions of a series.
    ///
    /// # Errors
    /// When it names captures that are not in it.
    pub fn verdict(&self, series: &CaptureSeries) -> Result<Verdict, StoreError> {
        let ends = (self.last_standing.map(|id| id.0), self.first_destroyed.map(|id| id.0));
        let doubt = self.doubt.map(|doubt| doubt.as_str().to_owned());
        judgements::verdict(ends.0, ends.1, doubt, series)
    }
}

/// Keeps an adjudicator's answer.
///
/// # Errors
/// When there is one in this round, or the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    new: &BlindAnswer,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        a::campaign_id.eq(campaign.0),
        a::building_id.eq(new.building.0),
        a::account_id.eq(new.account.0),
        a::round.eq(new.round),
        a::last_standing_capture_id.eq(new.last_standing.map(|id| id.0)),
        a::first_destroyed_capture_id.eq(new.first_destroyed.map(|id| id.0)),
        a::doubt.eq(new.doubt.map(Doubt::as_str)),
        a::sureness.eq(new.sureness.map(Sureness::as_str)),
        a::is_blind.eq(new.is_blind),
        a::answered_at.eq(stored(now)),
    );
    diesel::insert_into(a::table).values(row).execute(db)?;
    Ok(())
}

type AnswerRow = (i64, i64, i32, Option<i64>, Option<i64>, Option<String>, Option<String>, bool);
type AnswerColumns = (
    a::account_id,
    a::building_id,
    a::round,
    a::last_standing_capture_id,
    a::first_destroyed_capture_id,
    a::doubt,
    a::sureness,
    a::is_blind,
);
const ANSWER: AnswerColumns = (
    a::account_id,
    a::building_id,
    a::round,
    a::last_standing_capture_id,
    a::first_destroyed_capture_id,
    a::doubt,
    a::sureness,
    a::is_blind,
);

fn answer(row: AnswerRow) -> BlindAnswer {
    let (account, building, round, last, first, doubt, sureness, is_blind) = row;
    BlindAnswer {
        account: AccountId(account),
        building: BuildingId(building),
        round,
        last_standing: last.map(CaptureId),
        first_destroyed: first.map(CaptureId),
        doubt: doubt.and_then(|word| Doubt::parse(&word)),
        sureness: sureness.and_then(|word| Sureness::parse(&word)),
        is_blind,
    }
}

/// What an account answered about a building in a round.
///
/// # Errors
/// When the database fails.
pub fn of(
    db: &mut Db,
    (building, round): (BuildingId, i32),
    account: AccountId,
) -> Result<Option<BlindAnswer>, StoreError> {
    let query = a::table
        .filter(a::building_id.eq(building.0))
        .filter(a::account_id.eq(account.0))
        .filter(a::round.eq(round))
        .select(ANSWER);
    Ok(query.first::<AnswerRow>(db).optional()?.map(answer))
}

/// Every answer of one round of a campaign, blind or not, by building: a sample's are in the round
/// of minus its id, which no case has.
///
/// # Errors
/// When the database fails.
pub fn of_round(
    db: &mut Db,
    campaign: CampaignId,
    round: i32,
) -> Result<BTreeMap<BuildingId, Vec<BlindAnswer>>, StoreError> {
    let query = a::table
        .filter(a::campaign_id.eq(campaign.0))
        .filter(a::round.eq(round))
        .order((a::building_id, a::id))
        .select(ANSWER);
    Ok(by_building(query.load::<AnswerRow>(db)?))
}

fn by_building(rows: Vec<AnswerRow>) -> BTreeMap<BuildingId, Vec<BlindAnswer>> {
    let mut all: BTreeMap<BuildingId, Vec<BlindAnswer>> = BTreeMap::new();
    for row in rows {
        let found = answer(row);
        all.entry(found.building).or_default().push(found);
    }
    all
}

/// All blind answers of a campaign about its cases, by building.
///
/// # Errors
/// When the database fails.
pub fn of_campaign(
    db: &mut Db,
    campaign: CampaignId,
) -> Result<BTreeMap<BuildingId, Vec<BlindAnswer>>, StoreError> {
    let query = a::table
        .filter(a::campaign_id.eq(campaign.0))
        .filter(a::is_blind.eq(true))
        .filter(a::round.gt(0))
        .order((a::building_id, a::id))
        .select(ANSWER);
    Ok(by_building(query.load::<AnswerRow>(db)?))
}
