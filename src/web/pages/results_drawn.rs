//! The map and the chart of results, as the server draws them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;

use super::map::{EMPTY, Map, Square, float, plot, scale, whole};
use crate::domain::limits::{MAP_CELLS_ACROSS, MAP_CIRCLES_MAX};
use crate::domain::place::LonLat;
use crate::domain::results::{Fate, Point, Week};
use crate::domain::statistics::number;

/// The name of a drawing.
pub(super) const fn symbol(fate: Fate) -> &'static str {
    match fate {
        Fate::Certain => "dated",
        Fate::Possible => "possible",
        Fate::Later => "open",
        Fate::Standing => "standing",
        Fate::Unknown => "undatable",
    }
}

/// Draws what is known of buildings at a time: each, or squares of ground where they are many.
/// `href` is where their pages begin.
pub(super) fn draw(points: &[&Point], at: NaiveDate, href: &str) -> Map {
    if points.len() > MAP_CIRCLES_MAX {
        return squares(points, at);
    }
    let mark = |point: &&Point| {
        let (id, fate) = (point.building, point.fate(at));
        let title = format!("{id}: {}", fate.label());
        let place = LonLat::new(point.lon, point.lat).ok()?;
        Some((place, [format!("{href}{id}"), title], symbol(fate)))
    };
    plot(&points.iter().filter_map(mark).collect::<Vec<_>>())
}

fn squares(points: &[&Point], at: NaiveDate) -> Map {
    let least = |of: fn(&Point) -> f64| points.iter().map(|own| of(own)).fold(180.0, f64::min);
    let most = |of: fn(&Point) -> f64| points.iter().map(|own| of(own)).fold(-180.0, f64::max);
    let (west, east) = (least(|own| own.lon), most(|own| own.lon));
    let (south, north) = (least(|own| own.lat), most(|own| own.lat));
    let (Ok(corner), Ok(opposite)) = (LonLat::new(west, north), LonLat::new(east, south)) else {
        return EMPTY;
    };
    let (width_m, height_m) = corner.metres_to(opposite);
    let side_m = width_m.max(-height_m / 0.8).max(50.0) / number(MAP_CELLS_ACROSS);
    let mut cells: BTreeMap<(i64, i64), [u64; 5]> = BTreeMap::new();
    for point in points {
        let Ok(own) = LonLat::new(point.lon, point.lat) else { continue };
        let (east_m, north_m) = corner.metres_to(own);
        let cell = (floor(east_m / side_m), floor(-north_m / side_m));
        let fate = point.fate(at);
        let counts = cells.entry(cell).or_default();
        for (count, _) in counts.iter_mut().zip(Fate::ALL).filter(|(_, own)| *own == fate) {
            *count += 1;
        }
    }
    let unit = 940.0 / number(MAP_CELLS_ACROSS);
    let fullest = cells.values().map(|counts| counts.iter().sum()).max().unwrap_or(1);
    let rows = cells.keys().map(|(_, row)| row + 1).max().unwrap_or(1);
    let middle = |at: i64| format!("{:.1}", 30.0 + (cell_number(at) + 0.5) * unit);
    let square = |((column, row), counts): (&(i64, i64), &[u64; 5])| {
        let mut by_fate: Vec<_> = counts.iter().zip(Fate::ALL).filter(|own| *own.0 > 0).collect();
        by_fate.sort_by_key(|(count, _)| std::cmp::Reverse(**count));
        let words: Vec<String> =
            by_fate.iter().map(|(count, fate)| format!("{count} {}", fate.label())).collect();
        let all: u64 = counts.iter().sum();
        let share = (float(all) / float(fullest)).sqrt();
        Square {
            x: middle(*column),
            y: middle(*row),
            size: format!("{:.1}", unit * (0.45 + 0.75 * share)),
            symbol: symbol(by_fate.first().map_or(Fate::Unknown, |(_, fate)| *fate)),
            title: format!("{all} buildings: {}", words.join(", ")),
        }
    };
    Map {
        height: whole(60.0 + cell_number(rows) * unit),
        squares: cells.iter().map(square).collect(),
        side_m: whole(side_m),
        scale: scale(side_m * number(MAP_CELLS_ACROSS), unit / side_m),
        ..EMPTY
    }
}

#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "at most some dozens")]
fn floor(cells: f64) -> i64 {
    cells.max(0.0).floor() as i64
}

fn cell_number(at: i64) -> f64 {
    float(u64::try_from(at).unwrap_or(0))
}

/// The chart of the weeks in 480 by 104 units: the area of what is at most, that of what is at
/// least, and the line of the mass between them.
pub(super) fn chart(weeks: &[Week]) -> [String; 3] {
    let top = weeks.iter().map(|week| week.most).max().unwrap_or(1).max(1);
    let across = 480.0 / number(weeks.len().max(1));
    let path = |of: &dyn Fn(&Week) -> f64, end: &str| {
        let mut path = "M0 102".to_owned();
        for (at, week) in weeks.iter().enumerate() {
            let (height, right) = (102.0 - 100.0 * of(week) / float(top), number(at + 1) * across);
            // Writing to a string cannot fail.
            let _ = write!(path, "V{height:.1}H{right:.1}");
        }
        path + end
    };
    [
        path(&|week| float(week.most), "V102Z"),
        path(&|week| float(week.least), "V102Z"),
        path(&|week| week.mass, ""),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::BuildingId;
    use crate::domain::results::Status;

    #[test]
    fn many_buildings_are_drawn_as_squares_that_hold_them_all() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        let count = MAP_CIRCLES_MAX + 1;
        let all: Vec<Point> = (0..count)
            .map(|at| Point {
                building: BuildingId(1),
                lon: 39.0 + number(at % 70) * 1e-4,
                lat: 36.0 + number(at / 70) * 1e-4,
                status: Status::Dated,
                after: day("2017-02-10"),
                by: day("2017-03-15"),
                agreement_pm: None,
            })
            .collect();
        let own: Vec<&Point> = all.iter().collect();
        let map = draw(&own, day("2017-03-01").unwrap(), "/");
        assert!(map.dots.is_empty());
        let held = |square: &Square| {
            assert_eq!(square.symbol, "possible");
            square.title.split(' ').next().unwrap().parse::<usize>().unwrap()
        };
        assert_eq!(map.squares.iter().map(held).sum::<usize>(), count);
        let map = draw(&own[..3], day("2017-03-15").unwrap(), "/c/raqqa/results/");
        assert_eq!((map.dots.len(), map.dots[0].symbol), (3, "dated"));
        assert_eq!(map.dots[0].href, "/c/raqqa/results/1");
    }
}
