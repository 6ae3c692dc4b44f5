//! Gold as coordinators see and set it, building by building.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::lists::{self, Offer};
use super::{GoldError, note_practice, practise};
use crate::domain::act::ActKind;
use crate::domain::building::Building;
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::judgement::Window;
use crate::domain::limits::{GOLDS_MAX, GOLDS_PAGE, TEXT_CHARS_MAX};
use crate::domain::trust::gold::{GoldScore, gold_scores};
use crate::journey::census;
use crate::journey::log::By;
use crate::journey::text::{self, Word};
use crate::store::golds::{self, Gold};
use crate::store::references;
pub use crate::store::references::Reference;
use crate::store::screens::task::{self, Shown};
use crate::store::{Db, StoreError, buildings, captures, coverage};

/// A line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The building's own id.
    pub external_id: String,
    /// What is known.
    pub gold: Gold,
    /// The days of the captures at its ends.
    pub days: [Option<NaiveDate>; 2],
    /// Its place among the buildings to practise on.
    pub place: Option<u32>,
    /// How it was answered; nothing where it never was.
    pub score: Option<GoldScore>,
}

/// A page of the gold of a campaign.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Buildings of known answer in all.
    pub all: usize,
    /// Those of this page.
    pub lines: Vec<Line>,
    /// Buildings without one of which lists say when they were damaged.
    pub offered: Vec<Offer>,
}

/// A page of the gold of a campaign, from 0, and what lists offer of buildings above `after`.
///
/// # Errors
/// When the store fails.
pub fn page(
    db: &mut Db,
    campaign: &Campaign,
    page: usize,
    after: BuildingId,
) -> Result<Listed, StoreError> {
    let golds = golds::of_campaign(db, campaign.id)?;
    let places = super::places(db, campaign)?;
    let all = golds.len();
    let names = golds::names(db, campaign.id)?;
    let here: Vec<Gold> =
        golds.into_iter().skip(page.saturating_mul(GOLDS_PAGE)).take(GOLDS_PAGE).collect();
    let ids: Vec<BuildingId> = here.iter().map(|gold| gold.building).collect();
    let said = golds::answers(db, &ids)?;
    let answers = census::answers(db, campaign.id, said)?;
    let mut scores: BTreeMap<u64, GoldScore> =
        gold_scores(&answers).into_iter().map(|score| (score.volunteer, score)).collect();
    let taken: BTreeMap<CaptureId, NaiveDate> = captures::of_campaign(db, campaign.id)?
        .into_iter()
        .map(|capture| (capture.id, capture.taken.at.date_naive()))
        .collect();
    let day = |id: Option<CaptureId>| id.and_then(|id| taken.get(&id).copied());
    let line = |gold: Gold| Line {
        external_id: names.get(&gold.building).cloned().unwrap_or_default(),
        days: [day(gold.last_standing), day(gold.first_destroyed)],
        place: places.get(&gold.building).copied(),
        score: scores.remove(&gold.building.0.unsigned_abs()),
        gold,
    };
    let lines = here.into_iter().map(line).collect();
    Ok(Listed { all, lines, offered: lists::offers(db, campaign, after)? })
}

/// Whether a building of this own id is in the campaign.
///
/// # Errors
/// When the store fails.
pub fn is_there(db: &mut Db, campaign: &Campaign, external_id: &str) -> Result<bool, StoreError> {
    Ok(buildings::by_external_id(db, campaign.id, external_id)?.is_some())
}

/// A building whose answer is set: its pictures, and what is known of it.
#[derive(Debug, Clone)]
pub struct Look {
    /// The building.
    pub building: Building,
    /// Its captures, oldest first.
    pub series: Vec<Shown>,
    /// What is known.
    pub gold: Option<Gold>,
    /// Its place among the buildings to practise on.
    pub place: Option<u32>,
    /// What to look for.
    pub hint: String,
    /// What lists say of it.
    pub said: Vec<Reference>,
    /// The captures that the first of those comes to: the last standing, the first destroyed.
    pub offered: [Option<CaptureId>; 2],
    /// (hint, explanation) in each of the languages asked for.
    pub texts: Vec<(String, String)>,
}

