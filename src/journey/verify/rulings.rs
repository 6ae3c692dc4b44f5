//! The rulings of a package against its ledger.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::files::text;
use super::replay::Replay;
use super::table::{each_row, is, is_at, number, time};
use crate::domain::ledger::{Ruling, hex, unhex};
use crate::exchange::columns::RulingRow;
use crate::journey::publish::anew::{Cells, cell};
use crate::journey::taking::SALTS;

/// The rulings in force, by building, and how many there were in their rounds.
#[derive(Default)]
pub(super) struct Ruled {
    pub(super) in_force: HashMap<String, Cells>,
    pub(super) rounds: HashMap<(String, String), u32>,
    pub(super) untold: u64,
    /// How many reasons have no salt, and of which buildings.
    pub(super) closed: u64,
    pub(super) closed_of: BTreeSet<String>,
}

/// The salts of reasons, by kind and number.
fn salts(folder: &Path) -> Result<HashMap<String, [u8; 32]>, String> {
    let text = text(folder, SALTS)?;
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
    let count = each_row::<RulingRow>(folder, |cells| {
        let number = number(cells, "ruling_id")?;
        if number <= before {
            return Err(format!("ruling {number} comes after {before}"));
        }
        before = number;
        match replay.rulings.remove(&number) {
            Some((line, leaf)) => {
                let closed = ruling(replay, cells, leaf)
                    .and_then(|()| reasons(replay, cells, leaf, &salts))
                    .map_err(|words| format!("{words}, as ledger line {line} from 0 says"))?;
                if closed > 0 {
                    ruled.closed += closed;
                    ruled.closed_of.insert(cell(cells, "building_id").to_owned());
                }
            }
            None if replay.redacted > 0 && !replay.tells => {
                replay.redacted -= 1;
                ruled.untold += 1;
                time(cells, "ruled_at")?;
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
    is_at(cells, "ruled_at", leaf.at)
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
