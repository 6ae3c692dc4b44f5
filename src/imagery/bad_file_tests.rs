//! Files that are broken, or made to break readers: an error or a picture, soon, and no panic.

use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::fixtures::{Tiff, files_of};
use super::raster::Raster;
use super::refusal::RasterError;
use super::samples::Samples;
use super::source::{Packing, Source, open_decoder};

/// All that a placed file would go through, also for files that are placed nowhere: few of the
/// broken ones are placed, and their blocks would never be decoded. Without the guard that makes
/// errors of panics, so that a panic shows.
fn decode_all(path: &Path) -> Result<usize, RasterError> {
    let mut decoder = open_decoder(path)?;
    let packing = Packing::read(&mut decoder)?;
    let samples = Samples::read(&mut decoder)?;
    let mut source = Source::new(decoder, packing)?;
    let blocks = packing.blocks_across() * packing.height.div_ceil(packing.block_px.1);
    let mut bytes = 0;
    for block in 0..blocks.min(64) {
        if !source.is_left_out(block) {
            bytes += source.decode(block, samples.stride())?.len();
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
        thread::spawn(move || tell.send((Raster::open(&read).map(drop), decode_all(&read))));
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
    let said = opened(&Tiff::grey(60_000, 60_000).bytes());
    assert!(matches!(said, RasterError::BlockTooLarge { bytes: 3_600_000_000 }), "{said}");
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
    assert!(matches!(Raster::open(&path), Err(RasterError::NotPlaced)));
}

#[test]
fn a_directory_that_follows_itself_is_no_trap() {
    let mut tiff = Tiff::grey(10, 10);
    (tiff.data, tiff.next_directory) = (vec![7; 100], 8);
    let said = opened(&tiff.bytes());
    assert!(said.to_string().contains("cycle"), "{said}");
}

#[test]
fn a_jpeg_block_that_claims_another_size_is_not_decoded() {
    let mut jpeg = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut jpeg, 80);
    encoder.encode(&[9; 64 * 16], 64, 16, jpeg_encoder::ColorType::Luma).unwrap();
    let mut tiff = Tiff::grey(16, 16);
    tiff.set(259, 7);
    tiff.set(279, u32::try_from(jpeg.len()).unwrap());
    tiff.data = jpeg;
    let said = opened(&tiff.bytes());
    assert!(said.to_string().contains("another shape"), "{said}");
}

#[test]
fn a_fourth_band_under_a_predictor_is_refused_rather_than_misread() {
    let mut tiff = Tiff::grey(4, 4);
    tiff.set(262, 2);
    tiff.set(277, 4);
    tiff.tags.extend([(317, 3, 2), (338, 3, 0)]);
    assert!(matches!(opened(&tiff.bytes()), RasterError::ExtraBandPredicted));
}
