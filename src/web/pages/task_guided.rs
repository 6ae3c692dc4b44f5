//! Guided mode: one picture, three buttons; the next picture follows by bisection.

use actix_web::HttpResponse;
use askama::Template;

use super::picture::{Marker, Picture, marker, pictures};
use super::task::{Asked, no_pictures};
use crate::domain::guide::{self, Seen, Step, Trace};
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/task_guided.html")]
struct GuidedPage {
    frame: Frame,
    slug: String,
    assignment: i64,
    answered: u32,
    saved: String,
    saved_id: String,
    asked_before: usize,
    about: usize,
    picture: Picture,
    marker: Marker,
    compare: Option<(Picture, &'static str)>,
    said: String,
    standing: String,
    destroyed: String,
    unusable: String,
    /// Chips that the next question may show, for fetching ahead.
    ahead: Vec<String>,
}

/// Shows one picture and asks.
///
/// # Errors
/// When the page cannot be rendered.
pub fn show(
    task: &TaskLook,
    trace: &Trace,
    position: usize,
    remaining: usize,
    asked: &Asked,
) -> Result<HttpResponse, Failure> {
    let pictures = pictures(task.building.id, &task.series);
    let picture = pictures.get(position).cloned().ok_or_else(no_pictures)?;
    let said = |seen: Seen| trace.and(position, seen);
    let nudge = task.assignment.id.0.unsigned_abs();
    let mut ahead: Vec<String> = [Seen::Standing, Seen::Destroyed]
        .into_iter()
        .flat_map(|seen| match guide::next(pictures.len(), &said(seen), nudge) {
            Step::Look { position, .. } => vec![Some(position)],
            Step::Confirm { last_standing, first_destroyed } => {
                vec![last_standing, first_destroyed]
            }
            Step::NothingUsable | Step::Contradiction => Vec::new(),
        })
        .flatten()
        .filter_map(|position| pictures.get(position).map(|picture| picture.chip.clone()))
        .collect();
    ahead.sort();
    ahead.dedup();
    render(&GuidedPage {
        frame: Frame::new("When was this building destroyed?")
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug)),
        slug: task.campaign.slug.to_string(),
        assignment: task.assignment.id.0,
        answered: task.answered,
        saved: asked.saved.clone(),
        saved_id: asked.j.map_or_else(String::new, |id| id.to_string()),
        asked_before: trace.len(),
        about: trace.len() + remaining,
        marker: marker(&task.building, task.campaign.chip_px),
        compare: compare(trace, &pictures, position),
        said: trace.to_string(),
        standing: said(Seen::Standing).to_string(),
        destroyed: said(Seen::Destroyed).to_string(),
        unusable: said(Seen::Unusable).to_string(),
        picture,
        ahead,
    })
}

/// The nearest picture that the volunteer spoke of, or the oldest one, to compare with.
fn compare(
    trace: &Trace,
    pictures: &[Picture],
    position: usize,
) -> Option<(Picture, &'static str)> {
    let bounds = (trace.last_standing(), trace.first_destroyed());
    let (other, word) = match bounds {
        (Some(last), _) => (last, "you said: standing"),
        (None, Some(first)) => (first, "you said: destroyed"),
        (None, None) => (0, "the oldest picture"),
    };
    pictures.get(other).filter(|_| other != position).cloned().map(|picture| (picture, word))
}
