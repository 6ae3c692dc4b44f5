//! A volunteer has what is kept about them erased: what goes and what stays is said first.

use actix_web::http::StatusCode;
use actix_web::http::header::{CLEAR_SITE_DATA, HeaderValue};
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::journey::look::LookError;
use crate::journey::{look, mine, text};
use crate::web::error::Failure;
use crate::web::form::Words;
use crate::web::here::lang;
use crate::web::page::{Frame, render, render_as};
use crate::web::who::{self, Volunteer};
use crate::web::{App, chance};

#[derive(Template)]
#[template(path = "pages/erase.html")]
struct ErasePage {
    frame: Frame,
    slug: String,
    notice: String,
    is_done: bool,
}

/// `GET /c/{slug}/mine/erase`: what would go, and what would stay.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
) -> Result<HttpResponse, Failure> {
    render(&ask(&app, slug.into_inner(), volunteer, String::new()).await?)
}

/// The page that asks.
async fn ask(
    app: &App,
    slug: String,
    volunteer: Volunteer,
    notice: String,
) -> Result<ErasePage, Failure> {
    let name = slug.clone();
    let code = lang().code();
    let found = app.door.read(move |db| {
        let (campaign, _) = look::enrolled(db, &name, &volunteer.token_hash)?;
        Ok::<_, Failure>(text::title(db, &campaign, code)?)
    });
    let title = found.await?;
    let frame = Frame::new(lang().t("erase-title"));
    let frame = frame.of(&title, format!("/c/{slug}/start"));
    Ok(ErasePage { frame, slug, notice, is_done: false })
}

/// `POST /c/{slug}/mine/erase`: erases, and has the browser forget too.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn erase(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    form: Words,
) -> Result<HttpResponse, Failure> {
    let slug = slug.into_inner();
    if form.get("sure") != "1" {
        let words = lang();
        let notice = words.say("erase-tick", &[("label", &words.t("erase-sure"))]);
        let page = ask(&app, slug, volunteer, notice).await?;
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let (now, mut rng, with_answers) = (app.now(), chance(), form.get("answers") == "1");
    let name = slug.clone();
    let done = app.door.write(move |db| match look::enrolled(db, &name, &volunteer.token_hash) {
        Ok((_, who)) => {
            mine::erase(db, now, &mut rng, who.volunteer, with_answers)?;
            Ok(())
        }
        // Sent twice: the first has erased everything.
        Err(LookError::NotStarted(_)) => Ok(()),
        Err(error) => Err(Failure::from(error)),
    });
    done.await?;
    let frame = Frame::new(lang().t("erase-done-title"));
    let mut response = render(&ErasePage { frame, slug, notice: String::new(), is_done: true })?;
    for gone in who::no_volunteer_cookies(&app) {
        response.add_cookie(&gone).map_err(|error| Failure::internal(&error))?;
    }
    // Not "cookies": that would sign out staff who use the same browser, and ask every site beside
    // this one on the same domain to forget its own.
    let kept = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert(CLEAR_SITE_DATA, kept);
    Ok(response)
}
