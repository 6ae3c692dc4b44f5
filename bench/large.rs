//! A campaign as large as any: written by the database itself, a statement for each table, since
//! writing it row by row through the program would take hours.

use aftermath::domain::id::CaptureId;
use aftermath::store::Address;
use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use crate::Outcome;
use crate::town::CAPTURES;

/// Volunteers who judged.
const VOLUNTEERS: u32 = 2_000;
/// Buildings whose answer is known.
const GOLDS: u32 = 2_000;
/// Days over which it was judged, up to now.
const DAYS: u32 = 60;

/// A connection of the database's own kind.
pub(crate) enum Raw {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
}

#[derive(QueryableByName)]
struct PlanLine {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "detail")]
    detail: String,
}

#[derive(QueryableByName)]
struct PlanText {
    #[diesel(sql_type = diesel::sql_types::Text, column_name = "QUERY PLAN")]
    detail: String,
}

impl Raw {
    pub(crate) fn connect(setting: &str) -> Outcome<Self> {
        Ok(match Address::parse(setting)? {
            Address::Sqlite(path) => {
                let mut conn = SqliteConnection::establish(&path.display().to_string())?;
                conn.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = OFF")?;
                Self::Sqlite(Box::new(conn))
            }
            Address::Postgres(url) => Self::Postgres(Box::new(PgConnection::establish(&url)?)),
        })
    }

    pub(crate) fn run(&mut self, statements: &str) -> Outcome<()> {
        match self {
            Self::Sqlite(conn) => conn.batch_execute(statements)?,
            Self::Postgres(conn) => conn.batch_execute(statements)?,
        }
        Ok(())
    }

    /// How the database runs a statement.
    pub(crate) fn plan(&mut self, statement: &str) -> Outcome<Vec<String>> {
        Ok(match self {
            Self::Sqlite(conn) => {
                let lines: Vec<PlanLine> =
                    diesel::sql_query(format!("EXPLAIN QUERY PLAN {statement}"))
                        .load(conn.as_mut())?;
                lines.into_iter().map(|line| line.detail).collect()
            }
            Self::Postgres(conn) => {
                let lines: Vec<PlanText> =
                    diesel::sql_query(format!("EXPLAIN (ANALYZE, COSTS OFF) {statement}"))
                        .load(conn.as_mut())?;
                lines.into_iter().map(|line| line.detail).collect()
            }
        })
    }

    /// The numbers from 1 to `most`, as a table of their own.
    fn numbers(&self, most: u32) -> String {
        match self {
            Self::Sqlite(_) => format!(
                "CREATE TEMP TABLE numbers AS WITH RECURSIVE up(i) AS \
                 (SELECT 1 UNION ALL SELECT i + 1 FROM up WHERE i < {most}) SELECT i FROM up;"
            ),
            Self::Postgres(_) => format!(
                "CREATE TEMP TABLE numbers AS \
                 SELECT i::bigint AS i FROM generate_series(1, {most}) AS i;"
            ),
        }
    }

    /// The time so many seconds after 1970, as the database keeps it.
    fn time(&self, seconds: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("strftime('%Y-%m-%d %H:%M:%S', {seconds}, 'unixepoch')"),
            Self::Postgres(_) => format!("to_timestamp({seconds}) AT TIME ZONE 'UTC'"),
        }
    }
}

/// Grows the town of one building to this many, judged this often each, up to `now`.
pub(crate) fn grow(
    raw: &mut Raw,
    series: &[CaptureId],
    (buildings, each): (u32, u32),
    now: DateTime<Utc>,
) -> Outcome<()> {
    let first = series.first().ok_or("the town has no captures")?.0;
    let span = i64::from(DAYS) * 86_400;
    let start = now.timestamp() - span;
    let all = buildings * each;
    raw.run(match raw {
        Raw::Sqlite(_) => "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000",
        // Every row refers to one that is there: nothing is gained by looking.
        Raw::Postgres(_) => "SET session_replication_role = replica; SET synchronous_commit = off",
    })?;
    raw.run(&raw.numbers(all))?;
    let at = |seconds: &str| raw.time(seconds);
    let decided = at(&format!("{start} + (i * 7919) % {span}"));
    let (begun, over) = (at(&start.to_string()), at(&(start - 86_400).to_string()));
    let last = CAPTURES - 1;
    let settled = "CASE WHEN i % 20 < 14 THEN 'retired' WHEN i % 20 = 14 THEN 'escalated' \
                   ELSE 'open' END";
    let reason = "CASE WHEN i % 20 < 10 THEN 'agreed' WHEN i % 20 < 12 THEN 'never' \
                  WHEN i % 20 = 12 THEN 'cap_reached' WHEN i % 20 = 13 THEN 'undatable' END";
    raw.run(&format!(
        "DELETE FROM golds; DELETE FROM coverage; DELETE FROM chips; DELETE FROM tasks; \
         DELETE FROM consensus; \
         INSERT INTO buildings (id, campaign_id, external_id, footprint, lon, lat, imported_at, \
             import_id, attributes, print) \
         SELECT i + 1, b.campaign_id, 'L-' || i, b.footprint, 38.9 + (i % 500) * 0.0004, \
             35.9 + (i / 500) * 0.0004, {over}, b.import_id, '', 1 \
         FROM numbers, buildings b WHERE b.id = 1 AND i < {buildings}; \
         INSERT INTO tasks (building_id, campaign_id, state, retirement_reason, judged, leased, \
             wanted, is_dealable, load, shuffle, priority, cell, counted_after, dealt_after, \
             disagreement) \
         SELECT i, 1, {settled}, {reason}, {each}, 0, {each} + 1, i % 20 > 14, {each}, i * 7919, \
             0, i / 100, 0, 0, CASE WHEN i % 20 = 14 THEN i * 31 % 700 ELSE 0 END \
         FROM numbers WHERE i <= {buildings}; \
         INSERT INTO consensus (building_id, version, counted, cannot_tell, agree, \
             last_standing, last_standing_capture_id, first_destroyed, \
             first_destroyed_capture_id, width, why, method, decided_at) \
         SELECT i, 0, {each}, i % 3, {each} - i % 5, 'at', {first} + i % {last}, \
             CASE WHEN i % 20 IN (10, 11) THEN 'evidence' ELSE 'at' END, \
             CASE WHEN i % 20 IN (10, 11) THEN NULL ELSE {first} + 1 + i % {last} END, \
             1 + i % 4, 'made up', 'made up', {decided} FROM numbers WHERE i <= {buildings}; \
         INSERT INTO coverage (building_id, capture_id) \
         SELECT i, c.id FROM numbers, captures c WHERE i <= {buildings}; \
         INSERT INTO chips (building_id, recipe_id, metres, sha256, bytes) \
         SELECT i, r.id, 96, 'made up', 9000 FROM numbers, recipes r \
         WHERE i <= CASE r.kind WHEN 'chip' THEN {buildings} ELSE {GOLDS} END; \
         INSERT INTO golds (building_id, campaign_id, last_standing_capture_id, \
             first_destroyed_capture_id, explanation, account, set_at, is_active) \
         SELECT i, 1, {first} + i % {last}, {first} + 1 + i % {last}, '', '', {begun}, TRUE \
         FROM numbers WHERE i <= {GOLDS};"
    ))?;
    said(raw, first, each, (start, span))?;
    // The planner is told what is there, as both databases are by themselves in time.
    raw.run("ANALYZE")
}

