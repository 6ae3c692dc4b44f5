//! Measures how long cutting a chip takes, beside GDAL's ways of doing the same: `rasterio`'s
//! `WarpedVRT` and `rio-tiler`'s `part()`, on the same files in the same run, and how alike the
//! pixels are. `bench/chips` runs it; `rival.py` is the other side.
//!
//! CPU time, encoding not counted. Each side keeps up to 64 MB of decoded blocks; in a second
//! column ours are forgotten before every chip. rio-tiler opens the file for every chip, as its
//! users do. The rounds of all sides take turns, and of each the best is shown.
#![expect(clippy::print_stdout, reason = "the table goes to standard output")]
#![expect(clippy::print_stderr, reason = "what is going on goes to standard error")]

mod folder;

use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};

use aftermath::domain::chip::ChipFrame;
use aftermath::domain::place::LonLat;
use aftermath::domain::reading::Reading;
use aftermath::imagery::{Raster, cut};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

use folder::Folder;

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// (name, whether it is lossless, file below the test data).
const SOURCES: [(&str, bool, &str); 5] = [
    ("strips u8, UTM (pre)", true, "joplin_pair/pre/tile_1361-9136.tif"),
    ("strips u8, 4326 (post)", true, "joplin_pair/post/tile_32524-5137.tif"),
    ("COG JPEG YCbCr", false, "geotiff_matrix/cog_jpeg_ycbcr_mask.tif"),
    ("COG deflate", true, "geotiff_matrix/cog_deflate_pred.tif"),
    ("COG WebP", false, "geotiff_matrix/cog_webp.tif"),
];
/// Chips of each source and size.
const CHIPS: usize = 80;
/// Metres across, what most buildings' chips have.
const METRES: u32 = 128;
/// Pixels across.
const SIZES_PX: [u32; 2] = [256, 512];
/// Bytes of decoded blocks that either side keeps.
const KEPT_BYTES: usize = 64 << 20;
/// Rounds of each side.
const ROUNDS: u32 = 3;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench chips: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let data = std::env::var("AFTERMATH_TEST_DATA").unwrap_or_else(|_| "../shared/data".to_owned());
    let folder = Folder::new()?;
    let mut rival = Rival::start()?;
    let load = || fs::read_to_string("/proc/loadavg");
    println!("{}", rival.ask("versions")?);
    println!("{CHIPS} chips of {METRES} m each, CPU ms a chip; load average {}", load()?.trim());
    println!(
        "{:24} {:>3} {:>7} {:>7} {:>8} {:>9} {:>11} {:>9} {:>7} {:>4}",
        "",
        "px",
        "kept",
        "cleared",
        "rasterio",
        "rio-tiler",
        "of rasterio",
        "within 1",
        "same",
        "most"
    );
    let mut sum = [0.0; 4];
    let mut worst: f64 = 1.0;
    for (name, is_lossless, file) in SOURCES {
        let path = folder.path.join("source.tif");
        fs::write(&path, fs::read(Path::new(&data).join("imagery").join(file))?)?;
        let centres = centres(&path)?;
        for px in SIZES_PX {
            let job = Job { path: &path, centres: &centres, px };
            let row = job.measure(&folder.path, &mut rival)?;
            row.print(name, px);
            sum.iter_mut().zip(row.ms).for_each(|(sum, ms)| *sum += ms);
            if is_lossless {
                worst = worst.min(row.within_one);
            }
        }
    }
    let [kept, cleared, rasterio, tiler] = sum;
    println!(
        "over the mix, of rasterio    {:.2} kept, {:.2} cleared",
        kept / rasterio,
        cleared / rasterio
    );
    println!(
        "over the mix, of rio-tiler   {:.2} kept, {:.2} cleared",
        kept / tiler,
        cleared / tiler
    );
    println!("lossless, within 1 at least  {:.2} %", 100.0 * worst);
    println!("load average {}", load()?.trim());
    Ok(())
}

/// Where chips are cut: by chance, but the same in every run, and all of the chip in the picture.
fn centres(path: &Path) -> Outcome<Vec<LonLat>> {
    let raster = Raster::open(path, &Reading::default())?;
    let (mut chance, mut centres) = (ChaCha8Rng::seed_from_u64(1), Vec::new());
    let (wide, high) = (f64::from(raster.facts().width), f64::from(raster.facts().height));
    for _ in 0..100 * CHIPS {
        let at = (chance.random_range(0.0..wide), chance.random_range(0.0..high));
        let Some(centre) = raster.georeference().to_globe(at) else { continue };
        let half = f64::from(METRES) / 2.0 + 2.0;
        let corners = [(-half, -half), (half, -half), (half, half), (-half, half)];
        if corners.iter().all(|(east, north)| raster.shows(centre.offset_by(*east, *north))) {
            centres.push(centre);
        }
        if centres.len() == CHIPS {
            return Ok(centres);
        }
    }
    Err(format!("{} is too small for {CHIPS} chips of {METRES} m", path.display()).into())
}

