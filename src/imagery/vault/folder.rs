//! A vault in a folder: `root/ab/cd/<sha256>.webp`. Files are written whole or not at all: first
//! under a name that is no chip's, and renamed once their bytes are on the disk.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::CHIP_BYTES_MAX;
use super::error::VaultError;
use super::hash::ContentHash;
use super::place::{Entry, FORMATS, What, name_of};
use crate::imagery::encode::Format;

/// Files that are brought to the disk at once: a journalling file system then makes one commit of
/// several. 32 gained a third more than 8 on a virtual disk, and more gained nothing.
const SYNCS_AT_ONCE: usize = 32;
/// Folders between the root and a chip.
const SHARD_FOLDERS: usize = 2;

/// The folder of a vault.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    /// Tells apart what several threads write at once.
    parts: AtomicU64,
}

impl Folder {
    pub(super) fn open(root: &Path) -> Result<Self, VaultError> {
        fs::create_dir_all(root).map_err(VaultError::of_io("making the folder", root))?;
        Ok(Self { root: root.to_owned(), parts: AtomicU64::new(0) })
    }

    /// Writes and removes a file.
    pub(super) fn check(&self) -> Result<(), VaultError> {
        let (part, mut file) = self.new_part(&self.root.join("check"))?;
        let written = file.write_all(b"check").map_err(VaultError::of_io("writing", &part));
        let removed = fs::remove_file(&part).map_err(VaultError::of_io("removing", &part));
        written.and(removed)
    }

    pub(super) fn get(&self, hash: &ContentHash) -> Result<Option<Vec<u8>>, VaultError> {
        for format in FORMATS {
            let path = self.path(hash, format);
            if let Some(bytes) = read(&path).map_err(VaultError::of_io("reading", &path))? {
                let is_whole = ContentHash::of(&bytes) == *hash;
                return if is_whole { Ok(Some(bytes)) } else { Err(VaultError::Damaged(*hash)) };
            }
        }
        Ok(None)
    }

