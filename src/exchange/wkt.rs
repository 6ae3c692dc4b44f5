//! Outlines written as well-known text in a cell of a table. Only points and polygons: whatever
//! else the notation knows is refused before it is parsed.

use std::str::FromStr as _;

use wkt::Wkt;
use wkt::types::{LineString, Polygon};

use super::feature::{Position, Shape};

/// The shape that a cell describes, and the number of `PostGIS`'s mark of its system.
///
/// # Errors
/// With the reason, when the text is no point or polygon.
pub(super) fn shape(text: &str) -> Result<(Option<u32>, Shape), String> {
    let (srid, text) = plain(text)?;
    let word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    if !is_accepted(word) {
        return Err(format!(
            "\"{word}\" is no outline of a building; write POINT, POLYGON or MULTIPOLYGON"
        ));
    }
    let shape =
        match Wkt::<f64>::from_str(text).map_err(|reason| format!("unreadable WKT: {reason}"))? {
            Wkt::Point(at) => {
                let at = at.coord().ok_or("the point is empty")?;
                Shape::Point((at.x, at.y))
            }
            Wkt::Polygon(polygon) => outer_rings([&polygon])?,
            Wkt::MultiPolygon(parts) => outer_rings(parts.polygons())?,
            _ => return Err("the text is neither a point nor a polygon".to_owned()),
        };
    Ok((srid, shape))
}

/// The text without `PostGIS`'s mark of the coordinate system.
fn plain(text: &str) -> Result<(Option<u32>, &str), String> {
    let Some((mark, rest)) = text.trim().split_once(';') else { return Ok((None, text.trim())) };
    let number = mark.trim().to_ascii_uppercase();
    match number.strip_prefix("SRID=").and_then(|number| number.trim().parse().ok()) {
        Some(srid) => Ok((Some(srid), rest.trim())),
        None => Err(format!("\"{mark}\" is no mark of a coordinate system; write SRID=4326")),
    }
}

fn is_accepted(word: &str) -> bool {
    let word = word.to_ascii_uppercase();
    let kind = word.trim_end_matches(['Z', 'M']);
    matches!(kind, "POINT" | "POLYGON" | "MULTIPOLYGON")
}

fn outer_rings<'a>(polygons: impl IntoIterator<Item = &'a Polygon<f64>>) -> Result<Shape, String> {
    let outer = |polygon: &'a Polygon<f64>| polygon.rings().first().map(corners);
    let rings: Option<Vec<_>> = polygons.into_iter().map(outer).collect();
    rings.map(Shape::Rings).ok_or_else(|| "the polygon is empty".to_owned())
}

fn corners(ring: &LineString<f64>) -> Vec<Position> {
    ring.coords().iter().map(|at| (at.x, at.y)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Shape, String> {
        shape(text).map(|(_, shape)| shape)
    }

    #[test]
    fn points_and_polygons_are_read_with_or_without_height() {
        assert_eq!(read("POINT (39 35.9)").unwrap(), Shape::Point((39.0, 35.9)));
        assert!(read("point z(39 35.9 12)").is_ok());
        let text = "SRID=32637;POLYGON((39 35.9,39.0002 35.9,39.0002 35.9001,39 35.9))";
        let (srid, shape) = shape(text).unwrap();
        assert_eq!(srid, Some(32_637));
        assert!(matches!(shape, Shape::Rings(rings) if rings[0].len() == 4));
    }

    #[test]
    fn the_outer_rings_of_all_parts_are_told() {
        let text = "MULTIPOLYGON(((0 0,0.0001 0,0.0001 0.0001,0 0)),\
                    ((1 1,1.002 1,1.002 1.002,1 1.002,1 1),(0 0,1 0,1 1)))";
        let Shape::Rings(rings) = read(text).unwrap() else { panic!("no rings") };
        assert_eq!(rings.iter().map(Vec::len).collect::<Vec<_>>(), [4, 5]);
    }

    #[test]
    fn other_kinds_are_refused_before_parsing() {
        let deep = "GEOMETRYCOLLECTION(".repeat(100_000);
        assert!(read(&deep).unwrap_err().contains("write POINT"));
        assert!(read("LINESTRING(0 0,1 1)").unwrap_err().contains("write POINT"));
        assert!(read("0101000020E6").unwrap_err().contains("write POINT"));
    }

    #[test]
    fn broken_text_empty_shapes_and_odd_marks_are_refused() {
        assert!(read("POLYGON((0 0,").unwrap_err().contains("unreadable"));
        assert!(read("POINT EMPTY").unwrap_err().contains("empty"));
        assert!(read("CRS=x;POINT(1 2)").unwrap_err().contains("SRID=4326"));
    }
}
