//! One capture, open for cutting: its scenes, or the ready-cut picture of each building. Makes the
//! bytes of chips; which ones are wanted is `cut`'s and `on_demand`'s business.

use std::path::{Path, PathBuf};

use super::cut::CutError;
use super::import::open_files;
use crate::domain::chip::{ChipFrame, ChipKind, ChipRecipe};
use crate::domain::id::{BuildingId, CaptureId};
use crate::imagery::shrink::shrunk;
use crate::imagery::{CUTTER_VERSION, Pixels, Raster, cut, encode, file_sha256, ready};
use crate::store::captures::Cutting;
use crate::store::coverage::Uncut;
use crate::store::{Store, tiles};

/// Bytes of decoded blocks that one sweep keeps: a band of the scene as high as a chip.
const BAND_BYTES: u64 = 96 * 1024 * 1024;
/// Metres across the widest chip that there is.
const WIDEST_M: f64 = 384.0;
/// Bytes of decoded blocks that are kept of a file that is not being swept.
const IDLE_BYTES: usize = 4 * 1024 * 1024;

/// A capture, open for cutting.
pub(super) struct Scene<'a> {
    store: &'a Store,
    cutting: &'a Cutting,
    px: u32,
    rasters: Vec<Raster>,
    /// The file that is being swept.
    swept: Option<usize>,
    /// Metres across the widest chip of the sweep.
    widest_m: f64,
}

/// A building's chip and thumb, encoded.
pub(super) struct Pair {
    pub(super) chip: Vec<u8>,
    pub(super) thumb: Vec<u8>,
    pub(super) metres: u32,
    /// The share, 0 to 1, of pixels that show nothing.
    pub(super) blank_share: f64,
}

impl<'a> Scene<'a> {
    /// Opens what a capture is cut from; `px` is the side of the campaign's chips.
    pub(super) fn open(store: &'a Store, cutting: &'a Cutting, px: u32) -> Result<Self, CutError> {
        let mut rasters = open_files(&cutting.files, &cutting.reading)?;
        for raster in &mut rasters {
            raster.set_cache_bytes(IDLE_BYTES);
        }
        Ok(Self { store, cutting, px, rasters, swept: None, widest_m: WIDEST_M })
    }

    /// The capture.
    pub(super) const fn capture(&self) -> CaptureId {
        self.cutting.capture.id
    }

    /// Whether each building has its own ready-cut picture.
    const fn is_ready_cut(&self) -> bool {
        self.cutting.files.is_empty()
    }

    /// Blocks decoded, and how many different ones those were.
    pub(super) fn blocks(&self) -> (u64, u64) {
        let sum = |of: fn(&Raster) -> u64| self.rasters.iter().map(of).sum();
        (sum(Raster::blocks_decoded), sum(Raster::blocks_touched))
    }

    /// Every file must be the one that was imported: what is cut now is evidence for it.
    pub(super) fn require_same_files(&self) -> Result<(), CutError> {
        for (path, wanted) in &self.cutting.files {
            require_same(Path::new(path), wanted)?;
        }
        Ok(())
    }

    /// Puts buildings into the order in which the files are stored: file by file, in upright
    /// stripes so narrow that what a chip's height needs of them can be kept, row of blocks by
    /// row of blocks.
    pub(super) fn order(&mut self, all: &mut [Uncut]) {
        let metres = all.iter().map(|uncut| self.frame(uncut).metres).max();
        self.widest_m = metres.map_or(WIDEST_M, f64::from);
        let key = |uncut: &Uncut| {
            let at = self.rasters.iter().enumerate().find(|(_, raster)| raster.shows(uncut.centre));
            let at =
                at.and_then(|(file, raster)| Some((file, raster, raster.position(uncut.centre)?)));
            let Some((file, raster, (column, row))) = at else {
                return (usize::MAX, 0, 0, 0, uncut.building);
            };
            let (high, stripe) = (u64::from(raster.facts().block_px.1), self.stripe_px(raster));
            let (column, row) = (whole(column), whole(row));
            (file, column / stripe, row / high.max(1), column, uncut.building)
        };
        all.sort_by_cached_key(key);
    }

    /// Bytes of one row of pixels of a band as high as the widest chip, with a block above and
    /// below: for each column of the image.
    fn column_bytes(&self, raster: &Raster) -> u64 {
        let facts = raster.facts();
        let chip = whole(self.widest_m / facts.gsd_m.max(0.05));
        (chip + 2 * u64::from(facts.block_px.1)) * u64::from(facts.bands) * facts.sample_bytes()
    }

    /// Columns of a scene of which such a band fits into [`BAND_BYTES`]. A strip goes right across:
    /// nothing narrows what has to be kept of it.
    fn stripe_px(&self, raster: &Raster) -> u64 {
        let facts = raster.facts();
        if facts.block_px.0 >= facts.width {
            return u64::MAX;
        }
        (BAND_BYTES / self.column_bytes(raster).max(1)).max(1_024)
    }

