//! Rows of a list as texts by the names of their columns, whatever the format.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use serde_json::Value;

use super::{ACCURACY, DATE, FROM, ID, IncidentListError, TO, broken};
use crate::domain::incident::Incident;
use crate::domain::limits::INCIDENTS_MAX;
use crate::exchange::rows::{Report, Spot};

/// A row of a list.
pub(super) struct Raw {
    /// Where it stands.
    pub(super) place: Spot,
    cells: BTreeMap<String, String>,
    /// The longitude and latitude of a feature's geometry.
    pub(super) point: Option<(f64, f64)>,
}

impl Raw {
    /// The first of these columns that is not empty, by name; else the first that is there.
    pub(super) fn get(&self, names: &[&'static str]) -> (&'static str, &str) {
        let all = names.iter().filter_map(|name| Some((*name, self.cells.get(*name)?.as_str())));
        let filled = all.clone().find(|(_, text)| !text.is_empty());
        let first = names.first().map_or("", |name| *name);
        filled.or_else(|| all.clone().next()).unwrap_or((first, ""))
    }
}

type Rows = (Vec<Raw>, bool);

fn within(rows: usize) -> Result<(), IncidentListError> {
    if rows > INCIDENTS_MAX { Err(IncidentListError::TooLong) } else { Ok(()) }
}

/// The rows of a table, and whether its columns are those of Airwars.
pub(super) fn table(
    bytes: &[u8],
    report: &mut Report<Incident>,
) -> Result<Rows, IncidentListError> {
    let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(bytes);
    let header = reader.byte_headers()?.clone();
    let name = |name: &[u8]| String::from_utf8_lossy(name).trim().to_lowercase();
    let header: Vec<String> = header.iter().map(name).collect();
    let has = |names: &[&str]| header.iter().any(|own| names.contains(&own.as_str()));
    if !has(ID) {
        return Err(IncidentListError::Column("id", "id"));
    }
    let is_dated = has(DATE) || (has(FROM) && has(TO));
    if !is_dated {
        return Err(IncidentListError::Column("date", "date, or from and to"));
    }
    if !has(ACCURACY) {
        return Err(IncidentListError::Column("accuracy of the place", "accuracy"));
    }
    let (mut rows, mut row) = (Vec::new(), StringRecord::new());
    loop {
        let place = Spot::Line(reader.position().line());
        match reader.read_record(&mut row) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => match error.kind() {
                csv::ErrorKind::Utf8 { .. } => {
                    let words = "it is not UTF-8; save the file as \"CSV UTF-8\"";
                    report.fail(broken(place, words));
                    continue;
                }
                _ => return Err(error.into()),
            },
        }
        let place = Spot::Line(row.position().map_or(0, csv::Position::line));
        if row.len() != header.len() {
            let (has, wants) = (row.len(), header.len());
            let words = format!(
                "it has {has} cells, the header {wants}; put quotes around cells that hold the \
                 separator"
            );
            report.fail(broken(place, words));
            continue;
        }
        let cells = header.iter().cloned().zip(row.iter().map(str::to_owned)).collect();
        rows.push(Raw { place, cells, point: None });
        within(rows.len())?;
    }
    let is_airwars = has(&["unique_reference_code"]);
    Ok((rows, is_airwars))
}

/// The features of a collection; a geometry that is no point is a fault of its row.
pub(super) fn features(
    bytes: &[u8],
    report: &mut Report<Incident>,
) -> Result<Rows, IncidentListError> {
    let root: Value = serde_json::from_slice(bytes)?;
    let all = root.get("features").and_then(Value::as_array);
    let all = all.ok_or(IncidentListError::NotFeatures)?;
    within(all.len())?;
    let (mut rows, mut is_airwars) = (Vec::new(), false);
    for (feature, number) in all.iter().zip(1..) {
        let place = Spot::Feature(number);
        let mut cells = BTreeMap::new();
        let properties = feature.get("properties").and_then(Value::as_object);
        for (name, value) in properties.into_iter().flatten() {
            cells.insert(name.trim().to_lowercase(), text(value));
        }
        is_airwars |= cells.contains_key("unique_reference_code");
        if let Some(id) = feature.get("id").map(text).filter(|id| !id.is_empty()) {
            cells.entry("id".to_owned()).or_insert(id);
        }
        let row = |point| Raw { place, cells, point };
        match feature.get("geometry") {
            None | Some(Value::Null) => rows.push(row(None)),
            Some(geometry) => match point(geometry) {
                Some(point) => rows.push(row(Some(point))),
                None => report.fail(broken(
                    place,
                    "its geometry is no Point; give it a point, and say as accuracy how far \
                     around it the incident may have been",
                )),
            },
        }
    }
    Ok((rows, is_airwars))
}

fn point(geometry: &Value) -> Option<(f64, f64)> {
    let is_point = geometry.get("type").and_then(Value::as_str) == Some("Point");
    let numbers = geometry.get("coordinates").filter(|_| is_point)?.as_array()?;
    Some((numbers.first()?.as_f64()?, numbers.get(1)?.as_f64()?))
}

/// A value as a cell of a table; lists and objects say nothing here.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => is.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    }
}
