//! One's own account: password, second factor, and where one is signed in.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};
use qrcode::{Color, QrCode};

use super::sign_in::with_session;
use crate::access::password;
use crate::access::second::paper_codes;
use crate::access::token::Token;
use crate::journey::account::{self, Account, AccountError};
use crate::journey::identity;
use crate::journey::log::By;
use crate::journey::mail::{self, MailError};
use crate::store::{Db, StoreError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render, render_as, see_other};
use crate::web::staff::{Half, Staff};
use crate::web::who;
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/account.html")]
struct AccountPage {
    frame: Frame,
    account: Account,
    paper_left: i64,
    /// What the account elsewhere is called by which one may sign in, and since when it is linked.
    elsewhere: Option<(String, Option<DateTime<Utc>>)>,
    /// Where they are written to; nothing where no mail is sent.
    mail: Option<MailCard>,
    notice: String,
    is_done: bool,
}

/// Where somebody is written to, about what, and the secret of the link that they came by.
#[derive(Default)]
struct MailCard {
    address: String,
    is_verified: bool,
    wants_news: bool,
    wants_waiting: bool,
    secret: String,
}

#[derive(Template)]
#[template(path = "pages/second_factor.html")]
struct SecondFactorPage {
    frame: Frame,
    is_first: bool,
    key: String,
    square: Square,
    notice: String,
}

#[derive(Template)]
#[template(path = "pages/paper_codes.html")]
struct PaperCodesPage {
    frame: Frame,
    codes: Vec<String>,
}

/// A QR code as one path of unit squares.
struct Square {
    side: usize,
    path: String,
}

/// Modules left white around a QR code, as ISO/IEC 18004 asks.
const QUIET: usize = 4;

fn square(text: &str) -> Result<Square, Failure> {
    use std::fmt::Write as _;
    let code = QrCode::new(text).map_err(|error| Failure::internal(&error))?;
    let (width, colours) = (code.width(), code.to_colors());
    let mut path = String::new();
    for (at, _) in colours.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
        // Writing to a string cannot fail.
        let _ = write!(path, "M{} {}h1v1h-1z", at % width + QUIET, at / width + QUIET);
    }
    Ok(Square { side: width + 2 * QUIET, path })
}

/// `GET /account`.
///
/// # Errors
/// When nobody is signed in.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Vec<(String, String)>>,
    staff: Staff,
) -> Result<HttpResponse, Failure> {
    let secret = Words::of(asked.into_inner()).get("mail").to_owned();
    let told = (StatusCode::OK, String::new(), false);
    page_with(&app, staff.account, told, |card| MailCard { secret, ..card }).await
}

async fn page(
    app: &App,
    account: Account,
    told: (StatusCode, String, bool),
) -> Result<HttpResponse, Failure> {
    page_with(app, account, told, |card| card).await
}

async fn page_with(
    app: &App,
    account: Account,
    (status, notice, is_done): (StatusCode, String, bool),
    typed: impl FnOnce(MailCard) -> MailCard,
) -> Result<HttpResponse, Failure> {
    let own = account.clone();
    let read = move |db: &mut Db| {
        let (left, since) = (account::paper_left(db, &own)?, identity::since(db, &own)?);
        Ok::<_, StoreError>((left, since, mail::of(db, own.id)?))
    };
    let (paper_left, since, address) = app.door.read(read).await?;
    let elsewhere = app.elsewhere.as_ref().map(|issuer| (issuer.name().to_owned(), since));
    let card = address.map_or_else(MailCard::default, |own| MailCard {
        address: own.address,
        is_verified: own.is_verified,
        wants_news: own.wants_news,
        wants_waiting: own.wants_waiting,
        secret: String::new(),
    });
    let mail = app.mailer.as_ref().map(|_| typed(card));
    let frame = Frame::new("Your account");
    render_as(status, &AccountPage { frame, account, paper_left, elsewhere, mail, notice, is_done })
}

