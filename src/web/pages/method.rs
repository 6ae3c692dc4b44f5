//! The method of a campaign, of its real settings and figures.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::releases::framed;
use crate::journey::release::{self, Section};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::reading::Reading;

#[derive(Template)]
#[template(path = "pages/method.html")]
struct MethodPage {
    frame: Frame,
    slug: String,
    title: String,
    sections: Vec<Section>,
}

/// `GET /c/{slug}/method`.
///
/// # Errors
/// When there is no such campaign to see.
pub async fn show(app: web::Data<App>, reading: Reading) -> Result<HttpResponse, Failure> {
    let campaign = reading.campaign;
    let (frame, title) = (framed("Method", &campaign), campaign.title.clone());
    let slug = campaign.slug.to_string();
    let now = app.now();
    let sections = app.door.read(move |db| release::note(db, &campaign, now, None)).await?;
    render(&MethodPage { frame, slug, title, sections })
}
