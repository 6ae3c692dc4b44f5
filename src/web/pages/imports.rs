//! What was brought into a campaign, and the forms that bring in more.

use std::path::PathBuf;

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::import::Line;
use crate::domain::campaign::{Campaign, Phase};
use crate::domain::reading::{Range, Reading};
use crate::journey::import::{self, Staged, Stated};
use crate::journey::look::{self, ImportKind};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::jobs::{Job, Step};
use crate::web::page::{Frame, render, see_other};
use crate::web::staff::{Desk, Run};
use crate::web::upload::Upload;

/// Imports listed.
const LISTED: i64 = 100;
/// Entries of the inbox folder listed.
const INBOX_LISTED: usize = 500;

#[derive(Template)]
#[template(path = "pages/imports.html")]
struct ImportsPage {
    frame: Frame,
    slug: String,
    is_open: bool,
    has_captures: bool,
    step: Option<Step>,
    lines: Vec<Line>,
    inbox: Vec<String>,
    inbox_folder: String,
    chips: String,
}

/// `GET /desk/{slug}/imports`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign;
    let own = campaign.clone();
    let seen = app.door.read(move |db| {
        let imports = look::imports(db, &own, LISTED)?;
        let (captures, _) = look::size(db, &own)?;
        Ok::<_, Failure>((imports, look::chips_said(db, &own)?, captures))
    });
    let (imports, chips, captures) = seen.await?;
    let (folder, inbox_folder) = (app.inbox.clone(), app.inbox.display().to_string());
    let inbox = web::block(move || entries(&folder)).await.unwrap_or_default();
    let frame = Frame::new("Imports");
    render(&ImportsPage {
        frame,
        slug: campaign.slug.to_string(),
        is_open: matches!(campaign.phase, Phase::Open | Phase::Paused),
        has_captures: captures > 0,
        step: app.jobs.step(&campaign),
        lines: imports.iter().map(Line::of).collect(),
        inbox,
        inbox_folder,
        chips,
    })
}

/// The names in the inbox folder, in order.
fn entries(folder: &std::path::Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.'))
        .take(INBOX_LISTED)
        .collect();
    names.sort();
    names
}

/// `POST /desk/{slug}/imports/{kind}`: files are staged and checked.
///
/// # Errors
/// When they cannot be taken.
pub async fn send(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
    form: Multipart,
) -> Result<HttpResponse, Failure> {
    let (_, kind) = path.into_inner();
    let kind = ImportKind::parse(&kind).ok_or_else(Failure::not_found)?;
    let campaign = desk.campaign;
    let back = |failure: Failure| failure.link(home(&campaign), "Choose again");
    let mut upload = Upload::receive(&app.uploads, form).await.map_err(back)?;
    let (name, path) = chosen(&app, &upload, kind).map_err(back)?;
    let told = stated(&upload).map_err(back)?;
    let staged = Staged { kind, name, path, stated: told, account: desk.account.name };
    let (store, owned, now) = (app.door.store().clone(), campaign.clone(), app.now());
    let done = web::block(move || {
        let id = import::stage(&store, now, &owned, &staged)?;
        Ok::<_, import::StageError>(store.read(|db| look::import(db, &owned, id))?)
    });
    let done = done.await.map_err(|error| Failure::internal(&error))?;
    let import = done.map_err(|error| Failure::internal(&error))?.ok_or_else(Failure::not_found)?;
    upload.keep();
    let address = format!("/desk/{}/imports/{}", campaign.slug, import.id);
    app.jobs.push(Job::Check(campaign, Box::new(import)));
    Ok(see_other(&address))
}

