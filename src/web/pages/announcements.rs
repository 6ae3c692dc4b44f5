//! What a campaign announces to all its volunteers, from when and until when.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, NaiveDateTime, Utc};

use crate::domain::campaign::Campaign;
use crate::domain::id::AnnouncementId;
use crate::domain::limits::NOTICE_CHARS_MAX;
use crate::i18n::Lang;
use crate::journey::log::By;
use crate::journey::notice::{self, Announcement, NoticeError};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::mailer::Mailer;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Run};

/// The form as it was filled in.
struct Typed {
    from: String,
    until: String,
    /// (code, name of the language, words).
    texts: Vec<(&'static str, &'static str, String)>,
}

impl Typed {
    fn of(word: impl Fn(&str) -> String) -> Self {
        let text = |lang: Lang| {
            let words = word(&format!("text-{}", lang.code()));
            (lang.code(), lang.own_name(), words)
        };
        Self { from: word("from"), until: word("until"), texts: Lang::ALL.map(text).into() }
    }
}

/// An announcement as a card.
struct Card {
    said: Announcement,
    state: &'static str,
    stands: bool,
}

#[derive(Template)]
#[template(path = "pages/announcements.html")]
struct AnnouncementsPage {
    frame: Frame,
    slug: String,
    cards: Vec<Card>,
    typed: Typed,
    text_max: usize,
    notice: String,
}

fn card(said: Announcement, now: DateTime<Utc>) -> Card {
    let (state, stands) = match &said {
        said if said.ended_by.is_some() => ("ended", false),
        said if said.ends_at <= now => ("over", false),
        said if said.begins_at > now => ("to come", true),
        _ => ("shown now", true),
    };
    Card { said, state, stands }
}

async fn page(
    app: &App,
    campaign: Campaign,
    typed: Typed,
    (status, notice): (StatusCode, String),
) -> Result<HttpResponse, Failure> {
    let (own, now) = (campaign.clone(), app.now());
    let all = app.door.read(move |db| notice::list(db, &own)).await?;
    let page = AnnouncementsPage {
        frame: Frame::new("Announcements"),
        slug: campaign.slug.to_string(),
        cards: all.into_iter().map(|said| card(said, now)).collect(),
        typed,
        text_max: NOTICE_CHARS_MAX,
        notice,
    };
    render_as(status, &page)
}

/// A time of a form, in UTC.
const TIME: &str = "%Y-%m-%dT%H:%M";

/// `GET /desk/{slug}/announcements`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    let now = app.now();
    let typed = Typed::of(|name| match name {
        "from" => now.format(TIME).to_string(),
        "until" => (now + chrono::Duration::days(7)).format(TIME).to_string(),
        _ => String::new(),
    });
    page(&app, desk.campaign, typed, (StatusCode::OK, String::new())).await
}

/// `POST /desk/{slug}/announcements/{act}`: `make` or `end`.
///
/// # Errors
/// When there is no such act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Run>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, act) = path.into_inner();
    let typed = Typed::of(|name| form.get(name).to_owned());
    let (own, name, now) = (desk.campaign.clone(), desk.account.name.clone(), app.now());
    let done = match act.as_str() {
        "end" => {
            let id = AnnouncementId(form.get("id").parse().unwrap_or(0));
            let end = move |db: &mut _| notice::end(db, By { name: &name, now }, &own, id);
            app.door.write(end).await
        }
        "make" => {
            let time =
                |text: &str| NaiveDateTime::parse_from_str(text, TIME).map(|at| at.and_utc());
            let times = time(&typed.from).ok().zip(time(&typed.until).ok());
            let own_texts =
                typed.texts.iter().map(|(code, _, text)| ((*code).into(), text.clone()));
            let texts: Vec<(String, String)> = own_texts.collect();
            let make = move |db: &mut _| {
                let times = times.ok_or(NoticeError::Times)?;
                notice::announce(db, By { name: &name, now }, &own, times, texts)
            };
            let done = app.door.write(make).await.map(|_| ());
            app.mailer.iter().for_each(Mailer::ask);
            done
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/desk/{}/announcements", desk.campaign.slug))),
        Err(NoticeError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = format!("Nothing was changed: {error}.");
            let told = (StatusCode::UNPROCESSABLE_ENTITY, told);
            page(&app, desk.campaign, typed, told).await
        }
    }
}
