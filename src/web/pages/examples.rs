//! Pictures of the campaign's own that say what counts as destroyed, for volunteers.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::picture::{Marker, Picture, marker, pictures};
use crate::journey::example::{self, Seen};
use crate::journey::{look, text};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};
use crate::web::who::Volunteer;

/// An example, ready to be shown.
pub(super) struct Card {
    pub(super) picture: Option<Picture>,
    pub(super) marker: Marker,
    pub(super) is_destroyed: bool,
    pub(super) words: String,
}

/// How an example is shown.
pub(super) fn card(seen: Seen, chip_px: u32) -> Card {
    let picture = seen.shown.and_then(|shown| pictures(&seen.building, &[shown]).pop());
    Card {
        picture,
        marker: marker(&seen.building, chip_px),
        is_destroyed: seen.example.is_destroyed,
        words: seen.example.words,
    }
}

#[derive(Template)]
#[template(path = "pages/examples.html")]
struct ExamplesPage {
    frame: Frame,
    slug: String,
    cards: Vec<Card>,
}

/// `GET /c/{slug}/examples`.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
) -> Result<HttpResponse, Failure> {
    let (now, code) = (app.now(), lang().code());
    let found = app.door.write(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        let seen = example::open(db, now, &campaign, who.volunteer, code)?;
        let title = text::title(db, &campaign, code)?;
        Ok::<_, Failure>((campaign, title, seen))
    });
    let (campaign, title, seen) = found.await?;
    let slug = campaign.slug.to_string();
    render(&ExamplesPage {
        frame: Frame::new(lang().t("examples-title")).of(&title, format!("/c/{slug}/start")),
        slug,
        cards: seen.into_iter().map(|seen| card(seen, campaign.chip_px)).collect(),
    })
}
