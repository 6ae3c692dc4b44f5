//! A capture is moved so that it lies on the others. New chips are cut; those that were judged
//! stay, and every judgement keeps the ones it was made on.

use chrono::Duration;

use super::cut::CutError;
use super::log::By;
use super::scene::Scene;
use super::work;
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::chip::ChipFrame;
use crate::domain::exhibit::Exhibit;
use crate::domain::id::CaptureId;
use crate::domain::limits::LATE_DAYS;
use crate::imagery::register;
pub use crate::imagery::register::Suggestion;
use crate::store::{Db, Store, StoreError, assignments, captures, coverage, exhibits};

/// Metres by which a capture may be moved either way; more is no registration error but another
/// place.
pub const SHIFT_M_MAX: f64 = 50.0;

/// Patches that a suggestion is made of, at most.
const PATCHES_MAX: usize = 60;
/// Metres and pixels across a patch.
const PATCH_M: u32 = 154;
const PATCH_PX: u32 = 256;
/// Metres around that are searched.
const SEARCH_M: f64 = 12.0;

/// Why a capture cannot be moved.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    /// No such capture.
    #[error("there is no such capture in this campaign")]
    UnknownCapture,
    /// Too far, or no number.
    #[error(
        "a capture can be moved by up to {SHIFT_M_MAX} metres east and north; one that lies \
         farther off is placed wrongly in its file: mend that, and import it anew"
    )]
    TooFar,
    /// Ready-cut pictures have no ground to move on.
    #[error("the pictures of this capture came ready-cut and cannot be moved")]
    ReadyCut,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Proposes how far a capture is to be moved to lie on another: measured on patches of ground
/// around buildings, the median of those that are clear. A person confirms it by eye.
///
/// # Errors
/// When there is no such capture, or a file of either cannot be read.
pub fn suggest(
    store: &Store,
    campaign: &Campaign,
    moved: CaptureId,
    reference: CaptureId,
) -> Result<Suggestion, CutError> {
    let of = |id| {
        let found = store.read(|db| captures::cutting(db, campaign.id, id))?;
        found.filter(|cutting| !cutting.files.is_empty()).ok_or(CutError::NotShown)
    };
    let (mut moved, reference) = (of(moved)?, of(reference)?);
    // Counted from where the file puts it, as a shift is.
    moved.shift_m = (0.0, 0.0);
    let places = store
        .read(|db| coverage::shared(db, (moved.capture.id, reference.capture.id), PATCHES_MAX))?;
    let mut scenes =
        [Scene::open(store, &moved, PATCH_PX)?, Scene::open(store, &reference, PATCH_PX)?];
    let mut patches = Vec::new();
    for (_, centre) in places {
        let frame = ChipFrame { centre, metres: PATCH_M, px: PATCH_PX };
        let [own, other] = &mut scenes;
        let (own, other) = (own.patch(frame)?, other.patch(frame)?);
        // Two pictures of one size and a scale above 0: there is nothing to refuse.
        if let Ok(Some(found)) = register::measure(&other, &own, frame.metres_per_px(), SEARCH_M) {
            patches.push(found);
        }
    }
    Ok(register::suggest(&patches))
}

/// Moves a capture by (east, north) metres, counted from where its file puts it, and takes its
/// chips out of sight until they are cut anew; whoever asks for one before gets it on demand.
/// Answers that may still come name the chips that their pages showed.
///
/// # Errors
/// When there is no such capture, or it cannot be moved that far.
pub fn shift(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    id: CaptureId,
    to_m: (f64, f64),
) -> Result<bool, RegistrationError> {
    let cutting = captures::cutting(db, campaign.id, id)?;
    let cutting = cutting.ok_or(RegistrationError::UnknownCapture)?;
    if ![to_m.0, to_m.1].iter().all(|m| m.is_finite() && m.abs() <= SHIFT_M_MAX) {
        return Err(RegistrationError::TooFar);
    }
    if cutting.files.is_empty() {
        return Err(RegistrationError::ReadyCut);
    }
    // Centimetres: so that the same move is the same recipe.
    let to_m = (rounded(to_m.0), rounded(to_m.1));
    if to_m == cutting.shift_m {
        return Ok(false);
    }
    let since = by.now - Duration::days(LATE_DAYS);
    for building in assignments::awaited_buildings_of(db, campaign.id, id, since)? {
        let (series, chips) = coverage::series(db, building)?;
        let low = work::low_chips(db, building, &series)?;
        for shown in [chips, low] {
            exhibits::keep(db, building, &Exhibit::of(building, &series, &shown), by.now)?;
        }
    }
    captures::shift(db, id, to_m, by.name, by.now)?;
    coverage::hide(db, id)?;
    let name = &cutting.capture.external_id;
    let subject = format!("{name} to {} m east, {} m north", to_m.0, to_m.1);
    by.did(db, ActKind::CaptureMoved, Some(campaign.id), subject, "")?;
    Ok(true)
}

fn rounded(metres: f64) -> f64 {
    (metres * 100.0).round() / 100.0 + 0.0
}
