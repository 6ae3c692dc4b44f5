//! What a request says of its reader beside who they are: the language to speak, how few bytes to
//! send, and the address they are at. Known to everything that answers the request.

use actix_web::HttpRequest;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use crate::i18n::Lang;

tokio::task_local! {
    static HERE: Here;
}

const LANGUAGE: &str = "aftermath_lang";
const DATA: &str = "aftermath_data";

/// What a request says of its reader.
#[derive(Debug, Clone)]
pub struct Here {
    /// The language to speak.
    pub lang: Lang,
    /// Whether few bytes are wanted: chosen here, or by the browser for all sites.
    pub is_low: bool,
    /// The path and query asked for.
    pub path: String,
    /// Whether a script asks, which reads JSON.
    pub wants_json: bool,
}

impl Default for Here {
    fn default() -> Self {
        Self { lang: Lang::En, is_low: false, path: "/".to_owned(), wants_json: false }
    }
}

/// What the present request says of its reader; the default outside of a request.
#[must_use]
pub fn here() -> Here {
    HERE.try_with(Clone::clone).unwrap_or_default()
}

/// The language of the present request.
#[must_use]
pub fn lang() -> Lang {
    HERE.try_with(|here| here.lang).unwrap_or(Lang::En)
}

/// Middleware: makes known what a request says of its reader.
///
/// # Errors
/// Those of what it wraps.
pub async fn know(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let here = read(request.request());
    HERE.scope(here, next.call(request)).await
}

fn read(request: &HttpRequest) -> Here {
    let cookie = |name: &str| request.cookie(name).map(|cookie| cookie.value().to_owned());
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let asked = request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang="));
    let chosen = asked.and_then(Lang::parse);
    let kept = || cookie(LANGUAGE).as_deref().and_then(Lang::parse);
    let wanted = || header("Accept-Language").map(Lang::negotiate);
    Here {
        lang: chosen.or_else(kept).or_else(wanted).unwrap_or(Lang::En),
        is_low: match cookie(DATA).as_deref() {
            Some("low") => true,
            Some("full") => false,
            _ => header("Save-Data").is_some_and(|value| value.trim() == "on"),
        },
        path: request.uri().path_and_query().map_or("/".to_owned(), ToString::to_string),
        wants_json: header("Accept").is_some_and(|value| value.starts_with("application/json")),
    }
}
