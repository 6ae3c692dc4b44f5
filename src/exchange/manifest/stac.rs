//! A manifest as one STAC item, or as a `FeatureCollection` of them. An item is one capture with
//! one file. Nothing is fetched from the net.
//!
//! Time. An item of a single moment has `datetime`. One with `start_datetime` and `end_datetime`
//! on the same day (UTC) is taken as known by the day, and its note says so. One that spans days
//! is refused, even beside a `datetime`: a mosaic of several days cannot date anything. STAC has
//! no way to write "only the day is known" but midnight, so midnight sharp is read as the day.
//!
//! File. Of the assets with a local relative `href`: the one named or with the role `visual`, else
//! `data`, else the first (by name) that is a `GeoTIFF`.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc};
use serde::Deserialize;

use super::{Intake, ManifestError, Written};
use crate::domain::capture::CaptureFacts;
use crate::exchange::rows::{RowError, Spot};

#[derive(Deserialize)]
struct Item {
    #[serde(default)]
    id: String,
    properties: Properties,
    #[serde(default)]
    assets: BTreeMap<String, Asset>,
}

#[derive(Deserialize)]
struct Items {
    features: Vec<Item>,
}

/// What tells a collection of items from any other.
#[derive(Deserialize)]
struct Versions {
    features: Vec<Version>,
}

#[derive(Deserialize)]
struct Version {
    stac_version: Option<String>,
}

#[derive(Deserialize)]
struct Properties {
    datetime: Option<String>,
    start_datetime: Option<String>,
    end_datetime: Option<String>,
    platform: Option<String>,
    constellation: Option<String>,
    #[serde(default)]
    instruments: Option<Vec<String>>,
    gsd: Option<f64>,
    #[serde(rename = "view:off_nadir")]
    off_nadir: Option<f64>,
    #[serde(rename = "view:sun_elevation")]
    sun_elevation: Option<f64>,
    #[serde(rename = "eo:cloud_cover")]
    cloud_cover: Option<f64>,
    license: Option<String>,
    #[serde(default)]
    providers: Option<Vec<Provider>>,
    catalog_id: Option<String>,
}

#[derive(Deserialize)]
struct Provider {
    name: String,
    #[serde(default)]
    roles: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Asset {
    href: String,
    #[serde(default, rename = "type")]
    media_type: Option<String>,
    #[serde(default)]
    roles: Option<Vec<String>>,
}

/// Reads one item.
pub(super) fn item(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let item: Item = serde_json::from_slice(bytes)?;
    intake.take(Spot::File, item.written(Spot::File))
}

/// Reads a collection of items.
pub(super) fn items(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let versions: Versions = serde_json::from_slice(bytes)?;
    if versions.features.iter().any(|item| item.stac_version.is_none()) {
        let what = "a GeoJSON FeatureCollection whose features are no STAC items";
        return Err(ManifestError::NotAManifest(what.to_owned()));
    }
    let items: Items = serde_json::from_slice(bytes)?;
    (1..).zip(items.features).try_for_each(|(number, item)| {
        let place = Spot::Feature(number);
        intake.take(place, item.written(place))
    })
}

impl Item {
    fn written(self, place: Spot) -> Written {
        let Self { id, properties, assets, .. } = self;
        let mut files = Vec::new();
        let mut faults = Vec::new();
        match choose(&assets) {
            Ok(href) => files.push((place, href.to_owned())),
            Err(reason) => faults.push(RowError::new(place, reason).in_column("file")),
        }
        let moment = properties.moment();
        let mut facts = properties.facts(&id);
        let captured_at = match moment {
            Ok((text, note)) => {
                facts.note = note;
                Ok(text)
            }
            Err(reason) => Err(RowError::new(place, reason).in_column("captured_at")),
        };
        Written { id, captured_at, files, facts, faults }
    }
}

impl Properties {
    /// The time as `CapturedAt` reads it, and a note where it is known by the day only.
    fn moment(&self) -> Result<(String, Option<String>), String> {
        let day = |text: &str| {
            DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc).date_naive())
        };
        let (start, end) = (self.start_datetime.as_deref(), self.end_datetime.as_deref());
        let span = start.and_then(day).zip(end.and_then(day));
        if let Some((first, last)) = span
            && first != last
        {
            return Err(format!(
                "the item spans {first} to {last}; a mosaic of several days cannot date \
                 anything, import its single captures"
            ));
        }
        match (self.datetime.as_deref(), span) {
            (Some(text), _) => {
                let at = DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
                match at.filter(|at| at.time() == NaiveTime::MIN) {
                    Some(at) => {
                        let note = "midnight in the STAC item, read as the day alone";
                        Ok((at.date_naive().to_string(), Some(note.to_owned())))
                    }
                    None => Ok((text.to_owned(), None)),
                }
            }
            (None, Some((day, _))) => {
                let range = [start, end].into_iter().flatten().collect::<Vec<_>>().join(" and ");
                Ok((day.to_string(), Some(format!("taken between {range}"))))
            }
            (None, None) => Ok((start.or(end).unwrap_or_default().to_owned(), None)),
        }
    }

    fn facts(self, id: &str) -> CaptureFacts {
        let producer =
            |provider: &&Provider| provider.roles.iter().flatten().any(|role| role == "producer");
        let providers = self.providers.unwrap_or_default();
        let provider = providers.iter().find(producer).or(providers.first());
        let instruments = self.instruments.filter(|list| !list.is_empty());
        CaptureFacts {
            provider: provider.map(|provider| provider.name.clone()),
            sensor: self
                .platform
                .or(self.constellation)
                .or_else(|| instruments.map(|list| list.join(", "))),
            provider_scene_id: Some(self.catalog_id.unwrap_or_else(|| id.to_owned())),
            gsd_m: self.gsd,
            off_nadir_deg: self.off_nadir,
            sun_elevation_deg: self.sun_elevation,
            cloud_pct: self.cloud_cover,
            licence: self.license,
            ..CaptureFacts::default()
        }
    }
}

/// The path of the asset to cut chips from.
fn choose(assets: &BTreeMap<String, Asset>) -> Result<&str, String> {
    let ranked = |wants_local: bool| {
        assets
            .iter()
            .filter(|(_, asset)| wants_local != asset.href.contains("://"))
            .filter_map(|(key, asset)| Some((rank(key, asset)?, key, asset)))
            .min_by_key(|(rank, ..)| *rank)
    };
    if let Some((_, _, asset)) = ranked(true) {
        return Ok(&asset.href);
    }
    match ranked(false) {
        Some((_, key, asset)) => Err(format!(
            "the asset \"{key}\" is on the net at {}; download it beside the item and write its \
             relative path into \"href\"",
            asset.href
        )),
        None => Err("the item has no asset named \"visual\" or \"data\" and no GeoTIFF".to_owned()),
    }
}

fn rank(key: &str, asset: &Asset) -> Option<u8> {
    let roles = || asset.roles.iter().flatten().map(String::as_str);
    let is = |word: &str| key == word || roles().any(|role| role == word);
    let media_type = asset.media_type.as_deref().unwrap_or_default();
    let name = asset.href.to_ascii_lowercase();
    let is_tiff = media_type.contains("tiff")
        || [".tif", ".tiff"].iter().any(|ending| name.ends_with(ending));
    if roles().any(|role| matches!(role, "thumbnail" | "overview" | "metadata")) {
        return None;
    }
    [is("visual"), is("data"), is_tiff]
        .into_iter()
        .zip(0..)
        .find_map(|(is, rank)| is.then_some(rank))
}

#[cfg(test)]
#[path = "stac_tests.rs"]
mod tests;
