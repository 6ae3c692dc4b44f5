//! Collects the captures of one list and checks what every form of it must hold to: ids, dates,
//! files that are there and inside the folder, one date for each picture, terms that agree.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::cells::{out_of_range, short};
use super::paths::{beside, endings, inside};
use super::terms::{Ledger, SourceDraft, Stated, UNNAMED, source_name};
use super::{CaptureDraft, ManifestError};
use crate::domain::capture::{CaptureFacts, CapturedAt};
use crate::domain::licence::Terms;
use crate::domain::limits::CAPTURES_MAX;
use crate::domain::reading::Reading;
use crate::exchange::rows::{Report, RowError, Spot, label};
use crate::exchange::sniff::OpenError;

/// A capture as one form wrote it, not yet checked.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) id: String,
    /// The words for its time, or why there are none.
    pub(super) captured_at: Result<String, RowError>,
    /// Each with the place that names it: paths, or addresses of which a copy may be here.
    pub(super) files: Vec<(Spot, String)>,
    pub(super) facts: CaptureFacts,
    pub(super) source: Stated,
    pub(super) reading: Reading,
    pub(super) shift_m: (f64, f64),
    /// The folder its paths count from, counted from the list's own.
    pub(super) base: PathBuf,
    /// The file that describes it, where a list has several.
    pub(super) origin: Option<String>,
    /// The pass of a satellite that it is a tile of.
    pub(super) pass: Option<Pass>,
    /// What is already known to be wrong with it.
    pub(super) faults: Vec<RowError>,
}

/// What says which tiles are of one capture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pass {
    /// The provider's id: a catalogue id or a strip id.
    pub(super) id: String,
    /// Whether a capture of a single tile is named by it too.
    pub(super) names_single: bool,
}

impl Default for Written {
    fn default() -> Self {
        Self {
            id: String::new(),
            captured_at: Ok(String::new()),
            files: Vec::new(),
            facts: CaptureFacts::default(),
            source: Stated::default(),
            reading: Reading::default(),
            shift_m: (0.0, 0.0),
            base: PathBuf::new(),
            origin: None,
            pass: None,
            faults: Vec::new(),
        }
    }
}

/// Collects the captures of one list and checks them.
pub(super) struct Intake<'f> {
    pub(super) folder: &'f Path,
    real_folder: PathBuf,
    pub(super) now: DateTime<Utc>,
    /// Whether every capture must name a picture, which it need not where chips are ready cut.
    pub(super) needs_files: bool,
    count: usize,
    ids: HashMap<String, (Spot, Option<String>)>,
    files: HashMap<PathBuf, (String, Spot)>,
    /// Ends of addresses, with the one address that has each, or nothing where several have.
    addresses: HashMap<PathBuf, Option<String>>,
    copies: usize,
    pub(super) ledger: Ledger,
    pub(super) report: Report<CaptureDraft>,
}

impl<'f> Intake<'f> {
    /// Nothing taken yet.
    pub(super) fn new(folder: &'f Path, now: DateTime<Utc>) -> Result<Self, OpenError> {
        let failed = |source| OpenError::Read { path: folder.to_owned(), source };
        Ok(Self {
            folder,
            real_folder: folder.canonicalize().map_err(failed)?,
            now,
            needs_files: true,
            count: 0,
            ids: HashMap::new(),
            files: HashMap::new(),
            addresses: HashMap::new(),
            copies: 0,
            ledger: Ledger::default(),
            report: Report::new(),
        })
    }

    /// How many captures were taken, right or wrong.
    pub(super) const fn count(&self) -> usize {
        self.count
    }

    /// The ids of all captures, right or wrong, so that a fault is told once.
    pub(super) fn known_ids(&self) -> HashSet<String> {
        self.ids.keys().cloned().collect()
    }

