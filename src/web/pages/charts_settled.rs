//! The chart of what was settled over time: with its forecast, and the plan as a line.

use std::fmt::Write as _;

use chrono::{DateTime, NaiveTime, Utc};

use super::charts::{Chart, DAYS_MAX, Drawing, after, date, float};
use crate::domain::census::{DAY, HOUR, Pace, Plan, forecast};
use crate::domain::statistics::number;
use crate::journey::census::Dashboard;

/// How many were settled up to each day, what may come, and what was planned.
pub(super) fn settled(seen: &Dashboard, now: DateTime<Utc>) -> Chart {
    let buildings = &seen.census.buildings;
    let today = now.timestamp().div_euclid(DAY);
    let plan = plan(seen, today);
    let first = buildings.settled_on.keys().next().copied().unwrap_or(today);
    let first = plan.map_or(first, |plan| plan.first.min(first)).clamp(today - DAYS_MAX, today);
    let mut sum: u64 = buildings.settled_on.range(..first).map(|(_, count)| count).sum();
    let mut table: Vec<Vec<String>> = Vec::new();
    let mut sums = Vec::new();
    for day in first..=today {
        let more = buildings.settled_on.get(&day).copied().unwrap_or(0);
        sum += more;
        sums.push(sum);
        let due = plan.map(|plan| plan.due((day + 1) * DAY).to_string());
        table.push([date(day), more.to_string(), sum.to_string()].into_iter().chain(due).collect());
    }
    let pace = forecast(&buildings.settled_on, today);
    let left = buildings.all.saturating_sub(sum);
    let note = match pace {
        _ if left == 0 => format!("All {sum} are settled."),
        None => {
            format!("{sum} of {} are settled; none in the last seven full days.", buildings.all)
        }
        Some(pace) => {
            let [early, likely, late] = pace.days_left(left).map(|days| after(today, days));
            format!(
                "{sum} of {} are settled. At {:.0} a day (the mean of the last seven full days; \
                 95 % interval {:.0} to {:.0}) the rest is settled by {likely}, \
                 between {early} and {late}.",
                buildings.all, pace.mean, pace.low, pace.high
            )
        }
    };
    let note = match plan.zip(seen.finish_by) {
        Some((plan, day)) if left > 0 => {
            format!(
                "{note} The plan, the thin line, is to settle all by {day}: {}.",
                plan.said(sum, now.timestamp())
            )
        }
        _ => note,
    };
    let (lines, ahead) = path(&sums, pace.filter(|_| left > 0), buildings.all, (first, plan));
    let columns = ["day", "settled", "settled in all"].into_iter();
    Chart {
        name: "settled",
        title: "Settled over time",
        note,
        columns: columns.chain(plan.map(|_| "planned in all")).collect(),
        rows: table,
        drawing: Drawing {
            lines,
            ends: (date(first), after(today, Some(ahead))),
            ..Drawing::default()
        },
    }
}

/// The plan, where an end is wished: from the first judgement, or from today where there is none.
fn plan(seen: &Dashboard, today: i64) -> Option<Plan> {
    // While what volunteers said is not counted, nobody knows when they began.
    let last = seen
        .finish_by
        .filter(|_| !seen.is_first)?
        .and_time(NaiveTime::MIN)
        .and_utc()
        .timestamp()
        .div_euclid(DAY);
    let first = seen.census.given.hours.keys().next();
    let first = first.map_or(today, |hour| (hour * HOUR).div_euclid(DAY));
    Some(Plan { first, last, all: seen.census.buildings.all })
}

/// The line of what was settled, those of what may come and of the plan, and how many days ahead
/// are drawn. `first` is the first day drawn.
fn path(
    sums: &[u64],
    pace: Option<Pace>,
    all: u64,
    (first, plan): (i64, Option<Plan>),
) -> (Vec<(&'static str, String)>, f64) {
    let sum = sums.last().copied().unwrap_or(0);
    let left = all.saturating_sub(sum);
    let past = number(sums.len());
    let ahead = pace.map_or(0.0, |pace| float(left) / pace.mean);
    let ahead = ahead.min(past.max(14.0));
    // A plan that ends far away would leave nothing of what there is.
    let planned = plan.map_or(0, |plan| plan.last + 1 - first).clamp(0, 3 * DAYS_MAX);
    let ahead = ahead.max(span(planned) - past).min(3.0 * past.max(14.0));
    let across = 480.0 / (past + ahead).max(1.0);
    let up = |count: f64| 102.0 - 100.0 * count / float(all.max(1));
    let mut path = String::from("M0 102");
    for (at, sum) in sums.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(path, "L{:.1} {:.1}", (number(at) + 1.0) * across, up(float(*sum)));
    }
    let mut lines = vec![("is", path)];
    if let Some(pace) = pace {
        let ends = [("range", pace.high), ("likely", pace.mean), ("range", pace.low)];
        lines.extend(ends.map(|(class, a_day)| {
            let days = if a_day > 0.0 { ahead.min(float(left) / a_day) } else { ahead };
            let (x, y) = ((past + days) * across, up(float(sum) + a_day * days));
            (class, format!("M{:.1} {:.1}L{x:.1} {y:.1}", past * across, up(float(sum))))
        }));
    }
    lines.extend(plan.map(|plan| {
        let mut path = String::new();
        let corners = [plan.first, plan.last + 1].map(|day| span(day - first));
        for days in [corners[0], corners[1], past + ahead] {
            let days = days.clamp(0.0, past + ahead);
            let due = up(float(plan.due(first * DAY + seconds(days))));
            let _ = write!(
                path,
                "{}{:.1} {due:.1}",
                if path.is_empty() { 'M' } else { 'L' },
                days * across
            );
        }
        ("plan", path)
    }));
    (lines, ahead)
}

/// Days as a number that drawings are made of.
fn span(days: i64) -> f64 {
    f64::from(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "bounded by what is drawn"
)]
fn seconds(days: f64) -> i64 {
    (days * float(DAY.unsigned_abs())) as i64
}
