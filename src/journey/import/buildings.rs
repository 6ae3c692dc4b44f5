//! A list of buildings comes in.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use rand::{Rng, RngExt as _};
use serde::{Deserialize, Serialize};

use super::coverage::Coverage;
use super::print::{hash, print_of};
use super::spool::{Rows, Spool};
use super::{Dot, ImportError, Manner, Outcome, not_open};
use crate::domain::campaign::Campaign;
use crate::domain::consensus::{Consensus, decide};
use crate::domain::id::{BuildingId, CaptureId, ImportId};
use crate::domain::place::Footprint;
use crate::domain::reference::ReferenceWindow;
use crate::domain::task::Task;
use crate::exchange::buildings::{self as building_list, BuildingDraft, Options, SinkError};
use crate::exchange::duplicates::Detector;
use crate::exchange::rows::RowError;
use crate::store::buildings::{NewBuilding, Start};
use crate::store::imports::ImportKind;
use crate::store::references::Reference;
use crate::store::{Db, Store, StoreError, buildings as stored, captures};

/// Rows applied at once.
const BATCH: usize = 500;
/// Known buildings read at once.
const PAGE: i64 = 5_000;
/// Buildings drawn on the map of a dry run, at most.
const DOTS_MAX: usize = 4_000;
/// Pairs in the same place that are named, at most.
const NEAR_MAX: usize = 1_000;

/// How a list of buildings is read.
#[derive(Debug, Clone, Default)]
pub struct BuildingManner {
    /// What is stated about the list: columns, coordinate system.
    pub options: Options,
    /// Captures that must show the whole footprint; two are the least that can date anything. 0
    /// takes every building, for lists whose pictures come ready-cut.
    pub captures_min: usize,
    /// Dry run, bad rows.
    pub manner: Manner,
}

/// A checked row on its way.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    external_id: String,
    name: Option<String>,
    footprint: Footprint,
    attributes: String,
    print: i64,
    shuffle: i64,
    captures: Vec<CaptureId>,
    reference: Option<Reference>,
    /// The building that it changes; nothing when it is new.
    changes: Option<BuildingId>,
}

/// A building that the campaign has.
struct Known {
    id: BuildingId,
    print: i64,
    is_listed: bool,
}

/// Imports a list of buildings; chips are cut by [`crate::journey::cut`].
///
/// # Errors
/// When the list cannot be read, or there are no captures yet.
pub fn buildings(
    store: &Store,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    path: &Path,
    how: &BuildingManner,
) -> Result<Outcome, ImportError> {
    let cuttings = store.read(|db| captures::cuttings(db, campaign.id))?;
    if cuttings.is_empty() && how.captures_min > 0 {
        return Err(ImportError::NoCaptures);
    }
    let mut check = Check {
        store,
        rng,
        captures_min: how.captures_min,
        coverage: Coverage::open(cuttings.iter().map(|c| (c.capture.id, &*c.files, &c.reading)))?,
        known: known(store, campaign)?,
        same_place: Detector::new(),
        near: Vec::new(),
        spool: Spool::new()?,
        outcome: Outcome::default(),
    };
    let summary = building_list::read(path, &how.options, &mut |draft| check.take(draft))?;
    let Check { near, known, mut spool, mut outcome, .. } = check;
    outcome.notes = summary.notes;
    if summary.rows == 0 {
        outcome.notes.push("the list holds no building".to_owned());
    }
    outcome.take_faults(summary.errors, summary.error_count);
    name_near(&mut spool, near, &mut outcome)?;
    name_missing(store, campaign, &known, &mut outcome)?;
    if outcome.goes_on(&how.manner) {
        outcome.is_applied = true;
        outcome.is_recorded = spool.rows() > 0 || how.manner.staged.is_some();
        apply(store, now, campaign, path, how, spool, &outcome)?;
    }
    Ok(outcome)
}

/// The campaign's buildings, by a hash of the coordinator's own id: a million ids would not fit.
fn known(store: &Store, campaign: &Campaign) -> Result<HashMap<u64, Known>, StoreError> {
    let (mut all, mut after) = (HashMap::new(), BuildingId(0));
    loop {
        let page = store.read(|db| stored::prints(db, campaign.id, after, PAGE))?;
        let Some((last, ..)) = page.last() else { return Ok(all) };
        after = *last;
        for (id, own, print) in page {
            all.insert(hash(&own), Known { id, print, is_listed: false });
        }
    }
}

