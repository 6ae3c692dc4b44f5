//! Staff sign in and out.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::access::token::Token;
use crate::journey::account;
use crate::store::StoreError;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render, see_other};
use crate::web::who::{self, Staff};
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    frame: Frame,
}

/// `GET /sign-in`.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show() -> Result<HttpResponse, Failure> {
    render(&SignInPage { frame: Frame::new(lang().t("sign-in-title")) })
}

/// `POST /sign-in`: always a new session, so that nobody can be given one beforehand.
///
/// # Errors
/// When the name or password is wrong, or there were too many attempts.
pub async fn sign_in(
    app: web::Data<App>,
    request: HttpRequest,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (name, password) = (form.get("name").to_owned(), form.get("password").to_owned());
    // By address, so that nobody can keep somebody else from signing in.
    let address = who::address(&app, &request);
    app.sign_ins.admit(&address).map_err(Failure::too_many)?;
    let token = Token::new(&mut chance());
    let (store, now, effort) = (app.door.store().clone(), app.now(), app.effort);
    let hash = token.hash();
    let seat = app.hashing.acquire().await.map_err(|error| Failure::internal(&error))?;
    let work = move || account::sign_in(&store, now, &name, &password, effort, hash);
    let done = web::block(work).await.ok().ok_or(StoreError::Lost)?;
    drop(seat);
    done?;
    let mut response = see_other("/desk");
    let cookie = who::session_cookie(&app, &token);
    response.add_cookie(&cookie).map_err(|error| Failure::internal(&error))?;
    Ok(response)
}

/// `POST /sign-out`.
///
/// # Errors
/// When the store fails.
pub async fn sign_out(
    app: web::Data<App>,
    staff: Staff,
    _form: Words,
) -> Result<HttpResponse, Failure> {
    app.door.write(move |db| account::sign_out(db, &staff.session)).await?;
    let mut response = see_other("/");
    let gone = who::no_session_cookie(&app);
    response.add_cookie(&gone).map_err(|error| Failure::internal(&error))?;
    Ok(response)
}
