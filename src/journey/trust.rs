//! A volunteer is set aside or restored, or two are taken for one person, and every building that
//! they judged is decided anew from what then counts. Nothing is deleted: undone, it is as it was.

use chrono::{DateTime, Utc};
use rand::Rng;

use super::log::By;
use super::settle::Occasion;
use super::{look, settle};
use crate::domain::act::ActKind;
use crate::domain::campaign::{Campaign, Slug};
use crate::domain::id::{BuildingId, CohortId, VolunteerId};
use crate::domain::limits::{GROUPS_SOUGHT_ANSWERS_MAX, PERSON_DEVICES_MAX, REASON_CHARS_MAX};
pub use crate::store::cohorts::Cohort;
pub use crate::store::quarantines::Quarantine;
use crate::store::{
    Db, StoreError, assignments, cohorts, coverage, merges, quarantines, tasks, volunteers,
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
    /// They are one person's already.
    #[error("these two count as one person already")]
    SamePerson,
    /// Others count as this one.
    #[error(
        "this volunteer has several devices already; part them first, or take the other one for \
         a device of this one"
    )]
    HasDevices,
    /// As many as may be.
    #[error("a person may have {PERSON_DEVICES_MAX} devices; these would be more")]
    TooManyDevices,
    /// One of two is set aside.
    #[error("one of the two is set aside and the other is not; restore or set aside one of them")]
    OneSetAside,
    /// Nobody's device.
    #[error("this volunteer does not count as somebody else")]
    Alone,
    /// Too much was said for a page.
    #[error(
        "more than {GROUPS_SOUGHT_ANSWERS_MAX} answers are too many for a page; \
         `aftermath volunteer groups {0} --propose` looks through them"
    )]
    TooLarge(Slug),
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

/// Sets a volunteer aside, with all their devices: their judgements, past and to come, are kept and
/// not counted. They are not told, and are dealt tasks as before.
///
/// # Errors
/// When they are set aside already, or no reason is given.
pub fn set_aside(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    volunteer: VolunteerId,
    reason: &str,
) -> Result<Recomputed, TrustError> {
    let reason = checked(reason)?;
    let devices = locked(db, campaign, volunteer)?;
    if quarantines::is_set_aside(db, volunteer, campaign.id)? {
        return Err(TrustError::SetAside);
    }
    for device in &devices {
        quarantines::begin(db, *device, campaign.id, (reason, by.name), by.now)?;
    }
    note(db, by, campaign, (ActKind::SetAside, volunteer), reason)?;
    recompute(db, by.now, rng, campaign, &devices, Occasion::SetAside)
}

/// Restores a volunteer, with all their devices: all their judgements count again.
///
/// # Errors
/// When they are not set aside, or no reason is given.
pub fn restore(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    volunteer: VolunteerId,
    reason: &str,
) -> Result<Recomputed, TrustError> {
    let reason = checked(reason)?;
    let devices = locked(db, campaign, volunteer)?;
    if !quarantines::is_set_aside(db, volunteer, campaign.id)? {
        return Err(TrustError::Counted);
    }
    for device in &devices {
        quarantines::end(db, *device, campaign.id, (reason, by.name), by.now)?;
    }
    note(db, by, campaign, (ActKind::Restored, volunteer), reason)?;
    recompute(db, by.now, rng, campaign, &devices, Occasion::Restored)
}

/// The devices of a volunteer, locked in order: their own answers wait, so that each either sees
/// what is done or is seen by it.
fn locked(
    db: &mut Db,
    campaign: &Campaign,
    volunteer: VolunteerId,
) -> Result<Vec<VolunteerId>, StoreError> {
    let devices = merges::devices(db, volunteer, campaign.id)?;
    for device in &devices {
        assignments::lock_volunteer(db, *device, campaign.id)?;
    }
    Ok(devices)
}

/// Writes down what was done about a volunteer.
fn note(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    (kind, volunteer): (ActKind, VolunteerId),
    reason: &str,
) -> Result<(), StoreError> {
    let subject = look::pseudonyms(db, campaign)?.of(volunteer);
    by.did(db, kind, Some(campaign.id), subject, reason)
}

