//! Replays a campaign of the size of Strike Tracker in Raqqa through the program, end to end: made-up
//! scenes and footprints are imported and their chips cut by command; volunteers of the simulator,
//! whose buildings have a known truth, start, are dealt tasks and answer over HTTP until nobody is
//! asked anything; the results are released, the package is checked by both verifiers, and what it
//! says is held against the truth.
//!
//! The volunteers are those of `aftermath simulate` (docs/METHOD.md): three in four answers exact,
//! one volunteer in ten who does not look, 3 % "cannot tell", 5 % of captures not usable. They share
//! the machine with the server.
#![expect(clippy::print_stdout, reason = "the table goes to standard output")]
#![expect(clippy::print_stderr, reason = "what is going on goes to standard error")]
#![expect(clippy::disallowed_methods, reason = "time is what is measured here")]

mod folder;
mod http;
#[expect(dead_code, reason = "the cycle measures in windows of time")]
mod load;
#[expect(dead_code, reason = "the cycle has volunteers of its own")]
mod people;
mod processes;
#[expect(dead_code, reason = "the sweep kills what it runs")]
mod program;
mod scenes;
#[expect(dead_code, reason = "the town has no pictures")]
mod town;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use std::{fs, io};

use aftermath::domain::guide::Seen;
use aftermath::domain::id::{CaptureId, ReleaseId};
use aftermath::domain::judgement::Verdict;
use aftermath::journey::release::Shelf;
use aftermath::simulation::world::{Hardship, World, WorldSettings};
use aftermath::store::{Address, Store, releases};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{Connection as _, SqliteConnection};
use rand::RngExt as _;
use serde::Deserialize;

use folder::Folder;
use http::Connection;
use processes::Server;
use program::Program;

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// The campaign's name in addresses.
const SLUG: &str = "bench";
/// Captures of every building.
const CAPTURES: u32 = 11;
/// Pixels across a scene.
const SIDE_PX: u32 = 12_000;
/// Connections that are open at once.
const CONNECTIONS: usize = 8;
/// How often those who were told that nothing is left ask again.
const ROUNDS: u32 = 3;

fn main() -> ExitCode {
    // Cargo adds a word of its own.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench replay: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[String]) -> Outcome<()> {
    let (buildings, volunteers) = match words {
        [] => (11_000, 3_000),
        [buildings, volunteers] => (buildings.parse()?, volunteers.parse()?),
        _ => return Err("two numbers are wanted, or none".into()),
    };
    let folder = Folder::new()?;
    println!("load average before {}", fs::read_to_string("/proc/loadavg")?.trim());
    let start = Instant::now();
    let world = World::new(WorldSettings {
        buildings: usize::try_from(buildings)?,
        volunteers,
        captures: usize::try_from(CAPTURES)?,
        hardship: Hardship { abstain: 0.03, cloud: 0.05, partial: 0.0 },
        ..WorldSettings::default()
    });
    println!("{buildings} buildings, {volunteers} volunteers, {CAPTURES} captures");
    let program = import(&folder.path, buildings)?;
    let server = Server::start(&program.data, &database(&program.data))?;
    let ground = Ground { map: chips(&program.data)?, series: series(&program.data)?, world };
    judge(&server, &ground)?;
    println!("  server's memory, most {:.0} MB", server.memory_mb("VmHWM")?);
    drop(server);
    let package = release(&program)?;
    compare(&package, &ground.world)?;
    println!("  everything            {:.0} s", start.elapsed().as_secs_f64());
    println!("load average after {}", fs::read_to_string("/proc/loadavg")?.trim());
    Ok(())
}

/// Paints, imports, cuts and opens.
fn import(folder: &Path, buildings: u32) -> Outcome<Program> {
    eprintln!("painting");
    let (manifest, list) = (folder.join("captures.csv"), folder.join("buildings.geojson"));
    for n in 0..CAPTURES {
        scenes::write_scene(&folder.join(scenes::scene_name(n)), SIDE_PX, u64::from(n) + 1)?;
    }
    scenes::write_manifest(&manifest, CAPTURES)?;
    scenes::write_footprints(&list, buildings, SIDE_PX, 2017)?;
    let program = Program::new(folder.join("data"))?;
    let text = |path: &Path| path.to_str().map(str::to_owned).ok_or("a name that is not text");
    let (manifest, list) = (text(&manifest)?, text(&list)?);
    for words in [
        &["import", "captures", &manifest, "--campaign", SLUG, "--no-chips"][..],
        &["import", "buildings", &list, "--campaign", SLUG, "--no-chips"],
        &["chips", "build", "--campaign", SLUG],
        &["campaign", "open", SLUG],
    ] {
        eprintln!("{}", words.join(" "));
        let name: Vec<&str> = words.iter().take(2).copied().collect();
        took(&name.join(" "), &program.run(words)?);
    }
    Ok(program)
}

fn took(name: &str, run: &program::Run) {
    let (wall, cpu) = (run.wall.as_secs_f64(), run.cpu.as_secs_f64());
    println!("  {name:<21} {wall:.1} s, {cpu:.1} s CPU, {:.0} MB at most", run.peak_mb);
}

