//! What volunteers read of a campaign, in its own language and in others.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::setup::Told;
use crate::domain::limits::{NAME_CHARS_MAX, TEXT_CHARS_MAX};
use crate::i18n::Lang;
use crate::journey::log::By;
use crate::journey::setup::{self, SetupError};
use crate::journey::text::{self, TextError, Texts};
use crate::store::StoreError;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// A language other than the campaign's own.
    #[serde(default)]
    pub lang: String,
    /// Whether something was just saved.
    #[serde(default)]
    pub saved: String,
}

#[derive(Template)]
#[template(path = "pages/setup_about.html")]
struct AboutPage {
    frame: Frame,
    slug: String,
    /// None is the campaign's own.
    lang: Option<Lang>,
    langs: [Lang; 6],
    texts: Texts,
    own: Texts,
    place: String,
    period: String,
    finish_by: String,
    chars_max: usize,
    name_max: usize,
    has_saved: bool,
    notice: String,
}

impl AboutPage {
    fn is_in(&self, lang: Lang) -> bool {
        self.lang == Some(lang)
    }
}

async fn page(
    app: &App,
    desk: Desk<Run>,
    lang: Option<Lang>,
    typed: Option<(Texts, [String; 3])>,
    (notice, has_saved): (String, bool),
) -> Result<HttpResponse, Failure> {
    let campaign = desk.campaign.clone();
    let read = app.door.read(move |db| {
        let own = Texts {
            title: campaign.title.clone(),
            about: campaign.about.clone(),
            content_note: campaign.content_note.clone(),
            help: campaign.help.clone(),
        };
        let texts = match lang {
            Some(lang) => text::translated(db, &campaign, lang.code())?,
            None => own.clone(),
        };
        Ok::<_, Failure>((own, texts, setup::of(db, &campaign)?))
    });
    let (own, texts, setup) = read.await?;
    let finish_by = setup.finish_by.map(|day| day.to_string()).unwrap_or_default();
    let kept = (texts, [setup.place, setup.period, finish_by]);
    let (texts, [place, period, finish_by]) = typed.unwrap_or(kept);
    let told = Told { notice: notice.clone(), ..Told::default() };
    let page = AboutPage {
        frame: Frame::new("About"),
        slug: desk.campaign.slug.to_string(),
        lang,
        langs: Lang::ALL,
        texts,
        own,
        place,
        period,
        finish_by,
        chars_max: TEXT_CHARS_MAX,
        name_max: NAME_CHARS_MAX,
        has_saved,
        notice,
    };
    render_as(told.status(), &page)
}

/// `GET /desk/{slug}/setup/about`.
///
/// # Errors
/// When there is no such campaign or language.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    desk: Desk<Run>,
) -> Result<HttpResponse, Failure> {
    let lang = language(&asked.lang)?;
    page(&app, desk, lang, None, (String::new(), !asked.saved.is_empty())).await
}

pub(super) fn language(code: &str) -> Result<Option<Lang>, Failure> {
    if code.is_empty() {
        return Ok(None);
    }
    let known = Lang::parse(code).filter(|lang| !lang.is_pseudo());
    known.map(Some).ok_or_else(Failure::not_found)
}

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
enum Refused {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Setup(#[from] SetupError),
    #[error("the wished end is a day that there is, as 2027-01-31")]
    NoDay,
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A day as forms send it, or none. Four figures of a year are enough.
fn day(typed: &str) -> Result<Option<NaiveDate>, Refused> {
    match typed.trim() {
        "" => Ok(None),
        day if day.len() == 10 => day.parse().map(Some).map_err(|_error| Refused::NoDay),
        _ => Err(Refused::NoDay),
    }
}

/// `POST /desk/{slug}/setup/about`.
///
/// # Errors
/// When there is no such campaign or language.
pub async fn save(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let lang = language(form.get("lang"))?;
    let word = |name: &str| form.get(name).replace('\r', "");
    let texts = Texts {
        title: word("title"),
        about: word("about"),
        content_note: word("content_note"),
        help: word("help"),
    };
    let where_and_when = [word("place"), word("period"), word("finish_by")];
    let (campaign, who, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let (said, there) = (texts.clone(), where_and_when.clone());
    let done = app.door.write(move |db| {
        let code = lang.map(Lang::code);
        text::tell(db, By { name: &who, now }, &campaign, code, &said)?;
        if lang.is_none() {
            setup::set_place(db, campaign.id, &there[0], &there[1])?;
            setup::set_plan(db, By { name: &who, now }, campaign.id, day(&there[2])?)?;
        }
        Ok::<_, Refused>(())
    });
    match done.await {
        Ok(()) => {
            let code = lang.map_or("", Lang::code);
            let home = format!("/desk/{}/setup/about?lang={code}&saved=1", desk.campaign.slug);
            Ok(see_other(&home))
        }
        Err(
            Refused::Store(error)
            | Refused::Text(TextError::Store(error))
            | Refused::Setup(SetupError::Store(error)),
        ) => Err(error.into()),
        Err(error) => {
            let notice = format!("Nothing was changed: {error}.");
            page(&app, desk, lang, Some((texts, where_and_when)), (notice, false)).await
        }
    }
}
