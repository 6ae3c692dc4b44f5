//! Measures how long the package of a release of 2,000,000 judgements takes to verify, and the most
//! memory that takes: as the file that is handed out, and unpacked. On SQLite, or on PostgreSQL
//! under `scripts/postgres`. Everything in the campaign is decided by the program's own rule, so
//! that the package is in order; making it takes most of the time of this bench.
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
#[expect(dead_code, reason = "the sweep measures more")]
mod program;
#[expect(dead_code, reason = "the cycle measures more")]
mod town;

use std::error::Error;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use aftermath::clock::Clock;
use aftermath::domain::campaign::Campaign;
use aftermath::domain::release::{Audience, Naming, Reader, Tier};
use aftermath::journey::log::By;
use aftermath::journey::release::{self, Asked, Shelf};
use aftermath::journey::settle::{Occasion, settle_all};
use aftermath::journey::{ledger, look};
use aftermath::store::Store;
use chrono::{SubsecRound as _, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use bases::Base;
use large::Raw;
use program::Program;
use town::SLUG;

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Judgements of each building.
const EACH: u32 = 12;
/// What was written past the program waits for its place in the record, in order of arrival; its
/// earlier findings, which no rule made, go.
const QUEUE: &str = "DELETE FROM past_findings; INSERT INTO ledger_queue (campaign_id, kind, subject) \
     SELECT campaign_id, 'building', id FROM buildings WHERE id > 1 ORDER BY id; \
     INSERT INTO ledger_queue (campaign_id, kind, subject) \
     SELECT campaign_id, 'judgement', id FROM judgements ORDER BY id; \
     INSERT INTO ledger_queue (campaign_id, kind, subject) \
     SELECT j.campaign_id, 'superseding', j.id FROM supersedings s \
     JOIN judgements j ON j.id = s.judgement_id ORDER BY j.id;";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench verify: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let buildings = std::env::var("AFTERMATH_BENCH_BUILDINGS");
    let buildings: u32 = buildings.map_or(Ok(166_667), |text| text.parse())?;
    let base = Base::new()?;
    eprintln!("writing the campaign on {}", base.name);
    let store = base.open()?;
    let series = town::build(&store, 1)?;
    let now = Utc::now().trunc_subsecs(3);
    let mut raw = Raw::connect(&base.setting)?;
    large::grow(&mut raw, &series, (buildings, EACH), now)?;
    raw.run(QUEUE)?;
    let campaign = store.read(|db| look::any_campaign(db, SLUG))?;
    let timed = |what: &str, start: Instant| {
        println!("  {what:20} {:>8.1} s", start.elapsed().as_secs_f64());
    };
    println!("{}: {buildings} buildings, {} judgements", base.name, buildings * EACH);
    eprintln!("deciding, sealing and releasing it");
    let start = Instant::now();
    settle_all(&store, Clock::System.now(), 1, &campaign, Occasion::Asked, |_| ())?;
    timed("decided", start);
    let (start, mut rng) = (Instant::now(), ChaCha20Rng::seed_from_u64(1));
    ledger::seal(&store, &mut rng)?;
    timed("sealed", start);
    let start = Instant::now();
    let data = base.folder.path.clone();
    let package = released(&store, &campaign, &data, &mut rng)?;
    timed("released", start);
    let program = Program::new(data.join("program"))?;
    let folder = unpacked(&package, &data.join("package"))?;
    println!("  {:20} {:>8} {:>8} {:>8} {:>8}", "verified", "s", "CPU s", "peak MB", "MB");
    for (name, path) in [("package.zip", &package), ("unpacked", &folder)] {
        let run = program.run(&["verify", path.to_str().ok_or("no text")?])?;
        println!(
            "  {name:20} {:>8.1} {:>8.1} {:>8.1} {:>8.1}",
            run.wall.as_secs_f64(),
            run.cpu.as_secs_f64(),
            run.peak_mb,
            megabytes(path)?,
        );
    }
    Ok(())
}

/// Makes a release; where its package is.
fn released(
    store: &Store,
    campaign: &Campaign,
    data: &Path,
    rng: &mut ChaCha20Rng,
) -> Outcome<PathBuf> {
    let asked = Asked {
        title: "Bench".into(),
        note: String::new(),
        reason: "it is measured".into(),
        licence: String::new(),
        audience: Audience::Researchers,
        precision: Tier::Exact,
        keeps_names: false,
        naming: Naming::Campaign,
        embargo_until: None,
    };
    let (own, now) = (campaign.clone(), Clock::System.now());
    let by = By { name: "bench", now };
    let made = store.write(move |db| release::create(db, by, &own, &asked))?;
    release::make(store, data, (&Clock::System, rng), &made)?;
    let everything = (Reader::Coordinator, Clock::System.now());
    let got = store.read(|db| release::get(db, campaign, made.number, everything))?;
    let (release, files) = got.ok_or("the release is gone")?;
    let package = files.iter().find(|kept| kept.name == "package.zip").ok_or(release.said)?;
    Ok(Shelf::of(data).path(&package.sha256))
}

/// Unpacks a package.
fn unpacked(package: &Path, folder: &Path) -> Outcome<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut zip = zip::ZipArchive::new(File::open(package)?)?;
    for position in 0..zip.len() {
        let mut file = zip.by_index(position)?;
        let name = file.name()?.into_owned();
        io::copy(&mut file, &mut File::create_new(folder.join(name))?)?;
    }
    Ok(folder.to_owned())
}

/// The size of a file, or of all files of a folder.
fn megabytes(path: &Path) -> Outcome<f64> {
    let mut bytes = 0;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            bytes += entry?.metadata()?.len();
        }
    } else {
        bytes = fs::metadata(path)?.len();
    }
    Ok(f64::from(u32::try_from(bytes / 1_000)?) / 1e3)
}
