//! The coordinator chooses pictures of the campaign's own that say what counts as destroyed.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::examples::{Card, card};
use super::setup::Told;
use super::setup_about::{Asked, language};
use crate::domain::id::CaptureId;
use crate::domain::limits::{EXAMPLE_CHARS_MAX, EXAMPLES_MAX};
use crate::i18n::Lang;
use crate::journey::census;
use crate::journey::example::{self, ExampleError, Typed};
use crate::journey::log::By;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};

/// One place for an example.
struct Field {
    place: usize,
    typed: Typed,
    /// What it says in the campaign's own language.
    own: String,
    card: Option<Card>,
}

#[derive(Template)]
#[template(path = "pages/setup_examples.html")]
struct ExamplesPage {
    frame: Frame,
    slug: String,
    /// None is the campaign's own.
    lang: Option<Lang>,
    langs: [Lang; 6],
    fields: Vec<Field>,
    captures: Vec<(CaptureId, String)>,
    chars_max: usize,
    has_saved: bool,
    notice: String,
}

impl ExamplesPage {
    fn is_in(&self, lang: Lang) -> bool {
        self.lang == Some(lang)
    }
}

async fn page(
    app: &App,
    desk: Desk<Run>,
    lang: Option<Lang>,
    typed: Option<Vec<Typed>>,
    (notice, has_saved): (String, bool),
) -> Result<HttpResponse, Failure> {
    let (id, code) = (desk.campaign.id, lang.map_or("", Lang::code));
    let read = app.door.read(move |db| {
        let (seen, said) = (example::of(db, id, "")?, example::translations(db, id, code)?);
        Ok::<_, Failure>((seen, said, census::captures_of(db, id)?))
    });
    let (seen, said, captures) = read.await?;
    let mut fields: Vec<Field> =
        (1..).zip(said).map(|(place, words)| Field::new(place, words)).collect();
    for seen in seen {
        let place = usize::try_from(seen.example.place).unwrap_or(usize::MAX);
        let Some(field) = fields.get_mut(place - 1) else { continue };
        field.typed.building.clone_from(&seen.building.external_id);
        field.typed.capture = Some(seen.example.capture);
        field.typed.is_destroyed = seen.example.is_destroyed;
        field.own.clone_from(&seen.example.words);
        if lang.is_none() {
            field.typed.words.clone_from(&seen.example.words);
        }
        field.card = Some(card(seen, desk.campaign.chip_px));
    }
    for (field, typed) in fields.iter_mut().zip(typed.unwrap_or_default()) {
        field.typed = if lang.is_none() {
            typed
        } else {
            Typed { words: typed.words, ..field.typed.clone() }
        };
    }
    if lang.is_some() {
        fields.retain(|field| field.card.is_some());
    }
    let told = Told { notice: notice.clone(), ..Told::default() };
    let name = |capture: crate::domain::capture::Capture| {
        (capture.id, format!("{} ({})", capture.taken.date(), capture.external_id))
    };
    let page = ExamplesPage {
        frame: Frame::new("Examples"),
        slug: desk.campaign.slug.to_string(),
        lang,
        langs: Lang::ALL,
        fields,
        captures: captures.into_iter().map(name).collect(),
        chars_max: EXAMPLE_CHARS_MAX,
        has_saved,
        notice,
    };
    render_as(told.status(), &page)
}

impl Field {
    fn new(place: usize, words: String) -> Self {
        let typed = Typed { words, is_destroyed: true, ..Typed::default() };
        Self { place, typed, own: String::new(), card: None }
    }
}

/// `GET /desk/{slug}/setup/examples`.
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

/// `POST /desk/{slug}/setup/examples`.
///
/// # Errors
/// When there is no such campaign or language.
pub async fn save(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let lang = language(form.get("lang"))?;
    let typed = |place: u32| Typed {
        building: form.get(&format!("building_{place}")).to_owned(),
        capture: form.get(&format!("capture_{place}")).parse().ok().map(CaptureId),
        is_destroyed: form.get(&format!("state_{place}")) != "standing",
        words: form.get(&format!("words_{place}")).replace('\r', ""),
    };
    let typed: Vec<Typed> = (1..=EXAMPLES_MAX).map(typed).collect();
    let (campaign, who, now) = (desk.campaign.id, desk.account.name.clone(), app.now());
    let said = typed.clone();
    let done = app.door.write(move |db| {
        let by = By { name: &who, now };
        let Some(lang) = lang else { return example::set(db, by, campaign, &said) };
        let words: Vec<String> = said.into_iter().map(|typed| typed.words).collect();
        example::translate(db, by, campaign, lang.code(), &words)
    });
    match done.await {
        Ok(()) => {
            let code = lang.map_or("", Lang::code);
            let home = format!("/desk/{}/setup/examples?lang={code}&saved=1", desk.campaign.slug);
            Ok(see_other(&home))
        }
        Err(ExampleError::Store(error)) => Err(error.into()),
        Err(error) => {
            let notice = format!("Nothing was changed: {error}.");
            page(&app, desk, lang, Some(typed), (notice, false)).await
        }
    }
}
