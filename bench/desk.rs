//! Measures the coordinator's desk on a campaign of 250,000 buildings and 3,000,000 judgements:
//! what counting it takes in the background, and what each page takes. On SQLite, or on PostgreSQL
//! under `scripts/postgres`; `bench/desk` runs both. The plans of the statements behind the pages
//! are printed with them.
#![expect(clippy::print_stdout, reason = "the table goes to standard output")]
#![expect(clippy::print_stderr, reason = "what is going on goes to standard error")]
#![expect(clippy::disallowed_methods, reason = "time is what is measured here")]

#[expect(dead_code, reason = "the cycle measures more")]
mod bases;
mod folder;
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

use aftermath::access::password::{self, Effort};
use aftermath::access::pseudonym::Pseudonyms;
use aftermath::domain::id::{CampaignId, VolunteerId};
use aftermath::domain::role::Role;
use aftermath::journey::census;
use aftermath::store::{Store, accounts, memberships};
use chrono::{DateTime, SubsecRound as _, Utc};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

use bases::Base;
use http::{Answer, Connection};
use large::Raw;
use processes::Server;
use town::SLUG;

/// What a step of the bench comes to.
type Outcome<T> = Result<T, Box<dyn Error>>;

/// Judgements of each building.
const EACH: u32 = 12;
/// How often each page is asked for.
const TIMES: usize = 21;
/// Pages of the desk; what stands for a volunteer's pseudonym is put in.
const PAGES: &[&str] = &[
    "",
    "/charts/settled.csv",
    "/map",
    "/map.json",
    "/review",
    "/review/L-14014",
    "/rulings",
    "/buildings/L-7000",
    "/volunteers",
    "/volunteers/{volunteer}",
    "/flags",
    "/flags/2",
    "/rules",
    "/quality",
    "/gold",
    "/gold/L-77",
    "/priorities",
    "/reopen",
    "/imports",
    "/captures",
    "/team",
    "/exports",
    "/log",
    "/announcements",
    "/setup",
    "/setup/rules",
    "/setup/gold",
    "/setup/check",
    "/setup/pilot",
];

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
    coordinator(&store, now)?;
    drop(store);
    pages(&base)?;
    plans(&mut raw, now)
}

/// The password of the coordinator.
const PASSWORD: &str = "a long enough sentence";

/// An account of a coordinator.
fn coordinator(store: &Store, now: DateTime<Utc>) -> Outcome<()> {
    let hash = password::hash(PASSWORD, Effort::PRODUCTION, &mut ChaCha20Rng::from_seed([9; 32]))?;
    store.write(move |db| {
        let account = accounts::add(db, "chen", &hash, true, now)?;
        memberships::put(db, account, CampaignId(1), Role::Coordinator, now)
    })?;
    Ok(())
}

fn pages(base: &Base) -> Outcome<()> {
    let server = Server::start(&base.folder.path, &base.setting)?;
    let mut connection = Connection::open(&server.host)?;
    let form = format!("name=chen&password={}", PASSWORD.replace(' ', "+"));
    let cookie = connection.post("/sign-in", "", &form)?.expect(303)?.cookie;
    println!(
        "  {:26} {:>9} {:>9} {:>9} {:>10}",
        "", "first ms", "median ms", "most ms", "bytes gzip"
    );
    let names = Pseudonyms::new(&"5".repeat(64)).ok_or("no key")?;
    for page in PAGES {
        let page = page.replace("{volunteer}", &names.of(VolunteerId(7)));
        let path = format!("/desk/{SLUG}{page}");
        let (mut all, mut answer) = (Vec::new(), Answer::default());
        for _ in 0..TIMES {
            let start = Instant::now();
            answer = connection.get(&path, &cookie, "gzip")?;
            all.push(start.elapsed().as_secs_f64() * 1e3);
        }
        let first = all.first().copied().unwrap_or_default();
        all.sort_by(f64::total_cmp);
        let (median, most) = (all.get(TIMES / 2).copied(), all.last().copied());
        println!(
            "  {page:26} {first:>9.1} {:>9.1} {:>9.1} {:>10} {}",
            median.unwrap_or_default(),
            most.unwrap_or_default(),
            answer.body.len(),
            if answer.status == 200 { String::new() } else { format!("status {}", answer.status) }
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
