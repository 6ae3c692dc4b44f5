//! A campaign's dashboard: five numbers and what became of them since yesterday, charts, and a map
//! drawn by the server.

use std::convert::Infallible;
use std::time::Duration;

use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::{DateTime, Utc};
use futures_util::stream;

use super::charts::{Chart, charts};
use super::map::{Map, Mark, building_href, draw, draw_squares, mark_of};
use crate::domain::campaign::Campaign;
use crate::domain::census::{Buildings, HOUR};
use crate::domain::limits::HEARTBEAT_SECONDS;
use crate::domain::role::Power;
use crate::journey::census::{self, Dashboard};
use crate::journey::flag;
use crate::store::StoreError;
use crate::store::screens::progress::Place;
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::live::NoSeat;
use crate::web::page::{Frame, render};
use crate::web::staff::{Desk, Pass, SeeProgress};

/// How long nothing is said to those who watch.
const HEARTBEAT: Duration = Duration::from_secs(HEARTBEAT_SECONDS);

/// A line of the table of states.
struct StateLine {
    mark: Mark,
    label: &'static str,
    buildings: u64,
    percent: u64,
}

/// One of the numbers at the head.
struct Figure {
    label: &'static str,
    value: u64,
    more: String,
    change: String,
}

/// One building of the list.
struct Line {
    href: String,
    mark: Mark,
    place: Place,
}

/// What changes on a dashboard while it is looked at.
struct Live {
    slug: String,
    figures: Vec<Figure>,
    judgements: u64,
    volunteers: u64,
    captures: usize,
    counted_at: String,
    is_first: bool,
    lines: Vec<StateLine>,
    charts: Vec<Chart>,
    map: Map,
    listed: Vec<Line>,
    not_listed: u64,
}

#[derive(Template)]
#[template(path = "pages/progress.html")]
struct ProgressPage {
    frame: Frame,
    campaign: Campaign,
    flags: i64,
    may_run: bool,
    live: Live,
}

#[derive(Template)]
#[template(path = "parts/live.html")]
struct LivePart {
    live: Live,
}

/// `GET /desk/{slug}`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<SeeProgress>) -> Result<HttpResponse, Failure> {
    let now = app.now();
    let campaign = desk.campaign.clone();
    let found = app.door.read(move |db| {
        let open = flag::open(db, &campaign)?;
        Ok::<_, Failure>((census::look(db, campaign, now)?, open))
    });
    let ((seen, is_due), open) = found.await?;
    let may_see = desk.role.may(Power::SeeVolunteers);
    let flags = if may_see { open.iter().map(|(_, count)| count).sum() } else { 0 };
    if is_due {
        app.counts.ask(seen.campaign.id);
    }
    let live = Live::of(seen, now);
    render(&ProgressPage {
        frame: Frame::new("Progress"),
        campaign: desk.campaign,
        flags,
        may_run: desk.role.may(Power::Run),
        live,
    })
}

/// `GET /desk/{slug}/live`: what changes, or to those who listen for events a word whenever there
/// is something new, until they sign out, lose their part, or the server stops.
///
/// # Errors
/// When there is no such campaign, or too many watch.
pub async fn live(
    app: web::Data<App>,
    request: HttpRequest,
    desk: Desk<SeeProgress>,
) -> Result<HttpResponse, Failure> {
    let accept = request.headers().get("Accept").and_then(|value| value.to_str().ok());
    if !accept.is_some_and(|kinds| kinds.contains("text/event-stream")) {
        return part(&app, desk.campaign).await;
    }
    let seat = app.lives.join(desk.account.id, &desk.campaign).map_err(|full| match full {
        NoSeat::Full => Failure::too_many(HEARTBEAT_SECONDS),
        NoSeat::Over => Failure::from(StoreError::Lost),
    })?;
    let pass = Pass::<SeeProgress>::of(&request, &desk.campaign)?;
    let words = stream::unfold((app, seat, pass), |(app, mut seat, pass)| async move {
        let next = tokio::time::timeout(HEARTBEAT, seat.beats.changed()).await;
        let is_new = match next {
            Ok(Ok(())) => true,
            // The server stops.
            Ok(Err(_)) => return None,
            Err(_) => false,
        };
        if !pass.holds(&app).await {
            return None;
        }
        let number = seat.beats.borrow_and_update().number;
        let word = if is_new { format!("data: {number}\n\n") } else { ":\n\n".to_owned() };
        Some((Ok::<_, Infallible>(Bytes::from(word)), (app, seat, pass)))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header(Cache::Never.header())
        // For proxies that gather what they pass on.
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(Box::pin(words)))
}

/// What changes, as it was made for those who watch, or made now.
async fn part(app: &App, campaign: Campaign) -> Result<HttpResponse, Failure> {
    let html = if let Some(html) = app.lives.shown(campaign.id) {
        html.to_string()
    } else {
        let now = app.now();
        let (seen, is_due) = app.door.read(move |db| census::look(db, campaign, now)).await?;
        if is_due {
            app.counts.ask(seen.campaign.id);
        }
        live_part(seen, now)?.0
    };
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header(Cache::Never.header())
        .body(html))
}

