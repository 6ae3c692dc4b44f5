//! Buildings whose answer is known: for practice, and hidden among the tasks.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::limits::{PRACTICES_MAX, TEXT_CHARS_MAX};
use crate::journey::gold::{self, GoldError, Known, Proposed};
use crate::journey::log::By;
use crate::journey::look;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};

/// Buildings that outside lists date, of which some are shown.
const PROPOSED: i64 = 200;

/// A building of known answer.
struct Line {
    building: String,
    says: String,
    explanation: String,
    /// Its place among the buildings for practice; empty for hidden gold.
    place: String,
    is_active: bool,
}

#[derive(Template)]
#[template(path = "pages/setup_gold.html")]
struct GoldPage {
    frame: Frame,
    slug: String,
    lines: Vec<Line>,
    /// (own id, date)
    captures: Vec<(String, String)>,
    proposed: Vec<Proposed>,
    known: Known,
    place: String,
    places: u32,
    chars_max: usize,
    notice: String,
}

fn says(ends: &[Option<String>; 2]) -> String {
    match ends {
        [Some(last), Some(first)] => format!("standing in {last}, destroyed in {first}"),
        [Some(last), None] => format!("standing in {last}, the last"),
        [None, Some(first)] => format!("destroyed in {first}, the first"),
        [None, None] => "nothing".to_owned(),
    }
}

async fn page(
    app: &App,
    desk: Desk<Run>,
    form: &Words,
    notice: String,
) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign.clone();
    let read = app.door.read(move |db| {
        let golds = gold::list(db, &campaign)?;
        let places = gold::places(db, &campaign)?;
        let captures = look::captures(db, &campaign)?;
        Ok::<_, Failure>((golds, places, captures, gold::proposed(db, &campaign, PROPOSED)?))
    });
    let (golds, places, captures, proposed) = read.await?;
    let place = |at: Option<&u32>| at.map_or_else(String::new, u32::to_string);
    let names = |cutting: &look::Cutting| {
        (cutting.capture.external_id.clone(), cutting.capture.taken.spoken())
    };
    let lines = golds.into_iter().map(|(building, gold, ends)| Line {
        building,
        says: says(&ends),
        place: place(places.get(&gold.building)),
        explanation: gold.explanation,
        is_active: gold.is_active,
    });
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = GoldPage {
        frame: Frame::new("Practice and gold"),
        slug: desk.campaign.slug.to_string(),
        lines: lines.collect(),
        captures: captures.iter().map(names).collect(),
        proposed,
        known: known(form),
        place: form.get("place").to_owned(),
        places: PRACTICES_MAX,
        chars_max: TEXT_CHARS_MAX,
        notice,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/setup/gold`: what its address says stands in the form.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Vec<(String, String)>>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    page(&app, desk, &Words::of(asked.into_inner()), String::new()).await
}

fn known(form: &Words) -> Known {
    let word = |name: &str| form.get(name).to_owned();
    Known {
        building: word("building"),
        last_standing: word("last"),
        first_destroyed: word("first"),
        explanation: word("explanation"),
        place: form.get("place").parse().ok(),
        hint: word("hint"),
    }
}

/// `POST /desk/{slug}/setup/gold`: sets a known answer, or takes one out.
///
/// # Errors
/// When there is no such campaign.
pub async fn set(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (campaign, who, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let (known, goes) = (known(&form), form.get("out").to_owned());
    let done = app.door.write(move |db| {
        let by = By { name: &who, now };
        if goes.is_empty() {
            return gold::set(db, by, &campaign, &known);
        }
        gold::retire(db, now, &campaign, &goes, &who)
    });
    match done.await {
        Ok(()) => Ok(see_other(&format!("/desk/{}/setup/gold", desk.campaign.slug))),
        Err(GoldError::Store(error)) => Err(error.into()),
        Err(error) => page(&app, desk, &form, format!("Nothing was changed: {error}.")).await,
    }
}
