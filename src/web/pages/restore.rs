//! Going on from another device, by the phrase that it showed.

use actix_web::http::StatusCode;
use actix_web::http::header::{CLEAR_SITE_DATA, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::access::phrase::Phrase;
use crate::access::token::Token;
use crate::journey::device::{self, DeviceError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render, render_as, see_other};
use crate::web::who::{self, Anyone};
use crate::web::{App, chance};

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// Set once the progress is here.
    #[serde(default)]
    pub done: String,
}

#[derive(Template)]
#[template(path = "pages/restore.html")]
struct RestorePage {
    frame: Frame,
    notice: String,
    /// What was typed, where it has to be mended.
    words: String,
    /// Whether this device has progress of its own.
    has_own: bool,
    is_done: bool,
}

/// `GET /restore`.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show(anyone: Anyone, asked: web::Query<Asked>) -> Result<HttpResponse, Failure> {
    let is_done = !asked.done.is_empty() && anyone.volunteer.is_some();
    let title = lang().t(if is_done { "restore-done-title" } else { "restore-title" });
    let has_own = anyone.volunteer.is_some();
    let (frame, none) = (Frame::new(title), String::new);
    render(&RestorePage { frame, notice: none(), words: none(), has_own, is_done })
}

/// `POST /restore`: gives this device a token of its own for the phrase's volunteer.
///
/// # Errors
/// When there were too many attempts from this address.
pub async fn restore(
    app: web::Data<App>,
    request: HttpRequest,
    anyone: Anyone,
    form: Words,
) -> Result<HttpResponse, Failure> {
    app.restores.admit(&who::address(&app, &request)).map_err(Failure::too_many)?;
    let has_own = anyone.volunteer.is_some();
    let Some(phrase) = Phrase::parse(form.get("words")) else {
        return again("restore-unread", has_own, &form);
    };
    let token = Token::new(&mut chance());
    let (now, phrase, hash) = (app.now(), phrase.hash(), token.hash());
    let done = app.door.write(move |db| device::restore(db, now, &phrase, &hash)).await;
    match done {
        Ok(_) => {}
        Err(DeviceError::Unknown) => return again("restore-unknown", has_own, &form),
        Err(DeviceError::Taken) => return Err(Failure::internal(&DeviceError::Taken)),
        Err(DeviceError::Store(error)) => return Err(error.into()),
    }
    let mut response = see_other("/restore?done=1");
    let cookie = who::volunteer_cookie(&app, &token);
    response.add_cookie(&cookie).map_err(|error| Failure::internal(&error))?;
    // What the browser holds is of who worked on this device before: answers not sent yet, too.
    response.headers_mut().insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"storage\""));
    Ok(response)
}

/// Asks again, says why, and keeps what was typed: one letter of eight words may be wrong.
fn again(key: &str, has_own: bool, form: &Words) -> Result<HttpResponse, Failure> {
    let frame = Frame::new(lang().t("restore-title"));
    let (notice, words) = (lang().t(key), form.get("words").to_owned());
    let page = RestorePage { frame, notice, words, has_own, is_done: false };
    render_as(StatusCode::UNPROCESSABLE_ENTITY, &page)
}
