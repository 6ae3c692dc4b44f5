//! Somebody becomes staff by a link that is good once.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::access::password;
use crate::access::token::Token;
use crate::domain::campaign::Campaign;
use crate::journey::log::By;
use crate::journey::team::{self, Invitation, TeamError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::Staff;
use crate::web::who;
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/invitation.html")]
struct InvitationPage {
    frame: Frame,
    token: String,
    invitation: Invitation,
    campaign: Option<Campaign>,
    signed_in: Option<String>,
    name: String,
    notice: String,
}

async fn page(
    app: &App,
    token: &Token,
    staff: Option<Staff>,
    (status, name, notice): (StatusCode, String, String),
) -> Result<HttpResponse, Failure> {
    let (hash, now) = (token.hash(), app.now());
    let found = app.door.read(move |db| team::invitation(db, now, &hash)).await;
    let (invitation, campaign) = found.map_err(not_good)?;
    let mut frame = Frame::new("Invitation");
    let signed_in = staff.as_ref().map(|staff| staff.account.name.clone());
    if let Some(staff) = staff {
        frame = frame.by(staff.account);
    }
    let token = token.reveal().to_owned();
    let page = InvitationPage { frame, token, invitation, campaign, signed_in, name, notice };
    render_as(status, &page)
}

fn not_good(error: TeamError) -> Failure {
    match error {
        TeamError::Store(error) => error.into(),
        error => Failure::new(StatusCode::NOT_FOUND, "No such invitation", format!("{error}."))
            .link("/sign-in", "Sign in"),
    }
}

fn parsed(path: &str) -> Result<Token, Failure> {
    Token::parse(path).ok_or_else(|| not_good(TeamError::NotGood))
}

/// `GET /invitation/{token}`.
///
/// # Errors
/// When it is not good, or not any more.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<String>,
    staff: Option<Staff>,
) -> Result<HttpResponse, Failure> {
    page(&app, &parsed(&path)?, staff, (StatusCode::OK, String::new(), String::new())).await
}

/// `POST /invitation/{token}`: taken up by who is signed in, or under a new account.
///
/// # Errors
/// When it is not good, or not any more.
pub async fn accept(
    app: web::Data<App>,
    path: web::Path<String>,
    request: HttpRequest,
    staff: Option<Staff>,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let token = parsed(&path)?;
    let (hash, now) = (token.hash(), app.now());
    if let Some(staff) = staff {
        let who = staff.account.name;
        let done = app.door.write(move |db| team::accept(db, By { name: &who, now }, &hash)).await;
        done.map_err(not_good)?;
        return Ok(see_other("/desk"));
    }
    app.sign_ins.admit(&who::address(&app, &request)).map_err(Failure::too_many)?;
    let (name, words) = (form.get("name").to_owned(), form.get("password").to_owned());
    let again = |notice: String| (StatusCode::UNPROCESSABLE_ENTITY, name.clone(), notice);
    let seat = app.hashing.acquire().await.map_err(|error| Failure::internal(&error))?;
    let effort = app.manner.effort;
    let hashed = web::block(move || password::hash(&words, effort, &mut chance())).await;
    drop(seat);
    let password_hash = match hashed.map_err(|error| Failure::internal(&error))? {
        Ok(hash) => hash,
        Err(error) => {
            let told = again(format!("No account was made: {error}."));
            return page(&app, &token, None, told).await;
        }
    };
    let own = name.clone();
    let done = app.door.write(move |db| {
        // The invitation first: a name is taken only by who may take one.
        team::invitation(db, now, &hash)?;
        let by = By { name: &own, now };
        team::make(db, by, &own, &password_hash, false)?;
        team::accept(db, by, &hash)
    });
    match done.await {
        Ok(_) => Ok(see_other("/sign-in")),
        Err(error @ (TeamError::Taken(_) | TeamError::BadName)) => {
            let told = again(format!("No account was made: {error}."));
            page(&app, &token, None, told).await
        }
        Err(error) => Err(not_good(error)),
    }
}
