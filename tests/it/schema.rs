//! Both databases have the same tables, and every migration can be taken back.

use std::collections::BTreeSet;

use aftermath::domain::answer::RawAnswer;
use aftermath::domain::id::{AccountId, BuildingId, CaptureId};
use aftermath::domain::role::Role;
use aftermath::journey::judge::{Submission, judge};
use aftermath::store::{
    Address, Store, StoreError, accounts, chips, coverage, memberships, migrations,
};
use diesel::prelude::*;

use crate::measure::{answer, deal, join};
use crate::support::{TestApp, TestDatabase};
use crate::volunteer::{rng, said};

#[test]
fn the_two_folders_have_the_same_migrations() {
    let (sqlite, postgres) = migrations::names();
    assert!(!sqlite.is_empty());
    assert_eq!(sqlite, postgres);
}

#[test]
fn every_migration_is_reverted_and_applied_again() {
    let database = TestDatabase::new();
    let store = database.open();
    let before = columns(&database);
    let count = store.write(migrations::revert_all).unwrap();
    assert_eq!(count, migrations::names().0.len());
    assert!(columns(&database).is_empty(), "down.sql leaves {:?}", columns(&database));
    drop(store);
    database.open().read(|_| Ok::<(), StoreError>(())).unwrap();
    assert_eq!(columns(&database), before);
}

