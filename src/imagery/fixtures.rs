//! Where tests find imagery that is not part of the package, and small TIFF files made by hand.

use std::fs;
use std::path::{Path, PathBuf};

use crate::domain::chip::ChipFrame;
use crate::domain::place::LonLat;

/// A file or folder of the shared imagery.
pub(super) fn imagery(path: &str) -> PathBuf {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery");
    shared.join(path)
}

/// The files of a folder of the shared imagery, by name.
pub(super) fn files_of(folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(imagery(folder)).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

pub(super) fn frame(lon: f64, lat: f64, metres: u32, px: u32) -> ChipFrame {
    ChipFrame { centre: LonLat::new(lon, lat).unwrap(), metres, px }
}

/// A little-endian TIFF with one directory, of numbers that need no second place in the file.
pub(super) struct Tiff {
    /// Tag, type (3: 16 bits, 4: 32 bits), value.
    pub(super) tags: Vec<(u16, u16, u32)>,
    pub(super) next_directory: u32,
    /// What follows the directory; it starts at [`Tiff::data_at`].
    pub(super) data: Vec<u8>,
}

impl Tiff {
    /// A grey image of one uncompressed strip.
    pub(super) fn grey(width: u32, height: u32) -> Self {
        let tags = vec![
            (256, 4, width),
            (257, 4, height),
            (258, 3, 8),
            (259, 3, 1),
            (262, 3, 1),
            (273, 4, 0),
            (277, 3, 1),
            (278, 4, height),
            (279, 4, width.saturating_mul(height)),
        ];
        let mut tiff = Self { tags, next_directory: 0, data: Vec::new() };
        let at = tiff.data_at();
        tiff.set(273, at);
        tiff
    }

    pub(super) fn set(&mut self, tag: u16, value: u32) {
        self.tags.iter_mut().find(|(number, _, _)| *number == tag).unwrap().2 = value;
    }

    pub(super) fn data_at(&self) -> u32 {
        8 + 2 + 12 * u32::try_from(self.tags.len()).unwrap() + 4
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = b"II\x2a\0\x08\0\0\0".to_vec();
        bytes.extend(u16::try_from(self.tags.len()).unwrap().to_le_bytes());
        for (tag, kind, value) in &self.tags {
            bytes.extend(tag.to_le_bytes());
            bytes.extend(kind.to_le_bytes());
            bytes.extend(1_u32.to_le_bytes());
            bytes.extend(value.to_le_bytes());
        }
        bytes.extend(self.next_directory.to_le_bytes());
        bytes.extend(&self.data);
        bytes
    }
}
