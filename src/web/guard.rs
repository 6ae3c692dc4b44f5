//! Keeps other sites from posting in a visitor's name, by what every current browser says of
//! where a request comes from (OWASP: fetch metadata first, origin as fallback); and tells browsers
//! what a page may do.

use actix_web::ResponseError as _;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, PERMISSIONS_POLICY,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;

use super::error::Failure;

/// Nothing from elsewhere is ever loaded, framed or run: in a human-rights tool that is safety.
const CONTENT_SECURITY: &str = "default-src 'none'; img-src 'self' data:; style-src 'self'; \
     script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'; worker-src 'self'; manifest-src 'self'";

/// Middleware: sends with every answer what browsers may make of it.
///
/// # Errors
/// Those of what it wraps.
pub async fn with_policy(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let is_worker = request.path() == "/sw.js";
    let mut response = next.call(request).await?;
    add_policy(response.headers_mut(), is_worker);
    Ok(response)
}

/// What a script reads, a picture, a style: these open nothing, and would pay for the bytes of a
/// policy every time.
const INERT: [&str; 5] =
    ["application/json", "image/jpeg", "image/webp", "text/css", "text/javascript"];

fn add_policy(headers: &mut HeaderMap, is_worker: bool) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    if INERT.contains(&kind) && !is_worker {
        return;
    }
    let mut add = |name: HeaderName, value| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    add(CONTENT_SECURITY_POLICY, CONTENT_SECURITY);
    add(REFERRER_POLICY, "same-origin");
    add(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    add(PERMISSIONS_POLICY, "geolocation=(), camera=(), microphone=()");
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn policy_of(kind: &'static str, is_worker: bool) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        add_policy(&mut headers, is_worker);
        headers
    }

    #[test]
    fn whatever_may_be_opened_as_a_page_carries_the_policy() {
        let script = "text/javascript; charset=utf-8";
        for (kind, is_worker, has_policy) in [
            ("text/html; charset=utf-8", false, true),
            ("image/svg+xml", false, true),
            ("text/csv; charset=utf-8", false, true),
            (script, true, true),
            (script, false, false),
            ("application/json", false, false),
            ("image/webp", false, false),
        ] {
            let headers = policy_of(kind, is_worker);
            assert_eq!(headers.contains_key(CONTENT_SECURITY_POLICY), has_policy, "{kind}");
            assert_eq!(headers.get(X_CONTENT_TYPE_OPTIONS).unwrap(), "nosniff", "{kind}");
        }
    }

    #[test]
    fn what_has_no_kind_carries_the_policy() {
        let mut headers = HeaderMap::new();
        add_policy(&mut headers, false);
        assert!(headers.contains_key(CONTENT_SECURITY_POLICY));
    }
}
