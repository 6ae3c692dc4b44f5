//! One practice building on the task's own screens, and what came of the answer.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::picture::{Marker, Picture, marker, pictures};
use super::place::Place;
use super::said::said;
use super::task;
use crate::domain::campaign::Campaign;
use crate::domain::judgement::Window;
use crate::journey::look;
use crate::journey::practice::{self, Outcome, PracticeError};
use crate::journey::{text, work};
use crate::store::screens::task::Shown;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::{here, lang};
use crate::web::page::{Frame, render};
use crate::web::who::Volunteer;

#[derive(Template)]
#[template(path = "pages/learn_outcome.html")]
struct OutcomePage {
    frame: Frame,
    slug: String,
    place: u32,
    of: u32,
    is_right: bool,
    /// Whether the experts' answer may be seen.
    shows_answer: bool,
    said: String,
    known: String,
    before: Option<Picture>,
    after: Option<Picture>,
    marker: Marker,
    hint: String,
    explanation: String,
}

/// `GET /c/{slug}/learn/{n}`: a practice building, on the screens of a real one.
///
/// # Errors
/// When there is none of that number.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, u32)>,
    volunteer: Volunteer,
    asked: web::Query<task::Asked>,
) -> Result<HttpResponse, Failure> {
    let (slug, place) = path.into_inner();
    let (now, hash) = (app.now(), volunteer.token_hash.clone());
    let wish = here().wish();
    let opened = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &hash)?;
        let opened = practice::open(db, now, &campaign, who.volunteer, place)?;
        let opened = opened.ok_or_else(Failure::not_found)?;
        let task = work::task(db, campaign, opened.assignment, who.answered, wish)?;
        Ok::<_, Failure>((task, opened.of))
    });
    let (task, of) = opened.await?;
    let place = Place::practice(&task.campaign.slug, (place, of));
    if task.series.iter().any(|shown| shown.chip.is_none()) {
        app.warmer.hint(&task.campaign);
    }
    task::screen(&task, &place, volunteer.is_wide, &asked)
}

/// `POST /c/{slug}/learn/{n}`: an answer, held against that of the experts.
///
/// # Errors
/// When there is no such building, or the answer contradicts itself.
pub async fn answer(
    app: web::Data<App>,
    path: web::Path<(String, u32)>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (slug, place) = path.into_inner();
    let (now, raw, back) = (app.now(), task::raw(&form), format!("/c/{slug}/learn/{place}"));
    let code = lang().code();
    let done = app.door.write(move |db| {
        let (mut campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        campaign.title = text::title(db, &campaign, code)?;
        let outcome = practice::answer(db, now, &campaign, who.volunteer, place, &raw)?;
        let building = outcome.look.building.id;
        let (hint, explanation) = text::of_gold(db, &campaign, code, building)?;
        Ok::<_, Failure>((campaign, Outcome { hint, explanation, ..outcome }))
    });
    let (campaign, outcome) = done.await.map_err(|failure| failure.way(back, "learn-try-again"))?;
    render(&page(&campaign, outcome))
}

fn page(campaign: &Campaign, outcome: Outcome) -> OutcomePage {
    let (words, slug) = (lang(), &campaign.slug);
    let look = outcome.look;
    let pictures = pictures(&look.building, &look.series);
    let day = |place: Option<usize>| {
        place
            .and_then(|place| look.series.get(place))
            .map(|shown: &Shown| shown.capture.taken.at.date_naive())
    };
    let at = |place: Option<usize>| place.and_then(|place| pictures.get(place)).cloned();
    let window = outcome.said.window();
    let own = (window.and_then(Window::last_standing), window.and_then(Window::first_destroyed));
    let (last, first) = outcome.known;
    let title = if outcome.is_right { "learn-outcome-right" } else { "learn-outcome-wrong" };
    OutcomePage {
        frame: Frame::new(words.t(title)).of(&campaign.title, format!("/c/{slug}/start")),
        slug: slug.to_string(),
        place: look.place,
        of: look.of,
        is_right: outcome.is_right,
        shows_answer: outcome.shows_answer,
        said: said(day(own.0), day(own.1)),
        known: said(day(last), day(first)),
        before: at(last),
        after: at(first),
        marker: marker(&look.building, campaign.chip_px),
        hint: outcome.hint,
        explanation: outcome.explanation,
    }
}

impl From<PracticeError> for Failure {
    fn from(error: PracticeError) -> Self {
        match error {
            PracticeError::NoSuch | PracticeError::NotTold => Self::not_found(),
            PracticeError::Answer(error) => error.into(),
            PracticeError::Store(error) => error.into(),
        }
    }
}
