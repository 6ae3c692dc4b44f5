//! What a release says of one building: its window with the pictures at both ends, and on what it
//! rests, without what any single person said.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::dossier::{cell, dossier_of, marked};
use super::picture::Marker;
use super::release::{LATEST, found, latest, offered};
use super::releases::framed;
use super::results::query;
use crate::domain::results::Status;
use crate::journey::release::dossier::{Dossier, Shown};
use crate::journey::release::{Release, building};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::reading::Reading;

#[derive(Template)]
#[template(path = "pages/results_card.html")]
struct CardPage {
    frame: Frame,
    slug: String,
    id: String,
    title: String,
    status: &'static str,
    release: Release,
    package: String,
    own: Dossier,
    ends: Vec<(&'static str, Shown)>,
    marker: Option<Marker>,
}

/// `GET /c/{slug}/results/{building}`: leads to that of the newest release.
///
/// # Errors
/// When there is no release that they may see.
pub async fn newest(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    reading: Reading,
) -> Result<HttpResponse, Failure> {
    let id = building(&path.1).ok_or_else(Failure::not_found)?;
    latest(&app, &reading, &format!("/results/{id}{}", query(&request))).await
}

/// `GET /c/{slug}/releases/{n}/results/{building}`, by the number of the building.
///
/// # Errors
/// When there is no such release or building that they may see.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    request: HttpRequest,
    reading: Reading,
) -> Result<HttpResponse, Failure> {
    let (slug, number, id) = path.into_inner();
    let id = building(&id).ok_or_else(Failure::not_found)?;
    if number == LATEST {
        return latest(&app, &reading, &format!("/results/{id}{}", query(&request))).await;
    }
    let (release, files) = found(&app, &reading, &number).await?;
    offered(&release)?;
    let own = dossier_of(&app, &files, id).await?;
    let title = format!("Building {id} in the results of release {}", release.number);
    let ends = [
        ("last seen standing", "last_intact_image_id"),
        ("first seen destroyed", "first_destroyed_image_id"),
    ];
    let end = |(words, column)| {
        let image = cell(&own.building, column);
        let shown = own.pictures.iter().find(|shown| shown.image == image);
        shown.cloned().map(|shown| (words, shown))
    };
    render(&CardPage {
        frame: framed(&title, &reading.campaign),
        slug,
        id: id.to_string(),
        title,
        status: Status::parse(cell(&own.building, "status")).map_or("", Status::label),
        package: files.last().map(|kept| kept.sha256.clone()).unwrap_or_default(),
        ends: ends.into_iter().filter_map(end).collect(),
        marker: marked(&app, &reading, (id, &own)).await?,
        release,
        own,
    })
}
