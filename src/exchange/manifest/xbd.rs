//! The labels of the xBD data set: one JSON file for each picture, with what is known of its
//! capture and the buildings in it.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::intake::{Intake, Pass, Written};
use super::{ManifestError, passes, whole};
use crate::domain::capture::CaptureFacts;
use crate::exchange::json::Loose;
use crate::exchange::rows::{RowError, Spot};

mod placing;

pub use placing::world_file;

/// A building in the label of one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XbdBuilding {
    /// Its `uid`, the same in the labels before and after.
    pub id: String,
    /// Its outline as well-known text, in degrees of WGS 84, longitude first.
    pub wkt: String,
    /// `no-damage`, `minor-damage`, `major-damage`, `destroyed` or `un-classified`; none in
    /// labels from before the disaster.
    pub subtype: Option<String>,
}

#[derive(Deserialize)]
struct Label {
    features: Features,
}

#[derive(Deserialize)]
struct Features {
    #[serde(default)]
    lng_lat: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    wkt: String,
}

#[derive(Deserialize)]
struct Properties {
    uid: Option<Loose>,
    subtype: Option<String>,
}

#[derive(Deserialize)]
struct MetadataOnly {
    metadata: Metadata,
}

#[derive(Deserialize)]
struct Metadata {
    sensor: Option<String>,
    gsd: Option<f64>,
    pan_resolution: Option<f64>,
    capture_date: Option<String>,
    off_nadir_angle: Option<f64>,
    sun_azimuth: Option<f64>,
    sun_elevation: Option<f64>,
    target_azimuth: Option<f64>,
    catalog_id: Option<String>,
    img_name: Option<String>,
}

/// The buildings in a label. Those without a `uid` are left out.
///
/// # Errors
/// When the file cannot be read or is no label.
pub fn buildings(path: &Path) -> Result<Vec<XbdBuilding>, ManifestError> {
    let (bytes, _) = whole(path)?;
    let label: Label = serde_json::from_slice(&bytes)?;
    let one = |own: Feature| {
        let id = own.properties.uid.and_then(Loose::text)?;
        Some(XbdBuilding { id, wkt: own.wkt, subtype: own.properties.subtype })
    };
    Ok(label.features.lng_lat.into_iter().filter_map(one).collect())
}

/// Where the picture of a label is, if it is there: beside it, or in `../images`.
///
/// # Errors
/// When the file cannot be read or is no label.
pub fn picture_of(path: &Path) -> Result<Option<PathBuf>, ManifestError> {
    let (bytes, _) = whole(path)?;
    let MetadataOnly { metadata } = serde_json::from_slice(&bytes)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = metadata.img_name.map(|name| picture(folder, Path::new("labels"), &name));
    Ok(name.map(|name| folder.join(name)).filter(|picture| picture.is_file()))
}

/// Whether a file's name is that of a label.
#[must_use]
pub fn is_label(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    ["_pre_disaster.json", "_post_disaster.json"].iter().any(|end| name.ends_with(end))
}

/// Reads labels, each a path counted from the intake's folder.
pub(super) fn read(paths: &[PathBuf], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let mut all = Vec::new();
    for path in paths {
        let read = whole(&intake.folder.join(path))
            .and_then(|(bytes, _)| label(&bytes, path, intake.folder));
        match read {
            Ok(written) => all.push((Spot::File, written)),
            Err(error) => {
                intake.fail(RowError::new(Spot::File, error), Some(&path.to_string_lossy()));
            }
        }
    }
    intake
        .report
        .notes
        .push(format!("{} xBD labels; their buildings are not read here", all.len()));
    let captures = passes::group(all, intake.now);
    intake.take_all(captures)
}

/// The capture of a label at `path`, counted from `folder`.
pub(super) fn label(bytes: &[u8], path: &Path, folder: &Path) -> Result<Written, ManifestError> {
    let MetadataOnly { metadata } = serde_json::from_slice(bytes)?;
    let base = path.parent().map(Path::to_owned).unwrap_or_default();
    let mut own = Written {
        id: metadata.catalog_id.clone().unwrap_or_default(),
        captured_at: Ok(metadata.capture_date.unwrap_or_default()),
        pass: metadata.catalog_id.clone().map(|id| Pass { id, names_single: true }),
        origin: Some(path.to_string_lossy().into_owned()),
        facts: CaptureFacts {
            sensor: metadata.sensor,
            provider_scene_id: metadata.catalog_id,
            gsd_m: metadata.gsd,
            pan_gsd_m: metadata.pan_resolution,
            off_nadir_deg: metadata.off_nadir_angle,
            sun_azimuth_deg: metadata.sun_azimuth,
            sun_elevation_deg: metadata.sun_elevation,
            target_azimuth_deg: metadata.target_azimuth,
            ..CaptureFacts::default()
        },
        ..Written::default()
    };
    if let Some(name) = metadata.img_name {
        let file = picture(&folder.join(&base), &base, &name);
        own.files.push((Spot::File, file));
    } else {
        let fault = RowError::new(Spot::File, "the label has no img_name").in_column("file");
        own.faults.push(fault);
    }
    own.base = base;
    Ok(own)
}

/// Where a label's picture is: beside it or in `../images`, as a TIFF if there is one, for that
/// may know where it lies.
fn picture(real_base: &Path, base: &Path, name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let is_plain = !name.contains(['/', '\\', '\0']);
    let above = if base.as_os_str().is_empty() { None } else { Some("../images/") };
    let folders = [Some(""), above].into_iter().flatten();
    let all = folders.flat_map(|folder| [format!("{folder}{stem}.tif"), format!("{folder}{name}")]);
    let mut there = all.filter(|path| is_plain && real_base.join(path).is_file());
    there.next().unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
#[path = "xbd_tests.rs"]
mod tests;
