//! Measures the cycle that the product is: a volunteer loads the task page and submits a
//! judgement, which is durable, counted into its building's consensus and followed by the next
//! task in the same commit. On SQLite, or on PostgreSQL under `scripts/postgres`; `bench/cycle`
//! runs both.
//!
//! Figures of one machine mean little on another, so yardsticks are measured in the same run: a
//! static page through the same stack, and commits of one row on the same disk. The load is 32
//! connections at most, to 127.0.0.1, for a few seconds each.
#![expect(clippy::print_stdout, reason = "the table goes to standard output")]
#![expect(clippy::print_stderr, reason = "what is going on goes to standard error")]
#![expect(clippy::disallowed_methods, reason = "time is what is measured here")]

mod bases;
mod folder;
mod http;
mod load;
mod people;
mod processes;
mod town;

use std::error::Error;
use std::fs;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use aftermath::domain::id::CaptureId;

use bases::Base;
use http::Connection;
use load::{Measured, Timed, measure};
use people::Volunteer;
use processes::{PROGRAM, Server, Watched};

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// (connections, volunteers who take turns on each). 93 start in all: from one address the server
/// lets 100 start in a row.
const LEVELS: [(u32, u32); 3] = [(1, 20), (8, 4), (32, 1)];
/// Buildings of the town, each in 12 captures.
const BUILDINGS: u32 = 20_000;
/// For how long the yardsticks are measured.
const YARDSTICK: Duration = Duration::from_secs(2);

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench cycle: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let seconds = std::env::var("AFTERMATH_BENCH_SECONDS").map_or(Ok(5), |text| text.parse())?;
    let window = Duration::from_secs(seconds);
    let load_before = fs::read_to_string("/proc/loadavg")?;
    let base = Base::new()?;
    eprintln!("building the town on {}", base.name);
    let start = Instant::now();
    let series = town::build(&base.open()?, BUILDINGS)?;
    base.settle_in()?;
    println!("{}: {BUILDINGS} buildings, {} captures", base.name, town::CAPTURES);
    println!("  set-up                {:.1} s", start.elapsed().as_secs_f64());
    let bench = Bench::start(base, series, window)?;
    bench.facts()?;
    println!("{:34} {:>8} {:^15} {:^15} {:>8} {:>8}", "", "", "page ms", "submit ms", "CPU ms", "");
    println!(
        "{:26} {:>7} {:>8} {:>7} {:>7} {:>7} {:>7} {:>8} {:>8}",
        "", "conns", "a second", "p50", "p99", "p50", "p99", "server", "database"
    );
    bench.cycles()?;
    bench.parts()?;
    bench.yardsticks()?;
    let peak = bench.server.memory_mb("VmHWM")?;
    let anonymous = bench.server.memory_mb("RssAnon")?;
    println!("  memory, most          {peak:.1} MB ({anonymous:.1} MB without mapped files now)");
    let load_after = fs::read_to_string("/proc/loadavg")?;
    println!(
        "  load average          {} before, {} after",
        first(&load_before),
        first(&load_after)
    );
    Ok(())
}

fn first(words: &str) -> &str {
    words.split(' ').next().unwrap_or_default()
}

fn row(what: &str, connections: u32, measured: &Measured) {
    let number = |ms: Option<f64>| ms.map_or_else(String::new, |ms| format!("{ms:.2}"));
    let ((page50, submit50), (page99, submit99)) =
        (measured.percentiles(50), measured.percentiles(99));
    let (server, database) = measured.cpu_ms();
    let database = if database > 0.0 { format!("{database:.3}") } else { String::new() };
    println!(
        "{what:26} {connections:>7} {:>8.0} {:>7} {:>7} {:>7} {:>7} {server:>8.3} {database:>8}",
        measured.rate(),
        number(page50),
        number(page99),
        number(submit50),
        number(submit99),
    );
}

/// A server on a town, and people who have started there.
struct Bench {
    server: Server,
    watched: Watched,
    base: Base,
    series: Vec<CaptureId>,
    window: Duration,
    binary: u64,
}

