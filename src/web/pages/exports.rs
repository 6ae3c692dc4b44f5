//! The files that leave: what they are, what opens them, and the streams themselves.

use std::io::{self, Read as _, Seek as _, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, web};
use askama::Template;
use tokio::sync::mpsc;

use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::journey::log::By;
use crate::journey::publish::{self, File, PublishError};
use crate::store::StoreError;
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::{Desk, Export};

/// Bytes sent at once.
const CHUNK_BYTES: u64 = 64 * 1024;
/// Chunks that may wait for a slow reader.
const CHUNKS_WAITING: usize = 4;

#[derive(Template)]
#[template(path = "pages/exports.html")]
struct ExportsPage {
    frame: Frame,
    campaign: Campaign,
    files: [File; 8],
}

/// `GET /desk/{slug}/exports`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(desk: Desk<Export>) -> Result<HttpResponse, Failure> {
    let frame = Frame::new("Exports");
    render(&ExportsPage { frame, campaign: desk.campaign, files: File::ALL })
}

/// `GET /desk/{slug}/exports/{file}`: streamed, one moment of the database, however large.
///
/// # Errors
/// When there is no such campaign or file.
pub async fn file(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<Export>,
) -> Result<HttpResponse, Failure> {
    let (_, name) = path.into_inner();
    let file = File::parse(&name).ok_or_else(Failure::not_found)?;
    let campaign = desk.campaign.clone();
    let (who, now, taken) = (desk.account.name, app.now(), name.clone());
    app.door
        .write(move |db| {
            let by = By { name: &who, now };
            by.did(db, ActKind::Exported, Some(desk.campaign.id), taken, "")
        })
        .await?;
    let store = app.door.store().clone();
    let disposition = format!("attachment; filename=\"{}-{name}\"", campaign.slug);
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
    let whole = written.map_err(|error| Failure::internal(&error))?;
    let (sender, receiver) = mpsc::channel(CHUNKS_WAITING);
    // The task ends by itself: when all is sent, or when the reader has gone.
    drop(web::block(move || {
        loop {
            let mut chunk = Vec::new();
            let read = io::Read::take(&whole, CHUNK_BYTES).read_to_end(&mut chunk);
            let is_last = !matches!(read, Ok(1..));
            // A failed read breaks the connection off: half a file must not pass for a whole one.
            let piece = read.map(|_| Bytes::from(chunk));
            if sender.blocking_send(piece).is_err() || is_last {
                return;
            }
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
