//! Tests of zips that people send, and of those that mean harm.

use std::fs::File;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Zip;
use crate::exchange::buildings::{BuildingListError, Options, read as list};

const POINT: &str = "id,lon,lat\nA,39,35.9\n";

fn how() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

fn zip_with(fill: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>)) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    fill(&mut zip);
    zip.finish().unwrap().into_inner()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(|zip| {
        for (name, bytes) in files {
            zip.start_file(*name, how()).unwrap();
            zip.write_all(bytes).unwrap();
        }
    })
}

/// Reads a zip, and makes sure that nothing is left of it.
fn read(bytes: &[u8], layer: Option<&str>) -> Result<u64, BuildingListError> {
    let folder = tempfile::tempdir().unwrap();
    let scratch = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.zip");
    std::fs::write(&path, bytes).unwrap();
    let options = Options {
        layer: layer.map(str::to_owned),
        scratch: Some(scratch.path().to_owned()),
        ..Options::default()
    };
    let summary = list(&path, &options, &mut |_| Ok(()));
    assert_eq!(std::fs::read_dir(scratch.path()).unwrap().count(), 0, "something was left");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "something came out");
    summary.map(|summary| summary.kept)
}

fn refused(bytes: &[u8]) -> String {
    read(bytes, None).unwrap_err().to_string()
}

#[test]
fn a_list_packed_alone_or_with_a_readme_is_read() {
    let table = POINT.as_bytes();
    assert_eq!(read(&zip_of(&[("list.csv", table)]), None).unwrap(), 1);
    assert_eq!(read(&zip_of(&[("a/list.csv", table), ("README.md", b"#")]), None).unwrap(), 1);
    let two = zip_of(&[("a.csv", table), ("b.csv", table)]);
    assert!(refused(&two).contains("several lists: a.csv, b.csv"));
    assert_eq!(read(&two, Some("b")).unwrap(), 1);
}

#[test]
fn kmz_is_read_by_its_doc() {
    let kml =
        b"<kml><Placemark><Point><coordinates>39,35.9</coordinates></Point></Placemark></kml>";
    let kmz = zip_of(&[("doc.kml", kml), ("files/other.kml", b"<kml/>"), ("icon.png", b"x")]);
    assert_eq!(read(&kmz, None).unwrap(), 1);
}

#[test]
fn names_that_lead_out_and_links_are_refused_by_name() {
    for name in ["../x.csv", "/etc/x.csv", "a/../../x.csv", "C:\\x.csv", "%2e%2e/x.csv"] {
        let error = refused(&zip_of(&[("ok.csv", POINT.as_bytes()), (name, b"x")]));
        assert!(error.contains("leads out"), "{name}: {error}");
    }
    let link = zip_with(|zip| {
        zip.add_symlink("list.csv", "/etc/passwd", how()).unwrap();
    });
    assert!(refused(&link).contains("holds a link"));
}

#[test]
fn too_many_files_another_zip_and_no_list_are_refused() {
    let many = zip_with(|zip| {
        let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for number in 0..10_001 {
            zip.start_file(format!("{number}.txt"), stored).unwrap();
        }
    });
    assert!(refused(&many).contains("more than 10000 files"));
    let inner = zip_of(&[("list.csv", POINT.as_bytes())]);
    assert!(refused(&zip_of(&[("inner.zip", &inner)])).contains("another zip"));
    assert!(refused(&zip_of(&[("inner.csv", &inner)])).contains("another zip"));
    assert!(refused(&zip_of(&[("a.txt", b"x"), ("b.txt", b"y")])).contains("no list"));
    assert!(refused(&zip_of(&[])).contains("no list"));
}

#[test]
fn a_zip_that_is_cut_off_is_refused() {
    let whole = zip_of(&[("list.csv", POINT.as_bytes())]);
    for cut in [5, whole.len() / 2, whole.len() - 1] {
        assert!(refused(&whole[..cut]).contains("cannot be read"), "cut at {cut}");
    }
}

#[test]
fn a_bomb_is_stopped_while_it_unpacks() {
    // 64 MB of blanks in 64 kB; the file's own word on its size is not asked.
    let bomb = zip_with(|zip| {
        zip.start_file("list.csv", how()).unwrap();
        let block = vec![b' '; 1 << 20];
        for _ in 0..64 {
            zip.write_all(&block).unwrap();
        }
    });
    assert!(bomb.len() < 200_000, "{}", bomb.len());
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("bomb");
    std::fs::write(&path, bomb).unwrap();
    let unpack = |room| {
        let mut zip = Zip::open(File::open(&path).unwrap(), room).unwrap();
        zip.unpack(0, &scratch, "list").map(|list| std::fs::metadata(list).unwrap().len())
    };
    assert_eq!(unpack(64 << 20).unwrap(), 64 << 20);
    let error = unpack((64 << 20) - 1).unwrap_err().to_string();
    assert!(error.contains("unpacks to more than"), "{error}");
    assert!(std::fs::metadata(scratch.path().join("list")).unwrap().len() < 64 << 20);
}
