//! Files that are broken, or made to break readers: an error or a picture, soon, and no panic.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::container::{Container, Tags};
use super::fixtures::{Tiff, directory, files_of, utm_tags};
use super::layout::Layout;
use super::raster::Raster;
use super::refusal::RasterError;
use super::sniff;
use crate::domain::reading::{Range, Reading};

/// All that a placed file would go through, also for files that are placed nowhere: few of the
/// broken ones are placed, and their blocks would never be decoded. Without the guard that makes
/// errors of panics, so that a panic shows.
fn decode_all(path: &Path) -> Result<usize, RasterError> {
    let mut file = File::open(path).map_err(RasterError::Unreadable)?;
    sniff::reader_of(&mut file)?;
    let (container, directories) = Container::open(file)?;
    super::raster::levels(&container, &directories, &Reading::default())?;
    let mut bytes = 0;
    for directory in &directories {
        let layout = Layout::read(Tags { container: &container, directory })?;
        let blocks = layout.blocks_across() * layout.blocks_down();
        for block in 0..u64::from(blocks.min(64)) {
            if !layout.is_left_out(block) {
                bytes += layout.decode(&container, block)?.len();
            }
        }
    }
    Ok(bytes)
}

fn opened(bytes: &[u8]) -> RasterError {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("made.tif");
    std::fs::write(&path, bytes).unwrap();
    decode_all(&path).unwrap_err()
}

#[test]
fn no_broken_file_panics_or_takes_two_seconds() {
    let files = files_of("tiff_bad");
    assert!(files.len() > 140, "the broken files are there: {}", files.len());
    let mut decoded = 0;
    for path in files {
        let (tell, told) = mpsc::channel();
        let read = path.clone();
        thread::spawn(move || {
            tell.send((Raster::open(&read, &stated()).map(drop), decode_all(&read)))
        });
        // A panic closes the channel without a word.
        let answer = told.recv_timeout(Duration::from_secs(2));
        let (opened, all) = answer.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if let Err(error) = opened {
            assert!(error.to_string().len() > 30, "{}: {error}", path.display());
        }
        decoded += u32::from(all.is_ok());
    }
    assert!(decoded < 10, "nearly all are refused, {decoded} are not");
}

#[test]
fn an_image_of_no_size_is_refused() {
    assert!(matches!(opened(&Tiff::grey(0, 5).bytes()), RasterError::Damaged(_)));
}

#[test]
fn a_header_of_four_billion_pixels_is_refused_before_memory_is_taken() {
    let said = opened(&Tiff::grey(u32::MAX, u32::MAX).bytes());
    assert!(matches!(said, RasterError::TooLarge { width: u32::MAX, .. }), "{said}");
}

#[test]
fn a_strip_that_is_the_whole_of_a_large_image_names_the_cog_line() {
    let mut tiff = Tiff::grey(60_000, 60_000);
    tiff.set(259, 8);
    let said = opened(&tiff.bytes());
    assert!(matches!(said, RasterError::BlockTooLarge { bytes: 3_600_000_000, .. }), "{said}");
    assert!(said.to_string().contains("gdal_translate -of COG"), "{said}");
}

#[test]
fn a_strip_past_the_end_of_the_file_is_called_cut_short() {
    let mut tiff = Tiff::grey(10, 10);
    tiff.data = vec![7; 99];
    let said = opened(&tiff.bytes());
    assert!(said.to_string().contains("cut short"), "{said}");
    tiff.set(273, 1_000_000);
    assert!(opened(&tiff.bytes()).to_string().contains("cut short"));
}

#[test]
fn a_sound_image_that_is_placed_nowhere_says_so() {
    let mut tiff = Tiff::grey(10, 10);
    tiff.data = vec![7; 100];
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("plain.tif");
    std::fs::write(&path, tiff.bytes()).unwrap();
    assert_eq!(decode_all(&path).unwrap(), 100);
    assert!(matches!(Raster::open(&path, &Reading::default()), Err(RasterError::NotPlaced)));
}

#[test]
fn a_directory_that_follows_itself_is_no_trap() {
    let mut tiff = Tiff::grey(10, 10);
    (tiff.data, tiff.next_directory) = (vec![7; 100], 8);
    let said = opened(&tiff.bytes());
    assert!(said.to_string().contains("cycle"), "{said}");
}

/// Whatever can be stated, so that more files get as far as their pixels.
fn stated() -> Reading {
    let stretch = Some([Range { low: 0.0, high: 255.0 }; 3]);
    Reading { epsg: Some(4326), stretch, ..Reading::default() }
}

