//! The log of who did what, when and why: of a campaign, and of the whole site.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::journey::log::{self, Entry, Wanted};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::{Admin, Desk, ReadLog};

/// Acts on one page.
const SHOWN: usize = 100;
/// Acts of one table.
const EXPORTED: i64 = 100_000;

/// Which acts a page is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    /// Those before this one.
    before: Option<i64>,
    /// Those of a kind; empty for every one.
    #[serde(default)]
    kind: String,
    /// Those in which these words stand.
    #[serde(default)]
    words: String,
}

#[derive(Template)]
#[template(path = "pages/log.html")]
struct LogPage {
    frame: Frame,
    home: String,
    entries: Vec<Entry>,
    before: Option<i64>,
    kinds: &'static [ActKind],
    kind: String,
    words: String,
}

fn wanted(campaign: Option<&Campaign>, asked: &Asked, most: i64) -> Wanted {
    Wanted {
        campaign: campaign.map(|campaign| campaign.id),
        before: asked.before,
        kind: ActKind::parse(&asked.kind),
        words: asked.words.trim().chars().take(100).collect(),
        most,
    }
}

async fn page(
    app: &App,
    campaign: Option<Campaign>,
    asked: Asked,
) -> Result<HttpResponse, Failure> {
    let most = i64::try_from(SHOWN + 1).unwrap_or(i64::MAX);
    let wanted = wanted(campaign.as_ref(), &asked, most);
    let words = wanted.words.clone();
    let mut entries = app.door.read(move |db| log::list(db, &wanted)).await?;
    let is_more = entries.len() > SHOWN;
    entries.truncate(SHOWN);
    let home = campaign
        .map_or_else(|| "/accounts".to_owned(), |campaign| format!("/desk/{}", campaign.slug));
    let before = entries.last().map(|entry| entry.id).filter(|_| is_more);
    let kinds = ActKind::ALL;
    let frame = Frame::new("Log");
    render(&LogPage { frame, home, entries, before, kinds, kind: asked.kind, words })
}

async fn table(
    app: &App,
    campaign: Option<Campaign>,
    asked: Asked,
) -> Result<HttpResponse, Failure> {
    let wanted = wanted(campaign.as_ref(), &asked, EXPORTED);
    let entries = app.door.read(move |db| log::list(db, &wanted)).await?;
    let name = campaign.map_or_else(|| "site".to_owned(), |campaign| campaign.slug.to_string());
    let body = log::table(&entries).map_err(|error| Failure::internal(&error))?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{name}-log.csv\"")))
        .insert_header(Cache::Never.header())
        .body(body))
}

/// `GET /desk/{slug}/log`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    desk: Desk<ReadLog>,
) -> Result<HttpResponse, Failure> {
    page(&app, Some(desk.campaign), asked.into_inner()).await
}

/// `GET /desk/{slug}/log.csv`.
///
/// # Errors
/// When there is no such campaign.
pub async fn csv(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    desk: Desk<ReadLog>,
) -> Result<HttpResponse, Failure> {
    table(&app, Some(desk.campaign), asked.into_inner()).await
}

/// `GET /accounts/log`.
///
/// # Errors
/// When somebody asks who does not look after the site.
pub async fn show_site(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    _admin: Admin,
) -> Result<HttpResponse, Failure> {
    page(&app, None, asked.into_inner()).await
}

/// `GET /accounts/log.csv`.
///
/// # Errors
/// When somebody asks who does not look after the site.
pub async fn csv_site(
    app: web::Data<App>,
    asked: web::Query<Asked>,
    _admin: Admin,
) -> Result<HttpResponse, Failure> {
    table(&app, None, asked.into_inner()).await
}
