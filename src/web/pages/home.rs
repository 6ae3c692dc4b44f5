//! The front page: what this is, and which campaigns are open.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::domain::campaign::{Campaign, Phase};
use crate::journey::look;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/home.html")]
struct HomePage {
    frame: Frame,
    campaigns: Vec<Campaign>,
}

/// `GET /`.
///
/// # Errors
/// When the store fails.
pub async fn show(app: web::Data<App>) -> Result<HttpResponse, Failure> {
    let all = app.door.read(look::campaigns).await?;
    let campaigns = all.into_iter().filter(|campaign| campaign.phase == Phase::Open).collect();
    render(&HomePage { frame: Frame::new("When was it destroyed?"), campaigns })
}
