//! Timeline mode: all pictures on a filmstrip, and a stage to compare two of them.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::picture::{Marker, Picture, exhibit, marker, pictures};
use super::task::{Asked, no_pictures};
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/task_timeline.html")]
struct TimelinePage {
    frame: Frame,
    slug: String,
    assignment: i64,
    key: Uuid,
    /// The digest of the chips shown.
    exhibit: String,
    answered: u32,
    saved: String,
    saved_id: String,
    pictures: Vec<Picture>,
    first: Picture,
    last: Picture,
    marker: Marker,
    /// Where each capture lies on the time axis, in thousandths.
    ticks: Vec<i64>,
}

/// Shows all pictures.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show(task: &TaskLook, asked: &Asked) -> Result<HttpResponse, Failure> {
    let pictures = pictures(task.building.id, &task.series);
    let (first, last) = (pictures.first().cloned(), pictures.last().cloned());
    let times: Vec<i64> =
        task.series.iter().map(|shown| shown.capture.taken.at.timestamp()).collect();
    let from = times.first().copied().unwrap_or(0);
    let span = times.last().map_or(1, |to| (to - from).max(1));
    render(&TimelinePage {
        frame: Frame::new("When was this building destroyed?")
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug)),
        slug: task.campaign.slug.to_string(),
        assignment: task.assignment.id.0,
        key: Uuid::new_v4(),
        exhibit: exhibit(task.building.id, &task.series),
        answered: task.answered,
        saved: asked.saved.clone(),
        saved_id: asked.j.map_or_else(String::new, |id| id.to_string()),
        first: first.ok_or_else(no_pictures)?,
        last: last.ok_or_else(no_pictures)?,
        marker: marker(&task.building, task.campaign.chip_px),
        ticks: times.iter().map(|time| 10 + (time - from) * 980 / span).collect(),
        pictures,
    })
}
