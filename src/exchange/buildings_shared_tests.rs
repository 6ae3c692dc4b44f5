//! What the tests of building lists share: reading from memory, from the test data, and packing.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};

use super::*;

/// Everything that was read of one list.
#[derive(Debug)]
pub(super) struct All {
    pub(super) items: Vec<BuildingDraft>,
    pub(super) summary: Summary,
}

impl All {
    pub(super) fn ids(&self) -> Vec<&str> {
        assert!(self.summary.is_clean(), "{:?}", self.summary.errors);
        self.items.iter().map(|item| item.external_id.as_str()).collect()
    }

    pub(super) fn errors(&self) -> Vec<String> {
        self.summary.errors.iter().map(ToString::to_string).collect()
    }

    pub(super) fn notes(&self) -> String {
        self.summary.notes.join("\n")
    }
}

pub(super) fn read_file(path: &Path, options: &Options) -> Result<All, BuildingListError> {
    let mut items = Vec::new();
    let summary = read(path, options, &mut |draft| {
        items.push(draft);
        Ok(())
    })?;
    assert_eq!(u64::try_from(items.len()).unwrap(), summary.kept);
    Ok(All { items, summary })
}

pub(super) fn try_with(bytes: &[u8], options: &Options) -> Result<All, BuildingListError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list");
    std::fs::write(&path, bytes).unwrap();
    read_file(&path, options)
}

pub(super) fn try_text(text: &str) -> Result<All, BuildingListError> {
    try_with(text.as_bytes(), &Options::default())
}

pub(super) fn errors(text: &str) -> Vec<String> {
    try_text(text).unwrap().errors()
}

pub(super) fn refused(text: &str) -> String {
    try_text(text).unwrap_err().to_string()
}

pub(super) fn collection(features: &str) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[{features}]}}")
}

pub(super) fn feature(members: &str) -> String {
    collection(&format!("{{\"type\":\"Feature\",{members}}}"))
}

pub(super) fn data(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/imagery").join(path);
    assert!(path.is_file(), "the test data {} is missing", path.display());
    path
}

pub(super) fn read_data(path: &str) -> Result<All, BuildingListError> {
    read_file(&data(path), &Options::default())
}

/// A zip of files in memory.
pub(super) fn zip_of(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let how = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in files {
        zip.start_file(*name, how).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a Shapefile of the test data, zipped.
pub(super) fn zip_of_parts(stem: &str) -> Vec<u8> {
    let file = |end: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../shared/data/imagery")
            .join(format!("{stem}.{end}"));
        let name = path.file_name()?.to_str()?.to_owned();
        Some((name, std::fs::read(&path).ok()?))
    };
    let parts: Vec<(String, Vec<u8>)> =
        ["shp", "shx", "dbf", "prj", "cpg"].iter().filter_map(|end| file(end)).collect();
    assert!(parts.len() >= 4, "the test data {stem} is missing");
    let parts: Vec<(&str, Vec<u8>)> =
        parts.iter().map(|(name, bytes)| (name.as_str(), bytes.clone())).collect();
    zip_of(&parts)
}
