//! The charts of the dashboard: each a drawing by the server, the table of what it draws, and that
//! table as a file.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};

use super::charts_settled::settled;
use crate::domain::census::{DAY, HOUR, mass_per_week};
use crate::domain::statistics::{Share, number};
use crate::journey::census::{self, Dashboard};
use crate::web::App;
use crate::web::cache::Cache;
use crate::web::error::Failure;
use crate::web::staff::{Desk, SeeProgress};

/// Hours shown.
const HOURS: i64 = 24;
/// Days of the past shown at most.
pub(super) const DAYS_MAX: i64 = 120;
/// Captures listed.
const CAPTURES_LISTED: usize = 20;

/// What a chart draws; its drawing is 480 wide and 104 high.
#[derive(Debug, Clone, Default)]
pub struct Drawing {
    /// Bars: (x, y, width, height).
    pub bars: Vec<[String; 4]>,
    /// Lines: how each is drawn, and its path.
    pub lines: Vec<(&'static str, String)>,
    /// What stands below its left and right end.
    pub ends: (String, String),
}

/// A chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Its name in addresses.
    pub name: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// What it says, and how that was computed.
    pub note: String,
    /// The table's columns.
    pub columns: Vec<&'static str>,
    /// The table's rows.
    pub rows: Vec<Vec<String>>,
    /// The drawing.
    pub drawing: Drawing,
}

/// Every chart of a dashboard.
#[must_use]
pub fn charts(seen: &Dashboard, now: DateTime<Utc>) -> Vec<Chart> {
    vec![
        hours(seen, now),
        settled(seen, now),
        destroyed(seen),
        widths(seen),
        gold(seen),
        doubts(seen),
        unusable(seen),
    ]
}

/// `GET /desk/{slug}/charts/{name}.csv`.
///
/// # Errors
/// When there is no such campaign or chart.
pub async fn csv(
    app: web::Data<App>,
    path: web::Path<(String, String)>,
    desk: Desk<SeeProgress>,
) -> Result<HttpResponse, Failure> {
    let (slug, name) = path.into_inner();
    let now = app.now();
    let (seen, _) = app.door.read(move |db| census::look(db, desk.campaign, now)).await?;
    let chart = charts(&seen, now).into_iter().find(|chart| chart.name == name);
    let chart = chart.ok_or_else(Failure::not_found)?;
    let body = census::table(&chart.columns, &chart.rows);
    let file = format!("attachment; filename=\"{slug}-{name}.csv\"");
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("Content-Disposition", file))
        .insert_header(Cache::Never.header())
        .body(body.map_err(|error| Failure::internal(&error))?))
}

/// The last hour shown: the newest with an answer where that is long ago, or this one.
fn last_hour(seen: &Dashboard, now: DateTime<Utc>) -> i64 {
    let this = now.timestamp().div_euclid(HOUR);
    let newest = seen.census.given.hours.keys().next_back().copied();
    newest.filter(|hour| *hour <= this - HOURS).unwrap_or(this)
}

fn hours(seen: &Dashboard, now: DateTime<Utc>) -> Chart {
    let last = last_hour(seen, now);
    let hours: Vec<i64> = (last - HOURS + 1..=last).collect();
    let counts: Vec<u64> = hours.iter().map(|hour| seen.census.given.in_hour(*hour)).collect();
    let most = counts.iter().max().copied().unwrap_or(0);
    let name = |hour: i64| time(hour * HOUR, "%Y-%m-%d %H:00");
    Chart {
        name: "hours",
        title: "Judgements per hour",
        note: format!("The 24 hours up to {} UTC; at most {most} in one hour.", name(last)),
        columns: vec!["hour", "judgements"],
        drawing: Drawing {
            ends: (name(last - HOURS + 1), name(last)),
            ..bars(&counts.iter().map(|count| float(*count)).collect::<Vec<_>>())
        },
        rows: rows(hours.into_iter().map(name).zip(counts)),
    }
}

fn destroyed(seen: &Dashboard) -> Chart {
    let taken: HashMap<i64, i64> =
        seen.captures.iter().map(|capture| (capture.id.0, capture.taken.at.timestamp())).collect();
    let window = |window: &crate::domain::census::Window| {
        Some((*taken.get(&window.after)?, *taken.get(&window.before)?, window.buildings))
    };
    let windows: Vec<_> = seen.census.buildings.windows.iter().filter_map(window).collect();
    let weeks = mass_per_week(&windows);
    let masses: Vec<f64> = weeks.iter().map(|(_, mass)| *mass).collect();
    let end = |week: Option<&(i64, f64)>| week.map(|(monday, _)| date(*monday)).unwrap_or_default();
    Chart {
        name: "destroyed",
        title: "Destroyed per week",
        note: format!(
            "{} dated buildings, each spread evenly over the time between the last capture that \
             shows it standing and the first that shows it destroyed. Weeks begin on Monday.",
            seen.census.buildings.dated()
        ),
        columns: vec!["week from", "buildings"],
        drawing: Drawing { ends: (end(weeks.first()), end(weeks.last())), ..bars(&masses) },
        rows: weeks.iter().map(|(day, mass)| vec![date(*day), format!("{mass:.3}")]).collect(),
    }
}

