//! The API described: for people, and for programs.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::answers::answer;
use super::endpoints::{ENDPOINTS, Endpoint, Place};
use super::examples::{self, Examples};
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
    let all = ENDPOINTS.iter().map(|own| (own, examples::of(own))).collect();
    render(&ApiPage { frame: Frame::new("API"), all })
}

/// `GET /api/openapi.json`.
///
/// # Errors
/// When it cannot be written.
pub async fn description(request: HttpRequest) -> Result<HttpResponse, Failure> {
    let body = super::document().to_pretty_json();
    let body = body.map_err(|error| Failure::internal(&error))?;
    Ok(answer(&request, body.into_bytes(), None))
}
