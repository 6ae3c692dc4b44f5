//! The rows of a package against its ledger.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use chrono::DateTime;
use sha2::{Digest as _, Sha256};

use super::record::{Again, Place, Record};
use super::replay::Replay;
use super::table::{compare, each_row, is, number};
use crate::domain::capture::{CapturedAt, Precision};
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, JudgementId};
use crate::domain::judgement::Verdict;
use crate::domain::ledger::{Capture, Judgement, Ruling, hex, unhex};
use crate::exchange::columns::JudgementRow;
use crate::journey::publish::anew::{Cells, Pictures, cell, moment};
use crate::journey::taking::SALTS;

/// Columns of `judgements.csv` that no line has.
pub(super) const BESIDE: [&str; 3] = ["gold", "ui_version", "images_viewed"];

pub(super) fn pictures(folder: &Path) -> Result<Pictures, String> {
    let mut all = Vec::new();
    each_row(folder, "images.csv", |cells| {
        let precision = Precision::parse(cell(cells, "captured_precision"));
        let at = moment(cell(cells, "captured_at"));
        let (at, precision) = at.zip(precision).ok_or("captured_at is no time")?;
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
    let count = each_row(folder, "images.csv", |cells| {
        let id = cell(cells, "image_id");
        let own = named.remove(id).ok_or_else(|| {
            format!("image {id} is in no line of the ledger, or twice in the table")
        })?;
        let at = moment(cell(cells, "captured_at")).map(|at| at.timestamp_millis());
        if at != Some(own.taken) {
            return Err(format!("captured_at is {at:?} ms, and should be {}", own.taken));
        }
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

/// What the rule sees of a building.
#[derive(Default)]
pub(super) struct Seen {
    pub(super) verdicts: Vec<Verdict>,
    /// When the last came, in milliseconds, as the table says it.
    pub(super) last_at: i64,
}

/// What the rows of judgements come to.
#[derive(Default)]
pub(super) struct Votes {
    pub(super) by: HashMap<i64, Seen>,
    pub(super) untold: u64,
    pub(super) earlier: u64,
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
    let count = each_row(folder, "judgements.csv", |cells| {
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
                let wanted = judged(replay, votes, cells, (place.line, leaf));
                compare(cells, &wanted, |name| BESIDE.contains(&name)).map_err(|words| {
                    format!("{words}, as ledger line {} from 0 says", place.line)
                })?;
            }
            None if replay.redacted > 0 => {
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
    if is_counted || reason == "cannot tell" {
        let own = votes.by.entry(number(cells, "building_id")?).or_default();
        own.verdicts.push(pictures.verdict(cells)?);
        let at = moment(cell(cells, "submitted_at")).ok_or("submitted_at is no moment")?;
        own.last_at = own.last_at.max(at.timestamp_millis());
    }
    Ok(())
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
    let reason = if let Some(reason) = replay.superseded(leaf.number) {
        Some(reason.replace('_', " "))
    } else if leaf.purpose != Purpose::Task.as_str() {
        Some(leaf.purpose.clone())
    } else if says_earlier && line < replay.last_capture {
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

/// The rulings in force, by building, and how many there were in their rounds.
#[derive(Default)]
pub(super) struct Ruled {
    pub(super) in_force: HashMap<String, Cells>,
    pub(super) rounds: HashMap<(String, String), u32>,
    pub(super) untold: u64,
    /// Reasons whose commitments are not opened.
    pub(super) closed: u64,
}

/// The salts of reasons, by kind and number.
fn salts(folder: &Path) -> Result<HashMap<String, [u8; 32]>, String> {
    let text = super::text(folder, SALTS)?;
    let read = |(line, number): (&str, u32)| {
        let salt = line.rsplit_once(' ').and_then(|(of, salt)| Some((of.to_owned(), unhex(salt)?)));
        salt.ok_or_else(|| format!("{SALTS}, line {number}: no salt"))
    };
    text.lines().zip(1..).map(read).collect()
}

pub(super) fn rulings(
    folder: &Path,
    replay: &mut Replay<'_>,
    ruled: &mut Ruled,
) -> Result<String, String> {
    let salts = salts(folder)?;
    let mut before = 0;
    let count = each_row(folder, "rulings.csv", |cells| {
        let number = number(cells, "ruling_id")?;
        if number <= before {
            return Err(format!("ruling {number} comes after {before}"));
        }
        before = number;
        match replay.rulings.remove(&number) {
            Some((line, leaf)) => {
                ruling(replay, cells, leaf)
                    .and_then(|()| reasons(replay, cells, leaf, &salts))
                    .map(|closed| ruled.closed += closed)
                    .map_err(|words| format!("{words}, as ledger line {line} from 0 says"))?;
            }
            None if replay.redacted > 0 => {
                replay.redacted -= 1;
                ruled.untold += 1;
            }
            None => return Err(format!("ruling {number} is in no line of the ledger")),
        }
        let building = cell(cells, "building_id").to_owned();
        let round = (building.clone(), cell(cells, "round").to_owned());
        *ruled.rounds.entry(round).or_default() += 1;
        let is_in_force = cell(cells, "in_force") == "true";
        if is_in_force && ruled.in_force.insert(building, cells.clone()).is_some() {
            return Err("the building has two rulings in force".to_owned());
        }
        Ok(())
    })?;
    match replay.rulings.values().next() {
        Some((line, own)) => {
            let words = format!("ruling {} of ledger line {line} from 0 is missing", own.number);
            Err(format!("rulings.csv: {words}"))
        }
        None => Ok(format!("{} of {count} rows are what their lines say", count - ruled.untold)),
    }
}

/// Compares a ruling's row with its line.
fn ruling(replay: &Replay<'_>, cells: &Cells, leaf: &Ruling) -> Result<(), String> {
    let image = |capture: Option<i64>| replay.image(capture).unwrap_or_default();
    let ended = replay.ended(leaf);
    // One that asks for more, or to have something mended, says nothing of the building.
    let says = leaf.last.is_some() || leaf.doubt.is_some();
    let open = |word: &Option<String>| word.clone().filter(|own| own != "at").unwrap_or_default();
    let wanted = [
        ("building_id", leaf.building.to_string()),
        ("round", leaf.round.to_string()),
        ("adjudicator_pseudonym", leaf.account.clone()),
        ("kind", leaf.how.clone()),
        ("last_intact_image_id", image(leaf.last_capture)),
        ("last_intact_open", open(&leaf.last)),
        ("first_destroyed_image_id", image(leaf.first_capture)),
        ("first_destroyed_open", open(&leaf.first)),
        ("doubt", leaf.doubt.clone().unwrap_or_default()),
        ("more", leaf.more.map(|more| more.to_string()).unwrap_or_default()),
        ("blind", leaf.blind.to_string()),
        ("in_force", (leaf.decides && says && ended.is_none()).to_string()),
        ("ended", ended.map(|own| own.how.clone()).unwrap_or_default()),
    ];
    wanted.iter().try_for_each(|(name, own)| is(cells, name, own))?;
    let at = moment(cell(cells, "ruled_at")).map(|at| at.timestamp_millis());
    if at != Some(leaf.at) {
        return Err(format!("ruled_at is {at:?} ms, and should be {}", leaf.at));
    }
    Ok(())
}

/// Holds the reasons of a ruling's row against their commitments; how many of these stay closed.
fn reasons(
    replay: &Replay<'_>,
    cells: &Cells,
    leaf: &Ruling,
    salts: &HashMap<String, [u8; 32]>,
) -> Result<u64, String> {
    let own = ("reason", format!("ruling {} reason", leaf.number), &leaf.reason);
    let ended = replay.ended(leaf);
    let ended =
        ended.map(|own| ("ended_reason", format!("dispute {} reason", own.number), &own.reason));
    if ended.is_none() {
        is(cells, "ended_reason", "")?;
    }
    let mut closed = 0;
    for (name, of, commitment) in std::iter::once(own).chain(ended) {
        let Some(salt) = salts.get(&of) else {
            closed += 1;
            continue;
        };
        // What could be taken for a formula stands behind an apostrophe.
        let text = cell(cells, name);
        let plain = text.strip_prefix('\'').unwrap_or(text);
        let commit =
            |text: &str| hex(&Sha256::new().chain_update(salt).chain_update(text).finalize());
        if ![text, plain].map(commit).contains(commitment) {
            return Err(format!("{name} is not the text that was committed to"));
        }
    }
    Ok(closed)
}