/// `POST /account/mail/{act}`: gives an address and says about what (`set`), or confirms it
/// (`confirm`).
///
/// # Errors
/// When nobody is signed in, no mail is sent here, or there were too many attempts.
pub async fn set_mail(
    app: web::Data<App>,
    path: web::Path<String>,
    staff: Staff,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let mailer = app.mailer.as_ref().ok_or_else(Failure::not_found)?;
    let account = staff.account;
    app.codes.admit(&account.id.to_string()).map_err(Failure::too_many)?;
    let (own, now, token) = (account.clone(), app.now(), Token::new(&mut chance()));
    let wishes = (!form.get("news").is_empty(), !form.get("waiting").is_empty());
    let (address, secret) = (form.get("address").to_owned(), form.get("secret").to_owned());
    let (typed, came_by) = (address.clone(), secret.clone());
    let done = match path.as_str() {
        "set" => {
            let set = app.door.write(move |db| {
                let by = By { name: &own.name, now };
                mail::set(db, by, own.id, (&address, wishes), (token.reveal(), &token.hash()))
            });
            set.await
        }
        "confirm" => {
            let hash = Token::parse(&secret).map(|token| token.hash()).unwrap_or_default();
            let confirm = app
                .door
                .write(move |db| mail::confirm(db, By { name: &own.name, now }, own.id, &hash));
            confirm.await
        }
        _ => return Err(Failure::not_found()),
    };
    match done {
        Ok(()) => {
            mailer.ask();
            Ok(see_other("/account"))
        }
        Err(MailError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = (StatusCode::UNPROCESSABLE_ENTITY, format!("Not kept: {error}."), false);
            page_with(&app, account, told, |card| match path.as_str() {
                "set" => MailCard {
                    address: typed,
                    wants_news: wishes.0,
                    wants_waiting: wishes.1,
                    is_verified: false,
                    ..card
                },
                _ => MailCard { secret: came_by, ..card },
            })
            .await
        }
    }
}

/// `POST /account/password`: another password, for who knows the old one; other sessions end.
///
/// # Errors
/// When nobody is signed in, or there were too many attempts.
pub async fn set_password(
    app: web::Data<App>,
    request: HttpRequest,
    staff: Staff,
    form: Words,
) -> Result<HttpResponse, Failure> {
    app.sign_ins.admit(&who::address(&app, &request)).map_err(Failure::too_many)?;
    let (old, new) = (form.get("old").to_owned(), form.get("new").to_owned());
    let (store, effort, own) = (app.door.store().clone(), app.manner.effort, staff.account.clone());
    let seat = app.hashing.acquire().await.map_err(|error| Failure::internal(&error))?;
    let work = move || {
        if !account::knows_password(&store, &own, &old, effort)? {
            return Ok(Err("The old password is not right".to_owned()));
        }
        Ok(password::hash(&new, effort, &mut chance()).map_err(|error| error.to_string()))
    };
    let done: Result<_, StoreError> = web::block(work).await.ok().ok_or(StoreError::Lost)?;
    drop(seat);
    let hash = match done? {
        Ok(hash) => hash,
        Err(reason) => {
            let notice = format!("Not changed: {reason}.");
            let told = (StatusCode::UNPROCESSABLE_ENTITY, notice, false);
            return page(&app, staff.account, told).await;
        }
    };
    let (own, session, now) = (staff.account.clone(), staff.session, app.now());
    app.door
        .write(move |db| {
            let by = By { name: &own.name, now };
            account::set_password(db, by, &own, &hash, Some(&session))
        })
        .await?;
    let told = "The password is changed, and you are signed out everywhere else.".to_owned();
    page(&app, staff.account, (StatusCode::OK, told, true)).await
}

