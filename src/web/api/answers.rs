//! The handlers of the API.

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, IF_NONE_MATCH};
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::ask::{self, Ask};
use crate::access::token::hex;
use crate::domain::campaign::Campaign;
use crate::domain::policy::{METHOD_VERSION, method_id};
use crate::domain::release::{Reader, State};
use crate::journey::publish::{self, Page, PublishError, Table, Turn};
use crate::journey::release::{self, Kept, Release};
use crate::journey::taking::TakingError;
use crate::journey::{look, token};
use crate::web::App;
use crate::web::bearer::Program;
use crate::web::cache::Cache;
use crate::web::error::Failure;

/// An answer with a tag of its bytes; none of the bytes where the program has them.
pub(super) fn answer(request: &HttpRequest, body: Vec<u8>, next: Option<&str>) -> HttpResponse {
    let digest = hex(&Sha256::digest(&body));
    let known = request.headers().get(IF_NONE_MATCH).and_then(|list| list.to_str().ok());
    let is_this = |own: &str| {
        let own = own.trim().trim_start_matches("W/").trim_matches('"');
        own == "*" || own.trim_end_matches("-gzip") == digest
    };
    let is_known = known.is_some_and(|list| list.split(',').any(is_this));
    let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    response.insert_header((ETAG, format!("\"{digest}\"")));
    response.insert_header(Cache::Asked.header());
    if let Some(next) = next {
        response.insert_header(("Link", format!("<{next}>; rel=\"next\"")));
    }
    if is_known { response.finish() } else { response.content_type("application/json").body(body) }
}

/// Several things, all on one page.
fn all(request: &HttpRequest, items: &[Value]) -> HttpResponse {
    answer(request, json!({ "items": items, "next": null }).to_string().into_bytes(), None)
}

async fn facts(app: &App, campaign: Campaign) -> Result<Value, Failure> {
    let own = campaign.clone();
    let captures = app.door.read(move |db| look::captures(db, &own)).await?.len();
    let (slug, method) = (campaign.slug.to_string(), campaign.policy.method());
    Ok(json!({
        "slug": slug,
        "title": campaign.title,
        "about": campaign.about,
        "phase": campaign.phase.as_str(),
        "n_images": captures,
        "method_id": method_id(&method),
        "method_version": METHOD_VERSION,
        "method": method,
        "method_href": format!("/c/{slug}/method"),
    }))
}

/// `GET /api/v1/campaigns`.
///
/// # Errors
/// When the token opens nothing.
pub async fn campaigns(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    ask::read("campaigns", request.query_string())?;
    Ok(all(&request, &[facts(&app, program.campaign).await?]))
}

/// `GET /api/v1/campaigns/{slug}`.
///
/// # Errors
/// When the token does not open it.
pub async fn campaign(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    ask::read("campaign", request.query_string())?;
    let body = facts(&app, program.campaign).await?.to_string();
    Ok(answer(&request, body.into_bytes(), None))
}

/// Reads a page of a table, once it is written down who does.
async fn rows(app: &App, program: Program, table: Table, turn: Turn) -> Result<Page, Failure> {
    let Program { token, campaign } = program;
    if !token.scope.opens(table.is_of_single_people()) {
        let message = "This token opens results only. What single people said needs one for \
                       exports: make one at the campaign's desk, under Exports.";
        return Err(Failure::new(StatusCode::FORBIDDEN, "Not for this token", message));
    }
    let now = app.now();
    let own = token.clone();
    let is_read = move |db: &mut _| token::is_read(db, now, &own, table.stem());
    if !app.door.read(is_read).await? {
        let own = campaign.clone();
        let done = move |db: &mut _| token::read(db, now, (&token, &own), table.stem());
        app.door.write(done).await.map_err(|error| match error {
            TakingError::Store(error) => error.into(),
            error => Failure::internal(&error),
        })?;
    }
    let page = app.door.read(move |db| publish::page(db, &campaign, table, &turn)).await;
    page.map_err(|error| match error {
        PublishError::Store(error) => error.into(),
        error => Failure::internal(&error),
    })
}

/// Answers a page of a table.
async fn listed(
    app: &App,
    request: &HttpRequest,
    program: Program,
    table: Table,
) -> Result<HttpResponse, Failure> {
    let ask = ask::read(table.stem(), request.query_string())?;
    let since = ask.updated_since.as_ref().map(|(_, at)| *at);
    let page = rows(app, program, table, Turn { after: ask.after, since, most: ask.limit }).await?;
    let next = page.next.map(|after| next(request.path(), table, &ask, after));
    let mut body = b"{\"items\":[".to_vec();
    body.extend_from_slice(&page.rows.join(&b","[..]));
    body.extend_from_slice(format!("],\"next\":{}}}", json!(next)).as_bytes());
    Ok(answer(request, body, next.as_deref()))
}

