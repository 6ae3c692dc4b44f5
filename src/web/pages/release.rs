//! One release and its files, which never change.

use std::io::{Seek as _, SeekFrom};
use std::ops::Range;

use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, IF_NONE_MATCH, IF_RANGE, RANGE};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::exports::{Said, pour};
use super::releases::framed;
use crate::domain::api_token::Scope;
use crate::domain::campaign::{Campaign, Visibility};
use crate::domain::limits::REASON_CHARS_MAX;
use crate::domain::release::{Audience, Reader, State};
use crate::journey::log::By;
use crate::journey::release::{self, Kept, PACKAGE, Release, Shelf};
use crate::journey::taking::{self, TakingError, Way};
use crate::journey::token;
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::reading::Reading;

/// In an address, the newest release that is open.
pub(super) const LATEST: &str = "latest";

#[derive(Template)]
#[template(path = "pages/release.html")]
struct ReleasePage {
    frame: Frame,
    slug: String,
    release: Release,
    files: Vec<Kept>,
    others: Vec<i32>,
    asks_why: bool,
    is_held: bool,
    why: String,
    notice: String,
}

/// A release that somebody may see.
pub(super) async fn found(
    app: &App,
    reading: &Reading,
    number: &str,
) -> Result<(Release, Vec<Kept>), Failure> {
    let number: i32 = number.parse().ok().ok_or_else(Failure::not_found)?;
    let (campaign, reader, now) = (reading.campaign.clone(), reading.reader, app.now());
    let found = app.door.read(move |db| release::get(db, &campaign, number, (reader, now)));
    found.await?.ok_or_else(Failure::not_found)
}

/// Where the newest release leads that is ready and open to somebody.
pub(super) async fn latest(
    app: &App,
    reading: &Reading,
    rest: &str,
) -> Result<HttpResponse, Failure> {
    let (campaign, reader, now) = (reading.campaign.clone(), reading.reader, app.now());
    let all = app.door.read(move |db| release::list(db, &campaign, (reader, now))).await?;
    let newest = all.iter().find(|own| own.state == State::Ready && !own.is_held(now));
    let number = newest.ok_or_else(Failure::not_found)?.number;
    Ok(see_other(&format!("/c/{}/releases/{number}{rest}", reading.campaign.slug)))
}

/// Whether somebody says what a file with single answers is for: not where everybody may have it.
fn asks_why(release: &Release) -> bool {
    release.asked.audience != Audience::Public
}

async fn page(
    app: &App,
    reading: Reading,
    (release, files): (Release, Vec<Kept>),
    (why, notice): (String, String),
) -> Result<HttpResponse, Failure> {
    let (own, reader, now) = (reading.campaign.clone(), reading.reader, app.now());
    let all = app.door.read(move |db| release::list(db, &own, (reader, now))).await?;
    let is_there = |own: &&Release| own.state == State::Ready && own.number < release.number;
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let is_offered = release.state == State::Ready;
    let page = ReleasePage {
        frame: framed(&format!("Release {}", release.number), &reading.campaign),
        slug: reading.campaign.slug.to_string(),
        files: if is_offered { files } else { Vec::new() },
        others: all.iter().filter(is_there).map(|own| own.number).collect(),
        asks_why: asks_why(&release),
        is_held: release.is_held(now),
        why,
        notice,
        release,
    };
    render_as(status, &page)
}

/// `GET /c/{slug}/releases/{n}`, where the number may be `latest`.
///
/// # Errors
/// When there is no such release that they may see.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    reading: Reading,
) -> Result<HttpResponse, Failure> {
    let (_, number) = path.into_inner();
    if number == LATEST {
        return latest(&app, &reading, "").await;
    }
    let found = found(&app, &reading, &number).await?;
    page(&app, reading, found, (String::new(), String::new())).await
}

/// `GET /c/{slug}/releases/{n}/{file}`: the same bytes for ever, whole or in part.
///
/// # Errors
/// When there is no such file that they may see, or it is offered no more.
pub async fn file(
    app: web::Data<App>,
    path: web::Path<(String, String, String)>,
    request: HttpRequest,
    reading: Reading,
    said: web::Query<Said>,
) -> Result<HttpResponse, Failure> {
    let (_, number, name) = path.into_inner();
    if number == LATEST {
        let query = request.query_string();
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        return latest(&app, &reading, &format!("/{name}{query}")).await;
    }
    let (release, files) = found(&app, &reading, &number).await?;
    let kept = files.iter().find(|kept| kept.name == name).cloned();
    let kept = kept.ok_or_else(Failure::not_found)?;
    offered(&release)?;
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let tag = format!("\"{}\"", kept.sha256);
    let told = |list: &str| list.split(',').any(|own| own.trim().trim_start_matches("W/") == tag);
    let cache = cache(&reading.campaign, &release).header();
    if header(IF_NONE_MATCH).is_some_and(told) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header(cache)
            .finish());
    }
    let bytes = u64::try_from(kept.bytes).unwrap_or(0);
    let is_same = header(IF_RANGE).is_none_or(|own| own == tag);
    let part = header(RANGE).filter(|_| is_same).and_then(|range| part(range, bytes));
    if part.as_ref().is_none_or(|part| part.start == 0) {
        let taken = write_down(&app, &reading, (&release, &kept), &said.why).await?;
        if let Err(refused) = taken {
            let told = format!("Nothing was taken: {refused}.");
            if reading.token.is_some() {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return Err(Failure::new(status, "Nothing was taken", told));
            }
            let typed = (said.into_inner().why, told);
            return page(&app, reading, (release, files), typed).await;
        }
    }
    send(&app, &reading.campaign, (&release, &kept), part, (tag, cache)).await
}

