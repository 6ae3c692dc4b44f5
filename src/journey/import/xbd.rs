//! A folder of xBD labels is made ready for import: a world file beside each picture, so that chips
//! can be cut from it, and the buildings of all labels as one list.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::exchange::manifest::ManifestError;
use crate::exchange::manifest::xbd::{self, XbdBuilding};

/// The list of buildings that is written into the folder.
pub const LIST: &str = "buildings.csv";
/// WGS 84, as a `.prj` names it.
const WGS_84: &str = "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",\
     SPHEROID[\"WGS 84\",6378137,298.257223563]],PRIMEM[\"Greenwich\",0],\
     UNIT[\"degree\",0.0174532925199433],AUTHORITY[\"EPSG\",\"4326\"]]\n";

/// Why a folder cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum XbdError {
    /// A label.
    #[error("{}: {error}", path.display())]
    Label {
        /// Which.
        path: PathBuf,
        /// Why.
        error: ManifestError,
    },
    /// Nothing to do.
    #[error(
        "{} holds no xBD labels (files named *_pre_disaster.json or *_post_disaster.json)",
        .0.display()
    )]
    NoLabels(PathBuf),
    /// The file system.
    #[error(
        "{}: {source}; check the path, the permissions and the space on the disk",
        path.display()
    )]
    Files {
        /// What.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The list is there already.
    #[error("{} is there already; move it away, it would be written anew", .0.display())]
    ListExists(PathBuf),
    /// The list could not be written.
    #[error("the list of buildings could not be written: {0}")]
    Table(#[from] csv::Error),
}

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prepared {
    /// Pictures that were placed.
    pub placed: usize,
    /// Pictures that were placed already, are missing, or whose outlines do not fit.
    pub left: usize,
    /// Buildings in the list.
    pub buildings: usize,
}

/// Writes a world file and a `.prj` beside each picture that has a label in the folder and none
/// of its own yet, and `buildings.csv` with the buildings of all labels, each with the kind of
/// damage of the last label that names it.
///
/// # Errors
/// When there is no label, one cannot be read, or nothing can be written.
pub fn prepare(folder: &Path) -> Result<Prepared, XbdError> {
    let labels = labels(folder)?;
    let list = folder.join(LIST);
    if list.exists() {
        return Err(XbdError::ListExists(list));
    }
    let (mut prepared, mut all) = (Prepared::default(), BTreeMap::<String, XbdBuilding>::new());
    for path in labels {
        let told = |error| XbdError::Label { path: path.clone(), error };
        for building in xbd::buildings(&path).map_err(told)? {
            let known = all.entry(building.id.clone()).or_insert_with(|| building.clone());
            known.subtype = building.subtype.or(known.subtype.take());
        }
        let picture = xbd::picture_of(&path).map_err(told)?;
        let placing = xbd::world_file(&path).map_err(told)?;
        match picture.zip(placing) {
            Some((picture, placing)) if !picture.with_extension("pgw").exists() => {
                write(&picture.with_extension("pgw"), &placing)?;
                write(&picture.with_extension("prj"), WGS_84)?;
                prepared.placed += 1;
            }
            _ => prepared.left += 1,
        }
    }
    prepared.buildings = all.len();
    let mut table = csv::Writer::from_path(&list)?;
    table.write_record(["id", "wkt", "damage"])?;
    for building in all.values() {
        let damage = building.subtype.as_deref().unwrap_or_default();
        table.write_record([&building.id, &building.wkt, damage])?;
    }
    table.flush().map_err(|source| XbdError::Files { path: list, source })?;
    Ok(prepared)
}

fn write(path: &Path, text: &str) -> Result<(), XbdError> {
    fs::write(path, text).map_err(|source| XbdError::Files { path: path.to_owned(), source })
}

/// The labels in a folder, or in its folder `labels` as xBD comes, those before the disaster first.
fn labels(folder: &Path) -> Result<Vec<PathBuf>, XbdError> {
    let mut found = Vec::new();
    for place in [folder.to_owned(), folder.join("labels")].iter().filter(|place| place.is_dir()) {
        let failed = |source| XbdError::Files { path: place.clone(), source };
        for entry in fs::read_dir(place).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if xbd::is_label(&path) {
                found.push(path);
            }
        }
    }
    if found.is_empty() {
        return Err(XbdError::NoLabels(folder.to_owned()));
    }
    let is_post = |path: &PathBuf| path.to_string_lossy().ends_with("_post_disaster.json");
    found.sort_by_key(|path| (is_post(path), path.clone()));
    Ok(found)
}
