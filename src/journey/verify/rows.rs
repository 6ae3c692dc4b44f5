//! The rows of a package against its ledger, and its findings against its rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io;
use std::path::Path;

use chrono::DateTime;

use super::{Report, Told, Verdict, add, each_line};
use crate::domain::capture::{CapturedAt, Precision};
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, JudgementId};
use crate::domain::judgement;
use crate::domain::ledger::{Judgement, Leaf, Ruling};
use crate::exchange::columns::{Column, JudgementRow, Record};
use crate::journey::publish::anew::{Cells, Pictures, cell, filled, moment};

/// What the lines say of a campaign when the data stood still.
#[derive(Default)]
struct Replay {
    redacted: u64,
    judgements: HashMap<i64, (u64, Judgement)>,
    superseded: HashMap<i64, String>,
    rulings: BTreeMap<i64, (u64, Ruling)>,
    set_aside: BTreeSet<String>,
    persons: BTreeMap<String, String>,
    captures: BTreeMap<i64, String>,
    last_capture: u64,
    methods: BTreeSet<String>,
}

impl Replay {
    fn take(&mut self, place: u64, leaf: Leaf) {
        match leaf {
            Leaf::Judgement(own) => drop(self.judgements.insert(own.number, (place, own))),
            Leaf::Superseding(own) => drop(self.superseded.insert(own.judgement, own.reason)),
            Leaf::Ruling(own) => drop(self.rulings.insert(own.number, (place, own))),
            Leaf::Quarantine(own) => {
                self.set_aside.insert(own.volunteer);
            }
            Leaf::Restore(own) => {
                self.set_aside.remove(&own.volunteer);
            }
            Leaf::Merge(own) => {
                self.persons.insert(own.person.clone(), own.person.clone());
                self.persons.insert(own.volunteer, own.person);
            }
            Leaf::Part(own) => {
                self.persons.remove(&own.volunteer);
                if self.persons.values().filter(|person| **person == own.person).count() == 1 {
                    self.persons.remove(&own.person);
                }
            }
            Leaf::Capture(own) => {
                self.captures.insert(own.number, own.image_id);
                self.last_capture = place;
            }
            Leaf::Campaign(own) => {
                self.methods.insert(own.method);
            }
            Leaf::Rules(own) => {
                self.methods.insert(own.method);
            }
            _ => {}
        }
    }

    fn image(&self, capture: Option<i64>) -> Option<String> {
        self.captures.get(&capture?).cloned()
    }
}

/// Hands every row of a table over with its line.
fn each_row(
    folder: &Path,
    name: &str,
    mut take: impl FnMut(&Cells) -> Result<(), String>,
) -> Result<u64, String> {
    let trouble = |error: &dyn std::fmt::Display| format!("{name}: {error}");
    let file = File::open(folder.join(name)).map_err(|error| trouble(&error))?;
    let mut table = csv::Reader::from_reader(file);
    let header = table.headers().map_err(|error| trouble(&error))?.clone();
    let (mut row, mut count) = (csv::StringRecord::new(), 0);
    while table.read_record(&mut row).map_err(|error| trouble(&error))? {
        let cells = header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned()));
        let line = row.position().map_or(0, csv::Position::line);
        take(&cells.collect()).map_err(|error| format!("{name}, line {line}: {error}"))?;
        count += 1;
    }
    Ok(count)
}

/// The first column in which a row is not what it should be.
fn compare<R: Record>(
    there: &Cells,
    wanted: &R,
    skips: impl Fn(&str) -> bool,
) -> Result<(), String> {
    for column in R::columns().iter().filter(|column: &&Column<R>| !skips(column.name)) {
        let (own, there) = (column.value(wanted), cell(there, column.name));
        let own = own.to_table();
        if own != there {
            return Err(format!("{} is \"{there}\", and should be \"{own}\"", column.name));
        }
    }
    Ok(())
}

