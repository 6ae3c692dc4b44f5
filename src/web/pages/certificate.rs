//! A certificate of the hours that a volunteer gave, to be printed.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::said::day;
use crate::journey::{look, mine, text};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};
use crate::web::who::Volunteer;

#[derive(Template)]
#[template(path = "pages/certificate.html")]
struct CertificatePage {
    frame: Frame,
    slug: String,
    campaign: String,
    pseudonym: String,
    answered: u32,
    time: (i64, i64),
    date: String,
    day: String,
}

/// `GET /c/{slug}/mine/certificate`.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
) -> Result<HttpResponse, Failure> {
    let words = lang();
    let found = app.door.read(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        let (answered, seconds) = mine::work(db, &campaign, who.volunteer)?;
        let pseudonym = look::pseudonyms(db, &campaign)?.of(who.volunteer);
        let title = text::title(db, &campaign, words.code())?;
        Ok::<_, Failure>((campaign.slug, title, (answered, seconds / 60), pseudonym))
    });
    let (slug, title, (answered, minutes), pseudonym) = found.await?;
    let today = app.now().date_naive();
    render(&CertificatePage {
        frame: Frame::new(words.t("certificate-title")).of(&title, format!("/c/{slug}/start")),
        slug: slug.to_string(),
        campaign: title,
        pseudonym,
        answered,
        time: (minutes / 60, minutes % 60),
        date: today.to_string(),
        day: day(today),
    })
}