/// What else a list says of a building, as JSON.
fn attributes(all: &[(String, String)]) -> String {
    if all.is_empty() { String::new() } else { serde_json::to_string(all).unwrap_or_default() }
}

fn reference(said: ReferenceWindow) -> Reference {
    let damage = said.class.map_or("other", |class| class.as_str()).to_owned();
    let words = [Some(said.source_text), said.class_text, said.sensor, said.cause];
    let words: Vec<String> = words.into_iter().flatten().filter(|text| !text.is_empty()).collect();
    Reference {
        after_on: said.after,
        before_on: said.before,
        damage,
        confidence: said.confidence,
        said: words.join("; "),
    }
}

/// A list being checked, row by row.
struct Check<'a, R> {
    store: &'a Store,
    rng: &'a mut R,
    captures_min: usize,
    coverage: Coverage,
    known: HashMap<u64, Known>,
    same_place: Detector,
    /// (number of the earlier row, id of the later one) of those in the same place.
    near: Vec<(u32, String)>,
    spool: Spool,
    outcome: Outcome,
}

impl<R: Rng> Check<'_, R> {
    fn take(&mut self, draft: BuildingDraft) -> Result<(), SinkError> {
        self.outcome.read += 1;
        let centre = draft.footprint.centre();
        let what = self.judge(draft).map_err(|error| SinkError::Failed(error.into()))?;
        if let Some(what) = what {
            self.draw((centre.lon(), centre.lat(), what));
        }
        Ok(())
    }

    /// Keeps a dot for the map: of a long list a random sample (Vitter's reservoir, 1985).
    fn draw(&mut self, dot: (f64, f64, Dot)) {
        let dots = &mut self.outcome.dots;
        if dots.len() < DOTS_MAX {
            dots.push(dot);
        } else if let Some(place) = dots.get_mut(self.rng.random_range(0..self.outcome.read)) {
            *place = dot;
        }
    }

    /// What a row is; nothing when it is wrong.
    fn judge(&mut self, draft: BuildingDraft) -> Result<Option<Dot>, ImportError> {
        let print = print_of(&draft.footprint, draft.name.as_deref());
        let changes = match self.standing(&draft, print)? {
            Standing::New => None,
            Standing::Changed(id) => Some(id),
            Standing::Same => {
                self.outcome.unchanged += 1;
                return Ok(Some(Dot::Unchanged));
            }
            Standing::Seen => {
                let reason = "it is imported already, with another outline or name, and \
                     volunteers have seen it; what they judged stays as it was: give the changed \
                     building another id";
                self.outcome.fail(RowError::new(draft.place, reason).of(&draft.external_id));
                return Ok(None);
            }
        };
        let centre = draft.footprint.centre();
        let captures = self.coverage.of(&draft.footprint);
        if captures.len() < self.captures_min {
            let is_swapped = !self.coverage.shows_point(centre)
                && centre.swapped().is_some_and(|swapped| self.coverage.shows_point(swapped));
            if is_swapped {
                let reason = "longitude and latitude look swapped: the place lies outside every \
                     capture, and inside once they are exchanged; exchange the two columns or \
                     coordinates";
                self.outcome.fail(RowError::new(draft.place, reason).of(&draft.external_id));
                return Ok(None);
            }
            self.outcome.outside.push(draft.external_id);
            return Ok(Some(Dot::Outside));
        }
        if let (_, Some(pair)) = self.same_place.add(centre)
            && self.near.len() < NEAR_MAX
        {
            self.near.push((pair.first, draft.external_id.clone()));
        }
        self.outcome.references += usize::from(draft.reference.is_some());
        let what = if changes.is_some() { Dot::Changed } else { Dot::Added };
        match what {
            Dot::Changed => self.outcome.changed += 1,
            _ => self.outcome.added += 1,
        }
        self.spool.push(&Row {
            external_id: draft.external_id,
            name: draft.name,
            footprint: draft.footprint,
            attributes: attributes(&draft.attributes),
            print,
            shuffle: self.rng.random(),
            captures,
            reference: draft.reference.map(reference),
            changes,
        })?;
        Ok(Some(what))
    }

    fn standing(&mut self, draft: &BuildingDraft, print: i64) -> Result<Standing, StoreError> {
        let Some(known) = self.known.get_mut(&hash(&draft.external_id)) else {
            return Ok(Standing::New);
        };
        known.is_listed = true;
        if known.print == print {
            return Ok(Standing::Same);
        }
        let (id, old_print) = (known.id, known.print);
        self.store.read(|db| {
            let kept = stored::get(db, id)?;
            // A building of an earlier version has no print.
            if old_print == 0 && kept.footprint == draft.footprint && kept.name == draft.name {
                return Ok(Standing::Same);
            }
            let is_seen = stored::was_dealt(db, id)?;
            Ok(if is_seen { Standing::Seen } else { Standing::Changed(id) })
        })
    }
}