    /// Takes captures, right or wrong; only too many are an error of the manifest.
    pub(super) fn take_all(&mut self, all: Vec<(Spot, Written)>) -> Result<(), ManifestError> {
        if self.count + all.len() > CAPTURES_MAX {
            return Err(ManifestError::TooMany);
        }
        for (_, written) in &all {
            for (_, text) in &written.files {
                for ending in endings(text) {
                    self.addresses
                        .entry(written.base.join(ending))
                        .and_modify(|sole| {
                            *sole = sole.take().filter(|own| own == text);
                        })
                        .or_insert_with(|| Some(text.clone()));
                }
            }
        }
        for (place, written) in all {
            self.take(place, written);
        }
        Ok(())
    }

    fn take(&mut self, place: Spot, written: Written) {
        self.count += 1;
        let Written { id, captured_at, files, facts, source, mut faults, .. } = written;
        let (base, origin) = (written.base, written.origin);
        let external_id = self.id(place, &id, origin.as_deref(), &mut faults);
        let dated = |text: String| {
            CapturedAt::parse(&text, self.now)
                .map_err(|error| RowError::new(place, error).in_column("captured_at"))
        };
        let taken = captured_at.and_then(dated).map_err(|fault| faults.push(fault)).ok();
        faults.extend(out_of_range(place, &facts));
        let named = source.name.clone().or_else(|| facts.provider.clone());
        let name = match source_name(place, named.as_deref().unwrap_or(UNNAMED)) {
            Ok(name) => name,
            Err(fault) => {
                faults.push(fault);
                UNNAMED.to_owned()
            }
        };
        faults.extend(self.ledger.take(&name, source, origin.as_deref()));
        if self.needs_files
            && files.is_empty()
            && faults.iter().all(|fault| fault.column.as_deref() != Some("file"))
        {
            faults.push(RowError::new(place, "it names no file").in_column("file"));
        }
        let mut found = Vec::with_capacity(files.len());
        for (spot, text) in files {
            match self.file(spot, &id, &base, &text) {
                Ok(path) => found.push(path),
                Err(reason) => faults.push(RowError::new(spot, reason).in_column("file")),
            }
        }
        match (external_id, taken) {
            (Some(external_id), Some(taken)) if faults.is_empty() => {
                self.report.items.push(CaptureDraft {
                    external_id,
                    taken,
                    files: found,
                    facts,
                    source: SourceDraft { name, terms: Terms::default() },
                    reading: written.reading,
                    shift_m: written.shift_m,
                    place,
                });
            }
            _ => faults.into_iter().for_each(|fault| {
                self.fail(fault.of(&short(&id)), origin.as_deref());
            }),
        }
    }

    /// Counts a fault; `origin` is the file at fault, where a list has several.
    pub(super) fn fail(&mut self, fault: RowError, origin: Option<&str>) {
        let reason = match origin {
            Some(origin) => format!("{origin}: {}", fault.reason),
            None => fault.reason,
        };
        self.report.fail(RowError { reason, ..fault });
    }

    fn id(
        &mut self,
        place: Spot,
        id: &str,
        origin: Option<&str>,
        faults: &mut Vec<RowError>,
    ) -> Option<String> {
        let wrong = |reason: String| RowError::new(place, reason).in_column("capture_id");
        let id = match label(id) {
            Ok(id) => id,
            Err(error) => {
                faults.push(wrong(error.to_string()));
                return None;
            }
        };
        match self.ids.entry(id.clone()) {
            Entry::Occupied(first) => {
                let (spot, origin) = first.get();
                let whose = origin.clone().unwrap_or_else(|| spot.to_string());
                faults.push(wrong(format!("it is already the id of {whose}")));
                None
            }
            Entry::Vacant(free) => {
                free.insert((place, origin.map(str::to_owned)));
                Some(id)
            }
        }
    }

