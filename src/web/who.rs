//! Extractors that prove who of the volunteers asks, and every cookie. A handler that takes one
//! cannot be reached by anybody else; `staff` has those of the desk.

use std::future::{Ready, ready};

use actix_web::cookie::{Cookie, CookieJar, SameSite, time};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, web};

use super::error::Failure;
use super::{App, here};
use crate::access::token::Token;
use crate::domain::limits::{SESSION_HOURS, VOLUNTEER_DAYS};

const VOLUNTEER: &str = "aftermath_volunteer";
const SESSION: &str = "aftermath_session";
const AWAY: &str = "aftermath_away";
/// How long signing in elsewhere may take.
const AWAY_MINUTES: i64 = 10;
/// In the query of the page after consent, where the cookie must have come with the request.
pub const FRESH: &str = "fresh=1";
const VIEW: &str = "aftermath_view";

/// Anybody, with what their browser shows.
#[derive(Debug, Clone)]
pub struct Anyone {
    /// The hash of the volunteer's token, if they show a signed one.
    pub volunteer: Option<String>,
    /// Whether their screen is wide and runs scripts.
    pub is_wide: bool,
}

impl FromRequest for Anyone {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let volunteer = signed(request, VOLUNTEER).map(|token| token.hash());
        let is_wide = request.cookie(VIEW).is_some_and(|cookie| cookie.value() == "timeline");
        ready(Ok(Self { volunteer, is_wide }))
    }
}

/// Whether a request shows a volunteer's signed cookie.
#[must_use]
pub fn shows_volunteer(request: &HttpRequest) -> bool {
    signed(request, VOLUNTEER).is_some()
}

/// Somebody who shows a volunteer's signed cookie; whether they are known is for the leg to see.
#[derive(Debug, Clone)]
pub struct Volunteer {
    /// The hash of their token.
    pub token_hash: String,
    /// Whether their screen is wide and runs scripts.
    pub is_wide: bool,
}

impl FromRequest for Volunteer {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Ok(anyone) = Anyone::from_request(request, payload).into_inner() else {
            return ready(Err(Failure::not_found()));
        };
        let slug = request.match_info().get("slug").unwrap_or_default();
        ready(match anyone.volunteer {
            Some(token_hash) => Ok(Self { token_hash, is_wide: anyone.is_wide }),
            None if request.query_string().split('&').any(|pair| pair == FRESH) => {
                Err(without_cookies(slug))
            }
            None => Err(not_started(slug)),
        })
    }
}

/// What somebody is told who has not consented yet.
#[must_use]
pub fn not_started(slug: &str) -> Failure {
    Failure::said(StatusCode::UNAUTHORIZED, "error-start-title", "error-not-started")
        .way(format!("/c/{slug}/start"), "error-start")
}

/// What somebody is told who has just consented, and whose browser kept no cookie.
fn without_cookies(slug: &str) -> Failure {
    Failure::said(StatusCode::UNAUTHORIZED, "error-cookies-title", "error-cookies")
        .way(format!("/c/{slug}/start"), "error-again")
}

/// The token of the session that a request shows.
pub(super) fn session_token(request: &HttpRequest) -> Option<Token> {
    signed(request, SESSION)
}

/// The token of a signed cookie whose signature holds.
fn signed(request: &HttpRequest, name: &'static str) -> Option<Token> {
    Token::parse(&seal_of(request, name)?)
}

/// The value of a signed cookie whose signature holds.
fn seal_of(request: &HttpRequest, name: &'static str) -> Option<String> {
    let app = request.app_data::<web::Data<App>>()?;
    let mut jar = CookieJar::new();
    jar.add_original(request.cookie(&cookie_name(app, name))?);
    Some(jar.signed(&app.key).get(&cookie_name(app, name))?.value().to_owned())
}

/// Behind TLS a cookie is bound to this host by its name.
fn cookie_name(app: &App, name: &str) -> String {
    if app.manner.behind_proxy { format!("__Host-{name}") } else { name.to_owned() }
}

fn sealed(app: &App, name: &str, value: &str, age: time::Duration) -> Cookie<'static> {
    let name = cookie_name(app, name);
    let cookie = Cookie::build(name.clone(), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(app.manner.behind_proxy)
        .same_site(SameSite::Lax)
        .max_age(age)
        .finish();
    let mut jar = CookieJar::new();
    jar.signed_mut(&app.key).add(cookie.clone());
    jar.get(&name).cloned().unwrap_or(cookie)
}

/// A cookie that keeps a choice for a year. Scripts may read it, and it says nothing of who chose.
#[must_use]
pub fn choice_cookie(app: &App, name: &'static str, value: &str) -> Cookie<'static> {
    Cookie::build(name, value.to_owned())
        .path("/")
        .secure(app.manner.behind_proxy)
        .same_site(SameSite::Lax)
        .max_age(time::Duration::days(365))
        .finish()
}

/// The cookie that a volunteer is given.
#[must_use]
pub fn volunteer_cookie(app: &App, token: &Token) -> Cookie<'static> {
    sealed(app, VOLUNTEER, token.reveal(), time::Duration::days(VOLUNTEER_DAYS))
}

/// The cookie that staff are given.
#[must_use]
pub fn session_cookie(app: &App, token: &Token) -> Cookie<'static> {
    sealed(app, SESSION, token.reveal(), time::Duration::hours(SESSION_HOURS))
}

/// The cookie of somebody who signs in elsewhere.
#[must_use]
pub fn away_cookie(app: &App, word: &str) -> Cookie<'static> {
    sealed(app, AWAY, word, time::Duration::minutes(AWAY_MINUTES))
}

/// The cookie that ends that.
#[must_use]
pub fn no_away_cookie(app: &App) -> Cookie<'static> {
    sealed(app, AWAY, "", time::Duration::ZERO)
}

/// What the browser of somebody who comes back took along, if we gave it.
#[must_use]
pub fn away(request: &HttpRequest) -> Option<String> {
    seal_of(request, AWAY)
}

/// The cookies that make the browser forget a volunteer, and what was chosen on their device.
#[must_use]
pub fn no_volunteer_cookies(app: &App) -> Vec<Cookie<'static>> {
    let mut gone = vec![sealed(app, VOLUNTEER, "", time::Duration::ZERO)];
    for name in [VIEW, here::LANGUAGE, here::DATA] {
        let mut cookie = choice_cookie(app, name, "");
        cookie.set_max_age(time::Duration::ZERO);
        gone.push(cookie);
    }
    gone
}

/// The cookie that ends a session in the browser.
#[must_use]
pub fn no_session_cookie(app: &App) -> Cookie<'static> {
    sealed(app, SESSION, "", time::Duration::ZERO)
}

/// The address that attempts are counted by: of the peer, or of the proxy's client.
#[must_use]
pub fn address(app: &App, request: &HttpRequest) -> String {
    let forwarded =
        request.headers().get_all("X-Forwarded-For").last().and_then(|v| v.to_str().ok());
    let last = forwarded.and_then(|list| list.rsplit(',').next()).map(str::trim);
    match last.filter(|_| app.manner.behind_proxy) {
        Some(client) => client.to_owned(),
        None => request.peer_addr().map_or_else(String::new, |peer| peer.ip().to_string()),
    }
}
