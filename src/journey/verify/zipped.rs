//! A package is unpacked. What it holds must be told in one way alone: programs differ in which of
//! two entries of a name they take, and in whether they read what the list at the end leaves out.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use zip::ZipArchive;

/// What a zip begins with, what its end begins with, and how many bytes that has.
const BEGINS: &[u8] = b"PK\x03\x04";
const ENDS: &[u8] = b"PK\x05\x06";
const END: i64 = 22;
/// Files of a package.
const FILES_MAX: usize = 1_000;

/// Unpacks the files of a package; it has no folders. Two at a time, since they are large.
///
/// # Errors
/// When it is none, or holds something twice or beside its files.
pub fn unpack(package: &Path, folder: &Path) -> io::Result<()> {
    if !std::fs::metadata(package)?.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    let count = looked_at(package)?;
    let next = AtomicUsize::new(0);
    let some = || {
        let mut zip = ZipArchive::new(File::open(package)?)?;
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            if position >= count {
                return Ok(());
            }
            let mut file = zip.by_index(position)?;
            let name = file.name()?.into_owned();
            if name.contains(['/', '\\', '\0']) || name.starts_with('.') || file.is_symlink() {
                return Err(io::Error::other(format!("a package has no file {name}")));
            }
            io::copy(&mut file, &mut File::create_new(folder.join(name))?)?;
        }
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(some);
        let own = some();
        own.and(other.join().unwrap_or_else(|_panic| Err(io::Error::other("it cannot be read"))))
    })
}

/// How many entries a zip has: under different names, those of the list at its end, and nothing
/// before, between or after them that some programs would read.
fn looked_at(package: &Path) -> io::Result<usize> {
    let mut file = File::open(package)?;
    let mut zip = ZipArchive::new(File::open(package)?)?;
    if zip.len() > FILES_MAX {
        return Err(io::Error::other("a package has not so many files"));
    }
    zip.validate_header_consistency()?;
    let mut ends = [[0; 4]; 2];
    for (mark, from) in ends.iter_mut().zip([SeekFrom::Start(0), SeekFrom::End(-END)]) {
        file.seek(from)?;
        file.read_exact(mark)?;
    }
    if ends == [BEGINS, ENDS] && zip.offset() == 0 && zip.comment().is_empty() {
        Ok(zip.len())
    } else {
        Err(io::Error::other("it holds more than its files; fetch it anew"))
    }
}
