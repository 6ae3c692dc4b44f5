//! The findings of a package against its rows.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use serde_json::Value;

use super::record::Record;
use super::replay::Replay;
use super::rows::{Ruled, Seen, Votes};
use super::table::{compare, each_row, is, number};
use crate::domain::place::{Footprint, LonLat};
use crate::exchange::cell::Cell;
use crate::exchange::fingerprint;
use crate::journey::publish::anew::{Cells, Pictures, cell, filled, moment};

/// What buildings say of themselves that stands in no line.
pub(super) const BESIDE: [&str; 2] = ["footprint_sha256", "location_precision"];

const MAP: &str = "buildings.geojson";

/// What the findings leave open.
#[derive(Default)]
pub(super) struct Left {
    /// Buildings without a line that is told.
    pub(super) untold: u64,
    /// Buildings that the rule alone does not retire.
    pub(super) unstopped: u64,
}

pub(super) fn buildings(
    folder: &Path,
    (record, lines): (&Record, u64),
    replay: &mut Replay<'_>,
    (pictures, votes, ruled): (&Pictures, &Votes, &Ruled),
    left: &mut Left,
) -> Result<String, String> {
    let mut seen = BTreeSet::new();
    let nobody = Seen::default();
    let mut known = record.buildings.iter().filter(|(_, line, _)| *line < lines).peekable();
    let missing = |number: i64| format!("building {number} of the ledger is missing");
    let count = each_row(folder, "buildings.csv", |cells| {
        let number = number(cells, "building_id")?;
        if seen.last().is_some_and(|last| *last >= number) {
            return Err(format!("building {number} is there twice, or out of its order"));
        }
        seen.insert(number);
        let mut is_known = false;
        while let Some((own, _, import)) = known.next_if(|(own, ..)| *own <= number) {
            is_known |= *own == number;
            if *own < number && !seen.contains(own) && !replay.is_undone(*import) {
                return Err(missing(*own));
            }
        }
        if !is_known && replay.redacted == 0 {
            return Err(format!("building {number} is in no line of the ledger"));
        }
        if !is_known {
            replay.redacted -= 1;
            left.untold += 1;
        }
        let own = votes.by.get(&number).unwrap_or(&nobody);
        finding(cells, replay, (pictures, own, ruled), left)
            .map_err(|words| format!("building {number}: {words}"))
    })?;
    if let Some((own, ..)) =
        known.find(|(own, _, import)| !seen.contains(own) && !replay.is_undone(*import))
    {
        return Err(format!("buildings.csv: {}", missing(*own)));
    }
    match votes.by.keys().find(|building| !seen.contains(building)) {
        Some(building) => {
            Err(format!("buildings.csv: building {building} was judged and has no row"))
        }
        None => Ok(format!("{count} findings follow from the rows, every derived column")),
    }
}

fn finding(
    cells: &Cells,
    replay: &Replay<'_>,
    (pictures, own, ruled): (&Pictures, &Seen, &Ruled),
    left: &mut Left,
) -> Result<(), String> {
    let id = cell(cells, "building_id");
    let method = filled(cells, "method").unwrap_or_default();
    if !replay.methods.is_empty() && !replay.methods.contains(method.as_str()) {
        return Err(format!("method is \"{method}\", which no line sets"));
    }
    let is_ruled = cell(cells, "retirement_reason") == "ruled";
    let ruling = ruled.in_force.get(id).filter(|_| is_ruled);
    if is_ruled && ruling.is_none() {
        return Err("it is ruled on, and no ruling is in force".to_owned());
    }
    let round = |ruling: &Cells| (id.to_owned(), cell(ruling, "round").to_owned());
    let ruling = ruling.map(|own| (own, ruled.rounds.get(&round(own)).copied().unwrap_or(0)));
    let wanted = pictures.building(cells, &own.verdicts, ruling)?;
    compare(cells, &wanted, |name| BESIDE.contains(&name) || name.starts_with("posterior_"))?;
    if !is_ruled && !pictures.is_retired(cells, &own.verdicts)? {
        left.unstopped += 1;
    }
    // Each judgement that counts decides anew: it was decided with the last of them or later.
    let at = moment(cell(cells, "decided_at")).map(|at| at.timestamp_millis());
    match at {
        Some(at) if !is_ruled && at < own.last_at => {
            Err("decided_at is before the last judgement that counts".to_owned())
        }
        Some(at) if at > replay.frozen_at => Err("decided_at is after the release".to_owned()),
        _ => Ok(()),
    }
}

/// Compares the map with the table, feature by feature.
pub(super) fn map(folder: &Path) -> Result<String, String> {
    let trouble = |error: &dyn std::fmt::Display| format!("{MAP}: {error}");
    let file = File::open(folder.join(MAP)).map_err(|error| trouble(&error))?;
    let mut lines = BufReader::with_capacity(1 << 18, file).lines();
    let (mut place, mut next) = (0, || lines.next().transpose().map(Option::unwrap_or_default));
    if next().map_err(|error| trouble(&error))? != "{\"type\":\"FeatureCollection\",\"features\":["
    {
        return Err(format!("{MAP}, line 1: it is not written as the program writes it"));
    }
    let count = each_row(folder, "buildings.csv", |cells| {
        place += 1;
        let here = |words: String| format!("{MAP}, line {}: {words}", place + 1);
        let text = next().map_err(|error| here(error.to_string()))?;
        let text = text.strip_suffix(',').unwrap_or(&text);
        let feature: Value = serde_json::from_str(text).map_err(|error| here(error.to_string()))?;
        same(cells, &feature).map_err(here)
    })?;
    match (next(), next()) {
        (Ok(end), Ok(rest)) if end == "]}" && rest.is_empty() => {
            Ok(format!("{count} features are the rows of buildings.csv"))
        }
        _ => Err(format!("{MAP}, line {}: more than buildings.csv has", count + 2)),
    }
}

fn same(cells: &Cells, feature: &Value) -> Result<(), String> {
    let all = feature.get("properties").and_then(Value::as_object).ok_or("it has no properties")?;
    let is_named = all.get("external_id").is_none_or(|id| match feature.get("id") {
        Some(own) => own == id,
        None => id.is_null(),
    });
    if all.len() != cells.header.len() || !is_named {
        return Err("it has other columns than buildings.csv, or another id".to_owned());
    }
    for (name, value) in all {
        let there = cell(cells, name);
        let own = match value {
            Value::Null => String::new(),
            Value::String(text) => Cell::Text(text.into()).to_table().into_owned(),
            Value::Number(number) if number.as_f64() == there.parse().ok() => continue,
            other => other.to_string(),
        };
        is(cells, name, &own)?;
    }
    let outline = feature.get("geometry").and_then(outline).ok_or("its geometry is none")?;
    is(cells, "footprint_sha256", &fingerprint(&outline))
}

fn outline(geometry: &Value) -> Option<Footprint> {
    let at = |own: &Value| match own.as_array()?.as_slice() {
        [lon, lat] => LonLat::new(lon.as_f64()?, lat.as_f64()?).ok(),
        _ => None,
    };
    let coordinates = geometry.get("coordinates")?;
    match geometry.get("type")?.as_str()? {
        "Point" => Some(Footprint::Point(at(coordinates)?)),
        "Polygon" => {
            let [ring] = coordinates.as_array()?.as_slice() else { return None };
            let (last, ring) = ring.as_array()?.split_last()?;
            let is_closed = ring.first() == Some(last);
            let ring = ring.iter().map(at).collect::<Option<Vec<_>>>()?;
            is_closed.then_some(Footprint::Ring(ring))
        }
        _ => None,
    }
}
