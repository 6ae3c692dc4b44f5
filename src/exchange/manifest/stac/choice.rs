//! Which of an item's times and assets count.
//!
//! Time. An item of a single moment has `datetime`. One with `start_datetime` and `end_datetime`
//! within a quarter of an hour is a pass, dated by its middle; within one day it is known by the
//! day, within one month by the month, and its note says so. One that spans months is refused,
//! even beside a `datetime`: a mosaic of several months cannot date anything. STAC has no way to
//! write "only the day is known" but midnight, so midnight sharp is read as the day.
//!
//! File. Of the assets with a local relative `href`: the one named or with the role `visual`, else
//! `data`, else the first (by name) that is a `GeoTIFF`; else the same of those on the net, of
//! which a copy may be beside the item.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, NaiveTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;

use super::instant;

/// Minutes that one pass takes at most.
const PASS_MINUTES: i64 = 15;

/// An asset.
#[derive(Deserialize)]
pub(super) struct Asset {
    href: String,
    #[serde(default, rename = "type")]
    media_type: Option<String>,
    #[serde(default)]
    roles: Option<Vec<String>>,
}

/// The time of an item.
pub(super) struct Moment {
    /// As `CapturedAt` reads it.
    pub(super) text: String,
    /// What was assumed.
    pub(super) note: Option<String>,
    /// Its first and last moment.
    pub(super) span: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// The time of an item with these `datetime`, `start_datetime` and `end_datetime`.
pub(super) fn moment([datetime, start, end]: [Option<&str>; 3]) -> Result<Moment, String> {
    let span = start.and_then(instant).zip(end.and_then(instant));
    let plain = |text: &str| Moment { text: text.to_owned(), note: None, span };
    let noted = |text: String, note: String| Ok(Moment { text, note: Some(note), span });
    if let Some((first, last)) = span {
        if last < first {
            return Err(format!("the item ends at {last}, before it begins; exchange the two"));
        }
        let between = format!("taken between {} and {}", spelt(first), spelt(last));
        let (from, to) = (first.date_naive(), last.date_naive());
        let is_pass = last - first <= TimeDelta::minutes(PASS_MINUTES);
        if datetime.is_none() && is_pass {
            let middle = first + (last - first) / 2;
            return noted(spelt(middle), format!("{between}; dated by the middle"));
        }
        if from != to && !is_pass {
            if (from.year(), from.month()) != (to.year(), to.month()) {
                return Err(format!(
                    "the item spans {from} to {to}; a mosaic of several months cannot date \
                     anything, import its single captures"
                ));
            }
            let month = from.format("%Y-%m").to_string();
            return noted(month, format!("{between}; known by the month alone"));
        }
        if datetime.is_none() {
            return noted(from.to_string(), format!("{between}; known by the day alone"));
        }
    }
    match (datetime, start.or(end)) {
        (Some(text), _) => match instant(text).filter(|at| at.time() == NaiveTime::MIN) {
            Some(at) => {
                let note = "midnight in the STAC item, read as the day alone";
                noted(at.date_naive().to_string(), note.to_owned())
            }
            None => Ok(plain(text)),
        },
        (None, Some(only)) => noted(
            only.to_owned(),
            "dated by one end of its span; the other is not in the STAC item".to_owned(),
        ),
        (None, None) => Ok(plain("")),
    }
}

fn spelt(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The path of the asset to cut chips from.
pub(super) fn choose(assets: &BTreeMap<String, Asset>) -> Result<&str, String> {
    let ranked = |wants_local: bool| {
        let of_kind = assets.iter().filter(|(_, own)| wants_local != own.href.contains("://"));
        of_kind
            .filter_map(|(key, asset)| Some((rank(key, asset)?, asset)))
            .min_by_key(|(rank, _)| *rank)
    };
    match ranked(true).or_else(|| ranked(false)) {
        Some((_, asset)) => Ok(&asset.href),
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
    if roles().any(|role| matches!(role, "thumbnail" | "overview" | "metadata"))
        || is_mask(key, asset)
    {
        return None;
    }
    [is("visual"), is("data"), is_tiff]
        .into_iter()
        .zip(0..)
        .find_map(|(is, rank)| is.then_some(rank))
}

/// The path or address of the mask of usable pixels.
pub(super) fn mask(assets: &BTreeMap<String, Asset>) -> Option<&str> {
    let masks = assets.iter().filter(|(key, asset)| is_mask(key, asset));
    masks.map(|(_, asset)| asset.href.as_str()).next()
}

fn is_mask(key: &str, asset: &Asset) -> bool {
    let words = ["data-mask", "data_mask", "udm", "udm2"];
    words.contains(&key) || asset.roles.iter().flatten().any(|role| words.contains(&role.as_str()))
}
