//! Who of the staff may do what: accounts are made, invited, given parts in campaigns, and closed.
//! Every act is written down; nobody locks everybody out.

use chrono::Duration;

use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::id::{AccountId, CampaignId, InvitationId};
use crate::domain::limits::{INVITATION_DAYS, NAME_CHARS_MAX, REASON_CHARS_MAX};
use crate::domain::role::Role;
use crate::store::accounts::Account;
pub use crate::store::invitations::Invitation;
pub use crate::store::memberships::Membership;
use crate::store::{Db, StoreError, accounts, campaigns, invitations, memberships};

/// Why the staff cannot be changed so.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// No account has this name.
    #[error("there is no account \"{0}\"; invite its owner, or look at how the name is spelt")]
    NoAccount(String),
    /// The name is taken.
    #[error("the name \"{0}\" is taken; choose another one")]
    Taken(String),
    /// No name that an account may have.
    #[error(
        "a name has 1 to {NAME_CHARS_MAX} characters, with no space at either end and no control \
         characters"
    )]
    BadName,
    /// A reason that is too long.
    #[error("a reason has at most {REASON_CHARS_MAX} characters")]
    LongReason,
    /// The account has no part in this campaign.
    #[error("this account has no part in the campaign")]
    NoPart,
    /// Nobody would be left to run the campaign.
    #[error("this is the campaign's last coordinator; make somebody else coordinator first")]
    LastCoordinator,
    /// Nobody would be left to look after the site.
    #[error("this is the last administrator; make somebody else administrator first")]
    LastAdmin,
    /// The invitation was used, taken back, or has run out.
    #[error("this invitation was used or taken back, or has run out; ask for a new one")]
    NotGood,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The name that was meant, if an account may have it.
///
/// # Errors
/// When it may not.
pub fn name(text: &str) -> Result<&str, TeamError> {
    let is_sound = (1..=NAME_CHARS_MAX).contains(&text.chars().count())
        && text.trim() == text
        && !text.chars().any(char::is_control);
    is_sound.then_some(text).ok_or(TeamError::BadName)
}

fn reason(text: &str) -> Result<&str, TeamError> {
    let is_short = text.chars().count() <= REASON_CHARS_MAX;
    is_short.then_some(text).ok_or(TeamError::LongReason)
}

fn known(db: &mut Db, name: &str) -> Result<Account, TeamError> {
    let found = accounts::by_name(db, name)?;
    found.map(|(account, _)| account).ok_or_else(|| TeamError::NoAccount(name.to_owned()))
}

/// Makes an account, with the hash of its password.
///
/// # Errors
/// When its name is taken or is none that an account may have.
pub fn make(
    db: &mut Db,
    by: By<'_>,
    own: &str,
    password_hash: &str,
    is_admin: bool,
) -> Result<Account, TeamError> {
    let own = name(own)?;
    if accounts::by_name(db, own)?.is_some() {
        return Err(TeamError::Taken(own.to_owned()));
    }
    let id = accounts::add(db, own, password_hash, is_admin, by.now)?;
    let subject = if is_admin { format!("{own} as administrator") } else { own.to_owned() };
    by.did(db, ActKind::AccountMade, None, subject, "")?;
    Ok(accounts::get(db, id)?)
}

/// All accounts, by name.
///
/// # Errors
/// When the store fails.
pub fn all(db: &mut Db) -> Result<Vec<Account>, StoreError> {
    accounts::all(db)
}

/// An account by its name.
///
/// # Errors
/// When there is none.
pub fn account(db: &mut Db, name: &str) -> Result<Account, TeamError> {
    known(db, name)
}

/// A campaign's staff, by name.
///
/// # Errors
/// When the store fails.
pub fn of_campaign(db: &mut Db, campaign: &Campaign) -> Result<Vec<Membership>, StoreError> {
    memberships::of_campaign(db, campaign.id)
}

/// Gives an account a part in a campaign, in place of the one it had.
///
/// # Errors
/// When there is no such account, or nobody would be left to run the campaign.
pub fn grant(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    own: &str,
    role: Role,
) -> Result<(), TeamError> {
    let account = known(db, own)?;
    if role != Role::Coordinator {
        leaves_a_coordinator(db, campaign, account.id)?;
    }
    give(db, by, campaign.id, &account, role)
}

fn give(
    db: &mut Db,
    by: By<'_>,
    campaign: CampaignId,
    account: &Account,
    role: Role,
) -> Result<(), TeamError> {
    memberships::put(db, account.id, campaign, role, by.now)?;
    let subject = format!("{} as {}", account.name, role.as_str());
    Ok(by.did(db, ActKind::RoleGiven, Some(campaign), subject, "")?)
}

/// Takes an account's part in a campaign.
///
/// # Errors
/// When it has none, or nobody would be left to run the campaign.
pub fn revoke(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    own: &str,
    reason: &str,
) -> Result<(), TeamError> {
    let (account, reason) = (known(db, own)?, self::reason(reason)?);
    leaves_a_coordinator(db, campaign, account.id)?;
    if !memberships::remove(db, account.id, campaign.id)? {
        return Err(TeamError::NoPart);
    }
    Ok(by.did(db, ActKind::RoleTaken, Some(campaign.id), account.name, reason)?)
}

fn leaves_a_coordinator(
    db: &mut Db,
    campaign: &Campaign,
    account: AccountId,
) -> Result<(), TeamError> {
    let is_one = memberships::of(db, account, campaign.id)? == Some(Role::Coordinator);
    let others = memberships::count_in_role(db, campaign.id, Role::Coordinator)?;
    if is_one && others <= 1 { Err(TeamError::LastCoordinator) } else { Ok(()) }
}

