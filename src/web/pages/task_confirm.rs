//! The end of guided mode: both sides of the window, to be confirmed or moved.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::picture::{Marker, Picture, exhibit, marker, pictures};
use super::place::Place;
use super::task_data::{TaskData, Work};
use crate::domain::answer::{Blemish, RawAnswer};
use crate::domain::guide::{Seen, Trace};
use crate::journey::work::TaskLook;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

/// A picture that was called unusable: its id and day, and the reason given, if any.
struct Unseen {
    id: String,
    day: String,
    why: String,
}

#[derive(Template)]
#[template(path = "pages/task_confirm.html")]
struct ConfirmPage {
    frame: Frame,
    slug: String,
    place: Place,
    work: Work,
    assignment: i64,
    key: Uuid,
    /// The digest of the chips shown.
    exhibit: String,
    is_low: bool,
    question: String,
    before: Option<Picture>,
    after: Option<Picture>,
    marker: Marker,
    answer: RawAnswer,
    unseen: Vec<Unseen>,
    /// Reasons why a picture may be unusable: the word sent, and the words read.
    blemishes: Vec<(&'static str, String)>,
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
    place: &Place,
    trace: &Trace,
    (last_standing, first_destroyed): (Option<usize>, Option<usize>),
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
    let mut page = page(task, place, answer)?;
    page.earlier = moved(last_standing, Seen::Destroyed);
    page.later = moved(first_destroyed, Seen::Standing);
    render(&page)
}

fn page(task: &TaskLook, place: &Place, answer: RawAnswer) -> Result<ConfirmPage, Failure> {
    let pictures = pictures(&task.building, &task.series);
    let find = |id: &str| pictures.iter().find(|p| p.capture.to_string() == id).cloned();
    let (before, after) = (find(&answer.last_standing), find(&answer.first_destroyed));
    let lang = lang();
    let question = match (&before, &after) {
        (Some(before), Some(after)) => {
            lang.say("task-between", &[("from", &before.spoken), ("to", &after.spoken)])
        }
        (Some(before), None) => lang.say("task-still", &[("day", &before.spoken)]),
        (None, Some(after)) => lang.say("task-already", &[("day", &after.spoken)]),
        (None, None) => lang.t("task-title-confirm"),
    };
    let unseen = |said: &str| {
        let (id, why) = said.split_once(':').unwrap_or((said, ""));
        let day = find(id)?.spoken;
        Some(Unseen { id: id.to_owned(), day, why: why.to_owned() })
    };
    let blemish = |blemish: Blemish| {
        (blemish.as_str(), lang.t(&format!("task-blemish-{}", blemish.as_str())))
    };
    Ok(ConfirmPage {
        frame: Frame::new(lang.t("task-title-confirm"))
            .of(&task.campaign.title, format!("/c/{}/start", task.campaign.slug))
            .telling(place.notices.clone()),
        slug: task.campaign.slug.to_string(),
        place: place.clone(),
        work: Work::of(&TaskData::at(task, place).without_strip())?,
        assignment: task.assignment.id.0,
        key: Uuid::new_v4(),
        exhibit: exhibit(task.building.id, &task.series),
        is_low: task.is_low,
        question,
        before,
        after,
        marker: marker(&task.building, task.campaign.chip_px),
        unseen: answer.unusable.split(',').filter_map(unseen).collect(),
        blemishes: Blemish::ALL.into_iter().map(blemish).collect(),
        answer,
        earlier: String::new(),
        later: String::new(),
    })
}
