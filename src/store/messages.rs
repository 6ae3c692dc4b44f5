//! Words of the staff to one volunteer, shown until they say that they have read them.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::prelude::*;

use super::schema::messages as t;
use super::{Db, StoreError, stored};
use crate::domain::id::{CampaignId, MessageId, VolunteerId};

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Ours.
    pub id: MessageId,
    /// In words.
    pub text: String,
    /// Who wrote it.
    pub account: String,
    /// When.
    pub sent_at: DateTime<Utc>,
    /// When the volunteer said that they have read it.
    pub read_at: Option<DateTime<Utc>>,
}

/// Writes to a volunteer.
///
/// # Errors
/// When the database fails.
pub fn add(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
    (text, account): (&str, &str),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        t::campaign_id.eq(campaign.0),
        t::volunteer_id.eq(volunteer.0),
        t::text.eq(text),
        t::account.eq(account),
        t::sent_at.eq(stored(now)),
    );
    diesel::insert_into(t::table).values(row).execute(db)?;
    Ok(())
}

/// The message that a volunteer is to read next.
///
/// # Errors
/// When the database fails.
pub fn unread(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<Option<(MessageId, String)>, StoreError> {
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::read_at.is_null())
        .order(t::id)
        .select((t::id, t::text));
    let found: Option<(i64, String)> = query.first(db).optional()?;
    Ok(found.map(|(id, text)| (MessageId(id), text)))
}

/// How many messages a volunteer has not read.
///
/// # Errors
/// When the database fails.
pub fn waiting(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<i64, StoreError> {
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .filter(t::read_at.is_null());
    Ok(query.count().get_result(db)?)
}

/// Notes that a volunteer has read a message of theirs; nothing where it is none, or read before.
///
/// # Errors
/// When the database fails.
pub fn note_read(
    db: &mut Db,
    volunteer: VolunteerId,
    id: MessageId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let own = t::table
        .filter(t::id.eq(id.0))
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::read_at.is_null());
    diesel::update(own).set(t::read_at.eq(stored(now))).execute(db)?;
    Ok(())
}

type Row = (i64, String, String, NaiveDateTime, Option<NaiveDateTime>);

/// All messages to a volunteer in a campaign, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_volunteer(
    db: &mut Db,
    campaign: CampaignId,
    volunteer: VolunteerId,
) -> Result<Vec<Message>, StoreError> {
    let query = t::table
        .filter(t::volunteer_id.eq(volunteer.0))
        .filter(t::campaign_id.eq(campaign.0))
        .order(t::id)
        .select((t::id, t::text, t::account, t::sent_at, t::read_at));
    let message = |(id, text, account, sent_at, read_at): Row| Message {
        id: MessageId(id),
        text,
        account,
        sent_at: sent_at.and_utc(),
        read_at: read_at.map(|at| at.and_utc()),
    };
    Ok(query.load::<Row>(db)?.into_iter().map(message).collect())
}

/// Removes what was written to a volunteer.
///
/// # Errors
/// When the database fails.
pub fn remove_all(db: &mut Db, volunteer: VolunteerId) -> Result<(), StoreError> {
    diesel::delete(t::table.filter(t::volunteer_id.eq(volunteer.0))).execute(db)?;
    Ok(())
}
