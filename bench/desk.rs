//! Measures the coordinator's desk on a campaign of 250,000 buildings and 3,000,000 judgements:
//! what counting it takes in the background, and what each page takes. On SQLite, or on PostgreSQL
//! under `scripts/postgres`; `bench/desk` runs both. The plans of the statements behind the pages
//! are printed with them.
#![expect(clippy::print_stdout, reason = "the table goes to standard output")]
#![expect(clippy::print_stderr, reason = "what is going on goes to standard error")]
#![expect(clippy::disallowed_methods, reason = "time is what is measured here")]

#[expect(dead_code, reason = "the cycle measures more")]
mod bases;
#[expect(dead_code, reason = "the cycle measures more")]
mod http;
mod large;
#[expect(dead_code, reason = "the cycle measures more")]
mod load;
mod processes;
#[expect(dead_code, reason = "the cycle measures more")]
mod town;

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use aftermath::access::token::Token;
use aftermath::domain::id::CampaignId;
use aftermath::journey::census;
use aftermath::store::{Store, StoreError, accounts};
use chrono::{DateTime, SubsecRound as _, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use bases::Base;
use http::Connection;
use large::Raw;
use processes::Server;
use town::SLUG;

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Judgements of each building.
const EACH: u32 = 12;
/// How often each page is asked for.
const TIMES: usize = 21;
/// Pages of the desk.
const PAGES: [&str; 3] = ["", "/charts/settled.csv", "/map.json"];

/// What the dashboard reads beside the count.
const STATEMENTS: [(&str, &str); 5] = [
    ("the count", "SELECT body, counted_at FROM censuses WHERE campaign_id = 1"),
    (
        "judgements of an hour",
        "SELECT building_id, purpose, last_standing_capture_id, first_destroyed_capture_id, doubt, \
         unusable FROM judgements WHERE campaign_id = 1 AND submitted_at >= '{hour}' \
         AND submitted_at < '{now}'",
    ),
    (
        "the next judgement",
        "SELECT submitted_at FROM judgements WHERE campaign_id = 1 AND submitted_at >= '{hour}' \
         ORDER BY submitted_at LIMIT 1",
    ),
    (
        "people within the hour",
        "SELECT count(DISTINCT volunteer_id) FROM judgements WHERE campaign_id = 1 \
         AND submitted_at >= '{hour}' AND submitted_at < '{now}'",
    ),
    (
        "buildings decided last",
        "SELECT b.external_id, t.state, c.why FROM buildings b \
         JOIN tasks t ON t.building_id = b.id \
         JOIN consensus c ON c.building_id = b.id WHERE b.id IN (1, 77, 200000) \
         ORDER BY c.decided_at DESC, b.id",
    ),
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench desk: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Outcome<()> {
    let buildings = std::env::var("AFTERMATH_BENCH_BUILDINGS");
    let buildings: u32 = buildings.map_or(Ok(250_000), |text| text.parse())?;
    let now = Utc::now().trunc_subsecs(3);
    let base = Base::new()?;
    eprintln!("writing the campaign on {}", base.name);
    let store = base.open()?;
    let start = Instant::now();
    let series = town::build(&store, 1)?;
    let mut raw = Raw::connect(&base.setting)?;
    large::grow(&mut raw, &series, (buildings, EACH), now)?;
    println!("{}: {buildings} buildings, {} judgements", base.name, buildings * EACH);
    println!("  written in            {:.1} s", start.elapsed().as_secs_f64());
    for (what, now) in
        [("first count", now), ("count a minute later", now + Duration::from_secs(61))]
    {
        let start = Instant::now();
        if !census::recount(&store, now, CampaignId(1))? {
            return Err("the campaign was not counted".into());
        }
        println!("  {what:21} {:.2} s", start.elapsed().as_secs_f64());
    }
    let cookie = sign_in(&store, now)?;
    drop(store);
    pages(&base, &cookie)?;
    plans(&mut raw, now)
}

/// A session of a coordinator.
fn sign_in(store: &Store, now: DateTime<Utc>) -> Outcome<String> {
    let token = Token::new(&mut ChaCha20Rng::from_seed([9; 32]));
    let hash = token.hash();
    store.write(move |db| {
        let until = now + Duration::from_hours(1);
        let account = accounts::add(db, "chen", "none", true, now)?;
        accounts::set_second(db, account, (1, 0), now)?;
        aftermath::store::memberships::put(
            db,
            account,
            CampaignId(1),
            aftermath::domain::role::Role::Coordinator,
            now,
        )?;
        accounts::start_session(db, &hash, account, (now, until), true)?;
        Ok::<_, StoreError>(())
    })?;
    Ok(format!("aftermath_session={}", token.reveal()))
}

fn pages(base: &Base, cookie: &str) -> Outcome<()> {
    let server = Server::start(&base.folder.path, &base.setting)?;
    let mut connection = Connection::open(&server.host)?;
    println!(
        "  {:26} {:>9} {:>9} {:>9} {:>10}",
        "", "first ms", "median ms", "most ms", "bytes gzip"
    );
    for page in PAGES {
        let path = format!("/desk/{SLUG}{page}");
        let (mut all, mut bytes) = (Vec::new(), 0);
        for _ in 0..TIMES {
            let start = Instant::now();
            bytes = connection.get(&path, cookie, "gzip")?.expect(200)?.body.len();
            all.push(start.elapsed().as_secs_f64() * 1e3);
        }
        let first = all.first().copied().unwrap_or_default();
        all.sort_by(f64::total_cmp);
        let (median, most) = (all.get(TIMES / 2).copied(), all.last().copied());
        println!(
            "  {path:26} {first:>9.1} {:>9.1} {:>9.1} {bytes:>10}",
            median.unwrap_or_default(),
            most.unwrap_or_default()
        );
    }
    println!("  memory, most          {:.1} MB", server.memory_mb("VmHWM")?);
    Ok(())
}

fn plans(raw: &mut Raw, now: DateTime<Utc>) -> Outcome<()> {
    let text = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M:%S").to_string();
    for (what, statement) in STATEMENTS {
        let statement = statement
            .replace("{now}", &text(now))
            .replace("{hour}", &text(now - Duration::from_hours(1)));
        println!("  plan of {what}");
        for line in raw.plan(&statement)? {
            println!("    {line}");
        }
    }
    Ok(())
}
