//! A campaign's progress: figures, judgements per hour, and a map drawn by the server.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{DateTime, Utc};

use super::map::{Map, Mark, building_href, draw, mark_of};
use crate::domain::campaign::Campaign;
use crate::domain::role::{Power, Role};
use crate::journey::look;
use crate::store::screens::progress::{Figures, Place};
use crate::web::App;
use crate::web::error::Failure;
use crate::web::page::{Frame, render};
use crate::web::staff::{Desk, SeeProgress};

/// Hours shown.
const HOURS: i64 = 24;
/// Buildings read for the map and the list.
const PLACES_MAX: i64 = 250_000;
/// Rows of the list on one page.
const LISTED_MAX: usize = 200;

/// A line of the table of states.
struct StateLine {
    mark: Mark,
    label: &'static str,
    buildings: i64,
    percent: i64,
}

/// One hour's judgements.
struct Bar {
    label: String,
    count: i64,
    x: i64,
    y: i64,
    height: i64,
}

/// One building of the list.
struct Line {
    href: String,
    mark: Mark,
    place: Place,
}

#[derive(Template)]
#[template(path = "pages/progress.html")]
struct ProgressPage {
    frame: Frame,
    campaign: Campaign,
    role: Role,
    figures: Figures,
    buildings: i64,
    settled: i64,
    settled_percent: i64,
    lines: Vec<StateLine>,
    bars: Vec<Bar>,
    most_per_hour: i64,
    until: String,
    map: Map,
    listed: Vec<Line>,
    not_listed: usize,
}

/// `GET /desk/{slug}`.
///
/// # Errors
/// When there is no such campaign.
pub async fn show(app: web::Data<App>, desk: Desk<SeeProgress>) -> Result<HttpResponse, Failure> {
    let now = app.now();
    let campaign = desk.campaign.clone();
    let read = app.door.read(move |db| look::progress(db, campaign, now, HOURS, PLACES_MAX));
    let seen = read.await?;
    let buildings: i64 = seen.figures.states.iter().map(|line| line.buildings).sum();
    let lines = state_lines(&seen.figures, buildings);
    let settled: i64 =
        lines.iter().filter(|line| line.mark.is_settled()).map(|line| line.buildings).sum();
    let map = draw(&seen.campaign.slug, &seen.places);
    let not_listed = seen.places.len().saturating_sub(LISTED_MAX);
    let listed = lines_of(&seen.campaign, seen.places);
    render(&ProgressPage {
        frame: Frame::new("Progress")
            .of(&seen.campaign.title, format!("/desk/{}", seen.campaign.slug))
            .by(desk.account),
        buildings,
        settled,
        settled_percent: percent(settled, buildings),
        lines,
        most_per_hour: seen.hours.iter().map(|(_, count)| *count).max().unwrap_or(0),
        until: seen
            .hours
            .last()
            .map(|(at, _)| at.format("%-d %b %Y").to_string())
            .unwrap_or_default(),
        bars: bars(&seen.hours),
        figures: seen.figures,
        role: desk.role,
        campaign: seen.campaign,
        map,
        listed,
        not_listed,
    })
}

/// A line of the list: what was decided last comes first, as what a coordinator looks for.
fn lines_of(campaign: &Campaign, mut places: Vec<Place>) -> Vec<Line> {
    places.sort_by(|a, b| {
        b.decided_at.cmp(&a.decided_at).then_with(|| a.external_id.cmp(&b.external_id))
    });
    places.truncate(LISTED_MAX);
    let line = |place: Place| Line {
        href: building_href(&campaign.slug, &place.external_id),
        mark: mark_of(place.state),
        place,
    };
    places.into_iter().map(line).collect()
}

impl ProgressPage {
    const fn may(&self, power: Power) -> bool {
        self.role.may(power)
    }
}

const fn percent(part: i64, whole: i64) -> i64 {
    if whole == 0 { 0 } else { part * 100 / whole }
}

fn state_lines(figures: &Figures, buildings: i64) -> Vec<StateLine> {
    let line = |mark: Mark| {
        let of_mark = figures.states.iter().filter(|count| mark_of(count.state) == mark);
        let count = of_mark.map(|count| count.buildings).sum();
        StateLine {
            mark,
            label: mark.label(),
            buildings: count,
            percent: percent(count, buildings),
        }
    };
    Mark::ALL.into_iter().map(line).collect()
}

fn bars(hours: &[(DateTime<Utc>, i64)]) -> Vec<Bar> {
    let most = hours.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let bar = |((at, count), index): (&(DateTime<Utc>, i64), i64)| {
        let height = count * 100 / most;
        let label = at.format("%-d %b %H:00").to_string();
        Bar { label, count: *count, x: index * 20, y: 100 - height, height }
    };
    hours.iter().zip(0..).map(bar).collect()
}
