//! Archives made here, whole and damaged.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap());
}

fn directory(all: &[Entry]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, u64::try_from(all.len()).unwrap());
    let mut before = 0;
    for entry in all {
        put(&mut out, entry.id - before);
        before = entry.id;
    }
    for value in all.iter().map(|it| it.run).chain(all.iter().map(|it| it.length)) {
        put(&mut out, value);
    }
    let mut end = None;
    for entry in all {
        put(&mut out, if end == Some(entry.offset) { 0 } else { entry.offset + 1 });
        end = Some(entry.offset + entry.length);
    }
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap()
}

/// A world of PNG tiles down to zoom 2, the finest of which stand in a directory of their own: the
/// sixteen tiles of zoom 2 are the same sea, but for the first.
fn archive() -> Vec<u8> {
    let entry = |id, run, offset, length| Entry { id, run, offset, length };
    let tiles = b"worldfoursea!land";
    let leaf = gzip(&directory(&[entry(5, 1, 13, 4), entry(6, 15, 9, 4)]));
    let mut all = vec![entry(0, 1, 0, 5), entry(1, 4, 5, 4)];
    all.push(entry(5, 0, 0, u64::try_from(leaf.len()).unwrap()));
    let root = gzip(&directory(&all));
    let said =
        gzip(br#"{"attribution":"<a href=\"https://example.org\">&copy; Example</a> &amp; more"}"#);
    let mut out = vec![0; HEADER];
    out[..7].copy_from_slice(b"PMTiles");
    out[7] = 3;
    let mut at = HEADER;
    for (place, part) in [(8, &root), (24, &said), (40, &leaf), (56, &tiles.to_vec())] {
        out[place..place + 8].copy_from_slice(&u64::try_from(at).unwrap().to_le_bytes());
        let length = u64::try_from(part.len()).unwrap();
        out[place + 8..place + 16].copy_from_slice(&length.to_le_bytes());
        out.extend_from_slice(part);
        at += part.len();
    }
    (out[97], out[98], out[99], out[100], out[101]) = (2, 1, 2, 0, 2);
    out
}

fn opened(bytes: &[u8]) -> Result<Archive, ArchiveError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    Archive::open(file.path())
}

#[test]
fn tiles_have_the_numbers_of_the_description() {
    for (zoom, x, y, id) in [
        (0, 0, 0, 0),
        (1, 0, 0, 1),
        (1, 0, 1, 2),
        (1, 1, 1, 3),
        (1, 1, 0, 4),
        (2, 0, 0, 5),
        (12, 3423, 1763, 19_078_479),
    ] {
        assert_eq!(tile_id(zoom, x, y), Some(id), "{zoom}/{x}/{y}");
    }
    assert_eq!(tile_id(1, 2, 0), None);
    assert_eq!(tile_id(40, 0, 0), None);
    // Each number once, and neighbours along the curve side by side.
    let mut all = vec![None; 64];
    for (x, y) in (0..8).flat_map(|x| (0..8).map(move |y| (x, y))) {
        let at = usize::try_from(tile_id(3, x, y).unwrap() - 21).unwrap();
        assert!(all[at].replace((x, y)).is_none());
    }
    for pair in all.windows(2) {
        let [(x, y), (next_x, next_y)] = [pair[0].unwrap(), pair[1].unwrap()];
        assert_eq!(u32::abs_diff(x, next_x) + u32::abs_diff(y, next_y), 1);
    }
}

#[test]
fn a_tile_is_found_in_the_first_directory_and_in_a_further_one() {
    let map = opened(&archive()).unwrap();
    assert_eq!(
        (map.mime, map.zooms, map.attribution.as_str()),
        ("image/png", (0, 2), "© Example & more")
    );
    let tile = |zoom, x, y| map.tile(zoom, x, y).unwrap().map(|it| String::from_utf8(it).unwrap());
    assert_eq!(tile(0, 0, 0).as_deref(), Some("world"));
    assert_eq!(tile(1, 1, 0).as_deref(), Some("four"), "the last of a run");
    assert_eq!(tile(2, 0, 0).as_deref(), Some("land"));
    assert_eq!(tile(2, 3, 0).as_deref(), Some("sea!"));
    assert_eq!(tile(3, 0, 0), None, "beyond the last run");
    assert_eq!(tile(2, 4, 0), None);
}

#[test]
fn what_is_no_archive_of_pictures_is_refused_in_words() {
    let made = archive();
    let with = |at: usize, value: u8| {
        let mut other = made.clone();
        other[at] = value;
        opened(&other).unwrap_err().to_string()
    };
    assert!(opened(b"GIF89a").unwrap_err().to_string().contains("no PMTiles archive"));
    assert!(with(7, 2).contains("version 2"));
    assert!(with(99, 1).contains("vector tiles"));
    assert!(with(97, 4).contains("directories are packed"));
    assert!(with(98, 3).contains("tiles are packed"));
    assert!(opened(&made[..made.len() - 1]).unwrap_err().to_string().contains("cut short"));
    assert!(Archive::open(Path::new("/nowhere/map.pmtiles")).is_err());
}

#[test]
fn a_damaged_archive_fails_without_a_panic() {
    let made = archive();
    for at in 8..made.len() {
        for flip in [1, 0x80, 0xff] {
            let mut other = made.clone();
            other[at] ^= flip;
            let Ok(map) = opened(&other) else { continue };
            for (zoom, x, y) in [(0, 0, 0), (1, 1, 1), (2, 0, 0), (2, 3, 3)] {
                drop(map.tile(zoom, x, y));
            }
        }
    }
    assert_eq!(entries(&[255, 255, 255, 255, 15]), None, "more entries than bytes");
    assert_eq!(varint(&mut [0x80; 11].as_slice()), None);
}
