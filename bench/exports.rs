//! Measures every file of an export of a campaign of 1,000,000 judgements: rows a second of
//! processor time, the database's included where it is ours, and the most memory. On SQLite, or on
//! PostgreSQL under `scripts/postgres`; `bench/exports` runs both. Nothing is kept: what is written
//! is counted and dropped, so that the disk is measured only where a format needs it.
#![expect(clippy::print_stdout, reason = "the table goes to standard output")]
#![expect(clippy::print_stderr, reason = "what is going on goes to standard error")]
#![expect(clippy::disallowed_methods, reason = "time is what is measured here")]

#[expect(dead_code, reason = "the cycle measures more")]
mod bases;
mod folder;
#[expect(dead_code, reason = "the cycle measures more")]
mod http;
#[expect(dead_code, reason = "the desk asks for plans")]
mod large;
#[expect(dead_code, reason = "the cycle measures more")]
mod load;
#[expect(dead_code, reason = "the cycle measures more")]
mod processes;
#[expect(dead_code, reason = "the cycle measures more")]
mod town;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Instant;

use aftermath::journey::look;
use aftermath::journey::publish::{self, File, Table};
use chrono::{SubsecRound as _, Utc};

use bases::Base;
use large::Raw;
use processes::Watched;
use town::SLUG;

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Judgements of each building.
const EACH: u32 = 12;
/// The tables that grow with a campaign.
const TABLES: [Table; 7] = [
    Table::Buildings,
    Table::Judgements,
    Table::Everything,
    Table::Unosat,
    Table::Zooniverse,
    Table::MapSwipe,
    Table::MapSwipeTotals,
];

/// Counts bytes and drops them.
struct Counted(u64);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench exports: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let buildings = std::env::var("AFTERMATH_BENCH_BUILDINGS");
    let buildings: u32 = buildings.map_or(Ok(83_334), |text| text.parse())?;
    let base = Base::new()?;
    eprintln!("writing the campaign on {}", base.name);
    let store = base.open()?;
    let series = town::build(&store, 1)?;
    large::grow(
        &mut Raw::connect(&base.setting)?,
        &series,
        (buildings, EACH),
        Utc::now().trunc_subsecs(3),
    )?;
    let campaign = store.read(|db| look::any_campaign(db, SLUG))?;
    println!("{}: {buildings} buildings, {} judgements", base.name, buildings * EACH);
    println!("  {:30} {:>8} {:>12} {:>8} {:>8}", "", "s", "rows/CPU-s", "MB", "peak MB");
    let watched = Watched { server: std::process::id(), postmaster: base.postmaster };
    for file in TABLES.into_iter().flat_map(Table::files) {
        let rows = match file {
            File::Of(Table::Buildings | Table::Unosat | Table::MapSwipeTotals, _) => buildings,
            _ => buildings * EACH,
        };
        forget_peak()?;
        let (start, before) = (Instant::now(), watched.cpu()?);
        let mut output = Counted(0);
        let done = publish::write(&store, &campaign, file, &mut output);
        let (wall, after) = (start.elapsed(), watched.cpu()?);
        if let Err(error) = done {
            println!("  {:30} {error}", file.name());
            continue;
        }
        let cpu = (after.server + after.database).saturating_sub(before.server + before.database);
        println!(
            "  {:30} {:>8.1} {:>12.0} {:>8.1} {:>8.1}",
            file.name(),
            wall.as_secs_f64(),
            f64::from(rows) / cpu.as_secs_f64().max(0.01),
            megabytes(output.0),
            peak_mb()?,
        );
    }
    Ok(())
}

fn megabytes(bytes: u64) -> f64 {
    u32::try_from(bytes / 1_000).map_or(f64::INFINITY, |kilobytes| f64::from(kilobytes) / 1e3)
}

/// Lets the kernel begin anew with the most memory of this process.
fn forget_peak() -> Outcome<()> {
    Ok(std::fs::write("/proc/self/clear_refs", "5")?)
}

fn peak_mb() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: f64 =
        line.and_then(|line| line.split_whitespace().next()).ok_or("no VmHWM")?.parse()?;
    Ok(kilobytes / 1e3)
}
