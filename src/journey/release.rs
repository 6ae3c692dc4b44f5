//! Findings are frozen under a number: asked for by a coordinator, written once by a thread of its
//! own from one moment of the database, and never changed. How is in `make`, what is in `package`.

use chrono::{DateTime, TimeDelta, Utc};

use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::id::BuildingId;
use crate::domain::limits::{NAME_CHARS_MAX, REASON_CHARS_MAX, RELEASES_MAX};
use crate::domain::release::{Reader, State, Tier, is_open};
pub use crate::store::releases::{Asked, Kept, Release};
use crate::store::{Db, StoreError, releases};

mod describe;
pub mod diff;
pub mod dossier;
mod lines;
mod make;
mod measured;
mod note;
mod note_measured;
mod package;
mod record;
pub mod results;
mod shelf;
mod tiers;

pub use make::{MakeError, make, work_off};
pub use note::{Section, note};
pub use package::{PACKAGE, mime};
pub use shelf::Shelf;
pub use tiers::set_places;

/// Why a release cannot be made or changed so.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// A text that is missing or too long.
    #[error("{0}")]
    Text(String),
    /// Nothing would be in it.
    #[error(
        "a release withholds single buildings, not all of them; choose how exactly the others \
             are told"
    )]
    Nothing,
    /// The day lies behind.
    #[error("an embargo ends on a day to come; leave it empty for none")]
    Embargo,
    /// Too many.
    #[error("a campaign has at most {RELEASES_MAX} releases")]
    TooMany,
    /// There is none.
    #[error("there is no such release")]
    None,
    /// It is not ready.
    #[error("only a release that is ready can be withdrawn")]
    NotReady,
    /// No such buildings.
    #[error("no building of this campaign has the id {0}")]
    NoBuilding(String),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn text(words: &str, name: &str, (least, most): (usize, usize)) -> Result<String, ReleaseError> {
    let words = words.trim();
    match words.chars().count() {
        length if length < least => Err(ReleaseError::Text(format!("give it {name}"))),
        length if length > most => {
            Err(ReleaseError::Text(format!("{name} has at most {most} characters")))
        }
        _ => Ok(words.to_owned()),
    }
}

/// Asks for a release; it is made by [`work_off`].
///
/// # Errors
/// When something that was asked is missing or makes no sense.
pub fn create(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    asked: &Asked,
) -> Result<Release, ReleaseError> {
    let asked = Asked {
        title: text(&asked.title, "a title", (1, NAME_CHARS_MAX))?,
        note: text(&asked.note, "the note", (0, REASON_CHARS_MAX))?,
        reason: text(&asked.reason, "a reason", (1, REASON_CHARS_MAX))?,
        licence: text(&asked.licence, "the licence", (0, NAME_CHARS_MAX))?,
        ..asked.clone()
    };
    if asked.precision == Tier::Withheld {
        return Err(ReleaseError::Nothing);
    }
    if asked.embargo_until.is_some_and(|until| until <= by.now.date_naive()) {
        return Err(ReleaseError::Embargo);
    }
    let made = releases::add(db, campaign.id, &asked, (by.name, by.now))?;
    if made.number > RELEASES_MAX {
        return Err(ReleaseError::TooMany);
    }
    let subject = format!("{}: {}", made.number, asked.title);
    by.did(db, ActKind::ReleaseMade, Some(campaign.id), subject, &asked.reason)?;
    Ok(made)
}

/// Withdraws a release: it is offered no more, and says why. Its files are kept.
///
/// # Errors
/// When there is none that is ready, or no reason.
pub fn withdraw(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (number, reason): (i32, &str),
) -> Result<(), ReleaseError> {
    let found = releases::get(db, campaign.id, number)?.ok_or(ReleaseError::None)?;
    let reason = text(reason, "a reason", (1, REASON_CHARS_MAX))?;
    if !releases::set_state(db, found.id, (State::Ready, State::Withdrawn), &reason)? {
        return Err(ReleaseError::NotReady);
    }
    Ok(by.did(db, ActKind::ReleaseWithdrawn, Some(campaign.id), number.to_string(), &reason)?)
}

/// Sets how exactly the places of single buildings may be told in releases to come, by their ids in
/// the coordinator's list. How many.
///
/// # Errors
/// When there is no such building; then nothing is changed.
pub fn coarsen(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (ids, tier, reason): (&str, Tier, &str),
) -> Result<usize, ReleaseError> {
    let reason = text(reason, "a reason", (1, REASON_CHARS_MAX))?;
    let ids: Vec<&str> = ids.lines().map(str::trim).filter(|id| !id.is_empty()).collect();
    if ids.is_empty() {
        return Err(ReleaseError::Text("name at least one building, an id a line".to_owned()));
    }
    for id in &ids {
        let found = releases::building(db, campaign.id, id)?;
        let building = found.ok_or_else(|| ReleaseError::NoBuilding((*id).to_owned()))?;
        releases::set_tier(db, campaign.id, building, tier)?;
    }
    // Which ones stands nowhere else than with the buildings: the log is read by more people.
    let subject = format!("{} buildings: {}", ids.len(), tier.as_str());
    by.did(db, ActKind::PlacesCoarsened, Some(campaign.id), subject, &reason)?;
    Ok(ids.len())
}

/// How many buildings have a tier of their own, by tier.
///
/// # Errors
/// When the store fails.
pub fn coarsened(db: &mut Db, campaign: &Campaign) -> Result<Vec<(Tier, usize)>, StoreError> {
    let all = releases::tiers(db, campaign.id)?;
    let count = |tier: Tier| all.values().filter(|own| **own == tier).count();
    let counted = Tier::ALL.iter().map(|tier| (*tier, count(*tier)));
    Ok(counted.filter(|(_, count)| *count > 0).collect())
}

/// The releases of a campaign that are open to somebody, newest first.
///
/// # Errors
/// When the store fails.
pub fn list(
    db: &mut Db,
    campaign: &Campaign,
    (reader, now): (Reader, DateTime<Utc>),
) -> Result<Vec<Release>, StoreError> {
    let all = releases::of_campaign(db, campaign.id)?.into_iter();
    Ok(all.filter(|release| release.is_open_to(reader, now)).collect())
}

/// A release that is open to somebody, and its files.
///
/// # Errors
/// When the store fails.
pub fn get(
    db: &mut Db,
    campaign: &Campaign,
    number: i32,
    (reader, now): (Reader, DateTime<Utc>),
) -> Result<Option<(Release, Vec<Kept>)>, StoreError> {
    let found = releases::get(db, campaign.id, number)?;
    let Some(found) = found.filter(|release| release.is_open_to(reader, now)) else {
        return Ok(None);
    };
    let files = releases::files(db, found.id)?;
    Ok(Some((found, files)))
}

impl Release {
    /// Whether it is open to somebody at a time.
    #[must_use]
    pub fn is_open_to(&self, reader: Reader, now: DateTime<Utc>) -> bool {
        let terms = (self.asked.audience, self.state, self.asked.embargo_until);
        is_open(terms, reader, now.date_naive())
    }

    /// Whether it is held back from all but the coordinators.
    #[must_use]
    pub fn is_held(&self, now: DateTime<Utc>) -> bool {
        self.asked.embargo_until.is_some_and(|until| now.date_naive() < until)
    }
}

/// How long a release that is being made may give no sign before somebody else makes it.
const SILENT: TimeDelta = TimeDelta::minutes(10);

/// The number of a building in a release, as an address gives it.
#[must_use]
pub fn building(word: &str) -> Option<BuildingId> {
    word.parse().ok().map(BuildingId)
}
