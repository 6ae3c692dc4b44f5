//! The gold of a campaign: what is known, how it was answered, and where more is chosen.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::map::desk_href;
use super::map_large::{self, MapParts};
use crate::domain::campaign::Slug;
use crate::domain::limits::{GOLDS_MAX, GOLDS_PAGE};
use crate::journey::gold::desk::{self, Line, Listed, Reference};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};

/// A building of known answer.
struct Row {
    name: String,
    href: String,
    window: String,
    explanation: String,
    state: String,
    /// (answered, right, of those that can be right or wrong, could not tell or wide).
    score: Option<(u32, u32, u32, u32)>,
}

#[derive(Template)]
#[template(path = "pages/gold.html")]
struct GoldPage {
    frame: Frame,
    map: MapParts,
    rows: Vec<Row>,
    offered: Vec<(String, String, String)>,
    all: usize,
    most: i64,
    from: usize,
    earlier: Option<usize>,
    later: Option<usize>,
    typed: String,
    notice: String,
}

/// Which page is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// From 0.
    #[serde(default)]
    page: usize,
}

/// A window in words.
pub(super) fn window(last: Option<NaiveDate>, first: Option<NaiveDate>) -> String {
    match (last, first) {
        (Some(last), Some(first)) => format!("destroyed after {last}, by {first}"),
        (Some(last), None) => format!("standing on {last}"),
        (None, Some(first)) => format!("destroyed by {first}"),
        (None, None) => "not said".to_owned(),
    }
}

/// What a list says, in words.
pub(super) fn said(reference: &Reference) -> String {
    let dates = window(reference.after_on, reference.before_on);
    format!("{}, {dates}", reference.damage.replace('_', " "))
}

fn row(slug: &Slug, line: Line) -> Row {
    let state = match line.place {
        _ if !line.gold.is_active => "taken out".to_owned(),
        Some(place) => format!("practice {place}"),
        None => "hidden".to_owned(),
    };
    let score = line.score.map(|score| {
        let apart = score.wide + score.cannot_tell;
        (score.within_one.of + apart, score.within_one.hits, score.within_one.of, apart)
    });
    Row {
        href: desk_href(slug, "gold", &line.external_id),
        window: window(line.days[0], line.days[1]),
        name: line.external_id,
        explanation: line.gold.explanation,
        state,
        score,
    }
}

async fn page(
    app: &App,
    desk: &Desk<Run>,
    number: usize,
    (typed, notice): (String, String),
) -> Result<HttpResponse, Failure> {
    let (own, slug) = (desk.campaign.clone(), &desk.campaign.slug);
    let listed = app.door.read(move |db| desk::page(db, &own, number)).await?;
    let Listed { all, lines, offered } = listed;
    let from = number.saturating_mul(GOLDS_PAGE);
    let later = from.saturating_add(GOLDS_PAGE) < all;
    let offer = |(id, reference): (String, Reference)| {
        let href = desk_href(slug, "gold", &id);
        (id, href, said(&reference))
    };
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = GoldPage {
        frame: Frame::new("Gold"),
        map: MapParts { below: "gold", ..map_large::parts(app, &desk.campaign).await? },
        rows: lines.into_iter().map(|line| row(slug, line)).collect(),
        offered: offered.into_iter().map(offer).collect(),
        all,
        most: GOLDS_MAX,
        from,
        earlier: number.checked_sub(1),
        later: later.then_some(number.saturating_add(1)),
        typed,
        notice,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/gold`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    page(&app, &desk, asked.page, Default::default()).await
}

/// `POST /desk/{slug}/gold`: goes to the page of a building by its own id.
///
/// # Errors
/// When there is no such campaign.
pub async fn find(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (id, campaign) = (form.get("building").to_owned(), desk.campaign.clone());
    let asked = id.clone();
    let found = app.door.read(move |db| desk::is_there(db, &campaign, &asked));
    if found.await? {
        return Ok(see_other(&desk_href(&desk.campaign.slug, "gold", &id)));
    }
    let notice = if id.is_empty() {
        "Write the building's own id.".to_owned()
    } else {
        format!("There is no building \"{id}\" in this campaign.")
    };
    page(&app, &desk, 0, (id, notice)).await
}
