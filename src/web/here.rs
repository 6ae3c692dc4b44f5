//! What a request says of its reader beside who they are: the language to speak, how few bytes to
//! send, and the address they are at. Known to everything that answers the request.

use std::fmt::Write as _;
use std::sync::{Arc, OnceLock};

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AcceptLanguage, Header as _, LanguageTag};
use actix_web::middleware::Next;
use actix_web::{HttpRequest, web};

use super::{App, who};
use crate::domain::role::Role;
use crate::i18n::Lang;
use crate::journey::account::Account;
use crate::journey::work::Wish;

tokio::task_local! {
    static HERE: Here;
}

/// The cookie of the chosen language.
pub const LANGUAGE: &str = "aftermath_lang";
/// The cookie of the chosen weight of pictures: `low` or `full`.
pub const DATA: &str = "aftermath_data";
/// In a query, before the language that a page is asked for in.
const LANG: &str = "lang=";

/// What a request says of its reader.
#[derive(Debug, Clone)]
pub struct Here {
    /// The language to speak.
    pub lang: Lang,
    /// Whether few bytes are wanted: chosen here, or by the browser for all sites.
    pub is_low: bool,
    /// Whether they show a volunteer's signed cookie.
    pub is_volunteer: bool,
    /// Where they are: the path and query, without a language; the page before it for a post.
    pub path: String,
    /// What reads the answer.
    pub reader: Reader,
    /// Scheme and host of this site as the reader calls it; empty where they do not say.
    pub site: String,
    /// Who of the staff asks, once that is proved.
    pub staff: Arc<OnceLock<Account>>,
    /// The campaign at whose desk they are, once their part in it is known.
    pub part: Arc<OnceLock<Part>>,
}

/// What reads an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// A browser: a page.
    Browser,
    /// A script of a page: JSON.
    Script,
    /// A program that asks the API: JSON, and problems as RFC 9457 has them.
    Program,
}

/// Somebody's part in the campaign at whose desk they are.
#[derive(Debug, Clone)]
pub struct Part {
    /// The campaign's title.
    pub title: String,
    /// The campaign in addresses.
    pub slug: String,
    /// Their role.
    pub role: Role,
}

impl Default for Here {
    fn default() -> Self {
        Self {
            lang: Lang::En,
            is_low: false,
            is_volunteer: false,
            path: "/".to_owned(),
            reader: Reader::Browser,
            staff: Arc::default(),
            part: Arc::default(),
            site: String::new(),
        }
    }
}

impl Here {
    /// How they want a task.
    #[must_use]
    pub const fn wish(&self) -> Wish {
        Wish { lang: self.lang.code(), is_low: self.is_low }
    }

    /// Where they are, as a value in a query.
    #[must_use]
    pub fn way_back(&self) -> String {
        let mut escaped = String::with_capacity(self.path.len());
        for byte in self.path.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
                    escaped.push(char::from(byte));
                }
                byte => {
                    let _ = write!(escaped, "%{byte:02X}");
                }
            }
        }
        escaped
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
    let asked = request.query_string().split('&').find_map(|pair| pair.strip_prefix(LANG));
    let chosen = asked.and_then(Lang::parse);
    let kept = || cookie(LANGUAGE).as_deref().and_then(Lang::parse);
    let wanted = || wanted(request);
    Here {
        lang: chosen.or_else(kept).or_else(wanted).unwrap_or(Lang::En),
        is_low: match cookie(DATA).as_deref() {
            Some("low") => true,
            Some("full") => false,
            _ => header(request, "Save-Data").is_some_and(|value| value.trim() == "on"),
        },
        is_volunteer: who::shows_volunteer(request),
        path: path(request),
        reader: reader(request),
        staff: Arc::default(),
        part: Arc::default(),
        site: site(request),
    }
}

fn reader(request: &HttpRequest) -> Reader {
    if request.path().starts_with("/api/v1") {
        return Reader::Program;
    }
    match header(request, "Accept") {
        Some(value) if value.starts_with("application/json") => Reader::Script,
        _ => Reader::Browser,
    }
}