    pub(super) fn contains(&self, hash: &ContentHash) -> Result<bool, VaultError> {
        for format in FORMATS {
            let path = self.path(hash, format);
            if path.try_exists().map_err(VaultError::of_io("looking for", &path))? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn remove(&self, hash: &ContentHash) -> Result<(), VaultError> {
        FORMATS.into_iter().try_for_each(|format| remove_file(&self.path(hash, format)))
    }

    pub(super) fn remove_part(&self, name: &str) -> Result<(), VaultError> {
        match What::of_name(name) {
            What::Part(name) => remove_file(&self.root.join(name)),
            What::Chip(..) | What::Foreign(_) => Err(VaultError::NotAPart(name.to_owned())),
        }
    }

    pub(super) fn list(
        &self,
        visit: &mut dyn FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<(), VaultError> {
        self.walk("", SHARD_FOLDERS, visit).map(|_| ())
    }

    /// Visits what is in a folder named from the root and, where that is one of ours, below it.
    fn walk(
        &self,
        name: &str,
        deeper: usize,
        visit: &mut dyn FnMut(Entry) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, VaultError> {
        let folder = self.root.join(name);
        let doing = "listing";
        for entry in fs::read_dir(&folder).map_err(VaultError::of_io(doing, &folder))? {
            let entry = entry.map_err(VaultError::of_io(doing, &folder))?;
            let plain = entry.file_name().to_string_lossy().into_owned();
            let name = format!("{name}{plain}");
            let facts = match entry.metadata() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                facts => facts.map_err(VaultError::of_io(doing, &folder))?,
            };
            let next = if facts.is_dir() && deeper > 0 && is_shard(&plain) {
                self.walk(&format!("{name}/"), deeper - 1, visit)?
            } else {
                let what = if facts.is_file() { What::of_name(&name) } else { What::Foreign(name) };
                let changed_at = facts.modified().ok().map(Into::into);
                visit(Entry { what, bytes: facts.len(), changed_at })
            };
            if next.is_break() {
                return Ok(next);
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn path(&self, hash: &ContentHash, format: Format) -> PathBuf {
        self.root.join(name_of(hash, format))
    }

    /// A new file beside `path` that no one else writes. One that a crash left behind is passed
    /// over, as it never gets the name of a chip.
    fn new_part(&self, path: &Path) -> Result<(PathBuf, File), VaultError> {
        loop {
            let number = self.parts.fetch_add(1, Ordering::Relaxed);
            let part = path.with_extension(format!("{}-{number}.part", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&part) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => {
                    let file = opened.map_err(VaultError::of_io("making", &part))?;
                    return Ok((part, file));
                }
            }
        }
    }

    /// Every folder from the one of `path` up to the root.
    fn folders_of<'a>(&'a self, path: &'a Path) -> impl Iterator<Item = &'a Path> {
        path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root))
    }
}

/// Chips on their way into a folder.
#[derive(Debug)]
pub(super) struct FolderBatch<'a> {
    folder: &'a Folder,
    waiting: Parts,
    hashes: HashSet<ContentHash>,
}

/// Files that are not yet chips, each with the name that it shall have. Those that never get it
/// are removed.
#[derive(Debug, Default)]
struct Parts(Vec<(PathBuf, PathBuf)>);

impl Drop for Parts {
    fn drop(&mut self) {
        for (part, _) in &self.0 {
            // What went wrong before is the one thing to tell.
            drop(fs::remove_file(part));
        }
    }
}

impl<'a> FolderBatch<'a> {
    pub(super) fn new(folder: &'a Folder) -> Self {
        Self { folder, waiting: Parts::default(), hashes: HashSet::new() }
    }

    /// Writes a chip under a passing name; what is kept whole already is left alone.
    pub(super) fn put(&mut self, bytes: &[u8], format: Format) -> Result<ContentHash, VaultError> {
        let hash = ContentHash::of(bytes);
        let is_kept = || self.folder.get(&hash).is_ok_and(|kept| kept.is_some());
        if self.hashes.contains(&hash) || is_kept() {
            return Ok(hash);
        }
        let path = self.folder.path(&hash, format);
        let shard = path.parent().unwrap_or(&self.folder.root);
        fs::create_dir_all(shard).map_err(VaultError::of_io("making the folder", shard))?;
        let (part, mut file) = self.folder.new_part(&path)?;
        let mut written = Parts(vec![(part, path.clone())]);
        file.write_all(bytes).map_err(VaultError::of_io("writing", &path))?;
        self.waiting.0.append(&mut written.0);
        self.hashes.insert(hash);
        Ok(hash)
    }

    /// Brings all of it to the disk: the bytes, then the names, then the folders that hold those.
    pub(super) fn flush(&mut self) -> Result<(), VaultError> {
        self.hashes.clear();
        let mut parts = std::mem::take(&mut self.waiting);
        let of_chip = |(part, path): &(PathBuf, PathBuf)| {
            sync(part).map_err(VaultError::of_io("writing", path))
        };
        at_once(&parts.0, of_chip)?;
        let mut folders = BTreeSet::new();
        while let Some((part, path)) = parts.0.last() {
            fs::rename(part, path).map_err(VaultError::of_io("naming", path))?;
            folders.extend(self.folder.folders_of(path).map(Path::to_owned));
            parts.0.pop();
        }
        let folders: Vec<_> = folders.into_iter().collect();
        at_once(&folders, |folder| sync(folder).map_err(VaultError::of_io("writing", folder)))
    }
}

fn is_shard(name: &str) -> bool {
    name.len() == 2 && name.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c))
}

/// The bytes of a file, if there is one; one that is far too large for a chip is cut off, so that
/// it cannot fill the memory and its hash is wrong.
fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(CHIP_BYTES_MAX).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

fn remove_file(path: &Path) -> Result<(), VaultError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(VaultError::of_io("removing", path)),
    }
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Does something to each of many things on several threads; stops at the first error.
fn at_once<T: Sync>(
    things: &[T],
    act: impl Fn(&T) -> Result<(), VaultError> + Sync,
) -> Result<(), VaultError> {
    let (next, failed) = (AtomicUsize::new(0), Mutex::new(None));
    let work = || {
        while let Some(thing) = things.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(error) = act(thing) {
                next.store(things.len(), Ordering::Relaxed);
                failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..SYNCS_AT_ONCE.min(things.len()) {
            // Where no more threads are to be had, those that there are do it.
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
        }
        work();
    });
    failed.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}
