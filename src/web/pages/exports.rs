//! The files that leave: what they are, what opens them, and the streams themselves.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use askama::Template;
use tokio::sync::mpsc;

use crate::domain::campaign::Campaign;
use crate::journey::look;
use crate::journey::publish::{self, File};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::who::Exporter;

/// Chunks that may wait for a slow reader.
const CHUNKS_WAITING: usize = 8;

#[derive(Template)]
#[template(path = "pages/exports.html")]
struct ExportsPage {
    frame: Frame,
    campaign: Campaign,
    files: [File; 5],
}

/// `GET /desk/{slug}/exports`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(
    app: web::Data<App>,
    slug: web::Path<String>,
    exporter: Exporter,
) -> Result<HttpResponse, Failure> {
    let campaign = app.door.read(move |db| look::any_campaign(db, &slug)).await?;
    let frame = Frame::new("Exports");
    let frame = frame.of(&campaign.title, format!("/desk/{}/exports", campaign.slug));
    render(&ExportsPage { frame: frame.by(exporter.0), campaign, files: File::ALL })
}

/// `GET /desk/{slug}/exports/{file}`: streamed, one moment of the database, however large.
///
/// # Errors
/// When there is no such campaign or file.
pub async fn file(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    _exporter: Exporter,
) -> Result<HttpResponse, Failure> {
    let (slug, name) = path.into_inner();
    let file = File::parse(&name).ok_or_else(Failure::not_found)?;
    let campaign = app.door.read(move |db| look::any_campaign(db, &slug)).await?;
    let store = app.door.store().clone();
    let disposition = format!("attachment; filename=\"{}-{name}\"", campaign.slug);
    let (sender, receiver) = mpsc::channel(CHUNKS_WAITING);
    // The task ends by itself: when all is written, or when the reader has gone.
    drop(web::block(move || {
        let mut chunks = Chunks { sender: sender.clone(), waiting: Vec::new() };
        let written = publish::write(&store, &campaign, file, &mut chunks)
            .and_then(|()| io::Write::flush(&mut chunks).map_err(Into::into));
        if let Err(error) = written {
            // The connection breaks off, so that a half file is never taken for a whole one.
            tracing::error!(%error, "an export broke off");
            drop(sender.blocking_send(Err(io::Error::other("broken off"))));
        }
    }));
    Ok(HttpResponse::Ok()
        .content_type(file.mime())
        .insert_header(Cache::Never.header())
        .insert_header(("Content-Disposition", disposition))
        .message_body(Stream(receiver))?
        .map_into_boxed_body())
}

/// A body that is sent as it is made.
struct Stream(mpsc::Receiver<io::Result<Bytes>>);

impl MessageBody for Stream {
    type Error = io::Error;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Bytes>>> {
        self.0.poll_recv(context)
    }
}

/// Gathers what is written into chunks of about 64 kB and sends them on.
struct Chunks {
    sender: mpsc::Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl io::Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= 64 * 1024 {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.waiting));
        self.sender.blocking_send(Ok(chunk)).or(Err(io::Error::from(io::ErrorKind::BrokenPipe)))
    }
}
