//! Rows become leaves: the same when they are sealed and when they are checked afterwards.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::super::dialect::on_each_backend;
use super::super::schema::accounts;
use super::super::schema::ledger::ledger_secrets as s;
use super::{crowd, staff};
use crate::domain::id::{AccountId, CampaignId, VolunteerId};
use crate::domain::ledger::{Commitment, Kind, Leaf, Names, Secret, hex};
use crate::store::{Db, StoreError};

/// What an event is about, and what was said of it when it was queued.
pub type Item = (i64, Option<String>);

/// What is needed to write rows of one campaign as leaves.
pub struct Composer<'a> {
    pub(super) campaign: CampaignId,
    names: &'a dyn Names,
    accounts: HashMap<String, i64>,
    secrets: HashMap<i64, Secret>,
}

impl<'a> Composer<'a> {
    /// For a campaign whose people are called so.
    ///
    /// # Errors
    /// When the database fails.
    pub fn new(
        db: &mut Db,
        campaign: CampaignId,
        names: &'a dyn Names,
    ) -> Result<Self, StoreError> {
        let all: Vec<(String, i64)> =
            accounts::table.select((accounts::name, accounts::id)).load(db)?;
        let accounts = all.into_iter().collect();
        Ok(Self { campaign, names, accounts, secrets: HashMap::new() })
    }

    /// The secrets of the events of a kind; `fresh` makes those that are not there, which are kept.
    /// Without it their texts stay closed, and a commitment is an empty word.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open(
        &mut self,
        db: &mut Db,
        kind: Kind,
        items: &[Item],
        fresh: Option<&mut dyn FnMut() -> Secret>,
    ) -> Result<(), StoreError> {
        self.secrets.clear();
        if !has_texts(kind) {
            return Ok(());
        }
        let own = s::table
            .filter(s::campaign_id.eq(self.campaign.0))
            .filter(s::kind.eq(kind.as_str()))
            .filter(s::subject.eq_any(items.iter().map(|(id, _)| *id)))
            .select((s::subject, s::secret));
        for (subject, secret) in own.load::<(i64, String)>(db)? {
            let secret = Secret::parse(&secret)
                .ok_or_else(|| StoreError::unknown("ledger_secrets", &subject))?;
            self.secrets.insert(subject, secret);
        }
        let Some(fresh) = fresh else { return Ok(()) };
        let mut rows = Vec::new();
        for (subject, _) in items {
            if !self.secrets.contains_key(subject) {
                let secret = fresh();
                rows.push((
                    s::campaign_id.eq(self.campaign.0),
                    s::kind.eq(kind.as_str()),
                    s::subject.eq(*subject),
                    s::secret.eq(secret.reveal()),
                ));
                self.secrets.insert(*subject, secret);
            }
        }
        on_each_backend!(db, |conn| diesel::insert_into(s::table).values(&rows).execute(conn))?;
        Ok(())
    }

    pub(super) fn volunteer(&self, id: i64) -> String {
        self.names.volunteer(VolunteerId(id))
    }

    pub(super) fn account(&self, id: i64) -> String {
        self.names.account(AccountId(id))
    }

    /// Somebody whose name stands in a row; `system` for the command line and the server.
    pub(super) fn named(&self, name: &str) -> String {
        match self.accounts.get(name) {
            Some(id) => self.account(*id),
            None if name.is_empty() => String::new(),
            None => "system".to_owned(),
        }
    }

    pub(super) fn commit(&self, subject: i64, field: &str, text: &str) -> Commitment {
        self.secrets.get(&subject).map(|secret| secret.commit(field, text)).unwrap_or_default()
    }
}

/// The secrets of all events of a kind, by what they are about.
///
/// # Errors
/// When the database fails.
pub fn secrets(
    db: &mut Db,
    campaign: CampaignId,
    kind: Kind,
) -> Result<HashMap<i64, Secret>, StoreError> {
    let own = s::table
        .filter(s::campaign_id.eq(campaign.0))
        .filter(s::kind.eq(kind.as_str()))
        .select((s::subject, s::secret));
    let rows = own.load::<(i64, String)>(db)?.into_iter();
    Ok(rows.filter_map(|(about, secret)| Some((about, Secret::parse(&secret)?))).collect())
}

/// Whether events of a kind have texts that are committed to.
const fn has_texts(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Building
            | Kind::Ruling
            | Kind::Dispute
            | Kind::Quarantine
            | Kind::Restore
            | Kind::Merge
            | Kind::Part
            | Kind::Rules
            | Kind::Priority
            | Kind::Import
            | Kind::ImportUndone
            | Kind::Act
    )
}

/// The leaves of events of one kind, in their order; none where the row is gone.
///
/// # Errors
/// When the database fails, or a note is not what this version writes.
pub fn compose(
    db: &mut Db,
    composer: &Composer<'_>,
    kind: Kind,
    items: &[Item],
) -> Result<Vec<Option<Leaf>>, StoreError> {
    match kind {
        Kind::Campaign => staff::campaigns(db, composer, items),
        Kind::Capture => crowd::captures(db, items),
        Kind::Building => crowd::buildings(db, composer, items),
        Kind::Judgement => crowd::judgements(db, composer, items),
        Kind::Superseding => crowd::supersedings(db, items),
        Kind::Ruling => staff::rulings(db, composer, items),
        Kind::Dispute => staff::disputes(db, composer, items),
        Kind::Quarantine | Kind::Restore => crowd::quarantines(db, composer, kind, items),
        Kind::Merge | Kind::Part => crowd::merges(db, composer, kind, items),
        Kind::Gold => staff::golds(db, composer, items),
        Kind::Rules => staff::rules(db, composer, items),
        Kind::Priority => staff::priorities(db, composer, items),
        Kind::PriorityEnded => staff::priorities_ended(db, composer, items),
        Kind::Import | Kind::ImportUndone => staff::imports(db, composer, kind, items),
        Kind::Act => staff::acts(db, composer, items),
        Kind::Erased => items.iter().map(|item| crowd::erased(composer, item)).collect(),
        Kind::Release => {
            items.iter().map(|(_, note)| Ok(said(note.as_deref())?.map(Leaf::Release))).collect()
        }
        Kind::Key => {
            items.iter().map(|(_, note)| Ok(said(note.as_deref())?.map(Leaf::Key))).collect()
        }
    }
}

/// The ids of items.
pub(super) fn ids(items: &[Item]) -> Vec<i64> {
    items.iter().map(|(id, _)| *id).collect()
}

/// What was said of an event when it was queued.
pub(super) fn said<T: DeserializeOwned>(note: Option<&str>) -> Result<Option<T>, StoreError> {
    let read = |note: &str| {
        serde_json::from_str(note).map_err(|error| StoreError::unknown("ledger_queue", &error))
    };
    note.map(read).transpose()
}

/// A leaf for each item from the row of its id.
pub(super) fn each<R>(
    items: &[Item],
    rows: Vec<(i64, R)>,
    leaf: impl Fn(i64, &R, Option<&str>) -> Result<Option<Leaf>, StoreError>,
) -> Result<Vec<Option<Leaf>>, StoreError> {
    let rows: HashMap<i64, R> = rows.into_iter().collect();
    let one = |(id, note): &Item| match rows.get(id) {
        Some(row) => leaf(*id, row, note.as_deref()),
        None => Ok(None),
    };
    items.iter().map(one).collect()
}

/// A time in milliseconds.
pub(super) fn ms(at: NaiveDateTime) -> i64 {
    at.and_utc().timestamp_millis()
}

/// SHA-256 in hex.
pub(super) fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}
