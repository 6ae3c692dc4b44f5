//! Images: broken ones of many kinds, and small files that claim or hold far too much.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{data, inspect};

#[test]
fn every_broken_tiff_is_refused_in_time_and_within_memory() {
    let Some(folder) = data("tiff_bad") else { return };
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_text = |path: &Path| path.extension().is_some_and(|end| end == "md");
    let files: Vec<PathBuf> = entries.filter(|path| !is_text(path)).collect();
    assert!(files.len() > 140, "the broken files are there: {}", files.len());
    let (mut refused, mut measured) = (0, 0);
    for file in &files {
        let ran = inspect(file, &["--epsg", "4326"]);
        measured += usize::from(ran.peak_kb > 0);
        ran.is_calm(&file.display().to_string());
        assert!(ran.took < Duration::from_secs(2), "{}: {:?}", file.display(), ran.took);
        if ran.code == Some(1) {
            refused += 1;
            assert!(ran.said.contains("\"refused\": \""), "{}: {}", file.display(), ran.said);
        }
    }
    aftermath::cli::tell(&format!("{refused} of {} broken files are refused", files.len()));
    assert!(refused + 5 > files.len(), "only {refused} are refused");
    assert!(measured > files.len() / 2, "the memory of only {measured} was seen");
}

/// Zeros, compressed.
fn zeros(count: usize) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::best());
    let some = vec![0; 1 << 20];
    let mut left = count;
    while left > 0 {
        let part = left.min(some.len());
        packed.write_all(&some[..part]).unwrap();
        left -= part;
    }
    packed.finish().unwrap()
}

fn png(side: u32, more: &[(&[u8; 4], Vec<u8>)], pixels: Vec<u8>) -> Vec<u8> {
    let side = side.to_be_bytes();
    let header = [&side[..], &side, &[8, 2, 0, 0, 0]].concat();
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let first = [(b"IHDR", header)];
    let last = [(b"IDAT", pixels), (b"IEND", Vec::new())];
    for (name, content) in first.iter().chain(more).chain(&last) {
        bytes.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
        let named = [&name[..], content].concat();
        let mut sum = flate2::Crc::new();
        sum.update(&named);
        bytes.extend(&named);
        bytes.extend(sum.sum().to_be_bytes());
    }
    bytes
}

/// A TIFF of one grey strip of 10 x 10 pixels, with some tags changed.
pub(super) fn tiff(changes: &[(u16, u32)], next: u32) -> Vec<u8> {
    let tags: [(u16, u32); 9] = [
        (256, 10),
        (257, 10),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 200),
        (277, 1),
        (278, 10),
        (279, 100),
    ];
    let mut bytes = b"II*\0\x08\0\0\0\x09\0".to_vec();
    for (tag, value) in tags {
        let other = changes.iter().find(|(own, _)| *own == tag).map_or(value, |(_, own)| *own);
        bytes.extend(tag.to_le_bytes());
        bytes.extend([4, 0, 1, 0, 0, 0]);
        bytes.extend(other.to_le_bytes());
    }
    bytes.extend(next.to_le_bytes());
    bytes.resize(300, 7);
    bytes
}

#[test]
fn images_that_claim_or_hold_far_too_much_are_refused_before_memory_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let row = 13_000 * 3 + 1;
    let too_large = "too large to be read whole";
    let packed = || [b"a\0\0".to_vec(), zeros(200 << 20)].concat();
    let notes = [(b"zTXt", packed())];
    let profile = [(b"iCCP", packed())];
    let one_strip = [(256, 60_000), (257, 60_000), (278, 60_000), (259, 8)];
    let cases: [(&str, Vec<u8>, &[&str]); 8] = [
        ("claims.png", png(60_000, &[], zeros(1000)), &[too_large, "gdal_translate -of COG"]),
        ("inflates.png", png(13_000, &[], zeros(13_000 * row)), &[too_large]),
        ("notes.png", png(16, &notes, zeros(16 * 49)), &["without its world file"]),
        ("profile.png", png(16, &profile, zeros(16 * 49)), &["without its world file"]),
        ("claims.tif", tiff(&[(256, u32::MAX), (257, u32::MAX)], 0), &["gdal_retile.py"]),
        ("block.tif", tiff(&one_strip, 0), &["in small tiles", "gdal_translate -of COG"]),
        ("loop.tif", tiff(&[], 8), &["form a cycle", "copy it again"]),
        ("past_end.tif", tiff(&[(273, 1_000_000)], 0), &["ends before its last block"]),
    ];
    for (name, bytes, words) in cases {
        assert!(bytes.len() < 600_000, "{name} is no bomb");
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        inspect(&path, &["--epsg", "4326"]).is_refused(name, words);
    }
}
