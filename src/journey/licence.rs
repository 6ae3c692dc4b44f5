//! The terms of imagery: set by a coordinator, and obeyed from then on.

use chrono::{DateTime, NaiveDate, Utc};

use super::log::By;
use crate::domain::act::ActKind;
use crate::domain::campaign::Campaign;
use crate::domain::licence::{Audience, Terms};
use crate::store::{Db, StoreError, captures, chips, judgements, sources};

/// Why terms cannot be set, or pictures not be shown.
#[derive(Debug, thiserror::Error)]
pub enum LicenceError {
    /// No such source.
    #[error("there is no source \"{name}\" in this campaign; it has: {known}")]
    UnknownSource {
        /// The name asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// Pictures must not appear or vanish between judgements.
    #[error(
        "volunteers have judged with the pictures of \"{0}\", so whether they see them can no \
         longer change; let its licence expire, which pauses the campaign, or close it"
    )]
    WasJudged(String),
    /// No licence.
    #[error(
        "the source \"{0}\" has no licence text, and pictures without one cannot go live; state \
         it with `aftermath source set`, or on the campaign's page of sources"
    )]
    NoLicence(String),
    /// A licence that ended.
    #[error("the licence of \"{name}\" ended on {day}; its pictures can no longer be shown")]
    Expired {
        /// The source.
        name: String,
        /// Its last day.
        day: NaiveDate,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Gives a source other terms.
///
/// # Errors
/// When there is no such source, or its pictures were judged and would appear or vanish.
pub fn set_terms(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    name: &str,
    terms: &Terms,
) -> Result<(), LicenceError> {
    let all = sources::of_campaign(db, campaign.id)?;
    let Some(source) = all.iter().find(|source| source.name == name) else {
        let known: Vec<&str> = all.iter().map(|source| source.name.as_str()).collect();
        return Err(LicenceError::UnknownSource { name: name.to_owned(), known: known.join(", ") });
    };
    let hides = |audience| audience == Audience::Staff;
    if hides(source.terms.audience) != hides(terms.audience) && judgements::any(db, campaign.id)? {
        return Err(LicenceError::WasJudged(name.to_owned()));
    }
    sources::put(db, campaign.id, name, terms)?;
    Ok(by.did(db, ActKind::TermsSet, Some(campaign.id), name, "")?)
}

/// Whether the licences of all pictures that volunteers see hold today.
///
/// # Errors
/// [`LicenceError::Expired`] when one does not.
pub fn hold(db: &mut Db, now: DateTime<Utc>, campaign: &Campaign) -> Result<(), LicenceError> {
    match chips::expired_source(db, campaign.id, now.date_naive())? {
        Some((name, day)) => Err(LicenceError::Expired { name, day }),
        None => Ok(()),
    }
}

/// Whether a campaign's pictures may go live: each that volunteers see has a licence text, and
/// none has ended.
///
/// # Errors
/// Which source is in the way.
pub fn may_go_live(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
) -> Result<(), LicenceError> {
    hold(db, now, campaign)?;
    let lacks = |terms: &Terms| terms.licence.as_ref().is_none_or(|text| text.trim().is_empty());
    for source in sources::of_campaign(db, campaign.id)? {
        if source.terms.audience != Audience::Staff && lacks(&source.terms) {
            return Err(LicenceError::NoLicence(source.name));
        }
    }
    // Captures of earlier versions have no source but may name their licence themselves.
    for capture in captures::without_source(db, campaign.id)? {
        if capture.facts.licence.is_none() {
            return Err(LicenceError::NoLicence(capture.external_id));
        }
    }
    Ok(())
}
