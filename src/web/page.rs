//! What every page shares: its frame, its cache policy, and how it is rendered.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::assets;
use super::cache::Cache;
use super::error::Failure;
use crate::journey::account::Account;

/// What the layout shows around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The title of the page.
    pub title: String,
    /// The campaign at the head, and its address.
    pub campaign: Option<(String, String)>,
    /// Who is signed in.
    pub account: Option<Account>,
}

impl Frame {
    /// A frame for anybody.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), campaign: None, account: None }
    }

    /// With a campaign at the head.
    #[must_use]
    pub fn of(mut self, title: &str, href: String) -> Self {
        self.campaign = Some((title.to_owned(), href));
        self
    }

    /// With who is signed in.
    #[must_use]
    pub fn by(mut self, account: Account) -> Self {
        self.account = Some(account);
        self
    }

    /// The address of an asset.
    #[must_use]
    pub fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }
}

/// Renders a page that nobody may keep.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render(page: &impl Template) -> Result<HttpResponse, Failure> {
    render_as(StatusCode::OK, page)
}

/// Renders a page under a status.
///
/// # Errors
/// When the template cannot be rendered.
pub fn render_as(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Failure> {
    let body = page.render().map_err(|error| Failure::internal(&error))?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(Cache::Never.header())
        .body(body))
}

/// Sends the browser on with a GET: after a post, so that reloading sends nothing twice.
#[must_use]
pub fn see_other(href: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header(("Location", href))
        .insert_header(Cache::Never.header())
        .finish()
}
