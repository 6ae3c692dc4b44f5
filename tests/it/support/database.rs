//! A database for one test: a `SQLite` file, or a schema in the throw-away `PostgreSQL`.

use aftermath::store::{Address, Store};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use tempfile::TempDir;

/// A database that ends with its test.
pub(crate) struct TestDatabase {
    pub(crate) folder: TempDir,
    pub(crate) setting: String,
    schema: Option<(String, String)>,
}

#[derive(QueryableByName)]
struct Shown {
    #[diesel(sql_type = diesel::sql_types::Text)]
    data_directory: String,
}

impl TestDatabase {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let Ok(url) = std::env::var("AFTERMATH_TEST_DATABASE") else {
            let setting = folder.path().join("aftermath.db").to_string_lossy().into_owned();
            return Self { folder, setting, schema: None };
        };
        let mut conn = PgConnection::establish(&url).unwrap();
        let shown: Shown = diesel::sql_query("show data_directory").get_result(&mut conn).unwrap();
        let ours = std::env::var("AFTERMATH_TEST_DATA_DIRECTORY").unwrap();
        assert_eq!(shown.data_directory, ours, "this is not the throw-away cluster");
        let schema = format!("t_{}", uuid::Uuid::new_v4().simple());
        conn.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        let join = if url.contains('?') { '&' } else { '?' };
        let setting = format!("{url}{join}options=-csearch_path%3D{schema}");
        Self { folder, setting, schema: Some((url, schema)) }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.schema.is_some()
    }

    pub(crate) fn open(&self) -> Store {
        Store::open(&Address::parse(&self.setting).unwrap()).unwrap()
    }

    /// A plain connection, for looking behind the store's back.
    pub(crate) fn sqlite(&self) -> SqliteConnection {
        let mut conn = SqliteConnection::establish(&self.setting).unwrap();
        conn.batch_execute("PRAGMA busy_timeout = 10000").unwrap();
        conn
    }

    /// Runs statements behind the store's back.
    pub(crate) fn execute(&self, statements: &str) {
        if self.is_postgres() {
            self.postgres().batch_execute(statements).unwrap();
        } else {
            self.sqlite().batch_execute(statements).unwrap();
        }
    }

    pub(crate) fn postgres(&self) -> PgConnection {
        PgConnection::establish(&self.setting).unwrap()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((url, schema)) = &self.schema {
            let dropped = PgConnection::establish(url)
                .ok()
                .map(|mut conn| conn.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")));
            drop(dropped);
        }
    }
}
