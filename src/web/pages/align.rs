//! Two captures over one another, and the buttons that move one onto the other.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::picture::{Marker, marker};
use crate::domain::campaign::Campaign;
use crate::domain::chip::ChipKind;
use crate::domain::id::CaptureId;
use crate::journey::log::By;
use crate::journey::look::{self, Cutting};
use crate::journey::registration::{self, RegistrationError, Suggestion};
use crate::web::App;
use crate::web::chips::address_of;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::jobs::{Job, Step};
use crate::web::page::{Frame, render, see_other};
use crate::web::staff::{Desk, Run};

/// Buildings to compare on.
const PLACES: usize = 12;

/// What the address of the page says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// The capture to lie on; the one before, unless said.
    onto: Option<CaptureId>,
    /// The place to look at, of those offered.
    #[serde(default)]
    at: usize,
    /// Whether to measure a proposal.
    #[serde(default)]
    propose: String,
}

/// A place where the two can be compared.
struct Place {
    number: usize,
    name: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "pages/align.html")]
struct AlignPage {
    frame: Frame,
    slug: String,
    capture: i64,
    name: String,
    date: String,
    onto: i64,
    onto_date: String,
    others: Vec<(i64, String, bool)>,
    places: Vec<Place>,
    at: usize,
    still: String,
    moved: String,
    marker: Marker,
    east: f64,
    north: f64,
    step: Option<Step>,
    proposal: String,
    proposed: Option<(String, String)>,
}

/// `GET /desk/{slug}/captures/{id}/align`.
///
/// # Errors
/// When there is no such capture, or nothing to compare it with.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, CaptureId)>,
    asked: web::Query<Asked>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let (_, id) = path.into_inner();
    let wanted = asked.onto;
    let campaign = desk.campaign;
    let seen = app.door.read(move |db| {
        let all = look::captures(db, &campaign)?;
        let own = all.iter().position(|cutting| cutting.capture.id == id);
        let own = own.ok_or_else(Failure::not_found)?;
        let beside = if own > 0 { own - 1 } else { own + 1 };
        let alone = || alone(&campaign);
        let onto = wanted.or_else(|| all.get(beside).map(|cutting| cutting.capture.id));
        let onto = onto.ok_or_else(alone)?;
        let places = look::shared_buildings(db, (id, onto), PLACES)?;
        Ok::<_, Failure>((campaign, all, onto, places))
    });
    let (campaign, all, onto, places) = seen.await?;
    let find = |id: CaptureId| all.iter().find(|cutting| cutting.capture.id == id);
    let own = find(id).ok_or_else(Failure::not_found)?;
    let other = find(onto).ok_or_else(Failure::not_found)?;
    let at = asked.at.min(places.len().saturating_sub(1));
    let here = places.get(at).ok_or_else(|| alone(&campaign))?;
    let (store, owned) = (app.door.store().clone(), campaign.clone());
    let mut proposed = None;
    let mut proposal = String::new();
    if !asked.propose.is_empty() {
        let found = web::block(move || registration::suggest(&store, &owned, id, onto)).await;
        let found = found.map_err(|error| Failure::internal(&error))?;
        (proposal, proposed) = spoken(found.map_err(|error| Failure::internal(&error))?);
    }
    let others = all.iter().filter(|cutting| cutting.capture.id != id && !cutting.files.is_empty());
    let option = |cutting: &Cutting| {
        let capture = &cutting.capture;
        (capture.id.0, capture.taken.spoken(), capture.id == onto)
    };
    let frame = Frame::new(format!("Align {}", own.capture.external_id));
    render(&AlignPage {
        frame,
        slug: campaign.slug.to_string(),
        capture: id.0,
        name: own.capture.external_id.clone(),
        date: own.capture.taken.spoken(),
        onto: onto.0,
        onto_date: other.capture.taken.spoken(),
        others: others.map(option).collect(),
        places: places
            .iter()
            .enumerate()
            .map(|(number, building)| Place {
                number,
                name: building.external_id.clone(),
                is_here: number == at,
            })
            .collect(),
        at,
        still: address_of(here.id, onto, ChipKind::Chip),
        moved: address_of(here.id, id, ChipKind::Chip),
        marker: marker(here, campaign.chip_px),
        east: own.shift_m.0,
        north: own.shift_m.1,
        step: app.jobs.step(&campaign),
        proposal,
        proposed,
    })
}

fn alone(campaign: &Campaign) -> Failure {
    let home = format!("/desk/{}/captures", campaign.slug);
    let message = "There is no building that this capture and another one both show, so there is \
         nothing to compare it with. Import captures and buildings first.";
    Failure::new(StatusCode::CONFLICT, "Nothing to compare", message)
        .link(home, "Captures and sources")
}

/// A proposal in words, and its metres east and north.
fn spoken(found: Suggestion) -> (String, Option<(String, String)>) {
    match found {
        Suggestion::Agreed { shift_m: (east, north), spread_m: (x, y), patches } => {
            let words = format!(
                "{patches} places agree on {east:.2} m east and {north:.2} m north; half of them \
                 lie within {x:.2} m and {y:.2} m of that. Look before you take it."
            );
            (words, Some((format!("{east:.2}"), format!("{north:.2}"))))
        }
        Suggestion::NotEnoughAgreement { confident, measured, .. } => {
            let words = format!(
                "No proposal: of {measured} places only {confident} are clear enough, or they \
                 disagree. Set it by eye, or leave it."
            );
            (words, None)
        }
    }
}

/// `POST /desk/{slug}/captures/{id}/align`: moves the capture and has its chips cut anew.
///
/// # Errors
/// When there is no such capture, or it cannot be moved that far.
pub async fn set(
    app: web::Data<App>,
    path: web::Path<(String, CaptureId)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (slug, id) = path.into_inner();
    let campaign = desk.campaign;
    let here = format!(
        "/desk/{slug}/captures/{id}/align?onto={}&at={}",
        number(&form, "onto"),
        number(&form, "at")
    );
    let refused = |reason: &dyn std::fmt::Display| refused(reason).link(&here, "The two captures");
    let metres = |name: &str| form.get(name).parse::<f64>().ok();
    let to_m = metres("east").zip(metres("north"));
    let to_m = to_m.ok_or_else(|| refused(&"write metres as numbers, such as -1.5"))?;
    let (now, account) = (app.now(), desk.account.name);
    let moved = app.door.write(move |db| {
        let by = By { name: &account, now };
        let has_moved = registration::shift(db, by, &campaign, id, to_m)?;
        Ok((campaign, has_moved))
    });
    match moved.await {
        Ok((campaign, has_moved)) => {
            if has_moved {
                app.jobs.push(Job::Cut(campaign));
            }
            Ok(see_other(&here))
        }
        Err(RegistrationError::UnknownCapture) => Err(Failure::not_found()),
        Err(RegistrationError::Store(error)) => Err(error.into()),
        Err(error) => Err(refused(&error)),
    }
}

/// A number of the form, as it may stand in an address.
fn number(form: &Words, name: &str) -> u64 {
    form.get(name).parse().unwrap_or(0)
}

fn refused(reason: &dyn std::fmt::Display) -> Failure {
    let message = format!("The capture was not moved: {reason}. Go back to mend it.");
    Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Not moved", message)
}
