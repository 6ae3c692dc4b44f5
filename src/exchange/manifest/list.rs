//! A manifest as JSON: `{"captures": [{"capture_id": …, "captured_at": …, "files": […]}]}` with
//! the names of the table's columns. STAC items are told apart here and read in `stac`.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Intake, ManifestError, Written, stac};
use crate::domain::capture::CaptureFacts;
use crate::exchange::json::Loose;
use crate::exchange::rows::Spot;

/// What tells one kind of JSON from another.
#[derive(Deserialize)]
struct Probe {
    #[serde(default, rename = "type")]
    kind: Option<Loose>,
    #[serde(default)]
    stac_version: Option<IgnoredAny>,
    #[serde(default)]
    captures: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    captures: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(default)]
    capture_id: String,
    #[serde(default)]
    captured_at: String,
    #[serde(default)]
    file: Option<String>,
    #[serde(default)]
    files: Vec<String>,
    provider: Option<String>,
    sensor: Option<String>,
    provider_scene_id: Option<String>,
    gsd_m: Option<f64>,
    off_nadir_deg: Option<f64>,
    sun_elevation_deg: Option<f64>,
    cloud_pct: Option<f64>,
    licence: Option<String>,
    attribution: Option<String>,
    note: Option<String>,
}

/// Reads every capture into `intake`.
pub(super) fn read(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        return not("a JSON list; put it into an object as \"captures\"");
    }
    let probe: Probe = serde_json::from_slice(bytes)?;
    let kind = probe.kind.and_then(Loose::text);
    match (kind.as_deref(), probe.stac_version, probe.captures) {
        (Some("Feature"), Some(_), _) => stac::item(bytes, intake),
        (Some("FeatureCollection"), ..) => stac::items(bytes, intake),
        (Some("Feature"), None, _) => not("a GeoJSON feature without \"stac_version\""),
        (_, Some(_), None) => {
            not("a STAC collection or catalogue, which only points to items; name an item")
        }
        (_, _, None) => not("JSON without \"captures\""),
        (_, _, Some(_)) => {
            let list: List = serde_json::from_slice(bytes)?;
            (1..).zip(list.captures).try_for_each(|(number, capture)| {
                let place = Spot::Capture(number);
                intake.take(place, capture.written(place))
            })
        }
    }
}

fn not(what: &str) -> Result<(), ManifestError> {
    Err(ManifestError::NotAManifest(what.to_owned()))
}

impl Entry {
    fn written(self, place: Spot) -> Written {
        let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let facts = CaptureFacts {
            provider: filled(self.provider),
            sensor: filled(self.sensor),
            provider_scene_id: filled(self.provider_scene_id),
            gsd_m: self.gsd_m,
            off_nadir_deg: self.off_nadir_deg,
            sun_elevation_deg: self.sun_elevation_deg,
            cloud_pct: self.cloud_pct,
            licence: filled(self.licence),
            attribution: filled(self.attribution),
            note: filled(self.note),
        };
        let files = self.file.into_iter().chain(self.files).map(|file| (place, file)).collect();
        Written {
            id: self.capture_id,
            captured_at: Ok(self.captured_at),
            files,
            facts,
            faults: Vec::new(),
        }
    }
}
