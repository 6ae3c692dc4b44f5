//! A list of captures comes in: scenes, or pictures that were cut already.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::coverage::Coverage;
use super::tiles::Pictures;
use super::{ImageLine, ImportError, Manner, Outcome, not_open};
use crate::access::token::hex;
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CampaignId, CaptureId, SourceId};
use crate::domain::licence::{Audience, Terms};
use crate::domain::reading::{Range, Reading};
use crate::exchange::manifest::{self, CaptureDraft};
use crate::exchange::rows::{RowError, Spot};
use crate::imagery::facts::RasterFacts;
use crate::imagery::{Raster, file_sha256, stretch};
use crate::store::captures::{Belongs, NewCapture};
use crate::store::imports::ImportKind;
use crate::store::{
    Db, Store, StoreError, buildings, captures as stored, coverage, judgements, sources,
};

/// Buildings read at once while it is worked out what a new capture shows.
const PAGE: i64 = 2_000;
/// Image files described in an outcome.
const IMAGES_MAX: usize = 500;

/// A capture that is ready to be added.
struct Ready {
    capture: NewCapture,
    source: String,
    terms: Terms,
}

/// How a list of captures is read.
#[derive(Debug, Clone, Default)]
pub struct CaptureManner {
    /// What is stated about all files, where the list does not state it itself.
    pub stated: Reading,
    /// Dry run, bad rows.
    pub manner: Manner,
}

