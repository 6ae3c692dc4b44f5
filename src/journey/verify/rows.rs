//! The rows of a package against its ledger.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use chrono::DateTime;
use sha2::{Digest as _, Sha256};

use super::record::{Again, Place, Record};
use super::replay::Replay;
use super::table::{compare, each_row, is, is_at, number, time};
use crate::domain::capture::{CapturedAt, Precision};
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, JudgementId};
use crate::domain::judgement::Verdict;
use crate::domain::ledger::{Capture, Judgement};
use crate::domain::limits::UNDO_MINUTES;
use crate::exchange::columns::{ImageRow, JudgementRow};
use crate::journey::publish::anew::{Cells, Pictures, cell};

/// Columns of `judgements.csv` that no line has.
pub(super) const BESIDE: [&str; 3] = ["gold", "ui_version", "images_viewed"];

pub(super) fn pictures(folder: &Path) -> Result<Pictures, String> {
    let mut all: Vec<(String, CapturedAt)> = Vec::new();
    each_row::<ImageRow>(folder, |cells| {
        let precision = Precision::parse(cell(cells, "captured_precision"));
        let precision = precision.ok_or("captured_precision is no word for it")?;
        let at = time(cells, "captured_at")?;
        if all.last().is_some_and(|(_, before)| before.at > at) {
            return Err("it was taken before the image above it".to_owned());
        }
        all.push((cell(cells, "image_id").to_owned(), CapturedAt { at, precision }));
        Ok(())
    })?;
    Ok(Pictures::new(all))
}

/// Compares the captures with their newest lines; `bad` is how many judgements called each
/// unusable, where every judgement is told.
pub(super) fn images(
    folder: &Path,
    replay: &Replay<'_>,
    bad: Option<&HashMap<i64, u32>>,
) -> Result<String, String> {
    let named = replay.captures.values().map(|own| (own.image_id.as_str(), *own));
    let mut named: HashMap<&str, &Capture> = named.collect();
    let mut before = (i64::MIN, 0);
    let count = each_row::<ImageRow>(folder, |cells| {
        let id = cell(cells, "image_id");
        let own = named.remove(id).ok_or_else(|| {
            format!("image {id} is in no line of the ledger, or twice in the table")
        })?;
        is_at(cells, "captured_at", own.taken)?;
        if (own.taken, own.number) < before {
            return Err(format!("image {id} has its place before the one above it"));
        }
        before = (own.taken, own.number);
        is(cells, "captured_precision", &own.precision)?;
        is(cells, "sha256_original", &own.files.join(" "))?;
        for (name, mm) in [("offset_x_m", own.east_mm), ("offset_y_m", own.north_mm)] {
            let there: f64 = cell(cells, name).parse().map_err(|_error| "no number")?;
            let own = i32::try_from(mm).map_or(f64::NAN, f64::from);
            let is_near = ((there * 1_000.0).round() - own).abs() < 0.5;
            if !is_near {
                return Err(format!("{name} is {there}, and should be {own} mm"));
            }
        }
        let votes = bad.map(|bad| bad.get(&own.number).copied().unwrap_or(0).to_string());
        votes.map_or(Ok(()), |votes| is(cells, "bad_votes", &votes))
    })?;
    match named.values().find(|own| !replay.is_undone(own.import)) {
        Some(own) => Err(format!("images.csv: image {} of the ledger is missing", own.image_id)),
        None => Ok(format!("{count} rows are what their lines say")),
    }
}

/// Milliseconds that the server's clock may have been set back.
const CLOCK_MS: i64 = 60_000;

/// What the rule sees of a building.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) verdicts: Vec<Verdict>,
    /// Whose they are: the beginning of a hash of the name.
    people: Vec<[u8; 8]>,
    /// When the last came, in milliseconds, as the table says it.
    pub(super) last_at: i64,
}

/// What the rows of judgements come to.
#[derive(Default)]
pub(super) struct Votes {
    pub(super) by: HashMap<i64, Seen>,
    pub(super) untold: u64,
    pub(super) earlier: u64,
    /// Those that their authors replaced.
    pub(super) changed: u64,
    /// How many called each capture unusable.
    pub(super) bad: HashMap<i64, u32>,
    firsts: BTreeSet<(i64, String)>,
}

pub(super) fn judgements(
    folder: &Path,
    (record, lines): (&Record, u64),
    replay: &mut Replay<'_>,
    (pictures, votes): (&Pictures, &mut Votes),
) -> Result<String, String> {
    let mut again = Again::open(folder).map_err(|error| error.to_string())?;
    let mut places = record.judgements.iter().filter(|place| place.line < lines).peekable();
    let mut before = 0;
    let missing = |place: &Place| {
        let Place { number, line, .. } = place;
        format!("judgement {number} of ledger line {line} from 0 is missing")
    };
    let count = each_row::<JudgementRow>(folder, |cells| {
        let number = number(cells, "judgement_id")?;
        if number <= before {
            return Err(format!("judgement {number} comes after {before}"));
        }
        before = number;
        if let Some(place) = places.next_if(|place| place.number < number) {
            return Err(missing(place));
        }
        match places.next_if(|place| place.number == number) {
            Some(place) => {
                let leaf = again.judgement(*place)?;
                unusable(replay, votes, &leaf);
                may_be_superseded(replay, votes, &leaf)?;
                let wanted = judged(replay, votes, cells, (place.line, leaf));
                compare(cells, &wanted, |name| BESIDE.contains(&name)).map_err(|words| {
                    format!("{words}, as ledger line {} from 0 says", place.line)
                })?;
            }
            None if replay.redacted > 0 && !replay.tells => {
                replay.redacted -= 1;
                votes.untold += 1;
            }
            None => return Err(format!("judgement {number} is in no line of the ledger")),
        }
        count_vote(cells, (pictures, votes))
    })?;
    match places.next() {
        Some(place) => Err(format!("judgements.csv: {}", missing(place))),
        None => Ok(format!("{} of {count} rows are what their lines say", count - votes.untold)),
    }
}

