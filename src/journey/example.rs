//! Pictures of a campaign's own that say what counts as destroyed, chosen by its coordinator. Who
//! looks at them knows what became of these buildings, and is not asked about them.

use chrono::{DateTime, Utc};

use super::log::By;
use super::practice;
use crate::domain::act::ActKind;
use crate::domain::building::Building;
use crate::domain::campaign::Campaign;
use crate::domain::id::{CampaignId, CaptureId, VolunteerId};
use crate::domain::limits::{EXAMPLE_CHARS_MAX, EXAMPLES_MAX};
use crate::store::examples;
pub use crate::store::examples::Example;
use crate::store::screens::task::{self, Shown};
use crate::store::{Db, StoreError, buildings, texts};

/// An example as it is typed; a place without a building is left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The building's own id.
    pub building: String,
    /// The capture.
    pub capture: Option<CaptureId>,
    /// Whether it shows the building destroyed.
    pub is_destroyed: bool,
    /// What is seen.
    pub words: String,
}

/// An example as it is shown.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The example, with its words in the reader's language.
    pub example: Example,
    /// The building.
    pub building: Building,
    /// Its picture; nothing where volunteers are not shown this capture any more.
    pub shown: Option<Shown>,
}

/// Why examples cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum ExampleError {
    /// No such building.
    #[error("example {0}: there is no building \"{1}\" in this campaign")]
    NoBuilding(u32, String),
    /// The capture does not show it.
    #[error("example {0}: choose a capture that shows the building \"{1}\" to volunteers")]
    NotShown(u32, String),
    /// The sentence.
    #[error("example {0}: write a sentence of at most {EXAMPLE_CHARS_MAX} characters")]
    Words(u32),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn name(place: u32) -> String {
    format!("example:{place}")
}

/// The examples of a campaign, in a language where they are translated.
///
/// # Errors
/// When the store fails.
pub fn of(db: &mut Db, campaign: CampaignId, lang: &str) -> Result<Vec<Seen>, StoreError> {
    let translated = translations(db, campaign, lang)?;
    let mut all = Vec::new();
    for mut example in examples::of(db, campaign)? {
        let (building, capture) = (example.building, example.capture);
        let place = usize::try_from(example.place).unwrap_or(usize::MAX);
        if let Some(words) = translated.get(place - 1).filter(|words| !words.is_empty()) {
            example.words.clone_from(words);
        }
        let shown = task::series(db, building)?.into_iter().find(|it| it.capture.id == capture);
        all.push(Seen { example, building: buildings::get(db, building)?, shown });
    }
    Ok(all)
}

/// What is translated into a language, by place; empty where nothing is.
///
/// # Errors
/// When the store fails.
pub fn translations(
    db: &mut Db,
    campaign: CampaignId,
    lang: &str,
) -> Result<Vec<String>, StoreError> {
    let names: Vec<String> = (1..=EXAMPLES_MAX).map(name).collect();
    let asked: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut found = texts::of(db, campaign, lang, &asked)?;
    Ok(names.iter().map(|name| found.remove(name).unwrap_or_default()).collect())
}

/// Whether a campaign has examples.
///
/// # Errors
/// When the store fails.
pub fn is_there(db: &mut Db, campaign: CampaignId) -> Result<bool, StoreError> {
    Ok(!examples::of(db, campaign)?.is_empty())
}

/// The examples for a volunteer, who may see their pictures from now on and is not asked about
/// these buildings. A write.
///
/// # Errors
/// When the store fails.
pub fn open(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    volunteer: VolunteerId,
    lang: &str,
) -> Result<Vec<Seen>, StoreError> {
    let mut all = of(db, campaign.id, lang)?;
    all.retain(|seen| seen.shown.is_some());
    for seen in &all {
        practice::admit(db, now, campaign, volunteer, seen.building.id)?;
    }
    Ok(all)
}

/// Keeps examples in place of those before. Where a place shows something else now, its
/// translations go.
///
/// # Errors
/// When one names no building, no picture of it, or says nothing.
pub fn set(
    db: &mut Db,
    by: By<'_>,
    campaign: CampaignId,
    typed: &[Typed],
) -> Result<(), ExampleError> {
    let before = examples::of(db, campaign)?;
    let mut all = Vec::new();
    for (place, typed) in (1..=EXAMPLES_MAX).zip(typed) {
        let id = typed.building.trim();
        if !id.is_empty() {
            all.push(checked(db, campaign, place, typed, id)?);
        }
    }
    for place in 1..=EXAMPLES_MAX {
        let pair = |one: &Example| (one.place == place).then_some((one.building, one.capture));
        if before.iter().find_map(pair) != all.iter().find_map(pair) {
            texts::forget(db, campaign, &name(place))?;
        }
    }
    if before == all {
        return Ok(());
    }
    examples::put(db, campaign, &all)?;
    Ok(by.did(db, ActKind::ExamplesSet, Some(campaign), all.len().to_string(), "")?)
}

fn checked(
    db: &mut Db,
    campaign: CampaignId,
    place: u32,
    typed: &Typed,
    id: &str,
) -> Result<Example, ExampleError> {
    let building = buildings::by_external_id(db, campaign, id)?;
    let building = building.ok_or_else(|| ExampleError::NoBuilding(place, id.to_owned()))?.id;
    let series = task::series(db, building)?;
    let capture = typed.capture.filter(|id| series.iter().any(|shown| shown.capture.id == *id));
    let words = said(place, &typed.words)?;
    if words.is_empty() {
        return Err(ExampleError::Words(place));
    }
    Ok(Example {
        place,
        building,
        capture: capture.ok_or_else(|| ExampleError::NotShown(place, id.to_owned()))?,
        is_destroyed: typed.is_destroyed,
        words,
    })
}

fn said(place: u32, words: &str) -> Result<String, ExampleError> {
    let words = words.trim();
    let is_short = words.chars().count() <= EXAMPLE_CHARS_MAX;
    is_short.then(|| words.to_owned()).ok_or(ExampleError::Words(place))
}

/// Says the examples in another language, by place; an empty text falls back to their own.
///
/// # Errors
/// When one is too long.
pub fn translate(
    db: &mut Db,
    by: By<'_>,
    campaign: CampaignId,
    lang: &str,
    words: &[String],
) -> Result<(), ExampleError> {
    for (place, words) in (1..=EXAMPLES_MAX).zip(words) {
        texts::put(db, campaign, (lang, &name(place)), &said(place, words)?)?;
    }
    Ok(by.did(db, ActKind::ExamplesSet, Some(campaign), lang, "")?)
}
