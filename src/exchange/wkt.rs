//! Outlines written as well-known text in a cell of a table. Only points and polygons: whatever
//! else the notation knows is refused before it is parsed.

use std::str::FromStr as _;

use wkt::Wkt;
use wkt::types::{LineString, Polygon};

use super::outline::{Outline, largest, point};
use crate::domain::place::{Footprint, LonLat};

/// The outline that a cell describes.
///
/// # Errors
/// With the reason, when the text is no point or polygon, or its numbers are no place.
pub(super) fn outline(text: &str) -> Result<Outline, String> {
    let text = plain(text)?;
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    if !is_accepted(word) {
        return Err(format!(
            "\"{word}\" is no outline of a building; write POINT, POLYGON or MULTIPOLYGON"
        ));
    }
    match Wkt::<f64>::from_str(text).map_err(|reason| format!("unreadable WKT: {reason}"))? {
        Wkt::Point(at) => {
            let at = at.coord().ok_or("the point is empty")?;
            Ok(Outline { footprint: Footprint::Point(point(at.x, at.y)?), parts: 1 })
        }
        Wkt::Polygon(polygon) => biggest([&polygon]),
        Wkt::MultiPolygon(parts) => biggest(parts.polygons()),
        _ => Err("the text is neither a point nor a polygon".to_owned()),
    }
}

/// The text without `PostGIS`'s mark of the coordinate system, which must be WGS 84.
fn plain(text: &str) -> Result<&str, String> {
    match text.trim().split_once(';') {
        Some((mark, rest)) if mark.trim().eq_ignore_ascii_case("SRID=4326") => Ok(rest.trim()),
        Some((mark, _)) => {
            Err(format!("\"{mark}\" is not WGS 84; convert the file with ogr2ogr -t_srs EPSG:4326"))
        }
        None => Ok(text.trim()),
    }
}

fn is_accepted(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    let kind = word.trim_end_matches(['Z', 'M']);
    matches!(kind, "POINT" | "POLYGON" | "MULTIPOLYGON")
}

fn biggest<'a>(polygons: impl IntoIterator<Item = &'a Polygon<f64>>) -> Result<Outline, String> {
    let outer =
        |polygon: &'a Polygon<f64>| corners(polygon.rings().first().ok_or("the polygon is empty")?);
    let rings = polygons.into_iter().map(outer).collect::<Result<Vec<_>, _>>()?;
    largest(rings).map_err(|error| error.to_string())
}

fn corners(ring: &LineString<f64>) -> Result<Vec<LonLat>, String> {
    ring.coords().iter().map(|at| point(at.x, at.y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_and_polygons_are_read_with_or_without_height() {
        assert!(matches!(outline("POINT (39 35.9)").unwrap().footprint, Footprint::Point(_)));
        assert!(outline("point z(39 35.9 12)").is_ok());
        let text = "SRID=4326;POLYGON((39 35.9,39.0002 35.9,39.0002 35.9001,39 35.9))";
        assert_eq!(outline(text).unwrap().footprint.corners().len(), 3);
    }

    #[test]
    fn of_several_polygons_the_largest_is_kept() {
        let text = "MULTIPOLYGON(((0 0,0.0001 0,0.0001 0.0001,0 0)),\
                    ((1 1,1.002 1,1.002 1.002,1 1.002,1 1)))";
        let outline = outline(text).unwrap();
        assert_eq!((outline.parts, outline.footprint.corners().len()), (2, 4));
    }

    #[test]
    fn other_kinds_are_refused_before_parsing() {
        let deep = "GEOMETRYCOLLECTION(".repeat(100_000);
        assert!(outline(&deep).unwrap_err().contains("write POINT"));
        assert!(outline("LINESTRING(0 0,1 1)").unwrap_err().contains("write POINT"));
        assert!(outline("0101000020E6").unwrap_err().contains("write POINT"));
    }

    #[test]
    fn broken_text_empty_shapes_and_other_systems_are_refused() {
        assert!(outline("POLYGON((0 0,").unwrap_err().contains("unreadable"));
        assert!(outline("POINT EMPTY").unwrap_err().contains("empty"));
        assert!(outline("POLYGON EMPTY").unwrap_err().contains("empty"));
        assert!(outline("SRID=32637;POINT(1 2)").unwrap_err().contains("ogr2ogr"));
        assert!(outline("POINT(36 139)").unwrap_err().contains("swapped"));
        assert!(outline("POINT(NaN 3)").is_err());
    }
}
