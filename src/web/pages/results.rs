//! What a release says, as a map, a chart and a table that share one address.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_ENCODING;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::map::Map;
use super::map_large::{MapParts, differences, zipped};
use super::release::{LATEST, found, latest, offered, write_down};
use super::releases::framed;
use super::results_asked::{Asked, Fields};
use super::results_drawn::{chart, draw, symbol};
use crate::domain::id::BuildingId;
use crate::domain::results::{self as domain, Fate, Point, Status, Week};
use crate::journey::release::results::{self, Told};
use crate::journey::release::{Kept, Release};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::page::{Frame, render_as, see_other};
use crate::web::reading::Reading;

/// Releases whose buildings are kept ready.
const KEPT_MAX: usize = 4;

/// Rows of a page of the table.
const ROWS: usize = 50;

/// The colours of the map that is moved, in light and in dark: those of `static/css`.
const COLOURS: [[&str; 5]; 2] = [
    ["#a33a17", "#d98a6f", "#5f5a51", "#1d5a8f", "#1d1b18"],
    ["#f2966f", "#a85c3e", "#a8a196", "#86bdf0", "#ece7dd"],
];

/// What a release says of its buildings. It never changes, so that it never grows old.
#[derive(Debug)]
pub struct List {
    points: Vec<Point>,
    /// The days at which anything changes, in order.
    days: Vec<NaiveDate>,
}

/// The lists of releases that were looked at lately.
#[derive(Debug, Default)]
pub struct Lists(Mutex<BTreeMap<i64, Arc<List>>>);

impl Lists {
    fn get(&self, release: i64) -> Option<Arc<List>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&release).cloned()
    }

    fn put(&self, release: i64, list: &Arc<List>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT_MAX && !kept.contains_key(&release) {
            kept.pop_first();
        }
        kept.insert(release, Arc::clone(list));
    }
}

/// What a release says of its buildings; none while they are being listed.
async fn list(app: &App, release: &Release) -> Result<Option<Arc<List>>, Failure> {
    if let Some(kept) = app.lists.get(release.id.0) {
        return Ok(Some(kept));
    }
    let _seat = app.dossiers.acquire().await.map_err(|error| Failure::internal(&error))?;
    if let Some(kept) = app.lists.get(release.id.0) {
        return Ok(Some(kept));
    }
    let id = release.id;
    let Some(points) = app.door.read(move |db| results::points(db, id)).await? else {
        return Ok(None);
    };
    let days: BTreeSet<NaiveDate> =
        points.iter().flat_map(|point| [point.after, point.by]).flatten().collect();
    let list = Arc::new(List { points, days: days.into_iter().collect() });
    app.lists.put(id.0, &list);
    Ok(Some(list))
}

/// A row of the table.
struct Row {
    told: Told,
    fate: Fate,
    window: [String; 2],
    agreement: String,
}

/// The slider of the day of what is known.
struct Slider {
    at: usize,
    last: usize,
    days: String,
    earlier: Option<NaiveDate>,
    later: Option<NaiveDate>,
}

#[derive(Template)]
#[template(path = "pages/results.html")]
struct ResultsPage {
    frame: Frame,
    base: String,
    slug: String,
    release: Release,
    notice: String,
    typed: Fields,
    asked: Asked,
    at: NaiveDate,
    slider: Slider,
    fates: Vec<(Fate, usize)>,
    found: usize,
    all: usize,
    drawn: Map,
    map: Option<MapParts>,
    weeks: Vec<Week>,
    chart: [String; 3],
    /// Of a week, at most.
    top: u64,
    rows: Vec<Row>,
    from: usize,
    pages: usize,
}

#[derive(Template)]
#[template(path = "pages/results_none.html")]
struct NonePage {
    frame: Frame,
    slug: String,
    number: i32,
}

/// `GET /c/{slug}/results`: leads to those of the newest release, whatever else is asked.
///
/// # Errors
/// When there is no release that they may see.
pub async fn newest(
    app: web::Data<App>,
    request: HttpRequest,
    reading: Reading,
) -> Result<HttpResponse, Failure> {
    latest(&app, &reading, &format!("/results{}", query(&request))).await
}

