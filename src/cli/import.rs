//! `aftermath import ...`: captures and buildings, what was brought in, and taking it back.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};

use super::chips::cut_ahead;
use super::imagery::Stated;
use super::outcome::{Done, Trouble, bar, campaign, chance, open, read_file, say, tell};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::id::ImportId;
use crate::exchange::buildings::{Fields, Options};
use crate::exchange::days::DayOrder;
use crate::exchange::manifest;
use crate::journey::import::{self, BuildingManner, CaptureManner, Ids, Manner, Outcome};
use crate::journey::incident::{self, How as ListHow};
use crate::journey::log::{By, COMMAND_LINE};
use crate::journey::look;

/// Ids listed on the terminal.
const LISTED: usize = 10;
/// Imports listed.
const IMPORTS_LISTED: i64 = 100;

/// Import captures and buildings.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Import dated captures: a CSV or JSON manifest, STAC, xBD labels, or a folder of them
    Captures(Captures),
    /// Import a list of buildings, of whatever format, and cut their chips
    Buildings(Box<Buildings>),
    /// Import incidents that others report, to be held against dated buildings
    Incidents(Incidents),
    /// Print a manifest of the images in a folder, with the dates found in their names, to be
    /// checked by you and then imported
    Offer {
        /// The folder
        folder: PathBuf,
    },
    /// Make a folder of xBD labels ready: place its pictures, and list its buildings
    Xbd {
        /// The folder with labels and pictures, or one with `labels` and `images`
        folder: PathBuf,
    },
    /// List what was imported
    List {
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
    /// Take an import back, as long as nobody was shown anything of it
    Undo {
        /// Its number, as `import list` shows it
        number: ImportId,
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
}

/// What every import may be told.
#[derive(Debug, Args)]
struct How {
    /// The campaign's short name
    #[arg(long)]
    campaign: String,
    /// Check everything and say what would happen, but change nothing
    #[arg(long)]
    dry_run: bool,
    /// Import the good rows although others are bad (exit code 3)
    #[arg(long)]
    skip_bad_rows: bool,
    /// Cut no chips now; `aftermath chips build` does it later
    #[arg(long)]
    no_chips: bool,
}

impl How {
    fn manner(&self) -> Manner {
        Manner {
            is_dry_run: self.dry_run,
            skips_bad_rows: self.skip_bad_rows,
            account: COMMAND_LINE.to_owned(),
            staged: None,
        }
    }
}

/// Import captures.
#[derive(Debug, Args)]
pub(crate) struct Captures {
    /// The manifest.
    #[arg(
        help = "Manifest (columns capture_id, file, captured_at, ...), STAC item, collection or \
                  catalog, xBD label, or a folder that holds one"
    )]
    file: PathBuf,
    #[command(flatten)]
    how: How,
    #[command(flatten)]
    stated: Stated,
}

/// Import buildings.
#[derive(Debug, Args)]
pub(crate) struct Buildings {
    /// The list.
    #[arg(help = "GeoJSON, CSV, TSV, zipped Shapefile, GeoPackage, FlatGeobuf, KML or KMZ")]
    file: PathBuf,
    #[command(flatten)]
    how: How,
    /// Captures that must show a whole building for it to be imported; 0 takes every building,
    /// where pictures come ready-cut
    #[arg(long, default_value_t = 2)]
    captures_min: u16,
    /// Property or column that holds the building's own id
    #[arg(long)]
    id_field: Option<String>,
    /// Property or column that holds its name
    #[arg(long)]
    name_field: Option<String>,
    /// Column of longitudes (or eastings, with --epsg)
    #[arg(long)]
    lon_field: Option<String>,
    /// Column of latitudes (or northings, with --epsg)
    #[arg(long)]
    lat_field: Option<String>,
    /// Column of outlines as well-known text
    #[arg(long)]
    wkt_field: Option<String>,
    /// Property or column with the last date on which it stood
    #[arg(long)]
    after_field: Option<String>,
    /// Property or column with the first date on which it was damaged
    #[arg(long)]
    before_field: Option<String>,
    /// Property or column with the kind of damage
    #[arg(long)]
    class_field: Option<String>,
    /// Property or column with how sure that is
    #[arg(long)]
    confidence_field: Option<String>,
    /// EPSG number of the coordinates, where the file does not say or says wrongly
    #[arg(long)]
    epsg: Option<u32>,
    /// The layer, where the file has several
    #[arg(long)]
    layer: Option<String>,
    /// Whether 3/4/2017 is a day or a month first: dmy or mdy
    #[arg(long, default_value = "mdy", value_parser = day_order)]
    dates: DayOrder,
}

