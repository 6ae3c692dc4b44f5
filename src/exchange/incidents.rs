//! Lists of incidents that others publish: Airwars' table, any table with the like columns, and
//! `GeoJSON` points. Told apart by content; a row at fault is named with the mend.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};

use super::days::DayOrder;
use super::rows::{Report, RowError, Spot, label};
use crate::domain::incident::{Accuracy, Days, Incident, LADDER, Range};
use crate::domain::limits::{
    ACCURACY_METRES_MAX, INCIDENT_WORDS_MAX, INCIDENTS_MAX, URL_CHARS_MAX,
};
use crate::domain::place::LonLat;

mod period;
mod raw;
#[cfg(test)]
mod tests;

use raw::Raw;

/// Why a list cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum IncidentListError {
    /// A column is missing.
    #[error("the table has no column for the {0}; call it {1}")]
    Column(&'static str, &'static str),
    /// Not a table.
    #[error("the file is no table of comma-separated values: {0}")]
    Table(#[from] csv::Error),
    /// Not JSON.
    #[error("the file is no GeoJSON: {0}")]
    Json(#[from] serde_json::Error),
    /// Other JSON.
    #[error("the file is JSON, but no GeoJSON FeatureCollection with a list of features")]
    NotFeatures,
    /// Too many rows.
    #[error("the list has more than {INCIDENTS_MAX} incidents; import it in parts")]
    TooLong,
}

/// A list as it was read.
#[derive(Debug)]
pub struct List {
    /// What the rows say, and what is wrong with them.
    pub report: Report<Incident>,
    /// Whether its columns are those of Airwars.
    pub is_airwars: bool,
}

const ID: &[&str] = &["unique_reference_code", "external_id", "incident_id", "id", "code"];
const DATE: &[&str] = &["date", "incident_date"];
const FROM: &[&str] = &["from", "date_from", "date_start", "start_date", "start"];
const TO: &[&str] = &["to", "date_to", "date_end", "end_date", "end"];
const LON: &[&str] = &["lon", "longitude", "lng"];
const LAT: &[&str] = &["lat", "latitude"];
const ACCURACY: &[&str] = &["accuracy", "geolocation_accuracy", "accuracy_m"];
const URL: &[&str] = &["url", "permalink", "link"];
const TITLE: &[&str] = &["title", "name"];
const GRADE: &[&str] = &["grade", "grading"];
const STATUS: &[&str] = &["status", "strike_status"];
const KILLED: [&[&str]; 2] =
    [&["killed_min", "civilians_killed_min"], &["killed_max", "civilians_killed_max"]];
const INJURED: [&[&str]; 2] =
    [&["injured_min", "civilians_injured_min"], &["injured_max", "civilians_injured_max"]];

/// Reads a list; a day such as 3/4/2017 is read in the stated order.
///
/// # Errors
/// When it is no such list at all.
pub fn read(bytes: &[u8], order: DayOrder) -> Result<List, IncidentListError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    let mut report = Report::new();
    let (rows, is_airwars) =
        if is_json { raw::features(bytes, &mut report)? } else { raw::table(bytes, &mut report)? };
    let mut seen = BTreeSet::new();
    let mut unplaced = 0_u64;
    for row in rows {
        match incident(&row, order) {
            Ok(own) if !seen.insert(own.external_id.clone()) => {
                let words = "an incident above has this id; give each its own";
                report.fail(RowError::new(row.place, words).of(&own.external_id));
            }
            Ok(own) => {
                unplaced += u64::from(own.around().is_none());
                report.items.push(own);
            }
            Err(error) => report.fail(error),
        }
    }
    report.errors.sort_by_key(|error| error.place.number());
    if unplaced > 0 {
        report.notes.push(format!(
            "{unplaced} incidents have no place, or one that is known too coarsely: they are kept \
             and no building is looked for"
        ));
    }
    Ok(List { report, is_airwars })
}

fn incident(row: &Raw, order: DayOrder) -> Result<Incident, RowError> {
    let fault = |column: &str, words: String| RowError::new(row.place, words).in_column(column);
    let (column, id) = row.get(ID);
    let external_id = label(id).map_err(|error| fault(column, error.to_string()))?;
    let of = |error: RowError| error.of(&external_id);
    let words = |names: &[&'static str]| {
        let (column, text) = row.get(names);
        label_or_empty(text).map_err(|words| of(fault(column, words)))
    };
    let (column, url) = row.get(URL);
    let is_address = url.is_empty() || url.starts_with("https://") || url.starts_with("http://");
    let is_odd = url.chars().any(|c| c.is_control() || c.is_whitespace());
    if !is_address || is_odd || url.chars().count() > URL_CHARS_MAX {
        let words = format!("\"{}\" is no address; write one that begins with https://", cut(url));
        return Err(of(fault(column, words)));
    }
    let (column, text) = row.get(ACCURACY);
    let accuracy = Accuracy::parse(text).ok_or_else(|| {
        let all: Vec<&str> = LADDER.iter().map(|(word, _)| *word).collect();
        let words = format!(
            "\"{}\" is no accuracy; write metres up to {ACCURACY_METRES_MAX}, or one of {}",
            cut(text),
            all.join(", ")
        );
        of(fault(column, words))
    })?;
    Ok(Incident {
        title: words(TITLE)?,
        grade: words(GRADE)?,
        status: words(STATUS)?,
        url: url.to_owned(),
        when: when(row, order).map_err(of)?,
        place: place(row).map_err(of)?,
        accuracy,
        killed: range(row, KILLED).map_err(of)?,
        injured: range(row, INJURED).map_err(of)?,
        external_id,
    })
}

