//! A manifest as one STAC item, or as a `FeatureCollection` of them. An item is one file; items of
//! one pass (`catalog_id`, or Planet's `pl:strip_id`) within moments are one capture. Nothing is
//! fetched from the net. Which of an item's times and assets count is in `stac/choice`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::intake::{Intake, Pass, Written};
use super::{ManifestError, cells, passes};
use crate::domain::capture::CaptureFacts;
use crate::exchange::json::Loose;
use crate::exchange::rows::{RowError, Spot};
use choice::{Asset, choose, mask, moment};

mod choice;

/// Items of one list, several of which may be one capture.
const ITEMS_MAX: usize = 20_000;

/// Providers of one collection.
const PROVIDERS_MAX: usize = 100;

/// An item.
#[derive(Deserialize)]
pub(super) struct Item {
    #[serde(default)]
    id: String,
    #[serde(default)]
    bbox: Option<Vec<f64>>,
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
    #[serde(rename = "view:incidence_angle")]
    incidence: Option<f64>,
    #[serde(rename = "view:azimuth")]
    azimuth: Option<f64>,
    #[serde(rename = "view:sun_elevation")]
    sun_elevation: Option<f64>,
    #[serde(rename = "view:sun_azimuth")]
    sun_azimuth: Option<f64>,
    #[serde(rename = "eo:cloud_cover")]
    cloud_cover: Option<f64>,
    #[serde(rename = "tile:clouds_percent")]
    tile_cloud: Option<f64>,
    #[serde(rename = "proj:epsg")]
    epsg: Option<u32>,
    #[serde(rename = "proj:code")]
    code: Option<String>,
    #[serde(rename = "pl:strip_id")]
    strip_id: Option<Loose>,
    license: Option<String>,
    #[serde(default)]
    providers: Option<Vec<Provider>>,
    catalog_id: Option<Loose>,
}

/// Who made, processed, licenses or keeps what an item describes.
#[derive(Deserialize, Clone)]
pub(super) struct Provider {
    name: String,
    #[serde(default)]
    roles: Option<Vec<String>>,
}

impl Provider {
    fn is(&self, role: &str) -> bool {
        self.roles.iter().flatten().any(|own| own == role)
    }
}

/// What the items of a collection inherit.
#[derive(Deserialize, Clone, Default)]
pub(super) struct Inherited {
    #[serde(default)]
    pub(super) license: Option<String>,
    #[serde(default)]
    pub(super) providers: Option<Vec<Provider>>,
}

impl Inherited {
    /// Whether it is small enough to be handed down to thousands of items.
    pub(super) fn bounded(&self) -> Result<(), String> {
        let names = self.providers.iter().flatten().map(|one| one.name.as_str());
        names.chain(self.license.as_deref()).try_for_each(|text| cells::bounded(text).map(drop))?;
        match self.providers.as_deref() {
            Some(all) if all.len() > PROVIDERS_MAX => {
                Err(format!("it has more than {PROVIDERS_MAX} providers; leave some out"))
            }
            _ => Ok(()),
        }
    }
}

/// Reads one item.
pub(super) fn item(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let item: Item = serde_json::from_slice(bytes)?;
    take(vec![(Spot::File, item.written(Spot::File, &Inherited::default()))], intake)
}

/// Reads a collection of items.
pub(super) fn items(bytes: &[u8], intake: &mut Intake<'_>) -> Result<(), ManifestError> {
    let versions: Versions = serde_json::from_slice(bytes)?;
    if versions.features.iter().any(|item| item.stac_version.is_none()) {
        let what = "a GeoJSON FeatureCollection whose features are no STAC items";
        return Err(ManifestError::NotAManifest(what.to_owned()));
    }
    if versions.features.len() > ITEMS_MAX {
        return Err(ManifestError::TooMany);
    }
    let items: Items = serde_json::from_slice(bytes)?;
    let nothing = Inherited::default();
    let all = (1..).zip(items.features).map(|(number, item)| {
        let place = Spot::Feature(number);
        (place, item.written(place, &nothing))
    });
    take(all.collect(), intake)
}

