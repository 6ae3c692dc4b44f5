//! The real program, killed without warning while volunteers answer: nothing that was
//! acknowledged is lost, and nothing counts twice.

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aftermath::domain::policy::Policy;
use aftermath::journey::settle::settle_all;
use aftermath::store::screens::export;
use aftermath::store::screens::turn::Turn;
use diesel::prelude::*;

use crate::support::{TestDatabase, town};

const KILLS: usize = 10;
const VOLUNTEERS: usize = 6;

/// The real program.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) host: String,
}

impl Server {
    pub(crate) fn start(database: &TestDatabase) -> Self {
        Self::start_with(database, &[])
    }

    /// With further settings.
    pub(crate) fn start_with(database: &TestDatabase, more: &[&OsStr]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_aftermath"))
            .args([
                "serve",
                "--port",
                "0",
                "--workers",
                "2",
                "--second-factor",
                "offered",
                "--database",
                &database.setting,
            ])
            .arg("--data-dir")
            .arg(database.folder.path())
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let host = line.trim().trim_end_matches('/').rsplit("http://").next().unwrap().to_owned();
        assert!(host.starts_with("127.0.0.1:"), "{line}");
        Self { child, host }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One request on a connection of its own; `None` when the server went away.
pub(crate) fn request(host: &str, head: &str, cookie: &str, body: &str) -> Option<String> {
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let text = format!(
        "{head} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nCookie: {cookie}\r\n\
         Connection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(text.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.contains("\r\n\r\n").then_some(answer)
}

fn field(page: &str, before: &str) -> Option<String> {
    let start = page.find(before)? + before.len();
    page.get(start..)?.split('"').next().map(str::to_owned)
}

/// What each volunteer was told is saved: key -> verdict.
type Ledger = Arc<Mutex<HashMap<String, String>>>;

/// Answers until told to stop, sending each answer again until it is acknowledged.
fn volunteer(host: &Mutex<String>, stop: &AtomicBool, ledger: &Ledger, number: usize) {
    let address = || host.lock().unwrap().clone();
    let again = || std::thread::sleep(Duration::from_millis(20));
    let cookie = loop {
        let joined = request(&address(), "POST /c/raqqa/start", "", "");
        if let Some(cookie) = joined
            .as_deref()
            .and_then(|page| page.lines().find_map(|line| line.strip_prefix("set-cookie: ")))
        {
            break cookie.split(';').next().unwrap().to_owned();
        }
        again();
    };
    while !stop.load(Ordering::Relaxed) {
        let page = request(&address(), "GET /c/raqqa/task?view=guided", &cookie, "");
        let Some(page) = page.filter(|page| page.starts_with("HTTP/1.1 200")) else {
            again();
            continue;
        };
        let Some(assignment) = field(&page, "name=\"a\" value=\"") else { return };
        let key = uuid::Uuid::new_v4().to_string();
        let verdict = if number.is_multiple_of(2) { "standing" } else { "already" };
        let form = format!("assignment={assignment}&key={key}&mode=guided&verdict={verdict}");
        loop {
            let sent = request(&address(), "POST /c/raqqa/judgements", &cookie, &form);
            match sent.as_deref().and_then(|answer| answer.get(9..12)) {
                Some("303") => {
                    ledger.lock().unwrap().insert(key, verdict.to_owned());
                    break;
                }
                // The lease may have gone to somebody else meanwhile; that is told, not saved.
                Some("409") => break,
                _ if stop.load(Ordering::Relaxed) => return,
                _ => again(),
            }
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = diesel::sql_types::Text)]
    client_key: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    verdict: String,
}

#[test]
fn ten_kills_lose_nothing_that_was_acknowledged_and_double_nothing() {
    let database = TestDatabase::new();
    let vault = crate::support::app::open_vault(database.folder.path());
    let store = database.open();
    let town = town::build(&store, &vault, "raqqa", Policy::default(), 800);
    drop(store);
    let mut server = Server::start(&database);
    let host = Arc::new(Mutex::new(server.host.clone()));
    let (stop, ledger) = (Arc::new(AtomicBool::new(false)), Ledger::default());
    let workers: Vec<_> = (0..VOLUNTEERS)
        .map(|number| {
            let (host, stop, ledger) = (host.clone(), stop.clone(), ledger.clone());
            std::thread::spawn(move || volunteer(&host, &stop, &ledger, number))
        })
        .collect();
    for kill in 0..KILLS {
        std::thread::sleep(Duration::from_millis(150 + 37 * u64::try_from(kill).unwrap()));
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        server = Server::start(&database);
        host.lock().unwrap().clone_from(&server.host);
    }
    std::thread::sleep(Duration::from_millis(300));
    stop.store(true, Ordering::Relaxed);
    for worker in workers {
        worker.join().unwrap();
    }
    drop(server);
    let query = diesel::sql_query("SELECT client_key, verdict FROM judgements");
    let rows: Vec<Row> = if database.is_postgres() {
        query.load(&mut database.postgres()).unwrap()
    } else {
        query.load(&mut database.sqlite()).unwrap()
    };
    let kept: BTreeMap<_, _> = rows.iter().map(|row| (&row.client_key, &row.verdict)).collect();
    assert_eq!(kept.len(), rows.len(), "a key is kept twice");
    let ledger = ledger.lock().unwrap();
    assert!(ledger.len() > KILLS, "only {} answers were acknowledged", ledger.len());
    for (key, verdict) in ledger.iter() {
        let said = if verdict == "standing" { "still_standing" } else { "already_destroyed" };
        assert_eq!(kept.get(key).map(|kept| kept.as_str()), Some(said), "{key} was lost");
    }
    let store = database.open();
    let id = town.campaign.id;
    let all = store.read(|db| export::judgements(db, id, &Turn::after(0))).unwrap();
    let mut pairs: Vec<_> = all.iter().map(|given| (given.volunteer, given.building)).collect();
    pairs.sort_unstable();
    let count = pairs.len();
    pairs.dedup();
    assert_eq!(pairs.len(), count, "a volunteer counts twice for one building");
    let now = town::at("2030-01-01T00:00:00Z");
    let tally = settle_all(
        &store,
        now,
        1,
        &town.campaign,
        aftermath::journey::settle::Occasion::Asked,
        |_| (),
    )
    .unwrap();
    assert_eq!(tally.changed, 0, "the consensus kept is not that of the judgements kept");
    aftermath::journey::ledger::seal(&store, &mut crate::volunteer::rng()).unwrap();
    let whole =
        store.read(|db| aftermath::journey::ledger::check::check(db, &town.campaign, None, &[]));
    assert_eq!(whole.unwrap().problems, Vec::<String>::new());
}