fn day_order(word: &str) -> Result<DayOrder, String> {
    match word {
        "dmy" => Ok(DayOrder::DayFirst),
        "mdy" => Ok(DayOrder::MonthFirst),
        _ => Err("write dmy for day first, or mdy for month first".to_owned()),
    }
}

impl Buildings {
    fn options(&self) -> Options {
        Options {
            id_field: self.id_field.clone(),
            fields: Fields {
                name: self.name_field.clone(),
                lon: self.lon_field.clone(),
                lat: self.lat_field.clone(),
                wkt: self.wkt_field.clone(),
                after: self.after_field.clone(),
                before: self.before_field.clone(),
                class: self.class_field.clone(),
                confidence: self.confidence_field.clone(),
            },
            epsg: self.epsg,
            layer: self.layer.clone(),
            days: self.dates,
            scratch: None,
        }
    }
}

impl Import {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let now = clock.now();
        match self {
            Self::Captures(words) => words.run(data, now),
            Self::Buildings(words) => words.run(data, now),
            Self::Incidents(words) => words.run(data, now),
            Self::Offer { folder } => {
                let offered = manifest::offer(&folder, now)?;
                say(manifest::draft_manifest(&offered).trim_end());
                tell(
                    "check every date above, put the table into the folder as captures.csv, and \
                      import that",
                );
                Ok(Done::Whole)
            }
            Self::Xbd { folder } => {
                let made = import::xbd::prepare(&folder)?;
                let list = folder.join(import::xbd::LIST);
                say(format!(
                    "{} pictures placed, {} left as they are; {} buildings in {}",
                    made.placed,
                    made.left,
                    made.buildings,
                    list.display()
                ));
                Ok(Done::Whole)
            }
            Self::List { campaign: slug } => {
                let store = open(data)?;
                let campaign = campaign(&store, &slug)?;
                for import in store.read(|db| look::imports(db, &campaign, IMPORTS_LISTED))? {
                    let what = &import.what;
                    let (kind, state) = (what.kind.as_str(), what.state.as_str());
                    let day = import.created_at.format("%Y-%m-%d %H:%M");
                    say(format!("{}\t{kind}\t{state}\t{day}\t{}", import.id, what.name));
                }
                Ok(Done::Whole)
            }
            Self::Undo { number, campaign: slug } => {
                let store = open(data)?;
                let by = By { name: COMMAND_LINE, now };
                let campaign = campaign(&store, &slug)?;
                let removed = store.write(move |db| import::undo(db, by, &campaign, number))?;
                say(format!("import {number} is taken back: {removed} removed"));
                Ok(Done::Whole)
            }
        }
    }
}

impl Captures {
    fn run(self, data: &DataSettings, now: DateTime<Utc>) -> Result<Done, Trouble> {
        let store = open(data)?;
        let campaign = campaign(&store, &self.how.campaign)?;
        let (manner, bar) = (self.how.manner(), bar(0, "reading captures"));
        let mut progress = |done: usize, all: usize| {
            bar.set_length(u64::try_from(all).unwrap_or(0));
            bar.set_position(u64::try_from(done).unwrap_or(0));
        };
        let (file, stated) = (&self.file, self.stated.reading());
        let how = CaptureManner { stated, manner };
        let outcome = import::captures(&store, now, &campaign, file, &how, &mut progress)?;
        bar.finish_and_clear();
        let done = report("captures", &outcome, &how.manner);
        if outcome.is_applied && !self.how.no_chips {
            cut_ahead(data, &store, &campaign, false)?;
        }
        Ok(done)
    }
}

