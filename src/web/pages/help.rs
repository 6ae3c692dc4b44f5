//! Breaks, and people to turn to: also shown after somebody said that they know a place.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::domain::help;
use crate::journey::{example, look, text};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::here::lang;
use crate::web::page::{Frame, render};
use crate::web::who::Anyone;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    /// Set after somebody said that they know a place.
    #[serde(default)]
    pub near: String,
}

/// Somebody to turn to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpLink {
    /// Who or what it is.
    pub label: String,
    /// Where it leads; empty when there is nothing to follow.
    pub href: String,
    /// The address as a person would write it down.
    pub shown: String,
}

/// The links of a campaign's lines.
#[must_use]
pub fn links(text: &str) -> Vec<HelpLink> {
    let link = |line: help::HelpLine| {
        let href = line.target.unwrap_or_default();
        let scheme = ["https://", "http://", "tel:", "sms:", "mailto:"];
        let bare = scheme.into_iter().find_map(|scheme| href.strip_prefix(scheme));
        let shown = bare.unwrap_or_default().trim_end_matches('/').to_owned();
        HelpLink { label: line.label, href, shown }
    };
    help::lines(text).into_iter().map(link).collect()
}

#[derive(Template)]
#[template(path = "pages/help.html")]
struct HelpPage {
    frame: Frame,
    slug: String,
    links: Vec<HelpLink>,
    is_near: bool,
    has_examples: bool,
}

/// `GET /c/{slug}/help`.
///
/// # Errors
/// 404 when there is no such campaign to see.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    asked: web::Query<Asked>,
    anyone: Anyone,
) -> Result<HttpResponse, Failure> {
    let words = lang();
    let found = app.door.read(move |db| {
        let (campaign, _) = look::found(db, &slug, anyone.volunteer.as_deref(), None)?;
        let texts = text::of(db, &campaign, words.code())?;
        let has_examples = example::is_there(db, campaign.id)?;
        Ok::<_, Failure>((campaign.slug, texts, has_examples))
    });
    let (slug, texts, has_examples) = found.await?;
    let is_near = asked.near == "1";
    let title = words.t(if is_near { "help-known-title" } else { "help-title" });
    render(&HelpPage {
        frame: Frame::new(title).of(&texts.title, format!("/c/{slug}/start")),
        slug: slug.to_string(),
        links: links(&texts.help),
        is_near,
        has_examples,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_shown_as_it_would_be_written_down() {
        let all = links("A line | tel:+44 20 1\n\nSite|https://example.org/\nB");
        let found: Vec<_> = all.iter().map(|it| (it.label.as_str(), it.shown.as_str())).collect();
        assert_eq!(found, [("A line", "+44201"), ("Site", "example.org"), ("B", "")]);
    }
}