#[test]
fn a_strip_that_is_the_whole_of_a_large_image_is_read_in_parts_when_not_compressed() {
    let mut tiff = Tiff::grey(1000, 2000);
    tiff.data = (0..=250).cycle().take(2_000_000).collect();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("strip.tif");
    std::fs::write(&path, tiff.bytes()).unwrap();
    assert_eq!(decode_all(&path).unwrap(), 2_000_000);
    let (container, directories) = Container::open(File::open(&path).unwrap()).unwrap();
    let tags = Tags { container: &container, directory: &directories[0] };
    let layout = Layout::read(tags).unwrap();
    assert!(layout.block_px.1 < 300, "{:?}", layout.block_px);
    let last = u64::from(layout.blocks_down() - 1);
    let decoded = layout.decode(&container, last).unwrap();
    assert_eq!(decoded.last(), tiff.data.last());
}

#[test]
fn a_list_longer_than_the_file_takes_no_memory() {
    let mut tags = utm_tags(64, 16, 1);
    tags.push((324, 16, vec![9.0; 16]));
    let mut bytes = directory(true, false, &tags);
    // The count of the list of tiles: 60 million.
    let at = 16 + 8 + 20 * 11 + 4;
    bytes[at..at + 8].copy_from_slice(&60_000_000_u64.to_le_bytes());
    assert!(opened(&bytes).to_string().contains("damaged"));
    bytes[at..at + 8].copy_from_slice(&(1_u64 << 61).to_le_bytes());
    assert!(matches!(opened(&bytes), RasterError::IndexTooLarge));
}

/// Small files that are sound: of both kinds and byte orders, of several types of sample.
fn sound_files() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for n in 0..8_u16 {
        let (is_big_tiff, is_big_endian, is_packed) = (n & 1 == 1, n & 2 == 2, n & 4 == 4);
        let tile: Vec<u8> = (0..50).cycle().take(768).collect();
        let stored = if is_packed { zstd::bulk::compress(&tile, 1).unwrap() } else { tile };
        let mut tags = utm_tags(16, 16, 3);
        tags[3].2 = vec![if is_packed { 50_000.0 } else { 1.0 }];
        tags.push((324, 4, vec![4096.0]));
        tags.push((325, 4, vec![f64::from(u32::try_from(stored.len()).unwrap())]));
        tags.push((42_113, 2, vec![48.0, 0.0]));
        tags.push((317, 3, vec![if is_packed { 2.0 } else { 1.0 }]));
        let mut bytes = directory(is_big_tiff, is_big_endian, &tags);
        bytes.resize(4096, 0);
        bytes.extend(stored);
        files.push(bytes);
    }
    files
}

#[test]
fn the_small_files_that_are_spoilt_below_are_sound() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sound.tif");
    for bytes in sound_files() {
        std::fs::write(&path, bytes).unwrap();
        let raster = Raster::open(&path, &Reading::default()).unwrap();
        assert_eq!((raster.facts().width, raster.facts().epsg), (16, 32_637));
        assert_eq!(decode_all(&path).unwrap(), 768);
    }
}

#[test]
fn ten_thousand_spoilt_headers_are_read_or_refused_without_a_panic() {
    use proptest::test_runner::{Config, TestRunner};
    let folder = tempfile::tempdir().unwrap();
    let (path, sound) = (folder.path().join("spoilt.tif"), sound_files());
    let file = File::create(&path).unwrap();
    let spoilt = proptest::collection::vec((0_usize..700, proptest::num::u8::ANY), 1..8);
    let refused = std::cell::Cell::new(0);
    let config = Config { failure_persistence: None, ..Config::with_cases(10_000) };
    let ran = TestRunner::new(config).run(&(0..sound.len(), spoilt, 0..40), |(n, spoilt, end)| {
        let mut bytes = sound[n].clone();
        for (at, value) in &spoilt {
            bytes[*at] = *value;
        }
        bytes.truncate(if end == 0 { spoilt[0].0 } else { bytes.len() });
        // Written over, as a new file each time would take most of the time.
        let mut file = &file;
        file.set_len(u64::try_from(bytes.len()).unwrap()).unwrap();
        file.seek(SeekFrom::Start(0)).and_then(|_| file.write_all(&bytes)).unwrap();
        let opened = Raster::open(&path, &Reading::default());
        if let Ok(mut raster) = opened {
            drop(raster.window(0, 0..512, 0..512));
        } else {
            refused.set(refused.get() + 1);
        }
        // Without the guard, so that a panic shows.
        drop(decode_all(&path));
        Ok(())
    });
    ran.unwrap();
    assert!((1000..9900).contains(&refused.get()), "{}", refused.get());
}
