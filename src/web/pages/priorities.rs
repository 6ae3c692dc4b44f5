//! What is asked about first: areas that were drawn and lists of ids, seen before they are set.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::{Value, json};

use super::map_large::{self, MapParts};
use crate::domain::id::PlaceId;
use crate::domain::limits::{
    LEAST_MAX, NAME_CHARS_MAX, PLACE_ASKING_MAX, PLACE_BUILDINGS_MAX, WEIGHT_MAX,
};
use crate::journey::log::By;
use crate::journey::priority::{self, Place, Preview, PriorityError, Which, Wish};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};
use crate::web::{App, chance};

/// What was typed.
#[derive(Debug, Clone)]
struct Typed {
    name: String,
    area: String,
    list: String,
    weight: String,
    least: String,
}

impl Typed {
    fn none() -> Self {
        let none = String::new;
        Self { name: none(), area: none(), list: none(), weight: "1".to_owned(), least: none() }
    }

    fn read(form: &Words) -> Self {
        let word = |name: &str| form.get(name).to_owned();
        Self {
            name: word("name"),
            area: word("area"),
            list: word("list"),
            weight: word("weight"),
            least: word("least"),
        }
    }

    fn wish(&self) -> Result<Wish, PriorityError> {
        let least = if self.least.is_empty() { "0" } else { &self.least };
        Ok(Wish {
            name: self.name.clone(),
            which: Which::read(&self.area, &self.list)?,
            weight: self.weight.parse().ok().ok_or(PriorityError::Weight)?,
            least: least.parse().ok().ok_or(PriorityError::Least)?,
        })
    }
}

#[derive(Template)]
#[template(path = "pages/priorities.html")]
struct PrioritiesPage {
    frame: Frame,
    map: MapParts,
    hold: Vec<Place>,
    ended: Vec<Place>,
    outlines: String,
    typed: Typed,
    preview: Option<Preview>,
    notice: String,
    bounds: Bounds,
}

/// What may be typed.
struct Bounds {
    name: usize,
    weight: i32,
    least: u32,
    buildings: usize,
    asking: usize,
}

const BOUNDS: Bounds = Bounds {
    name: NAME_CHARS_MAX,
    weight: WEIGHT_MAX,
    least: LEAST_MAX,
    buildings: PLACE_BUILDINGS_MAX,
    asking: PLACE_ASKING_MAX,
};

async fn page(
    app: &App,
    desk: Desk<Run>,
    typed: Typed,
    said: Result<Option<Preview>, String>,
) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign.clone();
    let all = app.door.read(move |db| priority::list(db, &campaign)).await?;
    let (ended, hold): (Vec<Place>, Vec<Place>) =
        all.into_iter().partition(|place| place.ended.is_some());
    let outline = |place: &Place| {
        let geometry: Value = serde_json::from_str(&place.outline).ok()?;
        Some(json!({ "type": "Feature", "properties": {}, "geometry": geometry }))
    };
    let features: Vec<Value> = hold.iter().filter_map(outline).collect();
    let status = if said.is_err() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (preview, notice) = match said {
        Ok(preview) => (preview, String::new()),
        Err(notice) => (None, notice),
    };
    let page = PrioritiesPage {
        frame: Frame::new("Priorities"),
        map: map_large::parts(app, &desk.campaign).await?,
        hold,
        ended,
        outlines: json!({ "type": "FeatureCollection", "features": features }).to_string(),
        typed,
        preview,
        notice,
        bounds: BOUNDS,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/priorities`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    page(&app, desk, Typed::none(), Ok(None)).await
}

/// `POST /desk/{slug}/priorities/{act}`: shows what something would do, does it, or ends it.
///
/// # Errors
/// When there is no such campaign or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, name) = path.into_inner();
    let typed = Typed::read(&form);
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let mut rng = chance();
    let done = match name.as_str() {
        "preview" | "apply" => match typed.wish() {
            Err(error) => Err(error),
            Ok(wish) if name == "preview" => {
                let seen = app.door.read(move |db| priority::preview(db, &campaign, &wish)).await;
                match seen {
                    Ok(preview) => return page(&app, desk, typed, Ok(Some(preview))).await,
                    Err(error) => Err(error),
                }
            }
            Ok(wish) => {
                let set = app.door.write(move |db| {
                    priority::set(db, By { name: &who, now }, &mut rng, &campaign, &wish)
                });
                set.await
            }
        },
        "end" => {
            let id = PlaceId(form.get("id").parse().ok().ok_or_else(Failure::not_found)?);
            let ended = app.door.write(move |db| {
                priority::end(db, By { name: &who, now }, &mut rng, &campaign, id)
            });
            ended.await
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(_) => Ok(see_other(&format!("/desk/{}/priorities", desk.campaign.slug))),
        Err(PriorityError::Store(error)) => Err(error.into()),
        Err(error) => page(&app, desk, typed, Err(error.to_string())).await,
    }
}
