//! Maxar's analysis-ready tiles, as the table or the `GeoJSON` of an event lists them: one row for
//! each tile, of which those of one catalogue id and instant are one capture.

use std::collections::BTreeMap;
use std::io::Read;

use csv::{Reader, StringRecord};
use serde::Deserialize;

use super::intake::{Intake, Pass, Written};
use super::{FILES_MAX, ManifestError, cells, passes, table};
use crate::exchange::json::Loose;
use crate::exchange::rows::{RowError, Spot};

/// What such a list always has.
const MARKS: [&str; 4] = ["catalog_id", "datetime", "quadkey", "visual"];

#[derive(Deserialize)]
struct Tiles {
    features: Vec<Tile>,
}

#[derive(Deserialize)]
struct Tile {
    properties: BTreeMap<String, Loose>,
}

#[derive(Deserialize)]
struct Marks {
    features: Vec<Mark>,
}

#[derive(Deserialize)]
struct Mark {
    #[serde(default)]
    properties: Option<Marked>,
}

#[derive(Deserialize)]
struct Marked {
    catalog_id: Option<Loose>,
    datetime: Option<Loose>,
    quadkey: Option<Loose>,
    visual: Option<Loose>,
}

/// Whether a table is a list of tiles.
pub(super) fn is_header(header: &StringRecord) -> bool {
    MARKS.iter().all(|mark| header.iter().any(|name| name.trim() == *mark))
}

/// Whether a `FeatureCollection` is a list of tiles.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let is_marked = |mark: &Mark| {
        mark.properties.as_ref().is_some_and(|own| {
            own.catalog_id.is_some()
                && own.datetime.is_some()
                && own.quadkey.is_some()
                && own.visual.is_some()
        })
    };
    serde_json::from_slice::<Marks>(bytes)
        .is_ok_and(|all| !all.features.is_empty() && all.features.iter().all(is_marked))
}

/// Reads the tiles of a table.
pub(super) fn table<R: Read>(
    header: &StringRecord,
    reader: &mut Reader<R>,
    intake: &mut Intake<'_>,
) -> Result<(), ManifestError> {
    let mut all = Vec::new();
    let mut row = StringRecord::new();
    while let Some(line) = table::next(reader, &mut row, header.len())? {
        match line {
            Ok(line) => {
                let place = Spot::Line(line);
                let cell = |wanted: &str| {
                    let at = header.iter().position(|name| name.trim() == wanted)?;
                    row.get(at).map(str::to_owned)
                };
                all.push((place, tile(place, &cell)));
            }
            Err(fault) => intake.fail(fault, None),
        }
        if all.len() > FILES_MAX {
            return Err(ManifestError::TooMany);
        }
    }
    take(all, intake)
}

/// Reads the tiles of a `FeatureCollection`.
pub(super) fn features(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let tiles: Tiles = serde_json::from_slice(bytes)?;
    let written = |(number, own): (u64, Tile)| {
        let place = Spot::Feature(number);
        (place, tile(place, &|wanted| own.properties.get(wanted).cloned().and_then(Loose::text)))
    };
    take((1..).zip(tiles.features).map(written).collect(), intake)
}

fn take(all: Vec<(Spot, Written)>, intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let tiles = all.len();
    let captures = passes::group(all, intake.now);
    intake.report.notes.push(format!(
        "{tiles} tiles are {} captures: those of one catalogue id and pass are one",
        captures.len()
    ));
    intake.take_all(captures)
}

fn tile(place: Spot, cell: &dyn Fn(&str) -> Option<String>) -> Written {
    let filled = |name: &str| cell(name).filter(|text| !text.trim().is_empty());
    let mut own = Written::default();
    let mut faults = Vec::new();
    let mut number = |name: &str| {
        let value = filled(name).map(|text| cells::number(&text)).transpose();
        let fail = |reason| faults.push(RowError::new(place, reason).in_column(name));
        value.map_err(fail).ok().flatten()
    };
    own.facts.gsd_m = number("gsd");
    own.facts.off_nadir_deg = number("view:off_nadir");
    own.facts.view_azimuth_deg = number("view:azimuth");
    own.facts.incidence_deg = number("view:incidence_angle");
    own.facts.sun_azimuth_deg = number("view:sun_azimuth");
    own.facts.sun_elevation_deg = number("view:sun_elevation");
    own.facts.cloud_pct = number("tile:clouds_percent");
    own.facts.sensor = filled("platform");
    own.facts.provider_scene_id = filled("catalog_id");
    own.facts.crs = filled("proj:epsg").map(|number| format!("EPSG:{number}"));
    own.facts.data_mask = filled("data-mask");
    own.id = filled("catalog_id").unwrap_or_default();
    own.pass = filled("catalog_id").map(|id| Pass { id, names_single: true });
    own.captured_at = Ok(filled("datetime").unwrap_or_default().trim().replacen(' ', "T", 1));
    match filled("visual") {
        Some(file) => own.files.push((place, file)),
        None => faults.push(RowError::new(place, "the tile has no visual").in_column("file")),
    }
    own.faults = faults;
    own
}

#[cfg(test)]
#[path = "ard_tests.rs"]
mod tests;
