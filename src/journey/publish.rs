//! Findings and judgements leave: streamed, one consistent moment a file, under pseudonyms.

use std::collections::BTreeMap;
use std::io::Write;

use crate::domain::campaign::Campaign;
use crate::domain::capture::{Capture, CaptureSeries};
use crate::domain::consensus::window::End;
use crate::domain::id::{BuildingId, CaptureId};
use crate::domain::judgement::Verdict;
use crate::domain::limits::EXPORT_PAGE_ROWS;
use crate::exchange::codebook;
use crate::exchange::columns::{ReferenceRow, Seen};
use crate::exchange::export::ExportError;
use crate::exchange::sink::{Fan, Rows, Sink};
use crate::store::screens::export::{self, Found};
use crate::store::which::Which;
use crate::store::{Db, Store, StoreError, captures, fits, references as store_references};

pub use crate::exchange::columns::{
    BuildingRow, Column, ImageRow, IncidentRow, JudgementRow, Kind, LinkRow, Record, RulingRow,
    Word,
};
pub use crate::exchange::sink::Format;
pub use crate::store::screens::turn::Turn;
pub use files::{File, Table};
pub use lens::Lens;
pub use pages::{NOT_PAGED, Page, page};

pub(crate) mod anew;
mod files;
mod findings;
mod incidents;
mod judgements;
mod lens;
mod others;
mod pages;
mod pictures;
mod rulings;

/// Buildings under other numbers that are read at once.
const AT_ONCE: usize = 256;

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

impl PublishError {
    /// What to tell who asked for a file that its format cannot hold.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        let is_refused = matches!(self, Self::Export(ExportError::TooLong { .. }));
        is_refused.then(|| format!("{self}."))
    }
}

/// Writes a file as the campaign stands at this moment.
///
/// # Errors
/// When the store or the output fails; what was written until then is not whole.
pub fn write(
    store: &Store,
    campaign: &Campaign,
    file: File,
    output: &mut (impl Write + Send),
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
    output: &mut (impl Write + Send),
) -> Result<(), PublishError> {
    let lens = Lens::plain(db, campaign)?;
    write_files(db, (campaign, &lens), vec![(file, Box::new(output))]).map(drop)
}

/// Where a file is written to.
pub type Output<'a> = Box<dyn Write + Send + 'a>;

