//! The field guide: what buildings look like from above, drawn, and what to say of it.

use actix_web::HttpResponse;
use askama::Template;

use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};

/// What is drawn, in the order in which it is shown: the name of the drawing after, and before.
const DRAWINGS: [(&str, &str); 10] = [
    ("intact", "before"),
    ("roof", "before"),
    ("pancake", "before"),
    ("cleared", "before"),
    ("cloud", "before"),
    ("shadow", "before"),
    ("slant", "before"),
    ("snow", "before"),
    ("partial", "before"),
    ("rebuilt", "rubble"),
];

struct Card {
    name: &'static str,
    before: &'static str,
    title: String,
    see: String,
    say: String,
}

#[derive(Template)]
#[template(path = "pages/guide.html")]
struct GuidePage {
    frame: Frame,
    cards: Vec<Card>,
}

/// `GET /guide`.
///
/// # Errors
/// When the page cannot be rendered.
pub async fn show() -> Result<HttpResponse, Failure> {
    let frame = Frame::new(lang().t("guide-title"));
    let card = |(name, before): (&'static str, &'static str)| Card {
        name,
        before,
        title: frame.t(&format!("guide-{name}")),
        see: frame.t(&format!("guide-{name}-see")),
        say: frame.t(&format!("guide-{name}-say")),
    };
    let cards = DRAWINGS.into_iter().map(card).collect();
    render(&GuidePage { frame, cards })
}
