//! The two databases, and what each of them can do at most on this disk: commits of one row.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use aftermath::store::{Address, Store};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::Outcome;
use crate::folder::Folder;
use crate::load::{Measured, Timed, measure};
use crate::processes::Watched;

const TABLE: &str = "CREATE TABLE yardstick (id INTEGER NOT NULL PRIMARY KEY, word TEXT NOT NULL)";
const ROW: &str = "INSERT INTO yardstick (word) VALUES ('0f8fad5b-d9cb-469f-a165-70867728950e')";

/// A database to measure on.
pub(crate) struct Base {
    pub(crate) name: String,
    pub(crate) folder: Folder,
    /// What `--database` is given.
    pub(crate) setting: String,
    /// PostgreSQL's first process.
    pub(crate) postmaster: Option<u32>,
}

#[derive(QueryableByName)]
struct Shown {
    #[diesel(sql_type = diesel::sql_types::Text)]
    data_directory: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    words: String,
}

impl Base {
    /// SQLite; or PostgreSQL where `scripts/postgres` started one.
    pub(crate) fn new() -> Outcome<Self> {
        let folder = Folder::new()?;
        let Ok(url) = std::env::var("AFTERMATH_TEST_DATABASE") else {
            let setting = folder.path.join("aftermath.db").display().to_string();
            let name = "SQLite, WAL, synchronous=FULL".to_owned();
            return Ok(Self { name, folder, setting, postmaster: None });
        };
        let mut conn = PgConnection::establish(&url)?;
        let settings = "SELECT current_setting('data_directory') AS data_directory, \
             'PostgreSQL ' || current_setting('server_version') || ', fsync=' || \
             current_setting('fsync') || ', synchronous_commit=' || \
             current_setting('synchronous_commit') AS words";
        let shown: Shown = diesel::sql_query(settings).get_result(&mut conn)?;
        if std::env::var("AFTERMATH_TEST_DATA_DIRECTORY").ok() != Some(shown.data_directory.clone())
        {
            return Err("this is not the cluster of scripts/postgres".into());
        }
        let file = Path::new(&shown.data_directory).join("postmaster.pid");
        let postmaster = fs::read_to_string(file)?.lines().next().unwrap_or_default().parse()?;
        Ok(Self { name: shown.words, folder, setting: url, postmaster: Some(postmaster) })
    }

    /// The store on it, brought to this version.
    pub(crate) fn open(&self) -> Outcome<Store> {
        Ok(Store::open(&Address::parse(&self.setting)?)?)
    }

    /// Lets PostgreSQL count its rows, as it does by itself a minute later.
    pub(crate) fn settle_in(&self) -> Outcome<()> {
        if self.postmaster.is_some() {
            PgConnection::establish(&self.setting)?.batch_execute("ANALYZE")?;
        }
        Ok(())
    }

    /// Commits of one row from this many connections at once. SQLite has one writer, so there is
    /// one connection, and its CPU is our own.
    pub(crate) fn commits(&self, connections: u32, window: Duration) -> Outcome<Measured> {
        let ours = Watched { server: std::process::id(), postmaster: self.postmaster };
        if self.postmaster.is_some() {
            let mut conn = PgConnection::establish(&self.setting)?;
            let table = TABLE.replace("INTEGER", "BIGINT GENERATED ALWAYS AS IDENTITY");
            conn.batch_execute(&format!("DROP TABLE IF EXISTS yardstick; {table}"))?;
            let connect = |_| PgConnection::establish(&self.setting);
            let all: Result<Vec<_>, _> = (0..connections).map(connect).collect();
            let workers = all?
                .into_iter()
                .map(|mut conn| move || timed(|| Ok(diesel::sql_query(ROW).execute(&mut conn)?)));
            return measure(&ours, window, workers.collect());
        }
        let path = self.folder.path.join("yardstick.db");
        let mut conn = SqliteConnection::establish(&path.display().to_string())?;
        conn.batch_execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")?;
        conn.batch_execute(&format!("DROP TABLE IF EXISTS yardstick; {TABLE}"))?;
        let work = move || timed(|| Ok(diesel::sql_query(ROW).execute(&mut conn)?));
        measure(&ours, window, vec![work])
    }

    /// Flushes of 4 kB to the disk, one after the other.
    pub(crate) fn flushes(&self, window: Duration) -> Outcome<Measured> {
        let ours = Watched { server: std::process::id(), postmaster: None };
        let mut file = File::create(self.folder.path.join("flushed"))?;
        let work = move || {
            timed(|| {
                file.write_all(&[7; 4096])?;
                Ok(file.sync_data()?)
            })
        };
        measure(&ours, window, vec![work])
    }
}

fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<Timed> {
    let start = Instant::now();
    work()?;
    Ok(Timed { page: start.elapsed(), submit: None })
}