/// Checks the tables of a package against the first so many lines of its ledger.
pub(super) fn check(folder: &Path, lines: u64, report: &mut Report) -> io::Result<()> {
    let mut replay = Replay::default();
    let read = each_line(folder, lines, |place, _, told| match told {
        Told::Leaf(leaf) => replay.take(place, leaf),
        Told::Redacted(_) => replay.redacted += 1,
    })?;
    if let Err(words) = read {
        add(report, "lines", Err(words));
        return Ok(());
    }
    let pictures = match pictures(folder) {
        Ok(pictures) => pictures,
        Err(words) => {
            add(report, "images.csv", Err(words));
            return Ok(());
        }
    };
    let mut votes = Votes::default();
    add(report, "judgements.csv", judgements(folder, &mut replay, &pictures, &mut votes));
    if votes.untold > 0 {
        let words = format!("{} judgements have no line that is told", votes.untold);
        report.push((Verdict::NotTold, words));
    }
    if votes.earlier > 0 {
        let words = format!(
            "{} judgements of \"earlier captures\": which captures show a \
                             building stands in no line",
            votes.earlier
        );
        report.push((Verdict::NotTold, words));
    }
    let mut ruled = Ruled::default();
    add(report, "rulings.csv", rulings(folder, &mut replay, &mut ruled));
    add(report, "buildings.csv", buildings(folder, &replay, &pictures, (&votes, &ruled)));
    let beside = "places, names, the model's columns, and when the crowd had decided";
    report.push((Verdict::NotTold, beside.to_owned()));
    Ok(())
}

