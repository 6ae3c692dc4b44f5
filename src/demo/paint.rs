//! Paints the captures of the demo town: the ground, what stands on it at that time, its light,
//! and the weather. Pixels only; files are in `files`.

use image::RgbImage;

use super::fates::Look;
use super::grain::Rgb;
use super::streets::Lot;
use super::surface::{LEAN_MARGIN, SUN_MARGIN, Surface};
use super::terrain::{Ground, Season};
use super::town::Town;
use super::{roofs, ruins, weather, yards};

/// Rows of pixels painted at a time: keeps the finer surface under 100 MB for any town.
const BAND_PX: usize = 384;

/// A town with its bare ground, which all captures share.
pub struct Painter<'a> {
    town: &'a Town,
    ground: Ground,
}

/// One capture of a town, 0 the oldest; `None` when there is none at that position. To paint more
/// than one, make one [`Painter`].
#[must_use]
pub fn capture(town: &Town, position: usize) -> Option<RgbImage> {
    Painter::new(town).capture(position)
}

impl<'a> Painter<'a> {
    /// Paints the ground.
    #[must_use]
    pub fn new(town: &'a Town) -> Self {
        let width = usize::try_from(town.side_px).unwrap_or(0);
        Self { town, ground: Ground::draw(&town.plan, width) }
    }

    /// The capture at a position, 0 the oldest; north is up, one pixel is
    /// [`super::town::GSD_M`].
    #[must_use]
    pub fn capture(&self, position: usize) -> Option<RgbImage> {
        let side = self.town.side_px;
        RgbImage::from_raw(side, side, self.bytes(position)?)
    }

    /// The same as bytes: red, green and blue in turn, row by row.
    pub(super) fn bytes(&self, position: usize) -> Option<Vec<u8>> {
        let capture = self.town.captures.get(position)?;
        let width = usize::try_from(self.town.side_px).ok()?;
        let mut picture: Vec<Rgb> = vec![[0.0; 3]; width * width];
        for (band, rows) in picture.chunks_mut(width * BAND_PX).enumerate() {
            let pixels = rows.len() / width;
            let surface = self.scene(position, band * BAND_PX, pixels)?;
            surface.light(capture, pixels, rows);
        }
        weather::cloud(&mut picture, width, capture);
        Some(weather::record(&picture, width, capture))
    }

    /// The band of `pixels` rows from `first` on, with everything on it.
    fn scene(&self, position: usize, first: usize, pixels: usize) -> Option<Surface> {
        let town = self.town;
        let capture = town.captures.get(position)?;
        let top = i32::try_from(2 * first).ok()? - LEAN_MARGIN;
        let margins = usize::try_from(LEAN_MARGIN + SUN_MARGIN).ok()?;
        let columns = usize::try_from(2 * town.side_px).ok()?;
        let mut surface = Surface::new(top, columns, 2 * pixels + margins);
        let season = Season::of(capture);
        for (row, texels) in surface.rows_mut() {
            for (pair, soil) in texels.chunks_exact_mut(2).zip(self.ground.row(row)) {
                let (height, colour) = (soil.height(), soil.colour(&season));
                for texel in pair {
                    (texel.height, texel.colour) = (height, colour);
                }
            }
        }
        for lot in &town.lots {
            if surface.touches(lot.body.centre.1, lot.body.radius()) {
                yards::enclose(&mut surface, lot, self.ruined(lot, position));
                yards::plant(&mut surface, lot, capture.green);
            }
        }
        // Ruins before standing buildings: rubble does not spill onto roofs.
        for building in &town.buildings {
            match building.fate.look(position) {
                Look::Ruined { kind, age } => {
                    ruins::leave(&mut surface, &building.body, kind, age);
                }
                Look::Cleared => ruins::clear(&mut surface, &building.body),
                Look::Standing(_) => {}
            }
        }
        for building in &town.buildings {
            if let Look::Standing(trap) = building.fate.look(position) {
                roofs::raise(&mut surface, &building.body, trap);
            }
        }
        for lot in town.lots.iter().filter(|lot| !self.ruined(lot, position)) {
            yards::park(&mut surface, lot, capture);
        }
        Some(surface)
    }

    /// Whether the building of a lot, if it has one, lies in ruins.
    fn ruined(&self, lot: &Lot, position: usize) -> bool {
        lot.building
            .and_then(|place| self.town.buildings.get(place))
            .is_some_and(|building| position >= building.fate.truth.standing)
    }
}

#[cfg(test)]
mod tests;
