//! All that a release holds about one building, on paper too.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::exports::Said;
use super::release::{found, offered, write_down};
use super::releases::framed;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::domain::release::Reader;
use crate::journey::release::dossier::{Dossier, Row, dossier};
use crate::journey::release::{Kept, Release, Shelf, building};
use crate::journey::taking::DOSSIER;
use crate::web::App;
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
    shows_pictures: bool,
}

#[derive(Template)]
#[template(path = "pages/dossier_why.html")]
struct WhyPage {
    frame: Frame,
    notice: String,
    why: String,
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
    // Reading every row of a large release takes seconds: one after the other.
    let seat = app.dossiers.acquire().await.map_err(|error| Failure::internal(&error))?;
    let (shelf, own) = (Shelf::of(&app.folder), files.clone());
    let read = web::block(move || dossier(&shelf, &own, id)).await;
    drop(seat);
    let read = read.map_err(|error| Failure::internal(&error))?;
    let own = read.map_err(|error| Failure::internal(&error))?.ok_or_else(Failure::not_found)?;
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
    let is_exact = cell(&own.building, "location_precision") == "exact";
    let shows_pictures = is_exact && reading.reader != Reader::Anybody && reading.token.is_none();
    render(&DossierPage { frame, slug, title, release, package, own, shows_pictures })
}
