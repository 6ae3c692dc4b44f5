//! The migrations of both databases, embedded, and run at start.

use diesel::connection::SimpleConnection as _;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::StoreError;
use super::dialect::Db;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

type Outcome = diesel::migration::Result<()>;

/// Applies what is missing.
pub(super) fn run(db: &mut Db) -> Result<(), StoreError> {
    let done: Outcome = match db {
        Db::Sqlite(conn) => conn.run_pending_migrations(SQLITE).map(drop),
        Db::Postgres(conn) => {
            // Two servers that start together must not migrate together.
            let lock = "SELECT pg_advisory_lock(4242420001)";
            let unlock = "SELECT pg_advisory_unlock(4242420001)";
            conn.batch_execute(lock)?;
            let done = conn.run_pending_migrations(POSTGRES).map(drop);
            conn.batch_execute(unlock)?;
            done
        }
    };
    done.map_err(|error| StoreError::Migration(error.to_string()))
}

/// Reverts all migrations, newest first, and returns how many there were. For tests.
///
/// # Errors
/// When one cannot be reverted.
pub fn revert_all(db: &mut Db) -> Result<usize, StoreError> {
    let reverted: diesel::migration::Result<Vec<MigrationVersion<'_>>> = match db {
        Db::Sqlite(conn) => conn.revert_all_migrations(SQLITE),
        Db::Postgres(conn) => conn.revert_all_migrations(POSTGRES),
    };
    reverted.map(|all| all.len()).map_err(|error| StoreError::Migration(error.to_string()))
}

/// The names of the embedded migrations: (SQLite's, PostgreSQL's). For tests.
#[must_use]
pub fn names() -> (Vec<String>, Vec<String>) {
    fn of<B: diesel::backend::Backend>(all: &[Box<dyn Migration<B>>]) -> Vec<String> {
        all.iter().map(|migration| migration.name().to_string()).collect()
    }
    let sqlite = MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE);
    let postgres = MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES);
    (of(&sqlite.unwrap_or_default()), of(&postgres.unwrap_or_default()))
}
