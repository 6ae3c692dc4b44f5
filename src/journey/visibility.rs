//! Who finds a campaign: everybody, those who have a link, or those who came before.

use super::log::By;
use super::team;
use crate::domain::act::ActKind;
use crate::domain::campaign::{Campaign, Visibility};
use crate::domain::id::JoinLinkId;
use crate::domain::limits::NAME_CHARS_MAX;
pub use crate::store::join_links::JoinLink;
use crate::store::{Db, StoreError, campaigns, join_links, volunteers};

/// Why who finds a campaign cannot be changed so.
#[derive(Debug, thiserror::Error)]
pub enum VisibilityError {
    /// No words by which a link may be remembered.
    #[error("say whom the link is for, in 1 to {NAME_CHARS_MAX} characters")]
    BadLabel,
    /// The link was taken back, or is none of this campaign.
    #[error("there is no such link any more")]
    NotGood,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sets who finds a campaign.
///
/// # Errors
/// When the store fails.
pub fn set(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    visibility: Visibility,
) -> Result<(), VisibilityError> {
    campaigns::set_visibility(db, campaign.id, visibility)?;
    Ok(by.did(db, ActKind::VisibilitySet, Some(campaign.id), visibility.as_str(), "")?)
}

/// Makes a link by which volunteers come to a campaign, whose secret has this hash.
///
/// # Errors
/// When the label is too long.
pub fn make_link(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    label: &str,
    token_hash: &str,
) -> Result<(), VisibilityError> {
    let label = team::name(label).ok().ok_or(VisibilityError::BadLabel)?;
    join_links::add(db, campaign.id, token_hash, (label, by.name), by.now)?;
    Ok(by.did(db, ActKind::JoinLinkMade, Some(campaign.id), label, "")?)
}

/// A campaign's links, newest first.
///
/// # Errors
/// When the store fails.
pub fn links(db: &mut Db, campaign: &Campaign) -> Result<Vec<JoinLink>, StoreError> {
    join_links::of_campaign(db, campaign.id)
}

/// Takes a link back: who came by it stays.
///
/// # Errors
/// When there is none to take back.
pub fn end_link(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    id: JoinLinkId,
) -> Result<(), VisibilityError> {
    if !join_links::end(db, campaign.id, id, by.now)? {
        return Err(VisibilityError::NotGood);
    }
    Ok(by.did(db, ActKind::JoinLinkTakenBack, Some(campaign.id), id.to_string(), "")?)
}

/// Whether somebody who is no staff finds a campaign that is no draft: it is public, they came
/// before, or they hold a link that is good. The link is given back, to count them by.
///
/// # Errors
/// When the store fails.
pub fn finds(
    db: &mut Db,
    campaign: &Campaign,
    volunteer_hash: Option<&str>,
    link_hash: Option<&str>,
) -> Result<Option<Option<JoinLinkId>>, StoreError> {
    let link = match link_hash.filter(|_| campaign.visibility != Visibility::Private) {
        Some(hash) => join_links::by_token(db, hash)?,
        None => None,
    };
    let link = link.filter(|(_, leads_to)| *leads_to == campaign.id).map(|(link, _)| link);
    if campaign.visibility == Visibility::Public || link.is_some() {
        return Ok(Some(link));
    }
    let came_before = match volunteer_hash {
        Some(hash) => volunteers::enrolled(db, hash, campaign.id)?.is_some(),
        None => false,
    };
    Ok(came_before.then_some(None))
}
