//! A real task as whoever sets a campaign up tries it. Everything is in the address: nothing is
//! written anywhere.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::picture::{Marker, Picture, marker, pictures};
use super::review_case::raw_answer;
use crate::domain::answer::Answer;
use crate::domain::capture::CaptureSeries;
use crate::domain::judgement::{Doubt, Verdict};
use crate::journey::setup::{self, Rehearsal};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render_as};
use crate::web::staff::{Desk, Run};

#[derive(Template)]
#[template(path = "pages/setup_try.html")]
struct TryPage {
    frame: Frame,
    slug: String,
    n: usize,
    of: usize,
    id: String,
    pictures: Vec<Picture>,
    marker: Marker,
    doubts: [Doubt; 6],
    said: String,
    notice: String,
}

/// `GET /desk/{slug}/setup/try/{n}`: with an answer in its address, what it says.
///
/// # Errors
/// When there is no such campaign or task.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    asked: web::Query<Vec<(String, String)>>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let n: usize = path.into_inner().1.parse().unwrap_or(0);
    let campaign = desk.campaign.clone();
    let found = app.door.read(move |db| setup::rehearse(db, &campaign, n)).await?;
    let Rehearsal { building, series, of } = found.ok_or_else(Failure::not_found)?;
    let pictures = pictures(&building, &series);
    let form = Words::of(asked.into_inner());
    let captures = CaptureSeries::new(series.iter().map(|shown| shown.capture.id).collect());
    let (mut said, mut notice) = (String::new(), String::new());
    if !form.is_empty() {
        match Answer::parse(&raw_answer(&form), &captures) {
            Ok(answer) => said = words(answer.verdict, &pictures),
            Err(error) => notice = format!("A volunteer would be told: {error}."),
        }
    }
    let told = super::setup::Told { notice: notice.clone(), ..Default::default() };
    let page = TryPage {
        frame: Frame::new("Try a task"),
        slug: desk.campaign.slug.to_string(),
        n,
        of,
        marker: marker(&building, desk.campaign.chip_px),
        id: building.external_id,
        pictures,
        doubts: Doubt::ALL,
        said,
        notice,
    };
    render_as(told.status(), &page)
}

fn words(verdict: Verdict, pictures: &[Picture]) -> String {
    let day = |at: Option<usize>| Some(pictures.get(at?)?.spoken.clone());
    let ends = verdict.window().map(|it| (day(it.last_standing()), day(it.first_destroyed())));
    match (ends, verdict) {
        (Some((Some(last), Some(first))), _) => format!("destroyed after {last}, by {first}"),
        (Some((Some(last), None)), _) => format!("still standing on {last}"),
        (Some((None, Some(first))), _) => format!("already destroyed on {first}"),
        (_, Verdict::CannotTell(doubt)) => {
            let why = doubt.as_str().replace('_', "-");
            format!("cannot tell: {}", lang().t(&format!("task-doubt-{why}")))
        }
        _ => "nothing".to_owned(),
    }
}