fn count_vote(cells: &Cells, (pictures, votes): (&Pictures, &mut Votes)) -> Result<(), String> {
    let reason = cell(cells, "exclusion_reason");
    let is_counted = cell(cells, "counted") == "true";
    if is_counted != reason.is_empty() {
        return Err("counted and exclusion_reason do not go together".to_owned());
    }
    let cannot_tell = cell(cells, "outcome") == "cannot_tell";
    let own = votes.by.entry(number(cells, "building_id")?).or_default();
    if reason == "earlier captures" && !own.verdicts.is_empty() {
        let words = "it is left out for earlier captures, and one about the building before it not";
        return Err(words.to_owned());
    }
    if !is_counted && reason != "cannot tell" {
        return Ok(());
    }
    if is_counted == cannot_tell {
        return Err("counted is not as outcome says".to_owned());
    }
    let person = [cell(cells, "counted_as"), cell(cells, "volunteer_pseudonym")];
    let person = person.iter().find(|name| !name.is_empty()).unwrap_or(&"");
    let mut name = [0; 8];
    name.iter_mut().zip(Sha256::digest(person)).for_each(|(byte, own)| *byte = own);
    if own.people.contains(&name) {
        return Err(format!("{person} counts twice for the building"));
    }
    own.people.push(name);
    own.verdicts.push(pictures.verdict(cells)?);
    own.last_at = own.last_at.max(time(cells, "submitted_at")?.timestamp_millis());
    Ok(())
}

/// Whether a judgement could be replaced so: whoever runs the server could write any line.
fn may_be_superseded(
    replay: &Replay<'_>,
    votes: &mut Votes,
    leaf: &Judgement,
) -> Result<(), String> {
    let Some(own) = replay.superseded(leaf.number) else { return Ok(()) };
    let after = own.at.saturating_sub(leaf.submitted);
    let is_right = match own.reason.as_str() {
        "taken_back" => after <= UNDO_MINUTES * 60_000,
        "erased" => replay.is_erased(&leaf.volunteer),
        "changed" => {
            votes.changed += 1;
            true
        }
        _ => false,
    };
    if is_right && after >= -CLOCK_MS {
        Ok(())
    } else {
        let (number, reason) = (leaf.number, &own.reason);
        Err(format!("judgement {number} is superseded ({reason}) as none can be, by its lines"))
    }
}

fn unusable(replay: &Replay<'_>, votes: &mut Votes, leaf: &Judgement) {
    if replay.superseded(leaf.number).is_none() {
        let ids = leaf.unusable.split(',').filter_map(|part| part.split(':').next());
        for id in ids.filter_map(|id| id.parse::<i64>().ok()) {
            *votes.bad.entry(id).or_default() += 1;
        }
    }
}

/// The row that a line and those after it come to.
fn judged(
    replay: &Replay<'_>,
    votes: &mut Votes,
    cells: &Cells,
    (line, leaf): (u64, Judgement),
) -> JudgementRow {
    let person = replay.person(&leaf.volunteer);
    let mut is_first =
        || person.is_none_or(|person| votes.firsts.insert((leaf.building, person.to_owned())));
    let says_earlier = cell(cells, "exclusion_reason") == "earlier captures";
    let reason = if let Some(own) = replay.superseded(leaf.number) {
        Some(own.reason.replace('_', " "))
    } else if leaf.purpose != Purpose::Task.as_str() {
        Some(leaf.purpose.clone())
    } else if says_earlier && line < replay.last_shown {
        votes.earlier += 1;
        Some("earlier captures".to_owned())
    } else if replay.is_set_aside(&leaf.volunteer) {
        Some("set aside".to_owned())
    } else if !is_first() {
        Some("same person".to_owned())
    } else {
        (leaf.outcome == "cannot_tell").then(|| "cannot tell".to_owned())
    };
    let at = |ms: i64| DateTime::from_timestamp_millis(ms).unwrap_or_default();
    let (dealt, submitted) = (at(leaf.dealt), at(leaf.submitted));
    JudgementRow {
        judgement_id: JudgementId(leaf.number),
        building_id: BuildingId(leaf.building),
        counted_as: person.filter(|person| **person != leaf.volunteer).map(str::to_owned),
        volunteer_pseudonym: leaf.volunteer,
        last_intact_image_id: replay.image(leaf.last),
        first_destroyed_image_id: replay.image(leaf.first),
        outcome: leaf.outcome,
        confidence: leaf.sureness,
        started_at: Some(dealt),
        submitted_at: submitted,
        seconds: u32::try_from((submitted - dealt).num_seconds()).ok(),
        images_viewed: None,
        ui_version: None,
        purpose: leaf.purpose,
        gold: None,
        counted: reason.is_none(),
        exclusion_reason: reason,
        supersedes: None,
        exhibit: leaf.exhibit,
    }
}
