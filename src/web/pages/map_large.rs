//! The map that is moved and filtered in the browser, on a page of its own, and the buildings as
//! its script takes them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};

use actix_web::http::header::CONTENT_ENCODING;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Duration, Utc};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::map::{Mark, mark_of};
use crate::domain::campaign::Campaign;
use crate::domain::capture::Capture;
use crate::domain::id::CaptureId;
use crate::domain::limits::CENSUS_SECONDS;
use crate::domain::tile::MapTile;
use crate::journey::basemap::{self, Ground};
use crate::journey::census::{self, Point};
use crate::store::StoreError;
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::{Desk, SeeProgress};

/// Campaigns whose points are kept ready.
const KEPT_MAX: usize = 4;

/// The colours of the marks, in light and in dark: those of `static/css`.
const COLOURS: [[&str; 8]; 2] = [
    ["#5f5a51", "#a33a17", "#1d5a8f", "#6d4b9a", "#1d1b18", "#1d1b18", "#1d1b18", "#1d1b18"],
    ["#a8a196", "#f2966f", "#86bdf0", "#c3a5ec", "#ece7dd", "#ece7dd", "#ece7dd", "#ece7dd"],
];

/// A picture of one clear pixel: a map that is sent none at all says that it failed.
const CLEAR: &[u8] = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\
    \x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00";

/// The points of campaigns, zipped, for a minute: reading 250,000 buildings takes a second.
#[derive(Debug, Default)]
pub struct Points(Mutex<BTreeMap<i64, (DateTime<Utc>, Bytes)>>);

impl Points {
    fn get(&self, campaign: i64, now: DateTime<Utc>) -> Option<Bytes> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_fresh = |at: DateTime<Utc>| now - at < Duration::seconds(CENSUS_SECONDS);
        kept.get(&campaign).filter(|(at, _)| is_fresh(*at)).map(|(_, bytes)| bytes.clone())
    }

    fn put(&self, campaign: i64, now: DateTime<Utc>, bytes: Bytes) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX && !kept.contains_key(&campaign) {
            kept.pop_first();
        }
        kept.insert(campaign, (now, bytes));
    }
}

#[derive(Template)]
#[template(path = "pages/map_large.html")]
struct MapLargePage {
    frame: Frame,
    map: MapParts,
}

/// What the map that is moved takes, on whichever page it stands.
pub(super) struct MapParts {
    /// The campaign in addresses.
    pub(super) slug: String,
    /// Where its script finds the buildings.
    pub(super) points: String,
    /// Where the pages begin to which marks lead.
    pub(super) buildings: String,
    /// Where the server has drawn the same.
    pub(super) drawn: String,
    /// How buildings are drawn: the drawing, and what it means.
    pub(super) marks: Vec<[&'static str; 2]>,
    /// Captures that can be laid below: address of the tiles and name.
    pub(super) grounds: Vec<(String, String)>,
    /// The map that the server was given to be laid below.
    pub(super) basemap: Option<Basemap>,
    /// The first day.
    pub(super) first: String,
    /// The last day.
    pub(super) last: String,
    /// The last capture's number.
    pub(super) last_at: usize,
    /// What the script takes.
    pub(super) legend: String,
}

/// A map that the server was given.
pub(super) struct Basemap {
    /// The address of its tiles.
    pub(super) address: String,
    /// Its coarsest and finest zoom.
    pub(super) zooms: (u8, u8),
    /// Whose it is.
    pub(super) attribution: String,
}

/// `GET /desk/{slug}/map`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<SeeProgress>) -> Result<HttpResponse, Failure> {
    let map = parts(&app, &desk.campaign).await?;
    render(&MapLargePage { frame: Frame::new("Map"), map })
}

/// What the map of a campaign takes.
///
/// # Errors
/// When the store fails.
pub(super) async fn parts(app: &App, campaign: &Campaign) -> Result<MapParts, Failure> {
    let (slug, campaign, now) = (campaign.slug.to_string(), campaign.clone(), app.now());
    let read = app.door.read(move |db| {
        let captures = census::captures_of(db, campaign.id)?;
        Ok::<_, StoreError>((captures, basemap::grounds(db, now, &campaign)?))
    });
    let (captures, grounds) = read.await?;
    let days: Vec<String> = captures.iter().map(day).collect();
    let mark = |mark: Mark| json!({ "name": mark.symbol(), "label": mark.label() });
    let marks: Vec<Value> = Mark::ALL.into_iter().map(mark).collect();
    let end = |day: Option<&String>| day.cloned().unwrap_or_default();
    let basemap = app.basemap.as_ref().map(|map| Basemap {
        address: format!("/desk/{slug}/basemap/{{z}}/{{x}}/{{y}}?v={:08x}", map.version),
        zooms: map.zooms,
        attribution: map.attribution.clone(),
    });
    Ok(MapParts {
        grounds: grounds.iter().map(|ground| address(&slug, ground)).collect(),
        basemap,
        points: format!("/desk/{slug}/map.json"),
        buildings: format!("/desk/{slug}/buildings/"),
        drawn: format!("/desk/{slug}#drawn-map"),
        slug,
        marks: Mark::ALL.map(|mark| [mark.symbol(), mark.label()]).to_vec(),
        first: end(days.first()),
        last: end(days.last()),
        last_at: days.len().saturating_sub(1),
        legend: json!({ "captures": days, "marks": marks, "colours": COLOURS }).to_string(),
    })
}

fn day(capture: &Capture) -> String {
    capture.taken.at.format("%Y-%m-%d").to_string()
}

