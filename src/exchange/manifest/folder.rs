//! A folder instead of a manifest: which list in it counts. Two that might are an error, never a
//! choice made silently.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::intake::Intake;
use super::paths::is_within;
use super::ready_cut::{CAPTURES, TILES};
use super::{
    CaptureList, ManifestError, catalog, finish, offer, read as read_file, ready_cut, whole, xbd,
};
use crate::exchange::rows::{Report, RowError, Spot};
use crate::exchange::sniff::{Content, OpenError};

/// Files of one folder, with the folders in it.
const FILES_MAX: usize = 100_000;
/// Folders within folders.
const DEPTH_MAX: usize = 16;
/// JSON files of a folder that are looked into.
const JSON_MAX: usize = 10_000;
/// Bytes of them all.
const JSON_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// Names of lists, of which a folder may have one.
const LISTS: [&str; 7] = [
    CAPTURES,
    "captures.tsv",
    "captures.json",
    "manifest.csv",
    "manifest.tsv",
    "manifest.json",
    "catalog.json",
];
const COLLECTION: &str = "collection.json";

/// The files of a folder, as paths counted from it and in their order. Hidden files, links to
/// folders, and links out of the folder are left out.
pub(super) struct Tree {
    pub(super) files: Vec<PathBuf>,
}

impl Tree {
    /// Looks through a folder.
    pub(super) fn of(folder: &Path) -> Result<Self, ManifestError> {
        let mut files = Vec::new();
        let mut open = vec![(PathBuf::new(), 0)];
        let mut count = 0;
        while let Some((inner, depth)) = open.pop() {
            let path = folder.join(&inner);
            let failed = |source| OpenError::Read { path: path.clone(), source };
            for entry in fs::read_dir(&path).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                count += 1;
                if count > FILES_MAX {
                    return Err(ManifestError::Folder(format!(
                        "the folder has more than {FILES_MAX} files; name a folder further down, \
                         or the list itself"
                    )));
                }
                let name = entry.file_name();
                if name.to_string_lossy().starts_with('.') {
                    continue;
                }
                let kind = entry.file_type().map_err(failed)?;
                if kind.is_dir() {
                    if depth == DEPTH_MAX {
                        return Err(ManifestError::Folder(format!(
                            "{} has more than {DEPTH_MAX} folders within folders; name one \
                             further down",
                            folder.display()
                        )));
                    }
                    open.push((inner.join(name), depth + 1));
                } else if is_within(folder, &inner.join(&name)) {
                    files.push(inner.join(name));
                }
            }
        }
        files.sort_unstable();
        Ok(Self { files })
    }
}

/// Reads whatever list a folder holds.
pub(super) fn read(folder: &Path, now: DateTime<Utc>) -> Result<CaptureList, ManifestError> {
    let is_here = |name: &&str| is_within(folder, Path::new(name));
    let mut lists: Vec<&str> = LISTS.into_iter().filter(is_here).collect();
    if lists.is_empty() && is_here(&COLLECTION) {
        lists.push(COLLECTION);
    }
    match lists.as_slice() {
        [CAPTURES] if is_here(&TILES) => return ready_cut::read(folder, now),
        [only] => {
            let path = folder.join(only);
            return read_file(&path, now).map_err(|error| error.in_file(Path::new(only)));
        }
        [] if is_here(&TILES) => {
            return Err(ManifestError::Folder(format!(
                "the folder has {TILES} but no {CAPTURES}, which says when each capture was taken"
            )));
        }
        [] => {}
        several => {
            return Err(ManifestError::Folder(format!(
                "the folder has {}; name the one that counts, instead of the folder",
                several.join(" and ")
            )));
        }
    }
    let tree = Tree::of(folder)?;
    let mut intake = Intake::new(folder, now)?;
    let labels: Vec<PathBuf> =
        tree.files.iter().filter(|path| xbd::is_label(path)).cloned().collect();
    if !labels.is_empty() {
        xbd::read(&labels, &mut intake)?;
        return finish(intake);
    }
    let items = items(folder, &tree)?;
    if !items.is_empty() {
        catalog::loose_items(&items, &mut intake)?;
        return finish(intake);
    }
    without_list(folder, &tree, now)
}

/// The STAC items of a folder.
fn items(folder: &Path, tree: &Tree) -> Result<Vec<PathBuf>, ManifestError> {
    let has_ending = |path: &&PathBuf, endings: &[&str]| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        endings.contains(&ending.as_str())
    };
    let all: Vec<&PathBuf> =
        tree.files.iter().filter(|path| has_ending(path, &["json", "geojson"])).collect();
    if all.len() > JSON_MAX {
        return Err(ManifestError::Folder(format!(
            "the folder has more than {JSON_MAX} JSON files; name the list among them"
        )));
    }
    let bytes_of = |path: &&PathBuf| fs::metadata(folder.join(path)).map_or(0, |facts| facts.len());
    if all.iter().map(bytes_of).sum::<u64>() > JSON_BYTES_MAX {
        return Err(ManifestError::Folder(format!(
            "the folder has more than {JSON_BYTES_MAX} bytes of JSON; name the list in it"
        )));
    }
    let is_item = |path: &&&PathBuf| {
        matches!(whole(&folder.join(path)), Ok((bytes, Content::Json))
            if catalog::is_item(&bytes))
    };
    Ok(all.iter().filter(is_item).map(|path| (**path).clone()).collect())
}

/// A folder of pictures: offers what their names say, and takes nothing.
fn without_list(
    folder: &Path,
    tree: &Tree,
    now: DateTime<Utc>,
) -> Result<CaptureList, ManifestError> {
    let is_table = |path: &&PathBuf| {
        let name = path.to_string_lossy().to_ascii_lowercase();
        [".csv", ".tsv", ".geojson", ".json"].iter().any(|end| name.ends_with(end))
    };
    let tables: Vec<String> = tree
        .files
        .iter()
        .filter(is_table)
        .take(5)
        .map(|path| format!("\"{}\"", path.display()))
        .collect();
    let others = if tables.is_empty() {
        String::new()
    } else {
        format!("; if {} is the list, name it instead of the folder", tables.join(" or "))
    };
    let offered = offer::of_tree(folder, tree, now);
    if offered.is_empty() {
        return Err(ManifestError::Folder(format!(
            "the folder has no list of captures ({}, {COLLECTION}, STAC items or xBD labels) and \
             no pictures{others}",
            LISTS.join(", ")
        )));
    }
    let dated = offered.iter().filter(|one| one.date.is_some()).count();
    let mut captures = Report::new();
    captures.fail(RowError::new(
        Spot::File,
        format!(
            "pictures in the folder: {}, but no list that says when they were taken; the names of \
             {dated} offer a date, which is not taken unseen: write the list with aftermath \
             import offer FOLDER, check it, and put it into the folder as captures.csv{others}",
            offered.len()
        ),
    ));
    Ok(CaptureList { captures, tiles: Vec::new(), offered })
}