/// The best of what the browser asks for that is spoken here.
fn wanted(request: &HttpRequest) -> Option<Lang> {
    let ranked = AcceptLanguage::parse(request).ok()?.ranked();
    let tags = ranked.iter().filter_map(|one| one.item());
    Lang::among(tags.map(LanguageTag::primary_language))
}

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

fn site(request: &HttpRequest) -> String {
    let app = request.app_data::<web::Data<App>>();
    let scheme = if app.is_some_and(|app| app.manner.behind_proxy) { "https" } else { "http" };
    header(request, "Host").map_or_else(String::new, |host| format!("{scheme}://{host}"))
}

/// The page that a choice of language or data leads back to.
fn path(request: &HttpRequest) -> String {
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD);
    let whole = if is_page {
        request.uri().path_and_query().map(ToString::to_string)
    } else {
        before(request)
    };
    let whole = whole.unwrap_or_else(|| "/".to_owned());
    let Some((path, query)) = whole.split_once('?') else { return whole };
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with(LANG)).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

/// The page of this site from which something was posted.
fn before(request: &HttpRequest) -> Option<String> {
    let (_, rest) = header(request, "Referer")?.split_once("://")?;
    let path = rest.strip_prefix(header(request, "Host")?)?;
    path.starts_with('/').then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn here_of(request: TestRequest) -> Here {
        read(&request.to_http_request())
    }

    #[test]
    fn an_address_outranks_the_cookie_and_the_cookie_the_browser() {
        let browser = || TestRequest::get().insert_header(("Accept-Language", "sw, en;q=0.5"));
        assert_eq!(here_of(browser()).lang, Lang::En);
        let second = ("Accept-Language", "en;q=0.5, sw, ar-SY;q=0.8");
        assert_eq!(here_of(TestRequest::get().insert_header(second)).lang, Lang::Ar);
        let broken = ("Accept-Language", ";;;,,,");
        assert_eq!(here_of(TestRequest::get().insert_header(broken)).lang, Lang::En);
        let kept = || browser().insert_header(("Cookie", "aftermath_lang=xx"));
        assert_eq!(here_of(kept()).lang, Lang::Xx);
        assert_eq!(here_of(kept().uri("/?a=1&lang=xr")).lang, Lang::Xr);
        assert_eq!(here_of(kept().uri("/?lang=nonsense")).lang, Lang::Xx);
    }

    #[test]
    fn few_bytes_are_sent_to_those_who_ask_for_them() {
        let saving = || TestRequest::get().insert_header(("Save-Data", "on"));
        assert!(here_of(saving()).is_low);
        assert!(!here_of(saving().insert_header(("Cookie", "aftermath_data=full"))).is_low);
        let low = TestRequest::get().insert_header(("Cookie", "aftermath_data=low"));
        assert!(here_of(low).is_low);
    }

    #[test]
    fn the_way_back_is_the_page_without_a_language_and_never_a_post() {
        let page = here_of(TestRequest::get().uri("/c/raqqa/task?lang=xx&t=6s.9d&view=guided"));
        assert_eq!(page.path, "/c/raqqa/task?t=6s.9d&view=guided");
        assert_eq!(page.way_back(), "/c/raqqa/task%3Ft%3D6s.9d%26view%3Dguided");
        let post = || TestRequest::post().uri("/c/a/undo").insert_header(("Host", "here.example"));
        assert_eq!(here_of(post()).path, "/");
        let from = |referer: &'static str| here_of(post().insert_header(("Referer", referer))).path;
        assert_eq!(from("https://here.example/c/a/task?t=6s"), "/c/a/task?t=6s");
        assert_eq!(from("https://here.example.org/c/a/task"), "/");
        assert_eq!(from("https://elsewhere.example/c/a/task"), "/");
    }

    #[test]
    fn the_site_is_called_as_its_reader_calls_it() {
        let asked = TestRequest::get().insert_header(("Host", "here.example:8080"));
        assert_eq!(here_of(asked).site, "http://here.example:8080");
        assert_eq!(here_of(TestRequest::get()).site, "");
    }
}
