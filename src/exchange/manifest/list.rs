//! A manifest as JSON: `{"captures": [{"capture_id": …, "captured_at": …, "files": […]}]}` with
//! the names of the table's columns, and `"sources"` with the terms of each. Other kinds of JSON
//! are told apart here and read elsewhere.

use std::path::Path;

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::entry::Entry;
use super::intake::Intake;
use super::terms::{Stated, source_name};
use super::{FILES_MAX, ManifestError, ard, stac, xbd};
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
    #[serde(default)]
    features: Option<Loose>,
    #[serde(default)]
    metadata: Option<IgnoredAny>,
    #[serde(default)]
    mosaicjson: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    captures: Vec<Entry>,
    #[serde(default)]
    sources: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    name: String,
    licence: Option<Loose>,
    attribution: Option<Loose>,
    visible_to: Option<Loose>,
    may_cache: Option<Loose>,
    may_export: Option<Loose>,
    expires_on: Option<Loose>,
}

/// Reads every capture into `intake`; `path` is the file's own.
pub(super) fn read(
    bytes: &[u8],
    path: &Path,
    intake: &mut Intake<'_>,
) -> Result<(), ManifestError> {
    if bytes.trim_ascii_start().starts_with(b"[") {
        return not("a JSON list; put it into an object as \"captures\"");
    }
    let probe: Probe = serde_json::from_slice(bytes)?;
    let kind = probe.kind.and_then(Loose::text);
    match (kind.as_deref(), probe.stac_version, probe.captures) {
        (Some("Feature"), Some(_), _) => stac::item(bytes, intake),
        (Some("FeatureCollection"), ..) if ard::is_json(bytes) => ard::features(bytes, intake),
        (Some("FeatureCollection"), ..) => stac::items(bytes, intake),
        (Some("Feature"), None, _) => not("a GeoJSON feature without \"stac_version\""),
        (_, _, None) if probe.metadata.is_some() && probe.features.is_some() => {
            let name = path.file_name().map_or(path, Path::new);
            let label = xbd::label(bytes, name, intake.folder)?;
            intake.take_all(vec![(Spot::File, label)])
        }
        (_, _, None) if probe.mosaicjson.is_some() => {
            not("a MosaicJSON, which knows no dates; name the tiles' STAC items or their table")
        }
        (_, _, None) => not("JSON without \"captures\""),
        (_, _, Some(_)) => {
            let list: List = serde_json::from_slice(bytes)?;
            if list.captures.iter().map(Entry::files).sum::<usize>() > FILES_MAX {
                return Err(ManifestError::Columns(format!(
                    "the captures have more than {FILES_MAX} files; split the list"
                )));
            }
            list.sources.into_iter().for_each(|source| source.state(intake));
            let place = Spot::Capture;
            let captures = (1..).zip(list.captures);
            let all = captures.map(|(number, entry)| (place(number), entry.written(place(number))));
            intake.take_all(all.collect())
        }
    }
}

fn not(what: &str) -> Result<(), ManifestError> {
    Err(ManifestError::NotAManifest(what.to_owned()))
}

impl Source {
    fn state(self, intake: &mut Intake<'_>) {
        let whose = "\"sources\"";
        let name = match source_name(Spot::File, &self.name) {
            Ok(name) => name,
            Err(fault) => return intake.fail(fault, Some(whose)),
        };
        let mut stated = Stated::default();
        for (column, value) in [
            ("licence", self.licence),
            ("attribution", self.attribution),
            ("visible_to", self.visible_to),
            ("may_cache", self.may_cache),
            ("may_export", self.may_export),
            ("expires_on", self.expires_on),
        ] {
            let text = match value {
                None | Some(Loose::Nothing) => continue,
                Some(Loose::Text(text)) if text.trim().is_empty() => continue,
                Some(Loose::Text(text)) => text,
                Some(Loose::Nested) => "a list or an object".to_owned(),
            };
            stated.say(column, Spot::File, &text);
        }
        for fault in intake.ledger.take(&name, stated, Some(whose)) {
            intake.fail(fault.of(&name), Some(whose));
        }
    }
}