/// The same chips for every side.
struct Job<'a> {
    path: &'a Path,
    centres: &'a [LonLat],
    px: u32,
}

/// A row of the table.
struct Row {
    /// CPU ms a chip: ours kept, ours cleared, rasterio, rio-tiler.
    ms: [f64; 4],
    within_one: f64,
    same: f64,
    most: u32,
}

impl Job<'_> {
    fn measure(&self, folder: &Path, rival: &mut Rival) -> Outcome<Row> {
        let (pixels, frames) = (folder.join("pixels"), folder.join("frames"));
        fs::write(&frames, self.frames())?;
        let mut ms = [f64::INFINITY; 4];
        let path = |path: &Path| path.display().to_string();
        let words = format!("{}\t{}\t{}", path(self.path), self.px, path(&frames));
        for _ in 0..ROUNDS {
            let (kept, chips) = self.ours(false)?;
            fs::write(&pixels, chips)?;
            let (cleared, _) = self.ours(true)?;
            let rasterio: f64 = rival.ask(&format!("rasterio\t{words}"))?.parse()?;
            let tiler: f64 = rival.ask(&format!("rio-tiler\t{words}"))?.parse()?;
            let round = [kept, cleared, rasterio, tiler];
            ms.iter_mut().zip(round).for_each(|(best, now)| *best = best.min(now));
        }
        let said = rival.ask(&format!("compare\t{}", path(&pixels)))?;
        let words: Vec<&str> = said.split(' ').collect();
        let [within_one, same, most] = words[..] else {
            return Err(format!("rival.py said {said:?}").into());
        };
        Ok(Row { ms, within_one: within_one.parse()?, same: same.parse()?, most: most.parse()? })
    }

    /// West, north, east and south of each chip in degrees, a line each.
    fn frames(&self) -> String {
        let edges = |centre: &LonLat| {
            let frame = self.frame(*centre);
            let end = f64::from(self.px) - 0.5;
            let (first, last) = (frame.ground(-0.5, -0.5), frame.ground(end, end));
            format!("{} {} {} {}\n", first.lon(), first.lat(), last.lon(), last.lat())
        };
        self.centres.iter().map(edges).collect()
    }

    const fn frame(&self, centre: LonLat) -> ChipFrame {
        ChipFrame { centre, metres: METRES, px: self.px }
    }

    /// CPU ms a chip, and the pixels of all.
    fn ours(&self, clears: bool) -> Outcome<(f64, Vec<u8>)> {
        let mut pixels = Vec::new();
        let start = cpu_ms()?;
        let mut rasters = [Raster::open(self.path, &Reading::default())?];
        for centre in self.centres {
            for raster in &mut rasters {
                if clears {
                    raster.set_cache_bytes(0);
                }
                raster.set_cache_bytes(KEPT_BYTES);
            }
            pixels.push(cut(&mut rasters, &self.frame(*centre), (0.0, 0.0))?.rgb);
        }
        let chips = u32::try_from(self.centres.len())?;
        Ok(((cpu_ms()? - start) / f64::from(chips), pixels.concat()))
    }
}

impl Row {
    fn print(&self, name: &str, px: u32) {
        let [kept, cleared, rasterio, tiler] = self.ms;
        println!(
            "{name:24} {px:>3} {kept:>7.2} {cleared:>7.2} {rasterio:>8.2} {tiler:>9.2} {:>5.2} \
             {:>5.2} {:>8.2}% {:>6.1}% {:>4}",
            kept / rasterio,
            cleared / rasterio,
            100.0 * self.within_one,
            100.0 * self.same,
            self.most
        );
    }
}

/// CPU time of this process' first thread, which does all the work.
fn cpu_ms() -> Outcome<f64> {
    let text = fs::read_to_string("/proc/self/schedstat")?;
    Ok(text.split(' ').next().unwrap_or_default().parse::<f64>()? / 1e6)
}

/// A running `rival.py`: a line in, a line out.
struct Rival {
    child: Child,
    answers: BufReader<ChildStdout>,
}

impl Rival {
    fn start() -> Outcome<Self> {
        let python = std::env::var("AFTERMATH_BENCH_PYTHON")
            .map_err(|error| format!("AFTERMATH_BENCH_PYTHON: {error}; run bench/chips"))?;
        let mut child = Command::new(&python)
            .arg("bench/rival.py")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{python} cannot be started: {error}"))?;
        let answers = child.stdout.take().ok_or("rival.py has no output")?;
        Ok(Self { child, answers: BufReader::new(answers) })
    }

    fn ask(&mut self, question: &str) -> Outcome<String> {
        let mut questions = self.child.stdin.as_ref().ok_or("rival.py has no input")?;
        writeln!(questions, "{question}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        if answer.is_empty() { Err("rival.py ended".into()) } else { Ok(answer.trim().to_owned()) }
    }
}

impl Drop for Rival {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