/// The address of the page after this one.
fn next(path: &str, table: Table, ask: &Ask, after: i64) -> String {
    let cursor = ask::cursor(table.stem(), after);
    let since = ask.updated_since.as_ref().map(|(_, at)| at.to_rfc3339().replace('+', "%2B"));
    let since = since.map(|at| format!("&updated_since={at}")).unwrap_or_default();
    format!("{path}?limit={}&cursor={cursor}{since}", ask.limit)
}

/// `GET /api/v1/campaigns/{slug}/buildings`.
///
/// # Errors
/// When the token does not open it, or what is asked cannot be read.
pub async fn buildings(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    listed(&app, &request, program, Table::Buildings).await
}

/// `GET /api/v1/campaigns/{slug}/judgements`.
///
/// # Errors
/// When the token does not open it, or what is asked cannot be read.
pub async fn judgements(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    listed(&app, &request, program, Table::Judgements).await
}

/// `GET /api/v1/campaigns/{slug}/images`.
///
/// # Errors
/// When the token does not open it, or what is asked cannot be read.
pub async fn images(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    listed(&app, &request, program, Table::Images).await
}

/// `GET /api/v1/campaigns/{slug}/rulings`.
///
/// # Errors
/// When the token does not open it, or what is asked cannot be read.
pub async fn rulings(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    listed(&app, &request, program, Table::Rulings).await
}

/// `GET /api/v1/campaigns/{slug}/incidents`.
///
/// # Errors
/// When the token does not open it, or what is asked cannot be read.
pub async fn incidents(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    listed(&app, &request, program, Table::Incidents).await
}

/// `GET /api/v1/campaigns/{slug}/links`.
///
/// # Errors
/// When the token does not open it, or what is asked cannot be read.
pub async fn links(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    listed(&app, &request, program, Table::Links).await
}

/// `GET /api/v1/campaigns/{slug}/buildings/{id}`.
///
/// # Errors
/// When there is no such building, or the token does not open it.
pub async fn building(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    program: Program,
) -> Result<HttpResponse, Failure> {
    ask::read("building", request.query_string())?;
    let id = ask::plain(&path.1).filter(|id| *id > 0).ok_or_else(Failure::not_found)?;
    let turn = Turn { after: id - 1, since: None, most: 1 };
    let page = rows(&app, program, Table::Buildings, turn).await?;
    let found = page.rows.into_iter().next().filter(|_| page.next == Some(id));
    Ok(answer(&request, found.ok_or_else(Failure::not_found)?, None))
}

fn told(slug: &str, own: &Release) -> Value {
    json!({
        "number": own.number,
        "title": own.asked.title,
        "note": own.asked.note,
        "licence": own.asked.licence,
        "audience": own.asked.audience.as_str(),
        "location_precision": own.asked.precision.as_str(),
        "made_at": own.made_at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        "state": own.state.as_str(),
        "n_withheld": own.withheld,
        "href": format!("/c/{slug}/releases/{}", own.number),
        "files": null,
    })
}

/// `GET /api/v1/campaigns/{slug}/releases`.
///
/// # Errors
/// When the token does not open it.
pub async fn releases(
    app: web::Data<App>,
    request: HttpRequest,
    program: Program,
) -> Result<HttpResponse, Failure> {
    ask::read("releases", request.query_string())?;
    let (slug, now) = (program.campaign.slug.to_string(), app.now());
    let list = move |db: &mut _| release::list(db, &program.campaign, (Reader::Researcher, now));
    let found = app.door.read(list).await?;
    let items: Vec<Value> = found.iter().map(|own| told(&slug, own)).collect();
    Ok(all(&request, &items))
}

/// `GET /api/v1/campaigns/{slug}/releases/{n}`.
///
/// # Errors
/// When there is no such release, or the token does not open it.
pub async fn release(
    app: web::Data<App>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
    program: Program,
) -> Result<HttpResponse, Failure> {
    ask::read("release", request.query_string())?;
    let number = ask::plain(&path.1).and_then(|n| i32::try_from(n).ok());
    let number = number.ok_or_else(Failure::not_found)?;
    let (slug, now) = (program.campaign.slug.to_string(), app.now());
    let terms = (Reader::Researcher, now);
    let found = app.door.read(move |db| release::get(db, &program.campaign, number, terms)).await?;
    let (own, files) = found.ok_or_else(Failure::not_found)?;
    let mut body = told(&slug, &own);
    if own.state == State::Ready {
        let file = |kept: &Kept| {
            json!({
                "path": kept.name,
                "sha256": kept.sha256,
                "bytes": kept.bytes,
                "rows": kept.rows,
                "href": format!("/c/{slug}/releases/{number}/{}", kept.name),
            })
        };
        let files: Vec<Value> = files.iter().map(file).collect();
        if let Some(place) = body.get_mut("files") {
            *place = Value::Array(files);
        }
    }
    Ok(answer(&request, body.to_string().into_bytes(), None))
}
