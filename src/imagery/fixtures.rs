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

/// A value of a tag: its number, its type (3: 16 bits, 12: floating point, 16: 64 bits) and its
/// numbers.
pub(super) type Tag = (u16, u16, Vec<f64>);

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "small whole numbers"
)]
/// A TIFF of one directory of any tags, without pixels, of either kind and byte order.
pub(super) fn directory(is_big_tiff: bool, is_big_endian: bool, tags: &[Tag]) -> Vec<u8> {
    let put = |bytes: &mut Vec<u8>, kind: u16, number: f64| {
        let raw = match kind {
            1 | 2 => vec![number as u8],
            3 => (number as u16).to_be_bytes().to_vec(),
            4 => (number as u32).to_be_bytes().to_vec(),
            12 => number.to_be_bytes().to_vec(),
            _ => (number as u64).to_be_bytes().to_vec(),
        };
        if is_big_endian { bytes.extend(raw) } else { bytes.extend(raw.iter().rev()) }
    };
    let (field, field_kind) = if is_big_tiff { (8, 16) } else { (4, 4) };
    let mut bytes = if is_big_endian { b"MM".to_vec() } else { b"II".to_vec() };
    put(&mut bytes, 3, if is_big_tiff { 43.0 } else { 42.0 });
    if is_big_tiff {
        put(&mut bytes, 3, 8.0);
        put(&mut bytes, 3, 0.0);
    }
    put(&mut bytes, field_kind, if is_big_tiff { 16.0 } else { 8.0 });
    put(&mut bytes, if is_big_tiff { 16 } else { 3 }, tags.len() as f64);
    let (mut far, end) = (Vec::new(), bytes.len() + tags.len() * (4 + 2 * field) + field);
    for (tag, kind, numbers) in tags {
        put(&mut bytes, 3, f64::from(*tag));
        put(&mut bytes, 3, f64::from(*kind));
        put(&mut bytes, field_kind, numbers.len() as f64);
        let mut value = Vec::new();
        for number in numbers {
            put(&mut value, *kind, *number);
        }
        if value.len() > field {
            put(&mut bytes, field_kind, (end + far.len()) as f64);
            far.extend(value);
        } else {
            value.resize(field, 0);
            bytes.extend(value);
        }
    }
    put(&mut bytes, field_kind, 0.0);
    bytes.extend(far);
    bytes
}

/// The tags of an image in UTM zone 37 north with pixels of half a metre, tiled, without its list
/// of tiles.
pub(super) fn utm_tags(side: u32, tile: u32, bands: u16) -> Vec<Tag> {
    vec![
        (256, 4, vec![side.into()]),
        (257, 4, vec![side.into()]),
        (258, 3, vec![8.0; bands.into()]),
        (259, 3, vec![1.0]),
        (262, 3, vec![if bands < 3 { 1.0 } else { 2.0 }]),
        (277, 3, vec![bands.into()]),
        (322, 4, vec![tile.into()]),
        (323, 4, vec![tile.into()]),
        (33_550, 12, vec![0.5, 0.5, 0.0]),
        (33_922, 12, vec![0.0, 0.0, 0.0, 500_000.0, 4_000_000.0, 0.0]),
        (34_735, 3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 32_637].map(f64::from).to_vec()),
    ]
}