impl Bench {
    fn start(base: Base, series: Vec<CaptureId>, window: Duration) -> Outcome<Self> {
        // The first start makes the key that signs cookies; the second is the one to time.
        drop(Server::start(&base.folder.path, &base.setting)?);
        let server = Server::start(&base.folder.path, &base.setting)?;
        let watched = Watched { server: server.pid(), postmaster: base.postmaster };
        let binary = fs::metadata(PROGRAM)?.len();
        Ok(Self { server, watched, base, series, window, binary })
    }

    fn connect(&self) -> Outcome<Connection> {
        Connection::open(&self.server.host)
    }

    /// What is no rate.
    fn facts(&self) -> Outcome<()> {
        let (idle, anonymous) =
            (self.server.memory_mb("VmRSS")?, self.server.memory_mb("RssAnon")?);
        let mut connection = self.connect()?;
        let somebody = Volunteer::start(&mut connection, 0)?;
        let (_, gzip) = somebody.look(&mut connection, "gzip")?;
        let (_, plain) = somebody.look(&mut connection, "identity")?;
        println!("  release binary        {} bytes", self.binary);
        let cold = self.server.cold_start.as_secs_f64() * 1e3;
        println!("  start to first answer {cold:.0} ms");
        println!("  memory, idle          {idle:.1} MB ({anonymous:.1} MB without mapped files)");
        println!("  task page             {gzip} bytes gzip, {plain} plain");
        Ok(())
    }

    fn cycles(&self) -> Outcome<()> {
        let mut started = 0;
        for (connections, volunteers) in LEVELS {
            let mut workers = Vec::new();
            for _ in 0..connections {
                let mut connection = self.connect()?;
                let mut people = Vec::new();
                for _ in 0..volunteers {
                    started += 1;
                    people.push(Volunteer::start(&mut connection, started)?);
                }
                let mut turn = 0;
                workers.push(move || {
                    let count = people.len();
                    turn = (turn + 1) % count;
                    let who = people.get_mut(turn).ok_or("nobody is there")?;
                    who.cycle(&mut connection, &self.series)
                });
            }
            row("cycle", connections, &measure(&self.watched, self.window, workers)?);
        }
        Ok(())
    }

    /// The task page alone, by people who have answered nothing yet.
    fn parts(&self) -> Outcome<()> {
        let mut people = Vec::new();
        for number in 0..8 {
            people.push(Volunteer::start(&mut self.connect()?, number)?);
        }
        for (what, encoding) in [("task page", "gzip"), ("task page, not zipped", "identity")] {
            let mut workers = Vec::new();
            for somebody in &people {
                let mut connection = self.connect()?;
                workers.push(move || {
                    let (page, _) = somebody.look(&mut connection, encoding)?;
                    Ok(Timed { page, submit: None })
                });
            }
            row(what, 8, &measure(&self.watched, YARDSTICK, workers)?);
        }
        Ok(())
    }

    fn yardsticks(&self) -> Outcome<()> {
        for (connections, _) in LEVELS {
            let all: Result<Vec<_>, _> = (0..connections).map(|_| self.connect()).collect();
            let workers = all?.into_iter().map(|mut connection| {
                move || {
                    let start = Instant::now();
                    connection.get("/about", "", "gzip")?.expect(200)?;
                    Ok(Timed { page: start.elapsed(), submit: None })
                }
            });
            let measured = measure(&self.watched, YARDSTICK, workers.collect())?;
            row("yardstick: GET /about", connections, &measured);
        }
        for (connections, _) in LEVELS {
            if connections == 1 || self.base.postmaster.is_some() {
                let measured = self.base.commits(connections, YARDSTICK)?;
                row("yardstick: commit of a row", connections, &measured);
            }
        }
        row("yardstick: flush of 4 kB", 1, &self.base.flushes(YARDSTICK)?);
        Ok(())
    }
}
