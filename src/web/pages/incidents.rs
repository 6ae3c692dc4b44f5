//! Incidents that others report: the list, and how a list comes in.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::TimeDelta;
use serde::Deserialize;

use crate::domain::campaign::Campaign;
use crate::domain::id::IncidentId;
use crate::domain::incident::Range;
use crate::domain::limits::{EXTERNAL_ID_CHARS_MAX, INCIDENTS_BYTES_MAX, LOOK_SECONDS_MAX};
use crate::domain::role::Power;
use crate::journey::incident::{self, DayOrder, How, IncidentError, Line, Listed, Page};
use crate::journey::log::By;
use crate::store::StoreError;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Export, Run};
use crate::web::upload::Upload;

/// Which incidents are listed, by their words in the address.
const LISTS: [(&str, &str, Listed); 3] = [
    ("open", "With candidates to be looked at", Listed::Open),
    ("linked", "Linked to buildings", Listed::Confirmed),
    ("all", "All", Listed::All),
];

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    show: String,
    /// The incident after which the page begins.
    #[serde(default)]
    after: i64,
    /// What the last import did.
    done: Option<String>,
}

/// What was typed, and why it was refused.
#[derive(Default)]
struct Told {
    source: String,
    is_month_first: bool,
    notice: String,
    errors: Vec<String>,
}

#[derive(Template)]
#[template(path = "pages/incidents.html")]
struct IncidentsPage {
    frame: Frame,
    slug: String,
    may_run: bool,
    page: Page,
    lists: Vec<(&'static str, &'static str, bool)>,
    show: &'static str,
    done: String,
    told: Told,
    source_max: usize,
}

/// When an incident happened, in words.
pub(super) fn when(line: &incident::Kept) -> String {
    let days = line.incident.when;
    if days.from == days.to {
        days.from.to_string()
    } else {
        format!("{} to {}", days.from, days.to)
    }
}

/// A range of people in words.
pub(super) fn people(range: &Range) -> String {
    match *range {
        (None, None) => "–".to_owned(),
        (Some(least), Some(most)) if least == most => least.to_string(),
        (Some(least), Some(most)) => format!("{least} to {most}"),
        (Some(least), None) => format!("{least} or more"),
        (None, Some(most)) => format!("{most} at most"),
    }
}

/// How well its place is known, in words.
pub(super) fn accuracy(line: &incident::Kept) -> String {
    let said = line.incident.accuracy.said.replace('_', " ");
    match (line.incident.place, line.incident.accuracy.metres) {
        (None, _) => "no place given".to_owned(),
        (Some(_), Some(metres)) if said.parse::<f64>().is_ok() => format!("{metres} m"),
        (Some(_), Some(metres)) => format!("{said}: {metres} m"),
        (Some(_), None) if said.is_empty() => "not said: never matched by place".to_owned(),
        (Some(_), None) => format!("{said}: too coarse to be matched by place"),
    }
}

/// What fits an incident, in words.
fn fits(line: &Line) -> String {
    match (line.kept.is_due, line.kept.fits) {
        (true, _) => "yet to be looked up".to_owned(),
        (false, None) => "too many".to_owned(),
        (false, Some(fits)) => fits.to_string(),
    }
}

async fn page(
    app: &App,
    (campaign, may_run): (Campaign, bool),
    asked: &Asked,
    told: Told,
) -> Result<HttpResponse, Failure> {
    let slug = campaign.slug.to_string();
    let chosen = LISTS.into_iter().find(|(word, ..)| *word == asked.show).unwrap_or(LISTS[0]);
    let (show, _, listed) = chosen;
    let after = IncidentId(asked.after);
    let page = app.door.read(move |db| incident::page(db, &campaign, listed, after)).await?;
    let is_refused = !told.notice.is_empty();
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = IncidentsPage {
        frame: Frame::new("Incidents"),
        slug,
        may_run,
        page,
        lists: LISTS.map(|(word, label, _)| (word, label, word == show)).to_vec(),
        show,
        done: done(asked.done.as_deref().unwrap_or_default()),
        told,
        source_max: EXTERNAL_ID_CHARS_MAX,
    };
    render_as(status, &page)
}