/// `POST /account/sessions`: signs out everywhere else.
///
/// # Errors
/// When nobody is signed in.
pub async fn end_sessions(
    app: web::Data<App>,
    staff: Staff,
    _form: Words,
) -> Result<HttpResponse, Failure> {
    let (own, session) = (staff.account.clone(), staff.session);
    let ended = app.door.write(move |db| account::end_others(db, &own, &session)).await?;
    let told = format!("Signed out elsewhere: {ended} sessions ended.");
    page(&app, staff.account, (StatusCode::OK, told, true)).await
}

/// `GET /account/second-factor`: what the app needs, to scan or to type.
///
/// # Errors
/// When no password was given before, or a factor is there and was not proved.
pub async fn second_factor(app: web::Data<App>, half: Half) -> Result<HttpResponse, Failure> {
    second_page(&app, half, StatusCode::OK, String::new())
}

fn second_page(
    app: &App,
    half: Half,
    status: StatusCode,
    notice: String,
) -> Result<HttpResponse, Failure> {
    let account = half.session.account;
    if account.second_since.is_some() && !half.session.is_whole {
        return Ok(see_other("/sign-in/code"));
    }
    let (key, address) = account::offer(&app.second, &account);
    let groups: Vec<&str> =
        (0..key.len()).step_by(4).filter_map(|at| key.get(at..at + 4)).collect();
    let is_first = account.second_since.is_none();
    let mut frame = Frame::new("Second factor");
    if half.session.is_whole {
        frame = frame.by(account);
    }
    let page = SecondFactorPage {
        frame,
        is_first,
        key: groups.join(" "),
        square: square(&address)?,
        notice,
    };
    render_as(status, &page)
}

/// `POST /account/second-factor`: its first code. Shows the codes on paper, once.
///
/// # Errors
/// When no password was given before, or too many codes were tried.
pub async fn set_second_factor(
    app: web::Data<App>,
    half: Half,
    form: Words,
) -> Result<HttpResponse, Failure> {
    app.codes.admit(&half.session.account.id.to_string()).map_err(Failure::too_many)?;
    let (token, codes) = (Token::new(&mut chance()), paper_codes(&mut chance()));
    let (hash, now, own) = (token.hash(), app.now(), app.clone());
    let (old, code, paper) = (half.hash.clone(), form.get("code").to_owned(), codes.clone());
    let done = app
        .door
        .write(move |db| account::set_second(db, now, &own.second, (&old, &hash), &code, &paper))
        .await;
    match done {
        Ok(()) => {
            let frame = Frame::new("Codes on paper").by(half.session.account);
            with_session(&app, render(&PaperCodesPage { frame, codes })?, &token)
        }
        Err(error @ AccountError::WrongCode) => {
            let notice = format!("Not set up: {error}.");
            second_page(&app, half, StatusCode::UNPROCESSABLE_ENTITY, notice)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/paper-codes`: new codes on paper, for who has a code.
///
/// # Errors
/// When nobody is signed in, or too many codes were tried.
pub async fn new_paper_codes(
    app: web::Data<App>,
    staff: Staff,
    form: Words,
) -> Result<HttpResponse, Failure> {
    app.codes.admit(&staff.account.id.to_string()).map_err(Failure::too_many)?;
    let codes = paper_codes(&mut chance());
    let (account, now, own) = (staff.account.clone(), app.now(), app.clone());
    let (code, paper) = (form.get("code").to_owned(), codes.clone());
    let done = app
        .door
        .write(move |db| {
            account::check_code(db, now, &own.second, &account, &code)?;
            Ok(account::put_paper(db, &own.second, &account, &paper)?)
        })
        .await;
    match done {
        Ok(()) => {
            let frame = Frame::new("Codes on paper");
            render(&PaperCodesPage { frame, codes })
        }
        Err(error @ AccountError::WrongCode) => {
            let told = (StatusCode::UNPROCESSABLE_ENTITY, format!("No new codes: {error}."), false);
            page(&app, staff.account, told).await
        }
        Err(error) => Err(error.into()),
    }
}
