//! A map in one file: a PMTiles archive, version 3, whose tiles are pictures. Read from the
//! public description of the format: a header of 127 bytes, directories of varints that may lead
//! to further ones, and the tiles in the order of a Hilbert curve.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use flate2::read::GzDecoder;

/// Bytes of the header.
const HEADER: usize = 127;
/// Bytes of one directory or of what is said of the map, unpacked.
const DIRECTORY_MAX: u64 = 32 << 20;
/// Bytes of one tile.
const TILE_MAX: u64 = 4 << 20;
/// Directories that lead to one another.
const DEPTH_MAX: usize = 4;
/// The finest zoom whose tiles have numbers.
const ZOOM_MAX: u32 = 26;

/// Why an archive cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    File(#[from] std::io::Error),
    /// Another file.
    #[error("it is no PMTiles archive; make one of MBTiles with `pmtiles convert`")]
    Other,
    /// Another version.
    #[error("it is of version {0} of PMTiles; only version 3 is read")]
    Version(u8),
    /// No pictures.
    #[error(
        "it holds vector tiles or tiles of no known kind; pictures are needed (PNG, JPEG, WebP, \
         AVIF)"
    )]
    NoPictures,
    /// Packed in another way.
    #[error("its {0} are packed in a way that is not read; pack them with gzip or not at all")]
    Packed(&'static str),
    /// Cut short, or not what it says.
    #[error("it is damaged or cut short ({0}); copy it again")]
    Damaged(&'static str),
}

#[derive(Debug, Clone, Copy)]
struct Section {
    offset: u64,
    length: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    id: u64,
    /// Tiles that it stands for; 0 leads to a further directory.
    run: u64,
    offset: u64,
    length: u64,
}

/// An open archive.
#[derive(Debug)]
pub struct Archive {
    file: File,
    leaves: Section,
    tiles: Section,
    are_directories_zipped: bool,
    are_tiles_zipped: bool,
    root: Vec<Entry>,
    /// The media type of its tiles.
    pub mime: &'static str,
    /// Its coarsest and finest zoom.
    pub zooms: (u8, u8),
    /// Whose map it is, without markup; empty where it does not say.
    pub attribution: String,
    /// Changes with its content.
    pub version: u32,
}

impl Archive {
    /// Opens one, and reads what its tiles are found by.
    ///
    /// # Errors
    /// When it is not there, no archive of pictures, or damaged.
    pub fn open(path: &Path) -> Result<Self, ArchiveError> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let mut head = [0; HEADER];
        let read = file.read_exact_at(&mut head, 0);
        if read.is_err() || !head.starts_with(b"PMTiles") {
            return Err(ArchiveError::Other);
        }
        let byte = |at: usize| head.get(at).copied().unwrap_or(0);
        if byte(7) != 3 {
            return Err(ArchiveError::Version(byte(7)));
        }
        let mime = match byte(99) {
            2 => "image/png",
            3 => "image/jpeg",
            4 => "image/webp",
            5 => "image/avif",
            _ => return Err(ArchiveError::NoPictures),
        };
        let section = |at: usize, name: &'static str| {
            let section = Section { offset: number(&head, at), length: number(&head, at + 8) };
            let end = section.offset.checked_add(section.length);
            end.filter(|end| *end <= size).map(|_| section).ok_or(ArchiveError::Damaged(name))
        };
        let root = section(8, "its first directory")?;
        let said = section(24, "what it says of itself")?;
        let mut archive = Self {
            leaves: section(40, "its directories")?,
            tiles: section(56, "its tiles")?,
            are_directories_zipped: is_zipped(byte(97), "directories")?,
            are_tiles_zipped: is_zipped(byte(98), "tiles")?,
            root: Vec::new(),
            mime,
            zooms: (byte(100), byte(101)),
            attribution: String::new(),
            version: version(&head, size),
            file,
        };
        archive.root = archive.directory(root, (0, root.length))?;
        let said = archive.part(said, (0, said.length), DIRECTORY_MAX)?;
        let said = unpack(said, archive.are_directories_zipped, DIRECTORY_MAX)?;
        archive.attribution = attribution(&said);
        Ok(archive)
    }

    /// The picture of a tile; nothing where the map has none.
    ///
    /// # Errors
    /// When the archive cannot be read, or is damaged there.
    pub fn tile(&self, zoom: u32, x: u32, y: u32) -> Result<Option<Vec<u8>>, ArchiveError> {
        let Some(id) = tile_id(zoom, x, y) else { return Ok(None) };
        let mut found = find(&self.root, id);
        for _ in 0..DEPTH_MAX {
            let Some(entry) = found else { return Ok(None) };
            if entry.run > 0 {
                let place = (entry.offset, entry.length);
                let bytes = self.part(self.tiles, place, TILE_MAX)?;
                return unpack(bytes, self.are_tiles_zipped, TILE_MAX).map(Some);
            }
            let leaf = self.directory(self.leaves, (entry.offset, entry.length))?;
            found = find(&leaf, id);
        }
        Err(ArchiveError::Damaged("directories without end"))
    }

    fn directory(&self, of: Section, place: (u64, u64)) -> Result<Vec<Entry>, ArchiveError> {
        let bytes = self.part(of, place, DIRECTORY_MAX)?;
        let bytes = unpack(bytes, self.are_directories_zipped, DIRECTORY_MAX)?;
        entries(&bytes).ok_or(ArchiveError::Damaged("a directory"))
    }

    /// Bytes of a section, from its beginning.
    fn part(
        &self,
        of: Section,
        (offset, length): (u64, u64),
        most: u64,
    ) -> Result<Vec<u8>, ArchiveError> {
        let is_inside = offset.checked_add(length).is_some_and(|end| end <= of.length);
        let size = usize::try_from(length).ok().filter(|_| is_inside && length <= most);
        let mut bytes = vec![0; size.ok_or(ArchiveError::Damaged("a place outside of it"))?];
        self.file.read_exact_at(&mut bytes, of.offset + offset)?;
        Ok(bytes)
    }
}