/// How a row stands to the campaign's buildings.
enum Standing {
    New,
    Same,
    Changed(BuildingId),
    /// Changed, but volunteers have seen it as it was.
    Seen,
}

/// Names the buildings that lie in the same place as an earlier one of the list.
fn name_near(
    spool: &mut Spool,
    near: Vec<(u32, String)>,
    outcome: &mut Outcome,
) -> Result<(), ImportError> {
    let wanted = near.iter().map(|(first, _)| *first).collect();
    let mut names: HashMap<u32, String> = HashMap::new();
    spool.look(&wanted, |number, row: Row| drop(names.insert(number, row.external_id)))?;
    for (first, second) in near {
        let first = names.get(&first).map_or("another", String::as_str);
        outcome.near.push(format!("{first} and {second}"));
    }
    Ok(())
}

/// Lists the buildings that the campaign has and the list has not.
fn name_missing(
    store: &Store,
    campaign: &Campaign,
    known: &HashMap<u64, Known>,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    if known.values().all(|known| known.is_listed) {
        return Ok(());
    }
    let mut after = BuildingId(0);
    loop {
        let page = store.read(|db| stored::prints(db, campaign.id, after, PAGE))?;
        let Some((last, ..)) = page.last() else { return Ok(()) };
        after = *last;
        for (_, own, _) in page {
            if known.get(&hash(&own)).is_some_and(|known| !known.is_listed) {
                outcome.missing.push(own);
            }
        }
    }
}

/// Applies the checked rows, in one transaction.
fn apply(
    store: &Store,
    now: DateTime<Utc>,
    campaign: &Campaign,
    path: &Path,
    how: &BuildingManner,
    spool: Spool,
    outcome: &Outcome,
) -> Result<(), ImportError> {
    let has_rows = spool.rows() > 0;
    let mut rows = spool.read()?;
    let campaign = campaign.clone();
    let new = super::applied(ImportKind::Buildings, path, &how.manner, outcome)?;
    let staged = how.manner.staged;
    store.write(move |db| {
        if has_rows {
            not_open(db, campaign.id)?;
        }
        if !has_rows && staged.is_none() {
            return Ok(());
        }
        let import = super::recorded(db, now, campaign.id, &new, staged)?;
        add_rows(db, now, &campaign, import, &mut rows)
    })
}

fn add_rows(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    import: ImportId,
    rows: &mut Rows,
) -> Result<(), ImportError> {
    let start = Start {
        campaign: campaign.id,
        import,
        task: Task::fresh(campaign.policy.judgements_min),
        method: campaign.policy.method(),
    };
    let mut empty: HashMap<usize, Consensus> = HashMap::new();
    loop {
        let part: Vec<Row> = rows.next(BATCH)?;
        if part.is_empty() {
            return Ok(());
        }
        let mut new = Vec::new();
        for row in part {
            let count = row.captures.len();
            let nothing = empty.entry(count).or_insert_with(|| decide(campaign.policy, &[], count));
            let building = NewBuilding {
                external_id: row.external_id,
                name: row.name,
                footprint: row.footprint,
                attributes: row.attributes,
                print: row.print,
                shuffle: row.shuffle,
                captures: row.captures,
                reference: row.reference,
                empty: nothing.clone(),
            };
            match row.changes {
                Some(id) => stored::change(db, id, &building)?,
                None => new.push(building),
            }
        }
        stored::add(db, &start, &new, now)?;
    }
}
