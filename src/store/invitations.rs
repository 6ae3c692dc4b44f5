//! Links by which somebody becomes staff: known by the hash of their secret, good once.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::invitations as t;
use super::{Db, StoreError, stored};
use crate::domain::id::{CampaignId, InvitationId};
use crate::domain::role::Role;

/// A link by which somebody becomes staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Ours.
    pub id: InvitationId,
    /// The campaign and the part in it; none for somebody who looks after the whole site.
    pub part: Option<(CampaignId, Role)>,
    /// Whom it is for, as its maker remembers it.
    pub label: String,
    /// Who made it.
    pub made_by: String,
    /// Until when it is good.
    pub expires_at: DateTime<Utc>,
    /// Who used it.
    pub used_by: Option<String>,
    /// When it was used or taken back.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Invitation {
    /// Whether it can be used.
    #[must_use]
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.ended_at.is_none() && self.expires_at > now
    }
}

type Row = (
    i64,
    Option<i64>,
    Option<String>,
    String,
    String,
    NaiveDateTime,
    Option<String>,
    Option<NaiveDateTime>,
);

type Columns =
    (t::id, t::campaign_id, t::role, t::label, t::made_by, t::expires_at, t::used_by, t::ended_at);

const COLUMNS: Columns =
    (t::id, t::campaign_id, t::role, t::label, t::made_by, t::expires_at, t::used_by, t::ended_at);

fn invitation(
    (id, campaign, role, label, made_by, expires_at, used_by, ended_at): Row,
) -> Result<Invitation, StoreError> {
    let role = role
        .map(|word| Role::parse(&word).ok_or_else(|| StoreError::unknown("invitations", &word)));
    Ok(Invitation {
        id: InvitationId(id),
        part: campaign.map(CampaignId).zip(role.transpose()?),
        label,
        made_by,
        expires_at: expires_at.and_utc(),
        used_by,
        ended_at: ended_at.map(|at| at.and_utc()),
    })
}

/// Adds an invitation.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    token_hash: &str,
    part: Option<(CampaignId, Role)>,
    (label, made_by): (&str, &str),
    (now, expires_at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StoreError> {
    let row = (
        t::token_hash.eq(token_hash),
        t::campaign_id.eq(part.map(|(campaign, _)| campaign.0)),
        t::role.eq(part.map(|(_, role)| role.as_str())),
        t::label.eq(label),
        t::made_by.eq(made_by),
        t::made_at.eq(stored(now)),
        t::expires_at.eq(stored(expires_at)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// The invitation of a secret, good or not.
///
/// # Errors
/// When the database fails.
pub fn by_token(db: &mut Db, token_hash: &str) -> Result<Option<Invitation>, StoreError> {
    let query = t::table.filter(t::token_hash.eq(token_hash)).select(COLUMNS);
    query.first(db).optional()?.map(invitation).transpose()
}

/// A campaign's newest invitations, or those to the whole site.
///
/// # Errors
/// When the database fails.
pub fn of(db: &mut Db, campaign: Option<CampaignId>) -> Result<Vec<Invitation>, StoreError> {
    let query = t::table.order(t::id.desc()).limit(100).select(COLUMNS);
    let rows: Vec<Row> = match campaign {
        Some(campaign) => query.filter(t::campaign_id.eq(campaign.0)).load(db)?,
        None => query.filter(t::campaign_id.is_null()).load(db)?,
    };
    rows.into_iter().map(invitation).collect()
}

/// Ends an invitation: used by somebody, or taken back. False when it had ended before.
///
/// # Errors
/// When the database fails.
pub fn end(
    db: &mut Db,
    id: InvitationId,
    used_by: Option<&str>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let own = t::table.find(id.0).filter(t::ended_at.is_null());
    let change = (t::ended_at.eq(stored(now)), t::used_by.eq(used_by));
    Ok(diesel::update(own).set(change).execute(db)? == 1)
}