/// Takes the device of one volunteer for another's: of what both say about a building the first
/// counts, from the beginning on. Neither is told, and each goes on with their own tasks; no
/// building is dealt to both any more.
///
/// # Errors
/// When they are of one person already, others count as the first one, or one of them is set aside.
pub fn merge(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    (volunteer, with): (VolunteerId, VolunteerId),
    reason: &str,
) -> Result<Recomputed, TrustError> {
    let reason = checked(reason)?;
    for id in [volunteer.min(with), volunteer.max(with)] {
        assignments::lock_volunteer(db, id, campaign.id)?;
    }
    let persons = merges::persons(db, campaign.id)?;
    let person = persons.of(with);
    if volunteer == with || persons.of(volunteer) == person {
        return Err(TrustError::SamePerson);
    }
    if persons.has(volunteer) {
        return Err(TrustError::HasDevices);
    }
    if merges::devices(db, person, campaign.id)?.len() >= PERSON_DEVICES_MAX {
        return Err(TrustError::TooManyDevices);
    }
    let is_out = quarantines::is_set_aside(db, volunteer, campaign.id)?;
    if is_out != quarantines::is_set_aside(db, person, campaign.id)? {
        return Err(TrustError::OneSetAside);
    }
    merges::begin(db, campaign.id, (volunteer, person), (reason, by.name), by.now)?;
    note_two(db, by, campaign, ActKind::Merged, (volunteer, person), reason)?;
    recompute(db, by.now, rng, campaign, &[volunteer], Occasion::Merged)
}

/// Takes a device apart from its person again: what it said counts as its own.
///
/// # Errors
/// When it is nobody's, or no reason is given.
pub fn part(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    volunteer: VolunteerId,
    reason: &str,
) -> Result<Recomputed, TrustError> {
    let reason = checked(reason)?;
    locked(db, campaign, volunteer)?;
    let persons = merges::persons(db, campaign.id)?;
    let person = persons.other(volunteer).ok_or(TrustError::Alone)?;
    merges::end(db, campaign.id, (volunteer, person), (reason, by.name), by.now)?;
    note_two(db, by, campaign, ActKind::Parted, (volunteer, person), reason)?;
    recompute(db, by.now, rng, campaign, &[volunteer], Occasion::Parted)
}

fn note_two(
    db: &mut Db,
    by: By<'_>,
    campaign: &Campaign,
    kind: ActKind,
    (volunteer, person): (VolunteerId, VolunteerId),
    reason: &str,
) -> Result<(), StoreError> {
    let pseudonyms = look::pseudonyms(db, campaign)?;
    let subject = format!("{}, {}", pseudonyms.of(volunteer), pseudonyms.of(person));
    by.did(db, kind, Some(campaign.id), subject, reason)
}

/// Sets every volunteer of a suspected group aside who is not yet: how many, and what it came to.
/// They stay suspected, so that no building is dealt to two of them.
///
/// # Errors
/// When there is no such group, or no reason is given.
pub fn set_group_aside(
    db: &mut Db,
    by: By<'_>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    cohort: CohortId,
    reason: &str,
) -> Result<(u32, Recomputed), TrustError> {
    let reason = checked(reason)?;
    let group = cohorts::suspected(db, campaign.id)?.into_iter().find(|own| own.id == cohort);
    let group = group.ok_or(TrustError::UnknownCohort(cohort))?;
    // All locks on volunteers come before those on buildings, as in an answer.
    let mut devices = Vec::new();
    for volunteer in &group.volunteers {
        devices.extend(merges::devices(db, *volunteer, campaign.id)?);
    }
    devices.sort_unstable();
    for device in devices {
        assignments::lock_volunteer(db, device, campaign.id)?;
    }
    let (mut set, mut all) = (0, Recomputed::default());
    for volunteer in group.volunteers {
        match set_aside(db, by, rng, campaign, volunteer, reason) {
            Ok(done) => {
                set += 1;
                all.buildings += done.buildings;
                all.changed += done.changed;
            }
            Err(TrustError::SetAside) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((set, all))
}

fn checked(reason: &str) -> Result<&str, TrustError> {
    let reason = reason.trim();
    let fits = (1..=REASON_CHARS_MAX).contains(&reason.chars().count());
    if fits { Ok(reason) } else { Err(TrustError::Reason) }
}

/// Decides every building that these volunteers judged anew, in order of id, so that two writers
/// never wait for each other.
fn recompute(
    db: &mut Db,
    now: DateTime<Utc>,
    rng: &mut impl Rng,
    campaign: &Campaign,
    volunteers: &[VolunteerId],
    occasion: Occasion<'_>,
) -> Result<Recomputed, TrustError> {
    let (mut done, mut after) = (Recomputed::default(), BuildingId(0));
    loop {
        let page = quarantines::buildings_of(db, volunteers, campaign.id, after, PAGE)?;
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
    by: By<'_>,
    campaign: &Campaign,
    cohort: CohortId,
) -> Result<(), TrustError> {
    if !cohorts::dismiss(db, campaign.id, cohort, by.name, by.now)? {
        return Err(TrustError::UnknownCohort(cohort));
    }
    let subject = format!("group {cohort}");
    Ok(by.did(db, ActKind::GroupDismissed, Some(campaign.id), subject, "")?)
}