/// Makes an account one that looks after the site, or no longer.
///
/// # Errors
/// When nobody would be left to do so.
pub fn set_admin(db: &mut Db, by: By<'_>, own: &str, is_admin: bool) -> Result<(), TeamError> {
    let account = known(db, own)?;
    if !is_admin {
        leaves_an_admin(db, &account)?;
    }
    accounts::set_admin(db, account.id, is_admin)?;
    let word = if is_admin { "is one" } else { "is none any more" };
    Ok(by.did(db, ActKind::AdminSet, None, format!("{own} {word}"), "")?)
}

fn leaves_an_admin(db: &mut Db, account: &Account) -> Result<(), TeamError> {
    let lets_in = |other: &Account| other.is_admin && other.disabled_at.is_none();
    let others = accounts::all(db)?;
    let is_left = others.iter().any(|other| other.id != account.id && lets_in(other));
    if lets_in(account) && !is_left { Err(TeamError::LastAdmin) } else { Ok(()) }
}

/// Closes an account: it lets nobody in, and what it did stays.
///
/// # Errors
/// When nobody would be left to look after the site.
pub fn disable(db: &mut Db, by: By<'_>, own: &str, reason: &str) -> Result<(), TeamError> {
    let (account, reason) = (known(db, own)?, self::reason(reason)?);
    leaves_an_admin(db, &account)?;
    accounts::set_disabled(db, account.id, Some(by.now))?;
    accounts::end_sessions(db, account.id, None)?;
    Ok(by.did(db, ActKind::AccountClosed, None, own, reason)?)
}

/// Opens a closed account again.
///
/// # Errors
/// When there is no such account.
pub fn enable(db: &mut Db, by: By<'_>, own: &str) -> Result<(), TeamError> {
    let account = known(db, own)?;
    accounts::set_disabled(db, account.id, None)?;
    Ok(by.did(db, ActKind::AccountOpened, None, own, "")?)
}

/// Takes an account's second factor away, so that its owner sets up a new one when they sign in
/// next; its sessions end.
///
/// # Errors
/// When there is no such account.
pub fn reset_second(db: &mut Db, by: By<'_>, own: &str, reason: &str) -> Result<(), TeamError> {
    let (account, reason) = (known(db, own)?, self::reason(reason)?);
    accounts::reset_second(db, account.id)?;
    accounts::end_sessions(db, account.id, None)?;
    Ok(by.did(db, ActKind::SecondFactorReset, None, own, reason)?)
}

/// Makes an invitation, whose secret has this hash: to a part in a campaign, or to look after the
/// site.
///
/// # Errors
/// When the label is too long.
pub fn invite(
    db: &mut Db,
    by: By<'_>,
    part: Option<(CampaignId, Role)>,
    label: &str,
    token_hash: &str,
) -> Result<(), TeamError> {
    let label = name(label)?;
    let until = by.now + Duration::days(INVITATION_DAYS);
    invitations::add(db, token_hash, part, (label, by.name), (by.now, until))?;
    let role = part.map_or("administrator", |(_, role)| role.as_str());
    let campaign = part.map(|(campaign, _)| campaign);
    Ok(by.did(db, ActKind::Invited, campaign, format!("{label} as {role}"), "")?)
}

/// Invitations to a campaign's staff, or to look after the site, newest first.
///
/// # Errors
/// When the store fails.
pub fn invitations(
    db: &mut Db,
    campaign: Option<&Campaign>,
) -> Result<Vec<Invitation>, StoreError> {
    invitations::of(db, campaign.map(|campaign| campaign.id))
}

/// Takes an invitation to a campaign, or to the site, back.
///
/// # Errors
/// When there is none that is still good.
pub fn take_back(
    db: &mut Db,
    by: By<'_>,
    campaign: Option<&Campaign>,
    id: InvitationId,
) -> Result<(), TeamError> {
    let of = invitations::of(db, campaign.map(|campaign| campaign.id))?;
    let found = of.into_iter().find(|own| own.id == id).ok_or(TeamError::NotGood)?;
    if !invitations::end(db, id, None, by.now)? {
        return Err(TeamError::NotGood);
    }
    let campaign = campaign.map(|campaign| campaign.id);
    Ok(by.did(db, ActKind::InvitationTakenBack, campaign, found.label, "")?)
}

/// The invitation of a secret's hash, with the campaign that it is to, if it is still good.
///
/// # Errors
/// When it is not.
pub fn invitation(
    db: &mut Db,
    now: chrono::DateTime<chrono::Utc>,
    token_hash: &str,
) -> Result<(Invitation, Option<Campaign>), TeamError> {
    let found = invitations::by_token(db, token_hash)?;
    let found = found.filter(|own| own.is_good(now)).ok_or(TeamError::NotGood)?;
    let campaign = found.part.map(|(campaign, _)| campaigns::get(db, campaign)).transpose()?;
    Ok((found, campaign))
}

/// Gives an account what it was invited to; the invitation is then used up.
///
/// # Errors
/// When the invitation is not good any more.
pub fn accept(db: &mut Db, by: By<'_>, token_hash: &str) -> Result<Invitation, TeamError> {
    let (found, _) = invitation(db, by.now, token_hash)?;
    let account = known(db, by.name)?;
    if !invitations::end(db, found.id, Some(by.name), by.now)? {
        return Err(TeamError::NotGood);
    }
    let Some((campaign, role)) = found.part else {
        accounts::set_admin(db, account.id, true)?;
        by.did(db, ActKind::AdminSet, None, format!("{} is one", account.name), "")?;
        return Ok(found);
    };
    // Whoever has the widest part already keeps it.
    if memberships::of(db, account.id, campaign)? != Some(Role::Coordinator) {
        give(db, by, campaign, &account, role)?;
    }
    Ok(found)
}
