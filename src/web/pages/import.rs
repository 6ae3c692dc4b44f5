//! One import: how far it is, what was found in it, and what may be done with it.

use std::fmt::Write as _;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::imports::{home, reading};
use crate::domain::act::ActKind;
use crate::domain::id::ImportId;
use crate::domain::reading::Reading;
use crate::journey::import::{
    self, Dot, Ids, ImageLine, Outcome, RowError, StageError, Stated, UndoError,
};
use crate::journey::log::By;
use crate::journey::look::{self, Import, ImportState};
use crate::journey::preview;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::jobs::{Job, Step};
use crate::web::page::{Frame, render, see_other};
use crate::web::staff::{Desk, Run};

/// Errors shown on the page; all of them are in the table.
const ERRORS_SHOWN: usize = 20;
/// Ids shown of a list.
const IDS_SHOWN: usize = 20;

/// An import in a list.
pub(super) struct Line {
    /// Its number.
    pub(super) id: ImportId,
    /// What its owner called it.
    pub(super) name: String,
    /// Captures or buildings.
    pub(super) kind: &'static str,
    /// How far it is, in words.
    pub(super) state: &'static str,
    /// When it came, UTC.
    pub(super) at: String,
    /// Who brought it.
    pub(super) account: String,
}

impl Line {
    /// Of an import.
    pub(super) fn of(import: &Import) -> Self {
        Self {
            id: import.id,
            name: import.what.name.clone(),
            kind: import.what.kind.as_str(),
            state: import.what.state.as_str(),
            at: import.created_at.format("%Y-%m-%d %H:%M").to_string(),
            account: import.what.account.clone(),
        }
    }
}

/// A building on the map of a dry run.
struct MapDot {
    symbol: &'static str,
    x: i64,
    y: i64,
}

#[derive(Template)]
#[template(path = "pages/import.html")]
#[expect(clippy::struct_excessive_bools, reason = "each shows or hides one part of the page")]
struct ImportPage {
    frame: Frame,
    slug: String,
    line: Line,
    is_captures: bool,
    is_busy: bool,
    is_checked: bool,
    is_applied: bool,
    may_apply: bool,
    step: Option<Step>,
    found: Outcome,
    errors: Vec<RowError>,
    lists: Vec<(u64, &'static str, String)>,
    dots: Vec<MapDot>,
    map_height: i64,
    stated: Stated,
    stated_words: (String, String, String),
    images: Vec<ImageLine>,
    chips: String,
}

/// What the address of the page says.
#[derive(Debug, Deserialize)]
pub struct Sent {
    /// Whether it was just told to go on, and the work may not have begun.
    #[serde(default)]
    sent: String,
}

/// `GET /desk/{slug}/imports/{id}`.
///
/// # Errors
/// When there is none.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, ImportId)>,
    sent: web::Query<Sent>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let (_, id) = path.into_inner();
    let campaign = desk.campaign;
    let own = campaign.clone();
    let seen = app.door.read(move |db| {
        let import = look::import(db, &own, id)?.ok_or_else(Failure::not_found)?;
        Ok::<_, Failure>((import, look::chips_said(db, &own)?))
    });
    let (import, chips) = seen.await?;
    let found: Outcome = serde_json::from_str(&import.what.report).unwrap_or_default();
    let stated: Stated = serde_json::from_str(&import.what.options).unwrap_or_default();
    let state = import.what.state;
    let step = app.jobs.step(&campaign);
    let is_told = !sent.sent.is_empty() && step.is_some();
    let is_checked = state == ImportState::Checked && !is_told;
    let is_waiting = state == ImportState::Checked && is_told;
    let (dots, map_height) = map(&found.dots);
    let lists = [
        ("outside the captures, or in too few of them: left out", &found.outside),
        ("less than 2 m from another of the list: perhaps the same twice", &found.near),
        ("in the campaign but not in this list: they stay", &found.missing),
    ];
    let listed = lists.into_iter().filter(|(_, ids)| ids.count > 0);
    let frame = Frame::new(format!("Import of {}", import.what.name));
    render(&ImportPage {
        frame,
        slug: campaign.slug.to_string(),
        line: Line::of(&import),
        is_captures: import.what.kind == look::ImportKind::Captures,
        is_busy: is_waiting
            || matches!(state, ImportState::Staged | ImportState::Checking | ImportState::Applying),
        is_checked,
        is_applied: state == ImportState::Applied,
        may_apply: is_checked && (found.error_count == 0 || stated.skips_bad_rows),
        step,
        errors: found.errors.iter().take(ERRORS_SHOWN).cloned().collect(),
        lists: listed.map(|(what, ids)| (ids.count, what, spoken(ids))).collect(),
        dots,
        map_height,
        stated_words: stated_words(&stated.reading),
        stated,
        images: found.images.clone(),
        found,
        chips,
    })
}