/// A number of eight bytes, the lowest first.
fn number(head: &[u8], at: usize) -> u64 {
    let bytes = head.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
    bytes.map_or(0, u64::from_le_bytes)
}

fn is_zipped(word: u8, what: &'static str) -> Result<bool, ArchiveError> {
    match word {
        0 | 1 => Ok(false),
        2 => Ok(true),
        _ => Err(ArchiveError::Packed(what)),
    }
}

fn version(head: &[u8], size: u64) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(head);
    crc.update(&size.to_le_bytes());
    crc.sum()
}

fn unpack(bytes: Vec<u8>, is_zipped: bool, most: u64) -> Result<Vec<u8>, ArchiveError> {
    if !is_zipped {
        return Ok(bytes);
    }
    let mut plain = Vec::new();
    let read = GzDecoder::new(bytes.as_slice()).take(most + 1).read_to_end(&mut plain);
    let is_whole = read.is_ok_and(|read| u64::try_from(read).is_ok_and(|read| read <= most));
    is_whole.then_some(plain).ok_or(ArchiveError::Damaged("what is packed in it"))
}

/// The next number of seven bits a byte, the lowest first.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

/// The entries of a directory: their numbers, runs, lengths and places, each as a column.
fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = bytes;
    let count = usize::try_from(varint(&mut rest)?).ok()?;
    if count > rest.len() / 4 {
        return None;
    }
    let mut column = || (0..count).map(|_| varint(&mut rest)).collect::<Option<Vec<u64>>>();
    let (ids, runs, lengths, offsets) = (column()?, column()?, column()?, column()?);
    let mut all: Vec<Entry> = Vec::with_capacity(count);
    let (mut id, mut end) = (0u64, 0u64);
    for (((step, run), length), offset) in ids.into_iter().zip(runs).zip(lengths).zip(offsets) {
        id = id.checked_add(step)?;
        // Nothing said: right after the one before.
        let offset = match offset {
            0 if all.is_empty() => return None,
            0 => end,
            said => said - 1,
        };
        end = offset.checked_add(length)?;
        all.push(Entry { id, run, offset, length });
    }
    Some(all)
}

fn find(all: &[Entry], id: u64) -> Option<Entry> {
    let at = all.partition_point(|entry| entry.id <= id).checked_sub(1)?;
    let entry = all.get(at).copied()?;
    (entry.run == 0 || id - entry.id < entry.run).then_some(entry)
}

/// The number of a tile: those of coarser zooms first, then along the curve.
fn tile_id(zoom: u32, mut x: u32, mut y: u32) -> Option<u64> {
    let side = 1u32.checked_shl(zoom).filter(|_| zoom <= ZOOM_MAX)?;
    if x >= side || y >= side {
        return None;
    }
    let mut id = ((1u64 << (2 * zoom)) - 1) / 3;
    for level in (0..zoom).rev() {
        let (right, low) = ((x >> level) & 1, (y >> level) & 1);
        id += u64::from((3 * right) ^ low) << (2 * level);
        if low == 0 {
            if right == 1 {
                (x, y) = (side - 1 - x, side - 1 - y);
            }
            (x, y) = (y, x);
        }
    }
    Some(id)
}

/// Whose map it is, by the words that it says of itself; markup and its marks are left out.
fn attribution(said: &[u8]) -> String {
    let said: serde_json::Value = serde_json::from_slice(said).unwrap_or_default();
    let words = said.get("attribution").and_then(|words| words.as_str()).unwrap_or_default();
    let mut plain = String::new();
    for (at, piece) in words.split('<').enumerate() {
        plain.push_str(if at == 0 { piece } else { piece.split_once('>').map_or("", |it| it.1) });
    }
    let plain = plain.replace("&copy;", "©").replace("&amp;", "&");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "pmtiles_tests.rs"]
mod tests;
