//! Puts the tiles of one pass of a satellite together: what was taken under one catalogue or
//! strip id within moments is one capture of several files.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::columns::{COLUMNS, Kind, Slot};
use super::intake::Written;
use crate::domain::capture::{CaptureFacts, CapturedAt, Precision};
use crate::exchange::rows::Spot;

/// Seconds within which tiles of one id are of one pass. A satellite sweeps a strip in seconds:
/// the tiles of every catalogue id of the 2023 Kahramanmaraş event lie within 9 s.
const PASS_SECONDS: i64 = 120;

/// The captures of some tiles, in the order in which each first appears. What belongs to no pass,
/// or has no instant, stays as it is.
pub(super) fn group(all: Vec<(Spot, Written)>, now: DateTime<Utc>) -> Vec<(Spot, Written)> {
    let mut single: BTreeMap<usize, (Spot, Written)> = BTreeMap::new();
    let mut passes: BTreeMap<String, Vec<Tile>> = BTreeMap::new();
    for (order, (spot, written)) in all.into_iter().enumerate() {
        let instant = written.captured_at.as_ref().ok().and_then(|text| {
            let taken = CapturedAt::parse(text, now).ok()?;
            (taken.precision == Precision::Instant).then_some(taken.at)
        });
        match (written.pass.clone(), instant) {
            (Some(pass), Some(at)) => {
                passes.entry(pass.id).or_default().push(Tile { order, spot, at, written });
            }
            _ => drop(single.insert(order, (spot, written))),
        }
    }
    for (id, mut tiles) in passes {
        tiles.sort_by_key(|tile| (tile.at, tile.order));
        let mut clusters: Vec<Vec<Tile>> = Vec::new();
        for tile in tiles {
            let begins = |cluster: &Vec<Tile>| cluster.first().map(|first| first.at);
            match clusters.last_mut() {
                Some(last)
                    if begins(last).is_some_and(|first| {
                        tile.at - first <= TimeDelta::seconds(PASS_SECONDS)
                    }) =>
                {
                    last.push(tile);
                }
                _ => clusters.push(vec![tile]),
            }
        }
        let is_split = clusters.len() > 1;
        for cluster in clusters {
            let order = cluster.iter().map(|tile| tile.order).min().unwrap_or_default();
            if let Some(merged) = merge(&id, is_split, cluster) {
                single.insert(order, merged);
            }
        }
    }
    single.into_values().collect()
}

struct Tile {
    order: usize,
    spot: Spot,
    at: DateTime<Utc>,
    written: Written,
}

/// One capture of the tiles of one pass, which are in the order of their time.
fn merge(id: &str, is_split: bool, mut tiles: Vec<Tile>) -> Option<(Spot, Written)> {
    let (from, to) = (tiles.first()?.at, tiles.last()?.at);
    tiles.sort_by_key(|tile| tile.order);
    let count = tiles.len();
    let mut rest = tiles.into_iter();
    let Tile { spot, written: mut own, .. } = rest.next()?;
    let names_single = own.pass.as_ref().is_some_and(|pass| pass.names_single);
    if count > 1 || names_single {
        own.id =
            if is_split { format!("{id}-{}", from.format("%Y%m%dT%H%M%SZ")) } else { id.into() };
    }
    let mut all = vec![std::mem::take(&mut own.facts)];
    for tile in rest {
        let mut other = tile.written;
        let base = own.base == other.base;
        own.files.append(&mut if base {
            other.files
        } else {
            rebase(&own, other.files, &other.base)
        });
        own.faults.append(&mut other.faults);
        own.source.join(other.source);
        all.push(other.facts);
    }
    let text = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::AutoSi, true);
    own.facts = merged(all);
    if from != to {
        own.captured_at = Ok(text(from));
        own.facts.taken_from = Some(own.facts.taken_from.map_or(from, |at| at.min(from)));
        own.facts.taken_to = Some(own.facts.taken_to.map_or(to, |at| at.max(to)));
        let note =
            format!("{count} tiles taken from {} to {}; dated by the first", text(from), text(to));
        add_note(&mut own.facts, note);
    }
    if count > 1 && own.facts.provider_scene_id.is_none() {
        own.facts.provider_scene_id = Some(id.to_owned());
    }
    Some((spot, own))
}

