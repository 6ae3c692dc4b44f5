//! One feature as it is written, members in any order.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::super::feature::{Fault, Feature, no_geometry};
use super::super::json::Loose;
use super::super::rows::Spot;
use super::geometry::Geometry;

/// Properties kept of one feature; more is no description of a building.
const PROPERTIES_MAX: usize = 500;

/// A feature as it was read.
#[derive(Debug, Default)]
pub(super) struct Parsed {
    pub(super) kind: Option<String>,
    pub(super) is_stac: bool,
    id: Option<String>,
    geometry: Option<Geometry>,
    properties: Properties,
}

impl Parsed {
    /// Takes a member of a single feature, which was cut out of the outermost object.
    pub(super) fn member(&mut self, key: &str, value: &[u8]) -> Result<(), serde_json::Error> {
        match key {
            "type" => self.kind = serde_json::from_slice::<Loose>(value)?.text(),
            "id" => self.id = serde_json::from_slice::<Loose>(value)?.text(),
            "geometry" => self.geometry = serde_json::from_slice(value)?,
            "properties" => self.properties = serde_json::from_slice(value)?,
            "stac_version" => self.is_stac = true,
            _ => {
                serde_json::from_slice::<IgnoredAny>(value)?;
            }
        }
        Ok(())
    }

    /// What it says, for the intake.
    pub(super) fn feature(self, place: Spot) -> Feature {
        let shape = match (self.kind.as_deref(), self.geometry) {
            (Some("Feature"), Some(geometry)) => geometry.shape(),
            (Some("Feature"), None) => Err(no_geometry()),
            _ => Err(Fault::from("it is no Feature; its \"type\" must say so")),
        };
        Feature { place, id: self.id, attributes: self.properties.0, shape }
    }
}

impl<'de> Deserialize<'de> for Parsed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ParsedVisitor)
    }
}

struct ParsedVisitor;

/// A member of a feature; named without keeping a copy of the name.
#[derive(serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Member {
    Type,
    Id,
    Geometry,
    Properties,
    StacVersion,
    #[serde(other)]
    Other,
}

impl<'de> Visitor<'de> for ParsedVisitor {
    type Value = Parsed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feature")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Parsed, A::Error> {
        let mut parsed = Parsed::default();
        while let Some(member) = map.next_key::<Member>()? {
            match member {
                Member::Type => parsed.kind = map.next_value::<Loose>()?.text(),
                Member::Id => parsed.id = map.next_value::<Loose>()?.text(),
                Member::Geometry => parsed.geometry = map.next_value()?,
                Member::Properties => parsed.properties = map.next_value()?,
                Member::StacVersion => {
                    map.next_value::<IgnoredAny>()?;
                    parsed.is_stac = true;
                }
                Member::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(parsed)
    }
}

/// The properties that are words or numbers; lists and objects are left out.
#[derive(Debug, Default)]
struct Properties(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(PropertiesVisitor)
    }
}

struct PropertiesVisitor;

impl<'de> Visitor<'de> for PropertiesVisitor {
    type Value = Properties;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of properties, or null")
    }

    fn visit_unit<E>(self) -> Result<Properties, E> {
        Ok(Properties::default())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
        let mut kept = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            if kept.len() >= PROPERTIES_MAX {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let text = map.next_value::<Loose>()?.text();
            kept.extend(text.filter(|text| !text.trim().is_empty()).map(|text| (key, text)));
        }
        Ok(Properties(kept))
    }
}