/// The query of an address as it came, with its question mark.
pub(super) fn query(request: &HttpRequest) -> String {
    match request.query_string() {
        "" => String::new(),
        query => format!("?{query}"),
    }
}

/// `GET /c/{slug}/releases/{n}/results`.
///
/// # Errors
/// When there is no such release that they may see, or it is offered no more.
pub async fn show(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    request: HttpRequest,
    reading: Reading,
    typed: web::Query<Fields>,
) -> Result<HttpResponse, Failure> {
    let (slug, number) = path.into_inner();
    if number == LATEST {
        return newest(app, request, reading).await;
    }
    let (release, _) = found(&app, &reading, &number).await?;
    offered(&release)?;
    let frame = framed(&format!("Results of release {}", release.number), &reading.campaign);
    let Some(list) = list(&app, &release).await? else {
        let page = NonePage { frame, slug, number: release.number };
        return render_as(StatusCode::OK, &page);
    };
    let base = format!("/c/{slug}/releases/{}/results", release.number);
    let typed = typed.into_inner();
    let (asked, notice) = match typed.read(&list.days) {
        Ok(asked) if !typed.step.is_empty() => {
            return Ok(see_other(&format!("{base}{}", asked.query())));
        }
        Ok(asked) => (asked, String::new()),
        Err(notice) => (Asked { page: 1, ..Asked::default() }, notice),
    };
    let status = if notice.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(&app, (frame, slug, base), release, list, (asked, typed, notice));
    render_as(status, &page.await?)
}

/// What is counted and drawn of the buildings that are asked for.
struct Counted {
    fates: Vec<(Fate, usize)>,
    found: usize,
    drawn: Map,
    weeks: Vec<Week>,
    /// The buildings of the table's page, the place of the first, and how many pages there are.
    ids: Vec<BuildingId>,
    from: usize,
    pages: usize,
}

fn counted(list: &List, asked: &Asked, at: NaiveDate, base: &str) -> Counted {
    let wanted: Vec<&Point> =
        list.points.iter().filter(|point| asked.wanted.takes(point)).collect();
    let pages = wanted.len().div_ceil(ROWS).max(1);
    let from = (asked.page.min(pages) - 1) * ROWS;
    let count = |fate: &Fate| wanted.iter().filter(|point| point.fate(at) == *fate).count();
    let owned: Vec<Point> = wanted.iter().map(|point| **point).collect();
    Counted {
        fates: Fate::ALL.iter().map(|fate| (*fate, count(fate))).collect(),
        found: wanted.len(),
        drawn: draw(&wanted, at, &format!("{base}/")),
        weeks: domain::weeks(&owned),
        ids: wanted.iter().skip(from).take(ROWS).map(|point| point.building).collect(),
        from,
        pages,
    }
}

async fn page(
    app: &App,
    (frame, slug, base): (Frame, String, String),
    release: Release,
    list: Arc<List>,
    (asked, typed, notice): (Asked, Fields, String),
) -> Result<ResultsPage, Failure> {
    let (at, all, id) = (day(&asked, &list), list.points.len(), release.id);
    let slider = slider(&list, at);
    let map = asked.is_live.then(|| parts((&slug, &base), &asked, &list.days));
    let (own, here) = (asked.clone(), base.clone());
    // A large release takes longer than others should wait.
    let counted = web::block(move || counted(&list, &own, at, &here)).await;
    let Counted { fates, found, drawn, weeks, ids, from, pages } =
        counted.map_err(|error| Failure::internal(&error))?;
    let told = app.door.read(move |db| results::told_of(db, id, &ids)).await?;
    Ok(ResultsPage {
        frame,
        base,
        slug,
        release,
        notice,
        typed,
        asked,
        at,
        slider,
        fates,
        found,
        all,
        drawn,
        map,
        chart: chart(&weeks),
        top: weeks.iter().map(|week| week.most).max().unwrap_or(0),
        weeks,
        rows: told.into_iter().map(|told| row(told, at)).collect(),
        from,
        pages,
    })
}

/// The day of what is known: the last one of the release where none is asked.
fn day(asked: &Asked, list: &List) -> NaiveDate {
    asked.at.or_else(|| list.days.last().copied()).unwrap_or_default()
}