/// Words without blanks around them and without control characters; none is well, too.
fn label_or_empty(text: &str) -> Result<String, String> {
    let text: Vec<&str> = text.split_whitespace().collect();
    let text = text.join(" ");
    if text.chars().count() > INCIDENT_WORDS_MAX {
        return Err(format!("it has more than {INCIDENT_WORDS_MAX} characters; shorten it"));
    }
    if text.chars().any(char::is_control) {
        return Err("it holds a control character; remove it".to_owned());
    }
    Ok(text)
}

/// The beginning of what somebody wrote.
fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

fn when(row: &Raw, order: DayOrder) -> Result<Days, RowError> {
    let read = |(column, text): (&'static str, &str)| {
        period::read(text, order).filter(|days| is_likely(*days)).ok_or_else(|| {
            let words = format!(
                "\"{}\" is no date; write 2017-06-21, 2017-06 where only the month is known, or \
                 2017-06-21/2017-06-23",
                cut(text)
            );
            RowError::new(row.place, words).in_column(column)
        })
    };
    let (from, to) = (row.get(FROM), row.get(TO));
    if from.1.is_empty() && to.1.is_empty() {
        return read(row.get(DATE));
    }
    if from.1.is_empty() || to.1.is_empty() {
        let (missing, other) = if from.1.is_empty() { (from, to) } else { (to, from) };
        let words = format!("it is empty, but {} is not; give both, the same for one day", other.0);
        return Err(RowError::new(row.place, words).in_column(missing.0));
    }
    let days = Days { from: read(from)?.from, to: read(to)?.to };
    if days.to < days.from {
        let words = format!("it is before {}; exchange them", from.0);
        return Err(RowError::new(row.place, words).in_column(to.0));
    }
    Ok(days)
}

/// Whether civil satellites could have seen it; what is in the future meets no window.
fn is_likely(days: Days) -> bool {
    let is_right = |day: NaiveDate| (1960..=2200).contains(&day.year());
    is_right(days.from) && is_right(days.to)
}

fn place(row: &Raw) -> Result<Option<LonLat>, RowError> {
    if let Some(point) = row.point {
        let place = LonLat::new(point.0, point.1);
        return place.map(Some).map_err(|error| RowError::new(row.place, error));
    }
    let (lon, lat) = (row.get(LON), row.get(LAT));
    if lon.1.is_empty() && lat.1.is_empty() {
        return Ok(None);
    }
    let number = |(column, text): (&'static str, &str)| {
        text.parse::<f64>().map_err(|_error| {
            let words = format!("\"{}\" is no number of degrees; write it as 36.2033", cut(text));
            RowError::new(row.place, words).in_column(column)
        })
    };
    let (east, north) = (number(lon)?, number(lat)?);
    let at_fault = if (-180.0..=180.0).contains(&east) { lat.0 } else { lon.0 };
    let place = LonLat::new(east, north);
    place.map(Some).map_err(|error| RowError::new(row.place, error).in_column(at_fault))
}

fn range(row: &Raw, [least, most]: [&[&'static str]; 2]) -> Result<Range, RowError> {
    let read = |(column, text): (&'static str, &str)| {
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.strip_suffix(".0").unwrap_or(text).parse::<u32>().ok();
        number.filter(|number| *number <= 10_000_000).map(Some).ok_or_else(|| {
            let words = format!("\"{}\" is no whole number; write digits or nothing", cut(text));
            RowError::new(row.place, words).in_column(column)
        })
    };
    let (least, most) = (row.get(least), row.get(most));
    let (low, high) = (read(least)?, read(most)?);
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        let words = format!("it is more than {}; exchange them", most.0);
        return Err(RowError::new(row.place, words).in_column(least.0));
    }
    Ok((low, high))
}

/// A row that only says what is wrong.
fn broken(place: Spot, words: impl std::fmt::Display) -> RowError {
    RowError::new(place, words)
}
