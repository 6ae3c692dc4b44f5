//! "Cannot tell", and why.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::picture::exhibit;
use crate::domain::guide::Trace;
use crate::domain::judgement::Doubt;
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/task_doubt.html")]
struct DoubtPage {
    frame: Frame,
    slug: String,
    assignment: i64,
    key: Uuid,
    /// The digest of the chips shown.
    exhibit: String,
    trace: String,
    unusable: String,
    reasons: Vec<(&'static str, &'static str)>,
}

const fn words(doubt: Doubt) -> &'static str {
    match doubt {
        Doubt::Cloud => "Clouds, haze or smoke in the pictures that matter",
        Doubt::Blur => "Pictures too blurred, dark or shifted",
        Doubt::NotVisible => "No building to be seen at the marker",
        Doubt::WrongPlace => "The marker is on something else",
        Doubt::Unclear => "It changed, but I cannot say whether it was destroyed",
        Doubt::Other => "Something else",
    }
}

/// Asks why.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show(task: &TaskLook, trace: &Trace) -> Result<HttpResponse, Failure> {
    let id = |position: usize| task.series.get(position).map(|shown| shown.capture.id.to_string());
    let unusable: Vec<String> = trace.unusable().filter_map(id).collect();
    render(&DoubtPage {
        frame: Frame::new("Why can it not be told?")
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug)),
        slug: task.campaign.slug.to_string(),
        assignment: task.assignment.id.0,
        key: Uuid::new_v4(),
        exhibit: exhibit(task.building.id, &task.series),
        trace: trace.to_string(),
        unusable: unusable.join(","),
        reasons: Doubt::ALL.into_iter().map(|doubt| (doubt.as_str(), words(doubt))).collect(),
    })
}