/// A withdrawn release says so.
pub(super) fn offered(release: &Release) -> Result<(), Failure> {
    match release.state {
        State::Ready => Ok(()),
        State::Withdrawn => {
            let said = format!("Release {} was withdrawn: {}", release.number, release.said);
            Err(Failure::new(StatusCode::GONE, "This release was withdrawn", said))
        }
        State::Making | State::Failed => Err(Failure::not_found()),
    }
}

fn cache(campaign: &Campaign, release: &Release) -> Cache {
    let is_public = release.asked.audience == Audience::Public;
    if is_public
        && campaign.visibility == Visibility::Public
        && release.asked.embargo_until.is_none()
    {
        Cache::PublicForever
    } else {
        Cache::PrivateForever
    }
}

/// The one part of a file that a `Range` asks for; none where it is to be sent whole.
fn part(range: &str, bytes: u64) -> Option<Range<u64>> {
    let (from, to) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |word: &str| word.trim().parse::<u64>().ok();
    let part = match (from.trim().is_empty(), to.trim().is_empty()) {
        (true, false) => bytes.saturating_sub(number(to)?)..bytes,
        (false, true) => number(from)?..bytes,
        (false, false) => number(from)?..number(to)?.saturating_add(1).min(bytes),
        (true, true) => return None,
    };
    (part.start < part.end).then_some(part)
}

/// Writes down who takes a file and why; the inner error is theirs to mend. Of who takes what is
/// open to everybody nothing is known: how often a file was is counted.
pub(super) async fn write_down(
    app: &App,
    reading: &Reading,
    (release, kept): (&Release, &Kept),
    why: &str,
) -> Result<Result<(), TakingError>, Failure> {
    let now = app.now();
    if reading.reader == Reader::Anybody {
        let (release, kept) = (release.clone(), kept.clone());
        if !kept.sha256.is_empty() {
            app.door.write(move |db| taking::count_open(db, &release, &kept.name, now)).await?;
        }
        return Ok(Ok(()));
    }
    let is_of_people = taking::is_of_single_people(&kept.name);
    let is_closed = |scope: Scope| asks_why(release) && !scope.opens(is_of_people);
    if reading.token.as_ref().is_some_and(|token| is_closed(token.scope)) {
        let message = "This token opens results only. A file with what single people said needs \
                       one for exports.";
        return Err(Failure::new(StatusCode::FORBIDDEN, "Not for this token", message));
    }
    let needs_why = is_of_people && asks_why(release);
    let (campaign, name, token) =
        (reading.campaign.clone(), reading.name.clone(), reading.token.clone());
    let what = format!("release {}: {}", release.number, kept.name);
    let mut why = why.to_owned();
    let done = app.door.write(move |db| {
        let by = By { name: &name, now };
        let way = match token {
            Some(token) => {
                token::touch(db, now, &token)?;
                if why.trim().is_empty() {
                    why.clone_from(&token.reason);
                }
                Way::Token(token.name)
            }
            None => Way::Page,
        };
        taking::take_named(db, by, &campaign, (&what, needs_why), (&way, &why))
    });
    match done.await {
        Err(TakingError::Store(error)) => Err(error.into()),
        done => Ok(done),
    }
}

async fn send(
    app: &App,
    campaign: &Campaign,
    (release, kept): (&Release, &Kept),
    part: Option<Range<u64>>,
    (tag, cache): (String, (actix_web::http::header::HeaderName, &'static str)),
) -> Result<HttpResponse, Failure> {
    let (shelf, own) = (Shelf::of(&app.folder), kept.clone());
    let bytes = u64::try_from(kept.bytes).unwrap_or(0);
    let range = part.clone().unwrap_or(0..bytes);
    let (start, length) = (range.start, range.end - range.start);
    let opened = web::block(move || {
        let mut file = shelf.open(&own)?;
        file.seek(SeekFrom::Start(start))?;
        Ok::<_, std::io::Error>(file)
    });
    let opened = opened.await.map_err(|error| Failure::internal(&error))?;
    let opened = opened.map_err(|error| Failure::internal(&error))?;
    let name = format!("{}-release-{}-{}", campaign.slug, release.number, kept.name);
    let status = if part.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let mut response = HttpResponse::build(status);
    if let Some(part) = part {
        let said = format!("bytes {}-{}/{bytes}", part.start, part.end - 1);
        response.insert_header(("Content-Range", said));
    }
    Ok(response
        .content_type(release::mime(&kept.name))
        .insert_header((ETAG, tag))
        .insert_header(("Accept-Ranges", "bytes"))
        .insert_header(cache)
        .insert_header(("Content-Disposition", format!("attachment; filename=\"{name}\"")))
        .message_body(pour(opened, Some(length)))?
        .map_into_boxed_body())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_the_range_says_or_the_whole() {
        assert_eq!(part("bytes=0-4", 10), Some(0..5));
        assert_eq!(part("bytes=5-", 10), Some(5..10));
        assert_eq!(part("bytes=-3", 10), Some(7..10));
        assert_eq!(part("bytes=8-99", 10), Some(8..10));
        for whole in ["bytes=10-", "bytes=4-3", "bytes=-", "bytes=0-1,3-4", "lines=0-1", "bytes=-0"]
        {
            assert_eq!(part(whole, 10), None, "{whole}");
        }
    }
}
