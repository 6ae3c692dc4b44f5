//! The gold of a campaign: what is known, how it was answered, and where more is chosen.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::map::desk_href;
use super::map_large::{self, MapParts};
use crate::domain::campaign::Slug;
use crate::domain::id::BuildingId;
use crate::domain::limits::{GOLDS_MAX, GOLDS_OFFERED_MAX, GOLDS_PAGE, TEXT_CHARS_MAX};
use crate::journey::gold::GoldError;
use crate::journey::gold::desk::{self, Line, Listed, Reference};
use crate::journey::gold::lists::{self, Dated, Offer};
use crate::journey::log::By;
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

/// A building that lists date.
struct Offered {
    id: String,
    href: String,
    said: String,
    /// The days of the captures that this comes to; empty where it is to be looked at by itself.
    window: String,
    is_chosen: bool,
}

/// What was typed, and why it was refused.
#[derive(Default)]
struct Told {
    typed: String,
    chosen: Vec<String>,
    reason: String,
    notice: String,
}

#[derive(Template)]
#[template(path = "pages/gold.html")]
struct GoldPage {
    frame: Frame,
    map: MapParts,
    rows: Vec<Row>,
    offered: Vec<Offered>,
    after: i64,
    more: Option<i64>,
    all: usize,
    most: i64,
    from: usize,
    earlier: Option<usize>,
    later: Option<usize>,
    typed: String,
    reason: String,
    text_max: usize,
    notice: String,
}

/// Which page is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// From 0.
    #[serde(default)]
    page: usize,
    /// The building after which those that lists date are shown.
    #[serde(default)]
    after: i64,
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

fn offered(slug: &Slug, offer: Offer, chosen: &[String]) -> Offered {
    let words: Vec<String> = offer.said.iter().map(said).collect();
    let days = |[last, first]: [Dated; 2]| format!("{} to {}", last.1, first.1);
    Offered {
        href: desk_href(slug, "gold", &offer.external_id),
        said: words.join("; "),
        window: offer.fixed.map(days).unwrap_or_default(),
        is_chosen: chosen.contains(&offer.external_id),
        id: offer.external_id,
    }
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
    at: &Asked,
    told: Told,
) -> Result<HttpResponse, Failure> {
    let (own, slug) = (desk.campaign.clone(), &desk.campaign.slug);
    let (number, after) = (at.page, BuildingId(at.after));
    let listed = app.door.read(move |db| desk::page(db, &own, number, after)).await?;
    let Listed { all, lines, offered: offers } = listed;
    let from = number.saturating_mul(GOLDS_PAGE);
    let later = from.saturating_add(GOLDS_PAGE) < all;
    let is_full = i64::try_from(offers.len()).is_ok_and(|count| count >= GOLDS_OFFERED_MAX);
    let last = offers.last().map(|offer| offer.building.0);
    let is_refused = !told.notice.is_empty();
    let status = if is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = GoldPage {
        frame: Frame::new("Gold"),
        map: MapParts {
            buildings: format!("/desk/{slug}/gold/"),
            ..map_large::parts(app, &desk.campaign).await?
        },
        rows: lines.into_iter().map(|line| row(slug, line)).collect(),
        offered: offers.into_iter().map(|one| offered(slug, one, &told.chosen)).collect(),
        after: at.after,
        more: last.filter(|_| is_full),
        all,
        most: GOLDS_MAX,
        from,
        earlier: number.checked_sub(1),
        later: later.then_some(number.saturating_add(1)),
        typed: told.typed,
        reason: told.reason,
        text_max: TEXT_CHARS_MAX,
        notice: told.notice,
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
    page(&app, &desk, &asked, Told::default()).await
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
    page(&app, &desk, &Asked::default(), Told { typed: id, notice, ..Told::default() }).await
}

/// `POST /desk/{slug}/gold/many`: makes what lists say of the chosen buildings their answer.
///
/// # Errors
/// When there is no such campaign.
pub async fn many(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let chosen: Vec<String> = form.all("building").map(str::to_owned).collect();
    let (ids, reason) = (chosen.clone(), form.get("reason").to_owned());
    let why = reason.clone();
    let taken = app.door.write(move |db| {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        lists::take(db, By { name: &who, now }, &campaign, &ids, &why)
    });
    match taken.await {
        Ok(()) => Ok(see_other(&format!("/desk/{}/gold", desk.campaign.slug))),
        Err(GoldError::Store(error)) => Err(error.into()),
        Err(error) => {
            let notice = format!("Nothing was changed: {error}.");
            let at = Asked { after: form.get("after").parse().unwrap_or(0), ..Asked::default() };
            page(&app, &desk, &at, Told { chosen, reason, notice, ..Told::default() }).await
        }
    }
}
