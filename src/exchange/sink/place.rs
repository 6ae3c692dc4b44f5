//! Places as binary formats hold them: well-known binary, and the box around them.

use crate::domain::place::{Footprint, LonLat};
use crate::exchange::outline::{counter_clockwise, rounded};

/// The least and the greatest longitude and latitude of several places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) east: f64,
    pub(super) north: f64,
}

impl Bounds {
    /// Around nothing: any other bounds are wider.
    pub(super) const NONE: Self = Self {
        west: f64::INFINITY,
        south: f64::INFINITY,
        east: f64::NEG_INFINITY,
        north: f64::NEG_INFINITY,
    };

    /// Around one place.
    pub(super) fn of(place: &Footprint) -> Self {
        let corners: &[LonLat] = match place {
            Footprint::Point(at) => std::slice::from_ref(at),
            Footprint::Ring(ring) => ring,
        };
        corners.iter().fold(Self::NONE, |all, corner| {
            let [lon, lat] = position(corner);
            all.with(Self { west: lon, south: lat, east: lon, north: lat })
        })
    }

    /// Around both.
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            west: self.west.min(other.west),
            south: self.south.min(other.south),
            east: self.east.max(other.east),
            north: self.north.max(other.north),
        }
    }

    /// West, south, east, north; nothing around nothing.
    pub(super) fn edges(self) -> Option<[f64; 4]> {
        self.west.is_finite().then_some([self.west, self.south, self.east, self.north])
    }
}

/// A corner as it is exported.
pub(super) fn position(at: &LonLat) -> [f64; 2] {
    [rounded(at.lon()), rounded(at.lat())]
}

/// A place as well-known binary, low byte first.
pub(super) fn wkb(place: &Footprint) -> Vec<u8> {
    let corner = |out: &mut Vec<u8>, at: &LonLat| {
        for degrees in position(at) {
            out.extend(degrees.to_le_bytes());
        }
    };
    let mut out = vec![1];
    match place {
        Footprint::Point(at) => {
            out.extend(1_u32.to_le_bytes());
            corner(&mut out, at);
        }
        Footprint::Ring(ring) => {
            let ring = counter_clockwise(ring);
            let corners = u32::try_from(ring.len() + 1).unwrap_or(u32::MAX);
            for number in [3, 1, corners] {
                out.extend(number.to_le_bytes());
            }
            for at in ring.iter().chain(ring.first()) {
                corner(&mut out, at);
            }
        }
    }
    out
}
