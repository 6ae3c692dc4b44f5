//! Chips are cut, all of a capture in one sweep: in the order in which its file is stored, so that
//! each of its blocks is decoded once. Idempotent, and resumed where it stopped: what is missing
//! is asked of the database.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::import::ImportError;
use super::scene::Scene;
use crate::domain::campaign::Campaign;
use crate::domain::chip::ChipKind;
use crate::domain::id::{BuildingId, CaptureId, RecipeId};
use crate::imagery::encode::Format;
use crate::imagery::vault::VaultError;
use crate::imagery::{EncodeError, RasterError, Vault};
use crate::store::captures::Cutting;
use crate::store::chips::NewChip;
use crate::store::coverage::Uncut;
use crate::store::{Store, StoreError, buildings, captures, chips, coverage};

/// Buildings whose chips are stored in one transaction.
const BATCH: usize = 96;
/// Buildings read at once while a sweep is planned.
const PAGE: i64 = 5_000;
/// From this share of blank pixels on, a chip shows nothing worth judging.
const BLANK_SHARE_MAX: f64 = 0.5;
/// Chips that are cut ahead at most; of larger campaigns they are cut when they are asked for.
pub const CHIPS_AHEAD_MAX: u64 = 500_000;

/// Why chips could not be cut.
#[derive(Debug, thiserror::Error)]
pub enum CutError {
    /// A source file cannot be opened.
    #[error(transparent)]
    Source(#[from] ImportError),
    /// A source file is damaged inside.
    #[error("capture {capture}: {error}")]
    Raster {
        /// Which.
        capture: String,
        /// Why.
        error: RasterError,
    },
    /// A source file is another one than was imported.
    #[error(
        "{path} is not the file that was imported: its SHA-256 is {found}, not {wanted}; put the \
         imported file back, or import the new one under another id"
    )]
    Replaced {
        /// Which.
        path: String,
        /// Its hash.
        found: String,
        /// The hash it had.
        wanted: String,
    },
    /// A ready-cut picture cannot be read.
    #[error("capture {capture}: {reason}")]
    Tile {
        /// Which.
        capture: String,
        /// Why, with the file.
        reason: String,
    },
    /// There is nothing to cut a chip from.
    #[error("there is no such chip: this capture does not show this building")]
    NotShown,
    /// The encoder failed.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The chip could not be kept.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What cutting did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cut {
    /// Chips cut, thumbs not counted.
    pub chips: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Chips that would have shown next to nothing.
    pub blank: u64,
    /// Blocks of source files decoded.
    pub decoded: u64,
    /// Blocks of source files that were needed at least once.
    pub blocks: u64,
}

impl Cut {
    const fn add(&mut self, part: Self) {
        self.chips += part.chips;
        self.bytes += part.bytes;
        self.blank += part.blank;
        self.decoded += part.decoded;
        self.blocks += part.blocks;
    }
}

/// Cuts what is missing, a capture at a time on each of `threads` threads. `progress` is told
/// how many chips more were looked at.
///
/// # Errors
/// The first thing that went wrong; what was cut until then is kept.
pub fn cut_all(
    store: &Store,
    vault: &Vault,
    campaign: &Campaign,
    threads: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Cut, CutError> {
    let all = store.read(|db| captures::cuttings(db, campaign.id))?;
    let (next, sum) = (AtomicUsize::new(0), Mutex::new(Cut::default()));
    let work = || -> Result<(), CutError> {
        while let Some(cutting) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let part = sweep(store, vault, campaign, cutting, progress)?;
            sum.lock().unwrap_or_else(PoisonError::into_inner).add(part);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .try_for_each(|worker| worker.join().unwrap_or(Err(StoreError::Lost.into())))
    })?;
    Ok(*sum.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Cuts what is missing of one capture.
fn sweep(
    store: &Store,
    vault: &Vault,
    campaign: &Campaign,
    cutting: &Cutting,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Cut, CutError> {
    let mut all = missing(store, cutting.capture.id)?;
    if all.is_empty() {
        return Ok(Cut::default());
    }
    let mut scene = Scene::open(store, cutting, campaign.chip_px)?;
    scene.require_same_files()?;
    scene.order(&mut all);
    let mut part = Cut::default();
    for few in all.chunks(BATCH) {
        let done = cut_few(store, vault, &mut scene, few)?;
        part.add(done);
        progress(u64::try_from(few.len()).unwrap_or(0));
    }
    (part.decoded, part.blocks) = scene.blocks();
    Ok(part)
}

fn missing(store: &Store, capture: CaptureId) -> Result<Vec<Uncut>, StoreError> {
    let (mut all, mut after) = (Vec::new(), BuildingId(0));
    loop {
        let page = store.read(|db| coverage::uncut(db, capture, after, PAGE))?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.building;
        all.extend(page);
    }
}

/// Cuts some chips, makes them safe on the disk, and then records them.
fn cut_few(
    store: &Store,
    vault: &Vault,
    scene: &mut Scene<'_>,
    few: &[Uncut],
) -> Result<Cut, CutError> {
    let mut part = Cut::default();
    let mut made = Made::default();
    let mut batch = vault.batch();
    for uncut in few {
        let pair = scene.judged_pair(uncut)?;
        let building = uncut.building;
        // What somebody was asked about keeps its captures, even one that was moved out of sight.
        if pair.blank_share > BLANK_SHARE_MAX
            && !store.read(|db| buildings::was_dealt(db, building))?
        {
            made.blank.push(building);
            part.blank += 1;
            continue;
        }
        let mut keep = |bytes: &[u8]| -> Result<NewChip, CutError> {
            Ok(NewChip {
                building,
                metres: pair.metres,
                sha256: batch.put(bytes, Format::WebP)?.to_string(),
                bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            })
        };
        let (chip, thumb) = (keep(&pair.chip)?, keep(&pair.thumb)?);
        part.chips += 1;
        part.bytes += u64::from(chip.bytes) + u64::from(thumb.bytes);
        made.show.push((building, chip.sha256.clone(), thumb.sha256.clone()));
        made.chips.push(chip);
        made.thumbs.push(thumb);
    }
    batch.flush()?;
    made.record(store, scene)?;
    Ok(part)
}

/// Chips on their way into the database.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) chips: Vec<NewChip>,
    pub(super) thumbs: Vec<NewChip>,
    pub(super) show: Vec<(BuildingId, String, String)>,
    pub(super) blank: Vec<BuildingId>,
}

impl Made {
    /// Records all of it, in one transaction.
    pub(super) fn record(self, store: &Store, scene: &Scene<'_>) -> Result<(), StoreError> {
        let capture = scene.capture();
        let recipes = [ChipKind::Chip, ChipKind::Thumb].map(|kind| (kind, scene.recipe(kind)));
        store.write(move |db| {
            let [chip, thumb] = recipes;
            let ids: [RecipeId; 2] = [
                chips::recipe(db, capture, (chip.0, chip.1.0), &chip.1.1)?,
                chips::recipe(db, capture, (thumb.0, thumb.1.0), &thumb.1.1)?,
            ];
            chips::add(db, ids[0], &self.chips)?;
            chips::add(db, ids[1], &self.thumbs)?;
            coverage::show(db, capture, &self.show)?;
            self.blank.iter().try_for_each(|building| coverage::remove(db, *building, capture))
        })
    }
}