impl Buildings {
    fn run(&self, data: &DataSettings, now: DateTime<Utc>) -> Result<Done, Trouble> {
        let store = open(data)?;
        let campaign = campaign(&store, &self.how.campaign)?;
        let how = BuildingManner {
            options: self.options(),
            captures_min: usize::from(self.captures_min),
            manner: self.how.manner(),
        };
        let mut rng = chance();
        let outcome = import::buildings(&store, now, &mut rng, &campaign, &self.file, &how)?;
        let done = report("buildings", &outcome, &how.manner);
        if outcome.is_applied && !self.how.no_chips {
            cut_ahead(data, &store, &campaign, false)?;
        }
        Ok(done)
    }
}

/// Import incidents.
#[derive(Debug, Args)]
pub(crate) struct Incidents {
    /// The list.
    #[arg(help = "Airwars' table, another CSV, or GeoJSON points")]
    file: PathBuf,
    /// The campaign's short name
    #[arg(long)]
    campaign: String,
    /// Who publishes it; may be left out where the columns are Airwars'
    #[arg(long, default_value = "")]
    source: String,
    /// Check everything, but change nothing
    #[arg(long)]
    dry_run: bool,
    /// Whether 3/4/2017 is a day or a month first: dmy or mdy
    #[arg(long, default_value = "dmy", value_parser = day_order)]
    dates: DayOrder,
}

impl Incidents {
    fn run(self, data: &DataSettings, now: DateTime<Utc>) -> Result<Done, Trouble> {
        let store = open(data)?;
        let (campaign, bytes) = (campaign(&store, &self.campaign)?, read_file(&self.file)?);
        let how = ListHow { source: self.source, days: self.dates, is_dry_run: self.dry_run };
        let own = campaign.clone();
        let by = By { name: COMMAND_LINE, now };
        let done = store.write(move |db| incident::import(db, by, &own, &bytes, &how))?;
        for note in &done.notes {
            tell(&format!("note: {note}"));
        }
        for error in &done.errors {
            tell(&error.to_string());
        }
        if done.error_count > 0 {
            tell(&format!("{} rows are at fault: nothing was imported", done.error_count));
            return Ok(Done::Refused);
        }
        let Some(put) = done.put else {
            say(format!("{} incidents are without fault; nothing was imported", done.read));
            return Ok(Done::Whole);
        };
        loop {
            let looked = store.read(|db| incident::look_up(db, &campaign))?;
            let own = campaign.clone();
            if store.write(move |db| incident::keep(db, &own, &looked, now))? == 0 {
                break;
            }
        }
        let incident::Put { added, changed, unchanged } = put;
        say(format!("incidents: {added} added, {changed} changed, {unchanged} unchanged"));
        Ok(Done::Whole)
    }
}

/// Says what an import did.
fn report(what: &str, outcome: &Outcome, manner: &Manner) -> Done {
    for note in &outcome.notes {
        tell(&format!("note: {note}"));
    }
    for error in &outcome.errors {
        tell(&format!("{error}"));
    }
    let listed = u64::try_from(outcome.errors.len()).unwrap_or(u64::MAX);
    if outcome.error_count > listed {
        tell(&format!("... and {} more rows like these", outcome.error_count - listed));
    }
    list(&outcome.outside, "lie outside the captures, or in too few of them, and are left out");
    list(&outcome.near, "lie less than 2 m from another of the list: perhaps the same twice");
    list(&outcome.missing, "are in the campaign and not in the list; they stay");
    let would = if outcome.is_applied { "" } else { "would be " };
    say(format!(
        "{what}: {} read, {} {would}added, {} {would}changed, {} unchanged, {} outside, {} bad",
        outcome.read,
        outcome.added,
        outcome.changed,
        outcome.unchanged,
        outcome.outside.count,
        outcome.error_count
    ));
    match (outcome.error_count, outcome.is_applied) {
        (0, _) => Done::Whole,
        (_, true) => Done::InPart,
        (_, false) => {
            if !manner.is_dry_run {
                tell("nothing was imported: mend the rows above, or use --skip-bad-rows");
            }
            Done::Refused
        }
    }
}

fn list(ids: &Ids, what: &str) {
    if ids.count == 0 {
        return;
    }
    let shown: Vec<&str> = ids.listed.iter().take(LISTED).map(String::as_str).collect();
    let more = if ids.count > u64::try_from(shown.len()).unwrap_or(0) { ", ..." } else { "" };
    tell(&format!("{} {what}: {}{more}", ids.count, shown.join(", ")));
}
