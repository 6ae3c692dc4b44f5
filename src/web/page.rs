//! What every page shares: its frame, its cache policy, and how it is rendered.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::assets;
use super::cache::Cache;
use super::error::Failure;
use super::here::{Here, here};
use super::ways::{self, Bar};
use crate::i18n::{Arg, Lang};
use crate::journey::account::Account;
use crate::journey::notice::Notices;

/// What the layout shows around a page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The title of the page.
    pub title: String,
    /// The campaign at the head, and its address.
    pub campaign: Option<(String, String)>,
    /// Who is signed in.
    pub account: Option<Account>,
    /// The reader's language, and where they are.
    pub here: Here,
    /// What waits to be read by the volunteer.
    pub notices: Notices,
}

impl Frame {
    /// A frame for whoever asks: staff see who is signed in, and at whose campaign's desk.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Self {
        let here = here();
        let part = here.part.get();
        let campaign = part.map(|part| (part.title.clone(), format!("/desk/{}", part.slug)));
        let account = here.staff.get().cloned();
        Self { title: title.into(), campaign, account, here, notices: Notices::default() }
    }

    /// With what waits to be read.
    #[must_use]
    pub fn telling(mut self, notices: Notices) -> Self {
        self.notices = notices;
        self
    }

    /// With a campaign at the head.
    #[must_use]
    pub fn of(mut self, title: &str, href: String) -> Self {
        self.campaign = Some((title.to_owned(), href));
        self
    }

    /// With who is signed in, before all was proved.
    #[must_use]
    pub fn by(mut self, account: Account) -> Self {
        self.account = Some(account);
        self
    }

    /// The sentence of a key in the reader's language.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.here.lang.t(key)
    }

    /// The sentence of a key with a value in it.
    #[must_use]
    pub fn t1(&self, key: &str, name: &'static str, value: impl Arg) -> String {
        self.here.lang.say(key, &[(name, &value)])
    }

    /// The sentence of a key with two values in it.
    #[must_use]
    pub fn t2(
        &self,
        key: &str,
        (name, value): &(&'static str, impl Arg),
        (other, second): &(&'static str, impl Arg),
    ) -> String {
        self.here.lang.say(key, &[(*name, value), (*other, second)])
    }

    /// The sentence of a key with three values in it.
    #[must_use]
    pub fn t3(
        &self,
        key: &str,
        (name, value): &(&'static str, impl Arg),
        (other, second): &(&'static str, impl Arg),
        (last, third): &(&'static str, impl Arg),
    ) -> String {
        self.here.lang.say(key, &[(*name, value), (*other, second), (*last, third)])
    }

    /// The languages to choose from; none when there is only one.
    #[must_use]
    pub fn languages(&self) -> Vec<Lang> {
        let offered: Vec<Lang> = Lang::offered().collect();
        if offered.len() > 1 { offered } else { Vec::new() }
    }

    /// The page of what this volunteer has done in the campaign at the head.
    #[must_use]
    pub fn mine(&self) -> Option<String> {
        let (_, href) = self.campaign.as_ref().filter(|_| self.here.is_volunteer)?;
        let slug = href.strip_prefix("/c/")?.split('/').next()?;
        Some(format!("/c/{slug}/mine"))
    }

    /// What stands above a page of the staff, of a campaign's desk or of the site.
    #[must_use]
    pub fn bar(&self) -> Bar {
        let path = &self.here.path;
        match (self.here.part.get(), &self.account) {
            (Some(part), _) => ways::desk(&part.slug, part.role, path),
            (None, Some(account)) if account.is_admin => ways::site(path),
            _ => Bar::default(),
        }
    }

    /// The version of the program.
    #[must_use]
    pub const fn version(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
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
