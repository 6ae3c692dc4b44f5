//! Writes the demo town as the files a coordinator would bring: captures with their list, the
//! outlines of the buildings, and, apart from them, the truth.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use chrono::SecondsFormat;
use serde::Serialize;

use super::geotiff;
use super::paint::Painter;
use super::skies::DemoCapture;
use super::town::{DemoBuilding, GSD_M, Town};

/// Captures painted at a time: as many as the smallest machine has cores.
const PAINTERS: usize = 2;
/// Under which terms a painted capture may be used.
const LICENCE: &str = "CC0-1.0";
/// The words beside it.
const ATTRIBUTION: &str = "Painted, not photographed";

/// Where everything was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownFiles {
    /// One `GeoTIFF` for each capture, oldest first, in `captures/`.
    pub captures: Vec<PathBuf>,
    /// `captures.csv`: the list of captures; its `file` column is relative to itself.
    pub manifest: PathBuf,
    /// `buildings.geojson`: outlines with ids, WGS 84.
    pub buildings: PathBuf,
    /// `truth.csv`: when each building was destroyed. Not for volunteers.
    pub truth: PathBuf,
}

/// Why the town could not be written.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file or folder could not be written.
    #[error("{} cannot be written; is there room, and may this user write there?", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A capture could not be encoded.
    #[error("the capture {} cannot be written as a GeoTIFF", path.display())]
    Raster {
        /// Which.
        path: PathBuf,
        /// Why.
        source: tiff::TiffError,
    },
    /// A table could not be written.
    #[error("the table {} cannot be written", path.display())]
    Table {
        /// Which.
        path: PathBuf,
        /// Why.
        source: csv::Error,
    },
    /// A town and its captures do not belong together: a mistake in this program.
    #[error("the town has no capture {0} to paint")]
    NoCapture(usize),
}

/// A row of the list of captures.
#[derive(Serialize)]
struct ManifestRow<'a> {
    capture_id: &'a str,
    file: String,
    captured_at: String,
    provider: &'a str,
    sensor: &'a str,
    gsd_m: f32,
    off_nadir_deg: f32,
    sun_elevation_deg: f32,
    cloud_pct: f32,
    licence: &'a str,
    attribution: &'a str,
    note: &'a str,
}

/// A row of the truth. `y` is the number of captures that show the building standing.
#[derive(Serialize)]
struct TruthRow<'a> {
    building_id: &'a str,
    destroyed_after_capture: &'a str,
    destroyed_by_capture: &'a str,
    y: usize,
}

/// Writes the town into a folder, which is made if it is missing; files of the same names are
/// replaced. `progress` is told how many captures are written, of how many.
///
/// # Errors
/// When a file cannot be written. What was written until then stays.
pub fn write(
    town: &Town,
    dir: &Path,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<TownFiles, FilesError> {
    let folder = dir.join("captures");
    fs::create_dir_all(&folder)
        .map_err(|source| FilesError::Write { path: folder.clone(), source })?;
    let files = TownFiles {
        captures: town.captures.iter().map(|capture| dir.join(file_name(capture))).collect(),
        manifest: dir.join("captures.csv"),
        buildings: dir.join("buildings.geojson"),
        truth: dir.join("truth.csv"),
    };
    table(&files.manifest, town.captures.iter().map(manifest_row))?;
    table(&files.truth, town.buildings.iter().map(|building| truth_row(town, building)))?;
    outlines(town, &files.buildings)
        .map_err(|source| FilesError::Write { path: files.buildings.clone(), source })?;
    rasters(town, &files.captures, progress)?;
    Ok(files)
}

fn file_name(capture: &DemoCapture) -> String {
    format!("captures/{}.tif", capture.id)
}

fn manifest_row(capture: &DemoCapture) -> ManifestRow<'_> {
    ManifestRow {
        capture_id: &capture.id,
        file: file_name(capture),
        captured_at: capture.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        provider: "Aftermath demo",
        sensor: "painted",
        gsd_m: GSD_M,
        off_nadir_deg: capture.off_nadir_deg,
        sun_elevation_deg: capture.sun.elevation_deg,
        cloud_pct: capture.cloud_pct,
        licence: LICENCE,
        attribution: ATTRIBUTION,
        note: "made-up town",
    }
}

fn truth_row<'a>(town: &'a Town, building: &'a DemoBuilding) -> TruthRow<'a> {
    let (after, by) = building.fate.truth.window(town.captures.len());
    let id = |place: Option<usize>| {
        place.and_then(|place| town.captures.get(place)).map_or("", |capture| capture.id.as_str())
    };
    TruthRow {
        building_id: &building.id,
        destroyed_after_capture: id(after),
        destroyed_by_capture: id(by),
        y: building.fate.truth.standing,
    }
}

fn table<R: Serialize>(path: &Path, rows: impl Iterator<Item = R>) -> Result<(), FilesError> {
    let failed = |source| FilesError::Table { path: path.to_owned(), source };
    let mut writer = csv::Writer::from_path(path).map_err(failed)?;
    for row in rows {
        writer.serialize(row).map_err(failed)?;
    }
    writer.flush().map_err(|source| FilesError::Write { path: path.to_owned(), source })
}

