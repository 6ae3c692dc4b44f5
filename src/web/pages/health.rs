//! How the installation is, and copies of its database: for administrators.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::journey::backup::{self, Backup, BackupError};
use crate::journey::health::{self, Around, BACKUPS, Finding, State};
use crate::journey::log::By;
use crate::journey::release::Shelf;
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::Admin;

#[derive(Template)]
#[template(path = "pages/health.html")]
struct HealthPage {
    frame: Frame,
    findings: Vec<Finding>,
    copies: Vec<Backup>,
    folder: String,
    notice: String,
}

impl HealthPage {
    fn size(copy: &Backup) -> String {
        health::size(copy.bytes)
    }
}

async fn page(app: &App, status: StatusCode, notice: String) -> Result<HttpResponse, Failure> {
    let (folder, manner, now) = (app.folder.clone(), app.manner, app.now());
    let read = app.door.read(move |db| {
        let around = Around {
            folder: &folder,
            now,
            behind_proxy: Some(manner.behind_proxy),
            is_second_required: Some(manner.is_second_required),
        };
        health::look(db, &around)
    });
    let findings = read.await?;
    let folder = app.folder.join(BACKUPS);
    let own = folder.clone();
    let copies = web::block(move || backup::list(&own)).await.map_err(|e| Failure::internal(&e))?;
    let copies = copies.map_err(|error| Failure::internal(&error))?;
    let (frame, folder) = (Frame::new("Health"), folder.display().to_string());
    render_as(status, &HealthPage { frame, findings, copies, folder, notice })
}

/// `GET /site/health`.
///
/// # Errors
/// When somebody asks who does not look after the site.
pub async fn show(app: web::Data<App>, _admin: Admin) -> Result<HttpResponse, Failure> {
    page(&app, StatusCode::OK, String::new()).await
}

/// `POST /site/backup`: a copy of the database, on the server.
///
/// # Errors
/// When somebody asks who does not look after the site.
pub async fn back_up(app: web::Data<App>, admin: Admin) -> Result<HttpResponse, Failure> {
    let (store, name, now) = (app.door.store().clone(), admin.0.account.name, app.now());
    let file = app.folder.join(BACKUPS).join(backup::file_name(now));
    let shelf = Shelf::of(&app.folder);
    let copy = move || backup::make(&store, By { name: &name, now }, (&file, &shelf));
    let made = web::block(copy).await;
    match made.map_err(|error| Failure::internal(&error))? {
        Ok(_) => Ok(see_other("/site/health")),
        Err(BackupError::Store(error)) if !error.is_full() => Err(error.into()),
        Err(error) => {
            let notice = format!("No copy was made: {error}.");
            page(&app, StatusCode::UNPROCESSABLE_ENTITY, notice).await
        }
    }
}
