//! What a volunteer may know of their own work in a campaign. Nobody else sees it.

use actix_web::http::header::CONTENT_DISPOSITION;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::said::{day, said, settled};
use crate::domain::id::{JudgementId, MessageId};
use crate::journey::mine::{Line, LineState, Mine};
use crate::journey::{device, look, mine, notice, skip, text};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::{here, lang};
use crate::web::page::{Frame, render, see_other};
use crate::web::who::Volunteer;

/// Answers from which on a comparison says something.
const COMPARED_FROM: u32 = 20;
/// Answers on one page of the history.
const LINES: i64 = 12;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// The history from before this answer on.
    pub before: Option<JudgementId>,
    /// What was just done: `everywhere`.
    #[serde(default)]
    pub done: String,
}

/// One answer as the history shows it.
struct AnswerLine {
    id: i64,
    building: i64,
    date: String,
    day: String,
    said: String,
    state: String,
    is_settled: bool,
    is_superseded: bool,
}

#[derive(Template)]
#[template(path = "pages/mine.html")]
struct MinePage {
    frame: Frame,
    slug: String,
    /// None on the pages of older answers, which are the history alone.
    summary: Option<Summary>,
    lines: Vec<AnswerLine>,
    /// Where the history goes on.
    older: Option<i64>,
    is_everywhere: bool,
}

/// What the first page shows beside the history.
struct Summary {
    figures: Mine,
    /// Time at work in hours and minutes.
    time: (i64, i64),
    /// Days across the windows, before and after.
    narrowed: Option<(String, String)>,
    /// Answers that lack until a comparison is shown.
    compared_in: u32,
    compared_from: u32,
    has_phrase: bool,
}

impl Summary {
    fn of(figures: Mine, has_phrase: bool) -> Self {
        let minutes = figures.seconds_at_work / 60;
        Self {
            time: (minutes / 60, minutes % 60),
            narrowed: figures.narrowed.map(|(before, after)| (days(before), days(after))),
            compared_in: COMPARED_FROM.saturating_sub(figures.answered),
            compared_from: COMPARED_FROM,
            has_phrase,
            figures,
        }
    }
}

/// `GET /c/{slug}/mine`.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let (now, words, before) = (app.now(), lang(), asked.before);
    let found = app.door.read(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        let who = who.volunteer;
        let mut summary = None;
        if before.is_none() {
            let figures = mine::figures(db, now, &campaign, who)?;
            summary = Some(Summary::of(figures, device::status(db, who)?.0));
        }
        // One more than is shown says whether there is an older page.
        let lines = mine::history(db, now, &campaign, who, before, LINES + 1)?;
        let title = text::title(db, &campaign, words.code())?;
        let notices = notice::waiting(db, now, &campaign, Some(who), words.code())?;
        Ok::<_, Failure>((campaign.slug, title, summary, lines, notices))
    });
    let (slug, title, summary, lines, notices) = found.await?;
    let shown = usize::try_from(LINES).unwrap_or(usize::MAX);
    let last = lines.get(shown.saturating_sub(1)).filter(|_| lines.len() > shown);
    render(&MinePage {
        frame: Frame::new(words.t("mine-title"))
            .of(&title, format!("/c/{slug}/start"))
            .telling(notices),
        slug: slug.to_string(),
        summary,
        older: last.map(|line| line.judgement.0),
        lines: lines.iter().take(shown).map(answer_line).collect(),
        is_everywhere: asked.done == "everywhere",
    })
}

/// Whole days.
fn days(days: f64) -> String {
    format!("{days:.0}")
}

fn answer_line(line: &Line) -> AnswerLine {
    let words = lang();
    let at = line.submitted_at.date_naive();
    let is_superseded = line.state != LineState::Standing;
    let state = match (&line.state, line.settled) {
        (LineState::Superseded(why), _) if why == "changed" => words.t("mine-line-changed"),
        (LineState::Superseded(_), _) => words.t("mine-line-not-counted"),
        (LineState::Standing, Some((last, first))) => settled(last, first),
        (LineState::Standing, None) if line.is_fresh => words.t("mine-line-fresh"),
        (LineState::Standing, None) => words.t("mine-line-open"),
    };
    AnswerLine {
        id: line.judgement.0,
        building: line.building.0,
        date: at.to_string(),
        day: day(at),
        said: said(line.last_standing, line.first_destroyed),
        state,
        is_settled: line.settled.is_some() && !is_superseded,
        is_superseded,
    }
}

/// `POST /c/{slug}/mine/everywhere`: no place is left out any more.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn everywhere(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    _form: Words,
) -> Result<HttpResponse, Failure> {
    let address = format!("/c/{slug}/mine?done=everywhere");
    let done = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        skip::forget(db, who.volunteer, &campaign).map_err(Failure::from)
    });
    done.await?;
    Ok(see_other(&address))
}

/// `POST /c/{slug}/read`: a message was read; back to the page on which it stood.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn read(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let id = MessageId(form.get("message").parse().unwrap_or(0));
    let (now, own) = (app.now(), slug.clone());
    let done = app.door.write(move |db| {
        let (_, who) = look::enrolled(db, &own, &volunteer.token_hash)?;
        notice::read(db, now, who.volunteer, id).map_err(Failure::from)
    });
    done.await?;
    let pages = format!("/c/{slug}/");
    let back = Some(here().path).filter(|path| path.starts_with(&pages));
    Ok(see_other(&back.unwrap_or_else(|| format!("{pages}mine"))))
}

/// `GET /c/{slug}/mine/data.json`: everything that is kept about the volunteer.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn data(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
) -> Result<HttpResponse, Failure> {
    let now = app.now();
    let found = app.door.read(move |db| {
        let (_, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        mine::everything(db, now, who.volunteer).map_err(Failure::from)
    });
    let body = serde_json::to_vec_pretty(&found.await?);
    let body = body.map_err(|error| Failure::internal(&error))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"aftermath-mine.json\""))
        .insert_header(Cache::Never.header())
        .body(body))
}
