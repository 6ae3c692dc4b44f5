//! A tiny painted town on disk: real `GeoTIFFs`, for what looks at pixels.

use std::path::PathBuf;
use std::sync::OnceLock;

use aftermath::demo::files::{self, TownFiles};
use aftermath::demo::town::Town;
use tempfile::TempDir;

/// Four buildings in three captures, painted once a run.
pub(crate) fn painted() -> &'static (TempDir, Town, TownFiles) {
    static PAINTED: OnceLock<(TempDir, Town, TownFiles)> = OnceLock::new();
    PAINTED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let town = Town::build(3, 4, 3).unwrap();
        let files = files::write(&town, folder.path(), &mut |_, _| ()).unwrap();
        (folder, town, files)
    })
}

/// A copy of the town's folder that a test may break.
pub(crate) fn copied() -> (TempDir, PathBuf, PathBuf) {
    let (folder, _, _) = painted();
    let copy = tempfile::tempdir().unwrap();
    std::fs::create_dir(copy.path().join("captures")).unwrap();
    for name in ["captures.csv", "buildings.geojson"] {
        std::fs::copy(folder.path().join(name), copy.path().join(name)).unwrap();
    }
    for entry in std::fs::read_dir(folder.path().join("captures")).unwrap() {
        let entry = entry.unwrap();
        let to = copy.path().join("captures").join(entry.file_name());
        std::fs::copy(entry.path(), to).unwrap();
    }
    let (manifest, buildings) =
        (copy.path().join("captures.csv"), copy.path().join("buildings.geojson"));
    (copy, manifest, buildings)
}
