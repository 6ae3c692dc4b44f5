//! Staff sign in: a name and its password, then a code of their second factor.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::sign_in_elsewhere::next;
use crate::access::token::Token;
use crate::journey::account::{self, AccountError};
use crate::store::StoreError;
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render, render_as, see_other};
use crate::web::staff::{Half, Staff};
use crate::web::who;
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct SignInPage {
    frame: Frame,
    name: String,
    notice: String,
    /// The words of the way to sign in by an account elsewhere, where there is one.
    elsewhere: Option<String>,
}

impl SignInPage {
    fn new(app: &App, name: String, notice: String) -> Self {
        let words = |name: &str| lang().say("sign-in-elsewhere", &[("name", &name.to_owned())]);
        let elsewhere = app.elsewhere.as_ref().map(|issuer| words(issuer.name()));
        Self { frame: Frame::new(lang().t("sign-in-title")), name, notice, elsewhere }
    }
}

/// The page, saying why somebody is not signed in.
pub(super) fn refused(app: &App, notice: String) -> Result<HttpResponse, Failure> {
    render_as(StatusCode::UNAUTHORIZED, &SignInPage::new(app, String::new(), notice))
}

#[derive(Template)]
#[template(path = "pages/sign_in_code.html")]
struct CodePage {
    frame: Frame,
    notice: String,
}

/// `GET /sign-in`.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show(app: web::Data<App>) -> Result<HttpResponse, Failure> {
    render(&SignInPage::new(&app, String::new(), String::new()))
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
    let (store, now, manner) = (app.door.store().clone(), app.now(), app.manner);
    let (hash, typed) = (token.hash(), name.clone());
    let seat = app.hashing.acquire().await.map_err(|error| Failure::internal(&error))?;
    let work = move || {
        let words = (name.as_str(), password.as_str());
        account::sign_in(&store, now, words, manner.effort, hash, manner.is_second_required)
    };
    let done = web::block(work).await.ok().ok_or(StoreError::Lost)?;
    drop(seat);
    let next = match done {
        Ok(missing) => next(missing),
        Err(AccountError::Refused) => {
            let page = SignInPage::new(&app, typed, lang().t("error-refused"));
            return render_as(StatusCode::UNAUTHORIZED, &page);
        }
        Err(error) => return Err(error.into()),
    };
    with_session(&app, see_other(next), &token)
}

/// An answer that gives the browser a session.
pub(super) fn with_session(
    app: &App,
    mut response: HttpResponse,
    token: &Token,
) -> Result<HttpResponse, Failure> {
    let cookie = who::session_cookie(app, token);
    response.add_cookie(&cookie).map_err(|error| Failure::internal(&error))?;
    Ok(response)
}

/// `GET /sign-in/code`.
///
/// # Errors
/// When no password was given before.
pub async fn code(half: Half) -> Result<HttpResponse, Failure> {
    if half.session.is_whole {
        return Ok(see_other("/desk"));
    }
    render(&CodePage { frame: Frame::new("Your code"), notice: String::new() })
}

/// `POST /sign-in/code`: a code of the app, or one on paper.
///
/// # Errors
/// When no password was given before, or too many codes were tried.
pub async fn prove(app: web::Data<App>, half: Half, form: Words) -> Result<HttpResponse, Failure> {
    app.codes.admit(&half.session.account.id.to_string()).map_err(Failure::too_many)?;
    let token = Token::new(&mut chance());
    let (hash, now, own) = (token.hash(), app.now(), app.clone());
    let code = form.get("code").to_owned();
    let done = app
        .door
        .write(move |db| account::prove(db, now, &own.second, (&half.hash, &hash), &code))
        .await;
    match done {
        Ok(()) => with_session(&app, see_other("/desk"), &token),
        Err(error @ AccountError::WrongCode) => {
            let page = CodePage {
                frame: Frame::new("Your code"),
                notice: format!("Not signed in: {error}."),
            };
            render_as(StatusCode::UNAUTHORIZED, &page)
        }
        Err(error) => Err(error.into()),
    }
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
