//! Buildings out of `FlatGeobuf`: a header, perhaps an index, and feature after feature, each
//! with its length before it. Every length is checked before room is made, and every piece
//! verified by the flatbuffers library before it is looked at; the index is gone past.

use std::io::{self, Read};

use flatgeobuf::{
    ColumnType, Geometry, GeometryType, Header, size_prefixed_root_as_feature,
    size_prefixed_root_as_header,
};

use super::buildings::BuildingListError;
use super::buildings::intake::Intake;
use super::bytes::Bytes;
use super::crs::Frame;
use super::feature::{Fault, Feature, Position, Shape, no_building, no_geometry, within_bounds};
use super::rows::Spot;

const FORMAT: &str = "FlatGeobuf";
/// Bytes of the header or of one feature.
const PIECE_BYTES_MAX: u32 = 16 * 1024 * 1024;
/// Bytes of one node of the index.
const NODE_BYTES: u64 = 40;

/// Reads every feature into `intake`.
///
/// # Errors
/// When the file is broken or cut off, or in an unknown coordinate system.
pub(super) fn read<R: Read>(
    mut source: R,
    intake: &mut Intake<'_>,
) -> Result<(), BuildingListError> {
    let mut magic = [0; 8];
    source.read_exact(&mut magic).map_err(|error| broken(&error))?;
    let mut head = Vec::new();
    if !piece(&mut source, &mut head)? {
        return Err(broken(&"it has no header"));
    }
    let header = size_prefixed_root_as_header(&head).map_err(|error| broken(&error))?;
    intake.set_own_frame(|| frame(&header))?;
    let columns: Vec<(String, ColumnType)> = header
        .columns()
        .map(|columns| columns.iter().map(|c| (c.name().to_owned(), c.type_())).collect())
        .unwrap_or_default();
    let index = index_bytes(header.features_count(), header.index_node_size());
    let passed = io::copy(&mut source.by_ref().take(index), &mut io::sink());
    if passed.map_err(|error| broken(&error))? < index {
        return Err(broken(&"it ends in its index; fetch it again"));
    }
    let kind = header.geometry_type();
    let mut buffer = Vec::new();
    let mut number = 0;
    while piece(&mut source, &mut buffer)? {
        number += 1;
        let feature = size_prefixed_root_as_feature(&buffer).map_err(|error| broken(&error))?;
        let shape = match feature.geometry() {
            Some(geometry) => shape(geometry, kind),
            None => Err(no_geometry()),
        };
        let bytes = feature.properties().map(|bytes| bytes.bytes()).unwrap_or_default();
        intake.take(Feature {
            place: Spot::Feature(number),
            id: None,
            attributes: attributes(bytes, &columns),
            shape,
        })?;
    }
    if header.features_count() > number {
        return Err(broken(&format!(
            "it ends after {number} of {} features; fetch it again",
            header.features_count()
        )));
    }
    Ok(())
}

fn broken(reason: &dyn std::fmt::Display) -> BuildingListError {
    BuildingListError::Broken { format: FORMAT, reason: reason.to_string() }
}

/// Reads a piece with the length before it; nothing at the end of the file.
fn piece(source: &mut impl Read, buffer: &mut Vec<u8>) -> Result<bool, BuildingListError> {
    buffer.clear();
    let mut take = |count: u32, buffer: &mut Vec<u8>| {
        let read = source.take(u64::from(count)).read_to_end(buffer);
        read.map_err(|error| broken(&error))
    };
    match take(4, buffer)? {
        0 => return Ok(false),
        4 => {}
        _ => return Err(broken(&"it is cut off; fetch it again")),
    }
    let length = Bytes(buffer).u32().unwrap_or(u32::MAX);
    if !(8..=PIECE_BYTES_MAX).contains(&length) {
        return Err(broken(&format!("a piece of {length} bytes is no feature")));
    }
    let read = take(length, buffer)?;
    if u32::try_from(read) != Ok(length) {
        return Err(broken(&"it is cut off; fetch it again"));
    }
    Ok(true)
}

/// The size of the packed Hilbert R-tree: all levels from the features up to one root.
fn index_bytes(features: u64, node_size: u16) -> u64 {
    if features == 0 || node_size < 2 {
        return 0;
    }
    let mut level = features;
    let mut nodes = features;
    while level > 1 {
        level = level.div_ceil(u64::from(node_size));
        nodes = nodes.saturating_add(level);
    }
    // A single feature has a leaf and a root above it.
    nodes.saturating_add(u64::from(features == 1)).saturating_mul(NODE_BYTES)
}

