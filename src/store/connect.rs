//! Opening connections: the address of a database, its settings, and the pool.

use std::path::PathBuf;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool};

use super::StoreError;
use super::dialect::{self, Db};

/// SQLite: a write-ahead log that is flushed on every commit, so that a judgement that was
/// acknowledged survives a power cut (figures in `docs/DESIGN.md`).
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; \
     PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32000; PRAGMA temp_store = MEMORY;";

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL URL.
    Postgres(String),
}

impl Address {
    /// Reads a setting: `postgres://...`, `sqlite:PATH`, or a path.
    ///
    /// # Errors
    /// When it is another kind of URL.
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite:").unwrap_or(text);
        if path.is_empty() || path.contains("://") {
            return Err(StoreError::Address);
        }
        Ok(Self::Sqlite(PathBuf::from(path)))
    }

    /// Opens one connection and applies its settings.
    pub(super) fn connect(&self) -> Result<Db, ConnectError> {
        match self {
            Self::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.to_string_lossy())?;
                conn.batch_execute(SQLITE_SETTINGS)?;
                conn.set_prepared_statement_cache_size(diesel::connection::CacheSize::Unbounded);
                Ok(Db::Sqlite(conn))
            }
            Self::Postgres(url) => {
                let mut conn = PgConnection::establish(url)?;
                conn.batch_execute("SET TIME ZONE 'UTC'")?;
                Ok(Db::Postgres(conn))
            }
        }
    }
}

/// Why a connection could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The file or server cannot be reached.
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    /// A setting was refused.
    #[error(transparent)]
    Setting(#[from] diesel::result::Error),
}

impl ManageConnection for Address {
    type Connection = Db;
    type Error = ConnectError;

    fn connect(&self) -> Result<Db, ConnectError> {
        Self::connect(self)
    }

    fn is_valid(&self, db: &mut Db) -> Result<(), ConnectError> {
        match db {
            Db::Sqlite(_) => Ok(()),
            Db::Postgres(conn) => Ok(conn.batch_execute("SELECT 1")?),
        }
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        // A connection left inside a transaction would swallow the next one's commit.
        std::thread::panicking() || dialect::is_in_transaction(db)
    }
}

/// A pool of at most `size` connections that waits no longer than five seconds for one.
pub(super) fn pool(address: &Address, size: u32) -> Result<Pool<Address>, StoreError> {
    Pool::builder()
        .max_size(size)
        .min_idle(Some(0))
        .test_on_check_out(matches!(address, Address::Postgres(_)))
        .connection_timeout(Duration::from_secs(5))
        .build(address.clone())
        .map_err(StoreError::Unreachable)
}
