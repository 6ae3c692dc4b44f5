//! Guided mode: one picture, three buttons; the next picture follows by bisection.

use actix_web::HttpResponse;
use askama::Template;

use super::picture::{Marker, Picture, marker, pictures};
use super::place::Place;
use super::task::{Asked, no_pictures};
use super::task_data::{TaskData, Work};
use crate::domain::guide::{Seen, Trace};
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/task_guided.html")]
struct GuidedPage {
    frame: Frame,
    slug: String,
    place: Place,
    work: Work,
    assignment: i64,
    answered: u32,
    saved: &'static str,
    saved_id: String,
    steps: String,
    asked_before: usize,
    about: usize,
    picture: Picture,
    marker: Marker,
    /// Another picture to compare with, and why that one.
    compare: Option<(Picture, String)>,
    said: String,
    standing: String,
    destroyed: String,
    unusable: String,
}

/// Shows one picture and asks.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show(
    task: &TaskLook,
    place: &Place,
    trace: &Trace,
    (position, remaining): (usize, usize),
    asked: &Asked,
) -> Result<HttpResponse, Failure> {
    let pictures = pictures(&task.building, &task.series);
    let picture = pictures.get(position).cloned().ok_or_else(no_pictures)?;
    let said = |seen: Seen| trace.and(position, seen).to_string();
    render(&GuidedPage {
        frame: Frame::new(lang().t("task-title"))
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug))
            .telling(place.notices.clone()),
        slug: task.campaign.slug.to_string(),
        place: place.clone(),
        work: Work::of(&TaskData::at(task, place).without_strip())?,
        assignment: task.assignment.id.0,
        answered: task.answered,
        saved: asked.outcome(),
        saved_id: asked.j.map_or_else(String::new, |id| id.to_string()),
        steps: lang()
            .say("task-step", &[("n", &(trace.len() + 1)), ("of", &(trace.len() + remaining))]),
        asked_before: trace.len(),
        about: trace.len() + remaining,
        marker: marker(&task.building, task.campaign.chip_px),
        compare: compare(trace, &pictures, position),
        said: trace.to_string(),
        standing: said(Seen::Standing),
        destroyed: said(Seen::Destroyed),
        unusable: said(Seen::Unusable),
        picture,
    })
}

/// The nearest picture that the volunteer spoke of, or the oldest one, to compare with.
fn compare(trace: &Trace, pictures: &[Picture], position: usize) -> Option<(Picture, String)> {
    let bounds = (trace.last_standing(), trace.first_destroyed());
    let (other, key) = match bounds {
        (Some(last), _) => (last, "task-compare-standing"),
        (None, Some(first)) => (first, "task-compare-destroyed"),
        (None, None) => (0, "task-compare-oldest"),
    };
    let other = pictures.get(other).filter(|_| other != position).cloned();
    other.map(|picture| (picture, lang().t(key)))
}
