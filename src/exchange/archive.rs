//! Lists of buildings inside a zip: a Shapefile's parts, KMZ, or any other list packed. Names in
//! the zip are only looked at, never used for a file; what is unpacked is counted as it comes.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zip::ZipArchive;
use zip::result::ZipError;

use super::buildings::intake::Intake;
use super::buildings::{BuildingListError, read_unpacked};
use super::shapefile;
use contents::{Contents, List};

use crate::domain::limits::BUILDING_FILE_BYTES_MAX;

mod contents;
mod names;

/// Entries of one zip.
const ENTRIES_MAX: usize = 10_000;
/// Bytes unpacked from one zip.
const UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Why a zip is refused as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Not a zip, cut off, or packed in an unusual way.
    #[error("cannot be read: {0}; fetch it again, or pack it anew")]
    Broken(String),
    /// More files than any list has.
    #[error("holds more than {ENTRIES_MAX} files; pack only the list")]
    TooManyEntries,
    /// More than fits.
    #[error(
        "unpacks to more than is read ({} MB of a list, {} MB of a Shapefile); pack only the list, \
         or split it by area",
        BUILDING_FILE_BYTES_MAX / 1024 / 1024,
        UNPACKED_BYTES_MAX / 1024 / 1024
    )]
    TooLarge,
    /// A name that leads out of the folder it would be unpacked into.
    #[error("names a file \"{0}\", which leads out of the zip; pack it anew")]
    UnsafeName(String),
    /// A link instead of a file.
    #[error("holds a link, \"{0}\"; pack the file itself")]
    Link(String),
    /// A zip within.
    #[error("holds another zip; unpack it and import that one")]
    Nested,
    /// A password is needed.
    #[error("is locked with a password; pack it anew without")]
    Locked,
    /// It cannot be unpacked here.
    #[error("cannot be unpacked: {0}; is the disk full?")]
    Disk(io::Error),
}

impl From<ZipError> for ArchiveError {
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Self::Locked,
            error => Self::Broken(error.to_string()),
        }
    }
}

/// Reads the one list of a zip into `intake`.
///
/// # Errors
/// When the zip is unsafe, broken, or holds no list, or several and none is named.
pub(super) fn read(path: &Path, intake: &mut Intake<'_>) -> Result<(), BuildingListError> {
    let file = File::open(path).map_err(ArchiveError::Disk)?;
    let mut zip = Zip::open(file, UNPACKED_BYTES_MAX)?;
    let contents = Contents::of(&zip.names);
    let list = contents.choose(intake.options.layer.as_deref(), &mut |entry| {
        zip.head(entry).as_deref().and_then(shapefile::kind_of_head)
    })?;
    let scratch = match &intake.options.scratch {
        Some(folder) => tempfile::Builder::new().prefix("aftermath-").tempdir_in(folder),
        None => tempfile::Builder::new().prefix("aftermath-").tempdir(),
    };
    let scratch = scratch.map_err(ArchiveError::Disk)?;
    intake.set_layer(&list.name);
    match list.list {
        List::File(entry) => {
            // No more than the same list may have when it is not packed.
            zip.room = zip.room.min(BUILDING_FILE_BYTES_MAX);
            let unpacked = zip.unpack(entry, &scratch, "list")?;
            drop(zip);
            read_unpacked(&unpacked, BUILDING_FILE_BYTES_MAX, intake)
        }
        List::Shapefile(parts) => {
            intake.set_format("Shapefile");
            let shp = zip.unpack(parts.shp, &scratch, "part.shp")?;
            let mut part = |entry: Option<usize>, name: &str| {
                entry.map(|entry| zip.unpack(entry, &scratch, name)).transpose()
            };
            let files = shapefile::Files {
                shp,
                dbf: part(parts.dbf, "part.dbf")?,
                prj: part(parts.prj, "part.prj")?,
                cpg: part(parts.cpg, "part.cpg")?,
            };
            shapefile::read(&files, intake)
        }
    }
}

/// An open zip whose names were looked at.
struct Zip {
    packed: ZipArchive<BufReader<File>>,
    /// The name of every entry; folders too.
    names: Vec<String>,
    room: u64,
}

impl Zip {
    /// Looks at every name; `room` bytes may be unpacked.
    fn open(file: File, room: u64) -> Result<Self, ArchiveError> {
        let mut zip = ZipArchive::new(BufReader::new(file))?;
        if zip.len() > ENTRIES_MAX {
            return Err(ArchiveError::TooManyEntries);
        }
        let mut names = Vec::with_capacity(zip.len());
        for number in 0..zip.len() {
            let entry = zip.by_index_raw(number)?;
            let name = entry.name()?.into_owned();
            if !names::is_safe(&name) || entry.enclosed_name().is_none() {
                return Err(ArchiveError::UnsafeName(name.chars().take(80).collect()));
            }
            if entry.is_symlink() {
                return Err(ArchiveError::Link(name.chars().take(80).collect()));
            }
            if entry.encrypted() {
                return Err(ArchiveError::Locked);
            }
            names.push(if entry.is_dir() { format!("{name}/") } else { name });
        }
        Ok(Self { packed: zip, names, room })
    }

    /// The first bytes of an entry.
    fn head(&mut self, entry: usize) -> Option<Vec<u8>> {
        let mut head = Vec::new();
        self.packed.by_index(entry).ok()?.take(100).read_to_end(&mut head).ok()?;
        Some(head)
    }

    /// Unpacks an entry under a name of our own.
    fn unpack(
        &mut self,
        entry: usize,
        scratch: &TempDir,
        name: &str,
    ) -> Result<PathBuf, ArchiveError> {
        let path = scratch.path().join(name);
        let mut file = File::create(&path).map_err(ArchiveError::Disk)?;
        let mut packed = self.packed.by_index(entry)?.take(self.room + 1);
        let mut block = vec![0; 64 * 1024];
        loop {
            let read =
                packed.read(&mut block).map_err(|error| ArchiveError::Broken(error.to_string()))?;
            if read == 0 {
                break;
            }
            let taken = u64::try_from(read).unwrap_or(u64::MAX);
            self.room = self.room.checked_sub(taken).ok_or(ArchiveError::TooLarge)?;
            let fresh = block.get(..read).unwrap_or_default();
            io::Write::write_all(&mut file, fresh).map_err(ArchiveError::Disk)?;
        }
        Ok(path)
    }
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
