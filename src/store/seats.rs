//! The store's doors: read, write, snapshot.

use std::sync::Arc;

use diesel::r2d2::{Pool, PooledConnection};

use super::connect::{self, Address, ConnectError};
use super::dialect::{self, Db};
use super::migrations;
use super::writer::Writer;

/// Connections for reading on SQLite; more gave no more.
const READERS: u32 = 4;
/// Connections on PostgreSQL, for reading and writing.
const CONNECTIONS: u32 = 8;

/// What can go wrong below every leg.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Not an address of a database.
    #[error("the database must be a file path or postgres://user@host/name")]
    Address,
    /// No connection could be had.
    #[error("the database cannot be reached: {0}")]
    Unreachable(#[source] diesel::r2d2::PoolError),
    /// The first connection failed.
    #[error("the database cannot be opened: {0}")]
    Connect(#[from] ConnectError),
    /// A migration failed.
    #[error(
        "the database could not be brought to this version: {said}{mend}",
        said = .0,
        mend = mend(.0)
    )]
    Migration(String),
    /// The writer thread could not be started.
    #[error("the writer thread could not be started: {0}")]
    Thread(#[source] std::io::Error),
    /// Too many writes wait.
    #[error("too many requests at once; nothing was saved, try again in a moment")]
    Busy,
    /// The commit failed or the job died; nothing of it was kept.
    #[error("the write could not be completed and nothing of it was kept")]
    Lost,
    /// There is no room left for the database; nothing of the write was kept.
    #[error("the database or its disk is full; make room on that disk and run it again")]
    Full,
    /// A statement failed.
    #[error("database: {said}{mend}", said = .0, mend = mend(&.0.to_string()))]
    Query(#[from] diesel::result::Error),
    /// A stored value is not what this program writes.
    #[error("table {table} holds a value this version does not know: {value}")]
    Unknown {
        /// Where.
        table: &'static str,
        /// What.
        value: String,
    },
}

/// What to do about an error, where its words tell that the disk is full.
fn mend(said: &str) -> &'static str {
    if tells_of_full_disk(said) { "; make room on that disk and run it again" } else { "" }
}

/// SQLite's words, and those of PostgreSQL, which passes the system's on.
fn tells_of_full_disk(said: &str) -> bool {
    ["database or disk is full", "No space left on device", "disk I/O error"]
        .iter()
        .any(|words| said.contains(words))
}

impl StoreError {
    /// Whether the disk of the database is full.
    #[must_use]
    pub fn is_full(&self) -> bool {
        match self {
            Self::Full => true,
            Self::Query(error) => tells_of_full_disk(&error.to_string()),
            _ => false,
        }
    }

    /// A stored value that this version does not know.
    pub(super) fn unknown(table: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        Self::Unknown { table, value: value.to_string() }
    }

    /// Whether another write got there first, so that reading again will show its result.
    #[must_use]
    pub const fn is_race(&self) -> bool {
        use diesel::result::DatabaseErrorKind::{SerializationFailure, UniqueViolation};
        matches!(
            self,
            Self::Query(diesel::result::Error::DatabaseError(
                UniqueViolation | SerializationFailure,
                _
            ))
        )
    }
}

/// The database, whichever it is. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: Pool<Address>,
    /// SQLite's one writer; PostgreSQL writes on pooled connections.
    writer: Option<Arc<Writer>>,
}

impl Store {
    /// Opens the database and brings it to this version.
    ///
    /// # Errors
    /// When it cannot be reached or migrated.
    pub fn open(address: &Address) -> Result<Self, StoreError> {
        let mut first = address.connect()?;
        migrations::run(&mut first)?;
        match address {
            Address::Sqlite(_) => Ok(Self {
                pool: connect::pool(address, READERS)?,
                writer: Some(Arc::new(Writer::start(first)?)),
            }),
            Address::Postgres(_) => {
                Ok(Self { pool: connect::pool(address, CONNECTIONS)?, writer: None })
            }
        }
    }

    /// Reads on a pooled connection.
    ///
    /// # Errors
    /// What the closure returns, or that no connection could be had.
    pub fn read<T, E: From<StoreError>>(
        &self,
        job: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        job(&mut *self.seat()?)
    }

    /// Reads one moment of the database, however long it takes.
    ///
    /// # Errors
    /// What the closure returns, or that no connection could be had.
    pub fn snapshot<T, E: From<StoreError>>(
        &self,
        job: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        run_in(&mut *self.seat()?, dialect::begin_snapshot, job)
    }

    /// Writes in one transaction: all of it is durable when this returns `Ok`, and none of it is
    /// kept otherwise. The closure must do database work only.
    ///
    /// # Errors
    /// What the closure returns, or that the write could not be made.
    pub fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
    {
        let Some(writer) = &self.writer else {
            return run_in(&mut *self.seat()?, dialect::begin_write, job);
        };
        let (answer, wait) = std::sync::mpsc::sync_channel(1);
        // The receiver below outlives every sender, so this send cannot fail.
        writer.enqueue(job, move |outcome| drop(answer.send(outcome)));
        wait.recv().unwrap_or_else(|_| Err(E::from(StoreError::Lost)))
    }

    /// Queues a write and returns at once; `done` is called when it is durable or has failed.
    /// Gives the job back where the database has no queue and [`Self::write`] must be used.
    ///
    /// # Errors
    /// The job itself, on PostgreSQL.
    pub fn enqueue<T, E, F, D>(&self, job: F, done: D) -> Result<(), (F, D)>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut Db) -> Result<T, E> + Send + 'static,
        D: FnOnce(Result<T, E>) + Send + 'static,
    {
        match &self.writer {
            Some(writer) => {
                writer.enqueue(job, done);
                Ok(())
            }
            None => Err((job, done)),
        }
    }

    fn seat(&self) -> Result<PooledConnection<Address>, StoreError> {
        self.pool.get().map_err(StoreError::Unreachable)
    }
}

/// Runs a closure between `begin` and a commit, or a rollback when it fails.
pub(super) fn run_in<T, E: From<StoreError>>(
    db: &mut Db,
    begin: impl FnOnce(&mut Db) -> diesel::QueryResult<()>,
    job: impl FnOnce(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    begin(db).map_err(StoreError::Query)?;
    match job(db) {
        Ok(value) => {
            dialect::commit(db).map_err(StoreError::Query)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(undo) = dialect::rollback(db) {
                tracing::error!(%undo, "a rollback failed");
            }
            Err(error)
        }
    }
}
