//! The table of ready-cut chips: `building_id, capture_id, file`, and what else is known of each.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use csv::{ReaderBuilder, StringRecord};
use sha2::{Digest as _, Sha256};

use super::intake::Intake;
use super::paths::inside;
use super::{ManifestError, cells, table};
use crate::domain::limits::BUILDING_FILE_BYTES_MAX;
use crate::domain::place::LonLat;
use crate::exchange::rows::{RowError, Spot, label};
use crate::exchange::sniff::{Content, open};

/// Chips of one folder: as many as are cut in advance at all.
const TILES_MAX: usize = 500_000;
/// Bytes of one chip.
const TILE_BYTES_MAX: u64 = 16 * 1024 * 1024;

const COLUMNS: [&str; 9] = [
    "building_id",
    "capture_id",
    "file",
    "sha256",
    "gsd_m",
    "shift_east_m",
    "shift_north_m",
    "lon",
    "lat",
];

/// A ready-cut chip as `tiles.csv` describes it.
#[derive(Debug, Clone, PartialEq)]
pub struct TileDraft {
    /// The coordinator's own id of the building.
    pub building_id: String,
    /// The coordinator's own id of the capture, which is one of the list.
    pub capture_id: String,
    /// The picture: PNG, JPEG or WebP, inside the folder.
    pub file: PathBuf,
    /// Its SHA-256 in lower-case hex, where the table gives it; the file has it.
    pub sha256: Option<String>,
    /// Metres of ground in one pixel.
    pub gsd_m: Option<f64>,
    /// Metres (east, north) by which it was moved, where the table says so.
    pub shift_m: Option<(f64, f64)>,
    /// Where the building stands; the same in every row of the building that gives it.
    pub place: Option<LonLat>,
    /// Its line in `tiles.csv`.
    pub spot: Spot,
}

/// What earlier rows said.
#[derive(Default)]
struct Seen {
    captures: HashSet<String>,
    pairs: HashMap<(String, String), u64>,
    files: HashMap<PathBuf, (u64, String)>,
    shared: usize,
    places: HashMap<String, (u64, LonLat)>,
}

/// Reads every row; `intake` has taken the captures.
pub(super) fn read(path: &Path, intake: &mut Intake<'_>) -> Result<Vec<TileDraft>, ManifestError> {
    let (source, content) = open(path, BUILDING_FILE_BYTES_MAX)?;
    let Content::Table(separator) = content else {
        return Err(ManifestError::NotAManifest("JSON in a .csv file".to_owned()));
    };
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(source);
    let header = reader.headers()?.clone();
    let columns = known(&header)?;
    let mut seen = Seen { captures: intake.known_ids(), ..Seen::default() };
    let (mut tiles, mut row) = (Vec::new(), StringRecord::new());
    let mut count = 0;
    while let Some(line) = table::next(&mut reader, &mut row, columns.len())? {
        count += 1;
        if count > TILES_MAX {
            return Err(ManifestError::Folder(format!(
                "it has more than {TILES_MAX} chips; split the campaign, or give the scenes \
                 and have the chips cut"
            )));
        }
        let cell = |wanted: &str| {
            let at = columns.iter().position(|name| *name == wanted)?;
            row.get(at).map(str::trim).filter(|text| !text.is_empty())
        };
        match line.and_then(|line| tile(line, &cell, intake, &mut seen)) {
            Ok(tile) => tiles.push(tile),
            Err(fault) => intake.fail(fault, Some("in tiles.csv")),
        }
    }
    if seen.shared > 0 {
        intake.report.notes.push(format!(
            "{} rows of tiles.csv name a picture that another building has too; volunteers see \
             the same picture for both",
            seen.shared
        ));
    }
    Ok(tiles)
}

fn known(header: &StringRecord) -> Result<Vec<&'static str>, ManifestError> {
    let mut columns = Vec::new();
    for name in header {
        let name = name.trim();
        let name = if name.eq_ignore_ascii_case("gsd") { "gsd_m" } else { name };
        let known = COLUMNS.into_iter().find(|own| own.eq_ignore_ascii_case(name));
        let known = known.filter(|own| !columns.contains(own)).ok_or_else(|| {
            ManifestError::Columns(format!(
                "the column \"{}\" is not known, or stands there twice; known are: {}",
                name.chars().take(64).collect::<String>(),
                COLUMNS.join(", ")
            ))
        })?;
        columns.push(known);
    }
    match COLUMNS.into_iter().take(3).find(|wanted| !columns.contains(wanted)) {
        Some(missing) => Err(ManifestError::Columns(format!(
            "the column {missing} is missing; tiles.csv needs building_id, capture_id, file"
        ))),
        None => Ok(columns),
    }
}

