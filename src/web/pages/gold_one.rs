//! One building whose answer is set: its pictures as volunteers see them, and the form.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::gold::said;
use super::picture::{Marker, Picture, marker, pictures};
use crate::domain::limits::{PRACTICES_MAX, TEXT_CHARS_MAX};
use crate::i18n::Lang;
use crate::journey::gold::desk::{self, Look, Wanted};
use crate::journey::gold::{self, GoldError};
use crate::journey::log::By;
use crate::journey::text::TextError;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};

/// The words in one language.
struct Text {
    lang: Lang,
    hint: String,
    explanation: String,
}

/// What stands in the form.
struct Form {
    last_standing: String,
    first_destroyed: String,
    explanation: String,
    place: String,
    hint: String,
    texts: Vec<Text>,
}

impl Form {
    fn read(form: &Words) -> Self {
        let word = |name: &str| form.get(name).to_owned();
        let text = |lang: Lang| Text {
            hint: word(&format!("hint-{}", lang.code())),
            explanation: word(&format!("explanation-{}", lang.code())),
            lang,
        };
        Self {
            last_standing: word("last_standing"),
            first_destroyed: word("first_destroyed"),
            explanation: word("explanation"),
            place: word("place"),
            hint: word("hint"),
            texts: Lang::ALL.into_iter().map(text).collect(),
        }
    }

    fn of(look: &Look) -> Self {
        let ends = look
            .gold
            .as_ref()
            .map_or(look.offered, |gold| [gold.last_standing, gold.first_destroyed]);
        let [last_standing, first_destroyed] =
            ends.map(|end| end.map_or_else(String::new, |id| id.to_string()));
        let text = |(lang, (hint, explanation)): (Lang, &(String, String))| Text {
            lang,
            hint: hint.clone(),
            explanation: explanation.clone(),
        };
        Self {
            last_standing,
            first_destroyed,
            explanation: look.gold.as_ref().map_or_else(String::new, |g| g.explanation.clone()),
            place: look.place.map_or_else(String::new, |place| place.to_string()),
            hint: look.hint.clone(),
            texts: Lang::ALL.into_iter().zip(&look.texts).map(text).collect(),
        }
    }

    fn wanted(&self) -> Result<Wanted, GoldError> {
        let end = |words: &str| match words {
            "" => Ok(None),
            words => words.parse().map(Some).ok().ok_or(GoldError::NotShown),
        };
        let place = match self.place.as_str() {
            "" => None,
            words => Some(words.parse().ok().ok_or(GoldError::NoPlace)?),
        };
        let text = |text: &Text| {
            (text.lang.code().to_owned(), text.hint.clone(), text.explanation.clone())
        };
        Ok(Wanted {
            last_standing: end(&self.last_standing)?,
            first_destroyed: end(&self.first_destroyed)?,
            explanation: self.explanation.clone(),
            place,
            hint: self.hint.clone(),
            texts: self.texts.iter().map(text).collect(),
        })
    }
}

#[derive(Template)]
#[template(path = "pages/gold_one.html")]
struct GoldOnePage {
    frame: Frame,
    slug: String,
    href: String,
    name: String,
    pictures: Vec<Picture>,
    marker: Marker,
    said: Vec<String>,
    is_gold: bool,
    is_active: bool,
    form: Form,
    places_max: u32,
    text_max: usize,
    notice: String,
}

async fn page(
    app: &App,
    desk: &Desk<Run>,
    id: &str,
    refused: Option<(Form, String)>,
) -> Result<HttpResponse, Failure> {
    let (campaign, asked) = (desk.campaign.clone(), id.to_owned());
    let langs = Lang::ALL.map(Lang::code);
    let read = app.door.read(move |db| desk::open(db, &campaign, &asked, &langs));
    let look = read.await?.ok_or_else(Failure::not_found)?;
    let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (form, notice) = refused.unwrap_or_else(|| (Form::of(&look), String::new()));
    let page = GoldOnePage {
        frame: Frame::new(format!("Gold: {id}")),
        slug: desk.campaign.slug.to_string(),
        href: super::map::desk_href(&desk.campaign.slug, "gold", id),
        name: look.building.name.clone().unwrap_or_default(),
        pictures: pictures(&look.building, &look.series),
        marker: marker(&look.building, desk.campaign.chip_px),
        said: look.said.iter().map(said).collect(),
        is_gold: look.gold.is_some(),
        is_active: look.gold.as_ref().is_some_and(|gold| gold.is_active),
        form,
        places_max: PRACTICES_MAX,
        text_max: TEXT_CHARS_MAX,
        notice,
    };
    render_as(status, &page)
}

/// `GET /desk/{slug}/gold/{id}`.
///
/// # Errors
/// When there is no such building.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let (_, id) = path.into_inner();
    page(&app, &desk, &id, None).await
}

/// `POST /desk/{slug}/gold/{id}/{act}`: sets the answer (`set`), or takes it out (`retire`).
///
/// # Errors
/// When there is no such building or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    desk: Desk<Run>,
    words: Words,
) -> Result<HttpResponse, Failure> {
    let (_, id, act) = path.into_inner();
    let form = Form::read(&words);
    let (who, campaign, now) = (desk.account.name.clone(), desk.campaign.clone(), app.now());
    let asked = id.clone();
    let done = match (act.as_str(), form.wanted()) {
        ("set", Ok(wanted)) => {
            let set = app
                .door
                .write(move |db| desk::set(db, By { name: &who, now }, &campaign, &asked, &wanted));
            set.await
        }
        ("set", Err(error)) => Err(error),
        ("retire", _) => {
            app.door.write(move |db| gold::retire(db, now, &campaign, &asked, &who)).await
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/{}/gold", desk.campaign.slug))),
        Err(GoldError::Store(error) | GoldError::Text(TextError::Store(error))) => {
            Err(error.into())
        }
        Err(error) => page(&app, &desk, &id, Some((form, error.to_string()))).await,
    }
}
