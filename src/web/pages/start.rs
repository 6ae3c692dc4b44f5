//! Starting as a volunteer: what a campaign is about, what is kept, and consent; no account.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::help::{self, HelpLink};
use crate::access::token::Token;
use crate::domain::campaign::Phase;
use crate::journey::setup::{self, Setup};
use crate::journey::text::{self, Texts};
use crate::journey::{account, look, notice, practice};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render, see_other};
use crate::web::who::{self, Anyone, FRESH};
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/start.html")]
struct StartPage {
    frame: Frame,
    slug: String,
    by: String,
    texts: Texts,
    links: Vec<HelpLink>,
    has_practice: bool,
    is_open: bool,
    is_paused: bool,
    place: String,
    period: String,
}

/// The link that somebody came by.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Its secret; empty when they came by none.
    #[serde(default)]
    by: String,
}

/// `GET /c/{slug}/start`.
///
/// # Errors
/// 404 when there is no such campaign to see.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    asked: web::Query<Asked>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    let (code, now) = (lang().code(), app.now());
    let by = Token::parse(&asked.by);
    let link = by.as_ref().map(Token::hash);
    let found = app.door.read(move |db| {
        let (campaign, _) = look::found(db, &slug, anyone.volunteer.as_deref(), link.as_deref())?;
        let texts = text::of(db, &campaign, code)?;
        let has_practice = practice::is_there(db, &campaign)?;
        let notices = notice::waiting(db, now, &campaign, None, code)?;
        let setup = setup::of(db, &campaign)?;
        Ok::<_, Failure>((campaign, texts, has_practice, notices, setup))
    });
    let (campaign, texts, has_practice, notices, Setup { place, period, .. }) = found.await?;
    let is_paused = campaign.phase == Phase::Paused;
    let (slug, is_open) = (campaign.slug.to_string(), campaign.phase == Phase::Open);
    let links = help::links(&texts.help);
    // The campaign stands in the page's own heading already, so not at the head.
    let frame = Frame::new(texts.title.clone()).telling(notices);
    let by = by.map_or_else(String::new, |token| token.reveal().to_owned());
    render(&StartPage {
        frame,
        slug,
        by,
        texts,
        links,
        has_practice,
        is_open,
        is_paused,
        place,
        period,
    })
}

/// `POST /c/{slug}/start`: consent. Sets the volunteer's cookie; the next page says so if it did
/// not stick.
///
/// # Errors
/// When the campaign is not open, or too many start from one address.
pub async fn consent(
    app: web::Data<App>,
    slug: web::Path<String>,
    anyone: Anyone,
    request: HttpRequest,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let new = anyone.volunteer.is_none().then(|| Token::new(&mut chance()));
    if new.is_some() {
        app.starts.admit(&who::address(&app, &request)).map_err(Failure::too_many)?;
    }
    let shown = anyone.volunteer;
    let hash = new.as_ref().map(Token::hash).or_else(|| shown.clone()).unwrap_or_default();
    let by = Token::parse(form.get("by")).map(|token| token.hash());
    let first = if form.get("practice") == "1" { "learn/1" } else { "task" };
    let (now, address) = (app.now(), format!("/c/{slug}/{first}?{FRESH}"));
    app.door
        .write(move |db| {
            let (campaign, link) = look::found(db, &slug, shown.as_deref(), by.as_deref())?;
            account::join(db, now, &hash, &campaign, link).map_err(Failure::from)
        })
        .await?;
    let mut response = see_other(&address);
    if let Some(token) = new {
        let cookie = who::volunteer_cookie(&app, &token);
        response.add_cookie(&cookie).map_err(|error| Failure::internal(&error))?;
    }
    Ok(response)
}
