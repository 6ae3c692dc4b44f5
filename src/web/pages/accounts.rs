//! Every account of the site, for those who look after it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::access::token::Token;
use crate::domain::id::InvitationId;
use crate::domain::limits::INVITATION_DAYS;
use crate::journey::account::Account;
use crate::journey::team::{self, Invitation, TeamError};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::Admin;
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/accounts.html")]
struct AccountsPage {
    frame: Frame,
    accounts: Vec<Account>,
    invitations: Vec<Invitation>,
    days: i64,
    secret: String,
    notice: String,
}

async fn page(
    app: &App,
    status: StatusCode,
    (secret, notice): (String, String),
) -> Result<HttpResponse, Failure> {
    let now = app.now();
    let read = app.door.read(move |db| {
        let all = team::invitations(db, None)?.into_iter();
        let good: Vec<Invitation> = all.filter(|own| own.is_good(now)).collect();
        Ok::<_, Failure>((team::all(db)?, good))
    });
    let (accounts, invitations) = read.await?;
    let frame = Frame::new("Accounts");
    let days = INVITATION_DAYS;
    render_as(status, &AccountsPage { frame, accounts, invitations, days, secret, notice })
}

/// `GET /accounts`.
///
/// # Errors
/// When somebody asks who does not look after the site.
pub async fn show(app: web::Data<App>, _admin: Admin) -> Result<HttpResponse, Failure> {
    page(&app, StatusCode::OK, (String::new(), String::new())).await
}

/// `POST /accounts/{act}`.
///
/// # Errors
/// When somebody asks who does not look after the site, or there is no such act.
pub async fn act(
    app: web::Data<App>,
    path: web::Path<String>,
    admin: Admin,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let act = path.into_inner();
    let acts = ["close", "open", "reset", "admin", "no-admin", "invite", "uninvite"];
    if !acts.contains(&act.as_str()) {
        return Err(Failure::not_found());
    }
    let token = Token::new(&mut chance());
    let (hash, staff, own) = (token.hash(), admin.0.clone(), app.clone());
    let (name, reason) = (form.get("name").to_owned(), form.get("reason").to_owned());
    let id = form.get("id").parse().map_or(InvitationId(0), InvitationId);
    let asked = act.clone();
    let done = app.door.write(move |db| {
        let by = staff.by(&own);
        match asked.as_str() {
            "close" => team::disable(db, by, &name, &reason),
            "open" => team::enable(db, by, &name),
            "reset" => team::reset_second(db, by, &name, &reason),
            "admin" => team::set_admin(db, by, &name, true),
            "no-admin" => team::set_admin(db, by, &name, false),
            "invite" => team::invite(db, by, None, &name, &hash),
            _ => team::take_back(db, by, None, id),
        }
    });
    match done.await {
        Ok(()) if act == "invite" => {
            let shown = format!("/invitation/{}", token.reveal());
            page(&app, StatusCode::OK, (shown, String::new())).await
        }
        Ok(()) => Ok(see_other("/accounts")),
        Err(TeamError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = (String::new(), format!("Nothing was changed: {error}."));
            page(&app, StatusCode::UNPROCESSABLE_ENTITY, told).await
        }
    }
}
