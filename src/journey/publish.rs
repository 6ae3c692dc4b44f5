//! Findings and judgements leave: streamed, one consistent moment a file, under pseudonyms.

use std::collections::BTreeSet;
use std::io::Write;

use super::look;
use crate::domain::campaign::Campaign;
use crate::domain::capture::{Capture, CaptureSeries};
use crate::domain::consensus::window::End;
use crate::domain::dealing::Purpose;
use crate::domain::id::{BuildingId, CaptureId, JudgementId, VolunteerId};
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::exchange::codebook;
use crate::exchange::columns::{BuildingRow, JudgementRow, ReferenceRow, Seen};
use crate::exchange::export::{CsvWriter, ExportError, GeoJsonWriter};
use crate::store::merges::{self, Firsts};
use crate::store::screens::export::{self, Given};
use crate::store::{
    Db, Store, StoreError, captures, fits, quarantines, references as store_references,
};

mod findings;
mod pictures;
mod rulings;

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
    /// One row a ruling.
    Rulings,
    /// What every column means.
    Codebook,
}

impl File {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Buildings,
        Self::BuildingsGeoJson,
        Self::Judgements,
        Self::Images,
        Self::Exhibits,
        Self::References,
        Self::Rulings,
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
            Self::Rulings => "rulings.csv",
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

    /// Whether it holds what single people said, so that who takes it says why.
    #[must_use]
    pub const fn is_of_single_people(self) -> bool {
        matches!(self, Self::Judgements | Self::Rulings)
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
            Self::Rulings => "One row a ruling of people, with its reason, under pseudonyms",
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
    store.snapshot(|db| write_in(db, campaign, file, output))
}

/// Writes a file in the caller's snapshot, so that several files show one moment.
///
/// # Errors
/// When the store or the output fails; what was written until then is not whole.
pub fn write_in(
    db: &mut Db,
    campaign: &Campaign,
    file: File,
    output: &mut impl Write,
) -> Result<(), PublishError> {
    if file == File::Codebook {
        return Ok(output.write_all(codebook::codebook().as_bytes())?);
    }
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
        File::Rulings => rulings::write(db, campaign, &all, &mut *output)?,
        File::Codebook => {}
    }
    Ok(())
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
        let series = export::series(db, campaign.id, (after, last), &captures.series)?;
        let posteriors = fits::posteriors(db, campaign.id, (after, last))?;
        let ruled = rulings::in_force(db, campaign, (after, last))?;
        for found in page {
            let votes = verdicts.get(&found.id).map_or(&[][..], Vec::as_slice);
            let shown = series.get(&found.id).map_or(&[][..], Vec::as_slice);
            let posterior = posteriors.get(&found.id);
            let beside = (shown, posterior, ruled.get(&found.id));
            row(&findings::row(found, votes, beside, (campaign, captures)))?;
        }
        after = last;
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
    let set_aside = quarantines::at_present(db, campaign.id)?;
    let (persons, mut firsts) = (merges::persons(db, campaign.id)?, Firsts::default());
    let mut table = CsvWriter::new(output)?;
    each_judgement(db, campaign, |given| {
        let seconds = (given.submitted_at - given.dealt_at).num_seconds();
        let mut is_first = || firsts.is_first(&persons, given.building, given.volunteer);
        let excluded = excluded(given, &set_aside, &mut is_first);
        let viewed = given.trace.split('.').filter(|part| !part.is_empty()).count();
        Ok(table.row(&JudgementRow {
            judgement_id: given.id,
            building_id: given.building,
            volunteer_pseudonym: pseudonyms.of(given.volunteer),
            counted_as: persons.other(given.volunteer).map(|person| pseudonyms.of(person)),
            last_intact_image_id: captures.name(given.last_standing),
            first_destroyed_image_id: captures.name(given.first_destroyed),
            outcome: given.verdict.clone(),
            confidence: given.sureness.clone(),
            started_at: Some(given.dealt_at),
            submitted_at: given.submitted_at,
            seconds: u32::try_from(seconds).ok(),
            images_viewed: u32::try_from(viewed).ok().filter(|viewed| *viewed > 0),
            ui_version: None,
            purpose: given.purpose.as_str().to_owned(),
            gold: given.is_gold,
            counted: excluded.is_none(),
            exclusion_reason: excluded,
            supersedes: None,
            exhibit: given.exhibit.clone(),
        })?)
    })?;
    table.finish()?;
    Ok(())
}

/// Why the rule does not count a judgement, as exported; `None` where it does.
fn excluded(
    given: &Given,
    set_aside: &BTreeSet<VolunteerId>,
    is_first: &mut dyn FnMut() -> bool,
) -> Option<String> {
    let words = match &given.superseded {
        Some(reason) => return Some(reason.replace('_', " ")),
        None if given.purpose != Purpose::Task => given.purpose.as_str(),
        None if given.is_earlier => "earlier captures",
        None if set_aside.contains(&given.volunteer) => "set aside",
        None if !is_first() => "same person",
        None if given.verdict == "cannot_tell" => "cannot tell",
        None => return None,
    };
    Some(words.to_owned())
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