fn tile<'r>(
    line: u64,
    cell: &dyn Fn(&str) -> Option<&'r str>,
    intake: &Intake<'_>,
    seen: &mut Seen,
) -> Result<TileDraft, RowError> {
    let spot = Spot::Line(line);
    let at =
        |column: &'static str| move |reason: String| RowError::new(spot, reason).in_column(column);
    let id = |column: &'static str| {
        label(cell(column).unwrap_or_default()).map_err(|error| at(column)(error.to_string()))
    };
    let (building_id, capture_id) = (id("building_id")?, id("capture_id")?);
    if !seen.captures.contains(&capture_id) {
        let reason = format!("captures.csv has no capture \"{capture_id}\"; add it there");
        return Err(at("capture_id")(reason));
    }
    let number =
        |column: &'static str| cell(column).map(cells::number).transpose().map_err(at(column));
    let gsd_m = number("gsd_m")?;
    if gsd_m.is_some_and(|gsd_m| !(0.01..=1000.0).contains(&gsd_m)) {
        return Err(at("gsd_m")("it is outside 0.01 to 1000 metres of one pixel".to_owned()));
    }
    let moved =
        |column: &'static str| cell(column).map(cells::shift).transpose().map_err(at(column));
    let shift_m = match (moved("shift_east_m")?, moved("shift_north_m")?) {
        (None, None) => None,
        (east, north) => Some((east.unwrap_or(0.0), north.unwrap_or(0.0))),
    };
    let place = match (number("lon")?, number("lat")?) {
        (Some(lon), Some(lat)) => {
            Some(LonLat::new(lon, lat).map_err(|error| at("lon")(error.to_string()))?)
        }
        (None, None) => None,
        _ => return Err(at("lon")("one of lon and lat is empty; give both or none".to_owned())),
    };
    seen.place(line, &building_id, place).map_err(at("lon"))?;
    let (file, sha256) = picture(cell, intake, seen, line).map_err(|(c, reason)| at(c)(reason))?;
    match seen.pairs.entry((building_id.clone(), capture_id.clone())) {
        Entry::Occupied(first) => {
            let reason = format!(
                "building \"{building_id}\" has a chip of capture \"{capture_id}\" on line {} \
                 already; give one of them a capture of its own",
                first.get()
            );
            Err(at("building_id")(reason))
        }
        Entry::Vacant(free) => {
            free.insert(line);
            Ok(TileDraft { building_id, capture_id, file, sha256, gsd_m, shift_m, place, spot })
        }
    }
}

impl Seen {
    fn place(&mut self, line: u64, id: &str, place: Option<LonLat>) -> Result<(), String> {
        let Some(place) = place else { return Ok(()) };
        match self.places.get(id) {
            Some((first, own)) if *own != place => Err(format!(
                "{} {} for building \"{id}\", but line {first} has {} {}; a building has one place",
                place.lon(),
                place.lat(),
                own.lon(),
                own.lat()
            )),
            Some(_) => Ok(()),
            None => {
                self.places.insert(id.to_owned(), (line, place));
                Ok(())
            }
        }
    }
}

type Picture = (PathBuf, Option<String>);

/// The chip's file, checked, and its SHA-256 where that is stated.
fn picture<'r>(
    cell: &dyn Fn(&str) -> Option<&'r str>,
    intake: &Intake<'_>,
    seen: &mut Seen,
    line: u64,
) -> Result<Picture, (&'static str, String)> {
    let text = cell("file").ok_or(("file", "it names no file".to_owned()))?;
    let in_file = |reason: String| ("file", reason);
    let (path, real) =
        inside(Path::new(""), text).and_then(|path| intake.real(&path, text)).map_err(in_file)?;
    let capture = cell("capture_id").unwrap_or_default();
    match seen.files.entry(real) {
        Entry::Occupied(first) if first.get().1 != capture => {
            let (line, capture) = first.get();
            return Err(in_file(format!(
                "\"{text}\" is already named on line {line} for capture \"{capture}\"; one \
                 picture has one date"
            )));
        }
        Entry::Occupied(_) => seen.shared += 1,
        Entry::Vacant(free) => drop(free.insert((line, capture.to_owned()))),
    }
    let head = head(&path).map_err(|error| in_file(format!("cannot read \"{text}\": {error}")))?;
    if !is_picture(&head) {
        return Err(in_file(format!(
            "\"{text}\" is {}; a ready-cut chip is PNG, JPEG or WebP",
            foreign(&head)
        )));
    }
    let Some(stated) = cell("sha256") else { return Ok((path, None)) };
    let stated = stated.to_ascii_lowercase();
    if stated.len() != 64 || !stated.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(("sha256", format!("\"{stated}\" is no SHA-256 of 64 hex digits")));
    }
    let found =
        sha256(&path).map_err(|error| in_file(format!("cannot read \"{text}\": {error}")))?;
    if found != stated {
        return Err((
            "sha256",
            format!("\"{text}\" has the SHA-256 {found}, not the one stated; fetch it again"),
        ));
    }
    Ok((path, Some(stated)))
}

/// The first bytes of a file of the size of a chip.
fn head(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    if bytes > TILE_BYTES_MAX {
        return Err(io::Error::other(format!(
            "it has {bytes} bytes, more than the {TILE_BYTES_MAX} of a chip"
        )));
    }
    let mut head = Vec::new();
    file.take(32).read_to_end(&mut head)?;
    Ok(head)
}

/// Whether first bytes are those of a PNG, JPEG or WebP file.
pub(super) fn is_picture(head: &[u8]) -> bool {
    head.starts_with(b"\x89PNG\r\n\x1a\n")
        || head.starts_with(b"\xff\xd8\xff")
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"))
}

fn foreign(head: &[u8]) -> &'static str {
    match head {
        [] => "empty",
        [b'I', b'I', b'*' | b'+', ..] | [b'M', b'M', 0, ..] => "a TIFF image",
        _ if head.starts_with(b"version https://git-lfs") => {
            "a Git LFS pointer, not the file itself (run: git lfs pull)"
        }
        _ => "no picture by its content",
    }
}

fn sha256(path: &Path) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(buffer.get(..count).unwrap_or_default());
    }
    let mut text = String::new();
    for byte in hash.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}
