//! The end of guided mode: both sides of the window, to be confirmed or moved.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::picture::{Marker, Picture, exhibit, marker, pictures};
use crate::domain::answer::RawAnswer;
use crate::domain::guide::{Seen, Trace};
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::page::{Frame, render, render_as};

#[derive(Template)]
#[template(path = "pages/task_confirm.html")]
struct ConfirmPage {
    frame: Frame,
    slug: String,
    assignment: i64,
    key: Uuid,
    /// The digest of the chips shown.
    exhibit: String,
    is_late: bool,
    question: String,
    before: Option<Picture>,
    after: Option<Picture>,
    marker: Marker,
    answer: RawAnswer,
    /// Traces that move the window by one picture; empty where it cannot move.
    earlier: String,
    later: String,
}

/// Shows the window that a trace came to.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show(
    task: &TaskLook,
    trace: &Trace,
    last_standing: Option<usize>,
    first_destroyed: Option<usize>,
) -> Result<HttpResponse, Failure> {
    let id = |position: usize| task.series.get(position).map(|shown| shown.capture.id.to_string());
    let unusable: Vec<String> = trace.unusable().filter_map(id).collect();
    let answer = RawAnswer {
        verdict: "window".to_owned(),
        last_standing: last_standing.and_then(id).unwrap_or_default(),
        first_destroyed: first_destroyed.and_then(id).unwrap_or_default(),
        unusable: unusable.join(","),
        mode: "guided".to_owned(),
        trace: trace.to_string(),
        ..RawAnswer::default()
    };
    let moved = |position: Option<usize>, seen: Seen| {
        position.map_or_else(String::new, |position| trace.and(position, seen).to_string())
    };
    let mut page = page(task, answer);
    page.earlier = moved(last_standing, Seen::Destroyed);
    page.later = moved(first_destroyed, Seen::Standing);
    render(&page)
}

/// Shows an answer that came after its time, to be sent again under a new lease.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show_late(task: &TaskLook, late: &RawAnswer) -> Result<HttpResponse, Failure> {
    let mut page = page(task, late.clone());
    page.is_late = true;
    render_as(actix_web::http::StatusCode::CONFLICT, &page)
}

fn page(task: &TaskLook, answer: RawAnswer) -> ConfirmPage {
    let pictures = pictures(task.building.id, &task.series);
    let find = |id: &str| pictures.iter().find(|p| p.capture.to_string() == id).cloned();
    let (before, after) = (find(&answer.last_standing), find(&answer.first_destroyed));
    let question = match (&before, &after) {
        (Some(before), Some(after)) => {
            format!("Destroyed between {} and {}?", before.spoken, after.spoken)
        }
        (Some(before), None) => format!("Still standing on {}?", before.spoken),
        (None, Some(after)) => format!("Already destroyed on {}?", after.spoken),
        (None, None) => "Send this answer again?".to_owned(),
    };
    ConfirmPage {
        frame: Frame::new("Is this right?")
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug)),
        slug: task.campaign.slug.to_string(),
        assignment: task.assignment.id.0,
        key: Uuid::new_v4(),
        exhibit: exhibit(task.building.id, &task.series),
        is_late: false,
        question,
        before,
        after,
        marker: marker(&task.building, task.campaign.chip_px),
        answer,
        earlier: String::new(),
        later: String::new(),
    }
}
