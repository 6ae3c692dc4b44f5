//! Buildings out of a `GeoPackage`: a `SQLite` database with a table of features. It is opened so
//! that nothing in it can run or be changed: read only, its schema not trusted, tables only.

use std::path::Path;

use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::buildings::intake::Intake;
use super::buildings::{BuildingListError, ID_NAMES, Options};
use super::crs::Frame;
use super::feature::{Feature, Shape, no_geometry};
use super::rows::Spot;
use super::wkb;

const FORMAT: &str = "GeoPackage";
/// Bytes of one cell: a footprint has less than a million.
const CELL_BYTES_MAX: i32 = 16 * 1024 * 1024;
/// Bytes taken of one text.
const TEXT_BYTES_MAX: usize = 8 * 1024;
/// Columns read beside the geometry.
const COLUMNS_MAX: usize = 500;

/// A table of features.
#[derive(Debug)]
struct Layer {
    name: String,
    geometry: String,
    kind: String,
    srs: i64,
}

/// Reads every row of one layer into `intake`.
///
/// # Errors
/// When the database is broken or holds no table of features, or several and none is named.
pub(super) fn read(path: &Path, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
    let database = open(path).map_err(broken)?;
    let layers = layers(&database).map_err(broken)?;
    let layer = choose(layers, intake.options)?;
    intake.set_layer(&layer.name);
    if layer.srs <= 0 && intake.options.epsg.is_none() {
        let note = "the layer does not say its coordinate system; it was read as longitude and \
                    latitude";
        intake.note(note.to_owned());
    }
    intake.set_own_frame(|| frame(&database, layer.srs))?;
    let columns = columns(&database, &layer, intake.options).map_err(broken)?;
    let list: String = columns
        .iter()
        .fold(quoted(&layer.geometry), |list, column| format!("{list}, {}", quoted(column)));
    let mut rows =
        database.prepare(&format!("SELECT {list} FROM {}", quoted(&layer.name))).map_err(broken)?;
    let mut rows = rows.query([]).map_err(broken)?;
    let mut number = 0;
    while let Some(row) = rows.next().map_err(broken)? {
        number += 1;
        intake.take(feature(Spot::Feature(number), row, &columns).map_err(broken)?)?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it stands behind map_err")]
fn broken(error: rusqlite::Error) -> BuildingListError {
    let reason = format!("{error}; write it anew, or export the layer as GeoJSON");
    BuildingListError::Broken { format: FORMAT, reason }
}

/// Opens the file as it is: "immutable" keeps `SQLite` from looking for a journal beside it.
fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    let escaped: String = (path.as_os_str().as_encoded_bytes().iter())
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(*byte).to_string()
            }
            byte => format!("%{byte:02x}"),
        })
        .collect();
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags)?;
    database.set_limit(Limit::SQLITE_LIMIT_LENGTH, CELL_BYTES_MAX)?;
    database.execute_batch(
        "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA cell_size_check = ON; \
         PRAGMA mmap_size = 0; PRAGMA cache_size = -4096;",
    )?;
    Ok(database)
}

/// The tables of features. Views are left out, since they can be made to run for ever, and so are
/// virtual tables.
fn layers(database: &Connection) -> Result<Vec<Layer>, rusqlite::Error> {
    let mut statement = database.prepare(
        "SELECT g.table_name, g.column_name, g.geometry_type_name, g.srs_id \
         FROM gpkg_geometry_columns g \
         JOIN gpkg_contents c ON lower(c.table_name) = lower(g.table_name) \
         JOIN sqlite_master m ON lower(m.name) = lower(g.table_name) \
         WHERE c.data_type = 'features' AND m.type = 'table' \
         AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY g.table_name LIMIT 1000",
    )?;
    let layers = statement.query_map([], |row| {
        let kind: String = row.get(2)?;
        let kind = kind.to_ascii_uppercase();
        Ok(Layer { name: row.get(0)?, geometry: row.get(1)?, kind, srs: row.get(3)? })
    })?;
    layers.collect()
}