/// A building for which an answer is set; nothing where there is none.
///
/// # Errors
/// When the store fails.
pub fn open(
    db: &mut Db,
    campaign: &Campaign,
    external_id: &str,
    langs: &[&str],
) -> Result<Option<Look>, StoreError> {
    let Some(building) = buildings::by_external_id(db, campaign.id, external_id)? else {
        return Ok(None);
    };
    let series = task::series(db, building.id)?;
    let said = references::of_building(db, building.id)?;
    let (gold, place, hint) = match golds::get(db, building.id)? {
        Some((gold, place, hint)) => (Some(gold), place, hint),
        None => (None, None, String::new()),
    };
    let texts = langs
        .iter()
        .map(|lang| text::kept_of_gold(db, campaign, lang, external_id))
        .collect::<Result<_, _>>()?;
    let day = |shown: &Shown| (shown.capture.id, shown.capture.taken.at.date_naive());
    let days: Vec<_> = series.iter().map(day).collect();
    let offered = said.first().map(|said| lists::nearest(said, &days)).unwrap_or_default();
    let offered = offered.map(|end| end.map(|(id, _)| id));
    Ok(Some(Look { building, series, gold, place, hint, said, offered, texts }))
}

/// What somebody sets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The last capture that shows it standing.
    pub last_standing: Option<CaptureId>,
    /// The first capture that shows it destroyed.
    pub first_destroyed: Option<CaptureId>,
    /// Why, in a sentence.
    pub explanation: String,
    /// Its place among the buildings to practise on; nothing hides it among the tasks.
    pub place: Option<u32>,
    /// What to look for, for those who practise.
    pub hint: String,
    /// (language, hint, explanation); what is empty is not kept.
    pub texts: Vec<(String, String, String)>,
}

/// Sets the known answer of a building, whether it is dealt or practised on, and its words.
///
/// # Errors
/// When it is no window of its captures, or there is too much gold; then nothing is set.
pub fn set(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    external_id: &str,
    wanted: &Wanted,
) -> Result<(), GoldError> {
    let unknown = || GoldError::Unknown(external_id.to_owned());
    let building = buildings::by_external_id(db, campaign.id, external_id)?.ok_or_else(unknown)?;
    let (series, _) = coverage::series(db, building.id)?;
    let position = |id: Option<CaptureId>| match id {
        None => Ok(None),
        Some(id) => series.position(id).map(Some).ok_or(GoldError::NotShown),
    };
    let (last, first) = (position(wanted.last_standing)?, position(wanted.first_destroyed)?);
    Window::new(last, first, series.len())?;
    if wanted.explanation.chars().count() > TEXT_CHARS_MAX {
        return Err(GoldError::TooLong);
    }
    let old = golds::get(db, building.id)?;
    if old.is_none() && golds::count_of(db, campaign.id)? >= GOLDS_MAX {
        return Err(GoldError::TooMany);
    }
    let gold = Gold {
        building: building.id,
        last_standing: wanted.last_standing,
        first_destroyed: wanted.first_destroyed,
        explanation: wanted.explanation.clone(),
        is_active: true,
    };
    golds::put(db, campaign.id, &gold, by.name, by.now)?;
    practise(db, campaign, external_id, wanted.place, &wanted.hint)?;
    let id = external_id.to_owned();
    for (lang, hint, explanation) in &wanted.texts {
        let words = [
            (Word::Hint(id.clone()), hint.clone()),
            (Word::Explanation(id.clone()), explanation.clone()),
        ];
        text::set(db, campaign, lang, &words)?;
    }
    by.did(db, ActKind::GoldSet, Some(campaign.id), external_id, "")?;
    if old.is_none_or(|(_, place, _)| place != wanted.place) {
        note_practice(db, by, campaign, external_id, wanted.place)?;
    }
    Ok(())
}
