//! The list of buildings: what a coordinator may say about it, what comes out of it, and what is
//! wrong with a whole file. How a row becomes a building is in [`intake`]; the formats have files
//! of their own beside this one.

use std::path::{Path, PathBuf};

use super::days::DayOrder;
use super::rows::{RowError, Spot};
use super::sniff::{Kind, OpenError, open_any};
use super::{archive, flatgeobuf, geojson, geopackage, kml, table};
use crate::domain::limits::{BUILDING_FILE_BYTES_MAX, BUILDINGS_MAX};
use crate::domain::place::Footprint;
use crate::domain::reference::ReferenceWindow;
use intake::Intake;

pub(super) mod ids;
pub use intake::is_of_outline;

pub(super) mod intake;

/// Properties and columns that are taken for a building's id, best first. Row numbers that
/// drawing programs write, such as `fid` or `OBJECTID`, are not among them: they change from one
/// export to the next.
pub const ID_NAMES: [&str; 6] = ["external_id", "id", "building_id", "osm_id", "@id", "full_id"];

/// Bytes kept of the words beside one building.
pub const ATTRIBUTE_BYTES_MAX: usize = 4096;

/// A building as a file describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildingDraft {
    /// The file's own id; where it has none, `g-` and 12 hex digits of the SHA-256 of the
    /// outline, which stay the same when the same outline is imported again. The second of two
    /// equal outlines gets `-2` behind it.
    pub external_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// The point or outer ring; of several parts the largest.
    pub footprint: Footprint,
    /// Where in the file it stands.
    pub place: Spot,
    /// What the file says beside: names and texts in the file's order, without the id, the name
    /// and the columns of the place; at most [`ATTRIBUTE_BYTES_MAX`].
    pub attributes: Vec<(String, String)>,
    /// The system that the file's coordinates were in, unless longitude and latitude.
    pub crs_original: Option<String>,
    /// What the list itself says about when the building was damaged.
    pub reference: Option<ReferenceWindow>,
}

/// What a coordinator may say about a list. What is not said is found out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// The property or column that holds the id. It goes before every other, and a building
    /// without it is at fault.
    pub id_field: Option<String>,
    /// The columns that mean something else.
    pub fields: Fields,
    /// EPSG number of the file's coordinates; it goes before what the file says.
    pub epsg: Option<u32>,
    /// The layer of a file with several, or the file inside a zip.
    pub layer: Option<String>,
    /// How 4/5/2015 is read.
    pub days: DayOrder,
    /// Where a zip is unpacked for the time of reading; the system's own place if not said.
    pub scratch: Option<PathBuf>,
}

/// Columns or properties by their meaning, named as the file names them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// What people call the building.
    pub name: Option<String>,
    /// Longitude, or x of the file's coordinate system; tables only.
    pub lon: Option<String>,
    /// Latitude, or y; tables only.
    pub lat: Option<String>,
    /// The outline as well-known text; tables only.
    pub wkt: Option<String>,
    /// The last day on which it was seen not to be destroyed.
    pub after: Option<String>,
    /// The first day on which the damage was seen.
    pub before: Option<String>,
    /// How badly it is damaged.
    pub class: Option<String>,
    /// How sure the list is of that.
    pub confidence: Option<String>,
}

/// Why drafts are taken no longer.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// Enough was seen; the reading ends without an error.
    #[error("enough")]
    Enough,
    /// They cannot be kept.
    #[error(transparent)]
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

/// What takes the good rows, one by one, in the order of the file.
pub type Sink<'s> = dyn FnMut(BuildingDraft) -> Result<(), SinkError> + 's;

/// How many rows say when the damage was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct References {
    /// With both days.
    pub closed: u64,
    /// Only the day by which it was there.
    pub left_open: u64,
    /// Only the last day without it.
    pub right_open: u64,
    /// No day, but how badly.
    pub undated: u64,
}

/// What a list held, beside the drafts themselves.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Summary {
    /// Rows read, right or wrong.
    pub rows: u64,
    /// Rows that went to the sink.
    pub kept: u64,
    /// The first faults, up to [`crate::domain::limits::ROW_ERRORS_MAX`].
    pub errors: Vec<RowError>,
    /// How many rows are at fault, listed or not.
    pub error_count: u64,
    /// Readings that are no faults but that a coordinator should know, one sentence each.
    pub notes: Vec<String>,
    /// What the file is, such as "`GeoPackage`".
    pub format: &'static str,
    /// The layer that was read, where the file has layers.
    pub layer: Option<String>,
    /// The columns beside the place, up to 200, for choosing what they mean.
    pub columns: Vec<String>,
    /// West, south, east and north of what was kept, in degrees.
    pub bounds: Option<(f64, f64, f64, f64)>,
    /// What the rows say about when.
    pub references: References,
    /// Whether the sink had enough before the end.
    pub is_cut_short: bool,
}

impl Summary {
    /// Whether no row was at fault.
    #[must_use]
    pub const fn is_clean(&self) -> bool {
        self.error_count == 0
    }
}