fn database(data: &Path) -> String {
    data.join("aftermath.db").display().to_string()
}

/// What volunteers look at.
struct Ground {
    world: World,
    /// The building, counted from 0, of every chip.
    map: BTreeMap<String, usize>,
    /// The captures, oldest first.
    series: Vec<CaptureId>,
}

#[derive(QueryableByName)]
struct Shown {
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Text)]
    chip: String,
}

#[derive(QueryableByName)]
struct Taken {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

fn chips(data: &Path) -> Outcome<BTreeMap<String, usize>> {
    let mut db = SqliteConnection::establish(&database(data))?;
    let shown: Vec<Shown> = diesel::sql_query(
        "SELECT external_id, chip FROM coverage JOIN buildings ON buildings.id = building_id \
         WHERE chip IS NOT NULL",
    )
    .load(&mut db)?;
    shown.into_iter().map(|own| Ok((own.chip, number(&own.external_id)?))).collect()
}

fn series(data: &Path) -> Outcome<Vec<CaptureId>> {
    let mut db = SqliteConnection::establish(&database(data))?;
    let taken: Vec<Taken> =
        diesel::sql_query("SELECT id FROM captures ORDER BY captured_at").load(&mut db)?;
    Ok(taken.into_iter().map(|own| CaptureId(own.id)).collect())
}

/// The place in the world of a building `b17` or a capture `c003`.
fn number(id: &str) -> Outcome<usize> {
    Ok(id.get(1..).ok_or("an id of one letter")?.parse()?)
}

/// Somebody who has started.
struct Person {
    volunteer: usize,
    cookie: String,
    page: String,
    weight: f64,
}

/// What a connection saw.
#[derive(Default)]
struct Tally {
    pages: Vec<Duration>,
    submits: Vec<Duration>,
}

/// Everybody starts, answers once, then again and again, the diligent more often, until nobody is
/// asked anything.
fn judge(server: &Server, ground: &Ground) -> Outcome<()> {
    eprintln!("judging");
    let begin = Instant::now();
    let volunteers = ground.world.volunteers.len();
    let threads: Result<Vec<Tally>, String> = std::thread::scope(|scope| {
        let spawn = |own: usize| {
            let mine = (own..volunteers).step_by(CONNECTIONS);
            scope.spawn(move || shift(server, ground, mine).map_err(|error| error.to_string()))
        };
        let all: Vec<_> = (0..CONNECTIONS).map(spawn).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| {
            thread.join().unwrap_or_else(|_| Err("a thread panicked".to_owned()))
        };
        all.into_iter().map(join).collect()
    });
    let wall = begin.elapsed().as_secs_f64();
    let (mut pages, mut submits) = (Vec::new(), Vec::new());
    for tally in threads? {
        pages.extend(tally.pages);
        submits.extend(tally.submits);
    }
    let count = submits.len();
    println!("  judgements            {count} in {wall:.1} s: {:.0} a second", real(count) / wall);
    for (name, times) in [("task page", &mut pages), ("submit", &mut submits)] {
        times.sort_unstable();
        let at = |percent: usize| {
            let time = times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
            time.map_or(0.0, |time| time.as_secs_f64() * 1e3)
        };
        println!("  {name:<21} {:.1} ms in the middle, {:.1} ms at 99 %", at(50), at(99));
    }
    Ok(())
}

/// What the volunteers of one connection do.
fn shift(server: &Server, ground: &Ground, mine: impl Iterator<Item = usize>) -> Outcome<Tally> {
    let mut connection = Connection::open(&server.host)?;
    let mut tally = Tally::default();
    let mut people = Vec::new();
    for volunteer in mine {
        let mut person = start(&mut connection, ground, volunteer)?;
        if turn(&mut connection, ground, &mut person, &mut tally)? {
            people.push(person);
        }
    }
    let mut rng = ground.world.stream(1 + u64::try_from(people.len())?);
    for _ in 0..ROUNDS {
        let mut asked: Vec<&mut Person> = people.iter_mut().collect();
        while !asked.is_empty() {
            let sum: f64 = asked.iter().map(|person| person.weight).sum();
            let mut left = rng.random_range(0.0..1.0) * sum;
            let chosen = asked.iter().position(|person| {
                left -= person.weight;
                left <= 0.0
            });
            let chosen = chosen.unwrap_or(asked.len() - 1);
            let person = asked.get_mut(chosen).ok_or("nobody is there")?;
            if !turn(&mut connection, ground, person, &mut tally)? {
                asked.swap_remove(chosen);
            }
        }
    }
    Ok(tally)
}

/// Somebody consents, from an address of their own.
fn start(connection: &mut Connection, ground: &Ground, volunteer: usize) -> Outcome<Person> {
    connection.client = format!("10.{}.{}.1", volunteer / 256, volunteer % 256);
    let answer = connection.post(&format!("/c/{SLUG}/start"), "", "")?.expect(303)?;
    let weight = ground.world.volunteers.get(volunteer).map_or(0.0, |own| own.weight);
    Ok(Person { volunteer, cookie: answer.cookie, page: format!("/c/{SLUG}/task"), weight })
}

/// Somebody asks for a task and answers it; false where none was left.
fn turn(
    connection: &mut Connection,
    ground: &Ground,
    person: &mut Person,
    tally: &mut Tally,
) -> Outcome<bool> {
    let begin = Instant::now();
    let answer = connection.get(&person.page, &person.cookie, "gzip")?.expect(200)?;
    let page = answer.text()?;
    if !page.contains("name=\"a\" value=\"") {
        return Ok(false);
    }
    tally.pages.push(begin.elapsed());
    let building = ground.map.get(people::chip(&page)?).ok_or("a chip of no building")?;
    let seen = match ground.world.verdict(*building, person.volunteer) {
        Verdict::CannotTell(_) => None,
        Verdict::Seen(window) => Some(move |at: usize| {
            if window.last_standing().is_some_and(|last| at <= last) {
                Seen::Standing
            } else if window.first_destroyed().is_some_and(|first| at >= first) {
                Seen::Destroyed
            } else {
                Seen::Unusable
            }
        }),
    };
    let form = people::form(&page, &ground.series, seen)?;
    let begin = Instant::now();
    let path = format!("/c/{SLUG}/judgements");
    let answer = connection.post(&path, &person.cookie, &form)?.expect(303)?;
    // What came when its building needed no more is kept all the same.
    if !["saved=new", "saved=surplus"].iter().any(|word| answer.location.contains(word)) {
        return Err(format!("not saved but sent to {}", answer.location).into());
    }
    tally.submits.push(begin.elapsed());
    person.page = answer.location;
    Ok(true)
}

/// Releases the results and checks the package twice; returns the folder in which it is unpacked.
fn release(program: &Program) -> Outcome<PathBuf> {
    eprintln!("releasing");
    let words = ["release", "create", "Replay", "--campaign", SLUG, "--why", "It is measured"];
    took("release create", &program.run(&words)?);
    let store = Store::open(&Address::parse(&database(&program.data))?)?;
    let files = store.read(|db| releases::files(db, ReleaseId(1)))?;
    let kept = files.iter().find(|kept| kept.name == "package.zip").ok_or("no package")?;
    let package = program.data.with_extension("zip");
    io::copy(&mut Shelf::of(&program.data).open(kept)?, &mut fs::File::create(&package)?)?;
    let name = package.to_str().ok_or("a name that is not text")?;
    println!("  package               {:.1} MB", real(fs::metadata(&package)?.len()) / 1e6);
    took("verify", &program.run(&["verify", name])?);
    let folder = program.data.with_extension("package");
    zip::ZipArchive::new(fs::File::open(&package)?)?.extract(&folder)?;
    let begin = Instant::now();
    let status = Command::new("python3").args(["verify.py", "."]).current_dir(&folder).output();
    match status {
        Ok(output) if output.status.success() => {
            println!("  verify.py             {:.1} s", begin.elapsed().as_secs_f64());
        }
        Ok(output) => return Err(String::from_utf8_lossy(&output.stdout).into()),
        Err(error) => println!("  verify.py             not run: {error}"),
    }
    Ok(folder)
}

/// What the released file says of a building.
#[derive(Deserialize)]
struct Row {
    external_id: String,
    status: String,
    last_intact_image_id: Option<String>,
    first_destroyed_image_id: Option<String>,
}

/// Holds what was released against the truth.
fn compare(package: &Path, world: &World) -> Outcome<()> {
    let (mut published, mut holds, mut exact) = (0_u32, 0_u32, 0_u32);
    let mut by_status = BTreeMap::<String, u32>::new();
    for row in csv::Reader::from_path(package.join("buildings.csv"))?.deserialize() {
        let row: Row = row?;
        let truth = world.buildings.get(number(&row.external_id)?).ok_or("no such building")?.truth;
        let is_told = matches!(
            row.status.as_str(),
            "dated" | "not_destroyed" | "destroyed_before_first_image"
        );
        *by_status.entry(row.status).or_default() += 1;
        if !is_told {
            continue;
        }
        // Classes: how many captures show it standing, at least and at most.
        let least = row.last_intact_image_id.map_or(Ok(0), |id| number(&id).map(|at| at + 1))?;
        let most =
            row.first_destroyed_image_id.map_or(Ok(world.calendar.len()), |id| number(&id))?;
        published += 1;
        holds += u32::from(least <= truth && truth <= most);
        exact += u32::from(least == truth && truth == most);
    }
    let share = |part: u32| 1e2 * f64::from(part) / f64::from(published.max(1));
    println!("  published             {published}: {by_status:?}");
    println!("  truth in the window   {holds}, {:.2} %", share(holds));
    println!("  window is the truth   {exact}, {:.2} %", share(exact));
    Ok(())
}

/// A count for dividing.
fn real(n: impl TryInto<u32>) -> f64 {
    n.try_into().map_or(f64::NAN, f64::from)
}
