//! The files that leave: what they are, what opens them, and the streams themselves.

use std::io::{self, Read as _, Seek as _, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::record;
use crate::domain::api_token::Scope;
use crate::domain::campaign::Campaign;
use crate::domain::limits::REASON_CHARS_MAX;
use crate::journey::log::{self, By, Entry};
use crate::journey::publish::{self, File, Format, PublishError, Table};
use crate::journey::taking::{self, Taking, TakingError, Way};
use crate::journey::token;
use crate::store::StoreError;
use crate::web::App;
use crate::web::bearer::Taker;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render_as};
use crate::web::staff::{Desk, Export};

/// Bytes sent at once.
const CHUNK_BYTES: u64 = 64 * 1024;
/// Chunks that may wait for a slow reader.
const CHUNKS_WAITING: usize = 4;

/// Exports taken before that the page lists.
const SHOWN: i64 = 50;
/// Exports taken before that one table holds.
const LISTED: i64 = 100_000;

/// What is said with a file that is asked for.
#[derive(Debug, Default, Deserialize)]
pub struct Said {
    /// What it is for.
    #[serde(default)]
    pub why: String,
}

#[derive(Template)]
#[template(path = "pages/exports.html")]
struct ExportsPage {
    frame: Frame,
    campaign: Campaign,
    taken: Vec<Entry>,
    openly: Vec<Taking>,
    why: String,
    notice: String,
}

async fn page(
    app: &App,
    campaign: Campaign,
    status: StatusCode,
    (why, notice): (String, String),
) -> Result<HttpResponse, Failure> {
    let own = campaign.clone();
    let read = app.door.read(move |db| {
        let taken = taking::taken(db, &own, SHOWN)?;
        Ok::<_, StoreError>((taken, taking::taken_openly(db, &own)?))
    });
    let (taken, openly) = read.await?;
    let frame = Frame::new("Exports");
    render_as(status, &ExportsPage { frame, campaign, taken, openly, why, notice })
}

/// `GET /desk/{slug}/exports`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<Export>) -> Result<HttpResponse, Failure> {
    page(&app, desk.campaign, StatusCode::OK, (String::new(), String::new())).await
}

/// `GET /desk/{slug}/exports/taken.csv`: who took what, by which way and why.
///
/// # Errors
/// When there is no such campaign.
pub async fn taken(app: web::Data<App>, desk: Desk<Export>) -> Result<HttpResponse, Failure> {
    let (slug, campaign) = (desk.campaign.slug.to_string(), desk.campaign);
    let entries = app.door.read(move |db| taking::taken(db, &campaign, LISTED)).await?;
    let body = log::table(&entries).map_err(|error| Failure::internal(&error))?;
    let disposition = format!("attachment; filename=\"{slug}-exports-taken.csv\"");
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", disposition))
        .insert_header(Cache::Never.header())
        .body(body))
}

/// `GET /desk/{slug}/exports/{file}`: streamed, one moment of the database, however large. For
/// staff who are signed in, and for programs with a token.
///
/// # Errors
/// When there is no such campaign or file, or a token does not open it.
pub async fn file(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    taker: Taker,
    said: web::Query<Said>,
) -> Result<HttpResponse, Failure> {
    let (_, name) = path.into_inner();
    let file = File::parse(&name).ok_or_else(Failure::not_found)?;
    let (campaign, is_program) = (taker.campaign.clone(), taker.token.is_some());
    if let Err(refused) = write_down(&app, taker, file, said.why.clone()).await? {
        let (status, told) = (StatusCode::UNPROCESSABLE_ENTITY, format!("{refused}."));
        if is_program {
            return Err(Failure::new(status, "Nothing was taken", told));
        }
        let told = (said.into_inner().why, format!("Nothing was taken: {told}"));
        return page(&app, campaign, status, told).await;
    }
    // What leaves can be compared with a record that was signed when it left.
    record::checkpoint(&app, campaign.clone()).await?;
    send(&app, campaign, file).await
}

/// Writes down who takes a file, by which way and why; the inner error is theirs to mend.
async fn write_down(
    app: &App,
    taker: Taker,
    file: File,
    why: String,
) -> Result<Result<(), TakingError>, Failure> {
    let opens = |scope: Scope| scope.opens(file.is_of_single_people());
    if taker.token.as_ref().is_some_and(|token| !opens(token.scope)) {
        let message = "This token opens results only. A file with what single people said needs \
                       one for exports.";
        return Err(Failure::new(StatusCode::FORBIDDEN, "Not for this token", message));
    }
    let now = app.now();
    let done = app.door.write(move |db| {
        let Taker { name, campaign, token } = taker;
        let by = By { name: &name, now };
        let Some(token) = token else {
            return taking::take(db, by, &campaign, file, (&Way::Page, &why));
        };
        token::touch(db, now, &token)?;
        let why = if why.trim().is_empty() { &token.reason } else { &why };
        taking::take(db, by, &campaign, file, (&Way::Token(token.name), why))
    });
    match done.await {
        Err(TakingError::Store(error)) => Err(error.into()),
        done => Ok(done),
    }
}

async fn send(app: &App, campaign: Campaign, file: File) -> Result<HttpResponse, Failure> {
    let store = app.door.store().clone();
    let disposition = format!("attachment; filename=\"{}-{}\"", campaign.slug, file.name());
    // Written first to a file without a name: a slow reader then holds no connection.
    let written = web::block(move || {
        let mut whole = tempfile::tempfile()?;
        let mut output = io::BufWriter::new(&mut whole);
        publish::write(&store, &campaign, file, &mut output)?;
        output.flush()?;
        drop(output);
        whole.rewind()?;
        Ok::<_, PublishError>(whole)
    });
    let written = written.await.ok().ok_or(StoreError::Lost)?;
    let whole = written.map_err(|error| match error.refusal() {
        Some(told) => Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Not in this format", told),
        None => Failure::internal(&error),
    })?;
    Ok(HttpResponse::Ok()
        .content_type(file.mime())
        .insert_header(Cache::Never.header())
        .insert_header(("Content-Disposition", disposition))
        .message_body(pour(whole, None))?
        .map_into_boxed_body())
}

/// The body that a file is from where it stands: to its end, or so many bytes.
pub(super) fn pour(whole: std::fs::File, bytes: Option<u64>) -> Stream {
    let (sender, receiver) = mpsc::channel(CHUNKS_WAITING);
    let size = bytes.map_or(BodySize::Stream, BodySize::Sized);
    let mut whole = whole.take(bytes.unwrap_or(u64::MAX));
    // The task ends by itself: when all is sent, or when the reader has gone.
    drop(web::block(move || {
        loop {
            let mut chunk = Vec::new();
            let read = (&mut whole).take(CHUNK_BYTES).read_to_end(&mut chunk);
            let is_last = !matches!(read, Ok(1..));
            // A failed read breaks the connection off: half a file must not pass for a whole one.
            let piece = read.map(|_| Bytes::from(chunk));
            if sender.blocking_send(piece).is_err() || is_last {
                return;
            }
        }
    }));
    Stream { receiver, size }
}

/// A body that is sent as it is made.
pub(super) struct Stream {
    receiver: mpsc::Receiver<io::Result<Bytes>>,
    size: BodySize,
}

impl MessageBody for Stream {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        self.size
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        self.receiver.poll_recv(context)
    }
}