/// Writes several files as a lens shows them, in the caller's snapshot; each table is read once,
/// whatever the number of the files that hold it. How many rows of data each file has; none where
/// it is no table.
///
/// # Errors
/// When the store or an output fails; what was written until then is not whole.
pub fn write_files(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    files: Vec<(File, Output<'_>)>,
) -> Result<Vec<Option<u64>>, PublishError> {
    let mut sinks = Vec::new();
    let all_files: Vec<File> = files.iter().map(|(file, _)| *file).collect();
    for (file, mut output) in files {
        match file {
            File::Codebook => output.write_all(codebook::codebook().as_bytes())?,
            File::Of(table, format) => sinks.push((table, format.sink(output)?)),
        }
    }
    let mut rows: BTreeMap<Table, u64> = BTreeMap::new();
    let all = Captures::load(db, campaign)?;
    for table in Table::ALL {
        let holds =
            |of: Table| of == table || (of == Table::Everything && Table::PARTS.contains(&table));
        let own = sinks.iter_mut().filter(|(of, _)| table != Table::Everything && holds(*of));
        let mut fan = Fan::of(own.map(|(_, sink)| &mut **sink).collect());
        if !fan.is_empty() {
            write_table(db, (campaign, lens), (table, &all), &mut fan)?;
            rows.insert(table, fan.rows());
        }
    }
    sinks.iter_mut().try_for_each(|(_, sink)| sink.finish())?;
    let of = |table: &Table| rows.get(table).copied().unwrap_or(0);
    let counted = |file: &File| match file {
        File::Codebook => None,
        File::Of(Table::Everything, _) => Some(Table::PARTS.iter().map(of).sum()),
        File::Of(table, _) => Some(of(table)),
    };
    Ok(all_files.iter().map(counted).collect())
}

fn write_table(
    db: &mut Db,
    of: (&Campaign, &Lens),
    (table, all): (Table, &Captures),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    match table {
        Table::Buildings => {
            let mut rows = Rows::begin(sink)?;
            each_building(db, of, all, |told| Ok(rows.row(&told.row)?))
        }
        Table::Judgements => judgements::write(db, of, all, sink),
        Table::Images => pictures::images(db, of, sink),
        Table::Exhibits => pictures::exhibits(db, of, all, sink),
        Table::References => references(db, of, sink),
        Table::Rulings => rulings::write(db, of, all, sink),
        Table::Incidents => incidents::write(db, of, sink),
        Table::Links => incidents::links(db, of, sink),
        Table::Everything => Ok(()),
        Table::Unosat => others::unosat(db, of, all, sink),
        Table::Zooniverse => judgements::as_classifications(db, of, all, sink),
        Table::MapSwipe => judgements::as_results(db, of, sink),
        Table::MapSwipeTotals => others::totals(db, of, all, sink),
    }
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

/// A building as it is published, and on what that rests.
struct Told<'a> {
    row: BuildingRow,
    /// The verdicts that the rule sees.
    votes: &'a [Verdict],
    /// The positions of the captures that show it.
    shown: &'a [usize],
}

fn each_building(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    captures: &Captures,
    mut tell: impl FnMut(&Told<'_>) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    let (of, series) = ((campaign, lens), &captures.series);
    let (mut after, mut renumbered) = (BuildingId(0), Vec::new());
    loop {
        let mut page = export::buildings(db, campaign.id, &Turn::after(after.0), series)?;
        let Some(last) = page.last().map(|found| found.id) else { break };
        page.retain(|found| {
            let told = lens.told(found.id);
            if told != found.id && lens.shows(found.id) {
                renumbered.push((told, found.id));
            }
            told == found.id
        });
        tell_buildings(db, of, (captures, Which::Run(after, last), page), &mut tell)?;
        after = last;
    }
    // In the order of the numbers under which they are told: among the others their place in the
    // list would show.
    renumbered.sort_unstable();
    for part in renumbered.chunks(AT_ONCE) {
        let own: Vec<BuildingId> = part.iter().map(|(_, own)| *own).collect();
        let mut page = export::these(db, campaign.id, &own, series)?;
        page.sort_unstable_by_key(|found| lens.told(found.id));
        tell_buildings(db, of, (captures, Which::These(&own), page), &mut tell)?;
    }
    Ok(())
}

/// Tells a page of buildings, in its order; `which` says which these are.
fn tell_buildings(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    (captures, which, page): (&Captures, Which<'_>, Vec<Found>),
    tell: &mut impl FnMut(&Told<'_>) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    if page.is_empty() {
        return Ok(());
    }
    let verdicts = export::verdicts(db, campaign.id, which, &captures.series)?;
    let series = export::series(db, campaign.id, which, &captures.series)?;
    let posteriors = fits::posteriors(db, campaign.id, which)?;
    let ruled = rulings::in_force(db, campaign, which)?;
    for found in page.into_iter().filter(|found| lens.shows(found.id)) {
        let votes = verdicts.get(&found.id).map_or(&[][..], Vec::as_slice);
        let shown = series.get(&found.id).map_or(&[][..], Vec::as_slice);
        let posterior = posteriors.get(&found.id);
        let beside = (shown, posterior, ruled.get(&found.id));
        let row =
            lens.row(findings::row(found, votes, beside, (campaign.policy.threshold, captures)));
        tell(&Told { row, votes, shown })?;
    }
    Ok(())
}

fn references(
    db: &mut Db,
    (campaign, lens): (&Campaign, &Lens),
    sink: &mut dyn Sink,
) -> Result<(), PublishError> {
    let (mut table, mut after) = (Rows::begin(sink)?, BuildingId(0));
    loop {
        let page = store_references::page(db, campaign.id, after, EXPORT_PAGE_ROWS)?;
        let Some((last, _)) = page.last() else { break };
        after = *last;
        // What others said is out with their places: even a date alone can be the only one such.
        for (building_id, reference) in page.into_iter().filter(|(own, _)| lens.is_exact(*own)) {
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
    Ok(())
}
