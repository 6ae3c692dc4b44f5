//! `aftermath import ...` and `aftermath chips build`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::outcome::{Done, Trouble, bar, campaign, chance, open, say, tell, threads, vault};
use crate::clock::Clock;
use crate::config::DataSettings;
use crate::domain::campaign::Campaign;
use crate::journey::import::{self, BuildingManner, Manner, Outcome};
use crate::journey::{cut, look};
use crate::store::Store;

/// Ids listed of buildings outside the captures.
const OUTSIDE_LISTED: usize = 10;

/// Import captures and buildings.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// Import dated captures from a CSV or JSON manifest, or a STAC item
    Captures(Captures),
    /// Import buildings from GeoJSON or CSV (points or polygons), and cut their chips
    Buildings(Buildings),
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
}

impl How {
    const fn manner(&self) -> Manner {
        Manner { is_dry_run: self.dry_run, skips_bad_rows: self.skip_bad_rows }
    }
}

/// Import captures.
#[derive(Debug, Args)]
pub(crate) struct Captures {
    /// The manifest.
    #[arg(help = "Manifest (columns capture_id, file, captured_at, ...) or STAC item")]
    file: PathBuf,
    #[command(flatten)]
    how: How,
}

/// Import buildings.
#[derive(Debug, Args)]
pub(crate) struct Buildings {
    /// GeoJSON, or CSV with lon and lat, or wkt
    file: PathBuf,
    #[command(flatten)]
    how: How,
    /// Property or column that holds the building's own id
    #[arg(long)]
    id_field: Option<String>,
    /// Captures that must show a whole building for it to be imported
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..))]
    captures_min: u16,
}

impl Import {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings, clock: &Clock) -> Result<Done, Trouble> {
        let store = open(data)?;
        match self {
            Self::Captures(words) => {
                let campaign = campaign(&store, &words.how.campaign)?;
                let (manner, bar) = (words.how.manner(), bar(0, "reading captures"));
                let mut progress = |done: usize, all: usize| {
                    bar.set_length(u64::try_from(all).unwrap_or(0));
                    bar.set_position(u64::try_from(done).unwrap_or(0));
                };
                let now = clock.now();
                let outcome =
                    import::captures(&store, now, &campaign, &words.file, &manner, &mut progress)?;
                bar.finish_and_clear();
                let done = report("captures", &outcome, &manner);
                if outcome.is_applied {
                    cut_missing(data, &store, &campaign)?;
                }
                Ok(done)
            }
            Self::Buildings(words) => {
                let campaign = campaign(&store, &words.how.campaign)?;
                let how = BuildingManner {
                    id_field: words.id_field,
                    captures_min: usize::from(words.captures_min),
                    manner: words.how.manner(),
                };
                let (now, mut rng) = (clock.now(), chance());
                let outcome =
                    import::buildings(&store, now, &mut rng, &campaign, &words.file, &how)?;
                let done = report("buildings", &outcome, &how.manner);
                if outcome.is_applied {
                    cut_missing(data, &store, &campaign)?;
                }
                Ok(done)
            }
        }
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
    if !outcome.outside.is_empty() {
        let shown: Vec<&str> =
            outcome.outside.iter().take(OUTSIDE_LISTED).map(String::as_str).collect();
        let more = if outcome.outside.len() > OUTSIDE_LISTED { ", ..." } else { "" };
        tell(&format!(
            "{} {what} lie outside the captures, or in too few of them, and are left out: {}{more}",
            outcome.outside.len(),
            shown.join(", ")
        ));
    }
    let would = if outcome.is_applied { "" } else { "would be " };
    say(format!(
        "{what}: {} read, {} {would}added, {} unchanged, {} outside, {} bad",
        outcome.read,
        outcome.added,
        outcome.unchanged,
        outcome.outside.len(),
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

/// Cuts what is missing and says how much that was.
pub(crate) fn cut_missing(
    data: &DataSettings,
    store: &Store,
    campaign: &Campaign,
) -> Result<(), Trouble> {
    let (captures, buildings) = store.read(|db| look::size(db, campaign))?;
    if captures == 0 || buildings == 0 {
        return Ok(());
    }
    let bar = bar(captures * buildings, "cutting chips");
    let vault = vault(data)?;
    let done = cut::cut_all(store, &vault, campaign, threads(), &|more| bar.inc(more))?;
    bar.finish_and_clear();
    say(format!("chips: {} cut, {} bytes, {} blank", done.chips, done.bytes, done.blank));
    Ok(())
}

/// Chips.
#[derive(Debug, Subcommand)]
pub(crate) enum Chips {
    /// Cut every chip that is missing
    Build {
        /// The campaign's short name
        #[arg(long)]
        campaign: String,
    },
}

impl Chips {
    /// Runs it.
    pub(crate) fn run(self, data: &DataSettings) -> Result<Done, Trouble> {
        let store = open(data)?;
        let Self::Build { campaign: slug } = self;
        let campaign = campaign(&store, &slug)?;
        cut_missing(data, &store, &campaign)?;
        Ok(Done::Whole)
    }
}