    /// Gives the file that is swept now room for its band, and takes it from the one before.
    fn attend_to(&mut self, uncut: &Uncut) {
        let file = self.rasters.iter().position(|raster| raster.shows(uncut.centre));
        if file == self.swept {
            return;
        }
        let room = |bytes: u64| usize::try_from(bytes).unwrap_or(usize::MAX);
        if let Some(raster) = self.swept.and_then(|old| self.rasters.get_mut(old)) {
            raster.set_cache_bytes(IDLE_BYTES);
        }
        if let Some(raster) = file.and_then(|new| self.rasters.get(new)) {
            let wide = u64::from(raster.facts().width).min(self.stripe_px(raster));
            let bytes = self.column_bytes(raster).saturating_mul(wide).min(BAND_BYTES * 2);
            if let Some(raster) = file.and_then(|new| self.rasters.get_mut(new)) {
                raster.set_cache_bytes(room(bytes).max(IDLE_BYTES));
            }
        }
        self.swept = file;
    }

    /// The frame of a building's judged chip.
    fn frame(&self, uncut: &Uncut) -> ChipFrame {
        ChipFrame::of_size(uncut.centre, uncut.longest_side_m, self.px)
    }

    /// Cuts a building's chip; its thumb is made from the same pixels.
    pub(super) fn judged_pair(&mut self, uncut: &Uncut) -> Result<Pair, CutError> {
        self.attend_to(uncut);
        let frame = self.frame(uncut);
        let pixels = self.pixels(uncut.building, frame)?;
        let small = shrunk(&pixels, ChipKind::Thumb.px(frame.px));
        Ok(Pair {
            chip: encode::webp(&pixels, ChipKind::Chip.quality())?,
            thumb: encode::webp(&small, ChipKind::Thumb.quality())?,
            metres: frame.metres,
            blank_share: pixels.blank_share,
        })
    }

    /// Cuts a chip of any kind: its bytes, and metres across.
    pub(super) fn one(
        &mut self,
        kind: ChipKind,
        uncut: &Uncut,
    ) -> Result<(Vec<u8>, u32), CutError> {
        let frame = kind.frame(self.frame(uncut));
        if kind == ChipKind::Context && self.is_ready_cut() {
            return Err(CutError::NotShown); // Nothing is known of its surroundings.
        }
        let pixels = self.pixels(uncut.building, frame)?;
        Ok((encode::webp(&pixels, kind.quality())?, frame.metres))
    }

    fn pixels(&mut self, building: BuildingId, frame: ChipFrame) -> Result<Pixels, CutError> {
        let capture = &self.cutting.capture;
        if self.is_ready_cut() {
            let tile = self.store.read(|db| tiles::get(db, building, capture.id))?;
            let (path, sha256) = tile.ok_or(CutError::NotShown)?;
            let path = PathBuf::from(path);
            require_same(&path, &sha256)?;
            return ready::pixels_of_file(&path, frame.px).map_err(|error| CutError::Tile {
                capture: capture.external_id.clone(),
                reason: format!("{}: {error}", path.display()),
            });
        }
        cut(&mut self.rasters, &frame, self.cutting.shift_m)
            .map_err(|error| CutError::Raster { capture: capture.external_id.clone(), error })
    }

    /// The pixels of any square of ground, as they are.
    pub(super) fn patch(&mut self, frame: ChipFrame) -> Result<Pixels, CutError> {
        self.pixels(BuildingId(0), frame)
    }

    /// The recipe of this capture's chips of one kind, and their side in pixels.
    pub(super) fn recipe(&self, kind: ChipKind) -> (u32, ChipRecipe) {
        recipe(self.cutting, kind, self.px)
    }
}

/// The recipe of a capture's chips of one kind, and their side in pixels.
pub(super) fn recipe(cutting: &Cutting, kind: ChipKind, px: u32) -> (u32, ChipRecipe) {
    let recipe = ChipRecipe {
        cutter: CUTTER_VERSION,
        sources: cutting.files.iter().map(|(_, sha256)| sha256.clone()).collect(),
        shift_m: cutting.shift_m,
        reading: cutting.reading.clone(),
        format: "webp".to_owned(),
        quality: kind.quality(),
    };
    (kind.px(px), recipe)
}

fn require_same(path: &Path, wanted: &str) -> Result<(), CutError> {
    let shown = || path.display().to_string();
    let found = file_sha256(path).map_err(|error| CutError::Tile {
        capture: shown(),
        reason: format!("cannot be read ({error}); put the file back where it was when imported"),
    })?;
    let found = found.to_string();
    if found == wanted {
        return Ok(());
    }
    Err(CutError::Replaced { path: shown(), found, wanted: wanted.to_owned() })
}

/// A position in whole pixels; 0 for what lies before the image.
fn whole(position: f64) -> u64 {
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to what a raster may have; a NaN becomes 0"
    )]
    let whole = position.clamp(0.0, 1e9) as u64;
    whole
}