/// Why a whole list of buildings cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BuildingListError {
    /// The file cannot be opened or is of a foreign kind.
    #[error(
        "{0}; a list of buildings is GeoJSON, CSV, KML or KMZ, GeoPackage, FlatGeobuf, or a \
         zipped Shapefile"
    )]
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
    /// Coordinates in a system that is not known; with the mend.
    #[error("the file's coordinates are in {0}")]
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
    /// A file of another format cannot be read on.
    #[error("the {format} is broken: {reason}")]
    Broken {
        /// Which format.
        format: &'static str,
        /// What is wrong and how to mend it.
        reason: String,
    },
    /// A zip that is not safe, or holds no list.
    #[error("the zip {0}")]
    Archive(#[from] archive::ArchiveError),
    /// Several layers or files, of which one must be chosen.
    #[error("the {format} holds several lists: {}; name one of them as the layer", listed(.names))]
    SeveralLayers {
        /// Which format.
        format: &'static str,
        /// What can be chosen.
        names: Vec<String>,
    },
    /// No such layer, or none at all.
    #[error(
        "the {format} holds no list of buildings{}; it holds: {}",
        called(.asked.as_deref()),
        listed(.names)
    )]
    NoLayer {
        /// Which format.
        format: &'static str,
        /// What was asked for.
        asked: Option<String>,
        /// What there is.
        names: Vec<String>,
    },
    /// More rows than one campaign is meant for.
    #[error("the file has more than {BUILDINGS_MAX} buildings; split it by area")]
    TooMany,
    /// What was read cannot be kept.
    #[error("what was read cannot be kept: {0}")]
    Sink(Box<dyn std::error::Error + Send + Sync>),
    /// The sink has enough; never leaves [`read`].
    #[error("enough")]
    Enough,
}

fn listed(names: &[String]) -> String {
    names.join(", ")
}

fn called(layer: Option<&str>) -> String {
    layer.map_or_else(String::new, |layer| format!(" named \"{layer}\""))
}

/// Reads a list of buildings; the format is told by the content. Each good row goes to `sink` as
/// it is read and is kept no longer, so that memory hardly grows with the list: 17 to 35 bytes a
/// building are needed to know ids that come twice.
///
/// # Errors
/// When the file as a whole cannot be read, or the sink fails. Drafts may have gone to the sink
/// before that is known: it must be able to forget them. Faults of single rows are in the summary.
pub fn read(
    path: &Path,
    options: &Options,
    sink: &mut Sink<'_>,
) -> Result<Summary, BuildingListError> {
    let mut intake = Intake::new(options, sink);
    if let Some(epsg) = options.epsg {
        let frame = super::crs::Frame::of_epsg(epsg);
        intake.set_frame(frame.map_err(BuildingListError::OtherCrs)?);
    }
    match read_into(path, BUILDING_FILE_BYTES_MAX, &mut intake) {
        Ok(()) => Ok(intake.finish()),
        Err(BuildingListError::Enough) => {
            let mut summary = intake.finish();
            summary.is_cut_short = true;
            Ok(summary)
        }
        Err(error) => Err(error),
    }
}

/// Reads one file of whatever kind.
fn read_into(
    path: &Path,
    bytes_max: u64,
    intake: &mut Intake<'_>,
) -> Result<(), BuildingListError> {
    let (source, kind) = open_any(path, bytes_max)?;
    intake.set_format(kind.name());
    match kind {
        Kind::Json => geojson::read(source, intake),
        Kind::Table(separator) => table::read(source, separator, intake),
        Kind::Xml => kml::read(source, intake),
        Kind::FlatGeobuf => flatgeobuf::read(source, intake),
        Kind::Sqlite => {
            drop(source);
            geopackage::read(path, intake)
        }
        Kind::Zip => {
            drop(source);
            archive::read(path, intake)
        }
        Kind::Shapefile => Err(BuildingListError::Broken {
            format: "Shapefile",
            reason: "this is one of its parts alone; zip the .shp, .dbf, .prj and .cpg together \
                     and import the zip"
                .to_owned(),
        }),
    }
}

/// Reads a file that came out of a zip; another zip in it is refused.
pub(super) fn read_unpacked(
    path: &Path,
    bytes_max: u64,
    intake: &mut Intake<'_>,
) -> Result<(), BuildingListError> {
    let (source, kind) = open_any(path, bytes_max)?;
    drop(source);
    match kind {
        Kind::Zip => Err(archive::ArchiveError::Nested.into()),
        _ => read_into(path, bytes_max, intake),
    }
}

#[cfg(test)]
#[path = "buildings_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "buildings_fuzz_tests.rs"]
mod fuzz_tests;

#[cfg(test)]
#[path = "buildings_data_tests.rs"]
mod data_tests;

#[cfg(test)]
#[path = "buildings_format_tests.rs"]
mod format_tests;

#[cfg(test)]
#[path = "buildings_shared_tests.rs"]
mod shared_tests;