fn spoken(ids: &Ids) -> String {
    let shown: Vec<&str> = ids.listed.iter().take(IDS_SHOWN).map(String::as_str).collect();
    let rest = ids.count.saturating_sub(u64::try_from(shown.len()).unwrap_or(0));
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Bands, black and white as they were stated, as a person would write them.
fn stated_words(reading: &Reading) -> (String, String, String) {
    let bands = reading.bands.map(|bands| bands.map(|band| band.to_string()).join(", "));
    let edges = reading.stretch.map(|[first, ..]| (first.low.to_string(), first.high.to_string()));
    let (low, high) = edges.unwrap_or_default();
    (bands.unwrap_or_default(), low, high)
}

/// Where the buildings lie in a drawing a thousand wide, and how high that is.
fn map(dots: &[(f64, f64, Dot)]) -> (Vec<MapDot>, i64) {
    let bounds = dots.iter().fold(
        (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY),
        |(w, s, e, n), (lon, lat, _)| (w.min(*lon), s.min(*lat), e.max(*lon), n.max(*lat)),
    );
    let (west, south, east, north) = bounds;
    let shrink = f64::midpoint(south, north).to_radians().cos().max(0.01);
    let (wide, high) = ((east - west) * shrink, north - south);
    // A thousand across, and no higher than that; a hundred metres at least.
    let scale = 960.0 / wide.max(high).max(1e-3);
    let whole = |value: f64| -> i64 {
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            reason = "between 0 and 1000 by the scale above"
        )]
        let whole = value.round() as i64;
        whole
    };
    let draw = |(lon, lat, what): &(f64, f64, Dot)| MapDot {
        symbol: match what {
            Dot::Added => "standing",
            Dot::Changed => "wide",
            Dot::Unchanged => "open",
            Dot::Outside => "undatable",
        },
        x: whole((lon - west) * shrink * scale + 20.0),
        y: whole((north - lat) * scale + 20.0),
    };
    let height = if dots.is_empty() { 0 } else { whole(high * scale) + 40 };
    (dots.iter().map(draw).collect(), height)
}

/// `GET /desk/{slug}/imports/{id}/errors.csv`: every fault that is kept, as a table.
///
/// # Errors
/// When there is no such import.
pub async fn errors(
    app: web::Data<App>,
    path: web::Path<(String, ImportId)>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let (_, id) = path.into_inner();
    let import = app
        .door
        .read(move |db| look::import(db, &desk.campaign, id)?.ok_or_else(Failure::not_found));
    let found: Outcome = serde_json::from_str(&import.await?.what.report).unwrap_or_default();
    let table = import::errors_table(&found).map_err(|error| Failure::internal(&error))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", "attachment; filename=\"errors.csv\""))
        .insert_header(crate::web::cache::Cache::Never.header())
        .body(table))
}

