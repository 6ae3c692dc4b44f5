//! No page reads the whole of a table that grows with the campaign: every page is asked for, what
//! it asks of the database is kept, and the database says how it runs each statement. All plans
//! are written to `target/tmp/plans-*.txt`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use aftermath::domain::role::Role;
use aftermath::web::routes::ROUTES;
use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::releases::{asked as asked_release, made};
use crate::review::contested;
use crate::support::TestApp;

/// Tables that hold as many rows as a campaign has buildings, pictures, volunteers or answers.
const LARGE: [&str; 22] = [
    "assignments",
    "avoided",
    "blind_answers",
    "buildings",
    "chips",
    "consensus",
    "coverage",
    "devices",
    "enrolments",
    "exhibits",
    "golds",
    "incident_links",
    "incidents",
    "judgements",
    "past_findings",
    "posteriors",
    "release_buildings",
    "remarks",
    "supersedings",
    "tasks",
    "visits",
    "volunteers",
];

/// What may look as if it read a whole table, and why it does not.
const FINE: [(&str, &str); 2] = [
    ("ORDER BY `judgements`.`id` DESC LIMIT ?", "the newest one is the first row in this order"),
    ("WHERE ((1=0) AND", "nothing is asked for"),
];

/// What was asked of each database, by its address.
static ASKED: Mutex<BTreeMap<String, BTreeSet<String>>> = Mutex::new(BTreeMap::new());

/// Keeps what one connection is asked.
struct Recorder(String);

impl Instrumentation for Recorder {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartEstablishConnection { url, .. } => self.0 = url.to_owned(),
            InstrumentationEvent::StartQuery { query, .. } => {
                let text = query.to_string();
                let sql = text.split(" -- binds:").next().unwrap_or_default().trim();
                let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
                asked.entry(self.0.clone()).or_default().insert(sql.to_owned());
            }
            _ => {}
        }
    }
}

/// What was asked of a database since the last call.
fn asked(app: &TestApp) -> BTreeSet<String> {
    let mut all = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    all.remove(&app.database.setting).unwrap_or_default()
}

#[derive(QueryableByName)]
struct SqlitePlan {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresPlan {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    detail: String,
}

/// How a database runs statements whose values are not known.
enum Planner {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

impl Planner {
    fn new(app: &TestApp) -> Self {
        if !app.database.is_postgres() {
            return Self::Sqlite(Box::new(app.database.sqlite()));
        }
        let mut conn = app.database.postgres();
        // Tables are small here: a large one is read as a small one that may not be read whole.
        diesel::sql_query("SET enable_seqscan = off").execute(&mut conn).unwrap();
        diesel::sql_query("SET plan_cache_mode = force_generic_plan").execute(&mut conn).unwrap();
        Self::Postgres(Box::new(conn))
    }

    fn plan(&mut self, sql: &str) -> Vec<String> {
        match self {
            Self::Sqlite(conn) => {
                let query = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}"));
                let lines: Vec<SqlitePlan> = query.load(conn.as_mut()).unwrap();
                lines.into_iter().map(|line| line.detail).collect()
            }
            Self::Postgres(conn) => {
                let values = (1..=99).take_while(|n| sql.contains(&format!("${n}"))).count();
                let nulls = vec!["NULL"; values].join(", ");
                let given = if values == 0 { String::new() } else { format!("({nulls})") };
                let prepare = format!("PREPARE asked AS {sql}");
                diesel::sql_query(prepare).execute(conn.as_mut()).unwrap();
                let explain = format!("EXPLAIN (COSTS OFF) EXECUTE asked{given}");
                let lines: Vec<PostgresPlan> =
                    diesel::sql_query(explain).load(conn.as_mut()).unwrap();
                diesel::sql_query("DEALLOCATE asked").execute(conn.as_mut()).unwrap();
                lines.into_iter().map(|line| line.detail).collect()
            }
        }
    }
}

/// The large table that a line of a plan reads whole.
fn whole(line: &str) -> Option<&'static str> {
    let line = line.trim_start_matches([' ', '-', '>']);
    let rest = line.strip_prefix("SCAN ").or_else(|| line.strip_prefix("Seq Scan on "))?;
    let name = rest.split(' ').next()?;
    LARGE.into_iter().find(|table| *table == name)
}

/// The path of a page that is there.
fn real(path: &str) -> String {
    let building = |page: &str| (format!("{page}/{{id}}"), format!("{page}/B-1"));
    let mut path = path.replace("{slug}", "raqqa").replace("{name}.csv", "settled.csv");
    for (from, to) in ["buildings", "review", "gold", "rulings"].map(building) {
        path = path.replace(&from, &to);
    }
    let numbers = ["{id}", "{n}", "{judgement}", "{sample}", "{capture}", "{building}", "{number}"];
    for name in numbers {
        path = path.replace(name, "1");
    }
    path.replace("{z}/{x}/{y}", "12/2474/1615").replace("{file}", "images.csv")
}

/// Whether a statement reads.
fn reads(sql: &str) -> bool {
    ["SELECT", "WITH"].iter().any(|word| sql.starts_with(word))
}

#[actix_web::test]
async fn no_page_reads_the_whole_of_a_large_table() {
    set_default_instrumentation(|| Some(Box::new(Recorder(String::new())))).unwrap();
    let (app, town) = contested().await;
    made(&app, &town, &asked_release());
    let mut visitors = vec![app.volunteer("raqqa").await];
    for (name, role) in [("chen", Role::Coordinator), ("ada", Role::Adjudicator)] {
        visitors.push(app.staff(name, role).await);
    }
    let token = crate::api::token(&app, "exports").await;
    let mut planner = Planner::new(&app);
    let (mut report, mut faults, mut plans) = (String::new(), Vec::new(), 0);
    for (method, route) in ROUTES {
        if method != "GET" {
            continue;
        }
        asked(&app);
        for visitor in &visitors {
            visitor.get(&real(route)).await;
        }
        if route.starts_with("/api/v1") {
            let path = real(&route.replace("buildings/{id}", "buildings/1"));
            for query in ["", "?updated_since=2001-01-01T00:00:00Z"] {
                visitors[0].get_as(&format!("{path}{query}"), &token).await;
            }
        }
        writeln!(report, "\n# {route}").unwrap();
        for sql in asked(&app).into_iter().filter(|sql| reads(sql)) {
            writeln!(report, "\n{sql}").unwrap();
            plans += 1;
            for line in planner.plan(&sql) {
                writeln!(report, "    {line}").unwrap();
                let is_fine = FINE.iter().any(|(words, _)| sql.contains(words));
                if let Some(table) = whole(&line).filter(|_| !is_fine) {
                    faults.push(format!("{route} reads all {table}:\n  {line}\n  {sql}"));
                }
            }
        }
    }
    let kind = if app.database.is_postgres() { "postgres" } else { "sqlite" };
    let file = format!("{}/plans-{kind}.txt", env!("CARGO_TARGET_TMPDIR"));
    std::fs::write(file, report).unwrap();
    assert!(plans > 300, "{plans} plans read");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
