//! Areas in words: GeoJSON, or the four numbers of a box.

use serde_json::{Value, json};

use crate::domain::area::{Area, AreaError};
use crate::domain::place::LonLat;

/// Why words are no area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AreaTextError {
    /// Neither of the two.
    #[error(
        "an area is GeoJSON with a polygon, or four numbers: west, south, east, north in degrees"
    )]
    Unknown,
    /// Broken JSON.
    #[error("the GeoJSON is broken at line {line}, character {column}")]
    Broken {
        /// Where, from 1.
        line: usize,
        /// Where, from 1.
        column: usize,
    },
    /// Rings that are no area.
    #[error(transparent)]
    Area(#[from] AreaError),
}

/// Reads an area.
///
/// # Errors
/// When the words are none.
pub fn read(text: &str) -> Result<Area, AreaTextError> {
    let text = text.trim();
    if !text.starts_with('{') {
        return read_box(text);
    }
    let value: Value = serde_json::from_str(text)
        .map_err(|error| AreaTextError::Broken { line: error.line(), column: error.column() })?;
    let mut rings = Vec::new();
    collect(&value, &mut rings)?;
    Ok(Area::new(rings)?)
}

fn read_box(text: &str) -> Result<Area, AreaTextError> {
    let parts = text.split([',', ';', ' ', '\t', '\n']).filter(|part| !part.is_empty());
    let numbers: Result<Vec<f64>, _> = parts.map(str::parse).collect();
    match numbers.as_deref() {
        Ok([west, south, east, north]) => Ok(Area::between(*west, *south, *east, *north)?),
        _ => Err(AreaTextError::Unknown),
    }
}

/// The rings of a geometry, a feature, or several.
fn collect(value: &Value, rings: &mut Vec<Vec<LonLat>>) -> Result<(), AreaTextError> {
    let kind = value.get("type").and_then(Value::as_str);
    let all = |name: &str| {
        value.get(name).and_then(Value::as_array).map(Vec::as_slice).ok_or(AreaTextError::Unknown)
    };
    match kind {
        Some("FeatureCollection") => {
            all("features")?.iter().try_for_each(|one| collect(one, rings))
        }
        Some("Feature") => collect(value.get("geometry").unwrap_or(&Value::Null), rings),
        Some("MultiPolygon") => {
            for polygon in all("coordinates")? {
                add(polygon.as_array().ok_or(AreaTextError::Unknown)?, rings)?;
            }
            Ok(())
        }
        Some("Polygon") => add(all("coordinates")?, rings),
        _ => Err(AreaTextError::Unknown),
    }
}

fn add(polygon: &[Value], rings: &mut Vec<Vec<LonLat>>) -> Result<(), AreaTextError> {
    for ring in polygon {
        let corners = ring.as_array().ok_or(AreaTextError::Unknown)?.iter().map(|corner| {
            let at = |n: usize| corner.get(n).and_then(Value::as_f64);
            let (lon, lat) = at(0).zip(at(1)).ok_or(AreaTextError::Unknown)?;
            Ok(LonLat::new(lon, lat).map_err(AreaError::Corner)?)
        });
        rings.push(corners.collect::<Result<_, AreaTextError>>()?);
    }
    Ok(())
}

/// An area as GeoJSON, as it is kept and drawn.
#[must_use]
pub fn write(area: &Area) -> String {
    let ring = |ring: &Vec<LonLat>| {
        let corners = ring.iter().chain(ring.first()).map(|at| json!([at.lon(), at.lat()]));
        Value::Array(corners.collect())
    };
    let rings: Vec<Value> = area.rings().iter().map(ring).collect();
    json!({ "type": "Polygon", "coordinates": rings }).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_and_its_polygon_are_the_same_area() {
        let area = read("38.9, 35.9, 39.1, 36").unwrap();
        let written = write(&area);
        assert_eq!(read(&written).unwrap(), area);
        let feature = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{written}}}"#);
        assert_eq!(read(&feature).unwrap(), area);
        let all = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        assert_eq!(read(&all).unwrap(), area);
    }

    #[test]
    fn what_is_no_area_is_refused_in_words() {
        for text in ["", "1 2 3", "a,b,c,d", r#"{"type":"Point","coordinates":[1,2]}"#, "{}"] {
            assert_eq!(read(text), Err(AreaTextError::Unknown), "{text}");
        }
        let broken = read("{\n\"type\":").unwrap_err();
        assert!(broken.to_string().contains("line 2"), "{broken}");
        let line = r#"{"type":"Polygon","coordinates":[[[1,2],[3,4],[1,2]]]}"#;
        assert_eq!(read(line), Err(AreaTextError::Area(AreaError::TooFew)));
    }
}
