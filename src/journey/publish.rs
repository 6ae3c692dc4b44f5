//! Findings and judgements leave: streamed, one consistent moment a file, under pseudonyms.

use std::io::Write;

use super::look;
use crate::domain::campaign::{Campaign, METHOD_VERSION};
use crate::domain::capture::{Capture, CaptureSeries};
use crate::domain::consensus::RetirementReason;
use crate::domain::consensus::window::{End, Tally, median};
use crate::domain::finding::Status;
use crate::domain::id::{BuildingId, CaptureId, JudgementId};
use crate::domain::judgement::{Verdict, Window};
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::domain::task::TaskState;
use crate::exchange::codebook;
use crate::exchange::columns::{BuildingRow, JudgementRow, ReferenceRow, Seen};
use crate::exchange::export::{CsvWriter, ExportError, GeoJsonWriter};
use crate::store::screens::export::{self, Found, Given};
use crate::store::{Db, Store, StoreError, captures, references as store_references};

mod pictures;

/// A file that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// One row a building.
    Buildings,
    /// The same as features.
    BuildingsGeoJson,
    /// One row a judgement.
    Judgements,
    /// One row a capture.
    Images,
    /// One row a chip of each set that was judged.
    Exhibits,
    /// One row a date that an imported list gives a building.
    References,
    /// What every column means.
    Codebook,
}

impl File {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 7] = [
        Self::Buildings,
        Self::BuildingsGeoJson,
        Self::Judgements,
        Self::Images,
        Self::Exhibits,
        Self::References,
        Self::Codebook,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Buildings => "buildings.csv",
            Self::BuildingsGeoJson => "buildings.geojson",
            Self::Judgements => "judgements.csv",
            Self::Images => "images.csv",
            Self::Exhibits => "exhibits.csv",
            Self::References => "references.csv",
            Self::Codebook => "CODEBOOK.md",
        }
    }

    /// The file of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|file| file.name() == name)
    }

    /// Its media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::BuildingsGeoJson => "application/geo+json",
            Self::Codebook => "text/markdown; charset=utf-8",
            _ => "text/csv; charset=utf-8",
        }
    }

    /// What it holds, in a phrase.
    #[must_use]
    pub const fn holds(self) -> &'static str {
        match self {
            Self::Buildings => "One row a building: its window, how it was decided, how many agree",
            Self::BuildingsGeoJson => "The same with outlines, WGS 84",
            Self::Judgements => "One row a judgement, under pseudonyms, taken-back ones too",
            Self::Images => "One row a capture: date, source, hashes of its files and chips",
            Self::Exhibits => "One row a picture that was judged, by the hash of its file",
            Self::References => "One row a date of damage from an imported list, for comparison",
            Self::Codebook => "What every column means",
        }
    }

    /// What opens it, in a phrase.
    #[must_use]
    pub const fn opens_in(self) -> &'static str {
        match self {
            Self::BuildingsGeoJson => "QGIS, GDAL, geopandas, Kepler",
            Self::Codebook => "Any text editor",
            _ => "pandas, R, LibreOffice, Excel",
        }
    }
}

/// Why a file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The format or the output failed.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The output failed.
    #[error("the file could not be written: {0}")]
    Write(#[from] std::io::Error),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes a file as the campaign stands at this moment.
///
/// # Errors
/// When the store or the output fails; what was written until then is not whole.
pub fn write(
    store: &Store,
    campaign: &Campaign,
    file: File,
    output: &mut impl Write,
) -> Result<(), PublishError> {
    if file == File::Codebook {
        return Ok(output.write_all(codebook::codebook().as_bytes())?);
    }
    store.snapshot(|db| {
        let all = Captures::load(db, campaign)?;
        match file {
            File::Buildings => {
                let mut table = CsvWriter::new(&mut *output)?;
                each_building(db, campaign, &all, |row| Ok(table.row(row)?))?;
                table.finish()?;
            }
            File::BuildingsGeoJson => {
                let mut features = GeoJsonWriter::new(&mut *output)?;
                each_building(db, campaign, &all, |row| Ok(features.row(row)?))?;
                features.finish()?;
            }
            File::Judgements => write_judgements(db, campaign, &all, &mut *output)?,
            File::Images => pictures::images(db, campaign, &mut *output)?,
            File::Exhibits => pictures::exhibits(db, campaign, &all, &mut *output)?,
            File::References => references(db, campaign, &mut *output)?,
            File::Codebook => {}
        }
        Ok(())
    })
}

/// All captures of a campaign, by position and by id.
struct Captures {
    all: Vec<Capture>,
    series: CaptureSeries,
}

impl Captures {
    fn load(db: &mut Db, campaign: &Campaign) -> Result<Self, StoreError> {
        let all = captures::of_campaign(db, campaign.id)?;
        let series = CaptureSeries::new(all.iter().map(|capture| capture.id).collect());
        Ok(Self { all, series })
    }

    fn at(&self, end: End) -> Option<Seen> {
        let capture = self.all.get(end.position()?)?;
        Some(Seen { image_id: capture.external_id.clone(), taken: capture.taken })
    }

    fn name(&self, id: Option<CaptureId>) -> Option<String> {
        let position = self.series.position(id?)?;
        self.all.get(position).map(|capture| capture.external_id.clone())
    }
}

fn each_building(
    db: &mut Db,
    campaign: &Campaign,
    captures: &Captures,
    mut row: impl FnMut(&BuildingRow) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let mut after = BuildingId(0);
    loop {
        let page = export::buildings(db, campaign.id, after, &captures.series)?;
        let Some(last) = page.last().map(|found| found.id) else { return Ok(()) };
        let verdicts = export::verdicts(db, campaign.id, (after, last), &captures.series)?;
        for found in page {
            let of_building = verdicts.get(&found.id).map_or(&[][..], Vec::as_slice);
            row(&building_row(found, of_building, captures))?;
        }
        after = last;
    }
}

/// Why an end is open, as exported; nothing where it is not.
const fn open_word(end: End) -> Option<&'static str> {
    match end {
        End::At(_) => None,
        End::Evidence => Some("evidence"),
        End::Dispute => Some("dispute"),
    }
}

