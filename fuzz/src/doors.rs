//! One function for each way in. What they read is thrown away: only how they end counts.

use std::cell::LazyCell;
use std::fs::{self, File};
use std::io::{Cursor, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::domain::chip::ChipFrame;
use crate::domain::reading::{Range, Reading};
use crate::exchange::{buildings, manifest};
use crate::imagery::{Raster, cut};

thread_local! {
    static FOLDER: LazyCell<TempDir> =
        LazyCell::new(|| tempfile::tempdir().expect("TMPDIR can be written"));
}

/// Writes an input over the one before it.
fn put(name: &str, bytes: &[u8]) -> PathBuf {
    let path = FOLDER.with(|folder| folder.path().join(name));
    fs::create_dir_all(path.parent().expect("it is in the folder")).expect("a folder is made");
    let mut file = File::options().write(true).create(true).truncate(false).open(&path);
    let file = file.as_mut().expect("a file is made");
    file.seek(SeekFrom::Start(0)).expect("a file can be written over");
    file.write_all(bytes).expect("TMPDIR has room");
    file.set_len(u64::try_from(bytes.len()).expect("it is short")).expect("a file is cut off");
    path
}

/// A list of buildings, whose format is told by its bytes.
pub fn buildings(bytes: &[u8]) {
    let path = put("list", bytes);
    let mut corners = 0;
    let mut sink = |draft: buildings::BuildingDraft| {
        corners += draft.footprint.corners().len();
        Ok(())
    };
    drop(buildings::read(&path, &buildings::Options::default(), &mut sink));
}

/// The same where the coordinates are stated to be in UTM, so that they are converted.
pub fn buildings_in_utm(bytes: &[u8]) {
    let path = put("list", bytes);
    let options = buildings::Options { epsg: Some(32_637), ..buildings::Options::default() };
    drop(buildings::read(&path, &options, &mut |_| Ok(())));
}

/// A zipped Shapefile: two bytes with the length of the .shp, two with that of the .dbf, both
/// parts, and what remains is the .prj. Packed here, since a spoilt check sum would hide the rest.
pub fn shapefile(bytes: &[u8]) -> Option<()> {
    let (head, rest) = bytes.split_at_checked(4)?;
    let &[a, b, c, d] = head else { return None };
    let length = |low, high| usize::from(u16::from_le_bytes([low, high]));
    let (shp, rest) = rest.split_at_checked(length(a, b))?;
    let (dbf, prj) = rest.split_at_checked(length(c, d))?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, part) in [("a.shp", shp), ("a.dbf", dbf), ("a.prj", prj)] {
        zip.start_file(name, plain).expect("a zip in memory takes a file");
        zip.write_all(part).expect("a zip in memory takes bytes");
    }
    buildings(&zip.finish().expect("a zip in memory ends").into_inner());
    Some(())
}

/// Names under which a folder is asked for its list of captures.
const LISTS: [&str; 6] = [
    "captures.csv",
    "captures.json",
    "catalog.json",
    "scene.json",
    "scene_00000001_pre_disaster.json",
    "tiles.csv",
];

/// A folder with a list of captures: the first byte says under which name, and two zero bytes part
/// the table of captures from that of ready-cut tiles.
pub fn manifest(bytes: &[u8]) -> Option<()> {
    let (first, rest) = bytes.split_first()?;
    let name = LISTS.get(usize::from(*first) % LISTS.len())?;
    let folder = format!("as-{name}");
    let path = if *name == "tiles.csv" {
        let part = rest.windows(2).position(|pair| pair == [0, 0])?;
        put(&format!("{folder}/tiles.csv"), rest.get(part + 2..)?);
        put(&format!("{folder}/captures.csv"), rest.get(..part)?)
    } else {
        put(&format!("{folder}/{name}"), rest)
    };
    let now: DateTime<Utc> = DateTime::UNIX_EPOCH + chrono::Duration::days(21_000);
    drop(manifest::read(path.parent()?, now));
    drop(manifest::read(&path, now));
    Some(())
}

/// An image: opened, and where it is placed a chip cut from its middle and one from a corner.
pub fn raster(bytes: &[u8]) {
    let path = put("image", bytes);
    open_and_cut(&path, &Reading::default());
    let stretch = Some([Range { low: 0.0, high: 255.0 }; 3]);
    open_and_cut(&path, &Reading { epsg: Some(32_637), stretch, ..Reading::default() });
}

fn open_and_cut(path: &Path, reading: &Reading) {
    let Ok(raster) = Raster::open(path, reading) else { return };
    let corners = raster.facts().corners;
    let mut rasters = [raster];
    let [first, _, across, _] = corners;
    let (lon, lat) = ((first.lon() + across.lon()) / 2.0, (first.lat() + across.lat()) / 2.0);
    let middle = crate::domain::place::LonLat::new(lon, lat);
    for centre in middle.into_iter().chain([first]) {
        let frame = ChipFrame { centre, metres: 64, px: 64 };
        drop(cut(&mut rasters, &frame, (0.0, 0.0)));
    }
}
