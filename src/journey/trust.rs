//! A volunteer is set aside or restored, and every building that they judged is decided anew from
//! what then counts. Nothing is deleted: undone, it is as it was.

use chrono::{DateTime, Utc};
use rand::Rng;

use super::settle::Occasion;
use super::{look, settle};
use crate::domain::campaign::Campaign;
use crate::domain::id::{BuildingId, CohortId, VolunteerId};
use crate::domain::limits::REASON_CHARS_MAX;
pub use crate::store::cohorts::Cohort;
pub use crate::store::quarantines::Quarantine;
use crate::store::{
    Db, StoreError, assignments, cohorts, coverage, quarantines, tasks, volunteers,
};

/// Buildings read at once.
const PAGE: i64 = 500;

/// Why a volunteer cannot be set aside or restored.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// No such volunteer.
    #[error(
        "there is no volunteer \"{0}\" in this campaign; pseudonyms are in judgements.csv and in \
         `aftermath volunteer list`"
    )]
    Unknown(String),
    /// They are set aside already.
    #[error("this volunteer is set aside already")]
    SetAside,
    /// They are not set aside.
    #[error("this volunteer is not set aside")]
    Counted,
    /// No such group.
    #[error("there is no suspected group {0} in this campaign")]
    UnknownCohort(CohortId),
    /// No reason, or too long a one.
    #[error("a reason is needed, of at most {REASON_CHARS_MAX} characters: it is kept for ever")]
    Reason,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The volunteer of a pseudonym.
///
/// # Errors
/// When there is none in this campaign.
pub fn by_pseudonym(
    db: &mut Db,
    campaign: &Campaign,
    pseudonym: &str,
) -> Result<VolunteerId, TrustError> {
    let pseudonyms = look::pseudonyms(db, campaign)?;
    let mut after = VolunteerId(0);
    loop {
        let page = volunteers::page(db, campaign.id, after, PAGE)?;
        let Some((last, _)) = page.last() else {
            return Err(TrustError::Unknown(pseudonym.to_owned()));
        };
        after = *last;
        if let Some((found, _)) = page.iter().find(|(id, _)| pseudonyms.of(*id) == pseudonym) {
            return Ok(*found);
        }
    }
}

/// What setting aside or restoring came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recomputed {
    /// Buildings that the volunteer judged.
    pub buildings: u64,
    /// Those whose result changed.
    pub changed: u64,
}

/// Sets a volunteer aside: their judgements, past and to come, are kept and not counted. They are
/// not told, and are dealt tasks as before.
///
/// # Errors
/// When they are set aside already, or no reason is given.
pub fn set_aside(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    volunteer: VolunteerId,
    (reason, account): (&str, &str),
) -> Result<Recomputed, TrustError> {
    let reason = checked(reason)?;
    // Their own answers wait, so that each either sees this or is seen by it.
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    if quarantines::is_set_aside(db, volunteer, campaign.id)? {
        return Err(TrustError::SetAside);
    }
    quarantines::begin(db, volunteer, campaign.id, (reason, account), now)?;
    recompute(db, now, rng, campaign, volunteer, Occasion::SetAside)
}

/// Restores a volunteer: all their judgements count again.
///
/// # Errors
/// When they are not set aside, or no reason is given.
pub fn restore(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    volunteer: VolunteerId,
    (reason, account): (&str, &str),
) -> Result<Recomputed, TrustError> {
    let reason = checked(reason)?;
    assignments::lock_volunteer(db, volunteer, campaign.id)?;
    if !quarantines::is_set_aside(db, volunteer, campaign.id)? {
        return Err(TrustError::Counted);
    }
    quarantines::end(db, volunteer, campaign.id, (reason, account), now)?;
    recompute(db, now, rng, campaign, volunteer, Occasion::Restored)
}

fn checked(reason: &str) -> Result<&str, TrustError> {
    let reason = reason.trim();
    let fits = (1..=REASON_CHARS_MAX).contains(&reason.chars().count());
    if fits { Ok(reason) } else { Err(TrustError::Reason) }
}

/// Decides every building that a volunteer judged anew, in order of id, so that two writers never
/// wait for each other.
fn recompute(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    volunteer: VolunteerId,
    occasion: Occasion<'_>,
) -> Result<Recomputed, TrustError> {
    let (mut done, mut after) = (Recomputed::default(), BuildingId(0));
    loop {
        let page = quarantines::buildings_of(db, volunteer, campaign.id, after, PAGE)?;
        let Some(last) = page.last() else { return Ok(done) };
        after = *last;
        for building in page {
            let task = tasks::locked(db, building)?;
            let (series, _) = coverage::series(db, building)?;
            let subject = (building, task);
            let settled = settle::settle(db, now, rng, campaign, subject, (&series, occasion))?;
            done.buildings += 1;
            done.changed += u64::from(settled.has_changed);
        }
    }
}

/// Ends the suspicion against a group of accounts.
///
/// # Errors
/// When there is no such suspicion.
pub fn dismiss(
    db: &mut Db,
    now: DateTime<Utc>,
    campaign: &Campaign,
    cohort: CohortId,
    account: &str,
) -> Result<(), TrustError> {
    let was_there = cohorts::dismiss(db, campaign.id, cohort, account, now)?;
    if was_there { Ok(()) } else { Err(TrustError::UnknownCohort(cohort)) }
}
