//! The map of a package against its table.

use std::fmt;
use std::io::BufReader;
use std::path::Path;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::files;
use super::table::{each_row, is};
use crate::domain::place::{Footprint, LonLat};
use crate::exchange::cell::Cell;
use crate::exchange::columns::BuildingRow;
use crate::exchange::fingerprint;
use crate::journey::publish::anew::{Cells, cell};

const MAP: &str = "buildings.geojson";

/// A feature with nothing that the program does not write, since readers differ in what they make
/// of that.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Feature {
    #[serde(rename = "type")]
    _kind: String,
    id: Option<Value>,
    geometry: Geometry,
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    coordinates: Value,
}

/// In their order, doubled ones too.
struct Properties(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Properties;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Properties, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    all.push(entry);
                }
                Ok(Properties(all))
            }
        }
        input.deserialize_map(All)
    }
}

/// Compares the map with the table, feature by feature.
pub(super) fn map(folder: &Path) -> Result<String, String> {
    let trouble = |error: &dyn fmt::Display| format!("{MAP}: {error}");
    let file = files::open(folder, MAP).map_err(|error| trouble(&error))?;
    let mut input = BufReader::with_capacity(1 << 18, file);
    let mut next = || {
        let mut bytes = Vec::new();
        files::line(&mut input, &mut bytes).map_err(|error| error.to_string())?;
        let text = String::from_utf8(bytes).map_err(|error| error.to_string())?;
        Ok::<_, String>(text.strip_suffix('\n').map(str::to_owned).unwrap_or(text))
    };
    if next()? != "{\"type\":\"FeatureCollection\",\"features\":[" {
        return Err(format!("{MAP}, line 1: it is not written as the program writes it"));
    }
    let (mut place, mut goes_on) = (0, true);
    let count = each_row::<BuildingRow>(folder, |cells| {
        place += 1;
        let here = |words: &dyn fmt::Display| format!("{MAP}, line {}: {words}", place + 1);
        let text = next().map_err(|error| here(&error))?;
        if !goes_on || !text.starts_with("{\"type\":\"Feature\",") {
            return Err(here(&"it is no feature after those before"));
        }
        goes_on = text.ends_with(',');
        let text = text.strip_suffix(',').unwrap_or(&text);
        let feature: Feature = serde_json::from_str(text).map_err(|error| here(&error))?;
        same(cells, &feature).map_err(|words| here(&words))
    })?;
    match (next(), next()) {
        (Ok(end), Ok(rest)) if end == "]}" && rest.is_empty() && goes_on == (count == 0) => {
            Ok(format!("{count} features are the rows of buildings.csv"))
        }
        _ => Err(format!("{MAP}, line {}: it does not end with buildings.csv", count + 2)),
    }
}

fn same(cells: &Cells, feature: &Feature) -> Result<(), String> {
    let Properties(all) = &feature.properties;
    let id = all.iter().find(|(name, _)| name == "external_id").map(|(_, id)| id);
    let is_named = id.is_none_or(|id| match &feature.id {
        Some(own) => own == id,
        None => id.is_null(),
    });
    if !all.iter().map(|(name, _)| name.as_str()).eq(cells.header.iter()) || !is_named {
        return Err("it has other columns than buildings.csv, or another id".to_owned());
    }
    for (name, value) in all {
        let there = cell(cells, name);
        let own = match value {
            Value::Null => String::new(),
            Value::String(text) => Cell::Text(text.into()).to_table().into_owned(),
            Value::Number(number) if number.as_f64() == there.parse().ok() => continue,
            other => other.to_string(),
        };
        is(cells, name, &own)?;
    }
    let outline = outline(&feature.geometry).ok_or("its geometry is none")?;
    is(cells, "footprint_sha256", &fingerprint(&outline))
}

fn outline(geometry: &Geometry) -> Option<Footprint> {
    let at = |own: &Value| match own.as_array()?.as_slice() {
        [lon, lat] => LonLat::new(lon.as_f64()?, lat.as_f64()?).ok(),
        _ => None,
    };
    let coordinates = &geometry.coordinates;
    match geometry.kind.as_str() {
        "Point" => Some(Footprint::Point(at(coordinates)?)),
        "Polygon" => {
            let [ring] = coordinates.as_array()?.as_slice() else { return None };
            let (last, ring) = ring.as_array()?.split_last()?;
            let is_closed = ring.first() == Some(last);
            let ring = ring.iter().map(at).collect::<Option<Vec<_>>>()?;
            is_closed.then_some(Footprint::Ring(ring))
        }
        _ => None,
    }
}
