//! The only file that knows there are two databases: the connection, how a write begins, and the
//! few statements that differ.

use std::collections::HashSet;

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::prelude::*;

use super::schema::{assignments, enrolments, tasks};
use super::tasks::Asker;
use crate::domain::id::{BuildingId, CampaignId, VolunteerId};
use chrono::NaiveDateTime;

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// For more than one machine.
    Postgres(PgConnection),
}

/// Runs a statement on whichever database it is, for the shapes that diesel's common backend
/// cannot express (upserts, batches).
macro_rules! on_each_backend {
    ($db:expr, |$conn:ident| $statement:expr) => {
        match $db {
            $crate::store::dialect::Db::Sqlite($conn) => $statement,
            $crate::store::dialect::Db::Postgres($conn) => $statement,
        }
    };
}
pub(super) use on_each_backend;

type Manager = <Db as Connection>::TransactionManager;

/// Begins a write. SQLite must take its lock at once: a deferred transaction that reads first
/// and writes later fails with BUSY, whatever the timeout.
pub(super) fn begin_write(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE"),
        Db::Postgres(conn) => AnsiTransactionManager::begin_transaction(conn),
    }
}

/// Begins a read that sees one moment of the database until it ends.
pub(super) fn begin_snapshot(db: &mut Db) -> QueryResult<()> {
    match db {
        Db::Sqlite(conn) => AnsiTransactionManager::begin_transaction(conn),
        Db::Postgres(conn) => AnsiTransactionManager::begin_transaction_sql(
            conn,
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        ),
    }
}

/// Begins a savepoint inside a write.
pub(super) fn begin_nested(db: &mut Db) -> QueryResult<()> {
    Manager::begin_transaction(db)
}

/// Commits the innermost transaction or savepoint.
pub(super) fn commit(db: &mut Db) -> QueryResult<()> {
    Manager::commit_transaction(db)
}

/// Undoes the innermost transaction or savepoint.
pub(super) fn rollback(db: &mut Db) -> QueryResult<()> {
    Manager::rollback_transaction(db)
}

/// Whether a transaction was left open, or broke, on this connection.
pub(super) fn is_in_transaction(db: &mut Db) -> bool {
    let depth = Manager::transaction_manager_status_mut(db).transaction_depth();
    !matches!(depth, Ok(None))
}

/// Keeps other writers away from one task until this write ends. SQLite has one writer anyway.
pub(super) fn lock_task(db: &mut Db, building: BuildingId) -> QueryResult<()> {
    if let Db::Postgres(conn) = db {
        let row = tasks::table.find(building.0).select(tasks::building_id);
        row.for_update().first::<i64>(conn)?;
    }
    Ok(())
}

/// Keeps a volunteer's other requests waiting until this write ends. Always taken before a
/// task's lock, so that two writers can never wait for each other.
pub(super) fn lock_enrolment(
    db: &mut Db,
    volunteer: VolunteerId,
    campaign: CampaignId,
) -> QueryResult<()> {
    if let Db::Postgres(conn) = db {
        let row =
            enrolments::table.find((volunteer.0, campaign.0)).select(enrolments::volunteer_id);
        row.for_update().first::<i64>(conn).optional()?;
    }
    Ok(())
}

/// Keeps other sealers of the ledger waiting until this write ends.
pub(super) fn lock_ledger(db: &mut Db) -> QueryResult<()> {
    if let Db::Postgres(conn) = db {
        diesel::sql_query("SELECT pg_advisory_xact_lock(4242420002)").execute(conn)?;
    }
    Ok(())
}

/// The tasks that may be dealt to an [`super::tasks::Asker`]: of buildings that neither they nor
/// anyone of their suspected group was ever dealt or practised on, in neighbourhoods of which they
/// have not had their share and which they do not avoid.
macro_rules! dealable_to {
    ($asker:expr) => {{
        use crate::store::schema::{assignments, avoided, tasks, visits};
        let since = assignments::id.gt(tasks::dealt_after);
        let dealt_before = assignments::table
            .filter(assignments::volunteer_id.eq_any($asker.ids()))
            .filter(assignments::building_id.eq(tasks::building_id))
            .filter(since.or(assignments::purpose.eq_any(["practice", "gold"])));
        let is_avoided = avoided::table
            .filter(avoided::volunteer_id.eq($asker.volunteer.0))
            .filter(avoided::campaign_id.eq($asker.campaign.0))
            .filter(avoided::cell.eq(tasks::cell));
        let had_their_share = visits::table
            .filter(visits::volunteer_id.eq($asker.volunteer.0))
            .filter(visits::campaign_id.eq($asker.campaign.0))
            .filter(visits::cell.eq(tasks::cell))
            .filter(visits::dealt.ge(crate::domain::dealing::NEAR_MIN))
            .filter((visits::dealt * 1000_i64).ge(visits::near * $asker.near_pm));
        tasks::table
            .filter(tasks::campaign_id.eq($asker.campaign.0))
            .filter(tasks::is_dealable.eq(true))
            .filter(diesel::dsl::not(diesel::dsl::exists(dealt_before)))
            .filter(diesel::dsl::not(diesel::dsl::exists(had_their_share)))
            .filter(diesel::dsl::not(diesel::dsl::exists(is_avoided)))
    }};
}
pub(super) use dealable_to;

