//! A campaign's rules change: each change is a version with its reason, is rehearsed on the votes
//! so far if somebody wants to see first, and decides every building anew.

use chrono::{DateTime, Utc};

use super::log::By;
use super::settle::{self, Occasion, Tally};
use super::{adjudicate, rehearse};
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::dealing::Dealing;
use crate::domain::id::{AccountId, BuildingId, ProposalId};
use crate::domain::limits::{CHANGES_PAGE, REASON_CHARS_MAX};
use crate::domain::policy::{Policy, difference};
pub use crate::store::proposals::{Change, Proposal};
pub use crate::store::rule_versions::Version;
use crate::store::{Db, Store, StoreError, campaigns, proposals, rule_versions as versions};

/// Why rules were not changed.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// No reason, or one that is too long.
    #[error("a reason is needed, of at most {REASON_CHARS_MAX} characters: it is kept")]
    Reason,
    /// Nothing would change.
    #[error("that is the rule in force; change something")]
    Same,
    /// Another one is proposed now, or none.
    #[error("this rule is no longer proposed; look at what is proposed now")]
    Gone,
    /// It is still being counted.
    #[error("what it would change is still being counted")]
    Uncounted,
    /// The rule in force is another one than when it was counted.
    #[error("the rules were changed since it was counted; propose it again")]
    Outdated,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes how a campaign's buildings are settled and its tasks dealt: the number of the new
/// version. What is decided stays so until the campaign is settled anew, which a server does by
/// itself.
///
/// # Errors
/// When nothing changes, or no reason is given.
pub fn change(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (policy, dealing): (Policy, Dealing),
    why: &str,
) -> Result<i32, RulesError> {
    let why = reason(why)?;
    // Again, now that nobody else changes it meanwhile.
    let before = campaigns::get(db, campaign.id)?;
    if (policy, dealing) == (before.policy, before.dealing) {
        return Err(RulesError::Same);
    }
    let last = written(db, &before)?.number;
    let (old, method) = (before.policy.method(), policy.method());
    let version = Version {
        number: last + 1,
        dealing: dealing.words(),
        by: by.name.to_owned(),
        reason: why.to_owned(),
        set_at: by.now,
        // How tasks are dealt decides no building.
        settled_at: (old == method).then_some(by.now),
        method,
    };
    versions::add(db, campaign.id, &version)?;
    campaigns::set_rules(db, campaign.id, policy, dealing)?;
    proposals::drop(db, campaign.id)?;
    let mut words: Vec<String> = Vec::new();
    let shares = before.dealing.words();
    for (old, new) in [(&old, &version.method), (&shares, &version.dealing)] {
        let parts = difference(old, new).into_iter();
        words.extend(parts.map(|(name, before, after)| format!("{name} {before} -> {after}")));
    }
    let subject = format!("version {}: {}", version.number, words.join(", "));
    by.did(db, ActKind::RulesSet, Some(campaign.id), subject, why)?;
    Ok(version.number)
}

fn reason(why: &str) -> Result<&str, RulesError> {
    let why = why.trim();
    let fits = (1..=REASON_CHARS_MAX).contains(&why.chars().count());
    fits.then_some(why).ok_or(RulesError::Reason)
}

/// The version of the rules in force; written down where it is not, such as that of a campaign
/// whose rules were never changed since it was opened.
fn written(db: &mut Db, campaign: &Campaign) -> Result<Version, StoreError> {
    let newest = versions::of_campaign(db, campaign.id)?.into_iter().next();
    let (method, dealing) = (campaign.policy.method(), campaign.dealing.words());
    if let Some(own) =
        newest.clone().filter(|own| (&own.method, &own.dealing) == (&method, &dealing))
    {
        return Ok(own);
    }
    let own = unwritten(db, campaign, newest.as_ref())?;
    versions::add(db, campaign.id, &own)?;
    Ok(own)
}

/// The version of rules of which nobody wrote down who set them.
fn unwritten(
    db: &mut Db,
    campaign: &Campaign,
    newest: Option<&Version>,
) -> Result<Version, StoreError> {
    let set_at = match newest {
        Some(newest) => newest.set_at,
        None => campaigns::created_at(db, campaign.id)?,
    };
    Ok(Version {
        number: newest.map_or(0, |newest| newest.number) + 1,
        method: campaign.policy.method(),
        dealing: campaign.dealing.words(),
        by: String::new(),
        reason: String::new(),
        set_at,
        settled_at: Some(set_at),
    })
}

