//! A campaign's captures and their sources, with the terms under which they may be shown.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::licence::{Audience, Terms};
use crate::journey::licence::{self, LicenceError};
use crate::journey::log::By;
use crate::journey::look::{self, Cutting, Source};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::jobs::Step;
use crate::web::page::{Frame, render, see_other};
use crate::web::staff::{Desk, Run};

/// A capture in the list.
struct Line {
    id: i64,
    name: String,
    date: String,
    about: String,
    shift: String,
    is_ready_cut: bool,
}

/// A source, with its form.
struct Form {
    name: String,
    terms: Terms,
    expires_on: String,
    is_ended: bool,
}

#[derive(Template)]
#[template(path = "pages/captures.html")]
struct CapturesPage {
    frame: Frame,
    slug: String,
    lines: Vec<Line>,
    sources: Vec<Form>,
    audiences: [(&'static str, &'static str); 3],
    step: Option<Step>,
    has_saved: bool,
}

/// What the address of the page says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Whether terms were just saved.
    #[serde(default)]
    saved: String,
}

const fn words(audience: Audience) -> &'static str {
    match audience {
        Audience::Staff => "staff only; volunteers are not shown them",
        Audience::Volunteers => "volunteers who are given the building",
        Audience::Public => "anyone",
    }
}

/// `GET /desk/{slug}/captures`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign;
    let own = campaign.clone();
    let seen = app
        .door
        .read(move |db| Ok::<_, Failure>((look::captures(db, &own)?, look::sources(db, &own)?)));
    let (all, sources) = seen.await?;
    let today = app.now().date_naive();
    let form = |source: Source| Form {
        expires_on: source.terms.expires_on.map_or_else(String::new, |day| day.to_string()),
        is_ended: !source.terms.hold_on(today),
        name: source.name,
        terms: source.terms,
    };
    let frame = Frame::new("Captures and sources");
    render(&CapturesPage {
        frame,
        slug: campaign.slug.to_string(),
        lines: all.iter().map(line).collect(),
        sources: sources.into_iter().map(form).collect(),
        audiences: Audience::ALL.map(|audience| (audience.as_str(), words(audience))),
        step: app.jobs.step(&campaign),
        has_saved: !asked.saved.is_empty(),
    })
}

fn line(cutting: &Cutting) -> Line {
    let capture = &cutting.capture;
    let facts = &capture.facts;
    let about = [
        facts.provider.clone(),
        facts.sensor.clone(),
        facts.gsd_m.map(|gsd| format!("{gsd} m")),
        facts.off_nadir_deg.map(|deg| format!("{deg:.0}° off nadir")),
        facts.cloud_pct.map(|cloud| format!("{cloud:.0} % cloud")),
    ];
    let (east, north) = cutting.shift_m;
    Line {
        id: capture.id.0,
        name: capture.external_id.clone(),
        date: capture.taken.spoken(),
        about: about.into_iter().flatten().collect::<Vec<_>>().join(", "),
        shift: if cutting.shift_m == (0.0, 0.0) {
            String::new()
        } else {
            format!("{east} m east, {north} m north")
        },
        is_ready_cut: cutting.files.is_empty(),
    }
}

/// `POST /desk/{slug}/sources`: gives a source other terms.
///
/// # Errors
/// When there is no such source, or its pictures were judged and would appear or vanish.
pub async fn set_terms(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign;
    let home = format!("/desk/{}/captures", campaign.slug);
    let name = form.get("name").to_owned();
    let refused = |reason: &str| refused(reason).link(&home, "Captures and sources");
    let text = |name: &str| Some(form.get(name).to_owned()).filter(|text| !text.is_empty());
    let day = text("expires_on").map(|day| day.parse::<NaiveDate>()).transpose();
    let terms = Terms {
        licence: text("licence"),
        attribution: text("attribution"),
        audience: Audience::parse(form.get("visible_to"))
            .ok_or_else(|| refused("say who may see its pictures"))?,
        may_cache: !form.get("may_cache").is_empty(),
        may_export: !form.get("may_export").is_empty(),
        expires_on: day.ok().ok_or_else(|| refused("write the last day as 2027-06-30"))?,
    };
    let (who, now) = (desk.account.name, app.now());
    let done = app
        .door
        .write(move |db| licence::set_terms(db, By { name: &who, now }, &campaign, &name, &terms));
    match done.await {
        Ok(()) => Ok(see_other(&format!("{home}?saved=1"))),
        Err(LicenceError::Store(error)) => Err(error.into()),
        Err(error) => Err(refused(&error.to_string())),
    }
}

fn refused(reason: &str) -> Failure {
    let message = format!("The terms were not changed: {reason}. Go back to mend it.");
    Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Not changed", message)
}
