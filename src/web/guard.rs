//! Keeps other sites from posting in a visitor's name, by what every current browser says of
//! where a request comes from (OWASP: fetch metadata first, origin as fallback).

use actix_web::ResponseError as _;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;

use super::error::Failure;

/// Middleware: answers a post with 403 that does not come from this site's own pages, or does not
/// say from where.
///
/// # Errors
/// Those of what it wraps.
pub async fn own_posts_only(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_safe = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_safe || is_own(&request) {
        return next.call(request).await;
    }
    let failure = Failure::said(StatusCode::FORBIDDEN, "error-elsewhere-title", "error-elsewhere");
    // Answered here, while it is known which language the reader speaks.
    Ok(request.into_response(failure.error_response()))
}

fn is_own(request: &ServiceRequest) -> bool {
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = header("Sec-Fetch-Site") {
        return site == "same-origin";
    }
    let host = header("Host");
    let origin = header("Origin").and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, origin)| Some(origin) == host)
}
