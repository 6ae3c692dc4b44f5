//! How many buildings of known answer there are, and how many are wanted; they are set elsewhere.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::journey::gold;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::{Desk, Run};

#[derive(Template)]
#[template(path = "pages/setup_gold.html")]
struct GoldPage {
    frame: Frame,
    slug: String,
    practices: usize,
    hidden: usize,
}

/// `GET /desk/{slug}/setup/gold`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    let slug = desk.campaign.slug.to_string();
    let (practices, hidden) = app.door.read(move |db| gold::sizes(db, &desk.campaign)).await?;
    render(&GoldPage { frame: Frame::new("Practice and gold"), slug, practices, hidden })
}