fn pictures(folder: &Path) -> Result<Pictures, String> {
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

/// The verdicts that the rule sees, by building.
#[derive(Default)]
struct Votes {
    by: HashMap<i64, Vec<judgement::Verdict>>,
    untold: u64,
    earlier: u64,
    firsts: BTreeSet<(i64, String)>,
}

fn judgements(
    folder: &Path,
    replay: &mut Replay,
    pictures: &Pictures,
    votes: &mut Votes,
) -> Result<String, String> {
    let mut before = 0;
    let count = each_row(folder, "judgements.csv", |cells| {
        let number = cell(cells, "judgement_id").parse::<i64>();
        let number = number.map_err(|_error| "judgement_id is no number")?;
        if number <= before {
            return Err(format!("judgement {number} comes after {before}"));
        }
        before = number;
        match replay.judgements.remove(&number) {
            Some((place, leaf)) => {
                let wanted = judged(replay, votes, cells, (place, leaf));
                let skips = |name: &str| ["gold", "ui_version", "images_viewed"].contains(&name);
                compare(cells, &wanted, skips)
                    .map_err(|words| format!("{words}, as ledger line {place} from 0 says"))?;
            }
            None if replay.redacted > votes.untold => votes.untold += 1,
            None => return Err(format!("judgement {number} is in no line of the ledger")),
        }
        let reason = cell(cells, "exclusion_reason");
        let is_counted = cell(cells, "counted") == "true";
        if is_counted != reason.is_empty() {
            return Err("counted and exclusion_reason do not go together".to_owned());
        }
        if is_counted || reason == "cannot tell" {
            let building = cell(cells, "building_id").parse::<i64>();
            let building = building.map_err(|_error| "building_id is no number")?;
            votes.by.entry(building).or_default().push(pictures.verdict(cells)?);
        }
        Ok(())
    })?;
    let left = replay.judgements.values().min_by_key(|(place, _)| *place);
    match left {
        Some((place, own)) => {
            Err(format!("judgement {} of ledger line {place} from 0 is missing", own.number))
        }
        None => Ok(format!("{} of {count} rows are what their lines say", count - votes.untold)),
    }
}

/// The row that a line and those after it come to.
fn judged(
    replay: &Replay,
    votes: &mut Votes,
    cells: &Cells,
    (place, leaf): (u64, Judgement),
) -> JudgementRow {
    let person = replay.persons.get(&leaf.volunteer);
    let mut is_first =
        || person.is_none_or(|person| votes.firsts.insert((leaf.building, person.clone())));
    let says_earlier = cell(cells, "exclusion_reason") == "earlier captures";
    let reason = if let Some(reason) = replay.superseded.get(&leaf.number) {
        Some(reason.replace('_', " "))
    } else if leaf.purpose != Purpose::Task.as_str() {
        Some(leaf.purpose.clone())
    } else if says_earlier && place < replay.last_capture {
        votes.earlier += 1;
        Some("earlier captures".to_owned())
    } else if replay.set_aside.contains(&leaf.volunteer) {
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
        counted_as: person.filter(|person| **person != leaf.volunteer).cloned(),
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
        gold: false,
        counted: reason.is_none(),
        exclusion_reason: reason,
        supersedes: None,
        exhibit: leaf.exhibit,
    }
}

/// The rulings in force, by building, and how many there were in their rounds.
#[derive(Default)]
struct Ruled {
    in_force: HashMap<String, Cells>,
    rounds: HashMap<(String, String), u32>,
}

fn rulings(folder: &Path, replay: &mut Replay, ruled: &mut Ruled) -> Result<String, String> {
    let mut untold = 0;
    let count = each_row(folder, "rulings.csv", |cells| {
        let number = cell(cells, "ruling_id").parse::<i64>();
        let number = number.map_err(|_error| "ruling_id is no number")?;
        match replay.rulings.remove(&number) {
            Some((place, leaf)) => ruling(replay, cells, &leaf)
                .map_err(|words| format!("{words}, as ledger line {place} from 0 says"))?,
            None if replay.redacted > untold => untold += 1,
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
        Some((place, own)) => {
            Err(format!("ruling {} of ledger line {place} from 0 is missing", own.number))
        }
        None => Ok(format!("{} of {count} rows are what their lines say", count - untold)),
    }
}

/// Compares a ruling's row with its line.
fn ruling(replay: &Replay, cells: &Cells, leaf: &Ruling) -> Result<(), String> {
    let image = |capture: Option<i64>| replay.image(capture).unwrap_or_default();
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
    ];
    for (name, own) in wanted {
        let there = cell(cells, name);
        if own != there {
            return Err(format!("{name} is \"{there}\", and should be \"{own}\""));
        }
    }
    let at = moment(cell(cells, "ruled_at")).map(|at| at.timestamp_millis());
    if at != Some(leaf.at) {
        return Err(format!("ruled_at is {at:?} ms, and should be {}", leaf.at));
    }
    if cell(cells, "in_force") == "true" && !leaf.decides {
        return Err("in_force is \"true\", and it should decide nothing".to_owned());
    }
    Ok(())
}

fn buildings(
    folder: &Path,
    replay: &Replay,
    pictures: &Pictures,
    (votes, ruled): (&Votes, &Ruled),
) -> Result<String, String> {
    let mut seen = BTreeSet::new();
    let count = each_row(folder, "buildings.csv", |cells| {
        let id = cell(cells, "building_id");
        let number = id.parse::<i64>().map_err(|_error| "building_id is no number")?;
        if seen.last().is_some_and(|last| *last >= number) {
            return Err(format!("building {number} is there twice, or out of its order"));
        }
        seen.insert(number);
        let method = filled(cells, "method").unwrap_or_default();
        if !replay.methods.is_empty() && !replay.methods.contains(&method) {
            return Err(format!("method is \"{method}\", which no line sets"));
        }
        let own = votes.by.get(&number).map_or(&[][..], Vec::as_slice);
        let is_ruled = cell(cells, "retirement_reason") == "ruled";
        let ruling = ruled.in_force.get(id).filter(|_| is_ruled);
        if is_ruled && ruling.is_none() {
            return Err("it is ruled on, and no ruling is in force".to_owned());
        }
        let round = |ruling: &Cells| (id.to_owned(), cell(ruling, "round").to_owned());
        let ruling = ruling.map(|own| (own, ruled.rounds.get(&round(own)).copied().unwrap_or(0)));
        let wanted = pictures.building(cells, own, ruling)?;
        let given = ["footprint_sha256", "location_precision"];
        compare(cells, &wanted, |name| given.contains(&name) || name.starts_with("posterior_"))
            .map_err(|words| format!("building {number}: {words}"))
    })?;
    match votes.by.keys().find(|building| !seen.contains(building)) {
        Some(building) => Err(format!("building {building} was judged and has no row")),
        None => Ok(format!("{count} findings follow from the rows, every derived column")),
    }
}
