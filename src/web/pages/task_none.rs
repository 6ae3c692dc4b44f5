//! Nothing left to do for this volunteer, with thanks.

use actix_web::HttpResponse;
use askama::Template;

use super::remark;
use super::task::Asked;
use crate::journey::{look, notice, skip, text};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};
use crate::web::who::Volunteer;

#[derive(Template)]
#[template(path = "pages/task_none.html")]
struct NonePage {
    frame: Frame,
    slug: String,
    answered: u32,
    avoided: u32,
    saved: &'static str,
    saved_id: String,
    noted: String,
}

/// Says so.
///
/// # Errors
/// When the store fails.
pub async fn show(
    app: &App,
    slug: String,
    volunteer: &Volunteer,
    asked: &Asked,
) -> Result<HttpResponse, Failure> {
    let (name, hash) = (slug.clone(), volunteer.token_hash.clone());
    let (code, now) = (lang().code(), app.now());
    let found = app.door.read(move |db| {
        let (mut campaign, who) = look::enrolled(db, &name, &hash)?;
        campaign.title = text::title(db, &campaign, code)?;
        let avoided = skip::avoided(db, who.volunteer, &campaign)?;
        let notices = notice::waiting(db, now, &campaign, Some(who.volunteer), code)?;
        Ok::<_, Failure>((campaign, who, avoided, notices))
    });
    let (campaign, who, avoided, notices) = found.await?;
    render(&NonePage {
        frame: Frame::new(lang().t("task-title-none"))
            .of(&campaign.title, format!("/c/{}/start", campaign.slug))
            .telling(notices),
        slug,
        answered: who.answered,
        avoided,
        saved: asked.outcome(),
        saved_id: asked.j.map_or_else(String::new, |id| id.to_string()),
        noted: remark::noted(&asked.said),
    })
}