/// Every version of a campaign's rules, newest first; the first is in force.
///
/// # Errors
/// When the store fails.
pub fn history(db: &mut Db, campaign: &Campaign) -> Result<Vec<Version>, StoreError> {
    let mut all = versions::of_campaign(db, campaign.id)?;
    let own = (campaign.policy.method(), campaign.dealing.words());
    if all.first().is_none_or(|newest| (&newest.method, &newest.dealing) != (&own.0, &own.1)) {
        let newest = unwritten(db, campaign, all.first())?;
        all.insert(0, newest);
    }
    Ok(all)
}

/// What is proposed in a campaign.
///
/// # Errors
/// When the store fails.
pub fn proposed(db: &mut Db, campaign: &Campaign) -> Result<Option<Proposal>, StoreError> {
    proposals::of(db, campaign.id)
}

/// The next buildings that a proposal would change. Who sees them sees what votes agree on, and
/// answers blind about them no more.
///
/// # Errors
/// When the store fails.
pub fn changes(
    db: &mut Db,
    (account, now): (AccountId, DateTime<Utc>),
    id: ProposalId,
    after: BuildingId,
) -> Result<Vec<Change>, StoreError> {
    let found = proposals::changes(db, id, after, CHANGES_PAGE + 1)?;
    for change in &found {
        adjudicate::note_seen(db, account, change.building, now)?;
    }
    Ok(found)
}

/// Proposes a rule in place of what is proposed; the server counts what it would change.
///
/// # Errors
/// When it is the rule in force.
pub fn propose(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    policy: Policy,
) -> Result<(), RulesError> {
    let (method, base) = (policy.method(), campaign.policy.method());
    if method == base {
        return Err(RulesError::Same);
    }
    proposals::put(db, campaign.id, (&method, &base), by.name, by.now)?;
    by.did(db, ActKind::RulesProposed, Some(campaign.id), method, "")?;
    Ok(())
}

/// Takes a proposal away; nothing changes.
///
/// # Errors
/// When the store fails.
pub fn withdraw(db: &mut Db, campaign: &Campaign) -> Result<(), RulesError> {
    Ok(proposals::drop(db, campaign.id)?)
}

/// Puts a counted proposal in force, with a reason: the number of the new version. The server then
/// decides every building anew.
///
/// # Errors
/// When it is not what is proposed, or not counted on the rule in force, or no reason is given.
pub fn apply(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    id: ProposalId,
    why: &str,
) -> Result<i32, RulesError> {
    let own = proposals::of(db, campaign.id)?.filter(|own| own.id == id);
    let own = own.ok_or(RulesError::Gone)?;
    if own.counted.is_none() {
        return Err(RulesError::Uncounted);
    }
    let now = campaigns::get(db, campaign.id)?;
    let policy = Policy::read(&own.method).filter(|_| own.base == now.policy.method());
    let policy = policy.ok_or(RulesError::Outdated)?;
    change(db, by, campaign, (policy, now.dealing), why)
}

/// Decides every building of a campaign anew because somebody asks for it.
///
/// # Errors
/// When the store fails; batches before the failure stay.
pub fn settle(
    store: &Store,
    now: DateTime<Utc>,
    seed: u64,
    campaign: &Campaign,
    progress: impl FnMut(u64),
) -> Result<Tally, StoreError> {
    let id = campaign.id;
    let newest = store.read(|db| versions::newest(db, id))?;
    let tally = settle::settle_all(store, now, seed, campaign, Occasion::Asked, progress)?;
    if let Some(newest) = newest {
        store.write(move |db| versions::settled(db, id, newest, now))?;
    }
    Ok(tally)
}

/// Counts what is proposed and decides anew what rules have not decided yet, until nothing is left
/// to do. What was under way when a server stopped begins again.
///
/// # Errors
/// When the store fails; the rest is done another time.
pub fn work_off(store: &Store, now: DateTime<Utc>, seed: u64) -> Result<(), StoreError> {
    while let Some((version, id)) = store.read(versions::to_settle)? {
        let campaign = store.read(|db| campaigns::get(db, id))?;
        settle::settle_all(store, now, seed, &campaign, Occasion::Rules, |_| ())?;
        store.write(move |db| versions::settled(db, id, version, now))?;
    }
    while let Some(proposal) = store.read(proposals::to_count)? {
        let campaign = store.read(|db| campaigns::get(db, proposal.campaign))?;
        rehearse::count(store, now, &campaign, &proposal)?;
    }
    Ok(())
}