/// What of an upload is to be imported: its name and its path. A single list, a folder of several
/// files, or something that lies in the inbox folder already.
fn chosen(app: &App, upload: &Upload, kind: ImportKind) -> Result<(String, String), Failure> {
    let told = |path: &std::path::Path, name: String| (name, path.display().to_string());
    match (upload.word("inbox"), upload.files.as_slice()) {
        (Some(name), []) => {
            // A name that is listed leads nowhere else.
            let known = entries(&app.inbox).into_iter().find(|own| own == name);
            let name = known.ok_or_else(|| nothing("that is not in the inbox folder"))?;
            Ok(told(&app.inbox.join(&name), name))
        }
        (None, [one]) => {
            let name = one.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Ok(told(one, name))
        }
        (None, files @ [_, ..]) if kind == ImportKind::Captures => {
            let others = files.len() - 1;
            Ok(match only_list(files) {
                Some(list) => {
                    let name = list.file_name().unwrap_or_default().to_string_lossy();
                    told(list, format!("{name} and {others} more"))
                }
                None => told(&upload.folder, format!("{} files", files.len())),
            })
        }
        (None, [_, ..]) => Err(nothing("a list of buildings is one file; zip a Shapefile's parts")),
        (None, []) => Err(nothing("no file was chosen")),
        (Some(_), [_, ..]) => Err(nothing("choose files, or something in the inbox, not both")),
    }
}

/// The list among images, whatever it is called; nothing when several could be it.
fn only_list(files: &[PathBuf]) -> Option<&PathBuf> {
    let is_list = |path: &&PathBuf| {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        ["csv", "tsv", "txt", "json", "geojson"].contains(&ending.as_str())
    };
    let mut lists = files.iter().filter(is_list);
    lists.next().filter(|_| lists.next().is_none())
}

fn nothing(reason: &str) -> Failure {
    let message = format!("Nothing was imported: {reason}. Go back and choose again.");
    Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Nothing to import", message)
}

/// What the form states.
fn stated(upload: &Upload) -> Result<Stated, Failure> {
    let word = |name: &str| upload.word(name).map(str::to_owned);
    Ok(Stated {
        reading: reading(&|name| upload.word(name))?,
        id_field: word("id_field"),
        name_field: word("name_field"),
        lon_field: word("lon_field"),
        lat_field: word("lat_field"),
        epsg: number(upload.word("epsg"), "EPSG number")?,
        layer: word("layer"),
        is_day_first: upload.word("dates") == Some("dmy"),
        captures_min: number(upload.word("captures_min"), "number of captures")?,
        skips_bad_rows: upload.word("skips_bad_rows").is_some(),
    })
}

/// What a form states about images.
pub(super) fn reading<'a>(word: &dyn Fn(&str) -> Option<&'a str>) -> Result<Reading, Failure> {
    let bands = word("bands").map(|text| {
        let parts = text.split([',', ' ']).filter(|part| !part.is_empty());
        let numbers: Result<Vec<u16>, _> = parts.map(str::parse).collect();
        let three = numbers.ok().and_then(|numbers| <[u16; 3]>::try_from(numbers).ok());
        three.ok_or_else(|| nothing("bands are three numbers, such as 5, 3, 2"))
    });
    let edge = |name| word(name).map(str::parse::<f64>).transpose().ok();
    let unclear = || nothing("the values for black and white are two numbers, the lower first");
    let (low, high) = (edge("low").ok_or_else(unclear)?, edge("high").ok_or_else(unclear)?);
    let stretch = match (low, high) {
        (None, None) => None,
        (Some(low), Some(high)) if low < high => Some([Range { low, high }; 3]),
        _ => return Err(unclear()),
    };
    Ok(Reading { epsg: number(word("epsg"), "EPSG number")?, bands: bands.transpose()?, stretch })
}

fn number<N: std::str::FromStr>(word: Option<&str>, what: &str) -> Result<Option<N>, Failure> {
    let parsed = word.map(str::parse::<N>).transpose();
    parsed.ok().ok_or_else(|| nothing(&format!("the {what} is no number")))
}

/// A campaign's own pages, for those who come back from an action.
pub(super) fn home(campaign: &Campaign) -> String {
    format!("/desk/{}/imports", campaign.slug)
}
