//! All that a release holds about one building, on paper too.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::exports::Said;
use super::picture::{Marker, marker};
use super::release::{found, offered, write_down};
use super::releases::framed;
use crate::domain::id::BuildingId;
use crate::domain::ledger::Kind;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::domain::release::{Naming, Reader};
use crate::journey::release::dossier::{Dossier, Row, dossier};
use crate::journey::release::results::{self, Past};
use crate::journey::release::{Kept, Release, Shelf, building};
use crate::journey::taking::DOSSIER;
use crate::journey::{ledger, look};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render, render_as};
use crate::web::reading::Reading;

#[derive(Template)]
#[template(path = "pages/dossier.html")]
struct DossierPage {
    frame: Frame,
    slug: String,
    title: String,
    release: Release,
    package: String,
    own: Dossier,
    past: Vec<Past>,
    is_staff: bool,
    has_proofs: bool,
    marker: Option<Marker>,
}

#[derive(Template)]
#[template(path = "pages/dossier_why.html")]
struct WhyPage {
    frame: Frame,
    notice: String,
    why: String,
}

/// Why no window is published, in words; empty where one is.
pub(super) fn without_window(building: &Row) -> &'static str {
    let is_ruled = cell(building, "decided_by") == "adjudicator";
    match cell(building, "status") {
        "open" => "volunteers are still asked, or people have yet to rule.",
        "undatable" if is_ruled => "people ruled that it cannot be dated from these pictures.",
        "undatable" => "most volunteers could not tell from these pictures.",
        "withdrawn" => "the building was taken out of the campaign.",
        _ => "",
    }
}

/// A cell of a row; empty where there is none.
pub(super) fn cell<'a>(row: &'a Row, column: &str) -> &'a str {
    row.get(column).map_or("", String::as_str)
}

/// `GET /c/{slug}/releases/{n}/buildings/{id}`, by the number of the building.
///
/// # Errors
/// When there is no such release or building that they may see.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    reading: Reading,
    said: web::Query<Said>,
) -> Result<HttpResponse, Failure> {
    let (slug, number, id) = path.into_inner();
    let (release, files) = found(&app, &reading, &number).await?;
    offered(&release)?;
    let id = building(&id).ok_or_else(Failure::not_found)?;
    let own = dossier_of(&app, &files, id).await?;
    let what =
        Kept { name: format!("{DOSSIER} {id}"), sha256: String::new(), bytes: 0, rows: None };
    let taken = write_down(&app, &reading, (&release, &what), &said.why).await?;
    let title = format!("Building {id} in release {}", release.number);
    let frame = framed(&title, &reading.campaign);
    if let Err(refused) = taken {
        let why = said.into_inner().why;
        let page = WhyPage { frame, notice: format!("{refused}."), why };
        return render_as(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let package = files.last().map(|kept| kept.sha256.clone()).unwrap_or_default();
    let marker = marked(&app, &reading, (id, &own)).await?;
    // They are told to the second, which a public release does not do.
    let is_staff = reading.reader != Reader::Anybody;
    let version = cell(&own.building, "verdict_version").parse().unwrap_or(0);
    let below = if is_staff { version } else { 0 };
    let past = app.door.read(move |db| results::past(db, id, below)).await?;
    let has_proofs = may_prove(&reading, &release);
    render(&DossierPage {
        frame,
        slug,
        title,
        release,
        package,
        own,
        past,
        is_staff,
        has_proofs,
        marker,
    })
}

/// Reads what a release holds about a building.
pub(super) async fn dossier_of(
    app: &App,
    files: &[Kept],
    id: BuildingId,
) -> Result<Dossier, Failure> {
    // A release that has no index yet gets one first, and that reads all of it.
    let _seat = app.dossiers.acquire().await.map_err(|error| Failure::internal(&error))?;
    let (shelf, own) = (Shelf::of(&app.folder), files.to_vec());
    let read = web::block(move || dossier(&shelf, &own, id)).await;
    let read = read.map_err(|error| Failure::internal(&error))?;
    read.map_err(|error| Failure::internal(&error))?.ok_or_else(Failure::not_found)
}

/// The marker over pictures of a building, where somebody sees them: never of one whose place is
/// told coarsely.
pub(super) async fn marked(
    app: &App,
    reading: &Reading,
    (id, own): (BuildingId, &Dossier),
) -> Result<Option<Marker>, Failure> {
    let is_exact = cell(&own.building, "location_precision") == "exact";
    if !is_exact || reading.reader == Reader::Anybody || reading.token.is_some() {
        return Ok(None);
    }
    let building = app.door.read(move |db| look::placed(db, id)).await?;
    Ok(Some(marker(&building, reading.campaign.chip_px)))
}

/// Whether somebody gets lines of the ledger. It calls people as the campaign does, which a release
/// with names of its own must not tell.
fn may_prove(reading: &Reading, release: &Release) -> bool {
    reading.reader != Reader::Anybody
        && reading.token.is_none()
        && release.asked.naming == Naming::Campaign
}

/// `GET /c/{slug}/releases/{n}/buildings/{id}/proofs/{judgement}`: the file that proves that an
/// answer of a dossier stands in the ledger (C2SP tlog-proof).
///
/// # Errors
/// When there is no such answer that they may see, or no checkpoint holds it yet.
pub async fn proof(
    app: web::Data<App>,
    path: web::Path<(String, String, String, i64)>,
    reading: Reading,
) -> Result<HttpResponse, Failure> {
    let (_, number, id, judgement) = path.into_inner();
    let (release, files) = found(&app, &reading, &number).await?;
    offered(&release)?;
    let id = building(&id).filter(|_| may_prove(&reading, &release));
    let own = dossier_of(&app, &files, id.ok_or_else(Failure::not_found)?).await?;
    let word = judgement.to_string();
    if !own.votes.iter().any(|vote| cell(vote, "judgement_id") == word) {
        return Err(Failure::not_found());
    }
    let campaign = reading.campaign;
    let read = app.door.read(move |db| ledger::prove(db, &campaign, Kind::Judgement, judgement));
    let (_, file) = read.await?.ok_or_else(Failure::not_found)?;
    let name = format!("attachment; filename=\"judgement-{judgement}.tlog-proof\"");
    Ok(HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header(("Content-Disposition", name))
        .insert_header(Cache::Never.header())
        .body(file.text()))
}
