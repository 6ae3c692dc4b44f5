//! The list of buildings: what is accepted, how a building gets its id, and what makes a row
//! wrong. The formats it is written in are in `geojson`, `table` and `wkt`.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

use super::outline::{Outline, fingerprint};
use super::rows::{LabelError, Report, RowError, Spot, label};
use super::sniff::{Content, OpenError, open};
use super::{geojson, table};
use crate::domain::limits::{BUILDING_FILE_BYTES_MAX, BUILDINGS_MAX};
use crate::domain::place::Footprint;

/// Properties and columns that are taken for a building's id, best first. Row numbers that
/// drawing programs write, such as `fid` or `OBJECTID`, are not among them: they change from one
/// export to the next.
pub const ID_NAMES: [&str; 6] = ["external_id", "id", "building_id", "osm_id", "@id", "full_id"];

/// A building as a file describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildingDraft {
    /// The file's own id; where it has none, `g-` and 12 hex digits of the SHA-256 of the
    /// outline, which stay the same when the same outline is imported again.
    pub external_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// The point or outer ring; of several parts the largest.
    pub footprint: Footprint,
    /// Where in the file it stands.
    pub place: Spot,
}

/// What a coordinator may say about a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The property or column that holds the id. It goes before every other, and a building
    /// without it is at fault.
    pub id_field: Option<String>,
}

/// Why a whole list of buildings cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BuildingListError {
    /// The file cannot be opened or is of a foreign kind.
    #[error("{0}; a list of buildings is GeoJSON, or CSV with lon and lat or with wkt")]
    Open(#[from] OpenError),
    /// The JSON is broken; nothing after that place can be trusted.
    #[error("line {line}, column {column}: {reason}")]
    Json {
        /// Line, from 1.
        line: usize,
        /// Byte in the line, from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// JSON, but no list of buildings.
    #[error("this is {0}; a list of buildings is a GeoJSON FeatureCollection or Feature")]
    NotBuildings(String),
    /// Coordinates that are not longitude and latitude.
    #[error(
        "the file's coordinates are in {0}; convert it with: \
         ogr2ogr -f GeoJSON -t_srs EPSG:4326 -lco RFC7946=YES out.geojson in.geojson"
    )]
    OtherCrs(String),
    /// A table without the columns that place a building.
    #[error("{reason}; its columns are: {found}")]
    Columns {
        /// What is missing.
        reason: String,
        /// The header that was read.
        found: String,
    },
    /// The table cannot be read on.
    #[error("the table is broken: {0}")]
    Table(#[from] csv::Error),
    /// More rows than one campaign is meant for.
    #[error("the file has more than {BUILDINGS_MAX} buildings; split it by area")]
    TooMany,
}

/// Reads a list of buildings; the format is told by the content. Memory grows with the buildings
/// kept, not with the file.
///
/// # Errors
/// When the file as a whole cannot be read. Faults of single rows are in the report.
pub fn read(path: &Path, options: &Options) -> Result<Report<BuildingDraft>, BuildingListError> {
    let (source, content) = open(path, BUILDING_FILE_BYTES_MAX)?;
    let mut intake = Intake::new(options);
    match content {
        Content::Json => geojson::read(source, &mut intake)?,
        Content::Table(separator) => table::read(source, separator, &mut intake)?,
    }
    Ok(intake.finish())
}

/// A building as one row gave it, not yet checked.
#[derive(Debug)]
pub(super) struct Candidate {
    /// Where it stands.
    pub(super) place: Spot,
    /// The id, if the row has one.
    pub(super) id: Option<String>,
    /// The name, if the row has one.
    pub(super) name: Option<String>,
    /// The outline, or why it is none.
    pub(super) outline: Result<Outline, RowError>,
}

/// Collects the buildings of one file, checks their ids and counts.
pub(super) struct Intake<'o> {
    /// What the coordinator said.
    pub(super) options: &'o Options,
    report: Report<BuildingDraft>,
    seen: HashMap<String, Spot>,
    rows: usize,
    in_parts: u64,
    first_in_parts: Option<Spot>,
}

impl<'o> Intake<'o> {
    /// Nothing collected yet.
    pub(super) fn new(options: &'o Options) -> Self {
        Self {
            options,
            report: Report::new(),
            seen: HashMap::new(),
            rows: 0,
            in_parts: 0,
            first_in_parts: None,
        }
    }

    /// Takes one row, right or wrong; only too many rows are an error of the file.
    pub(super) fn take(&mut self, candidate: Candidate) -> Result<(), BuildingListError> {
        self.rows += 1;
        if self.rows > BUILDINGS_MAX {
            return Err(BuildingListError::TooMany);
        }
        if let Err(error) = self.add(candidate) {
            self.report.fail(error);
        }
        Ok(())
    }

    /// Counts a row that could not even be split into its parts.
    pub(super) fn fail(&mut self, error: RowError) {
        self.rows += 1;
        self.report.fail(error);
    }

    /// A sentence for the coordinator that is no fault.
    pub(super) fn note(&mut self, sentence: String) {
        self.report.notes.push(sentence);
    }

    fn add(&mut self, candidate: Candidate) -> Result<(), RowError> {
        let Candidate { place, id, name, outline } = candidate;
        let given = id.filter(|id| !id.trim().is_empty());
        let tell = |error: RowError| match &given {
            Some(id) => error.of(id),
            None => error,
        };
        let outline = outline.map_err(tell)?;
        if let (None, Some(field)) = (&given, &self.options.id_field) {
            return Err(
                RowError::new(place, "it is empty, but was named as the id").in_column(field)
            );
        }
        let wrong =
            |column: &str, error: LabelError| tell(RowError::new(place, error).in_column(column));
        let external_id = match &given {
            Some(id) => label(id).map_err(|error| wrong("id", error))?,
            None => own_id(&outline.footprint),
        };
        let name = name
            .filter(|name| !name.trim().is_empty())
            .map(|name| label(&name).map_err(|error| wrong("name", error)))
            .transpose()?;
        match self.seen.entry(external_id.clone()) {
            Entry::Occupied(first) => {
                return Err(twice(place, *first.get(), given.as_deref()));
            }
            Entry::Vacant(free) => free.insert(place),
        };
        if outline.parts > 1 {
            self.in_parts += 1;
            self.first_in_parts.get_or_insert(place);
        }
        let footprint = outline.footprint;
        self.report.items.push(BuildingDraft { external_id, name, footprint, place });
        Ok(())
    }

    /// The report of the whole file.
    pub(super) fn finish(mut self) -> Report<BuildingDraft> {
        if let Some(first) = self.first_in_parts {
            let number = self.in_parts;
            self.note(format!(
                "{number} outlines have several parts, the first at {first}; of each only the \
                 largest part is used"
            ));
        }
        self.report
    }
}

fn own_id(footprint: &Footprint) -> String {
    let digits: String = fingerprint(footprint).chars().take(12).collect();
    format!("g-{digits}")
}

fn twice(place: Spot, first: Spot, given: Option<&str>) -> RowError {
    match given {
        Some(id) => {
            let reason = format!("the id \"{id}\" is already that of {first}; ids must differ");
            RowError::new(place, reason).of(id)
        }
        None => RowError::new(
            place,
            format!("same outline as {first}; remove one of them, or give both an id"),
        ),
    }
}

#[cfg(test)]
#[path = "buildings_tests.rs"]
mod tests;
