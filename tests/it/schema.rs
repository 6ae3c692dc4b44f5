//! Both databases have the same tables, and every migration can be taken back.

use std::collections::BTreeSet;

use aftermath::store::{StoreError, migrations};
use diesel::prelude::*;

use crate::support::TestDatabase;

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

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// `table.column type nullable`, `table.column -> table` and `table UNIQUE (columns)` of every
/// table of ours.
fn columns(database: &TestDatabase) -> BTreeSet<String> {
    let queries = if database.is_postgres() { POSTGRES } else { SQLITE };
    let load = |query: &str| -> Vec<Column> {
        let query = diesel::sql_query(query);
        if database.is_postgres() {
            query.load(&mut database.postgres()).unwrap()
        } else {
            query.load(&mut database.sqlite()).unwrap()
        }
    };
    queries.iter().flat_map(|query| load(query)).map(|column| portable(&column.name)).collect()
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
    fn opened(self) -> Self {
        drop(self.open());
        self
    }
}