fn building_row(found: Found, verdicts: &[Verdict], captures: &Captures) -> BuildingRow {
    let status = Status::of(found.state, found.last_standing, found.first_destroyed);
    let has_window = !matches!(status, Status::Open | Status::Undatable | Status::Withdrawn);
    let end = |end: End| captures.at(end).filter(|_| has_window);
    let open = |end: End| open_word(end).filter(|_| has_window).map(str::to_owned);
    let windows: Vec<Window> = verdicts.iter().filter_map(|verdict| verdict.window()).collect();
    let middle = median(&Tally::of(&windows, captures.series.len())).first_destroyed;
    let is_disputed = [found.last_standing, found.first_destroyed].contains(&End::Dispute);
    let by_crowd = !matches!(
        found.state,
        TaskState::Open
            | TaskState::Escalated
            | TaskState::Retired(RetirementReason::Ruled | RetirementReason::Withdrawn)
    );
    BuildingRow {
        building_id: found.id,
        external_id: found.external_id,
        name: found.name,
        footprint: found.footprint,
        status: status.as_str().to_owned(),
        retirement_reason: found.state.as_strs().1.map(str::to_owned),
        last_intact: end(found.last_standing),
        last_intact_open: open(found.last_standing),
        first_destroyed: end(found.first_destroyed),
        first_destroyed_open: open(found.first_destroyed),
        median_first_destroyed_image_id: captures.at(middle).map(|seen| seen.image_id),
        n_judgements: found.counted + found.cannot_tell,
        n_counted: found.counted,
        n_cannot_tell: found.cannot_tell,
        n_agree: (has_window && !is_disputed).then_some(found.agree),
        method_id: found.method,
        method_version: METHOD_VERSION.to_owned(),
        decided_by: by_crowd.then(|| "crowd".to_owned()),
        decided_at: by_crowd.then_some(found.decided_at),
        verdict_version: found.version,
    }
}

fn each_judgement(
    db: &mut Db,
    campaign: &Campaign,
    mut row: impl FnMut(&Given) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let mut after = JudgementId(0);
    loop {
        let page = export::judgements(db, campaign.id, after)?;
        let Some(last) = page.last().map(|given| given.id) else { return Ok(()) };
        page.iter().try_for_each(&mut row)?;
        after = last;
    }
}

fn write_judgements(
    db: &mut Db,
    campaign: &Campaign,
    captures: &Captures,
    output: &mut impl Write,
) -> Result<(), PublishError> {
    let pseudonyms = look::pseudonyms(db, campaign)?;
    let mut table = CsvWriter::new(output)?;
    each_judgement(db, campaign, |given| {
        let seconds = (given.submitted_at - given.dealt_at).num_seconds();
        let viewed = given.trace.split('.').filter(|part| !part.is_empty()).count();
        Ok(table.row(&JudgementRow {
            judgement_id: given.id,
            building_id: given.building,
            volunteer_pseudonym: pseudonyms.of(given.volunteer),
            last_intact_image_id: captures.name(given.last_standing),
            first_destroyed_image_id: captures.name(given.first_destroyed),
            outcome: given.verdict.clone(),
            confidence: given.sureness.clone(),
            started_at: Some(given.dealt_at),
            submitted_at: given.submitted_at,
            seconds: u32::try_from(seconds).ok(),
            images_viewed: u32::try_from(viewed).ok().filter(|viewed| *viewed > 0),
            ui_version: None,
            gold: false,
            counted: given.superseded.is_none() && given.verdict != "cannot_tell",
            exclusion_reason: match &given.superseded {
                Some(reason) => Some(reason.replace('_', " ")),
                None if given.verdict == "cannot_tell" => Some("cannot tell".to_owned()),
                None => None,
            },
            supersedes: None,
            exhibit: given.exhibit.clone(),
        })?)
    })?;
    table.finish()?;
    Ok(())
}

fn references(
    db: &mut Db,
    campaign: &Campaign,
    output: &mut impl Write,
) -> Result<(), PublishError> {
    let (mut table, mut after) = (CsvWriter::new(output)?, BuildingId(0));
    loop {
        let page = store_references::page(db, campaign.id, after, EXPORT_PAGE_ROWS)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        for (building_id, reference) in page {
            table.row(&ReferenceRow {
                building_id,
                after: reference.after_on,
                before: reference.before_on,
                damage: reference.damage,
                confidence: reference.confidence,
                said: reference.said,
            })?;
        }
    }
    table.finish()?;
    Ok(())
}
