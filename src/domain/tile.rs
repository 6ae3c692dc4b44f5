//! Tiles of a web map: squares of the Mercator projection, as every map library asks for them.

use std::f64::consts::PI;

use super::place::LonLat;

/// Pixels across a tile.
pub const TILE_PX: u32 = 256;
/// The coarsest tiles that are cut: a capture is a speck on coarser ones.
pub const ZOOM_MIN: u32 = 9;
/// The finest: 7 cm a pixel at the equator.
pub const ZOOM_MAX: u32 = 21;

/// One tile: column `x` from the west and row `y` from the north of `2^zoom`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MapTile {
    zoom: u32,
    x: u32,
    y: u32,
}

impl MapTile {
    /// A tile that there is and that is cut; nothing otherwise.
    #[must_use]
    pub fn new(zoom: u32, x: u32, y: u32) -> Option<Self> {
        let is_there = (ZOOM_MIN..=ZOOM_MAX).contains(&zoom) && x < 1 << zoom && y < 1 << zoom;
        is_there.then_some(Self { zoom, x, y })
    }

    /// The ground under the middle of pixel (column, row), row 0 at the north.
    #[must_use]
    pub fn ground(self, column: f64, row: f64) -> Option<LonLat> {
        let all = f64::from(1u32 << self.zoom);
        let share =
            |tile: u32, pixel: f64| (f64::from(tile) + (pixel + 0.5) / f64::from(TILE_PX)) / all;
        let lon = share(self.x, column) * 360.0 - 180.0;
        let lat = libm::atan(libm::sinh(PI * (1.0 - 2.0 * share(self.y, row)))).to_degrees();
        LonLat::new(lon, lat).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tile_lies_where_web_maps_put_it() {
        // Tile 12/2474/1615 begins at 37.441406 east and 36.031332 north.
        let tile = MapTile::new(12, 2474, 1615).unwrap();
        let corner = tile.ground(-0.5, -0.5).unwrap();
        assert!((corner.lon() - 37.441_406).abs() < 1e-6, "{}", corner.lon());
        let north = libm::atan(libm::sinh(PI * (1.0 - 2.0 * 1615.0 / 4096.0))).to_degrees();
        assert!((corner.lat() - north).abs() < 1e-12);
        let next = MapTile::new(12, 2475, 1616).unwrap().ground(-0.5, -0.5).unwrap();
        let end = tile.ground(255.5, 255.5).unwrap();
        assert!((end.lon() - next.lon()).abs() < 1e-9 && (end.lat() - next.lat()).abs() < 1e-9);
        assert!(end.lat() < corner.lat(), "rows go south");
    }

    #[test]
    fn the_whole_world_is_halved_at_the_equator() {
        let south_east = MapTile::new(9, 256, 256).unwrap().ground(-0.5, -0.5).unwrap();
        assert!(south_east.lon().abs() < 1e-9 && south_east.lat().abs() < 1e-9);
    }

    #[test]
    fn there_is_no_tile_beyond_the_edge_of_the_world() {
        assert!(MapTile::new(12, 4096, 0).is_none());
        assert!(MapTile::new(12, 0, 4096).is_none());
        assert!(MapTile::new(8, 0, 0).is_none() && MapTile::new(22, 0, 0).is_none());
    }
}
