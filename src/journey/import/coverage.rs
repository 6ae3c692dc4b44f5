//! Which captures show a building: its whole footprint must lie in the files of the capture.

use super::{ImportError, open_files};
use crate::domain::id::CaptureId;
use crate::domain::place::{Footprint, LonLat};
use crate::domain::reading::Reading;
use crate::imagery::Raster;

/// The share of an image's width and height that is kept off its border when it is taken for a
/// rectangle of longitude and latitude, which its edges may bulge out of.
const MARGIN: f64 = 0.01;

/// A capture, its files as (path, SHA-256 in hex), and what is stated about them.
pub(super) type Files<'a> = (CaptureId, &'a [(String, String)], &'a Reading);

/// The open files of each capture.
pub(super) struct Coverage(Vec<(CaptureId, Vec<Extent>)>);

/// A file, and a rectangle (west, south, east, north) that surely lies within it: nearly every
/// building is told by that alone, without projecting its corners.
struct Extent {
    raster: Raster,
    within: (f64, f64, f64, f64),
}

impl Coverage {
    /// Opens the files of captures; ready-cut ones show nothing here.
    pub(super) fn open<'a>(all: impl Iterator<Item = Files<'a>>) -> Result<Self, ImportError> {
        let open = |(capture, files, reading): Files<'a>| {
            let rasters = open_files(files, reading)?;
            Ok((capture, rasters.into_iter().map(Extent::new).collect()))
        };
        all.map(open).collect::<Result<_, ImportError>>().map(Self)
    }

    /// The captures that show the whole of a footprint.
    pub(super) fn of(&self, footprint: &Footprint) -> Vec<CaptureId> {
        let shown = self.0.iter().filter(|(_, files)| shows(files, footprint));
        shown.map(|(capture, _)| *capture).collect()
    }

    /// Whether any capture shows a place.
    pub(super) fn shows_point(&self, point: LonLat) -> bool {
        self.0.iter().flat_map(|(_, files)| files).any(|file| file.shows(point))
    }
}

fn shows(files: &[Extent], footprint: &Footprint) -> bool {
    let bounds = footprint.bounds();
    files.iter().any(|file| file.surely_shows(bounds))
        || footprint.corners().iter().all(|at| files.iter().any(|file| file.shows(*at)))
}

impl Extent {
    fn new(raster: Raster) -> Self {
        let [a, b, c, d] = raster.facts().corners;
        // The second and third smallest of four: what two opposite edges have between them.
        let between = |mut values: [f64; 4]| {
            values.sort_by(f64::total_cmp);
            let [_, low, high, _] = values;
            let margin = (high - low) * MARGIN;
            (low + margin, high - margin)
        };
        let (west, east) = between([a.lon(), b.lon(), c.lon(), d.lon()]);
        let (south, north) = between([a.lat(), b.lat(), c.lat(), d.lat()]);
        let is_upright = [(west, south), (east, south), (east, north), (west, north)]
            .into_iter()
            .all(|(lon, lat)| LonLat::new(lon, lat).is_ok_and(|at| raster.shows(at)));
        let nowhere = (1.0, 1.0, 0.0, 0.0);
        Self { raster, within: if is_upright { (west, south, east, north) } else { nowhere } }
    }

    fn surely_shows(&self, (west, south, east, north): (f64, f64, f64, f64)) -> bool {
        let (own_west, own_south, own_east, own_north) = self.within;
        own_west <= west && east <= own_east && own_south <= south && north <= own_north
    }

    fn shows(&self, point: LonLat) -> bool {
        self.surely_shows((point.lon(), point.lat(), point.lon(), point.lat()))
            || self.raster.shows(point)
    }
}