/// Takes items, those of one pass together.
pub(super) fn take(
    all: Vec<(Spot, Written)>,
    intake: &mut Intake<'_>,
) -> Result<(), ManifestError> {
    let items = all.len();
    let captures = passes::group(all, intake.now);
    if captures.len() < items {
        intake.report.notes.push(format!(
            "{items} items are {} captures: those of one catalogue or strip id and pass are one",
            captures.len()
        ));
    }
    intake.take_all(captures)
}

impl Item {
    /// The capture that an item is, or a part of.
    pub(super) fn written(self, place: Spot, inherited: &Inherited) -> Written {
        let Self { id, bbox, properties, assets } = self;
        let mut own = Written::default();
        match choose(&assets) {
            Ok(href) => own.files.push((place, href.to_owned())),
            Err(reason) => own.faults.push(RowError::new(place, reason).in_column("file")),
        }
        let times = [&properties.datetime, &properties.start_datetime, &properties.end_datetime];
        match moment(times.map(Option::as_deref)) {
            Ok(read) => {
                own.captured_at = Ok(read.text);
                own.facts.note = read.note;
                (own.facts.taken_from, own.facts.taken_to) = read.span.unzip();
            }
            Err(reason) => {
                own.captured_at = Err(RowError::new(place, reason).in_column("captured_at"));
            }
        }
        own.facts.data_mask = mask(&assets).map(str::to_owned);
        own.facts.bbox = bbox.and_then(|all| flat(&all));
        own.pass = properties.pass();
        properties.fill(place, &id, inherited, &mut own);
        own.id = id;
        own
    }
}

/// A box without heights.
fn flat(bbox: &[f64]) -> Option<[f64; 4]> {
    let four = match bbox {
        [west, south, east, north] | [west, south, _, east, north, _] => {
            [*west, *south, *east, *north]
        }
        _ => return None,
    };
    cells::are_bounds(four).then_some(four)
}

impl Properties {
    fn pass(&self) -> Option<Pass> {
        let pass = |id: &Option<Loose>, names_single| {
            id.clone().and_then(Loose::text).map(|id| Pass { id, names_single })
        };
        pass(&self.catalog_id, true).or_else(|| pass(&self.strip_id, false))
    }

    fn fill(self, place: Spot, id: &str, inherited: &Inherited, to: &mut Written) {
        let providers = self.providers.as_ref().or(inherited.providers.as_ref());
        let providers = providers.map(Vec::as_slice).unwrap_or_default();
        let producer = providers.iter().find(|one| one.is("producer")).or(providers.first());
        if let Some(licence) = self.license.as_ref().or(inherited.license.as_ref()) {
            to.source.say("licence", place, licence);
        }
        let mut owners: Vec<&str> = Vec::new();
        for one in providers.iter().filter(|one| one.is("producer") || one.is("licensor")) {
            if !owners.contains(&one.name.as_str()) {
                owners.push(&one.name);
            }
        }
        if !owners.is_empty() {
            to.source.say("attribution", place, &owners.join(", "));
        }
        let instruments = self.instruments.filter(|list| !list.is_empty());
        let instruments = instruments.map(|list| list.join(", "));
        let sensor = self.platform.or_else(|| self.constellation.clone());
        to.facts = CaptureFacts {
            provider: producer.map(|one| one.name.clone()),
            sensor: sensor.or_else(|| instruments.clone()),
            constellation: self.constellation,
            instruments,
            provider_scene_id: self
                .catalog_id
                .and_then(Loose::text)
                .or_else(|| Some(id.to_owned())),
            strip_id: self.strip_id.and_then(Loose::text),
            gsd_m: self.gsd,
            off_nadir_deg: self.off_nadir,
            incidence_deg: self.incidence,
            view_azimuth_deg: self.azimuth,
            sun_elevation_deg: self.sun_elevation,
            sun_azimuth_deg: self.sun_azimuth,
            cloud_pct: self.cloud_cover.or(self.tile_cloud),
            crs: self.code.or_else(|| self.epsg.map(|number| format!("EPSG:{number}"))),
            ..std::mem::take(&mut to.facts)
        };
    }
}

/// An instant as STAC writes it.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

#[cfg(test)]
#[path = "stac_tests.rs"]
mod tests;