/// The address of a ground's tiles, and what it is called.
fn address(slug: &str, ground: &Ground) -> (String, String) {
    let capture = &ground.cutting.capture;
    let (id, version) = (capture.id, ground.version());
    let address = format!("/desk/{slug}/tiles/{id}/{{z}}/{{x}}/{{y}}.webp?v={version}");
    (address, format!("{} {}", day(capture), capture.external_id))
}

/// `GET /desk/{slug}/tiles/{capture}/{z}/{x}/{y}.webp`: the capture there, clear where it is not.
///
/// # Errors
/// When there is no such campaign, capture or tile, or none that may be shown today.
pub async fn tile(
    app: web::Data<App>,
    path: web::Path<(String, CaptureId, u32, u32, u32)>,
    desk: Desk<SeeProgress>,
) -> Result<HttpResponse, Failure> {
    let (_, capture, zoom, x, y) = path.into_inner();
    let wanted = MapTile::new(zoom, x, y).ok_or_else(Failure::not_found)?;
    let now = app.now();
    let read = app.door.read(move |db| basemap::ground(db, now, &desk.campaign, capture));
    let ground = read.await?.ok_or_else(Failure::not_found)?;
    let cache = if ground.may_cache { Cache::PrivateForever } else { Cache::Never };
    // A map asks for dozens at once; pictures for volunteers go on being cut beside them.
    let _seat = app.tiles.acquire().await.map_err(|error| Failure::internal(&error))?;
    let cut = web::block(move || basemap::tile(&ground, wanted)).await;
    let bytes = cut.ok().ok_or(StoreError::Lost)?.map_err(|error| Failure::internal(&error))?;
    let bytes = bytes.unwrap_or_else(|| CLEAR.to_vec());
    Ok(HttpResponse::Ok()
        .content_type("image/webp")
        .insert_header(cache.header())
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(bytes))
}

/// `GET /desk/{slug}/basemap/{z}/{x}/{y}`: a tile of the map that the server was given, clear where
/// it has none.
///
/// # Errors
/// When there is no such campaign, or no map.
pub async fn basemap_tile(
    app: web::Data<App>,
    path: web::Path<(String, u32, u32, u32)>,
    _: Desk<SeeProgress>,
) -> Result<HttpResponse, Failure> {
    let (_, zoom, x, y) = path.into_inner();
    let map = app.basemap.clone().ok_or_else(Failure::not_found)?;
    let mime = map.mime;
    let read = web::block(move || map.tile(zoom, x, y)).await;
    let found = read.ok().ok_or(StoreError::Lost)?.map_err(|error| Failure::internal(&error))?;
    let (mime, bytes) = found.map_or(("image/webp", CLEAR.to_vec()), |bytes| (mime, bytes));
    Ok(HttpResponse::Ok()
        .content_type(mime)
        .insert_header(Cache::PrivateForever.header())
        .insert_header(("Cross-Origin-Resource-Policy", "same-origin"))
        .body(bytes))
}

/// `GET /desk/{slug}/map.json`: the buildings in columns.
///
/// # Errors
/// When there is no such campaign.
pub async fn points(app: web::Data<App>, desk: Desk<SeeProgress>) -> Result<HttpResponse, Failure> {
    let (id, now) = (desk.campaign.id, app.now());
    let body = if let Some(kept) = app.points.get(id.0, now) {
        kept
    } else {
        let read = app.door.read(move |db| {
            let (points, captures) = census::points(db, id)?;
            Ok::<_, StoreError>(zipped(&columns(&points, &captures)))
        });
        let body = Bytes::from(read.await?.map_err(|error| Failure::internal(&error))?);
        app.points.put(id.0, now, body.clone());
        body
    };
    // Every browser that can draw the map takes this.
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_ENCODING, "gzip"))
        .insert_header(Cache::Never.header())
        .body(body))
}

pub(super) fn zipped(value: &Value) -> std::io::Result<Vec<u8>> {
    let mut zip = GzEncoder::new(Vec::new(), Compression::new(5));
    zip.write_all(value.to_string().as_bytes())?;
    zip.finish()
}

/// Columns, places as differences in millionths of a degree: a tenth of what `GeoJSON` takes.
fn columns(points: &[Point], captures: &[Capture]) -> Value {
    let at: BTreeMap<i64, usize> =
        captures.iter().enumerate().map(|(at, capture)| (capture.id.0, at)).collect();
    let position =
        |id: Option<i64>| id.and_then(|id| at.get(&id)).map_or(json!(-1), |at| json!(at));
    let mark = |point: &Point| {
        let own = mark_of(point.state);
        Mark::ALL.iter().position(|mark| *mark == own).unwrap_or(0).to_string()
    };
    json!({
        "lon": differences(points.iter().map(|point| point.lon)),
        "lat": differences(points.iter().map(|point| point.lat)),
        "mark": points.iter().map(mark).collect::<String>(),
        "after": points.iter().map(|point| position(point.after)).collect::<Vec<_>>(),
        "before": points.iter().map(|point| position(point.before)).collect::<Vec<_>>(),
        "id": points.iter().map(|point| point.external_id.as_str()).collect::<Vec<_>>(),
    })
}

pub(super) fn differences(degrees: impl Iterator<Item = f64>) -> Vec<i64> {
    let mut before = 0;
    degrees
        .map(|degrees| {
            let now = millionths(degrees);
            let more = now - before;
            before = now;
            more
        })
        .collect()
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "at most 180 degrees")]
fn millionths(degrees: f64) -> i64 {
    (degrees * 1e6).round() as i64
}
