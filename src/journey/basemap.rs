//! Captures as the ground of the desk's map: tiles cut when asked for, kept by the browser.

use chrono::{DateTime, Utc};

use super::cut::CutError;
use super::import::open_files;
use super::scene::recipe;
use crate::domain::campaign::Campaign;
use crate::domain::chip::ChipKind;
use crate::domain::id::CaptureId;
use crate::domain::tile::MapTile;
pub use crate::imagery::pmtiles::Archive;
use crate::imagery::{RasterError, cut_tile, encode};
use crate::store::captures::{self, Cutting};
use crate::store::{Db, StoreError};

/// WebP quality of a tile: a ground to find one's way on, not evidence.
const QUALITY: u8 = 70;

/// A capture that may be laid below the map today.
#[derive(Debug, Clone)]
pub struct Ground {
    /// What it is cut from.
    pub cutting: Cutting,
    /// Whether its source lets the browser keep it.
    pub may_cache: bool,
}

impl Ground {
    /// What its pixels follow from, in short: another address for other pixels.
    #[must_use]
    pub fn version(&self) -> String {
        let (_, recipe) = recipe(&self.cutting, ChipKind::Chip, 0);
        let bytes = serde_json::to_vec(&recipe).unwrap_or_default();
        format!("{:08x}", crc32(&bytes))
    }
}

/// The captures of a campaign that may be laid below the map today, oldest first.
///
/// # Errors
/// When the store fails.
pub fn grounds(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
) -> Result<Vec<Ground>, StoreError> {
    let mut all = Vec::new();
    for cutting in captures::cuttings(db, campaign.id)? {
        if let Some(ground) = allowed(db, now, campaign, cutting)? {
            all.push(ground);
        }
    }
    Ok(all)
}

/// One of them; nothing where it is no capture of the campaign or may not be shown.
///
/// # Errors
/// When the store fails.
pub fn ground(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    id: CaptureId,
) -> Result<Option<Ground>, StoreError> {
    let all = captures::cuttings(db, campaign.id)?;
    match all.into_iter().find(|cutting| cutting.capture.id == id) {
        Some(cutting) => allowed(db, now, campaign, cutting),
        None => Ok(None),
    }
}

fn allowed(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    cutting: Cutting,
) -> Result<Option<Ground>, StoreError> {
    // Of pictures that came ready cut there is one for each building, and no ground between.
    if cutting.files.is_empty() {
        return Ok(None);
    }
    let found = captures::campaign_and_terms(db, cutting.capture.id)?;
    Ok(found
        .filter(|(id, terms)| *id == campaign.id && terms.hold_on(now.date_naive()))
        .map(|(_, terms)| Ground { cutting, may_cache: terms.may_cache }))
}

/// A tile as WebP; nothing where the capture shows nothing of it.
///
/// # Errors
/// When a file is not there or damaged.
pub fn tile(ground: &Ground, tile: MapTile) -> Result<Option<Vec<u8>>, CutError> {
    let mut rasters = open_files(&ground.cutting.files, &ground.cutting.reading)?;
    let capture = || ground.cutting.capture.external_id.clone();
    let pixels = match cut_tile(&mut rasters, tile, ground.cutting.shift_m) {
        // Too coarse for a file without overviews: the map has no ground there.
        Err(RasterError::WindowTooLarge { .. }) => return Ok(None),
        cut => cut.map_err(|error| CutError::Raster { capture: capture(), error })?,
    };
    if pixels.blank_share >= 1.0 {
        return Ok(None);
    }
    Ok(Some(encode::webp(&pixels, QUALITY)?))
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
