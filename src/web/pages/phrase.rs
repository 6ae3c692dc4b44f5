//! The phrase that lets a volunteer go on on another device: shown once, kept only as a hash.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::access::phrase::Phrase;
use crate::journey::{device, look, text};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render};
use crate::web::who::Volunteer;
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/phrase.html")]
struct PhrasePage {
    frame: Frame,
    slug: String,
    words: Vec<String>,
    /// Where the words are entered, without the server's own name when it is not known.
    address: String,
}

/// `POST /c/{slug}/mine/phrase`: makes new words and shows them; older ones no longer work.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn make(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    request: actix_web::HttpRequest,
    _form: Words,
) -> Result<HttpResponse, Failure> {
    let phrase = Phrase::new(&mut chance());
    let hash = phrase.hash();
    let code = lang().code();
    let done = app.door.write(move |db| {
        let (mut campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        campaign.title = text::title(db, &campaign, code)?;
        device::set_phrase(db, who.volunteer, &hash)?;
        Ok::<_, Failure>(campaign)
    });
    let campaign = done.await?;
    let host = request.headers().get("Host").and_then(|host| host.to_str().ok());
    render(&PhrasePage {
        frame: Frame::new(lang().t("phrase-title"))
            .of(&campaign.title, format!("/c/{}/start", campaign.slug)),
        slug: campaign.slug.to_string(),
        words: phrase.to_string().split(' ').map(str::to_owned).collect(),
        address: format!("{}/restore", host.unwrap_or_default()),
    })
}