fn slider(list: &List, at: NaiveDate) -> Slider {
    let before = list.days.partition_point(|day| *day <= at);
    let words: Vec<String> = list.days.iter().map(ToString::to_string).collect();
    let earlier = list.days.partition_point(|day| *day < at).checked_sub(1);
    Slider {
        at: before.saturating_sub(1),
        last: list.days.len().saturating_sub(1),
        days: json!(words).to_string(),
        earlier: earlier.and_then(|at| list.days.get(at).copied()),
        later: list.days.get(before).copied(),
    }
}

fn row(told: Told, at: NaiveDate) -> Row {
    let end = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    Row {
        fate: told.point.fate(at),
        window: [end(told.point.after), end(told.point.by)],
        agreement: told.point.agreement_pm.map(percent).unwrap_or_default(),
        told,
    }
}

fn percent(pm: i32) -> String {
    format!("{} %", pm / 10)
}

/// What the map that is moved takes.
fn parts((slug, base): (&str, &str), asked: &Asked, days: &[NaiveDate]) -> MapParts {
    let days: Vec<String> = days.iter().map(ToString::to_string).collect();
    let marks = Fate::ALL.map(|fate| [symbol(fate), fate.label()]);
    let legend = marks.map(|[name, label]| json!({ "name": name, "label": label }));
    let still = Asked { is_live: false, ..asked.clone() };
    MapParts {
        slug: slug.to_owned(),
        points: format!("{base}/points.json{}", asked.query()),
        buildings: format!("{base}/"),
        drawn: format!("{base}{}#drawn-map", still.query()),
        marks: marks.to_vec(),
        grounds: Vec::new(),
        basemap: None,
        first: days.first().cloned().unwrap_or_default(),
        last: days.last().cloned().unwrap_or_default(),
        last_at: days.len().saturating_sub(1),
        legend: json!({ "captures": days, "marks": legend, "colours": COLOURS }).to_string(),
    }
}

/// `GET /c/{slug}/releases/{n}/results/points.json`: the buildings in columns.
///
/// # Errors
/// When there is no such release that they may see, or nothing of it is listed yet.
pub async fn points(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    reading: Reading,
    typed: web::Query<Fields>,
) -> Result<HttpResponse, Failure> {
    let (_, number) = path.into_inner();
    let (release, _) = found(&app, &reading, &number).await?;
    offered(&release)?;
    let list = list(&app, &release).await?.ok_or_else(Failure::not_found)?;
    let asked = typed.read(&list.days).map_err(|notice| {
        Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "Nothing is shown", notice)
    })?;
    let name = "map of the results".to_owned();
    let what = Kept { name, sha256: String::new(), bytes: 0, rows: None };
    // Of no single person: no reason is asked for, and nothing can be refused.
    let _ = write_down(&app, &reading, (&release, &what), "").await?;
    let at = day(&asked, &list);
    let body = web::block(move || zipped(&columns(&list, &asked, at))).await;
    let body = body.map_err(|error| Failure::internal(&error))?;
    let body = body.map_err(|error| Failure::internal(&error))?;
    // Every browser that can draw the map takes this.
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CONTENT_ENCODING, "gzip"))
        .insert_header(Cache::Never.header())
        .body(body))
}

fn columns(list: &List, asked: &Asked, at: NaiveDate) -> Value {
    let points: Vec<&Point> =
        list.points.iter().filter(|point| asked.wanted.takes(point)).collect();
    let position = |day: Option<NaiveDate>| {
        let at = day.and_then(|day| list.days.binary_search(&day).ok());
        at.map_or(json!(-1), |at| json!(at))
    };
    let mark = |point: &&Point| {
        let fate = point.fate(at);
        Fate::ALL.iter().position(|own| *own == fate).unwrap_or(0).to_string()
    };
    let column = |of: fn(&Point) -> Option<NaiveDate>| {
        points.iter().map(|point| position(of(point))).collect::<Vec<_>>()
    };
    json!({
        "lon": differences(points.iter().map(|point| point.lon)),
        "lat": differences(points.iter().map(|point| point.lat)),
        "mark": points.iter().map(mark).collect::<String>(),
        "after": column(|point| point.after),
        "before": column(|point| point.by),
        "id": points.iter().map(|point| point.building.to_string()).collect::<Vec<_>>(),
    })
}
