//! The ledger is checked against itself, against every checkpoint, and against the tables.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::names;
use crate::access::ledger_key::KeyFile;
use crate::domain::campaign::Campaign;
use crate::domain::ledger::tree::{Frontier, Nodes as _, leaf_hash};
use crate::domain::ledger::{Checkpoint, Kind, Leaf, Note, PublicKey, hex};
use crate::store::ledger::{self, Composer, Kept, LEAVES_PAGE, Stored, Tree};
use crate::store::{Db, StoreError};

/// Problems of one ledger that are told.
const PROBLEMS_MAX: usize = 100;
/// Checkpoints that are looked at.
const CHECKPOINTS_MAX: i64 = 1_000_000;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Lines.
    pub lines: u64,
    /// Checkpoints that were compared.
    pub checkpoints: u64,
    /// What is wrong, each with its place.
    pub problems: Vec<String>,
}

impl Checked {
    fn wrong(&mut self, words: String) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(words);
        }
    }
}

/// Recomputes a campaign's tree from its lines, compares it with every checkpoint, with `outside`
/// ones that were kept elsewhere, and with the rows of the tables. Within one moment of the
/// database.
///
/// # Errors
/// When the store fails.
pub fn check(
    db: &mut Db,
    campaign: &Campaign,
    keys: Option<&KeyFile>,
    outside: &[String],
) -> Result<Checked, StoreError> {
    let mut found = Checked::default();
    let mut due = roots(db, campaign, keys, outside, &mut found)?;
    let mut frontier = Frontier::default();
    loop {
        let page = ledger::page(db, campaign.id, frontier.size())?;
        if page.is_empty() {
            break;
        }
        for line in &page {
            if line.position != frontier.size() {
                found.wrong(format!("line {}: it is missing", frontier.size()));
                return Ok(found);
            }
            lines_up(line, &mut found);
            let mut whole = Vec::new();
            frontier.append(leaf_hash(line.line.as_bytes()), |level, index, hash| {
                whole.push((level, index, hash));
            });
            for (level, index, hash) in whole.into_iter().filter(|(level, ..)| *level >= 8) {
                if Tree::new(db, campaign.id).node(level, index).ok() != Some(hash) {
                    found.wrong(format!("node {index} of level {level} is not that of the lines"));
                }
            }
            for (root, which) in due.remove(&frontier.size()).unwrap_or_default() {
                if root != frontier.root() {
                    found.wrong(format!("{which} is not that of the lines: they were changed"));
                }
            }
        }
        rows(db, campaign, &page, &mut found)?;
        if page.len() < usize::try_from(LEAVES_PAGE).unwrap_or(0) {
            break;
        }
    }
    found.lines = frontier.size();
    for (_, which) in due.into_values().flatten() {
        found.wrong(format!("{which} has more lines than there are: lines were taken away"));
    }
    if ledger::size(db, campaign.id)? != frontier.size() {
        found.wrong(format!("there are {} lines, and the head says otherwise", frontier.size()));
    }
    for kind in [Kind::Judgement, Kind::Superseding, Kind::Ruling] {
        if let Some((rows, lines)) = ledger::count(db, campaign.id, kind)?
            && rows != lines
        {
            let kind = kind.as_str();
            found.wrong(format!("{rows} rows of kind {kind}, and {lines} lines about them"));
        }
    }
    Ok(found)
}

/// What a root is by what, by the size at which it is due.
type Due = BTreeMap<u64, Vec<([u8; 32], String)>>;

/// The roots that signed checkpoints state.
fn roots(
    db: &mut Db,
    campaign: &Campaign,
    keys: Option<&KeyFile>,
    outside: &[String],
    found: &mut Checked,
) -> Result<Due, StoreError> {
    let kept = ledger::checkpoints(db, campaign.id, CHECKPOINTS_MAX)?;
    let own = kept.iter().map(|Kept { size, note, .. }| (format!("checkpoint {size}"), note));
    let others = outside.iter().map(|note| ("the given checkpoint".to_owned(), note));
    let mut due = Due::new();
    for (which, note) in own.chain(others) {
        match stated(note, campaign, keys) {
            Ok(checkpoint) => {
                found.checkpoints += 1;
                let which = format!("{which}: its root");
                due.entry(checkpoint.size).or_default().push((checkpoint.root, which));
            }
            Err(why) => found.wrong(format!("{which}: {why}")),
        }
    }
    Ok(due)
}