/// What the last import did, in words: `2-1-0` are two new, one changed, none the same.
fn done(word: &str) -> String {
    let numbers: Vec<u32> = word.split('-').filter_map(|part| part.parse().ok()).collect();
    match numbers.as_slice() {
        [added, changed, same] => {
            format!("The list was imported: {added} new, {changed} changed, {same} as before.")
        }
        _ => String::new(),
    }
}

/// `GET /desk/{slug}/incidents`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    desk: Desk<Export>,
) -> Result<HttpResponse, Failure> {
    let may_run = desk.role.may(Power::Run);
    page(&app, (desk.campaign, may_run), &asked, Told::default()).await
}

/// `POST /desk/{slug}/incidents`: a list comes in.
///
/// # Errors
/// When there is no such campaign, or the file does not arrive.
pub async fn import(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Multipart,
) -> Result<HttpResponse, Failure> {
    let upload = Upload::receive(&app.uploads, form).await?;
    let source = upload.word("source").unwrap_or_default().to_owned();
    let is_month_first = upload.word("dates") == Some("mdy");
    let days = if is_month_first { DayOrder::MonthFirst } else { DayOrder::DayFirst };
    let mut told = Told { source: source.clone(), is_month_first, ..Told::default() };
    let bytes = match upload.files.as_slice() {
        [one] => read(one.clone()).await?,
        _ => Err("choose one file"),
    };
    let (own, who, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let imported = match bytes {
        Err(words) => Err(words.to_owned()),
        Ok(bytes) => {
            let how = How { source, days, is_dry_run: false };
            let done = app
                .door
                .write(move |db| incident::import(db, By { name: &who, now }, &own, &bytes, &how));
            match done.await {
                Err(IncidentError::Store(error)) => return Err(error.into()),
                done => done.map_err(|error| error.to_string()),
            }
        }
    };
    match imported {
        Ok(imported) => {
            if let Some(put) = imported.put {
                look_up(&app, &desk.campaign).await?;
                let done = format!("{}-{}-{}", put.added, put.changed, put.unchanged);
                let at = format!("/desk/{}/incidents?show=all&done={done}", desk.campaign.slug);
                return Ok(see_other(&at));
            }
            let count = imported.error_count;
            told.notice = format!("Nothing was imported: {count} rows are at fault.");
            told.errors = imported.errors.iter().map(ToString::to_string).collect();
        }
        Err(words) => told.notice = format!("Nothing was imported: {words}."),
    }
    page(&app, (desk.campaign, true), &Asked::default(), told).await
}

/// The bytes of a list, or why it is not read.
async fn read(path: std::path::PathBuf) -> Result<Result<Vec<u8>, &'static str>, Failure> {
    let read = web::block(move || {
        let is_large = std::fs::metadata(&path)?.len() > INCIDENTS_BYTES_MAX;
        if is_large {
            Ok(Err("the file is larger than 64 MiB"))
        } else {
            std::fs::read(&path).map(Ok)
        }
    });
    let read = read.await.map_err(|error| Failure::internal(&error))?;
    read.map_err(|error: std::io::Error| Failure::internal(&error))
}

/// Looks buildings up for incidents that wait for it, as long as somebody may wait for a page.
async fn look_up(app: &App, campaign: &Campaign) -> Result<(), StoreError> {
    let until = app.now() + TimeDelta::seconds(LOOK_SECONDS_MAX);
    while app.now() < until {
        let own = campaign.clone();
        let looked = app.door.read(move |db| incident::look_up(db, &own)).await?;
        let (own, now) = (campaign.clone(), app.now());
        if app.door.write(move |db| incident::keep(db, &own, &looked, now)).await? == 0 {
            break;
        }
    }
    Ok(())
}

/// `POST /desk/{slug}/incidents/{act}`: buildings are looked up for those incidents that wait for
/// it (`go-on`), or for all of them anew (`look`).
///
/// # Errors
/// When there is no such campaign or act.
pub async fn look(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let own = desk.campaign.clone();
    match path.1.as_str() {
        "look" => app.door.write(move |db| incident::look_again(db, &own)).await?,
        "go-on" => {}
        _ => return Err(Failure::not_found()),
    }
    look_up(&app, &desk.campaign).await?;
    Ok(see_other(&format!("/desk/{}/incidents", desk.campaign.slug)))
}
