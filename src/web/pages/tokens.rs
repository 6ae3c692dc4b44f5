//! Tokens by which programs take exports of a campaign.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};

use crate::access::token::Token;
use crate::domain::api_token::Scope;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, ApiTokenId};
use crate::domain::limits::{NAME_CHARS_MAX, REASON_CHARS_MAX};
use crate::domain::role::Power;
use crate::journey::log::By;
use crate::journey::token::{self, ApiToken, Asked, TokenError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Export};
use crate::web::{App, chance};

/// Days that the page offers.
const DAYS: [u16; 4] = [7, 30, 90, 365];

#[derive(Template)]
#[template(path = "pages/tokens.html")]
struct TokensPage {
    frame: Frame,
    campaign: Campaign,
    tokens: Vec<ApiToken>,
    now: DateTime<Utc>,
    asked: Asked,
    secret: String,
    notice: String,
}

fn nothing_asked() -> Asked {
    Asked { name: String::new(), scope: Scope::Results, reason: String::new(), days: 90 }
}

/// Whose tokens somebody sees and takes back: those who give parts, everybody's.
fn only(desk: &Desk<Export>) -> Option<AccountId> {
    (!desk.role.may(Power::ManageTeam)).then_some(desk.account.id)
}

async fn page(
    app: &App,
    desk: Desk<Export>,
    status: StatusCode,
    (asked, secret, notice): (Asked, String, String),
) -> Result<HttpResponse, Failure> {
    let (campaign, only, now) = (desk.campaign.clone(), only(&desk), app.now());
    let tokens = app.door.read(move |db| token::list(db, &campaign, only)).await?;
    let (frame, campaign) = (Frame::new("Tokens"), desk.campaign);
    render_as(status, &TokensPage { frame, campaign, tokens, now, asked, secret, notice })
}

/// `GET /desk/{slug}/tokens`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Export>) -> Result<HttpResponse, Failure> {
    page(&app, desk, StatusCode::OK, (nothing_asked(), String::new(), String::new())).await
}

/// `POST /desk/{slug}/tokens/{act}`.
///
/// # Errors
/// When there is no such campaign or act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Export>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let (_, name) = path.into_inner();
    let asked = Asked {
        name: form.get("name").to_owned(),
        scope: Scope::parse(form.get("scope")).unwrap_or(Scope::Results),
        reason: form.get("reason").to_owned(),
        days: form.get("days").parse().unwrap_or(0),
    };
    let secret = Token::new(&mut chance());
    let (hash, now, only) = (secret.hash(), app.now(), only(&desk));
    let (account, campaign, own) = (desk.account.clone(), desk.campaign.clone(), asked.clone());
    let id = form.get("id").parse().map_or(ApiTokenId(0), ApiTokenId);
    let is_new = match name.as_str() {
        "make" => true,
        "revoke" => false,
        _ => return Err(Failure::not_found()),
    };
    let done = app.door.write(move |db| {
        let by = By { name: &account.name, now };
        if is_new {
            token::make(db, by, &account, &campaign, (&own, &hash)).map(drop)
        } else {
            token::take_back(db, by, &campaign, id, only)
        }
    });
    match done.await {
        Ok(()) if is_new => {
            let shown = (nothing_asked(), token::reveal(&secret), String::new());
            page(&app, desk, StatusCode::OK, shown).await
        }
        Ok(()) => Ok(see_other(&format!("/desk/{}/tokens", desk.campaign.slug))),
        Err(TokenError::Store(error)) => Err(error.into()),
        Err(error) => {
            let asked = if is_new { asked } else { nothing_asked() };
            let told = (asked, String::new(), format!("Nothing was changed: {error}."));
            page(&app, desk, StatusCode::UNPROCESSABLE_ENTITY, told).await
        }
    }
}