fn frame(header: &Header<'_>) -> Result<Frame, String> {
    let Some(crs) = header.crs() else { return Ok(Frame::Globe) };
    let is_epsg = crs.org().is_none_or(|org| org.eq_ignore_ascii_case("EPSG"));
    match (u32::try_from(crs.code()), crs.wkt()) {
        (Ok(epsg), wkt) if epsg > 0 && is_epsg => match (Frame::of_epsg(epsg), wkt) {
            (Err(error), Some(wkt)) => Frame::of_wkt(wkt).or(Err(error)),
            (frame, _) => frame,
        },
        (_, Some(wkt)) => Frame::of_wkt(wkt),
        _ => Ok(Frame::Globe),
    }
}

fn shape(geometry: Geometry<'_>, kind: GeometryType) -> Result<Shape, Fault> {
    let kind = if kind == GeometryType::Unknown { geometry.type_() } else { kind };
    match kind {
        GeometryType::Point => {
            let mut numbers = geometry.xy().map(|xy| xy.iter()).into_iter().flatten();
            let position = numbers.next().zip(numbers.next());
            position.map(Shape::Point).ok_or_else(no_geometry)
        }
        GeometryType::Polygon => outer_ring(geometry).map(|ring| Shape::Rings(vec![ring])),
        GeometryType::MultiPolygon => {
            let parts = geometry.parts().map(|parts| parts.iter()).into_iter().flatten();
            parts.map(outer_ring).collect::<Result<_, _>>().map(Shape::Rings)
        }
        kind => Err(no_building(kind.variant_name().unwrap_or("shape"))),
    }
}

/// The first ring of a polygon: where it ends is only told when there are several.
fn outer_ring(polygon: Geometry<'_>) -> Result<Vec<Position>, Fault> {
    let Some(xy) = polygon.xy() else { return Err(no_geometry()) };
    let first_end = polygon.ends().and_then(|ends| ends.iter().next());
    let corners = match first_end.map(usize::try_from) {
        Some(Ok(end)) => end.min(xy.len() / 2),
        _ => xy.len() / 2,
    };
    within_bounds(corners)?;
    let numbers: Vec<f64> = xy.iter().take(2 * corners).collect();
    Ok(numbers.as_chunks::<2>().0.iter().map(|[x, y]| (*x, *y)).collect())
}

/// Number of a column, then its value, again and again; what cannot be read ends the list.
fn attributes(bytes: &[u8], columns: &[(String, ColumnType)]) -> Vec<(String, String)> {
    let mut bytes = Bytes(bytes);
    let mut kept = Vec::new();
    while let Some((name, kind)) = bytes.u16().and_then(|n| columns.get(usize::from(n))) {
        let Some(text) = value(&mut bytes, *kind) else { break };
        if !text.trim().is_empty() {
            kept.push((name.clone(), text));
        }
    }
    kept
}

fn value(bytes: &mut Bytes<'_>, kind: ColumnType) -> Option<String> {
    Some(match kind {
        ColumnType::Byte => i8::from_le_bytes(bytes.chunk()?).to_string(),
        ColumnType::UByte => bytes.u8()?.to_string(),
        ColumnType::Bool => (bytes.u8()? != 0).to_string(),
        ColumnType::Short => i16::from_le_bytes(bytes.chunk()?).to_string(),
        ColumnType::UShort => bytes.u16()?.to_string(),
        ColumnType::Int => i32::from_le_bytes(bytes.chunk()?).to_string(),
        ColumnType::UInt => bytes.u32()?.to_string(),
        ColumnType::Long => i64::from_le_bytes(bytes.chunk()?).to_string(),
        ColumnType::ULong => u64::from_le_bytes(bytes.chunk()?).to_string(),
        ColumnType::Float => f32::from_le_bytes(bytes.chunk()?).to_string(),
        ColumnType::Double => bytes.f64()?.to_string(),
        ColumnType::String | ColumnType::Json | ColumnType::DateTime => {
            let length = bytes.count()?;
            String::from_utf8_lossy(bytes.take(length)?).into_owned()
        }
        ColumnType::Binary => {
            let length = bytes.count()?;
            bytes.take(length)?;
            String::new()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_is_gone_past_whole() {
        // packed_r_tree of FlatGeobuf's own library: 16 children a node, 40 bytes each.
        assert_eq!(index_bytes(0, 16), 0);
        assert_eq!(index_bytes(500, 0), 0);
        assert_eq!(index_bytes(1, 16), 80);
        assert_eq!(index_bytes(500, 16), (500 + 32 + 2 + 1) * 40);
        assert_eq!(index_bytes(u64::MAX, 2), u64::MAX);
    }

    #[test]
    fn values_that_run_out_end_the_list() {
        let columns = [("a".to_owned(), ColumnType::Int), ("b".to_owned(), ColumnType::String)];
        let bytes = [0, 0, 7, 0, 0, 0, 1, 0, 255, 255, 255, 255, b'x'];
        assert_eq!(attributes(&bytes, &columns), [("a".to_owned(), "7".to_owned())]);
        assert_eq!(attributes(&[9, 0, 1], &columns), []);
    }
}
