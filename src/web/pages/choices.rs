//! What a reader chooses for themselves: the language, and the weight of pictures. Kept in cookies
//! of theirs; the page they came from is shown again.

use actix_web::{HttpResponse, web};
use serde::Deserialize;

use crate::i18n::Lang;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::{DATA, LANGUAGE};
use crate::web::page::see_other;
use crate::web::who::choice_cookie;

/// What is chosen, and where to go on.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Choice {
    /// The tag of a language.
    #[serde(default)]
    pub lang: String,
    /// `low` or `full`.
    #[serde(default)]
    pub data: String,
    /// The page to go back to.
    #[serde(default)]
    pub to: String,
}

/// `GET /language`: speaks another language from now on.
///
/// # Errors
/// When the answer cannot be made.
pub async fn language(
    app: web::Data<App>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    let lang = Lang::parse(&choice.lang);
    keep(&app, LANGUAGE, lang.map(Lang::code), &choice.to)
}

/// `GET /data`: sends lighter or full pictures from now on.
///
/// # Errors
/// When the answer cannot be made.
pub async fn data(
    app: web::Data<App>,
    choice: web::Query<Choice>,
) -> Result<HttpResponse, Failure> {
    let weight = ["low", "full"].into_iter().find(|weight| *weight == choice.data);
    keep(&app, DATA, weight, &choice.to)
}

/// Goes back; what is not offered changes nothing.
fn keep(
    app: &App,
    name: &'static str,
    value: Option<&str>,
    to: &str,
) -> Result<HttpResponse, Failure> {
    let mut response = see_other(local(to));
    if let Some(value) = value {
        let cookie = choice_cookie(app, name, value);
        response.add_cookie(&cookie).map_err(|error| Failure::internal(&error))?;
    }
    Ok(response)
}

/// The address if it is of this site for every browser, and the front page if not.
fn local(to: &str) -> &str {
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if is_plain && to.starts_with('/') && !to.contains("//") { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_this_site() {
        for own in ["/", "/c/raqqa/task?view=guided&t=6s.9d", "/about#kept"] {
            assert_eq!(local(own), own);
        }
        let elsewhere = [
            "",
            "about",
            "https://elsewhere.example/",
            "//elsewhere.example",
            "/\\elsewhere.example",
            "\\\\elsewhere.example",
            "/a//elsewhere.example",
            "/\t/elsewhere.example",
            " /about",
            "/a\r\nSet-Cookie: a=b",
            "javascript:alert(1)",
            "/\u{2215}elsewhere.example",
        ];
        for to in elsewhere {
            assert_eq!(local(to), "/", "{to:?}");
        }
    }
}
