//! Practice: the buildings whose story is known, and how far this volunteer has come with them.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::journey::{example, look, practice, text};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};
use crate::web::who::Volunteer;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// Set after the last practice building.
    #[serde(default)]
    pub done: String,
}

struct Item {
    place: u32,
    state: String,
    is_passed: bool,
}

#[derive(Template)]
#[template(path = "pages/learn.html")]
struct LearnPage {
    frame: Frame,
    slug: String,
    items: Vec<Item>,
    /// The first building that is not passed yet.
    next: Option<u32>,
    is_new: bool,
    is_done: bool,
    has_examples: bool,
}

/// `GET /c/{slug}/learn`: the practice buildings; after the last one, what comes next.
///
/// # Errors
/// When the volunteer has not consented yet.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    volunteer: Volunteer,
    asked: web::Query<Asked>,
) -> Result<HttpResponse, Failure> {
    let lang_code = lang().code();
    let found = app.door.read(move |db| {
        let (campaign, who) = look::enrolled(db, &slug, &volunteer.token_hash)?;
        let list = practice::list(db, &campaign, who.volunteer)?;
        let title = text::of(db, &campaign, lang_code)?.title;
        let has_examples = example::is_there(db, campaign.id)?;
        Ok::<_, Failure>((campaign.slug, title, list, has_examples))
    });
    let (slug, title, list, has_examples) = found.await?;
    let words = lang();
    let is_done = !asked.done.is_empty() && !list.is_empty();
    let heading = words.t(match (is_done, list.is_empty()) {
        (true, _) => "learn-done-title",
        (false, true) => "learn-none-title",
        (false, false) => "learn-title",
    });
    let item = |item: &practice::PracticeItem| Item {
        place: item.place,
        is_passed: item.is_passed,
        state: words.t(match (item.is_passed, item.tries) {
            (true, _) => "learn-state-passed",
            (false, 0) => "learn-state-new",
            (false, _) => "learn-state-tried",
        }),
    };
    render(&LearnPage {
        frame: Frame::new(heading).of(&title, format!("/c/{slug}/start")),
        slug: slug.to_string(),
        next: list.iter().find(|item| !item.is_passed).map(|item| item.place),
        is_new: list.iter().all(|item| item.tries == 0),
        items: list.iter().map(item).collect(),
        is_done,
        has_examples,
    })
}
