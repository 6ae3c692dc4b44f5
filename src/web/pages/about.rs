//! What happens with answers: how results are decided, what is kept, and what is not.

use actix_web::HttpResponse;
use askama::Template;

use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/about.html")]
struct AboutPage {
    frame: Frame,
}

/// `GET /about`.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show() -> Result<HttpResponse, Failure> {
    render(&AboutPage { frame: Frame::new(lang().t("about-title")) })
}
