//! The geometry of one feature: read whatever its members hold and in whatever order they come,
//! with a bound on how much of it is kept, then turned into an outline or a reason why not.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::super::json::Loose;
use super::super::outline::{Outline, largest, point};
use crate::domain::limits::FOOTPRINT_VERTICES_MAX;
use crate::domain::place::{Footprint, LonLat, PlaceError};

/// Numbers and lists kept of one geometry: enough for the largest footprint with heights.
const NODES_MAX: usize = 6 * FOOTPRINT_VERTICES_MAX;

/// A geometry as it was read.
#[derive(Debug)]
pub(super) struct Geometry {
    kind: Option<String>,
    coordinates: Node,
    is_cut: bool,
}

/// Coordinates of any depth.
#[derive(Debug)]
enum Node {
    Number(f64),
    List(Vec<Node>),
    Odd,
}

impl Geometry {
    /// The outline, or why there is none.
    pub(super) fn outline(&self) -> Result<Outline, String> {
        let kind = self.kind.as_deref().unwrap_or("nothing");
        if !matches!(kind, "Point" | "Polygon" | "MultiPolygon") {
            return Err(format!("a {kind} is no building; give it a Point or a Polygon"));
        }
        if self.is_cut {
            return Err(PlaceError::TooManyCorners.to_string());
        }
        let rings = match kind {
            "Point" => {
                let footprint = Footprint::Point(position(&self.coordinates)?);
                return Ok(Outline { footprint, parts: 1 });
            }
            "Polygon" => vec![outer_ring(&self.coordinates)?],
            _ => list(&self.coordinates)?.iter().map(outer_ring).collect::<Result<_, _>>()?,
        };
        largest(rings).map_err(|error| error.to_string())
    }
}

fn list(node: &Node) -> Result<&[Node], String> {
    match node {
        Node::List(nodes) => Ok(nodes),
        _ => Err("its coordinates are not nested as its type wants".to_owned()),
    }
}

/// The outer ring of a polygon's rings; holes are not wanted.
fn outer_ring(rings: &Node) -> Result<Vec<LonLat>, String> {
    let ring = list(rings)?.first().ok_or_else(|| PlaceError::TooFewCorners.to_string())?;
    list(ring)?.iter().map(position).collect()
}

/// Longitude and latitude; a height is not wanted.
fn position(node: &Node) -> Result<LonLat, String> {
    match list(node)? {
        [Node::Number(lon), Node::Number(lat), ..] => point(*lon, *lat),
        _ => Err("a position must be two numbers, longitude then latitude".to_owned()),
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
        let room = Cell::new(NODES_MAX);
        let mut geometry = Geometry { kind: None, coordinates: Node::Odd, is_cut: false };
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "type" => geometry.kind = map.next_value::<Loose>()?.text(),
                "coordinates" => {
                    geometry.coordinates = map.next_value_seed(NodeSeed { room: &room })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        geometry.is_cut = room.get() == 0;
        Ok(geometry)
    }
}

#[derive(Clone, Copy)]
struct NodeSeed<'r> {
    /// How many more numbers and lists may be kept.
    room: &'r Cell<usize>,
}

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
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

impl<'de> Visitor<'de> for NodeSeed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("coordinates")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(whole(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(i64::try_from(value).map_or(f64::INFINITY, whole)))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node, E> {
        Ok(Node::Odd)
    }

    fn visit_str<E>(self, _: &str) -> Result<Node, E> {
        Ok(Node::Odd)
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Odd)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Node::Odd)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        loop {
            let room = self.room.get();
            if room == 0 {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(Node::List(nodes));
            }
            self.room.set(room - 1);
            match list.next_element_seed(self)? {
                Some(node) => nodes.push(node),
                None => return Ok(Node::List(nodes)),
            }
        }
    }
}
