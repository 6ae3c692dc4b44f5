//! Experts' answers come in: gold, on which volunteers are measured.

pub mod desk;
pub mod lists;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::log::By;
use super::text::TextError;
use crate::domain::act::ActKind;
use crate::domain::answer::AnswerError;
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::judgement::Window;
use crate::domain::limits::{GOLDS_MAX, PRACTICES_MAX, TEXT_CHARS_MAX};
use crate::exchange::experts::{self, ExpertError, ExpertRow};
use crate::exchange::rows::{Report, RowError};
pub use crate::store::golds::Gold;
use crate::store::{Db, StoreError, buildings, captures, coverage, golds, practices};

/// Why gold cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum GoldError {
    /// The file.
    #[error(transparent)]
    File(#[from] ExpertError),
    /// No such building, or no gold on it.
    #[error(
        "there is no gold on a building \"{0}\" in this campaign; `aftermath gold list` shows all"
    )]
    Unknown(String),
    /// No place among the practice buildings.
    #[error("a practice building has a place from 1 to {PRACTICES_MAX}")]
    NoPlace,
    /// The place is another's.
    #[error("building \"{1}\" has place {0}; choose another, or take that one out with --off")]
    PlaceTaken(u32, String),
    /// What lists say fixes no answer.
    #[error("what lists say of building \"{0}\" fixes no window, or its answer is set already")]
    NotFixed(String),
    /// Nothing chosen.
    #[error("choose at least one building")]
    NoneChosen,
    /// No reason.
    #[error("say in a sentence why these answers are known")]
    NoReason,
    /// More than there may be.
    #[error(
        "a campaign has at most {GOLDS_MAX} buildings of known answer, those taken out among \
         them; change one that is there"
    )]
    TooMany,
    /// No window.
    #[error("{0}")]
    Window(#[from] AnswerError),
    /// No capture of it.
    #[error("one of the two pictures does not show this building; choose another")]
    NotShown,
    /// Words in another language.
    #[error(transparent)]
    Text(#[from] TextError),
    /// Too long a hint.
    #[error("a hint or an explanation may have at most {TEXT_CHARS_MAX} characters; shorten it")]
    TooLong,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An expert's row, found in the campaign: the building, the two captures.
pub(super) type Placed = (BuildingId, Option<CaptureId>, Option<CaptureId>);

/// Finds the building and the captures of an expert's row.
///
/// # Errors
/// What is wrong with the row.
pub(super) fn place(
    db: &mut Db,
    campaign: &Campaign,
    row: &ExpertRow,
) -> Result<Result<Placed, RowError>, StoreError> {
    let fault = |words: &str, column: &str| {
        Ok(Err(RowError::new(row.place, words).in_column(column).of(&row.external_id)))
    };
    let Some(building) = buildings::by_external_id(db, campaign.id, &row.external_id)? else {
        return fault("there is no such building in this campaign", "external_id");
    };
    let (series, _) = coverage::series(db, building.id)?;
    let mut found = [None, None];
    let ends = [
        (&row.last_intact, "last_intact_image_id"),
        (&row.first_destroyed, "first_destroyed_image_id"),
    ];
    for ((name, column), found) in ends.into_iter().zip(&mut found) {
        let Some(name) = name else { continue };
        let id = captures::by_external_id(db, campaign.id, name)?;
        let Some(position) = id.and_then(|id| series.position(id)) else {
            let words = format!("no capture \"{name}\" shows this building");
            return fault(&words, column);
        };
        *found = Some(position);
    }
    let [last, first] = found;
    if let Err(error) = Window::new(last, first, series.len()) {
        return fault(&error.to_string(), "first_destroyed_image_id");
    }
    let id = |position: Option<usize>| position.and_then(|position| series.at(position));
    Ok(Ok((building.id, id(last), id(first))))
}

/// Sets gold from a table, all of it or, when a row is at fault, none: how many, and the faults.
///
/// # Errors
/// When the file is no such table.
pub fn import(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    bytes: &[u8],
    account: &str,
) -> Result<Report<Gold>, GoldError> {
    let read = experts::read(bytes)?;
    let mut report = Report {
        items: Vec::new(),
        errors: read.errors,
        error_count: read.error_count,
        notes: read.notes,
    };
    let mut seen = BTreeSet::new();
    for row in read.items {
        match place(db, campaign, &row)? {
            Err(error) => report.fail(error),
            Ok((building, ..)) if !seen.insert(building) => {
                let words = "this building has a row above; experts must agree on gold first";
                report.fail(RowError::new(row.place, words).of(&row.external_id));
            }
            Ok((building, last_standing, first_destroyed)) => report.items.push(Gold {
                building,
                last_standing,
                first_destroyed,
                explanation: row.explanation,
                is_active: true,
            }),
        }
    }
    if report.error_count == 0 {
        for gold in &report.items {
            golds::put(db, campaign.id, gold, account, now)?;
        }
        if golds::count_of(db, campaign.id)? > GOLDS_MAX {
            return Err(GoldError::TooMany);
        }
        let what = format!("{} buildings of a table", report.items.len());
        By { name: account, now }.did(db, ActKind::GoldSet, Some(campaign.id), what, "")?;
    }
    Ok(report)
}

/// Deals the gold on a building no more; answers given stay measured against it.
///
/// # Errors
/// When there is none.
pub fn retire(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    external_id: &str,
    account: &str,
) -> Result<(), GoldError> {
    let gold = Gold { is_active: false, ..named(db, campaign, external_id)? };
    golds::put(db, campaign.id, &gold, account, now)?;
    let by = By { name: account, now };
    Ok(by.did(db, ActKind::GoldRetired, Some(campaign.id), external_id, "")?)
}

/// The gold on a building, by the building's own id.
fn named(db: &mut Db, campaign: &Campaign, external_id: &str) -> Result<Gold, GoldError> {
    let unknown = || GoldError::Unknown(external_id.to_owned());
    let building = buildings::by_external_id(db, campaign.id, external_id)?.ok_or_else(unknown)?;
    let all = golds::of_campaign(db, campaign.id)?;
    all.into_iter().find(|gold| gold.building == building.id).ok_or_else(unknown)
}

/// Lets all volunteers practise on a building whose answer is known, at a place (from 1) and with
/// a hint; from then on it measures nobody. Without a place it is hidden gold again.
///
/// # Errors
/// When there is no gold on it, or the place is another's.
pub fn practise(
    db: &mut Db,
    campaign: &Campaign,
    external_id: &str,
    place: Option<u32>,
    hint: &str,
) -> Result<(), GoldError> {
    let building = named(db, campaign, external_id)?.building;
    if place.is_some_and(|place| !(1..=PRACTICES_MAX).contains(&place)) {
        return Err(GoldError::NoPlace);
    }
    if hint.chars().count() > TEXT_CHARS_MAX {
        return Err(GoldError::TooLong);
    }
    let mut others = practices::exercises(db, campaign.id)?.into_iter();
    let taken = others.find(|other| Some(other.place) == place && other.building != building);
    if let Some(other) = taken {
        let name = buildings::get(db, other.building)?.external_id;
        return Err(GoldError::PlaceTaken(other.place, name));
    }
    Ok(practices::set(db, building, place, hint.trim())?)
}

/// Writes down that a building was given to practise on, or taken back from that.
///
/// # Errors
/// When the store fails.
pub fn note_practice(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    external_id: &str,
    place: Option<u32>,
) -> Result<(), StoreError> {
    let what = match place {
        Some(place) => format!("{external_id} at place {place}"),
        None => format!("{external_id} hidden"),
    };
    by.did(db, ActKind::PracticeSet, Some(campaign.id), what, "")
}

/// The places of a campaign's practice buildings.
///
/// # Errors
/// When the store fails.
pub fn places(db: &mut Db, campaign: &Campaign) -> Result<BTreeMap<BuildingId, u32>, StoreError> {
    let all = practices::exercises(db, campaign.id)?;
    Ok(all.into_iter().map(|exercise| (exercise.building, exercise.place)).collect())
}

/// How many buildings of a campaign are practised on, and how many are hidden among the tasks.
///
/// # Errors
/// When the store fails.
pub fn sizes(db: &mut Db, campaign: &Campaign) -> Result<(usize, usize), StoreError> {
    let dealt = golds::of_campaign(db, campaign.id)?.into_iter().filter(|gold| gold.is_active);
    let practices = practices::exercises(db, campaign.id)?.len();
    Ok((practices, dealt.count().saturating_sub(practices)))
}

/// Gold with names: the building's own id, the gold, the two captures' own ids.
pub type Listed = (String, Gold, [Option<String>; 2]);

/// All gold of a campaign: (the building's own id, the gold, the two captures' own ids).
///
/// # Errors
/// When the store fails.
pub fn list(db: &mut Db, campaign: &Campaign) -> Result<Vec<Listed>, StoreError> {
    let all = captures::of_campaign(db, campaign.id)?;
    let name = |id: Option<CaptureId>| {
        let found = all.iter().find(|capture| Some(capture.id) == id);
        found.map(|capture| capture.external_id.clone())
    };
    let own_ids = golds::names(db, campaign.id)?;
    let listed = |gold: Gold| {
        let names = [name(gold.last_standing), name(gold.first_destroyed)];
        (own_ids.get(&gold.building).cloned().unwrap_or_default(), gold, names)
    };
    Ok(golds::of_campaign(db, campaign.id)?.into_iter().map(listed).collect())
}
