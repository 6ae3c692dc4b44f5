//! One incident with the buildings that it may have to do with, and a person's answers.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::incidents::{accuracy, people, when};
use super::map::{building_href, desk_href};
use crate::domain::campaign::{Campaign, Slug};
use crate::domain::id::IncidentId;
use crate::domain::incident::LinkState;
use crate::domain::limits::{AROUND_MAX, REASON_CHARS_MAX};
use crate::domain::role::Power;
use crate::journey::incident::{self, IncidentError, Kept, Link};
use crate::journey::log::By;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Export, Run};

/// A candidate.
struct Card {
    id: i64,
    name: String,
    href: String,
    why: String,
    state: &'static str,
    /// By whom it was answered, when and why; empty while it is open.
    answered: String,
    /// What changed since it was looked up; empty where nothing did.
    since: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "pages/incident.html")]
struct IncidentPage {
    frame: Frame,
    slug: String,
    may_run: bool,
    kept: Kept,
    when: String,
    accuracy: String,
    killed: String,
    injured: String,
    fits: String,
    cards: Vec<Card>,
    reason_max: usize,
    notice: String,
}

/// What was typed for a candidate, and why it was refused.
#[derive(Default)]
struct Told {
    link: i64,
    reason: String,
    notice: String,
}

/// Why a building is a candidate.
pub(super) fn why(link: &Link, kept: &Kept) -> String {
    let (window, days) = (link.window, kept.incident.when.count());
    let metres = kept.incident.accuracy.metres.unwrap_or(0);
    format!(
        "{} m from the place, which is known to {metres} m; {} of {days} days lie in its window, \
         {} to {} ({} days)",
        link.distance_m,
        link.overlap_days,
        window.from,
        window.to,
        window.count()
    )
}

/// What changed since a candidate was looked up.
pub(super) fn since(link: &Link, kept: &Kept) -> String {
    let incident = (link.versions.1 != kept.version).then_some("the incident");
    let result = (link.versions.0 != link.today.1).then_some("the building’s result");
    match (incident, result) {
        (None, None) => String::new(),
        (Some(one), Some(other)) => format!("{one} and {other} were changed since"),
        (one, other) => format!("{} was changed since", one.or(other).unwrap_or_default()),
    }
}

fn card(slug: &Slug, (link, others): (Link, i64), kept: &Kept, told: &Told) -> Card {
    let rivals = match others {
        0 => String::new(),
        1 => "; it fits one other incident".to_owned(),
        others => format!("; it fits {others} other incidents"),
    };
    let answered = link.decided.as_ref().map_or_else(String::new, |(who, at)| {
        format!("{} by {who} on {}: {}", link.state.as_str(), at.date_naive(), link.reason)
    });
    Card {
        id: link.id,
        href: building_href(slug, &link.today.0),
        why: format!("{}{rivals}", why(&link, kept)),
        since: since(&link, kept),
        state: link.state.as_str(),
        answered,
        reason: if told.link == link.id { told.reason.clone() } else { String::new() },
        name: link.today.0,
    }
}

async fn page(
    app: &App,
    (campaign, may_run): (Campaign, bool),
    id: &str,
    told: Told,
) -> Result<HttpResponse, Failure> {
    let id = IncidentId(id.parse().map_err(|_error| Failure::not_found())?);
    let slug = campaign.slug.clone();
    let found = app.door.read(move |db| incident::open(db, &campaign, id)).await?;
    let opened = found.ok_or_else(Failure::not_found)?;
    let kept = opened.kept;
    let cards = opened.links.into_iter().map(|link| card(&slug, link, &kept, &told)).collect();
    let fits = match (kept.incident.around(), kept.is_due, kept.fits) {
        (None, ..) => "No building is looked for: the place is not known well enough.".to_owned(),
        (_, true, _) => "Buildings are yet to be looked up.".to_owned(),
        (_, _, None) => format!(
            "More than {AROUND_MAX} dated buildings stand around the place: it points at none."
        ),
        (_, _, Some(0)) => "No dated building fits.".to_owned(),
        (_, _, Some(1)) => "One building fits.".to_owned(),
        (_, _, Some(fits)) => format!("{fits} buildings fit; the nearest are listed first."),
    };
    let is_refused = !told.notice.is_empty();
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = IncidentPage {
        frame: Frame::new(format!("Incident {}", kept.incident.external_id)),
        slug: slug.to_string(),
        may_run,
        when: when(&kept),
        accuracy: accuracy(&kept),
        killed: people(&kept.incident.killed),
        injured: people(&kept.incident.injured),
        fits,
        cards,
        kept,
        reason_max: REASON_CHARS_MAX,
        notice: told.notice,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/incidents/{id}`.
///
/// # Errors
/// When there is no such incident.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Export>,
) -> Result<HttpResponse, Failure> {
    let may_run = desk.role.may(Power::Run);
    page(&app, (desk.campaign, may_run), &path.1, Told::default()).await
}

/// `POST /desk/{slug}/incidents/{id}/{act}`: links a building, says that it has nothing to do with
/// the incident, or takes either back.
///
/// # Errors
/// When there is no such incident or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, id, act) = path.into_inner();
    let state = match act.as_str() {
        "confirm" => LinkState::Confirmed,
        "refuse" => LinkState::Refused,
        "undo" => LinkState::Open,
        _ => return Err(Failure::not_found()),
    };
    let incident = IncidentId(id.parse().map_err(|_error| Failure::not_found())?);
    let link = form.get("link").parse().unwrap_or(0);
    let reason = form.get("reason").to_owned();
    let (who, own, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let why = reason.clone();
    let done = app.door.write(move |db| {
        let by = By { name: &who, now };
        incident::answer(db, by, &own, (incident, link), (state, &why))
    });
    match done.await {
        Ok(()) => Ok(see_other(&desk_href(&desk.campaign.slug, "incidents", &id))),
        Err(IncidentError::Store(error)) => Err(error.into()),
        Err(error) => {
            let notice = format!("Nothing was changed: {error}.");
            page(&app, (desk.campaign, true), &id, Told { link, reason, notice }).await
        }
    }
}