/// What changes on a dashboard, and the same without the time of counting.
///
/// # Errors
/// When it cannot be written.
pub fn live_part(seen: Dashboard, now: DateTime<Utc>) -> Result<(String, String), Failure> {
    let mut part = LivePart { live: Live::of(seen, now) };
    let html = part.render().map_err(|error| Failure::internal(&error))?;
    part.live.counted_at.clear();
    Ok((html, part.render().map_err(|error| Failure::internal(&error))?))
}

impl Live {
    fn of(seen: Dashboard, now: DateTime<Utc>) -> Self {
        let buildings = &seen.census.buildings;
        let map = if seen.places.is_empty() && buildings.all > 0 {
            draw_squares(buildings)
        } else {
            draw(&seen.campaign.slug, &seen.places)
        };
        let given = &seen.census.given;
        Self {
            slug: seen.campaign.slug.to_string(),
            figures: figures(&seen, now),
            judgements: given.all.saturating_sub(given.superseded),
            volunteers: seen.volunteers,
            captures: seen.captures.len(),
            counted_at: seen.counted_at.format("%-d %b %Y, %H:%M:%S UTC").to_string(),
            is_first: seen.is_first,
            lines: state_lines(buildings),
            charts: charts(&seen, now),
            map,
            not_listed: buildings.all.saturating_sub(u64::try_from(seen.latest.len()).unwrap_or(0)),
            listed: lines_of(&seen.campaign, seen.latest),
        }
    }
}

/// How many buildings have one of the marks.
fn marked(buildings: &Buildings, is_so: impl Fn(Mark) -> bool) -> u64 {
    let of = |state| is_so(mark_of(state));
    let states = buildings.states.iter().filter(|line| line.state().is_some_and(of));
    states.map(|line| line.buildings).sum()
}

fn figures(seen: &Dashboard, now: DateTime<Utc>) -> Vec<Figure> {
    let buildings = &seen.census.buildings;
    let settled = marked(buildings, Mark::is_settled);
    let [was_settled, was_contested, was_waiting] = buildings.day_before;
    let hour = now.timestamp().div_euclid(HOUR) - 1;
    let given = &seen.census.given;
    let figure = |label, value: u64, before: u64| Figure {
        label,
        value,
        more: String::new(),
        change: change(value, before),
    };
    let share = format!("of {}, {} %", buildings.all, percent(settled, buildings.all));
    vec![
        Figure { more: share, ..figure("settled", settled, was_settled) },
        figure("contested", marked(buildings, |mark| mark == Mark::Escalated), was_contested),
        figure("waiting", marked(buildings, |mark| mark == Mark::Open), was_waiting),
        figure("answers in the last full hour", given.in_hour(hour), given.in_hour(hour - 24)),
        figure("people within the hour", seen.people.0, seen.people.1),
    ]
}

/// What became of a number since yesterday, in words.
fn change(now: u64, before: u64) -> String {
    match (now.checked_sub(before), before.checked_sub(now)) {
        (Some(0), _) => "as yesterday".to_owned(),
        (Some(more), _) => format!("{more} more than yesterday"),
        (None, fewer) => format!("{} fewer than yesterday", fewer.unwrap_or(0)),
    }
}

/// The lines of the list: what was decided last comes first, as what a coordinator looks for.
fn lines_of(campaign: &Campaign, places: Vec<Place>) -> Vec<Line> {
    let line = |place: Place| Line {
        href: building_href(&campaign.slug, &place.external_id),
        mark: mark_of(place.state),
        place,
    };
    places.into_iter().map(line).collect()
}

const fn percent(part: u64, whole: u64) -> u64 {
    match (part * 100).checked_div(whole) {
        Some(percent) => percent,
        None => 0,
    }
}

fn state_lines(buildings: &Buildings) -> Vec<StateLine> {
    let line = |mark: Mark| {
        let count = marked(buildings, |other| other == mark);
        let percent = percent(count, buildings.all);
        StateLine { mark, label: mark.label(), buildings: count, percent }
    };
    Mark::ALL.into_iter().map(line).collect()
}
