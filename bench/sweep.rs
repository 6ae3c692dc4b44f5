//! Measures how a campaign's chips are cut, all ahead, on made-up scenes; whether the same chips
//! come about when that is killed at random moments and started again; and how fast footprints are
//! imported. `bench/sweep` runs it.
//!
//! Everything happens in a folder of its own, removed at the end.
#![expect(clippy::print_stdout, reason = "the table goes to standard output")]
#![expect(clippy::print_stderr, reason = "what is going on goes to standard error")]
#![expect(clippy::disallowed_methods, reason = "time is what is measured here")]

mod folder;
mod lists;
mod program;
mod scenes;

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use rand::RngExt as _;

use folder::Folder;
use program::{Program, Run};

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// How often the sweep is killed.
const KILLS: u32 = 8;

/// What is made up.
#[derive(Debug, Clone, Copy)]
struct Size {
    scenes: u32,
    /// Pixels across a scene.
    side_px: u32,
    buildings: u32,
}

/// Enough to see what a change does.
const SMALL: Size = Size { scenes: 6, side_px: 8_192, buildings: 2_000 };
/// What a city asks for.
const FULL: Size = Size { scenes: 30, side_px: 16_000, buildings: 11_000 };
/// What is killed again and again; `lists` spreads its footprints over it.
const KILLED: Size = Size { scenes: 6, side_px: 8_192, buildings: 1_000 };
/// Footprints of the imports; of ten times as many, memory must not be ten times as much.
const LISTED: [u32; 2] = [10_000, 100_000];

fn main() -> ExitCode {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench sweep: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Outcome<()> {
    let has = |word: &str| words.iter().any(|given| given == word);
    let all = !(has("sweep") || has("killed") || has("lists"));
    let size = if has("--full") { FULL } else { SMALL };
    let folder = Folder::new()?;
    println!("load average before {}", fs::read_to_string("/proc/loadavg")?.trim());
    if all || has("sweep") {
        sweep(&folder.path, size)?;
    }
    if all || has("killed") {
        killed(&folder.path)?;
    }
    if all || has("lists") {
        let manifest = paint(&folder.path, KILLED)?;
        for count in LISTED {
            lists::measure(&folder.path, &manifest, count, KILLED.side_px)?;
        }
    }
    println!("load average after {}", fs::read_to_string("/proc/loadavg")?.trim());
    Ok(())
}

/// Makes scenes, unless they are there already; returns their manifest.
fn paint(folder: &Path, size: Size) -> Outcome<PathBuf> {
    let scenes = folder.join(format!("scenes-{}-{}", size.scenes, size.side_px));
    let manifest = scenes.join("captures.csv");
    if !manifest.exists() {
        fs::create_dir_all(&scenes)?;
        let start = Instant::now();
        for n in 0..size.scenes {
            let path = scenes.join(scenes::scene_name(n));
            scenes::write_scene(&path, size.side_px, u64::from(n) + 1)?;
        }
        scenes::write_manifest(&manifest, size.scenes)?;
        let (bytes, _) = weight(&scenes)?;
        eprintln!(
            "{} scenes of {1} x {1} pixels painted: {2:.2} GB, {3:.0} s",
            size.scenes,
            size.side_px,
            big(bytes) / 1e9,
            start.elapsed().as_secs_f64()
        );
    }
    Ok(manifest)
}

/// Imports everything but cuts nothing yet.
fn campaign(folder: &Path, name: &str, size: Size) -> Outcome<(Program, [Run; 2])> {
    let (manifest, list) = (paint(folder, size)?, folder.join("buildings.geojson"));
    scenes::write_footprints(&list, size.buildings, size.side_px, 2017)?;
    let program = Program::new(folder.join(name))?;
    let captures = program.run(&import("captures", &manifest)?)?;
    let buildings = program.run(&import("buildings", &list)?)?;
    Ok((program, [captures, buildings]))
}

fn import<'a>(what: &'a str, path: &'a Path) -> Outcome<[&'a str; 6]> {
    let path = path.to_str().ok_or("the folder's name is not text")?;
    Ok(["import", what, path, "--campaign", "bench", "--no-chips"])
}

/// Cuts all that is missing.
const BUILD: [&str; 4] = ["chips", "build", "--campaign", "bench"];

