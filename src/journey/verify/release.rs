//! The line of a release, and what was recorded between the moment that its data are of and it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use super::files::{sha256, text};
use super::record::{Again, Record};
use super::{Check, SUMS};
use crate::domain::ledger::{Kind, Leaf};
use crate::journey::publish::anew::moment;
use crate::journey::taking::LEDGER;

/// Milliseconds from an event's time to its place in the ledger at most.
const SEALING_MS: i64 = 60_000;

/// What the line of a release says.
pub(super) struct Line {
    /// Where it stands, from 0.
    pub(super) place: u64,
    /// How many lines there were when its data stood still.
    pub(super) lines: u64,
    /// When it was written down, in milliseconds.
    pub(super) at: i64,
    /// When the release was asked for, as its manifest says.
    asked_for_at: i64,
    /// The campaign, as its manifest says.
    pub(super) slug: String,
}

/// Whether the line of the release has the hash of the list of hashes, and what else it says.
pub(super) fn released(folder: &Path, record: &Record) -> (Check, Option<Line>) {
    let (number, asked_for_at, slug) = match asked_for(folder) {
        Ok(own) => own,
        Err(words) => return (Err(format!("manifest.json: {words}")), None),
    };
    let mut all = record.releases.iter().rev();
    let Some((place, own)) = all.find(|(_, own)| own.number == number) else {
        return (Err(format!("{LEDGER} has no line about the release of manifest.json")), None);
    };
    let lines = u64::try_from(own.lines).unwrap_or(u64::MAX);
    if lines > *place {
        let words = format!("{LEDGER}, line {place} from 0: it speaks of {lines} lines before it");
        return (Err(words), None);
    }
    let check = match sha256(folder, SUMS) {
        Ok(sums) if own.sums == sums => Ok(format!(
            "the line of number {number} has the hash of {SUMS}, and its data are those after \
             {lines} lines"
        )),
        Ok(sums) => {
            Err(format!("the hash of {SUMS} is {sums}, its line in {LEDGER} says {}", own.sums))
        }
        Err(error) => Err(format!("{SUMS}: {error}")),
    };
    (check, Some(Line { place: *place, lines, at: own.at, asked_for_at, slug }))
}

/// The number of the release, when it was asked for, and of which campaign it is.
fn asked_for(folder: &Path) -> Result<(i64, i64, String), String> {
    let manifest: Value =
        serde_json::from_str(&text(folder, "manifest.json")?).map_err(|error| error.to_string())?;
    let number = manifest.pointer("/release/number").and_then(Value::as_i64);
    let word = |at: &str| manifest.pointer(at).and_then(Value::as_str);
    let at = word("/release/asked_for_at").and_then(moment).map(|at| at.timestamp_millis());
    let slug = word("/campaign/slug").map(str::to_owned);
    let own = number.zip(at).zip(slug).map(|((number, at), slug)| (number, at, slug));
    own.ok_or_else(|| "it has no number, slug, or time at which it was asked for".to_owned())
}

/// What the release leaves out: the lines after its data stood still, by kind. All that happened
/// before it was asked for had its place by then.
pub(super) fn left_out(folder: &Path, record: &Record, own: &Line) -> Result<String, String> {
    let is_between = |line: u64| (own.lines..own.place).contains(&line);
    let mut again = Again::open(folder).map_err(|error| error.to_string())?;
    let mut times = Vec::new();
    for place in record.judgements.iter().filter(|place| is_between(place.line)) {
        times.push((place.line, "judgement", again.judgement(*place)?.submitted));
    }
    let events = record.events.iter().filter(|(line, _)| is_between(*line));
    times.extend(events.filter_map(|(line, leaf)| {
        let at = match leaf {
            Leaf::Superseding(leaf) => leaf.at,
            Leaf::Ruling(leaf) => leaf.at,
            Leaf::Dispute(leaf) => leaf.at,
            Leaf::Quarantine(leaf) | Leaf::Restore(leaf) => leaf.at,
            Leaf::Merge(leaf) | Leaf::Part(leaf) => leaf.at,
            _ => return None,
        };
        Some((*line, leaf.kind().as_str(), at))
    }));
    if let Some((line, kind, _)) =
        times.iter().find(|(.., at)| at.saturating_add(SEALING_MS) < own.asked_for_at)
    {
        return Err(format!(
            "{LEDGER}, line {line} from 0: a {kind} of before the release was asked for stands \
             after the lines of its data"
        ));
    }
    let between = record.kinds.iter().zip(0..).filter(|(_, line)| is_between(*line));
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (kind, _) in between {
        *counts.entry(kind.map_or("redacted", Kind::as_str)).or_default() += 1;
    }
    let counts: Vec<String> =
        counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    Ok(counts.join(", "))
}