/// `POST /desk/{slug}/imports/{id}/{act}`: check again, apply, discard or undo.
///
/// # Errors
/// When it is at another step, or was seen already.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, ImportId, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, id, act) = path.into_inner();
    let campaign = desk.campaign;
    let own = campaign.clone();
    let seen = app.door.read(move |db| look::import(db, &own, id)?.ok_or_else(Failure::not_found));
    let mut import = seen.await?;
    let here = format!("{}/{id}", home(&campaign));
    let (now, store) = (app.now(), app.door.store().clone());
    match act.as_str() {
        "check" => {
            let stated =
                restated(&import, &form).map_err(|failure| failure.link(&here, "The import"))?;
            let found = web::block(move || {
                let stated = import::restate(&store, now, &import, &stated)?;
                import.what.options = stated;
                Ok::<_, StageError>(import)
            });
            let found = found.await.map_err(|error| Failure::internal(&error))?;
            let import = found.map_err(|error| elsewhere(&error, &here))?;
            app.jobs.push(Job::Check(campaign, Box::new(import)));
        }
        "apply" if import.what.state == ImportState::Checked => {
            let (who, own, name) = (desk.account.name, campaign.id, import.what.name.clone());
            app.door
                .write(move |db| {
                    By { name: &who, now }.did(db, ActKind::Imported, Some(own), name, "")
                })
                .await?;
            app.jobs.push(Job::Apply(campaign, Box::new(import)));
            return Ok(see_other(&format!("{here}?sent=1")));
        }
        "discard" => {
            let (uploads, home) = (app.uploads.clone(), home(&campaign));
            let done = web::block(move || {
                import::discard(&store, now, &import)?;
                let path = std::path::Path::new(&import.what.path);
                // Only what was uploaded is ours to remove.
                if let Some(folder) = path.ancestors().find(|at| at.parent() == Some(&uploads)) {
                    drop(std::fs::remove_dir_all(folder));
                }
                Ok::<_, StageError>(())
            });
            let done = done.await.map_err(|error| Failure::internal(&error))?;
            done.map_err(|error| elsewhere(&error, &here))?;
            return Ok(see_other(&home));
        }
        "undo" => {
            let who = desk.account.name;
            let undone = app.door.write(move |db| {
                import::undo(db, By { name: &who, now }, &campaign, id).map_err(Undo)
            });
            undone.await.map_err(|Undo(error)| undo_refused(&error, &here))?;
        }
        "apply" => {
            return Err(elsewhere(&StageError::Elsewhere(import.what.state.as_str()), &here));
        }
        _ => return Err(Failure::not_found()),
    }
    Ok(see_other(&here))
}

struct Undo(UndoError);

impl From<crate::store::StoreError> for Undo {
    fn from(error: crate::store::StoreError) -> Self {
        Self(error.into())
    }
}

/// What is stated about images, changed by the form of the preview.
fn restated(import: &Import, form: &Words) -> Result<Stated, Failure> {
    let mut stated: Stated = serde_json::from_str(&import.what.options).unwrap_or_default();
    let word = |name: &str| Some(form.get(name)).filter(|word| !word.is_empty());
    if word("keep").is_none() {
        stated.reading = reading(&word)?;
    }
    stated.skips_bad_rows = word("skips_bad_rows").is_some();
    Ok(stated)
}

fn elsewhere(error: &StageError, here: &str) -> Failure {
    let message = format!("{error}.");
    Failure::new(StatusCode::CONFLICT, "Not now", message).link(here.to_owned(), "The import")
}

fn undo_refused(error: &UndoError, here: &str) -> Failure {
    match error {
        UndoError::Store(error) => Failure::internal(error),
        error => {
            let message = format!("{error}.");
            Failure::new(StatusCode::CONFLICT, "It stays", message)
                .link(here.to_owned(), "The import")
        }
    }
}

/// Which bands a preview shows.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Such as `5,3,2`.
    #[serde(default)]
    bands: String,
}

/// `GET /desk/{slug}/imports/{id}/preview/{number}`: a small picture of one of its images, in the
/// bands asked for.
///
/// # Errors
/// When there is none, or it cannot be read.
pub async fn preview(
    app: web::Data<App>,
    path: web::Path<(String, ImportId, usize)>,
    asked: web::Query<Asked>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let (_, id, number) = path.into_inner();
    let import = app
        .door
        .read(move |db| look::import(db, &desk.campaign, id)?.ok_or_else(Failure::not_found));
    let import = import.await?;
    let found: Outcome = serde_json::from_str(&import.what.report).unwrap_or_default();
    let image = found.images.into_iter().nth(number).ok_or_else(Failure::not_found)?;
    let stated: Stated = serde_json::from_str(&import.what.options).unwrap_or_default();
    let bands = Some(asked.bands.as_str()).filter(|bands| !bands.is_empty());
    let chosen = reading(&|name| bands.filter(|_| name == "bands"))?;
    let reading = Reading { bands: chosen.bands.or(stated.reading.bands), ..stated.reading };
    let drawn = web::block(move || preview::draw(std::path::Path::new(&image.path), &reading));
    let bytes = drawn.await.map_err(|error| Failure::internal(&error))?.map_err(|error| {
        let mut message = String::new();
        let _ = write!(message, "{error}.");
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "No preview", message)
    })?;
    Ok(HttpResponse::Ok()
        .content_type("image/webp")
        .insert_header(crate::web::cache::Cache::Never.header())
        .body(bytes))
}
