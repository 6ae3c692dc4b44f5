//! The releases of a campaign: as readers find them, and as coordinators make them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::Campaign;
use crate::domain::limits::{NAME_CHARS_MAX, REASON_CHARS_MAX};
use crate::domain::release::{Audience, Naming, Reader, State, Tier};
use crate::journey::log::By;
use crate::journey::release::{self, Asked, Release, ReleaseError};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render, render_as, see_other};
use crate::web::reading::Reading;
use crate::web::staff::{Desk, Run};

/// A release as it is listed.
struct Line {
    release: Release,
    href: String,
    made_on: String,
    state: String,
}

fn line(release: Release, slug: &str, now: chrono::DateTime<chrono::Utc>) -> Line {
    let state = match release.state {
        State::Making => format!("being made, {} files so far", release.done),
        State::Ready if release.is_held(now) => {
            let until = release.asked.embargo_until.map(|day| day.to_string());
            format!("held back until {}", until.unwrap_or_default())
        }
        State::Ready => format!("open to {}", release.asked.audience.whom()),
        State::Failed => format!("failed: {}", release.said),
        State::Withdrawn => format!("withdrawn: {}", release.said),
    };
    let href = format!("/c/{slug}/releases/{}", release.number);
    Line { href, made_on: release.made_at.format("%-d %b %Y").to_string(), state, release }
}

#[derive(Template)]
#[template(path = "pages/releases.html")]
struct ReleasesPage {
    frame: Frame,
    slug: String,
    lines: Vec<Line>,
    may_run: bool,
}

/// `GET /c/{slug}/releases`.
///
/// # Errors
/// When there is no such campaign to see.
pub async fn show(app: web::Data<App>, reading: Reading) -> Result<HttpResponse, Failure> {
    let Reading { campaign, reader, .. } = reading;
    let (own, now) = (campaign.clone(), app.now());
    let all = app.door.read(move |db| release::list(db, &own, (reader, now))).await?;
    let slug = campaign.slug.to_string();
    let lines = all.into_iter().map(|own| line(own, &slug, now)).collect();
    let frame = framed("Releases", &campaign);
    let may_run = reader == Reader::Coordinator;
    render(&ReleasesPage { frame, slug, lines, may_run })
}

/// A frame for whoever reads releases: with the campaign at its head.
pub(super) fn framed(title: &str, campaign: &Campaign) -> Frame {
    let frame = Frame::new(title);
    if frame.campaign.is_some() {
        return frame;
    }
    frame.of(&campaign.title, format!("/c/{}/start", campaign.slug))
}

#[derive(Template)]
#[template(path = "pages/releases_desk.html")]
struct DeskPage {
    frame: Frame,
    slug: String,
    lines: Vec<Line>,
    coarse: Vec<(Tier, usize)>,
    asked: Asked,
    ids: String,
    notice: String,
}

const fn nothing_asked() -> Asked {
    Asked {
        title: String::new(),
        note: String::new(),
        reason: String::new(),
        licence: String::new(),
        audience: Audience::Researchers,
        precision: Tier::Exact,
        keeps_names: false,
        naming: Naming::Campaign,
        embargo_until: None,
    }
}

async fn page(
    app: &App,
    campaign: Campaign,
    (asked, ids, notice): (Asked, String, String),
) -> Result<HttpResponse, Failure> {
    let (slug, now) = (campaign.slug.to_string(), app.now());
    let read = app.door.read(move |db| {
        let all = release::list(db, &campaign, (Reader::Coordinator, now))?;
        Ok::<_, Failure>((all, release::coarsened(db, &campaign)?))
    });
    let (all, coarse) = read.await?;
    let lines = all.into_iter().map(|own| line(own, &slug, now)).collect();
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = Frame::new("Releases");
    render_as(status, &DeskPage { frame, slug, lines, coarse, asked, ids, notice })
}

/// `GET /desk/{slug}/releases`.
///
/// # Errors
/// When there is no such campaign.
pub async fn desk(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    page(&app, desk.campaign, (nothing_asked(), String::new(), String::new())).await
}

/// Reads what is asked of a release, and what is wrong with the day of its embargo.
fn asked(form: &Words) -> (Asked, Option<String>) {
    let day = form.get("embargo");
    let read = Some(day).filter(|day| !day.is_empty()).map(str::parse);
    let told = format!("Nothing was changed: “{day}” is no day; write it as 2027-01-31.");
    let told = matches!(read, Some(Err(_))).then_some(told);
    let asked = Asked {
        title: form.get("title").to_owned(),
        note: form.get("note").to_owned(),
        reason: form.get("reason").to_owned(),
        licence: form.get("licence").to_owned(),
        audience: Audience::parse(form.get("audience")).unwrap_or(Audience::Researchers),
        precision: Tier::parse(form.get("precision")).unwrap_or(Tier::Exact),
        keeps_names: form.get("names") == "keep",
        naming: Naming::parse(form.get("pseudonyms")).unwrap_or(Naming::Campaign),
        embargo_until: read.and_then(Result::ok),
    };
    (asked, told)
}

/// `POST /desk/{slug}/releases/{act}`.
///
/// # Errors
/// When there is no such campaign or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, act) = path.into_inner();
    let (name, now) = (desk.account.name.clone(), app.now());
    let (campaign, own) = (desk.campaign.clone(), desk.campaign.clone());
    let mut typed = (nothing_asked(), String::new());
    let done = match act.as_str() {
        "make" => {
            let (asked, told) = asked(&form);
            if let Some(told) = told {
                return page(&app, campaign, (asked, String::new(), told)).await;
            }
            typed.0 = asked;
            let asked = typed.0.clone();
            let done = app.door.write(move |db| {
                let by = By { name: &name, now };
                release::create(db, by, &own, &asked).map(drop)
            });
            done.await
        }
        "withdraw" => {
            let number = form.get("number").parse().unwrap_or(0);
            let reason = form.get("reason").to_owned();
            let done = app.door.write(move |db| {
                let by = By { name: &name, now };
                release::withdraw(db, by, &own, (number, &reason))
            });
            done.await
        }
        "places" => {
            typed.1 = form.get("ids").to_owned();
            let tier = Tier::parse(form.get("tier")).ok_or_else(Failure::not_found)?;
            let (ids, reason) = (typed.1.clone(), form.get("reason").to_owned());
            let done = app.door.write(move |db| {
                let by = By { name: &name, now };
                release::coarsen(db, by, &own, (&ids, tier, &reason)).map(drop)
            });
            done.await
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => {
            app.makers.ask();
            Ok(see_other(&format!("/desk/{}/releases", desk.campaign.slug)))
        }
        Err(ReleaseError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = format!("Nothing was changed: {error}.");
            page(&app, campaign, (typed.0, typed.1, told)).await
        }
    }
}