/// What a note states, signed by the present key or one before it.
fn stated(note: &str, campaign: &Campaign, keys: Option<&KeyFile>) -> Result<Checkpoint, String> {
    let note = Note::parse(note).map_err(|error| error.to_string())?;
    let stated = Checkpoint::parse(&note.text).map_err(|error| error.to_string())?;
    let Some(keys) = keys else { return Ok(stated) };
    // An installation that was given its name later has older checkpoints under another.
    let is_own = stated.origin.rsplit('/').next() == Some(campaign.slug.as_str());
    if !is_own {
        return Err(format!("it is about {}", stated.origin));
    }
    let halves = std::iter::once(keys.key.half()).chain(keys.old.iter().cloned());
    let mut known = halves.filter_map(|half| PublicKey::of_half(&stated.origin, &half));
    if known.any(|key| note.verify(&key).is_ok()) {
        Ok(stated)
    } else {
        Err("none of the keys in the key file has signed it".to_owned())
    }
}

/// Whether a line is what its hash and its columns say.
fn lines_up(line: &Stored, found: &mut Checked) {
    let place = line.position;
    if hex(&leaf_hash(line.line.as_bytes())) != line.hash {
        found.wrong(format!("line {place}: its hash is another"));
    }
    match Leaf::parse(&line.line) {
        Ok(leaf) if leaf.kind() == line.kind => {}
        Ok(_) => found.wrong(format!("line {place}: its kind is another")),
        Err(error) => found.wrong(format!("line {place}: {error}")),
    }
}

/// Compares lines with the rows that they are about.
fn rows(
    db: &mut Db,
    campaign: &Campaign,
    page: &[Stored],
    found: &mut Checked,
) -> Result<(), StoreError> {
    let names = names(db, campaign.id)?;
    let mut composer = Composer::new(db, campaign.id, &names)?;
    let mut kinds: BTreeMap<Kind, Vec<&Stored>> = BTreeMap::new();
    for line in page {
        let is_compared = match line.kind {
            Kind::Erased | Kind::Release | Kind::Key => false,
            // These rows change, and the newest line says what they are.
            Kind::Campaign | Kind::Capture | Kind::Building | Kind::Gold => {
                ledger::is_newest(db, campaign.id, line)?
            }
            _ => true,
        };
        if is_compared {
            kinds.entry(line.kind).or_default().push(line);
        }
    }
    for (kind, lines) in kinds {
        let items: Vec<_> = lines.iter().map(|line| (line.subject, None)).collect();
        composer.open(db, kind, &items, None)?;
        let own = ledger::compose(db, &composer, kind, &items)?;
        for (line, leaf) in lines.into_iter().zip(own) {
            let is_right = match &leaf {
                Some(leaf) => says_the_same(leaf, &line.line),
                None => may_be_gone(&line.line),
            };
            if !is_right {
                let (place, subject) = (line.position, line.subject);
                let said = if leaf.is_some() { "says something else" } else { "is gone" };
                let kind = kind.as_str();
                found.wrong(format!("line {place}: the row of {kind} {subject} {said}"));
            }
        }
    }
    Ok(())
}

/// Whether a row may be gone: of an import that was taken back, or an act that is kept for a while.
fn may_be_gone(line: &str) -> bool {
    match Leaf::parse(line) {
        Ok(Leaf::Building(_) | Leaf::Capture(_)) => true,
        Ok(Leaf::Act(act)) => ["signed in", "exported"].contains(&act.did.as_str()),
        _ => false,
    }
}

/// Whether a line says the same, leaving out texts whose secret was removed.
fn says_the_same(composed: &Leaf, line: &str) -> bool {
    let Ok(line) = Leaf::parse(line) else { return false };
    let fields = |leaf: &Leaf| match serde_json::to_value(leaf) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (composed, line) = (fields(composed), fields(&line));
    composed.len() == line.len()
        && line.iter().all(|(name, value)| {
            let own = composed.get(name);
            let is_closed = own.and_then(Value::as_str) == Some("")
                && value.as_str().is_some_and(|word| word.len() == 64);
            is_closed || own == Some(value)
        })
}