/// Imports the captures of a manifest, a folder or STAC. `progress` is told (files done, files).
///
/// # Errors
/// When the manifest cannot be read, or the campaign has judgements already.
pub fn captures(
    store: &Store,
    now: DateTime<Utc>,
    campaign: &Campaign,
    path: &Path,
    how: &CaptureManner,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<Outcome, ImportError> {
    let list = manifest::read(path, now)?;
    let report = list.captures;
    let mut outcome = Outcome { notes: report.notes, ..Outcome::default() };
    outcome.take_faults(report.errors, report.error_count);
    let all = report.items.iter().map(|draft| draft.files.len()).sum();
    let mut done = 0;
    let mut ready: Vec<Ready> = Vec::new();
    for draft in report.items {
        let files = draft.files.len();
        match inspect(draft, &how.stated) {
            Ok((one, images)) => {
                ready.push(one);
                let room = IMAGES_MAX.saturating_sub(outcome.images.len());
                outcome.images.extend(images.into_iter().take(room));
            }
            Err(error) => outcome.fail(error),
        }
        done += files;
        progress(done, all);
    }
    outcome.read = ready.len();
    keep_new(store, campaign, &mut ready, &mut outcome)?;
    let positions: HashMap<&str, usize> =
        ready.iter().zip(0..).map(|(one, at)| (one.capture.external_id.as_str(), at)).collect();
    let pictures = Pictures::check(store, campaign, &positions, list.tiles, &mut outcome)?;
    outcome.added = ready.len();
    if !ready.is_empty() && store.read(|db| judgements::any(db, campaign.id))? {
        outcome.notes.push(HELD.to_owned());
    }
    if outcome.goes_on(&how.manner) {
        outcome.is_applied = true;
        outcome.is_recorded = !ready.is_empty() || how.manner.staged.is_some();
        apply(store, now, campaign, path, &how.manner, (ready, pictures), &outcome)?;
    }
    Ok(outcome)
}

/// What is said of captures that come after judgements were given.
const HELD: &str = "volunteers have judged already: new captures wait unseen until `aftermath \
    campaign reopen` shows them and asks again about the buildings that they could narrow";

/// Opens every file of a capture, so that what cannot be read is refused now.
fn inspect(mut draft: CaptureDraft, stated: &Reading) -> Result<(Ready, Vec<ImageLine>), RowError> {
    let own = &mut draft.reading;
    own.epsg = own.epsg.or(stated.epsg);
    own.bands = own.bands.or(stated.bands);
    own.stretch = own.stretch.or(stated.stretch);
    let fail = |path: &PathBuf, reason: &dyn std::fmt::Display| {
        RowError::new(draft.place, format!("{}: {reason}", path.display()))
            .in_column("file")
            .of(&draft.external_id)
    };
    let (mut files, mut rasters) = (Vec::new(), Vec::new());
    for path in &draft.files {
        rasters.push(Raster::open(path, &draft.reading).map_err(|error| fail(path, &error))?);
        let sha256 = file_sha256(path).map_err(|error| fail(path, &error))?;
        let absolute = std::path::absolute(path).map_err(|error| fail(path, &error))?;
        files.push((absolute.to_string_lossy().into_owned(), sha256.to_string()));
    }
    let mut reading = draft.reading.clone();
    if rasters.iter().any(|raster| raster.facts().needs_range) {
        let first = draft.files.first().cloned().unwrap_or_default();
        reading.stretch = Some(stretch::of(&mut rasters).map_err(|error| fail(&first, &error))?);
    }
    let images = rasters
        .iter()
        .zip(&files)
        .map(|(raster, (path, _))| image(&draft, &reading, raster.facts(), path))
        .collect();
    let mut print = Sha256::new();
    let facts = serde_json::to_vec(&draft.facts).unwrap_or_default();
    let taken = format!("{}|{}|", draft.taken.at.to_rfc3339(), draft.taken.precision.as_str());
    print.update(taken.as_bytes());
    print.update(&facts);
    // What earlier versions did not know is left out where it says nothing.
    if reading != Reading::default() || draft.shift_m != (0.0, 0.0) {
        print.update(serde_json::to_vec(&(&reading, draft.shift_m)).unwrap_or_default());
    }
    for (_, sha256) in &files {
        print.update(sha256.as_bytes());
    }
    let capture = NewCapture {
        external_id: draft.external_id,
        taken: draft.taken,
        facts: draft.facts,
        files,
        fingerprint: hex(&print.finalize()),
        reading,
        shift_m: draft.shift_m,
    };
    let ready = Ready { capture, source: draft.source.name, terms: draft.source.terms };
    Ok((ready, images))
}

/// How a file was understood.
fn image(draft: &CaptureDraft, reading: &Reading, facts: &RasterFacts, path: &str) -> ImageLine {
    let RasterFacts { width, height, bands, sample_type, .. } = facts;
    let [red, green, blue] = facts.bands_shown;
    let spread = |range: &Range| format!("{:.0} to {:.0}", range.low, range.high);
    let stretch = reading.stretch.as_ref().map(|three| three.each_ref().map(spread).join(", "));
    ImageLine {
        capture: draft.external_id.clone(),
        date: draft.taken.spoken(),
        path: path.to_owned(),
        shape: format!("{width} x {height}, {bands} x {sample_type}"),
        bands: format!("{red}, {green}, {blue}"),
        epsg: facts.epsg,
        is_usual_crs: facts.is_usual_crs,
        stretch: stretch.unwrap_or_default(),
    }
}

/// Leaves the captures that the campaign does not have yet.
fn keep_new(
    store: &Store,
    campaign: &Campaign,
    ready: &mut Vec<Ready>,
    outcome: &mut Outcome,
) -> Result<(), StoreError> {
    let known: HashMap<String, String> =
        store.read(|db| stored::fingerprints(db, campaign.id))?.into_iter().collect();
    ready.retain(|one| match known.get(&one.capture.external_id) {
        None => true,
        Some(same) if *same == one.capture.fingerprint => {
            outcome.unchanged += 1;
            false
        }
        Some(_) => {
            let reason = "this capture is imported already, with other files or metadata; give \
                 the new one another id";
            outcome.fail(RowError::new(Spot::File, reason).of(&one.capture.external_id));
            false
        }
    });
    Ok(())
}

/// Applies checked captures, in one transaction.
fn apply(
    store: &Store,
    now: DateTime<Utc>,
    campaign: &Campaign,
    path: &Path,
    manner: &Manner,
    (ready, pictures): (Vec<Ready>, Pictures),
    outcome: &Outcome,
) -> Result<(), ImportError> {
    if ready.is_empty() && manner.staged.is_none() {
        return Ok(());
    }
    let shown = shown(store, campaign, &ready)?;
    let new = super::applied(ImportKind::Captures, path, manner, outcome)?;
    let (owned, campaign, staged) = (campaign.clone(), campaign.id, manner.staged);
    store.write(move |db| {
        not_open(db, campaign)?;
        let is_held = judgements::any(db, campaign)?;
        let import = super::recorded(db, now, campaign, &new, staged)?;
        let known: HashMap<String, sources::Source> = sources::of_campaign(db, campaign)?
            .into_iter()
            .map(|source| (source.name.clone(), source))
            .collect();
        let mut own: BTreeMap<String, (SourceId, Audience)> = BTreeMap::new();
        let mut ids = Vec::new();
        for one in &ready {
            let (source, audience) = if let Some(found) = own.get(&one.source) {
                *found
            } else {
                let found = source_of(db, campaign, one, &known)?;
                own.insert(one.source.clone(), found);
                found
            };
            let is_shown = audience != Audience::Staff;
            let to = Belongs { campaign, source, is_shown, is_held, import };
            ids.push(stored::add(db, to, &one.capture, now)?);
        }
        let id = |position: usize| ids.get(position).copied().ok_or(StoreError::Lost);
        let pairs: Vec<_> = shown
            .into_iter()
            .map(|(building, position)| Ok((building, id(position)?)))
            .collect::<Result<_, StoreError>>()?;
        coverage::add(db, &pairs)?;
        Ok(pictures.add(db, now, &owned, import, &ids)?)
    })
}

/// A capture's source: what was set for it before stands, since a person may have set it.
fn source_of(
    db: &mut Db,
    campaign: CampaignId,
    one: &Ready,
    known: &HashMap<String, sources::Source>,
) -> Result<(SourceId, Audience), StoreError> {
    match known.get(&one.source) {
        Some(source) => Ok((source.id, source.terms.audience)),
        None => Ok((sources::put(db, campaign, &one.source, &one.terms)?, one.terms.audience)),
    }
}

/// Which buildings that are there already the new captures show: (building, position).
fn shown(
    store: &Store,
    campaign: &Campaign,
    ready: &[Ready],
) -> Result<Vec<(BuildingId, usize)>, ImportError> {
    // They have no ids yet: their positions stand for them.
    let numbered = ready.iter().map(|one| &one.capture).zip(0i64..);
    let coverage = Coverage::open(
        numbered.map(|(new, position)| (CaptureId(position), &*new.files, &new.reading)),
    )?;
    let (mut pairs, mut after) = (Vec::new(), BuildingId(0));
    loop {
        let page = store.read(|db| buildings::page(db, campaign.id, after, PAGE))?;
        let Some(last) = page.last().map(|building| building.id) else { return Ok(pairs) };
        for building in page {
            let of = coverage.of(&building.footprint).into_iter();
            pairs.extend(of.filter_map(|id| Some((building.id, usize::try_from(id.0).ok()?))));
        }
        after = last;
    }
}