/// (building, judged, leased, wanted, dealt after) of an open task.
pub(super) type NextTask = (i64, i32, i32, i32, i64);

/// The least-judged task of the highest priority that may be dealt to somebody, at random among
/// equals (`shuffle`), locked for this write.
pub(super) fn next_task(db: &mut Db, asker: &Asker) -> QueryResult<Option<NextTask>> {
    let query = dealable_to!(asker)
        .order((tasks::priority.desc(), tasks::load, tasks::shuffle, tasks::building_id))
        .select((
            tasks::building_id,
            tasks::judged,
            tasks::leased,
            tasks::wanted,
            tasks::dealt_after,
        ))
        .limit(1);
    match db {
        Db::Sqlite(conn) => query.first(conn).optional(),
        Db::Postgres(conn) => query.for_update().skip_locked().first(conn).optional(),
    }
}

/// (assignment, building, purpose) of a lease.
pub(super) type ExpiredLease = (i64, i64, String);

/// Up to `most` leases that ran out before `now`, with their tasks locked
/// for this write; those that another writer holds are left for another time.
pub(super) fn expired_leases(
    db: &mut Db,
    campaign: CampaignId,
    now: NaiveDateTime,
    most: i64,
) -> QueryResult<Vec<ExpiredLease>> {
    let query = assignments::table
        .filter(assignments::campaign_id.eq(campaign.0))
        .filter(assignments::state.eq("open"))
        .filter(assignments::expires_at.lt(now))
        .order((assignments::expires_at, assignments::id))
        .select((assignments::id, assignments::building_id, assignments::purpose))
        .limit(most);
    match db {
        Db::Sqlite(conn) => query.load(conn),
        Db::Postgres(conn) => {
            let found: Vec<ExpiredLease> = query.for_update().skip_locked().load(conn)?;
            let buildings: Vec<i64> = found.iter().map(|(_, building, _)| *building).collect();
            let free = tasks::table.filter(tasks::building_id.eq_any(buildings));
            let free = free.select(tasks::building_id).for_update().skip_locked();
            let free: HashSet<i64> = free.load(conn)?.into_iter().collect();
            Ok(found.into_iter().filter(|(_, building, _)| free.contains(building)).collect())
        }
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

/// Bytes of the database on its disk.
pub(super) fn database_bytes(db: &mut Db) -> QueryResult<i64> {
    let row: Number = match db {
        Db::Sqlite(conn) => diesel::sql_query(
            "SELECT page_count * page_size AS number FROM pragma_page_count, pragma_page_size",
        )
        .get_result(conn)?,
        Db::Postgres(conn) => {
            diesel::sql_query("SELECT pg_database_size(current_database()) AS number")
                .get_result(conn)?
        }
    };
    Ok(row.number)
}

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = diesel::sql_types::Text)]
    quick_check: String,
}

/// What SQLite says of its file: `ok`, or what is damaged.
pub(super) fn quick_check(db: &mut Db) -> QueryResult<Vec<String>> {
    let Db::Sqlite(conn) = db else { return Ok(Vec::new()) };
    let lines: Vec<Said> = diesel::sql_query("PRAGMA quick_check(20)").load(conn)?;
    Ok(lines.into_iter().map(|line| line.quick_check).collect())
}

/// Copies a SQLite database to a new file; does nothing on PostgreSQL.
pub(super) fn copy_into(db: &mut Db, file: &str) -> QueryResult<bool> {
    let Db::Sqlite(conn) = db else { return Ok(false) };
    diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(file).execute(conn)?;
    Ok(true)
}

/// Whether the database is a file.
pub(super) const fn is_file(db: &Db) -> bool {
    matches!(db, Db::Sqlite(_))
}
