//! "Cannot tell", and why.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::picture::{Marker, Picture, exhibit, marker, pictures};
use super::place::Place;
use super::task_data::{TaskData, Work};
use crate::domain::guide::Trace;
use crate::domain::judgement::Doubt;
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/task_doubt.html")]
struct DoubtPage {
    frame: Frame,
    slug: String,
    place: Place,
    work: Work,
    is_low: bool,
    assignment: i64,
    key: Uuid,
    /// The digest of the chips shown.
    exhibit: String,
    trace: String,
    unusable: String,
    reasons: Vec<(&'static str, String)>,
    /// Both ends of what was said so far, or of the series.
    shown: Vec<Picture>,
    marker: Marker,
}

/// Asks why.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show(task: &TaskLook, place: &Place, trace: &Trace) -> Result<HttpResponse, Failure> {
    let id = |position: usize| task.series.get(position).map(|shown| shown.capture.id.to_string());
    let unusable: Vec<String> = trace.unusable().filter_map(id).collect();
    let mut ends = vec![
        trace.last_standing().unwrap_or(0),
        trace.first_destroyed().unwrap_or(task.series.len().saturating_sub(1)),
    ];
    ends.dedup();
    let pictures = pictures(&task.building, &task.series);
    let words =
        |doubt: Doubt| lang().t(&format!("task-doubt-{}", doubt.as_str().replace('_', "-")));
    render(&DoubtPage {
        frame: Frame::new(lang().t("task-title-doubt"))
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug))
            .telling(place.notices.clone()),
        slug: task.campaign.slug.to_string(),
        place: place.clone(),
        work: Work::of(&TaskData::at(task, place).without_strip())?,
        is_low: task.is_low,
        assignment: task.assignment.id.0,
        key: Uuid::new_v4(),
        exhibit: exhibit(task.building.id, &task.series),
        trace: trace.to_string(),
        unusable: unusable.join(","),
        reasons: Doubt::ALL.into_iter().map(|doubt| (doubt.as_str(), words(doubt))).collect(),
        shown: ends.into_iter().filter_map(|at| pictures.get(at).cloned()).collect(),
        marker: marker(&task.building, task.campaign.chip_px),
    })
}