/// The volunteers and what they said; `start` and `span` in seconds.
fn said(raw: &mut Raw, first: i64, each: u32, (start, span): (i64, i64)) -> Outcome<()> {
    let at = |seconds: &str| raw.time(seconds);
    let (begun, over) = (at(&start.to_string()), at(&(start - 86_400).to_string()));
    let given = at(&format!("{start} + (i * 1009) % {span}"));
    let decided = at(&format!("{start} + (i * 7919) % {span}"));
    let last = CAPTURES - 1;
    raw.run(&format!(
        "INSERT INTO volunteers (id, token_hash, created_at) \
         SELECT i, 'made up ' || i, {begun} FROM numbers WHERE i <= {VOLUNTEERS}; \
         INSERT INTO enrolments (volunteer_id, campaign_id, consented_at, answered) \
         SELECT i, 1, {begun}, 1500 FROM numbers WHERE i <= {VOLUNTEERS}; \
         INSERT INTO assignments (id, volunteer_id, campaign_id, building_id, round, state, \
             dealt_at, expires_at, purpose) \
         SELECT i, 1 + ((i - 1) / {each} * 7 + i % {each}) % {VOLUNTEERS}, 1, \
             1 + (i - 1) / {each}, 0, 'answered', {given}, {given}, \
             CASE WHEN (i - 1) / {each} < {GOLDS} THEN 'gold' ELSE 'task' END FROM numbers; \
         INSERT INTO judgements (id, client_key, assignment_id, volunteer_id, campaign_id, \
             building_id, verdict, last_standing_capture_id, first_destroyed_capture_id, doubt, \
             sureness, mode, trace, unusable, dealt_at, submitted_at, purpose) \
         SELECT i, 'made up ' || i, i, a.volunteer_id, 1, a.building_id, \
             CASE WHEN i % 17 = 0 THEN 'cannot_tell' ELSE 'destroyed' END, \
             CASE WHEN i % 17 > 0 THEN {first} + (a.building_id + (i % 13) / 12) % {last} END, \
             CASE WHEN i % 17 > 0 THEN {first} + 1 + (a.building_id + (i % 13) / 12) % {last} END, \
             CASE WHEN i % 34 = 0 THEN 'cloud' WHEN i % 17 = 0 THEN 'blur' END, \
             'sure', 'guided', '', CASE WHEN i % 9 = 0 THEN '' || ({first} + i % 5) || ':blur' \
             ELSE '' END, a.dealt_at, a.dealt_at, a.purpose \
         FROM numbers JOIN assignments a ON a.id = i; \
         INSERT INTO supersedings (judgement_id, reason, superseded_at) \
         SELECT i, 'taken_back', {begun} FROM numbers WHERE i % 50 = 0; \
         INSERT INTO remarks (client_key, assignment_id, volunteer_id, campaign_id, building_id, \
             kind, text, raised_at, is_open) \
         SELECT 'made up ' || i, a.id, a.volunteer_id, 1, a.building_id, 'wrong_outline', 'made up', \
             a.dealt_at, i % 2 = 0 FROM numbers JOIN assignments a ON a.id = i * 1500 \
         WHERE i <= 2000; \
         INSERT INTO past_findings (building_id, version, state, counted, cannot_tell, agree, \
             last_standing, first_destroyed, width, why, method, decided_at, ended_at, ended_why) \
         SELECT i, 0, 'escalated', 3, 0, 1, 'dispute', 'dispute', 9, '', '', {over}, {decided}, \
             'another judgement arrived' FROM numbers WHERE i * 12 <= (SELECT max(i) FROM numbers) AND i % 10 = 0; \
         DROP TABLE numbers;"
    ))?;
    Ok(())
}