fn widths(seen: &Dashboard) -> Chart {
    let widths = &seen.census.buildings.widths;
    let values: Vec<f64> = widths.values().map(|count| float(*count)).collect();
    let end = |width: Option<&i32>| width.map(ToString::to_string).unwrap_or_default();
    Chart {
        name: "widths",
        title: "Width of windows",
        note: "Settled buildings by how many intervals between captures are left possible.".into(),
        columns: vec!["intervals", "buildings"],
        drawing: Drawing {
            ends: (end(widths.keys().next()), end(widths.keys().next_back())),
            ..bars(&values)
        },
        rows: rows(widths.iter().map(|(width, count)| (width.to_string(), *count))),
    }
}

fn gold(seen: &Dashboard) -> Chart {
    let gold = seen.census.given.gold;
    let line = |name: &str, (hits, of): (u32, u32)| {
        let share = Share { hits, of };
        let percent = |value: f64| format!("{:.1}", value * 100.0);
        let bounds = share.interval();
        vec![
            name.to_owned(),
            hits.to_string(),
            of.to_string(),
            share.value().map(percent).unwrap_or_default(),
            if of == 0 { String::new() } else { percent(bounds.low) },
            if of == 0 { String::new() } else { percent(bounds.high) },
        ]
    };
    let note = format!(
        "Answers that lie inside the expert's window, of those that do or contradict it; intervals \
         of 95 % after Wilson. {} were wider without contradicting it, {} could not tell.",
        gold.wide, gold.cannot_tell
    );
    Chart {
        name: "gold",
        title: "Answers on gold",
        note,
        columns: vec!["answer", "right", "of", "percent", "at least", "at most"],
        rows: vec![line("exact", gold.exact), line("within one capture", gold.within_one)],
        drawing: Drawing::default(),
    }
}

fn doubts(seen: &Dashboard) -> Chart {
    let mut all: Vec<(String, u64)> = seen
        .census
        .given
        .doubts
        .iter()
        .map(|(word, count)| (word.replace('_', " "), *count))
        .collect();
    all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let sum: u64 = all.iter().map(|(_, count)| count).sum();
    let of = seen.census.given.all;
    Chart {
        name: "doubts",
        title: "Why they could not tell",
        note: format!("{sum} of {of} judgements, as they came."),
        columns: vec!["reason", "judgements"],
        drawing: Drawing::default(),
        rows: rows(all.into_iter()),
    }
}

fn unusable(seen: &Dashboard) -> Chart {
    let given = &seen.census.given;
    let mut all: Vec<(&str, String, u64)> = seen
        .captures
        .iter()
        .filter_map(|capture| {
            let count = *given.unusable.get(&capture.id.0)?;
            let day = capture.taken.at.format("%Y-%m-%d").to_string();
            Some((capture.external_id.as_str(), day, count))
        })
        .collect();
    all.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    all.truncate(CAPTURES_LISTED);
    Chart {
        name: "unusable",
        title: "Captures called unusable",
        note: "Those that volunteers could not use most often: look whether they can be mended."
            .into(),
        columns: vec!["capture", "taken", "times"],
        drawing: Drawing::default(),
        rows: all
            .into_iter()
            .map(|(id, day, count)| vec![id.to_owned(), day, count.to_string()])
            .collect(),
    }
}

fn rows(all: impl Iterator<Item = (String, u64)>) -> Vec<Vec<String>> {
    all.map(|(name, count)| vec![name, count.to_string()]).collect()
}

fn bars(values: &[f64]) -> Drawing {
    let most = values.iter().copied().fold(0.0, f64::max);
    let across = 480.0 / number(values.len()).max(1.0);
    let gap = (across * 0.1).min(2.0);
    let bar = |(at, value): (usize, &f64)| {
        let height = if most > 0.0 { 100.0 * value / most } else { 0.0 };
        let shape = [number(at) * across + gap, 102.0 - height, across - 2.0 * gap, height];
        shape.map(|length| format!("{length:.1}"))
    };
    Drawing { bars: values.iter().enumerate().map(bar).collect(), ..Drawing::default() }
}

fn time(seconds: i64, format: &str) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().format(format).to_string()
}

pub(super) fn date(day: i64) -> String {
    time(day * DAY, "%Y-%m-%d")
}

/// The day so many days after another; days beyond a hundred years are no date.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "bounded above")]
pub(super) fn after(today: i64, days: Option<f64>) -> String {
    match days {
        Some(days) if days < 36_525.0 => date(today + days.ceil() as i64),
        _ => "no day that can be told".to_owned(),
    }
}

pub(super) fn float(count: u64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