/// What the version before volunteers' remarks could not read is gone or put into its words.
#[actix_web::test]
async fn the_version_before_late_answers_reads_what_its_migration_leaves() {
    let app = TestApp::start().await;
    let town = app.town("raqqa", 1);
    let late = join(&app, &town, "late");
    let lease = deal(&app, &town, late, 1).unwrap();
    app.clock.advance(chrono::Duration::minutes(21));
    let blurred =
        format!("{}:blur,{},{}:missing", town.captures[0], town.captures[1], town.captures[5]);
    for (name, seed) in [("amina", 2), ("bram", 3), ("chen", 4)] {
        let who = join(&app, &town, name);
        let dealt = deal(&app, &town, who, seed).unwrap();
        let raw = RawAnswer { unusable: blurred.clone(), ..said(&town, 2, 3) };
        let submission = Submission {
            assignment: dealt.id,
            client_key: uuid::Uuid::new_v4(),
            raw,
            exhibit: String::new(),
            is_low: false,
        };
        let (now, campaign) = (app.clock.now(), town.campaign.clone());
        app.store.write(move |db| judge(db, now, &mut rng(), who, &campaign, &submission)).unwrap();
    }
    assert!(answer(&app, &town, &lease, 2).is_surplus);
    let kind = if app.database.is_postgres() { "postgres" } else { "sqlite" };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(kind);
    let later = "2026-11-29-110000_people";
    for name in [later, "2026-11-27-150000_shown", "2026-11-27-120000_volunteers"] {
        let down = std::fs::read_to_string(folder.join(name).join("down.sql")).unwrap();
        app.database.execute(&down);
    }
    let kept = app.database.column("SELECT purpose || ' ' || unusable AS name FROM judgements");
    let words = format!("task {},{},{}", town.captures[0], town.captures[1], town.captures[5]);
    assert_eq!(kept, [words.clone(), words.clone(), words]);
    let counted = "SELECT CAST(answered AS TEXT) AS name FROM enrolments ORDER BY volunteer_id";
    assert_eq!(app.database.column(counted), ["0", "1", "1", "1"]);
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// `table.column type nullable`, `table.column -> table` and `table UNIQUE (columns)` of every
/// table of ours.
fn columns(database: &TestDatabase) -> BTreeSet<String> {
    let queries = if database.is_postgres() { POSTGRES } else { SQLITE };
    queries.iter().flat_map(|query| database.column(query)).map(|name| portable(&name)).collect()
}

const POSTGRES: [&str; 3] = [
    "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable \
     AS name FROM information_schema.columns WHERE table_schema = current_schema() \
     AND table_name <> '__diesel_schema_migrations'",
    "SELECT conrelid::regclass || '.' || a.attname || ' -> ' || confrelid::regclass AS name \
     FROM pg_constraint JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = conkey[1] \
     WHERE contype = 'f' AND connamespace = current_schema()::regnamespace",
    "SELECT conrelid::regclass || ' UNIQUE (' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n) \
     FROM unnest(conkey) WITH ORDINALITY k(attnum, n) JOIN pg_attribute a \
     ON a.attrelid = conrelid AND a.attnum = k.attnum) || ')' AS name \
     FROM pg_constraint WHERE contype = 'u' AND connamespace = current_schema()::regnamespace",
];

const SQLITE: [&str; 3] = [
    "SELECT m.name || '.' || c.name || ' ' || lower(c.type) || ' ' || \
     CASE WHEN c.\"notnull\" THEN 'NO' ELSE 'YES' END AS name \
     FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' \
     AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND m.name NOT LIKE 'sqlite%'",
    "SELECT m.name || '.' || f.\"from\" || ' -> ' || f.\"table\" AS name \
     FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    "SELECT m.name || ' UNIQUE (' || (SELECT group_concat(c.name, ', ') FROM \
     (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c) || ')' AS name \
     FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'u'",
];

/// The names that each database has for the same types.
fn portable(column: &str) -> String {
    column
        .replace(".id integer ", ".id bigint ")
        .replace("timestamp without time zone", "timestamp")
        .replace("double precision", "double")
}

/// Both databases are held against this list, and so against each other.
#[test]
fn the_schema_is_the_one_that_is_written_down() {
    let found = columns(&TestDatabase::new().opened());
    let written: BTreeSet<String> = include_str!("schema.txt")
        .lines()
        .filter(|line| !line.is_empty())
        .map(Into::into)
        .collect();
    let text: Vec<&str> = found.iter().map(String::as_str).collect();
    assert_eq!(found, written, "tests/it/schema.txt should be:\n{}", text.join("\n"));
}

impl TestDatabase {
    /// The values of a query's one column, which it calls `name`.
    pub(crate) fn column(&self, query: &str) -> Vec<String> {
        let query = diesel::sql_query(query);
        let rows: Vec<Column> = if self.is_postgres() {
            query.load(&mut self.postgres()).unwrap()
        } else {
            query.load(&mut self.sqlite()).unwrap()
        };
        rows.into_iter().map(|row| row.name).collect()
    }

    fn opened(self) -> Self {
        drop(self.open());
        self
    }
}

/// A database of the version before imagery had sources, recipes and exhibits.
#[test]
fn chips_of_an_earlier_version_are_shown_after_the_migration() {
    let database = TestDatabase::new();
    if database.is_postgres() {
        return; // The same statements; what differs is held by the migration's own run.
    }
    let path = database.folder.path().join("old.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    let first = "migrations/sqlite/2026-11-24-000000_the_journey/up.sql";
    let first = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(first);
    old.execute_batch(&std::fs::read_to_string(first).unwrap()).unwrap();
    old.execute_batch(OLD_ROWS).unwrap();
    drop(old);
    let store = Store::open(&Address::Sqlite(path)).unwrap();
    let series = store.read(|db| coverage::series(db, BuildingId(1))).unwrap();
    assert_eq!(series.1, [Some("aa".to_owned()), Some("cc".to_owned())]);
    assert_eq!(series.0.at(1), Some(CaptureId(2)));
    let all = store.read(|db| chips::hashes(db, "", 9)).unwrap();
    assert_eq!(all, ["aa", "bb", "cc", "dd"]);
    let terms = store.read(|db| chips::terms_of(db, "aa", AccountId(2))).unwrap();
    assert!(terms.is_some_and(|terms| terms.licence.is_none() && terms.may_cache));
    // Accounts keep what they could do.
    let parts = |id| store.read(|db| memberships::of_account(db, AccountId(id))).unwrap();
    assert_eq!(parts(1), [("a".to_owned(), Role::Coordinator)]);
    assert_eq!(parts(2), [("a".to_owned(), Role::Researcher)]);
    let admins = |id| store.read(|db| accounts::get(db, AccountId(id))).unwrap().is_admin;
    assert!(admins(1) && !admins(2));
}

const OLD_ROWS: &str = "
    CREATE TABLE __diesel_schema_migrations (version VARCHAR(50) PRIMARY KEY NOT NULL,
        run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP);
    INSERT INTO __diesel_schema_migrations (version) VALUES ('20261124000000');
    INSERT INTO campaigns VALUES (1, 'a', 'A', '', '', 'open', 3, 9, 4, 5, 'publish', 256, 'k',
        '2026-01-01 00:00:00');
    INSERT INTO accounts VALUES (1, 'chen', 'hash', 'coordinator', '2026-01-01 00:00:00');
    INSERT INTO accounts VALUES (2, 'rosa', 'hash', 'researcher', '2026-01-01 00:00:00');
    INSERT INTO captures VALUES (1, 1, 'c1', '2026-01-01 00:00:00', 'day', '{}', 'f1',
        '2026-01-01 00:00:00');
    INSERT INTO captures VALUES (2, 1, 'c2', '2026-01-02 00:00:00', 'day', '{}', 'f2',
        '2026-01-01 00:00:00');
    INSERT INTO buildings VALUES (1, 1, 'b', NULL, '{\"Point\":{\"lon\":1.0,\"lat\":1.0}}', 1.0,
        1.0, '2026-01-01 00:00:00');
    INSERT INTO chips (building_id, capture_id, px, sha256, bytes, recipe) VALUES
        (1, 1, 256, 'aa', 9, '{\"cutter\":1,\"frame\":{\"metres\":96},\"quality\":75}'),
        (1, 1, 64, 'bb', 9, '{\"cutter\":1,\"frame\":{\"metres\":96},\"quality\":60}'),
        (1, 2, 256, 'cc', 9, '{\"cutter\":1,\"frame\":{\"metres\":96},\"quality\":75}'),
        (1, 2, 64, 'dd', 9, '{\"cutter\":1,\"frame\":{\"metres\":96},\"quality\":60}');
";
