//! Timeline mode: all pictures on a filmstrip, and a stage to compare two of them.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::picture::{Marker, Picture, exhibit, marker, pictures};
use super::place::Place;
use super::task::{Asked, no_pictures};
use super::task_data::{TaskData, Work};
use crate::domain::guide::Trace;
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

/// A picture on the strip, and what was said of it in the other mode.
struct Cell {
    picture: Picture,
    is_first_destroyed: bool,
    is_last_standing: bool,
    is_unusable: bool,
}

#[derive(Template)]
#[template(path = "pages/task_timeline.html")]
struct TimelinePage {
    frame: Frame,
    slug: String,
    place: Place,
    work: Work,
    assignment: i64,
    key: Uuid,
    /// The digest of the chips shown.
    exhibit: String,
    is_low: bool,
    answered: u32,
    saved: &'static str,
    saved_id: String,
    cells: Vec<Cell>,
    first: Picture,
    last: Picture,
    marker: Marker,
    said: String,
    /// Where each capture lies on the time axis, in thousandths.
    ticks: Vec<i64>,
}

/// Shows all pictures.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show(
    task: &TaskLook,
    place: &Place,
    trace: &Trace,
    asked: &Asked,
) -> Result<HttpResponse, Failure> {
    let pictures = pictures(&task.building, &task.series);
    let at = |position: usize| pictures.get(position).cloned();
    let first = at(trace.last_standing().unwrap_or(0));
    let last = trace.first_destroyed().and_then(at).or_else(|| pictures.last().cloned());
    let wider = widened(trace);
    let times: Vec<i64> =
        task.series.iter().map(|shown| shown.capture.taken.at.timestamp()).collect();
    let from = times.first().copied().unwrap_or(0);
    let span = times.last().map_or(1, |to| (to - from).max(1));
    render(&TimelinePage {
        frame: Frame::new(lang().t("task-title"))
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug))
            .telling(place.notices.clone()),
        slug: task.campaign.slug.to_string(),
        place: place.clone(),
        work: Work::of(&TaskData::at(task, place))?,
        assignment: task.assignment.id.0,
        key: Uuid::new_v4(),
        exhibit: exhibit(task.building.id, &task.series),
        is_low: task.is_low,
        answered: task.answered,
        saved: asked.outcome(),
        saved_id: asked.j.map_or_else(String::new, |id| id.to_string()),
        first: first.ok_or_else(no_pictures)?,
        last: last.ok_or_else(no_pictures)?,
        marker: marker(&task.building, task.campaign.chip_px),
        said: trace.to_string(),
        ticks: times.iter().map(|time| 10 + (time - from) * 980 / span).collect(),
        cells: pictures.into_iter().map(|picture| cell(picture, trace, wider)).collect(),
    })
}

/// The last standing picture, where a usable one lies between it and the first destroyed.
fn widened(trace: &Trace) -> Option<usize> {
    let (last, first) = (trace.last_standing()?, trace.first_destroyed()?);
    let is_usable = |position: usize| trace.unusable().all(|unusable| unusable != position);
    (last + 1..first).any(is_usable).then_some(last)
}

fn cell(picture: Picture, trace: &Trace, wider: Option<usize>) -> Cell {
    let here = Some(picture.position);
    Cell {
        is_first_destroyed: trace.first_destroyed() == here,
        is_last_standing: wider == here,
        is_unusable: trace.unusable().any(|position| Some(position) == here),
        picture,
    }
}
