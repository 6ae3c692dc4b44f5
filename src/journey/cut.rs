//! Chips are cut for every building and capture that has none yet: idempotent, and resumed where
//! it stopped.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::import::{ImportError, open_files, shows};
use crate::domain::building::Building;
use crate::domain::campaign::Campaign;
use crate::domain::capture::Capture;
use crate::domain::chip::{ChipFrame, ChipRecipe};
use crate::domain::id::BuildingId;
use crate::imagery::{CUTTER_VERSION, EncodeError, Raster, RasterError, Vault, cut, jpeg};
use crate::store::chips::NewChip;
use crate::store::screens::task::THUMB_PX;
use crate::store::{Store, StoreError, captures, chips};

/// Buildings whose chips are stored in one transaction.
const BATCH: i64 = 100;
/// JPEG quality of a chip, and of a thumb.
const QUALITY: (u8, u8) = (75, 60);
/// From this share of blank pixels on, a chip shows nothing worth judging.
const BLANK_SHARE_MAX: f64 = 0.5;

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
    /// The encoder failed.
    #[error(transparent)]
    Encode(#[from] EncodeError),
    /// The chip could not be kept.
    #[error("a chip could not be written: {0}; check the space on the disk")]
    Vault(#[from] std::io::Error),
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
}

/// Cuts what is missing, a capture at a time on each of `threads` threads. `progress` is told
/// how many buildings more were looked at.
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
    let all = store.read(|db| captures::of_campaign(db, campaign.id))?;
    let (next, sum) = (AtomicUsize::new(0), Mutex::new(Cut::default()));
    let work = || -> Result<(), CutError> {
        while let Some(capture) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
            let part = cut_capture(store, vault, campaign, capture, progress)?;
            let mut sum = sum.lock().unwrap_or_else(PoisonError::into_inner);
            sum.chips += part.chips;
            sum.bytes += part.bytes;
            sum.blank += part.blank;
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

fn cut_capture(
    store: &Store,
    vault: &Vault,
    campaign: &Campaign,
    capture: &Capture,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Cut, CutError> {
    let files = store.read(|db| captures::files(db, capture.id))?;
    let mut rasters = open_files(&files)?;
    let sources: Vec<String> = files.into_iter().map(|(_, sha256)| sha256).collect();
    let (mut sum, mut after) = (Cut::default(), BuildingId(0));
    loop {
        let (id, of) = (campaign.id, capture.id);
        let page = store.read(|db| chips::missing(db, id, of, after, BATCH))?;
        let Some(last) = page.last().map(|building| building.id) else { return Ok(sum) };
        let mut new = Vec::new();
        let looked_at = page.len();
        for building in &page {
            if !shows(&rasters, &building.footprint) {
                continue;
            }
            match chips_of(vault, campaign, capture, building, &mut rasters, &sources)? {
                Some(pair) => {
                    sum.chips += 1;
                    sum.bytes += pair.iter().map(|chip| u64::from(chip.bytes)).sum::<u64>();
                    new.extend(pair);
                }
                None => sum.blank += 1,
            }
        }
        store.write(move |db| chips::add(db, &new))?;
        after = last;
        progress(u64::try_from(looked_at).unwrap_or(0));
    }
}

/// A building's chip and its thumb in one capture; nothing where the capture is blank.
fn chips_of(
    vault: &Vault,
    campaign: &Campaign,
    capture: &Capture,
    building: &Building,
    rasters: &mut [Raster],
    sources: &[String],
) -> Result<Option<[NewChip; 2]>, CutError> {
    let frame = ChipFrame::around(&building.footprint, campaign.chip_px);
    let mut make = |frame: ChipFrame, quality: u8| {
        let pixels = cut(rasters, &frame, (0.0, 0.0))
            .map_err(|error| CutError::Raster { capture: capture.external_id.clone(), error })?;
        if pixels.blank_share > BLANK_SHARE_MAX {
            return Ok(None);
        }
        let bytes = jpeg(&pixels, quality)?;
        let recipe = ChipRecipe {
            cutter: CUTTER_VERSION,
            frame,
            sources: sources.to_vec(),
            shift_m: (0.0, 0.0),
            quality,
        };
        Ok::<_, CutError>(Some(NewChip {
            building: building.id,
            capture: capture.id,
            px: frame.px,
            sha256: vault.put(&bytes)?.to_string(),
            bytes: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
            recipe: serde_json::to_string(&recipe).map_err(std::io::Error::from)?,
        }))
    };
    let chip = make(frame, QUALITY.0)?;
    let thumb = make(frame.at_px(THUMB_PX), QUALITY.1)?;
    Ok(chip.zip(thumb).map(|(chip, thumb)| [chip, thumb]))
}