/// One sweep, start to end.
fn sweep(folder: &Path, size: Size) -> Outcome<()> {
    let (program, [captures, buildings]) = campaign(folder, "whole", size)?;
    eprintln!("cutting");
    let cut = program.run(&BUILD)?;
    let [chips, bytes, blank, decoded, needed] = cut.numbers()[..] else {
        return Err(format!("chips build said {:?}", cut.said).into());
    };
    let (kept, files) = weight(&program.data.join("chips"))?;
    let database = fs::metadata(program.data.join("aftermath.db"))?.len();
    println!("sweep: {size:?}");
    for (name, run) in [("import captures", &captures), ("import buildings", &buildings)] {
        print_run(name, run);
    }
    print_run("chips build", &cut);
    let (n, wall, cpu) = (big(chips), cut.wall.as_secs_f64(), cut.cpu.as_secs_f64());
    println!("  chips                 {chips} cut, {blank} blank");
    println!("  chips a second        {:.0}, {:.0} a CPU-second", n / wall, n / cpu);
    println!("  CPU s a 1,000 chips   {:.2}", 1e3 * cpu / n);
    println!(
        "  blocks                {decoded} decoded of {needed} needed: {:.4}",
        big(decoded) / big(needed)
    );
    println!("  bytes a chip          {:.0} with its thumb", big(bytes) / n);
    println!("  in the vault          {files} files, {:.2} GB", big(kept) / 1e9);
    println!("  database              {:.1} MB", big(database) / 1e6);
    fs::remove_dir_all(&program.data)?;
    Ok(())
}

/// The same sweep once in one go, and once killed at random moments.
fn killed(folder: &Path) -> Outcome<()> {
    let (whole, _) = campaign(folder, "whole", KILLED)?;
    let cut = whole.run(&BUILD)?;
    let (broken, _) = campaign(folder, "killed", KILLED)?;
    let mut chance = rand::rng();
    let (mut kills, mut moments) = (0, Vec::new());
    let most = cut.wall.as_secs_f64() * 2.0 / f64::from(KILLS);
    let last = loop {
        let limit = if kills < KILLS {
            Duration::from_secs_f64(chance.random_range(0.02..most))
        } else {
            Duration::MAX
        };
        match broken.run_for(&BUILD, limit)? {
            Some(run) => break run,
            None => kills += 1,
        }
        moments.push(format!("{:.2}", limit.as_secs_f64()));
    };
    println!("killed: {KILLED:?}");
    println!("  in one go             {}", cut.said);
    println!("  killed                {kills} times, after s: {}", moments.join(" "));
    println!("  last run              {}", last.said);
    let (one, many) = (result(&whole)?, result(&broken)?);
    let differing = one.chips.symmetric_difference(&many.chips).count();
    let images = if one.images == many.images { "the same" } else { "NOT THE SAME" };
    println!(
        "  chips in the vault    {} in one go, {} when killed",
        one.chips.len(),
        many.chips.len()
    );
    println!("  only in one of them   {differing}");
    println!("  images.csv            {images}");
    println!("  unfinished files left {}, for chips gc to remove", many.parts);
    println!("  chips verify          {}", broken.run(&["chips", "verify"])?.said);
    let is_same = differing == 0 && one.images == many.images && !one.chips.is_empty();
    if is_same { Ok(()) } else { Err("not the same set of hashes".into()) }
}

/// What a sweep left.
struct Left {
    /// The names of all chips, which are the hashes of their bytes.
    chips: BTreeSet<String>,
    /// Files that are no chips yet.
    parts: usize,
    /// What is exported of the images, with a hash over the hashes of each image's chips.
    images: String,
}

fn result(program: &Program) -> Outcome<Left> {
    let output = program.data.join("export");
    let words = ["export", "bench", "--file", "images.csv", "--output"];
    let folder = output.to_str().ok_or("the folder's name is not text")?;
    program.run(&[&words[..], &[folder]].concat())?;
    let images = fs::read_to_string(output.join("images.csv"))?;
    let mut left = Left { chips: BTreeSet::new(), parts: 0, images };
    walk(&program.data.join("chips"), &mut |path| {
        if path.extension().is_some_and(|ending| ending == "webp") {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            left.chips.insert(name.into_owned());
        } else {
            left.parts += 1;
        }
        Ok(())
    })?;
    Ok(left)
}

fn print_run(name: &str, run: &Run) {
    println!(
        "  {name:<21} {:.2} s, {:.2} s CPU, {:.0} MB at most",
        run.wall.as_secs_f64(),
        run.cpu.as_secs_f64(),
        run.peak_mb
    );
}

/// Bytes and files below a folder.
fn weight(folder: &Path) -> Outcome<(u64, u64)> {
    let (mut bytes, mut files) = (0, 0);
    walk(folder, &mut |path| {
        bytes += fs::metadata(path)?.len();
        files += 1;
        Ok(())
    })?;
    Ok((bytes, files))
}

fn walk(folder: &Path, take: &mut dyn FnMut(&Path) -> Outcome<()>) -> Outcome<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            walk(&entry.path(), take)?;
        } else {
            take(&entry.path())?;
        }
    }
    Ok(())
}

/// A count for dividing.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "figures are rounded")]
fn big(n: u64) -> f64 {
    n as f64
}
