//! The geometry of one feature: read whatever its members hold and in whatever order they come,
//! with a bound on how much of it is kept, then turned into a shape or a reason why not.

use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::super::feature::{Fault, Position, Shape, no_building};
use super::super::json::Loose;
use crate::domain::limits::FOOTPRINT_VERTICES_MAX;
use crate::domain::place::PlaceError;

/// Positions kept of one geometry: enough for the largest footprint with holes.
const POSITIONS_MAX: usize = 3 * FOOTPRINT_VERTICES_MAX;

/// A geometry as it was read.
#[derive(Debug, Default)]
pub(super) struct Geometry {
    kind: Option<String>,
    coordinates: Coordinates,
}

/// Coordinates of any depth, laid flat.
#[derive(Debug, Default)]
struct Coordinates {
    positions: Vec<Position>,
    /// Behind which position each ring ends.
    ring_ends: Vec<usize>,
    /// Behind which ring each polygon ends.
    polygon_ends: Vec<usize>,
    level: Level,
    has_bad_position: bool,
    is_cut: bool,
}

/// What a nested list is, by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
enum Level {
    /// An empty list, of which nothing can be said.
    Empty,
    Number(f64),
    Position,
    Ring,
    Polygon,
    MultiPolygon,
    /// No coordinates, or lists of different depths side by side.
    #[default]
    Odd,
}

impl Geometry {
    /// The shape, or why there is none.
    pub(super) fn shape(self) -> Result<Shape, Fault> {
        let kind = self.kind.as_deref().unwrap_or("nothing");
        let wanted = match kind {
            "Point" => Level::Position,
            "Polygon" => Level::Polygon,
            "MultiPolygon" => Level::MultiPolygon,
            _ => return Err(no_building(kind)),
        };
        let coordinates = self.coordinates;
        if coordinates.is_cut {
            return Err(PlaceError::TooManyCorners.to_string().into());
        }
        if coordinates.has_bad_position {
            return Err("a position must be two numbers, longitude then latitude".into());
        }
        match coordinates.level {
            Level::Empty if wanted != Level::Position => {
                Err(PlaceError::TooFewCorners.to_string().into())
            }
            level if level == wanted => coordinates.shape(level),
            _ => Err("its coordinates are not nested as its type wants".into()),
        }
    }
}

impl Coordinates {
    fn shape(self, level: Level) -> Result<Shape, Fault> {
        let nothing = || Fault::from(PlaceError::TooFewCorners.to_string());
        if level == Level::Position {
            return self.positions.first().map(|at| Shape::Point(*at)).ok_or_else(nothing);
        }
        if level == Level::Polygon {
            let mut ring = self.positions;
            ring.truncate(*self.ring_ends.first().ok_or_else(nothing)?);
            return Ok(Shape::Rings(vec![ring]));
        }
        let starts = |ends: &[usize]| -> Vec<usize> {
            std::iter::once(0).chain(ends.iter().copied()).collect()
        };
        let ring_starts = starts(&self.ring_ends);
        let outer = starts(&self.polygon_ends).into_iter().zip(&self.polygon_ends).map(
            |(first_ring, _)| {
                let range = *ring_starts.get(first_ring)?..*self.ring_ends.get(first_ring)?;
                self.positions.get(range).map(<[Position]>::to_vec)
            },
        );
        Ok(Shape::Rings(outer.collect::<Option<_>>().ok_or_else(nothing)?))
    }

    /// Closes a list whose children are all of one level, and tells its own.
    fn close(&mut self, children: Level) -> Level {
        match children {
            Level::Position => {
                self.ring_ends.push(self.positions.len());
                Level::Ring
            }
            Level::Ring => {
                self.polygon_ends.push(self.ring_ends.len());
                Level::Polygon
            }
            Level::Polygon => Level::MultiPolygon,
            Level::Empty => Level::Empty,
            Level::Number(_) | Level::MultiPolygon | Level::Odd => Level::Odd,
        }
    }
}

impl<'de> Deserialize<'de> for Geometry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(GeometryVisitor)
    }
}

struct GeometryVisitor;

impl<'de> Visitor<'de> for GeometryVisitor {
    type Value = Geometry;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a geometry, or null")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Geometry, A::Error> {
        let mut geometry = Geometry::default();
        while let Some(member) = map.next_key::<Member>()? {
            match member {
                Member::Type => geometry.kind = map.next_value::<Loose>()?.text(),
                Member::Coordinates => {
                    let mut coordinates = Coordinates::default();
                    coordinates.level = map.next_value_seed(Nested(&mut coordinates))?;
                    geometry.coordinates = coordinates;
                }
                Member::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(geometry)
    }
}

/// A member of a geometry; named without keeping a copy of the name.
#[derive(serde::Deserialize)]
#[serde(rename_all = "lowercase")]
enum Member {
    Type,
    Coordinates,
    #[serde(other)]
    Other,
}

struct Nested<'c>(&'c mut Coordinates);

impl<'de> DeserializeSeed<'de> for Nested<'_> {
    type Value = Level;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Level, D::Error> {
        deserializer.deserialize_any(self)
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "a whole number beyond 2^53 is no coordinate whichever way it is rounded"
)]
const fn whole(value: i64) -> f64 {
    value as f64
}

impl<'de> Visitor<'de> for Nested<'_> {
    type Value = Level;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Level, E> {
        Ok(Level::Number(whole(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Level, E> {
        Ok(Level::Number(i64::try_from(value).map_or(f64::INFINITY, whole)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Level, E> {
        Ok(Level::Number(value))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Level, E> {
        Ok(Level::Odd)
    }

    fn visit_str<E>(self, _: &str) -> Result<Level, E> {
        Ok(Level::Odd)
    }

    fn visit_unit<E>(self) -> Result<Level, E> {
        Ok(Level::Odd)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Level, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Level::Odd)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Level, A::Error> {
        let kept = self.0;
        let Some(first) = list.next_element_seed(Nested(kept))? else { return Ok(Level::Empty) };
        if let Level::Number(x) = first {
            let second = list.next_element_seed(Nested(kept))?;
            while list.next_element::<IgnoredAny>()?.is_some() {}
            let Some(Level::Number(y)) = second else {
                kept.has_bad_position = true;
                return Ok(Level::Odd);
            };
            if kept.positions.len() < POSITIONS_MAX {
                kept.positions.push((x, y));
            } else {
                kept.is_cut = true;
            }
            return Ok(Level::Position);
        }
        kept.has_bad_position |= first == Level::Odd;
        let mut children = first;
        while let Some(child) = list.next_element_seed(Nested(kept))? {
            if child != children {
                children = Level::Odd;
            }
        }
        Ok(kept.close(children))
    }
}
