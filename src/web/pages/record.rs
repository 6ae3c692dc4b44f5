//! The record of a campaign: how much is in its ledger, its checkpoints, and what others said of
//! them.

use actix_multipart::Multipart;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::access::ledger_key::{KeyFile, NO_HOST};
use crate::domain::campaign::Campaign;
use crate::domain::ledger::{STAMP_BYTES_MAX, request};
use crate::journey::ledger::{self, Kept, Stamp, StampError};
use crate::journey::log::By;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::staff::{Desk, Export, Run};
use crate::web::upload::Upload;
use crate::web::{App, chance};
use actix_web::http::StatusCode;

/// Checkpoints, and stamps, on the page.
const SHOWN: i64 = 100;

#[derive(Template)]
#[template(path = "pages/record.html")]
struct RecordPage {
    frame: Frame,
    campaign: Campaign,
    size: u64,
    key: String,
    is_named: bool,
    may_run: bool,
    checkpoints: Vec<Kept>,
    stamps: Vec<Stamp>,
    notice: String,
}

fn keys(app: &App) -> Result<KeyFile, Failure> {
    let made = KeyFile::load_or_make(&app.ledger_key(), &mut chance());
    made.map_err(|error| Failure::internal(&error))
}

async fn page(
    app: &App,
    campaign: Campaign,
    may_run: bool,
    (status, notice): (StatusCode, String),
) -> Result<HttpResponse, Failure> {
    let keys = keys(app)?;
    let own = campaign.clone();
    let found = app.door.read(move |db| {
        let (size, stamps) = (ledger::size(db, &own)?, ledger::stamps(db, &own, SHOWN)?);
        Ok::<_, Failure>((size, ledger::checkpoints(db, &own, SHOWN)?, stamps))
    });
    let (size, checkpoints, stamps) = found.await?;
    let key = keys.key.public(&keys.origin(campaign.slug.as_str())).to_string();
    let (frame, is_named) = (Frame::new("Record"), keys.host != NO_HOST);
    let page =
        RecordPage { frame, campaign, size, key, is_named, may_run, checkpoints, stamps, notice };
    render_as(status, &page)
}

/// `GET /desk/{slug}/record`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Export>) -> Result<HttpResponse, Failure> {
    let may_run = desk.role.may(crate::domain::role::Power::Run);
    page(&app, desk.campaign, may_run, (StatusCode::OK, String::new())).await
}

/// `POST /desk/{slug}/record/sign`: a checkpoint now.
///
/// # Errors
/// When there is no such campaign, or no key.
pub async fn sign(app: web::Data<App>, desk: Desk<Run>) -> Result<HttpResponse, Failure> {
    let address = format!("/desk/{}/record", desk.campaign.slug);
    checkpoint(&app, desk.campaign).await?;
    Ok(see_other(&address))
}

/// Signs a checkpoint of all that was recorded in a campaign so far.
///
/// # Errors
/// When the store fails, or there is no key.
pub async fn checkpoint(app: &App, campaign: Campaign) -> Result<(), Failure> {
    let (keys, now, mut rng) = (keys(app)?, app.now(), chance());
    let done = app
        .door
        .write(move |db| ledger::seal_and_sign(db, now, &mut rng, &keys, &campaign).map(drop));
    Ok(done.await?)
}

/// `POST /desk/{slug}/record/stamps`: what somebody else said of a checkpoint.
///
/// # Errors
/// When there is no such campaign, or no file.
pub async fn keep(
    app: web::Data<App>,
    desk: Desk<Run>,
    form: Multipart,
) -> Result<HttpResponse, Failure> {
    let upload = Upload::receive(&app.uploads, form).await?;
    let size: u64 = upload.word("size").and_then(|word| word.parse().ok()).unwrap_or(0);
    let bytes = match upload.files.as_slice() {
        [one] => read(one.clone()).await?,
        _ => Vec::new(),
    };
    let (name, now, own) = (desk.account.name.clone(), app.now(), desk.campaign.clone());
    let done = app
        .door
        .write(move |db| ledger::keep_stamp(db, By { name: &name, now }, &own, size, bytes));
    match done.await {
        Ok(()) => Ok(see_other(&format!("/desk/{}/record", desk.campaign.slug))),
        Err(StampError::Store(error)) => Err(error.into()),
        Err(error) => {
            let told = (StatusCode::UNPROCESSABLE_ENTITY, format!("Nothing was kept: {error}."));
            page(&app, desk.campaign, true, told).await
        }
    }
}

/// The bytes of a file, no more than are kept; none of one that is larger.
async fn read(path: std::path::PathBuf) -> Result<Vec<u8>, Failure> {
    let most = u64::try_from(STAMP_BYTES_MAX).unwrap_or(0);
    let read = web::block(move || {
        let is_large = std::fs::metadata(&path)?.len() > most;
        if is_large { Ok(Vec::new()) } else { std::fs::read(&path) }
    });
    let read = read.await.map_err(|error| Failure::internal(&error))?;
    read.map_err(|error| Failure::internal(&error))
}

/// `GET /desk/{slug}/record/{file}`: `SIZE.txt` is a checkpoint, `SIZE.tsq` what is sent to a
/// time-stamping authority about it, `ID.stamp` what somebody said of one.
///
/// # Errors
/// When there is none.
pub async fn file(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Export>,
) -> Result<HttpResponse, Failure> {
    let (_, name) = path.into_inner();
    let (number, ending) = name.split_once('.').ok_or_else(Failure::not_found)?;
    let number: u64 = number.parse().map_err(|_error| Failure::not_found())?;
    let (campaign, ending) = (desk.campaign, ending.to_owned());
    let slug = campaign.slug.to_string();
    let found = app.door.read(move |db| {
        if ending == "stamp" {
            let id = i64::try_from(number).unwrap_or(0);
            let own = ledger::stamp(db, &campaign, id)?;
            return Ok::<_, Failure>(own.map(|stamp| {
                let ending = if stamp.kind == "time-stamp" { "tsr" } else { "txt" };
                (format!("{}-{id}.{ending}", stamp.size), stamp.body)
            }));
        }
        let own = ledger::checkpoint(db, &campaign, Some(number))?;
        Ok(own.and_then(|kept| match ending.as_str() {
            "txt" => Some((format!("{number}.txt"), kept.note.into_bytes())),
            "tsq" => Some((format!("{number}.tsq"), request(&kept.note))),
            _ => None,
        }))
    });
    let (name, body) = found.await?.ok_or_else(Failure::not_found)?;
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header((
            "Content-Disposition",
            format!("attachment; filename=\"{slug}-checkpoint-{name}\""),
        ))
        .insert_header(Cache::Never.header())
        .body(body))
}