/// The layer that is named, or the only one, or the only one of polygons, or of points.
fn choose(mut layers: Vec<Layer>, options: &Options) -> Result<Layer, BuildingListError> {
    let names = layers.iter().map(|layer| layer.name.clone()).collect::<Vec<_>>();
    if let Some(asked) = &options.layer {
        layers.retain(|layer| layer.name.eq_ignore_ascii_case(asked));
    } else if layers.len() > 1 {
        for kind in ["POLYGON", "POINT"] {
            let of_kind = |layer: &Layer| layer.kind.trim_start_matches("MULTI") == kind;
            if layers.iter().filter(|layer| of_kind(layer)).count() == 1 {
                layers.retain(of_kind);
                break;
            }
        }
    }
    if layers.len() > 1 {
        return Err(BuildingListError::SeveralLayers { format: FORMAT, names });
    }
    let asked = options.layer.clone();
    layers.pop().ok_or(BuildingListError::NoLayer { format: FORMAT, asked, names })
}

fn frame(database: &Connection, srs: i64) -> Result<Frame, String> {
    if srs <= 0 {
        return Ok(Frame::Globe);
    }
    let found = database.query_row(
        "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys \
         WHERE srs_id = ?1",
        [srs],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)),
    );
    let Ok((organisation, number, definition)) = found else {
        return Err(format!("a system that the file does not describe (srs_id {srs})"));
    };
    match u32::try_from(number) {
        Ok(epsg) if organisation.eq_ignore_ascii_case("EPSG") => {
            Frame::of_epsg(epsg).or_else(|error| Frame::of_wkt(&definition).or(Err(error)))
        }
        _ => Frame::of_wkt(&definition),
    }
}

/// The columns beside the geometry. The row number is left out unless it is meant as the id: it
/// changes from one export to the next.
fn columns(
    database: &Connection,
    layer: &Layer,
    options: &Options,
) -> Result<Vec<String>, rusqlite::Error> {
    let mut statement =
        database.prepare("SELECT name, pk FROM pragma_table_info(?1) WHERE name <> ?2")?;
    let columns = statement.query_map([&layer.name, &layer.geometry], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? > 0))
    })?;
    let is_id = |name: &str| {
        options.id_field.as_deref() == Some(name)
            || ID_NAMES.iter().any(|id| id.eq_ignore_ascii_case(name))
    };
    let is_wanted = |(name, is_key): (String, bool)| (!is_key || is_id(&name)).then_some(name);
    let wanted: Result<Vec<Option<String>>, _> =
        columns.map(|column| column.map(is_wanted)).collect();
    Ok(wanted?.into_iter().flatten().take(COLUMNS_MAX).collect())
}

fn feature(place: Spot, row: &Row<'_>, columns: &[String]) -> Result<Feature, rusqlite::Error> {
    let shape = match row.get_ref(0)? {
        ValueRef::Blob(blob) => wkb::of_geopackage(blob),
        ValueRef::Null => Err(no_geometry()),
        _ => Err("its geometry is no binary; write the file anew".into()),
    };
    let shape: Result<Shape, _> = shape;
    let mut attributes = Vec::new();
    for (position, name) in columns.iter().enumerate() {
        let text = match row.get_ref(position + 1)? {
            ValueRef::Integer(number) => number.to_string(),
            ValueRef::Real(number) => number.to_string(),
            ValueRef::Text(text) => {
                let text = text.get(..text.len().min(TEXT_BYTES_MAX)).unwrap_or_default();
                String::from_utf8_lossy(text).into_owned()
            }
            ValueRef::Null | ValueRef::Blob(_) => continue,
        };
        if !text.trim().is_empty() {
            attributes.push((name.clone(), text));
        }
    }
    Ok(Feature { place, id: None, attributes, shape })
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