/// Paths that count from `base`, made to count from the folder that those of `own` count from.
fn rebase(
    own: &Written,
    files: Vec<(Spot, String)>,
    base: &std::path::Path,
) -> Vec<(Spot, String)> {
    let up = "../".repeat(own.base.components().count());
    let down = base.to_string_lossy().replace('\\', "/");
    let moved = |(spot, text): (Spot, String)| {
        let is_local = !text.contains("://") && !text.starts_with('/');
        let text = text.strip_prefix("./").unwrap_or(&text).to_owned();
        (
            spot,
            if is_local && !text.starts_with("..") { format!("{up}{down}/{text}") } else { text },
        )
    };
    files.into_iter().map(moved).collect()
}

pub(super) fn add_note(facts: &mut CaptureFacts, note: String) {
    facts.note = Some(match facts.note.take() {
        Some(own) if own.split("; ").any(|part| part == note) => own,
        Some(own) => format!("{own}; {note}"),
        None => note,
    });
}

/// The facts of all tiles together: numbers by their mean, words where they agree.
fn merged(mut all: Vec<CaptureFacts>) -> CaptureFacts {
    let mut facts = CaptureFacts::default();
    let mut notes = Vec::new();
    for column in COLUMNS {
        match column.kind {
            Kind::Number(slot, ..) => {
                mean(&mut facts, &mut all, slot, column.name, &mut notes, |values| {
                    values.iter().sum::<f64>() / count(values.len())
                });
            }
            Kind::Azimuth(slot) => {
                mean(&mut facts, &mut all, slot, column.name, &mut notes, circular_mean);
            }
            Kind::Text(slot) => words(&mut facts, &mut all, slot, column.name, &mut notes),
            Kind::Moment(slot) => {
                let found = all.iter_mut().filter_map(|own| *slot(own));
                *slot(&mut facts) =
                    if column.name == "taken_from" { found.min() } else { found.max() };
            }
            _ => {}
        }
    }
    facts.bbox = all.iter().filter_map(|own| own.bbox).reduce(|a, b| {
        let ([west, south, east, north], [w, s, e, n]) = (a, b);
        [west.min(w), south.min(s), east.max(e), north.max(n)]
    });
    for note in notes {
        add_note(&mut facts, note);
    }
    facts
}

fn mean(
    to: &mut CaptureFacts,
    all: &mut [CaptureFacts],
    slot: Slot<f64>,
    name: &str,
    notes: &mut Vec<String>,
    of: impl Fn(&[f64]) -> f64,
) {
    let values: Vec<f64> = all.iter_mut().filter_map(|own| *slot(own)).collect();
    let Some(first) = values.first().copied() else { return };
    let least = values.iter().copied().fold(first, f64::min);
    let most = values.iter().copied().fold(first, f64::max);
    if least < most {
        *slot(to) = Some((of(&values) * 100.0).round() / 100.0);
        notes.push(format!("{name} is the mean of {least} to {most}"));
    } else {
        *slot(to) = Some(first);
    }
}

/// The mean of directions: 359 and 1 are 0, not 180 (Mardia 1972, by the sum of unit vectors).
fn circular_mean(values: &[f64]) -> f64 {
    let east: f64 = values.iter().map(|degrees| degrees.to_radians().sin()).sum();
    let north: f64 = values.iter().map(|degrees| degrees.to_radians().cos()).sum();
    let degrees = (east.atan2(north).to_degrees() * 100.0).round() / 100.0;
    degrees.rem_euclid(360.0)
}

fn count(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::from(u32::MAX), f64::from)
}

fn words(
    to: &mut CaptureFacts,
    all: &mut [CaptureFacts],
    slot: Slot<String>,
    name: &str,
    notes: &mut Vec<String>,
) {
    let mut found: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for text in all.iter_mut().filter_map(|own| slot(own).clone()) {
        if seen.insert(text.clone()) {
            found.push(text);
        }
    }
    match name {
        "note" | "data_mask" if !found.is_empty() => *slot(to) = Some(found.join("; ")),
        "provider_scene_id" if found.len() > 1 => *slot(to) = None,
        _ => {
            let differ = found.len();
            *slot(to) = found.into_iter().next();
            if differ > 1 {
                notes.push(format!("its tiles have {differ} words for {name}; the first is kept"));
            }
        }
    }
}