    /// The picture a list names: relative, inside its folder, there, and named once only.
    fn file(&mut self, place: Spot, id: &str, base: &Path, text: &str) -> Result<PathBuf, String> {
        let (path, real) = if text.contains("://") {
            let copy = self.copy(base, text)?;
            self.copies += 1;
            copy
        } else {
            self.real(&inside(base, text)?, text)?
        };
        match self.files.entry(real) {
            Entry::Occupied(first) => {
                let (other, spot) = first.get();
                Err(format!(
                    "\"{text}\" is already named on {spot} for capture \"{other}\"; \
                     one picture has one date"
                ))
            }
            Entry::Vacant(free) => {
                free.insert((id.to_owned(), place));
                Ok(path)
            }
        }
    }

    /// The path of a file, and where it really is; `text` is how the list writes it.
    pub(super) fn real(&self, path: &Path, text: &str) -> Result<(PathBuf, PathBuf), String> {
        let path = self.folder.join(path);
        let Ok(real) = path.canonicalize() else {
            return Err(format!(
                "there is no file \"{text}\"; paths count from the manifest's own folder"
            ));
        };
        if !real.starts_with(&self.real_folder) {
            return Err(format!(
                "\"{text}\" is a link that leads out of the manifest's folder; \
                 put the file itself there"
            ));
        }
        if !real.is_file() {
            return Err(format!("\"{text}\" is a folder; name each file in a row of its own"));
        }
        Ok((path, real))
    }

    /// The copy beside the list of a file on the net: at the end of its address, or at as much
    /// of that end as no other address of the list has.
    fn copy(&self, base: &Path, text: &str) -> Result<(PathBuf, PathBuf), String> {
        let is_sole =
            |path: &PathBuf| self.addresses.get(path).and_then(Option::as_deref) == Some(text);
        let sole: Vec<PathBuf> =
            endings(text).map(|ending| base.join(ending)).filter(is_sole).collect();
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        for path in &sole {
            match self.real(path, &shown(path)) {
                Ok(found) => return Ok(found),
                Err(reason) if self.folder.join(path).exists() => return Err(reason),
                Err(_) => {}
            }
        }
        let wanted = sole.last().map(|path| shown(path)).or_else(|| beside(text));
        Err(match wanted {
            Some(wanted) => format!(
                "it is on the net at {text}; download it beside the manifest, as \"{wanted}\", \
                 or name the copy"
            ),
            None => format!("it is on the net at {text}; download it and name the copy"),
        })
    }

    /// Gives every capture the terms of its source, and says what is worth knowing.
    pub(super) fn finish(mut self) -> Report<CaptureDraft> {
        for draft in &mut self.report.items {
            let terms = self.ledger.terms(&draft.source.name);
            draft.facts.licence = draft.facts.licence.take().or_else(|| terms.licence.clone());
            draft.facts.attribution =
                draft.facts.attribution.take().or_else(|| terms.attribution.clone());
            draft.source.terms = terms;
        }
        if self.copies > 0 {
            let note = format!(
                "{} files are named by their address; the copies beside the list are taken",
                self.copies
            );
            self.report.notes.push(note);
        }
        for name in self.ledger.names() {
            if !self.report.items.iter().any(|draft| draft.source.name == name) {
                continue;
            }
            let note = match self.ledger.terms(name).licence.as_deref() {
                None => format!(
                    "the source \"{name}\" has no licence text; no campaign that uses it can be \
                     opened before one is stated"
                ),
                Some(licence) if is_no_licence(licence) => format!(
                    "the licence of the source \"{name}\" is only \"{licence}\"; find out who \
                     may be shown its pictures, and state it in visible_to, may_cache, \
                     may_export and expires_on"
                ),
                Some(_) => continue,
            };
            self.report.notes.push(note);
        }
        self.report
    }
}

/// Words that STAC has for "there are terms, but this is not them".
fn is_no_licence(text: &str) -> bool {
    ["proprietary", "various", "other"].iter().any(|word| text.eq_ignore_ascii_case(word))
}
