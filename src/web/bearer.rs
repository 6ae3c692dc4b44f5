//! Who takes exports: staff in a browser, or a program with a token.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderValue};
use actix_web::{FromRequest, HttpRequest, web};

use super::App;
use super::error::Failure;
use super::staff::{Desk, Export};
use super::who;
use crate::access::token::Token;
use crate::domain::campaign::Campaign;
use crate::journey::token::{self, ApiToken, Opened};

/// Somebody who may take exports of the campaign of the address.
#[derive(Debug)]
pub struct Taker {
    /// In whose name.
    pub name: String,
    /// The campaign.
    pub campaign: Campaign,
    /// The token that a program showed; none for somebody who is signed in.
    pub token: Option<ApiToken>,
}

impl FromRequest for Taker {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // A program says who it is by its token alone, whatever cookies come with it.
        if !request.headers().contains_key(AUTHORIZATION) {
            let desk = Desk::<Export>::from_request(request, payload);
            return Box::pin(async move {
                let Desk { account, campaign, .. } = desk.await?;
                Ok(Self { name: account.name, campaign, token: None })
            });
        }
        let slug = request.match_info().get("slug").unwrap_or_default().to_owned();
        let shown = shown(request);
        Box::pin(async move {
            let (app, secret) = shown?;
            let (hash, now) = (secret.hash(), app.now());
            match app.door.read(move |db| token::open(db, now, &hash, &slug)).await? {
                Opened::Nothing => Err(unknown()),
                Opened::Elsewhere => Err(Failure::not_found()),
                Opened::Campaign(found) => {
                    let (token, campaign) = *found;
                    Ok(Self { name: token.account_name.clone(), campaign, token: Some(token) })
                }
            }
        })
    }
}

/// The token that a request shows, once its address may ask again.
fn shown(request: &HttpRequest) -> Result<(web::Data<App>, Token), Failure> {
    let app = request.app_data::<web::Data<App>>().cloned().ok_or_else(Failure::not_found)?;
    app.bearers.admit(&who::address(&app, request)).map_err(Failure::too_many)?;
    let secret = request.headers().get(AUTHORIZATION).and_then(secret).ok_or_else(unknown)?;
    Ok((app, secret))
}

fn secret(said: &HeaderValue) -> Option<Token> {
    let (scheme, secret) = said.to_str().ok()?.split_once(' ')?;
    token::parse(secret.trim()).filter(|_| scheme.eq_ignore_ascii_case("bearer"))
}

/// A program that reads the API: its token, and the campaign that it opens, which is that of the
/// address where the address names one.
#[derive(Debug)]
pub struct Program {
    /// What it showed.
    pub token: ApiToken,
    /// The campaign.
    pub campaign: Campaign,
}

impl FromRequest for Program {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let slug = request.match_info().get("slug").map(ToOwned::to_owned);
        let shown = shown(request);
        Box::pin(async move {
            let (app, secret) = shown?;
            let (hash, now) = (secret.hash(), app.now());
            let found = app.door.read(move |db| token::whose(db, now, &hash)).await?;
            let (token, campaign) = found.ok_or_else(unknown)?;
            if slug.is_some_and(|slug| slug != campaign.slug.as_str()) {
                return Err(Failure::not_found());
            }
            Ok(Self { token, campaign })
        })
    }
}

fn unknown() -> Failure {
    let message = "This token opens nothing: it is unknown, was taken back or has run out, or its \
                   owner takes no exports of the campaign any more. Make a new one at the \
                   campaign's desk, under Exports.";
    Failure::new(StatusCode::UNAUTHORIZED, "Not a good token", message)
}
