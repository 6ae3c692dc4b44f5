//! The API described for people.

use actix_web::HttpResponse;
use askama::Template;

use crate::web::api::{ENDPOINTS, Endpoint, Examples, Place};
use crate::web::error::Failure;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/api.html")]
struct ApiPage {
    frame: Frame,
    all: Vec<(&'static Endpoint, Examples)>,
}

/// `GET /api/docs`.
///
/// # Errors
/// When the page cannot be made.
pub async fn show() -> Result<HttpResponse, Failure> {
    let all = ENDPOINTS.iter().map(|own| (own, Examples::of(own))).collect();
    render(&ApiPage { frame: Frame::new("API"), all })
}
