//! Staff sign in by an account that they have elsewhere, or link it with theirs here.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::sign_in::{refused, with_session};
use crate::access::token::Token;
use crate::journey::account::{AccountError, Missing};
use crate::journey::identity::{self, IdentityError};
use crate::web::elsewhere::{Away, Elsewhere, Unknown};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::see_other;
use crate::web::staff::Staff;
use crate::web::who;
use crate::web::{App, chance};

/// Where somebody comes back to; the issuer has to know it.
fn back(app: &App, request: &HttpRequest) -> String {
    let info = request.connection_info();
    let scheme = if app.manner.behind_proxy { "https" } else { "http" };
    format!("{scheme}://{}/sign-in/elsewhere/back", info.host())
}

fn issuer(app: &App) -> Result<&Elsewhere, Failure> {
    app.elsewhere.as_ref().ok_or_else(Failure::not_found)
}

fn not_known() -> Failure {
    Failure::said(StatusCode::BAD_GATEWAY, "error-refused-title", "error-issuer")
        .way("/sign-in", "error-again")
}

impl From<Unknown> for Failure {
    fn from(Unknown: Unknown) -> Self {
        not_known()
    }
}

/// `GET /sign-in/elsewhere`: leads there; with `?link` to link the account that is signed in.
///
/// # Errors
/// When there is no such way, the issuer does not answer, or there were too many attempts.
pub async fn begin(app: web::Data<App>, request: HttpRequest) -> Result<HttpResponse, Failure> {
    let issuer = issuer(&app)?;
    app.sign_ins.admit(&who::address(&app, &request)).map_err(Failure::too_many)?;
    let (url, away) = issuer.begin(&back(&app, &request)).await?;
    let mut response = see_other(&url);
    let cookie = who::away_cookie(&app, &away.word(request.query_string() == "link"));
    response.add_cookie(&cookie).map_err(|error| Failure::internal(&error))?;
    Ok(response)
}

/// `GET /sign-in/elsewhere/back`: whoever comes back is signed in, or linked.
///
/// # Errors
/// When it is not who left, the issuer does not say who it is, or no account is linked.
pub async fn came_back(
    app: web::Data<App>,
    request: HttpRequest,
    query: web::Query<Vec<(String, String)>>,
    staff: Option<Staff>,
) -> Result<HttpResponse, Failure> {
    let issuer = issuer(&app)?;
    app.sign_ins.admit(&who::address(&app, &request)).map_err(Failure::too_many)?;
    let words = Words::of(query.into_inner());
    let (away, is_link) =
        who::away(&request).as_deref().and_then(Away::parse).ok_or_else(not_known)?;
    if away.state != words.get("state") || words.get("code").is_empty() {
        return Err(not_known());
    }
    let code = words.get("code").to_owned();
    let known = issuer.finish(&back(&app, &request), code, away, app.now()).await;
    let known = known?;
    let mut response = match (is_link, staff) {
        (true, Some(staff)) => link(&app, staff, known.print).await?,
        (true, None) => see_other("/sign-in"),
        (false, _) => {
            let token = Token::new(&mut chance());
            let (hash, now, demands) = (token.hash(), app.now(), app.manner.is_second_required);
            let done = app.door.write(move |db| {
                identity::sign_in(db, now, (&known.print, known.is_strong), &hash, demands)
            });
            match done.await {
                Ok(missing) => with_session(&app, see_other(next(missing)), &token)?,
                Err(AccountError::Refused) => refused(&app, lang().t("error-issuer-unknown"))?,
                Err(error) => return Err(error.into()),
            }
        }
    };
    let gone = who::no_away_cookie(&app);
    response.add_cookie(&gone).map_err(|error| Failure::internal(&error))?;
    Ok(response)
}

/// Where a session that lacks something goes on.
pub(super) const fn next(missing: Missing) -> &'static str {
    match missing {
        Missing::Nothing => "/desk",
        Missing::Code => "/sign-in/code",
        Missing::SecondFactor => "/account/second-factor",
    }
}

async fn link(app: &web::Data<App>, staff: Staff, print: String) -> Result<HttpResponse, Failure> {
    let own = app.clone();
    let done = app.door.write(move |db| {
        identity::link(db, staff.by(&own), &staff.account, &print).map(|()| staff.account)
    });
    match done.await {
        Ok(_) => Ok(see_other("/account")),
        Err(IdentityError::Store(error)) => Err(error.into()),
        Err(error @ IdentityError::Taken) => {
            let failure = Failure::new(StatusCode::CONFLICT, "Not linked", error.to_string());
            Err(failure.link("/account", "Your account"))
        }
    }
}

/// `POST /account/elsewhere`: parts the account from the one elsewhere.
///
/// # Errors
/// When nobody is signed in.
pub async fn part(
    app: web::Data<App>,
    staff: Staff,
    _form: Words,
) -> Result<HttpResponse, Failure> {
    issuer(&app)?;
    let own = app.clone();
    app.door.write(move |db| identity::part(db, staff.by(&own), &staff.account)).await?;
    Ok(see_other("/account"))
}
