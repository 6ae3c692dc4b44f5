//! The queue of contested cases, and the list of what was ruled.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};

use crate::domain::adjudication::{CaseState, Kind};
use crate::domain::id::{BuildingId, CampaignId};
use crate::domain::limits::{CASES_PAGE, RULINGS_PAGE};
use crate::store::schema::{accounts, buildings, cases, rulings};
use crate::store::{Db, StoreError};

/// A case of the queue. Nothing of the votes is in it: who reads it is to answer blind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The building.
    pub building: BuildingId,
    /// The coordinator's own id.
    pub external_id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Whether volunteers came to no agreement.
    pub is_contested: bool,
    /// Open remarks about it.
    pub remarks: i64,
    /// Its task's priority.
    pub priority: i32,
    /// Where the case is.
    pub state: CaseState,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    building_id: i64,
    #[diesel(sql_type = Text)]
    external_id: String,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Text)]
    task_state: String,
    #[diesel(sql_type = BigInt)]
    remarks: i64,
    #[diesel(sql_type = Integer)]
    priority: i32,
    #[diesel(sql_type = Text)]
    state: String,
}

/// Of what is contested only as many are read as the page reaches, from an index in this order;
/// beside them what is remarked upon or begun, and names only of the page.
///
/// What matters most: disagreement in thousandths ([`disagreement`]), raised by 50 so
/// that what is flagged counts though all agree, times 1, the priority and the number of remarks.
/// Remarks only raise it, so the first by the index and those with remarks hold the first of all.
///
/// [`disagreement`]: crate::domain::adjudication::disagreement
const QUEUE: &str = "\
WITH wanted AS (
    SELECT building_id FROM (
        SELECT building_id FROM tasks
        WHERE campaign_id = $1 AND state = 'escalated' AND NOT EXISTS (
            SELECT 1 FROM cases
            WHERE cases.building_id = tasks.building_id AND cases.state = 'mending')
        ORDER BY (50 + disagreement) * (1 + priority) DESC, building_id LIMIT $2) AS top
    UNION SELECT building_id FROM remarks WHERE campaign_id = $1 AND is_open = TRUE
    UNION SELECT building_id FROM cases
        WHERE campaign_id = $1 AND state IN ('second', 'third')
), flags AS (
    SELECT building_id, COUNT(*) AS remarks FROM remarks
        WHERE campaign_id = $1 AND is_open = TRUE GROUP BY building_id
), ranked AS (
    SELECT wanted.building_id, tasks.state AS task_state, tasks.priority,
        COALESCE(flags.remarks, 0) AS remarks, COALESCE(cases.state, 'open') AS state,
        (50 + disagreement) * (1 + priority + COALESCE(flags.remarks, 0)) AS score
    FROM wanted
    JOIN tasks ON tasks.building_id = wanted.building_id
    LEFT JOIN flags ON flags.building_id = wanted.building_id
    LEFT JOIN cases ON cases.building_id = wanted.building_id
    WHERE COALESCE(tasks.retirement_reason, '') NOT IN ('ruled', 'withdrawn')
        AND COALESCE(cases.state, 'open') IN ('open', 'second', 'third')
    ORDER BY score DESC, wanted.building_id LIMIT $3 OFFSET $4
)
SELECT ranked.building_id, buildings.external_id, buildings.name, ranked.task_state,
    ranked.remarks, ranked.priority, ranked.state
FROM ranked JOIN buildings ON buildings.id = ranked.building_id
ORDER BY ranked.score DESC, ranked.building_id";

/// A page of the queue, what matters most first; pages count from 0. One more than a page holds
/// where there is another.
///
/// # Errors
/// When the database fails.
pub fn queue(db: &mut Db, campaign: CampaignId, page: i64) -> Result<Vec<Waiting>, StoreError> {
    let (most, skipped) = (CASES_PAGE + 1, page.saturating_mul(CASES_PAGE));
    let rows: Vec<Row> = diesel::sql_query(QUEUE)
        .bind::<BigInt, _>(campaign.0)
        .bind::<BigInt, _>(skipped.saturating_add(most))
        .bind::<BigInt, _>(most)
        .bind::<BigInt, _>(skipped)
        .load(db)?;
    let waiting = |row: Row| {
        let state = CaseState::parse(&row.state);
        Ok(Waiting {
            building: BuildingId(row.building_id),
            external_id: row.external_id,
            name: row.name,
            is_contested: row.task_state == "escalated",
            remarks: row.remarks,
            priority: row.priority,
            state: state.ok_or_else(|| StoreError::unknown("cases", &row.state))?,
        })
    };
    rows.into_iter().map(waiting).collect()
}

/// A ruling in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// The coordinator's own id of the building.
    pub external_id: String,
    /// Who ruled.
    pub name: String,
    /// How it came about.
    pub kind: Kind,
    /// Whether before they saw votes.
    pub is_blind: bool,
    /// When.
    pub at: DateTime<Utc>,
    /// Where the case is now.
    pub state: CaseState,
}

/// The newest rulings that decided, of cases that are closed or to be mended.
///
/// # Errors
/// When the database fails.
pub fn ruled(
    db: &mut Db,
    campaign: CampaignId,
    state: CaseState,
) -> Result<Vec<Ruled>, StoreError> {
    type Found = (String, String, String, bool, NaiveDateTime);
    let rows: Vec<Found> =
        rulings::table
            .inner_join(buildings::table)
            .inner_join(accounts::table)
            .inner_join(cases::table.on(
                cases::building_id.eq(rulings::building_id).and(cases::round.eq(rulings::round)),
            ))
            .filter(rulings::campaign_id.eq(campaign.0))
            .filter(rulings::decides.eq(true))
            .filter(cases::state.eq(state.as_str()))
            .order(rulings::id.desc())
            .limit(RULINGS_PAGE)
            .select((
                buildings::external_id,
                accounts::name,
                rulings::kind,
                rulings::is_blind,
                rulings::ruled_at,
            ))
            .load(db)?;
    let ruled = |(external_id, name, kind, is_blind, at): Found| {
        let kind = Kind::parse(&kind).ok_or_else(|| StoreError::unknown("rulings", &kind))?;
        Ok(Ruled { external_id, name, kind, is_blind, at: at.and_utc(), state })
    };
    rows.into_iter().map(ruled).collect()
}
