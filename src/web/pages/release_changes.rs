//! What changed between two releases.

use std::io::{Seek as _, Write as _};

use actix_web::{HttpResponse, web};
use askama::Template;

use super::exports::pour;
use super::release::{found, offered};
use super::releases::framed;
use crate::journey::release::diff::{self, Change, Side};
use crate::journey::release::{Kept, MakeError, Shelf};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::reading::Reading;

/// Changes that the page lists.
const LISTED: usize = 200;

struct Line {
    building: i64,
    external_id: String,
    kind: &'static str,
    before: String,
    after: String,
}

#[derive(Template)]
#[template(path = "pages/release_changes.html")]
struct ChangesPage {
    frame: Frame,
    slug: String,
    older: i32,
    newer: i32,
    lines: Vec<Line>,
    changed: usize,
    added: usize,
    gone: usize,
}

/// A side in words: its status and both ends.
fn words(side: Option<&Side>) -> String {
    let Some(side) = side else { return String::new() };
    let [status, last, _, last_open, first, _, first_open] = &side.values;
    let end = |date: &str, open: &str| match (date, open) {
        ("", "") => "–".to_owned(),
        ("", open) => format!("open ({open})"),
        (date, _) => date.to_owned(),
    };
    let status = status.replace('_', " ");
    format!("{status}: {} to {}", end(last, last_open), end(first, first_open))
}

fn line(change: &Change) -> Line {
    let (building, external_id) = change.building();
    Line {
        building,
        external_id: external_id.to_owned(),
        kind: change.kind(),
        before: words(change.0.as_ref()),
        after: words(change.1.as_ref()),
    }
}

/// Both releases, the older first, where both are open and offered.
async fn both(
    app: &App,
    reading: &Reading,
    (newer, older): (&str, &str),
) -> Result<((i32, Vec<Kept>), (i32, Vec<Kept>)), Failure> {
    let (new, new_files) = found(app, reading, newer).await?;
    let (old, old_files) = found(app, reading, older).await?;
    offered(&new)?;
    offered(&old)?;
    Ok(((old.number, old_files), (new.number, new_files)))
}

/// `GET /c/{slug}/releases/{n}/since/{m}`.
///
/// # Errors
/// When there are no two such releases that they may see.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    reading: Reading,
) -> Result<HttpResponse, Failure> {
    let (slug, newer, older) = path.into_inner();
    let ((older, old), (newer, new)) = both(&app, &reading, (&newer, &older)).await?;
    let shelf = Shelf::of(&app.folder);
    let read = web::block(move || {
        let (mut lines, mut counts) = (Vec::new(), [0; 3]);
        diff::changes(&shelf, (&old, &new), |change| {
            let at = ["changed", "added", "gone"].iter().position(|own| *own == change.kind());
            if let Some(count) = at.and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
            if lines.len() < LISTED {
                lines.push(line(&change));
            }
            Ok::<_, MakeError>(())
        })?;
        Ok::<_, MakeError>((lines, counts))
    });
    let read = read.await.map_err(|error| Failure::internal(&error))?;
    let (lines, [changed, added, gone]) = read.map_err(|error| Failure::internal(&error))?;
    let frame = framed(&format!("Release {newer} since {older}"), &reading.campaign);
    render(&ChangesPage { frame, slug, older, newer, lines, changed, added, gone })
}

/// `GET /c/{slug}/releases/{n}/since/{m}/changes.csv`.
///
/// # Errors
/// When there are no two such releases that they may see.
pub async fn csv(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    reading: Reading,
) -> Result<HttpResponse, Failure> {
    let (slug, newer, older) = path.into_inner();
    let ((older, old), (newer, new)) = both(&app, &reading, (&newer, &older)).await?;
    let shelf = Shelf::of(&app.folder);
    let written = web::block(move || {
        let mut whole = tempfile::tempfile()?;
        let mut output = std::io::BufWriter::new(&mut whole);
        diff::table(&shelf, (&old, &new), &mut output)?;
        output.flush()?;
        drop(output);
        whole.rewind()?;
        Ok::<_, MakeError>(whole)
    });
    let written = written.await.map_err(|error| Failure::internal(&error))?;
    let whole = written.map_err(|error| Failure::internal(&error))?;
    let name = format!("attachment; filename=\"{slug}-release-{newer}-since-{older}.csv\"");
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(Cache::Never.header())
        .insert_header(("Content-Disposition", name))
        .message_body(pour(whole, None))?
        .map_into_boxed_body())
}
