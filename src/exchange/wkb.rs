//! Shapes written as well-known binary, as `GeoPackage` does behind a header of its own: points,
//! polygons and several polygons, in either byte order, with or without heights and measures.

use super::bytes::Bytes;
use super::feature::{Fault, Position, Shape, no_building, no_geometry, within_bounds};

/// Names of the kinds that are no building, by their number.
const KINDS: [&str; 8] = [
    "geometry",
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
    "GeometryCollection",
];

/// The shape behind `GeoPackage`'s header (OGC 12-128r19, 2.1.3).
pub(super) fn of_geopackage(blob: &[u8]) -> Result<Shape, Fault> {
    let cut = || Fault::from("its geometry is cut off; write the file anew");
    let mut bytes = Bytes(blob);
    if bytes.take(2) != Some(b"GP") {
        return Err("its geometry is not GeoPackage's; write the file anew".into());
    }
    let _version = bytes.u8().ok_or_else(cut)?;
    let flags = bytes.u8().ok_or_else(cut)?;
    if flags & 0b1_0000 != 0 {
        return Err(no_geometry());
    }
    let envelope = match (flags >> 1) & 0b111 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => return Err(cut()),
    };
    bytes.take(4 + envelope).ok_or_else(cut)?;
    shape(&mut bytes).unwrap_or_else(|| Err(cut()))
}

/// One shape; nothing where the bytes run out.
fn shape(bytes: &mut Bytes<'_>) -> Option<Result<Shape, Fault>> {
    let mut reader = Reader { bytes, is_low_first: true, dimensions: 2 };
    match reader.head()? {
        1 => Some(Ok(Shape::Point(reader.position()?))),
        3 => Some(reader.outer_ring()?.map(|ring| Shape::Rings(vec![ring]))),
        6 => {
            let mut rings = Vec::new();
            for _ in 0..reader.count()? {
                if reader.head()? != 3 {
                    return Some(Err("a part of it is no polygon; write the file anew".into()));
                }
                match reader.outer_ring()? {
                    Ok(ring) => rings.push(ring),
                    Err(fault) => return Some(Err(fault)),
                }
            }
            Some(Ok(Shape::Rings(rings)))
        }
        kind => {
            let name = usize::try_from(kind).ok().and_then(|kind| KINDS.get(kind));
            Some(Err(no_building(name.copied().unwrap_or("curve"))))
        }
    }
}

struct Reader<'a, 'b> {
    bytes: &'a mut Bytes<'b>,
    is_low_first: bool,
    dimensions: usize,
}

impl Reader<'_, '_> {
    /// Byte order and kind: ISO's thousands and `PostGIS`'s high bits both say what is beside x
    /// and y.
    fn head(&mut self) -> Option<u32> {
        self.is_low_first = self.bytes.u8()? == 1;
        let kind = self.u32()?;
        let (high, low) = (kind >> 29, kind & 0x1fff_ffff);
        let iso = match low / 1000 {
            0 => 0,
            1 | 2 => 1,
            3 => 2,
            _ => return None,
        };
        let extended = usize::from(high & 0b100 != 0) + usize::from(high & 0b010 != 0);
        self.dimensions = 2 + extended.max(iso);
        if high & 0b001 != 0 {
            self.u32()?;
        }
        Some(low % 1000)
    }

    fn u32(&mut self) -> Option<u32> {
        if self.is_low_first { self.bytes.u32() } else { self.bytes.u32_high_first() }
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(self.u32()?).ok()
    }

    fn position(&mut self) -> Option<Position> {
        let mut number = || {
            if self.is_low_first { self.bytes.f64() } else { self.bytes.f64_high_first() }
        };
        let position = (number()?, number()?);
        self.bytes.take(8 * (self.dimensions - 2))?;
        Some(position)
    }

    /// The first ring of a polygon; the others are gone past.
    fn outer_ring(&mut self) -> Option<Result<Vec<Position>, Fault>> {
        let mut outer = Vec::new();
        for ring in 0..self.count()? {
            let corners = self.count()?;
            if ring > 0 {
                self.bytes.take(corners.checked_mul(8 * self.dimensions)?)?;
                continue;
            }
            if let Err(fault) = within_bounds(corners) {
                return Some(Err(fault));
            }
            for _ in 0..corners {
                outer.push(self.position()?);
            }
        }
        Some(Ok(outer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blob(wkb: &[u8]) -> Vec<u8> {
        [b"GP\0\x01\xe6\x10\0\0", wkb].concat()
    }

    fn point(kind: u32, numbers: &[f64]) -> Vec<u8> {
        let mut wkb = vec![1];
        wkb.extend(kind.to_le_bytes());
        wkb.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
        blob(&wkb)
    }

    #[test]
    fn a_point_is_read_with_and_without_height_in_either_byte_order() {
        let expected = Ok(Shape::Point((39.0, 35.9)));
        assert_eq!(of_geopackage(&point(1, &[39.0, 35.9])), expected);
        assert_eq!(of_geopackage(&point(1001, &[39.0, 35.9, 5.0])), expected);
        assert_eq!(of_geopackage(&point(0x8000_0001, &[39.0, 35.9, 5.0])), expected);
        let mut high_first = vec![0];
        high_first.extend(1_u32.to_be_bytes());
        high_first.extend([39.0_f64, 35.9].iter().flat_map(|number| number.to_be_bytes()));
        assert_eq!(of_geopackage(&blob(&high_first)), expected);
    }

    #[test]
    fn what_is_cut_off_or_claims_too_much_is_refused_at_once() {
        let reason = |blob: &[u8]| of_geopackage(blob).unwrap_err().reason;
        assert!(reason(b"GP").contains("cut off"));
        assert!(reason(b"XX").contains("not GeoPackage's"));
        assert!(reason(&point(1, &[39.0])).contains("cut off"));
        assert!(reason(&point(2, &[])).contains("a LineString is no building"));
        assert!(reason(&point(8, &[])).contains("curve"));
        assert!(reason(b"GP\0\x11\xe6\x10\0\0").contains("no geometry"));
        let mut huge = vec![1, 3, 0, 0, 0, 1, 0, 0, 0];
        huge.extend(u32::MAX.to_le_bytes());
        assert!(reason(&blob(&huge)).contains("more than 10000"));
    }
}