/// The outlines as a feature collection, a feature a line.
fn outlines(town: &Town, path: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write!(out, "{{\"type\":\"FeatureCollection\",\"features\":[")?;
    for (place, building) in town.buildings.iter().enumerate() {
        let corners = building.footprint.corners();
        // The first corner again closes the ring; against the clock, as RFC 7946 wants outer
        // rings, is the reverse of how they are drawn on a plane with y to the south.
        let ring: Vec<[f64; 2]> = corners
            .iter()
            .chain(corners.first())
            .rev()
            .map(|corner| [corner.lon(), corner.lat()])
            .collect();
        let ring = serde_json::to_string(&ring)?;
        let id = serde_json::to_string(&building.id)?;
        write!(
            out,
            "{}\n{{\"type\":\"Feature\",\"id\":{id},\"properties\":{{\"id\":{id}}},\
             \"geometry\":{{\"type\":\"Polygon\",\"coordinates\":[{ring}]}}}}",
            if place == 0 { "" } else { "," },
        )?;
    }
    writeln!(out, "\n]}}")?;
    out.flush()
}

/// Paints and writes the captures, two at a time.
fn rasters(
    town: &Town,
    paths: &[PathBuf],
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(), FilesError> {
    let painter = Painter::new(town);
    let next = AtomicUsize::new(0);
    let (told, written) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..PAINTERS {
            let told = told.clone();
            let (painter, next) = (&painter, &next);
            scope.spawn(move || {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some(path) = paths.get(place) else { return };
                    // Nobody listens any more once another capture has failed.
                    if told.send(raster(town, painter, place, path)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(told);
        for (done, result) in written.into_iter().enumerate() {
            result?;
            progress(done + 1, paths.len());
        }
        Ok(())
    })
}

fn raster(town: &Town, painter: &Painter<'_>, place: usize, path: &Path) -> Result<(), FilesError> {
    let rgb = painter.bytes(place).ok_or(FilesError::NoCapture(place))?;
    let failed = |source| FilesError::Write { path: path.to_owned(), source };
    let mut out = BufWriter::new(File::create(path).map_err(failed)?);
    geotiff::write(&mut out, &rgb, town.side_px, town.corner_m(), f64::from(GSD_M))
        .map_err(|source| FilesError::Raster { path: path.to_owned(), source })?;
    out.flush().map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    fn written(seed: u64, buildings: usize, captures: usize) -> (tempfile::TempDir, TownFiles) {
        let dir = tempfile::tempdir().unwrap();
        let town = Town::build(seed, buildings, captures).unwrap();
        let mut last = (0, 0);
        let files = write(&town, dir.path(), &mut |done, of| last = (done, of)).unwrap();
        assert_eq!(last, (captures, captures));
        (dir, files)
    }

    fn digest(files: &TownFiles) -> Vec<u8> {
        let mut hash = Sha256::new();
        let tables = [&files.manifest, &files.buildings, &files.truth];
        for path in files.captures.iter().chain(tables) {
            hash.update(fs::read(path).unwrap());
        }
        hash.finalize().to_vec()
    }

    #[test]
    fn a_seed_gives_the_same_files_and_another_seed_others() {
        let (first, again, other) = (written(5, 1, 2), written(5, 1, 2), written(6, 1, 2));
        assert_eq!(digest(&first.1), digest(&again.1));
        assert_ne!(digest(&first.1), digest(&other.1));
    }

    #[test]
    fn the_tables_name_the_captures_and_all_buildings() {
        let (dir, files) = written(3, 3, 2);
        let mut manifest = csv::Reader::from_path(&files.manifest).unwrap();
        let columns = manifest.headers().unwrap().iter().collect::<Vec<_>>().join(",");
        assert_eq!(
            columns,
            "capture_id,file,captured_at,provider,sensor,gsd_m,off_nadir_deg,sun_elevation_deg,\
             cloud_pct,licence,attribution,note"
        );
        for row in manifest.records() {
            let row = row.unwrap();
            assert!(dir.path().join(&row[1]).is_file(), "{row:?}");
            assert!(row[2].ends_with('Z') && row[2].starts_with(&row[0]), "{row:?}");
        }
        let truth = csv::Reader::from_path(&files.truth).unwrap().into_records().count();
        assert_eq!(truth, 3);
        let outlines: serde_json::Value =
            serde_json::from_slice(&fs::read(&files.buildings).unwrap()).unwrap();
        assert_eq!(outlines["features"].as_array().unwrap().len(), 3);
        assert_eq!(outlines["features"][0]["id"], "B-0001");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("taken");
        fs::write(&file, "x").unwrap();
        let town = Town::build(1, 1, 2).unwrap();
        let error = write(&town, &file, &mut |_, _| {}).unwrap_err();
        assert!(error.to_string().contains("taken"), "{error}");
    }
}
