//! The quick exit: an empty page that says nothing of where its reader was.

use actix_web::HttpResponse;
use actix_web::http::header::{CLEAR_SITE_DATA, HeaderValue};
use askama::Template;

use crate::web::error::Failure;
use crate::web::page::{Frame, render};

#[derive(Template)]
#[template(path = "pages/leave.html")]
struct LeavePage {
    frame: Frame,
}

/// `GET /leave`: pages that the browser kept are dropped where it can do so.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show() -> Result<HttpResponse, Failure> {
    let mut frame = Frame::new("");
    frame.title = frame.t("frame-left");
    let mut response = render(&LeavePage { frame })?;
    let headers = response.headers_mut();
    headers.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"cache\""));
    Ok(response)
}
